"""Floors make what the product makes: a floor that did less would flatter nobody and mislead everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

import warehouse
from benchmarks.floors import first_load, one_day
from benchmarks.shapes import DAILY, HUBS, SATELLITES, SHAPES, write_project
from benchmarks.tpch_days import FIRST_DAY, write_days
from benchmarks.work import day_name


def _rows(path: Path, sql: str) -> list[Any]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return sorted(connection.execute(sql).fetchall(), key=repr)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The warehouse of two days by the product, and by hand."""
    scratch = tmp_path_factory.mktemp("floors")
    extracts = scratch / "days"
    write_days(extracts, 0.01, 2, tables=DAILY)
    root = write_project(scratch / "product", extracts, DAILY, ("vault", "scd2"))
    outcome = warehouse.open(root).run()
    assert outcome.published
    first_load.main(extracts / day_name(1), scratch / "floor", ["vault", "scd2", *DAILY])
    one_day.main(extracts / day_name(2), scratch / "floor", ["vault", "scd2", *DAILY])
    assert day_name(1) == FIRST_DAY.isoformat()
    return root / "warehouse.duckdb", scratch / "floor" / "floor.duckdb"


@pytest.mark.parametrize("table", DAILY)
def test_the_newest_content_and_its_hashes_are_the_same(both: tuple[Path, Path], table: str) -> None:
    product, floor = both
    columns = ", ".join([*SHAPES[table].key, *SHAPES[table].hash_keys, SHAPES[table].hashdiff, "_row_hash"])
    columns += ", load_date"
    made = _rows(product, f"SELECT {columns} FROM psa.tpch__{table}")
    assert made == _rows(floor, f"SELECT {columns} FROM {table}")
    assert made


@pytest.mark.parametrize("table", DAILY)
def test_the_log_stores_the_same_events(both: tuple[Path, Path], table: str) -> None:
    product, floor = both
    key = ", ".join(SHAPES[table].key)
    in_log = product.parent / "psa" / "tpch" / table / f"load_date={day_name(2)}" / "*.parquet"
    by_hand = floor.parent / "log" / table / f"{day_name(2)}.parquet"
    events = "CASE WHEN _op = 'delete' THEN NULL ELSE hex(_row_hash) END"
    stored = f"SELECT {key}, _op, {events} FROM read_parquet('{{}}', hive_partitioning = false)"
    made = _rows(product, stored.format(in_log))
    assert made == _rows(floor, stored.format(by_hand))
    assert {op for _, op, _ in made} >= {"insert", "update"}


@pytest.mark.parametrize(
    "name", ["hub_order", "hub_customer", "link_order_customer", "sat_order", "sat_customer"]
)
def test_vault_objects_have_the_same_rows(both: tuple[Path, Path], name: str) -> None:
    product, floor = both
    hash_key = HUBS[name][0] if name in HUBS else SATELLITES.get(name, ("order_customer_hk", ""))[0]
    sql = (
        f"SELECT {hash_key}, load_date FROM {name} WHERE CAST({hash_key} AS VARCHAR) NOT IN ('{{}}', '{{}}')"
    )
    ghosts = ("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff")
    made = _rows(product, sql.format(*ghosts))
    assert made == _rows(floor, sql.format(*ghosts))
    assert made


@pytest.mark.parametrize("table", DAILY)
def test_dimensions_have_the_same_versions(both: tuple[Path, Path], table: str) -> None:
    product, floor = both
    key = ", ".join(SHAPES[table].key)
    made = _rows(product, f"SELECT {key}, valid_from, valid_to FROM dim_{table}")
    by_hand = f"SELECT {key}, valid_from, {{}} FROM {table}_{{}}"
    closed, opened = by_hand.format("valid_to", "closed"), by_hand.format("NULL", "open")
    assert made == _rows(floor, f"{closed} UNION ALL {opened}")
