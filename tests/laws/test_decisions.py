"""Law 3 with a person in it: only what is accepted counts, whatever was decided before and in which order."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warehouse
import warehouse.errors
from laws.support import NOW, Delivery, arrive, deliver, make_project, run, tables
from laws.test_any_order import PEOPLE


def _load_ids(root: Path) -> dict[int, str]:
    """The id of the load of each day."""
    with duckdb.connect(str(root / ".warehouse" / "state.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "SELECT day(load_date), CAST(load_id AS VARCHAR) FROM meta.loads "
            "WHERE source_table = 'crm.people'"
        ).fetchall()
    return dict(rows)


@pytest.mark.thorough
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PEOPLE, min_size=2, max_size=5), st.data())
def test_rejecting_and_accepting_leaves_what_the_accepted_loads_make(contents, data) -> None:
    deliveries = [Delivery("people", day, rows) for day, rows in enumerate(contents, start=1)]
    with tempfile.TemporaryDirectory() as folder:
        decided, straight = (make_project(Path(folder, name)) for name in ("decided", "straight"))
        arrive(decided, [deliveries])
        ids = _load_ids(decided)
        rejected: set[int] = set()
        for day in data.draw(st.lists(st.sampled_from(sorted(ids)), min_size=1, max_size=5)):
            wh = warehouse.open(decided)
            facts = wh.accept(ids[day], now=NOW) if day in rejected else wh.reject(ids[day], now=NOW)
            assert [p for p in facts.problems if "no extract" not in p] == []
            rejected ^= {day}
        remaining = [d for d in deliveries if d.day not in rejected]
        if remaining:
            arrive(straight, [[delivery] for delivery in remaining])
            assert tables(decided) == tables(straight)
        else:
            assert all(len(rows) == 1 for name, rows in tables(decided).items() if "places" not in name)
        incremental = tables(decided)
        warehouse.open(decided).rebuild(now=NOW)
        assert tables(decided) == incremental


def test_an_empty_snapshot_waits_and_deletes_everything_once_it_is_accepted(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project")
    arrive(root, [[Delivery("people", 1, (("1", "Ann", "Gouda"),))]])
    deliver(root, Delivery("people", 2, ()))
    assert run(root).exit_code != 0
    assert len(tables(root)["psa.crm__people"]) == 2
    warehouse.open(root).accept(_load_ids(root)[2], now=NOW)
    assert len(tables(root)["psa.crm__people"]) == 1
    [(_, *version)] = [row[:5] for row in tables(root)["vault.dim_person"][1:]]
    assert version == ["Ann", "Gouda", "2026-01-01 00:00:00", "2026-01-02 00:00:00"]


def test_text_in_a_number_column_waits_and_turns_it_to_text_once_accepted(
    tmp_path: Path,
) -> None:
    root = make_project(tmp_path / "project")
    arrive(root, [[Delivery("people", 1, (("1", "Ann", "Gouda"),))]])
    deliver(root, Delivery("people", 2, (("1", "Ann", "Gouda"), ("x2", "Bob", "Delft"))))
    facts = run(root)
    [waiting] = [load for load in facts.loads if load.status == "quarantined"]
    assert "id" in waiting.reasons[0]
    warehouse.open(root).accept(waiting.load_id[:6], now=NOW)
    assert [row[:3] for row in tables(root)["psa.crm__people"][1:]] == [
        ("1", "Ann", "Gouda"),
        ("x2", "Bob", "Delft"),
    ]
    hub = sorted(row[1:3] for row in tables(root)["vault.hub_person"][1:])
    assert hub == [("1", "2026-01-01 00:00:00"), ("x2", "2026-01-02 00:00:00")]


def test_duplicate_keys_cannot_be_accepted_but_a_corrected_file_can_take_their_place(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project")
    arrive(root, [[Delivery("people", 1, (("1", "Ann", "Gouda"),))]])
    deliver(root, Delivery("people", 2, (("1", "Ann", "Gouda"), ("1", "Bob", "Gouda"))))
    facts = run(root)
    [waiting] = [load for load in facts.loads if load.status == "quarantined"]
    with pytest.raises(warehouse.errors.UsageError, match="cannot be accepted"):
        warehouse.open(root).accept(waiting.load_id, now=NOW)
    deliver(root, Delivery("people", 2, (("1", "Bob", "Gouda"),), attempt=2))
    run(root)
    warehouse.open(root).reject(waiting.load_id, now=NOW)
    assert [row[:3] for row in tables(root)["psa.crm__people"][1:]] == [("1", "Bob", "Gouda")]
