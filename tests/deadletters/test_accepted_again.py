"""A load with rejected rows that was taken out of history and let in again: as if it had never gone."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import warehouse
from tests.deadletters.support import NOW, Desk, desk

_COUNTS = (
    "SELECT day(load_date), rows_read, rows_new, rows_changed, rows_unchanged, rows_duplicate, "
    "rows_rejected, rows_removed, row_count FROM meta.loads ORDER BY load_date"
)


@pytest.fixture
def crm(tmp_path: Path) -> Desk:
    """Day 1 has 1, 2 and 3; on day 3 the rows of 2 and of the unknown 5 are rejected, and 3 is gone."""
    found = desk(tmp_path, "gates: {keys_gone: 100%}")
    found.receive(1, "1,1.00,a", "2,1.00,a", "3,1.00,a")
    found.receive(3, "1,3.00,a", "1,3.00,a", "2,many,a", "5,many,a")
    return found


def _decide(crm: Desk, day: int, decision: str) -> None:
    with duckdb.connect(str(crm.root / ".warehouse" / "state.duckdb"), read_only=True) as state:
        ids = dict(state.sql("SELECT day(load_date), CAST(load_id AS VARCHAR) FROM meta.loads").fetchall())
    facts = getattr(warehouse.open(crm.root), decision)(ids[day], now=NOW)
    assert facts.problems == ()


def _at(crm: Desk, day: int) -> list[tuple[object, ...]]:
    return crm.sql(
        f"SELECT id, CAST(amount AS VARCHAR) FROM psa.crm__people__at('2026-01-0{day}') ORDER BY id"
    )


def test_it_counts_what_was_delivered_and_not_what_its_rejected_rows_kept(crm: Desk) -> None:
    counts, letters = crm.sql(_COUNTS), crm.sql("FROM meta.dead_letters ORDER BY ALL")
    assert counts[1] == (3, 4, 0, 1, 0, 1, 2, 1, 2)
    for _ in range(2):
        _decide(crm, 3, "reject")
        assert _at(crm, 3) == [(1, "1.00"), (2, "1.00"), (3, "1.00")]
        _decide(crm, 3, "accept")
        assert crm.sql(_COUNTS) == counts
        assert _at(crm, 3) == [(1, "3.00"), (2, "1.00")]
        assert crm.sql("FROM meta.dead_letters ORDER BY ALL") == letters
    assert warehouse.open(crm.root).verify(deep=True) == []


def test_its_rejected_rows_keep_the_state_of_what_came_meanwhile(crm: Desk) -> None:
    _decide(crm, 3, "reject")
    crm.receive(2, "1,2.00,a", "2,2.00,a", "4,2.00,a", "5,2.00,a")
    _decide(crm, 3, "accept")
    # 4 is absent on day 3; 2 and 5 are rejected there and keep what day 2 says.
    assert _at(crm, 3) == [(1, "3.00"), (2, "2.00"), (5, "2.00")]
    assert crm.sql(_COUNTS)[2] == (3, 4, 0, 1, 0, 1, 2, 1, 3)
    _decide(crm, 2, "reject")
    assert _at(crm, 3) == [(1, "3.00"), (2, "1.00")]
    assert warehouse.open(crm.root).verify(deep=True) == []
    before = crm.sql(_COUNTS)
    warehouse.open(crm.root).rebuild(now=NOW)
    assert crm.sql(_COUNTS) == before


def test_it_still_says_so_once_a_load_before_it_is_gone_and_back(crm: Desk) -> None:
    counts = crm.sql(_COUNTS)
    for day, decision in ((3, "reject"), (1, "reject"), (3, "accept"), (1, "accept")):
        _decide(crm, day, decision)
    assert crm.sql(_COUNTS) == counts
    assert _at(crm, 3) == [(1, "3.00"), (2, "1.00")]
    assert warehouse.open(crm.root).verify(deep=True) == []


def test_so_does_one_over_max_rejects_of_which_a_letter_was_discarded(tmp_path: Path) -> None:
    crm = desk(tmp_path, "gates: {keys_gone: 100%}", "max_rejects: 0")
    crm.receive(1, "1,1.00,a", "2,1.00,a", "3,1.00,a")
    crm.receive(3, "1,3.00,a", "2,many,a", "5,many,a")
    _decide(crm, 3, "accept")
    counts = crm.sql(_COUNTS)
    wh = warehouse.open(crm.root)
    wh.discard(wh.dead_letters()[0].letter_id, now=NOW)
    letters = crm.sql("FROM meta.dead_letters ORDER BY ALL")
    _decide(crm, 3, "reject")
    crm.receive(2, "1,2.00,a", "2,2.00,a")
    _decide(crm, 3, "accept")
    assert _at(crm, 3) == [(1, "3.00"), (2, "2.00")]
    _decide(crm, 2, "reject")
    assert [row for row in crm.sql(_COUNTS) if row[0] != 2] == counts
    assert crm.sql("FROM meta.dead_letters ORDER BY ALL") == letters
    assert warehouse.open(crm.root).verify(deep=True) == []


def test_an_erased_key_that_it_only_kept_is_counted_once(crm: Desk) -> None:
    _decide(crm, 3, "reject")
    erased = warehouse.open(crm.root).erase("crm.people", "2", now=NOW)
    assert erased is not None
    _decide(crm, 3, "accept")
    assert _at(crm, 3) == [(1, "3.00")]
    counted = (
        "SELECT rows_read, rows_changed, rows_duplicate, rows_rejected, rows_erased, rows_removed, row_count"
    )
    assert crm.sql(f"{counted} FROM meta.loads WHERE day(load_date) = 3") == [(4, 1, 1, 1, 1, 1, 1)]
    assert warehouse.open(crm.root).verify(deep=True) == []
