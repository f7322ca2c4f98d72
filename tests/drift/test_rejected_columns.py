"""A rejected load leaves nothing in the contract: neither its columns nor the types it widened."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warehouse.errors
from drift.support import Shop

COLUMNS = "SELECT column_name, column_type FROM (DESCRIBE psa.s__t) WHERE length(column_name) <= 4"


def test_its_columns_and_types_go_and_come_back(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path)
    shop.day(1, "id,size\n1,5\n")
    shop.day(2, "id,size,junk\n1,5.5,x\n2,7,\n")
    shop.day(3, "id,size\n1,6\n2,7\n")
    assert shop.sql(COLUMNS) == [("id", "BIGINT"), ("size", "DOUBLE"), ("junk", "VARCHAR")]
    shop.reject(2)
    assert shop.sql(COLUMNS) == [("id", "BIGINT"), ("size", "BIGINT")]
    assert shop.sql("SELECT * FROM psa.s__t__loads ORDER BY ALL")[0][:2] == (1, 5)
    assert shop.is_sound()
    assert shop.rebuilt(COLUMNS) == [("id", "BIGINT"), ("size", "BIGINT")]
    shop.accept(2)
    assert shop.sql(COLUMNS) == [("id", "BIGINT"), ("size", "DOUBLE"), ("junk", "VARCHAR")]
    assert shop.is_sound()


def test_text_that_was_accepted_by_mistake(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path)
    shop.day(1, "id,size\n1,5\n2,6\n")
    shop.day(2, "id,size\n1,5\n2,six\n")
    shop.accept(2)
    shop.day(3, "id,size\n1,7\n2,6\n")
    assert ("size", "VARCHAR") in shop.sql(COLUMNS)
    shop.reject(2)
    assert ("size", "BIGINT") in shop.sql(COLUMNS)
    assert shop.sql("SELECT id, size FROM psa.s__t ORDER BY id") == [(1, 7), (2, 6)]
    assert shop.is_sound()


def test_text_that_another_type_would_hash_otherwise_stays_text(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path)
    shop.day(1, "id,size\n1,5\n")
    shop.day(2, "id,size\n1,six\n")
    shop.accept(2)
    shop.day(3, "id,size\n1,7.50\n")
    shop.reject(2)
    assert ("size", "VARCHAR") in shop.sql(COLUMNS)
    assert shop.sql("SELECT size FROM psa.s__t") == [("7.50",)]
    assert shop.is_sound()


def test_after_the_only_load_was_rejected_the_next_begins_anew(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path)
    shop.day(1, "id,siez\n1,big\n")
    shop.reject(1)
    shop.day(2, "id,size\n1,5\n")
    assert shop.sql(COLUMNS) == [("id", "BIGINT"), ("size", "BIGINT")]
    assert shop.load(2).notes == ()
    assert shop.rebuilt(COLUMNS) == [("id", "BIGINT"), ("size", "BIGINT")]
    assert shop.is_sound()


def test_two_columns_that_were_one_are_made_one_by_rejecting_and_accepting(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path)
    shop.day(1, "id,town\n1,Delft\n")
    shop.day(2, "id,city\n1,Delft\n")
    shop.declare("key: id\ncolumns: [{name: city, renamed_from: [town]}]")
    assert "warehouse reject" in str(shop.problem())
    shop.declare("key: id")
    shop.reject(2)
    shop.declare("key: id\ncolumns: [{name: city, renamed_from: [town]}]")
    shop.accept(2)
    assert [(load.status, load.changed) for load in shop.loads()] == [("accepted", 0), ("accepted", 0)]
    assert shop.sql(COLUMNS) == [("id", "BIGINT"), ("city", "VARCHAR")]
    assert shop.is_sound()


def test_fractions_do_not_become_text_where_that_would_change_them(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path)
    shop.day(1, "id,size\n1,5\n2,2.5\n")
    shop.day(2, "id,size\n1,five\n2,2.5\n")
    with pytest.raises(warehouse.errors.UsageError, match="'size' would become text"):
        shop.accept(2)
    assert shop.load(2).status == "quarantined"
    assert shop.is_sound()


def test_what_is_left_is_read_although_the_rejected_file_had_another_type(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path)
    shop.day(1, "id,seen\n1,5\n")
    shop.day(2, "id,seen\n1,\n")
    shop.day(3, "id,seen\n1,2026-01-01\n")
    shop.accept(3)
    shop.reject(1)
    assert ("seen", "DATE") in shop.sql(COLUMNS)
    changes = shop.sql("SELECT day(load_date), _op, CAST(seen AS VARCHAR) FROM psa.s__t__changes ORDER BY 1")
    assert changes == [(2, "insert", None), (3, "update", "2026-01-01")]
    assert shop.is_sound()


VALUES = st.sampled_from(["", "1", "2026-01-01", "x", "true"])
DAYS = st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, min_size=1), min_size=2, max_size=4)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(DAYS, st.data())
def test_what_remains_is_what_the_others_alone_would_make(days: list[dict[str, str]], data) -> None:
    rejected = data.draw(st.integers(1, len(days)))
    found = []
    for skipped in (None, rejected):
        with tempfile.TemporaryDirectory() as folder:
            shop = Shop.with_table(Path(folder))
            for day, values in enumerate(days, start=1):
                if day != skipped:
                    shop.day(day, f"id,{','.join(values)}\n1,{','.join(values.values())}\n")
                    if shop.load(day).status == "quarantined":
                        shop.accept(day)
            if skipped is None:
                shop.reject(rejected)
            assert shop.is_sound()
            columns = sorted(shop.sql(COLUMNS))
            names = ", ".join(["load_date", "_op", "_row_hash", *(name for name, _ in columns)])
            rows = shop.sql(f"SELECT {names} FROM psa.s__t__changes ORDER BY load_date")
            found.append((columns, rows))
    assert found[0] == found[1]
