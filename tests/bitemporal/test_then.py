"""Two times: what was so at a moment of the business, and what was known at a moment of the clock."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warehouse
from tests.incremental.support import FACT, STAGING, Shop
from warehouse.cli import commands
from warehouse.errors import UsageError

MODELS = {"stg_orders": STAGING, "fct": "{{ config(materialized='table') }}" + FACT}
TABLES = ("dims.dim_customer", "marts.fct", "psa.shop__customers", "psa.shop__orders")


def _clock(day: int) -> dt.datetime:
    return dt.datetime(2026, 2, day, 9)


def _run(shop: Shop, day: int) -> None:
    facts = warehouse.open(shop.root).run(now=_clock(day))
    assert [m.error for m in facts.models if m.error] == []


def _story(tmp_path: Path) -> Shop:
    """Day 1 and 4 are known on 1 February, day 2 comes late, on the 5th."""
    shop = Shop.of(tmp_path, MODELS)
    shop.deliver("rates", 1, "EUR,1")
    shop.deliver("orders", 1, "1,A,2026-01-03,10,EUR")
    shop.deliver("customers", 1, "A,Delft").deliver("customers", 4, "A,Gouda")
    _run(shop, 1)
    shop.deliver("customers", 2, "A,Breda")
    _run(shop, 5)
    _run(shop, 6)  # what the late load replaced is deleted now
    return shop


def test_a_late_load_changes_what_was_but_not_what_was_known(tmp_path: Path) -> None:
    wh = warehouse.open(_story(tmp_path).root)
    cities = "SELECT city FROM marts.fct"
    assert wh.sql(cities).fetchall() == [("Breda",)]
    assert wh.sql_then(cities, known_at="2026-02-04").fetchall() == [("Delft",)]
    assert wh.sql_then(cities, known_at="2026-02-05T09:00").fetchall() == [("Breda",)]


def test_as_of_a_day_nothing_of_later_days_counts(tmp_path: Path) -> None:
    wh = warehouse.open(_story(tmp_path).root)
    versions = "SELECT city, is_current FROM dims.dim_customer ORDER BY valid_from"
    assert wh.sql_then(versions, as_of="2026-01-03").fetchall() == [("Delft", False), ("Breda", True)]
    both = wh.sql_then(versions, as_of="2026-01-03", known_at="2026-02-02")
    assert both.fetchall() == [("Delft", True)]


def test_a_table_is_shown_by_both_times(tmp_path: Path) -> None:
    shop = _story(tmp_path)
    dimension = warehouse.open(shop.root).table("dim_customer").as_of("2026-01-03")
    assert [row[1] for row in dimension._relation().fetchall()] == ["Breda"]
    assert [row[1] for row in dimension.known_at("2026-02-02")._relation().fetchall()] == ["Delft"]
    shown = ["show", "dim_customer", "--as-of", "2026-01-03", "--known-at", "2026-02-02", "--format", "csv"]
    result = CliRunner().invoke(commands, ["--project", str(shop.root), *shown])
    assert (result.exit_code, "Delft" in result.output, "Breda" in result.output) == (0, True, False)
    asked = ["query", "SELECT city FROM marts.fct", "--known-at", "2026-02-02", "--format", "csv"]
    result = CliRunner().invoke(commands, ["--project", str(shop.root), *asked])
    assert result.output == "city\nDelft\n"


def test_before_everything_nothing_was_known(tmp_path: Path) -> None:
    wh = warehouse.open(_story(tmp_path).root)
    with pytest.raises(UsageError, match="There was no load yet at 2026-01-31"):
        wh.sql_then("SELECT 1", known_at="2026-01-31")


def test_what_was_taken_out_of_history_since_is_there_when_it_was_known(tmp_path: Path) -> None:
    wh = warehouse.open(_story(tmp_path).root)
    [late] = wh.sql("SELECT load_id FROM meta.loads WHERE load_date = '2026-01-02'").fetchall()
    wh.reject(str(late[0]), now=_clock(7))
    wh.run(now=_clock(8))
    assert wh.sql_then("SELECT city FROM marts.fct", known_at="2026-02-08").fetchall() == [("Delft",)]
    assert wh.sql_then("SELECT city FROM marts.fct", known_at="2026-02-06").fetchall() == [("Breda",)]


def test_what_was_pruned_since_is_said(tmp_path: Path) -> None:
    wh = warehouse.open(_story(tmp_path).root)
    wh.prune("shop.customers", loads=1, now=_clock(7))
    wh.run(now=_clock(8))
    with pytest.raises(UsageError, match="customers, load date 2026-01-01, was pruned since"):
        wh.sql_then("SELECT 1", known_at="2026-02-04")


ROWS = st.dictionaries(st.sampled_from("AB"), st.sampled_from(["Delft", "Gouda"]), min_size=1)


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(1, 5), ROWS), unique_by=lambda d: d[0], min_size=2, max_size=4))
def test_known_at_is_what_a_warehouse_of_those_loads_has(arrivals: list[tuple[int, dict[str, str]]]) -> None:
    def content(shop: Shop, known_at: dt.datetime) -> list[Any]:
        wh = warehouse.open(shop.root)
        found = []
        for table in TABLES:
            sql = f"SELECT * EXCLUDE (_loaded_at) FROM {table}" if "psa" in table else f"FROM {table}"
            found.append(sorted(wh.sql_then(sql, known_at=known_at).fetchall(), key=repr))
        return found

    with tempfile.TemporaryDirectory() as folder:
        shops = [Shop.of(Path(folder, name), MODELS) for name in ("all", "known")]
        for shop in shops:
            shop.deliver("rates", 1, "EUR,1").deliver("orders", 1, "1,A,2026-01-03,10,EUR")
        for day, (load_day, rows) in enumerate(arrivals, start=1):
            for shop in shops if day < len(arrivals) else shops[:1]:
                shop.deliver("customers", load_day, *(f"{k},{city}" for k, city in rows.items()))
                _run(shop, day)
        _run(shops[0], 20)
        then = _clock(len(arrivals) - 1)
        assert content(shops[0], then) == content(shops[1], _clock(20))


#: How the customers are delivered: what the source says, the header, and a delivery's rows from its content.
KINDS = {
    "upsert": ("extract: upsert", "customer,city", lambda rows: [f"{k},{city}" for k, city in rows.items()]),
    "changes": (
        "extract: changes, operation: {column: op}",
        "customer,city,op",
        lambda rows: [f"{k},{city},{'d' if city == 'Gouda' else 'u'}" for k, city in rows.items()],
    ),
    "slices": (
        "slice: region",
        "customer,city,region",
        lambda rows: [f"{k},{city},{'N' if k == 'A' else 'S'}" for k, city in rows.items()],
    ),
    "rejected": ("extract: snapshot", "customer,city", lambda rows: [f"{k},{c}" for k, c in rows.items()]),
}
DIM = """
models:
  - name: dim_customer
    config: {materialized: scd2, from: shop.customers, unique_key: KEY}
"""
READ = ("FROM dims.dim_customer", "SELECT * EXCLUDE (_loaded_at) FROM psa.shop__customers")


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(1, 5), ROWS), unique_by=lambda d: d[0], min_size=2, max_size=4))
def test_what_was_written_anew_since_is_shown_as_it_was(
    kind: str, arrivals: list[tuple[int, dict[str, str]]]
) -> None:
    said, header, lines = KINDS[kind]
    key = "[customer, region]" if kind == "slices" else "customer"

    def deliver(shop: Shop, day: int, rows: dict[str, str]) -> None:
        shop.write(f"extracts/2026-01-{day:02}/customers.csv", "\n".join([header, *lines(rows)]) + "\n")

    def content(shop: Shop, known_at: dt.datetime) -> list[Any]:
        wh = warehouse.open(shop.root)
        return [sorted(wh.sql_then(sql, known_at=known_at).fetchall(), key=repr) for sql in READ]

    with tempfile.TemporaryDirectory() as folder:
        shops = [Shop(Path(folder, name)) for name in ("all", "known")]
        for shop in shops:
            shop.write("warehouse.yml", "name: shop\n")
            table = f"{{name: customers, key: customer, {said}}}"
            shop.write("models/sources.yml", f"sources: [{{name: shop, tables: [{table}]}}]\n")
            shop.write("models/dims/dims.yml", DIM.replace("KEY", key))
        for number, (day, rows) in enumerate(arrivals, start=1):
            for shop in shops if number < len(arrivals) else shops[:1]:
                deliver(shop, day, rows)
                _run(shop, number)
        if kind == "rejected":
            wh = warehouse.open(shops[0].root)
            first = f"SELECT load_id FROM meta.loads WHERE load_date = '2026-01-{arrivals[0][0]:02}'"
            wh.reject(str(wh.sql(first).fetchall()[0][0]), now=_clock(15))
        _run(shops[0], 20)
        then = _clock(len(arrivals) - 1)
        assert content(shops[0], then) == content(shops[1], _clock(20))
