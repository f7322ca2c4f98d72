"""One load may show a hash key many times; a hub or link has it once, on the first load as later."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.laws.support import Delivery, arrive, make_project

PLACES = Delivery("places", 1, (("Delft", "Markt", "1"),))


def counted(root: Path, select: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(select).fetchall()


def test_a_business_key_that_two_rows_of_one_load_share_is_one(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p")
    first = Delivery("people", 1, (("1", "Ann", "Delft"), ("2", "Bob", "Delft")))
    grown = (*first.rows, ("3", "Cas", "Breda"), ("4", "Dan", "Breda"))
    arrive(root, [[PLACES, first], [Delivery("people", 2, grown)]])
    assert counted(root, "SELECT city, count(*) FROM vault.hub_city GROUP BY city ORDER BY city") == [
        ("Breda", 1),
        ("Delft", 1),
    ]


def test_keys_that_differ_in_case_alone_have_one_hash_key(tmp_path: Path) -> None:
    rows = (("a", "Ann", "Delft"), ("A", "Bob", "Delft"), ("b", "Cas", "Delft"))
    root = make_project(tmp_path / "p")
    (root / "models" / "vault" / "vault.yml").write_text(
        "models:\n  - name: hub_person\n"
        "    config: {materialized: hub, hash_key: person_hk, business_key: [id], from: crm.people}\n"
    )
    for file in (root / "models" / "marts").iterdir():
        file.unlink()
    arrive(root, [[Delivery("people", 1, rows)]])
    found = counted(root, "SELECT upper(id), count(*) FROM vault.hub_person GROUP BY ALL ORDER BY ALL")
    assert found == [("A", 1), ("B", 1)]
