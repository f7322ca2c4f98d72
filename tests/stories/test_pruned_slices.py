"""Three customers, of whom one delivers more often than the others: what goes of each, and what stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from laws.support import tables

import warehouse
from stories.test_slices import NOW, Shop, shop
from warehouse.cli import commands
from warehouse.errors import UsageError

_DIMENSION = """
models:
  - name: dim_order
    config: {materialized: scd2, from: shop.orders, unique_key: [customer, order_id]}
"""
_COUNT = """
{{ config(materialized='scd2', unique_key='state') }}
SELECT state, count(*) AS orders FROM {{ source('shop', 'orders') }} GROUP BY state
"""

_BO = "SELECT CAST(load_id AS VARCHAR) FROM meta.loads WHERE slice = 'bo' AND day(load_date) = 4"


@pytest.fixture
def desk(tmp_path: Path) -> Shop:
    """Ada delivers every day, Bo on days 1 and 4, Cy on day 1 alone."""
    found = shop(tmp_path, more="retention: {loads: 2}")
    (tmp_path / "models" / "models.yml").write_text(_DIMENSION)
    for day in range(1, 7):
        found.deliver(day, "ada-orders", f"ada,1,state{day}")
        if day in (1, 4):
            found.deliver(day, "bo-orders", f"bo,1,state{day}")
        if day == 1:
            found.deliver(day, "cy-orders", "cy,1,new")
        found.run()
    return found


def _prune(desk: Shop, **measure: int) -> list[tuple[str, int]]:
    """What is left: the slices with the days of their loads."""
    assert warehouse.open(desk.root).prune(now=NOW, **measure).problems == ()
    desk.run()
    return desk.sql(
        "SELECT slice, day(load_date) FROM meta.loads WHERE pruned_at IS NULL ORDER BY slice, load_date"
    )


def _derived(desk: Shop) -> dict[str, list[tuple[str, ...]]]:
    by_load = ("psa.shop__orders__loads", "psa.shop__orders__changes")
    return {name: rows for name, rows in tables(desk.root).items() if name not in by_load}


def test_each_customer_keeps_so_many_loads_of_its_own(desk: Shop) -> None:
    before = _derived(desk)
    kept = [("ada", 5), ("ada", 6), ("bo", 1), ("bo", 4), ("cy", 1)]
    assert _prune(desk) == kept
    assert _derived(desk) == before
    assert desk.content("psa.shop__orders__loads") == [
        "ada 1 state5", "ada 1 state6", "bo 1 state1", "bo 1 state4", "cy 1 new",
    ]  # fmt: skip
    [base] = desk.root.glob("psa/**/*.base.parquet")
    assert base.parent.relative_to(desk.root / "psa/shop/orders") == Path("slice=ada/load_date=2026-01-04")
    shutil.rmtree(desk.root / ".warehouse")
    warehouse.open(desk.root).rebuild(now=NOW)
    assert _derived(desk) == before
    assert warehouse.open(desk.root).verify(deep=True) == []


def test_days_count_from_the_newest_load_of_all_and_nobody_loses_the_last_one(desk: Shop) -> None:
    assert _prune(desk, days=1) == [("ada", 5), ("ada", 6), ("bo", 4), ("cy", 1)]
    assert desk.content() == ["ada 1 state6", "bo 1 state4", "cy 1 new"]


def test_a_late_load_of_one_customer_is_refused_only_where_that_customers_loads_went(desk: Shop) -> None:
    _prune(desk)
    desk.deliver(2, "bo-orders", "bo,1,state2")
    desk.deliver(2, "cy-orders", "cy,1,paid")
    desk.run()
    versions = "SELECT state, day(valid_from) FROM main.dim_order WHERE customer = '{}' ORDER BY valid_from"
    assert desk.sql(versions.format("bo")) == [("state1", 1), ("state2", 2), ("state4", 4)]
    assert desk.sql(versions.format("cy")) == [("new", 1), ("paid", 2)]
    assert len(desk.sql(versions.format("ada"))) == 6
    late = desk.deliver(2, "ada-orders", "ada,1,late")
    facts = warehouse.open(desk.root).run(now=NOW)
    assert facts.exit_code == 3
    assert "the loads of shop.orders for 'ada' up to 2026-01-04 00:00 were pruned" in facts.problems[0]
    late.unlink()
    [(load_id,)] = desk.sql(_BO)
    assert warehouse.open(desk.root).reject(load_id, now=NOW).problems == ()
    assert desk.content() == ["ada 1 state6", "bo 1 state2", "cy 1 paid"]
    assert warehouse.open(desk.root).verify(deep=True) == []


def test_a_history_across_customers_gives_them_one_horizon(desk: Shop) -> None:
    (desk.root / "models" / "orders_by_state.sql").write_text(_COUNT)
    desk.run()
    before = _derived(desk)
    assert _prune(desk) == [("ada", 5), ("ada", 6), ("bo", 1), ("bo", 4), ("cy", 1)]
    assert _derived(desk) == before
    late = desk.deliver(3, "bo-orders", "bo,1,late")
    [problem] = warehouse.open(desk.root).run(now=NOW).problems
    assert "a model keeps one history of them and of shop.orders for 'bo'" in problem
    late.unlink()
    [(load_id,)] = desk.sql(_BO)
    with pytest.raises(UsageError, match="keeps one history"):
        warehouse.open(desk.root).reject(load_id, now=NOW)
    desk.deliver(5, "bo-orders", "bo,1,state5")
    desk.run()
    again = _derived(desk)
    warehouse.open(desk.root).rebuild(now=NOW)
    assert _derived(desk) == again
    assert warehouse.open(desk.root).verify(deep=True) == []


def test_a_history_across_customers_that_is_new_begins_where_all_of_them_are_known(desk: Shop) -> None:
    _prune(desk)
    (desk.root / "models" / "orders_by_state.sql").write_text(_COUNT)
    desk.run()
    counts = "SELECT state, orders, day(valid_from), day(valid_to) FROM main.orders_by_state ORDER BY ALL"
    found = desk.sql(counts)
    assert found == [
        ("new", 1, 4, None), ("state4", 1, 5, None), ("state4", 2, 4, 5), ("state5", 1, 5, 6),
        ("state6", 1, 6, None),
    ]  # fmt: skip
    desk.deliver(2, "bo-orders", "bo,1,state2")  # before the horizon of ada, and of no consequence after it
    desk.run()
    assert desk.sql(counts) == found
    assert warehouse.open(desk.root).verify(deep=True) == []


def test_the_command_says_what_would_go_of_each_customer(desk: Shop) -> None:
    words = ["--project", str(desk.root), "prune", "--dry-run"]
    output = CliRunner().invoke(commands, words).output
    assert output.startswith("shop.orders: 4 loads, 5 files, ")


def test_what_confirmed_a_row_is_known_after_its_load_went(tmp_path: Path) -> None:
    desk = shop(tmp_path, more="extract: upsert")
    for day in range(1, 5):
        desk.deliver(day, "ada-orders", f"ada,1,state{day}", *(["ada,2,new"] if day < 4 else []))
        desk.run()
    seen = "SELECT order_id, day(load_date), day(_seen_load_date) FROM psa.shop__orders ORDER BY order_id"
    assert desk.sql(seen) == [(1, 4, 4), (2, 1, 3)]
    for keep in (1, 1):  # the second time there is nothing older
        assert _prune(desk, loads=keep) == [("ada", 4)]
        assert desk.sql(seen) == [(1, 4, 4), (2, 1, 3)]
    desk.deliver(5, "ada-orders", "ada,1,state5")
    desk.run()
    assert _prune(desk, loads=1) == [("ada", 5)]
    assert desk.sql(seen) == [(1, 5, 5), (2, 1, 3)]
    assert desk.sql(seen.replace("psa.shop__orders", "psa.shop__orders__at('2026-01-04')")) == [
        (1, 4, 4),
        (2, 1, 3),
    ]
