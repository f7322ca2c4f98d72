"""After a late load the newest content is made again for the keys that the load names, and for no others."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warehouse
from tests.laws.support import NOW
from tests.laws.test_kinds import KEYS, VALUES, Extract, arrive, histories, project

#: A row as it stands, with the load that confirmed it last.
CONTENT = (
    "SELECT * EXCLUDE (_confirmed), greatest(load_date, _confirmed) FROM _store.crm__people ORDER BY ALL"
)

Rows = list[tuple[object, ...]]


def content(root: Path) -> Rows:
    with duckdb.connect(str(root / ".warehouse" / "state.duckdb"), read_only=True) as connection:
        return connection.execute(CONTENT).fetchall()


def stamp(root: Path) -> None:
    """Write into each row a hash that no reading of the log gives."""
    with duckdb.connect(str(root / ".warehouse" / "state.duckdb")) as connection:
        connection.execute("UPDATE _store.crm__people SET person_hashdiff = CAST(repeat('0', 32) AS UUID)")


def stamped(root: Path) -> list[str]:
    """The keys whose rows were not written since."""
    with duckdb.connect(str(root / ".warehouse" / "state.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "SELECT id FROM _store.crm__people WHERE person_hashdiff = CAST(repeat('0', 32) AS UUID)"
        ).fetchall()
    return sorted(key for (key,) in rows)


def days(kind: str, *rows: tuple[tuple[str, str], ...]) -> list[Extract]:
    return [Extract(kind, 2 * number, own) for number, own in enumerate(rows, start=1)]


FIRST = (("k1", "a"), ("k2", "a"), ("k3", "a"))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_a_restated_content_is_the_one_that_is_read_anew(history: tuple[Sequence[Extract], ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = project(Path(folder, "project"))
        for extract in history[1]:
            arrive(root, [extract])
        restated = content(root)
        warehouse.open(root).rebuild(now=NOW)
        assert content(root) == restated


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.dictionaries(KEYS, VALUES, min_size=1), min_size=3, max_size=7),
    st.randoms(use_true_random=False),
)
def test_snapshots_in_any_order_are_restated_as_they_are_read_anew(snapshots, chance) -> None:
    extracts = [Extract("snapshot", day, tuple(rows.items())) for day, rows in enumerate(snapshots, start=1)]
    last = extracts.pop()
    chance.shuffle(extracts)
    with tempfile.TemporaryDirectory() as folder:
        root = project(Path(folder, "project"))
        for extract in [last, *extracts]:
            arrive(root, [extract])
        restated = content(root)
        warehouse.open(root).rebuild(now=NOW)
        assert content(root) == restated


@pytest.mark.parametrize(
    ("kind", "late", "kept"),
    [
        ("snapshot", (("k1", "b"), ("k2", "a"), ("k3", "a")), ["k2", "k3"]),
        ("snapshot", (("k1", "a"), ("k2", "a")), ["k1", "k2"]),
        ("snapshot", FIRST, ["k1", "k2", "k3"]),
        ("upsert", (("k1", "b"), ("k4", "b")), ["k2", "k3"]),
        ("changes", (("k1", None),), ["k2", "k3"]),
        ("append", (("k4", "of k4"),), ["k1", "k2", "k3"]),
    ],
)
def test_rows_of_other_keys_stay_as_they_are(
    tmp_path: Path, kind: str, late: tuple[tuple[str, str], ...], kept: list[str]
) -> None:
    root = project(tmp_path / "project", kind)
    last = FIRST if kind == "snapshot" else (("k5", "a"),)
    for extract in days(kind, FIRST, last):
        arrive(root, [extract])
    stamp(root)
    arrive(root, [Extract(kind, 3, late)])
    assert [key for key in stamped(root) if key != "k5"] == kept


def test_several_late_loads_and_a_late_correction_are_restated_together(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    changed = (("k1", "b"), ("k2", "a"), ("k3", "a"))
    for extract in days("snapshot", FIRST, changed, FIRST):
        arrive(root, [extract])
    stamp(root)
    arrive(
        root,
        [Extract("snapshot", 3, FIRST[:2]), Extract("snapshot", 2, changed), Extract("snapshot", 5, FIRST)],
    )
    assert stamped(root) == ["k2"]
    before = [row for row in content(root) if row[0] != "k2"]
    warehouse.open(root).rebuild(now=NOW)
    assert [row for row in content(root) if row[0] != "k2"] == before
