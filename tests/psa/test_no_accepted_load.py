"""A table of which no accepted load has a file in the log: its relations are there, and empty."""

from __future__ import annotations

from pathlib import Path

import warehouse
from tests.deadletters.support import NOW, Desk, desk

_READINGS = ("crm__people", "crm__people__loads", "crm__people__changes", "crm__people__at('2026-02-01')")


def _rows(crm: Desk) -> list[int]:
    return [crm.sql(f"SELECT count(*) FROM psa.{reading}")[0][0] for reading in _READINGS]


def test_its_readings_are_empty_and_hold_the_next_load(tmp_path: Path) -> None:
    crm = desk(tmp_path, "max_rejects: 0")
    load = crm.receive(1, "1,1.00,a", "2,2.00,b")
    wh = warehouse.open(tmp_path)
    assert wh.reject(load.load_id, now=NOW).problems == ()
    assert _rows(crm) == [0, 0, 0, 0]
    crm.receive(2, "3,many,a", "4,4.00,a")  # waits; what only the rejected load had is deleted now
    assert list((tmp_path / "psa/crm/people").glob("load_date=*/*.parquet")) == []
    assert _rows(crm) == [0, 0, 0, 0]
    assert wh.prune(loads=1, now=NOW).problems == ()
    assert wh.verify(deep=True) == []
    crm.receive(3, "5,5.00,a")
    assert _rows(crm) == [1, 1, 1, 1]
    assert wh.accept(load.load_id, now=NOW).problems == ()
    assert _rows(crm) == [1, 3, 5, 1]
    assert wh.verify(deep=True) == []


def test_so_they_are_where_the_loads_left_over_stored_nothing(tmp_path: Path) -> None:
    crm = desk(tmp_path, "extract: upsert", "gates: {empty: accept}", "max_rejects: 0")
    load = crm.receive(1, "1,1.00,a", "2,2.00,b")
    crm.receive(2)
    assert warehouse.open(tmp_path).reject(load.load_id, now=NOW).problems == ()
    crm.receive(3)
    crm.run()
    assert list((tmp_path / "psa/crm/people").glob("load_date=*/*.parquet")) == []
    assert _rows(crm) == [0, 0, 0, 0]
    crm.receive(4, "5,5.00,a")
    assert _rows(crm) == [1, 1, 1, 1]
    assert warehouse.open(tmp_path).verify(deep=True) == []
