"""A load comes late, before a snapshot with rejected rows: these still say nothing of their keys."""

from __future__ import annotations

from pathlib import Path

import pytest

import warehouse
from tests.deadletters.support import NOW, Desk, desk

_AT_3 = "SELECT id, CAST(amount AS VARCHAR) FROM psa.crm__people__at('2026-01-03') ORDER BY id"


@pytest.fixture
def crm(tmp_path: Path) -> Desk:
    """Day 1 has 1, 2 and 3; on day 3 the rows of 2 and of the unknown 5 are rejected, and 3 is gone."""
    found = desk(tmp_path, "gates: {keys_gone: 100%}")
    found.receive(1, "1,1.00,a", "2,1.00,a", "3,1.00,a")
    found.receive(3, "1,3.00,a", "2,many,a", "5,many,a")
    assert found.sql(_AT_3) == [(1, "3.00"), (2, "1.00")]
    return found


def _as_derived_again(crm: Desk) -> None:
    before = crm.sql("SELECT * EXCLUDE (log_number) FROM meta.loads ORDER BY ALL")
    assert warehouse.open(crm.root).verify(deep=True) == []
    warehouse.open(crm.root).rebuild(now=NOW)
    assert crm.sql("SELECT * EXCLUDE (log_number) FROM meta.loads ORDER BY ALL") == before


def test_a_rejected_row_keeps_the_state_that_the_late_load_brings(crm: Desk) -> None:
    crm.receive(2, "1,2.00,a", "2,2.00,a", "4,2.00,a", "5,2.00,a")
    # 4 is absent on day 3, 2 and 5 are rejected there; 3 went on day 2 already.
    assert crm.sql(_AT_3) == [(1, "3.00"), (2, "2.00"), (5, "2.00")]
    counts = "SELECT day(load_date), rows_new, rows_changed, rows_removed, rows_rejected, row_count"
    assert crm.sql(f"{counts} FROM meta.loads ORDER BY load_date") == [
        (1, 3, 0, 0, 0, 3),
        (2, 2, 2, 1, 0, 4),
        (3, 0, 1, 1, 2, 3),
    ]
    _as_derived_again(crm)


def test_what_the_late_load_deletes_stays_deleted_until_that_load_is_rejected(crm: Desk) -> None:
    late = crm.receive(2, "1,2.00,a", "3,2.00,a")
    assert crm.sql(_AT_3) == [(1, "3.00")]
    _as_derived_again(crm)
    assert warehouse.open(crm.root).reject(late.load_id, now=NOW).problems == ()
    assert crm.sql(_AT_3) == [(1, "3.00"), (2, "1.00")]
    assert warehouse.open(crm.root).accept(late.load_id, now=NOW).problems == ()
    assert crm.sql(_AT_3) == [(1, "3.00")]
    _as_derived_again(crm)


def test_a_second_snapshot_with_rejects_passes_the_state_on(crm: Desk) -> None:
    crm.receive(4, "1,4.00,a", "2,many,a")
    crm.receive(2, "1,2.00,a", "2,2.00,a", "5,2.00,a")
    assert crm.sql(_AT_3) == [(1, "3.00"), (2, "2.00"), (5, "2.00")]
    assert crm.content() == [(1, "4.00", "a"), (2, "2.00", "a")]
    crm.receive(5, "1,4.00,a")
    assert crm.content() == [(1, "4.00", "a")]
    _as_derived_again(crm)


def test_where_a_rejected_row_hides_its_key_that_snapshot_deletes_nothing_of_the_late_load(
    tmp_path: Path,
) -> None:
    crm = desk(tmp_path, "gates: {keys_gone: 100%}")
    crm.receive(1, "1,1.00,a", "2,1.00,a")
    crm.receive(3, "1,3.00,a", "x,3.00,a")
    crm.receive(2, "1,2.00,a", "4,2.00,a")
    assert crm.sql(_AT_3) == [(1, "3.00"), (4, "2.00")]
    _as_derived_again(crm)


def test_it_goes_the_same_way_after_pruning(crm: Desk) -> None:
    crm.receive(6, "1,6.00,a", "2,many,a")
    assert warehouse.open(crm.root).prune(loads=2, now=NOW).problems == ()
    crm.receive(2, "1,2.00,a", "2,2.00,a", "4,2.00,a")
    assert crm.sql(_AT_3) == [(1, "3.00"), (2, "2.00")]
    assert crm.content() == [(1, "6.00", "a"), (2, "2.00", "a")]
    _as_derived_again(crm)
