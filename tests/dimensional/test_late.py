"""A late load costs the keys that it touches: no row of another key is written again."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.laws.support import Delivery, arrive, deliver, make_project, run

OWN = [
    "hub_person",
    "hub_city",
    "link_person_city",
    "sat_person",
    "dim_person",
    "dim_person_types",
    "dim_person_now",
]

#: Where the key 2 has rows, which no late load of the first test touches.
STORED = ["vault.sat_person", "_store.vault__dim_person__open", "_store.vault__dim_person__closed"]

DAYS = [
    (("1", "Ann", "Delft"), ("2", "Bob", "Gouda"), ("3", "Cas", "Delft")),
    (("1", "Ann", "Breda"), ("2", "Bob", "Delft"), ("4", "Dan", "Delft")),
    (("1", "Ann", "Delft"), ("2", "Bob", "Delft"), ("3", "Cas", "Delft")),
]


def stamped(root: Path, *, stamps: bool = False) -> list[int]:
    """How many rows of each table bear a name that no load brought; `stamps` writes it into those of Bob."""
    with duckdb.connect(str(root / ".warehouse" / "state.duckdb")) as connection:
        if stamps:
            for table in STORED:
                connection.execute(f"UPDATE {table} SET name = 'a stamp' WHERE name = 'Bob'")
        count = "SELECT count(*) FROM {} WHERE name = 'a stamp'"
        return [connection.execute(count.format(table)).fetchall()[0][0] for table in STORED]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = make_project(tmp_path / "shop")
    places = Delivery("places", 1, (("Delft", "Markt", "1"),))
    arrive(root, [[places, Delivery("people", 1, DAYS[0])], [Delivery("people", 5, DAYS[1])]])
    return root


def test_only_the_keys_that_a_late_load_touches_are_written(root: Path) -> None:
    before = stamped(root, stamps=True)
    assert before == [2, 1, 1]
    deliver(root, Delivery("people", 3, (DAYS[0][0], DAYS[0][1], ("3", "Cas", "Breda"))))
    facts = run(root)
    assert {m.how for m in facts.models if m.name.removeprefix("vault.") in OWN} == {"restated"}
    assert stamped(root) == before
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "SELECT city, day(valid_from), day(valid_to) FROM vault.dim_person WHERE id = 3 ORDER BY 2"
        ).fetchall()
    assert rows == [("Delft", 1, 3), ("Breda", 3, 5)]


def test_two_late_loads_at_once_are_restated_too(root: Path) -> None:
    deliver(root, Delivery("people", 2, DAYS[2]))
    deliver(root, Delivery("people", 3, DAYS[1]))
    facts = run(root)
    assert {m.how for m in facts.models if m.name.removeprefix("vault.") in OWN} == {"restated"}


@pytest.mark.parametrize("also", [(6, DAYS[2]), (5, DAYS[2])], ids=["a new day", "a correction"])
def test_a_late_load_beside_anything_else_replays(
    root: Path, also: tuple[int, tuple[tuple[str, ...], ...]]
) -> None:
    deliver(root, Delivery("people", 3, DAYS[2]))
    deliver(root, Delivery("people", also[0], also[1], 2))
    facts = run(root)
    assert {m.how for m in facts.models if m.name.removeprefix("vault.") in OWN} == {"replayed"}
