"""Three days of TPC-H, whose changes from day to day are known to the row before anything is loaded."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

import warehouse
from benchmarks.tpch_days import KEYS, write_days
from tests.stories import House, assert_same_rows, fingerprints, succeeded

pytestmark = pytest.mark.long

NOW = dt.datetime(2026, 1, 4)

#: What a table has beside its key.
HASHES = {
    "customer": """
        hash_keys: {customer_hk: c_custkey}
        hashdiffs: {customer_hashdiff: {exclude: [c_custkey]}}""",
    "orders": """
        hash_keys: {order_hk: o_orderkey, customer_hk: o_custkey}
        hashdiffs: {order_hashdiff: {exclude: [o_orderkey, o_custkey]}}""",
}


def declared(table: str, key: tuple[str, ...]) -> str:
    return f"      - name: {table}\n        key: [{', '.join(key)}]{HASHES.get(table, '')}\n"


SOURCES = """
version: 2
sources:
  - name: tpch
    location: "extracts/{load_date}/{table}.parquet"
    tables:
""" + "".join(declared(table, key) for table, key in KEYS.items())

MODELS = """
version: 2
models:
  - name: hub_customer
    config:
      materialized: hub
      hash_key: customer_hk
      business_key: c_custkey
      from: [tpch.customer, {source: tpch.orders, business_key: o_custkey}]
    columns:
      - {name: customer_hk, data_tests: [unique, not_null]}
  - name: hub_order
    config: {materialized: hub, hash_key: order_hk, business_key: o_orderkey, from: tpch.orders}
    columns:
      - {name: order_hk, data_tests: [unique, not_null]}
  - name: link_order_customer
    config:
      materialized: link
      hash_key: order_customer_hk
      hubs: {hub_order: o_orderkey, hub_customer: o_custkey}
      from: tpch.orders
  - name: sat_customer
    config:
      materialized: satellite
      hash_key: customer_hk
      hashdiff: customer_hashdiff
      from: tpch.customer
  - name: sat_order
    config: {materialized: satellite, hash_key: order_hk, hashdiff: order_hashdiff, from: tpch.orders}
  - name: dim_customer
    config: {materialized: scd2, from: tpch.customer, unique_key: c_custkey}
  - name: dim_order
    config: {materialized: scd2, from: tpch.orders, unique_key: o_orderkey}
"""

PROJECT = {"warehouse.yml": "name: tpch\n", "models/sources.yml": SOURCES, "models/vault/vault.yml": MODELS}

#: For each day and table: rows, new, changed, removed.
Expected = dict[str, dict[str, dict[str, int]]]


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("tpch") / "days"
    write_days(target, 0.1, 3)
    return target


@pytest.fixture(scope="module")
def expected(extracts: Path) -> Expected:
    counts: Expected = json.loads((extracts / "expected.json").read_text(encoding="utf-8"))
    return counts


@pytest.fixture(scope="module")
def house(extracts: Path, expected: Expected, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The warehouse after three days, with a run on each."""
    house = House.built(tmp_path_factory.mktemp("house") / "tpch", PROJECT)
    for day in expected:
        house.receive(extracts / day).run(NOW)
    return house


def over_time(expected: Expected, table: str, *words: str) -> int:
    return sum(day[table][word] for day in expected.values() for word in words)


def of_last_day(expected: Expected, table: str) -> int:
    return list(expected.values())[-1][table]["rows"]


def count(house: House, relation: str) -> int:
    [(rows,)] = house.rows(f"SELECT count(*) FROM {relation}")
    return int(rows)


@pytest.mark.parametrize("table", KEYS)
def test_each_load_counts_what_happened(house: House, expected: Expected, table: str) -> None:
    found = house.rows(
        f"""
        SELECT load_date, rows_read, rows_new, rows_changed, rows_unchanged, rows_removed,
            rows_deleted + rows_duplicate + rows_rejected
        FROM meta.loads
        WHERE source_table = 'tpch.{table}'
        """
    )
    assert_same_rows(found, (load_of(day, of[table]) for day, of in expected.items()))


def load_of(day: str, of: dict[str, int]) -> tuple[Any, ...]:
    unchanged = of["rows"] - of["new"] - of["changed"]
    return (dt.datetime.fromisoformat(day), of["rows"], of["new"], of["changed"], unchanged, of["removed"], 0)


@pytest.mark.parametrize("table", KEYS)
def test_the_newest_content_is_the_last_extract(house: House, extracts: Path, table: str) -> None:
    last = extracts / "2026-01-03" / f"{table}.parquet"
    columns = ", ".join(name for (name,) in house.rows(f"SELECT name FROM parquet_schema('{last}') OFFSET 1"))
    delivered, kept = f"SELECT {columns} FROM '{last}'", f"SELECT {columns} FROM psa.tpch__{table}"
    differences = f"({delivered} EXCEPT ALL {kept}) UNION ALL ({kept} EXCEPT ALL {delivered})"
    assert count(house, f"({differences})") == 0


@pytest.mark.parametrize(("dimension", "table"), [("dim_customer", "customer"), ("dim_order", "orders")])
def test_each_new_and_each_changed_row_opens_a_version(
    house: House, expected: Expected, dimension: str, table: str
) -> None:
    versions = over_time(expected, table, "new", "changed")
    still_open = of_last_day(expected, table)
    ended = over_time(expected, table, "changed", "removed")
    assert count(house, f"vault.{dimension}") == versions == still_open + ended
    assert count(house, f"vault.{dimension} WHERE is_current AND valid_to IS NULL") == still_open
    assert count(house, f"vault.{dimension} WHERE valid_to > valid_from") == ended


def test_the_vault_keeps_every_key_and_every_state(house: House, expected: Expected) -> None:
    assert count(house, "vault.hub_customer") == over_time(expected, "customer", "new")
    assert count(house, "vault.hub_order") == over_time(expected, "orders", "new")
    assert count(house, "vault.link_order_customer") == over_time(expected, "orders", "new")
    assert count(house, "vault.sat_customer") == over_time(expected, "customer", "new", "changed")
    assert count(house, "vault.sat_order") == over_time(expected, "orders", "new", "changed")


def test_a_rebuild_equals_the_days_one_by_one(house: House) -> None:
    one_by_one = fingerprints(house.file)
    succeeded(warehouse.open(house.root).rebuild(now=NOW))
    assert fingerprints(house.file) == one_by_one
