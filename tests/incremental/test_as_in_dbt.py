"""Incremental models whose SQL chooses its rows by {{ this }}: as in dbt, and said to be path-dependent."""

from __future__ import annotations

from pathlib import Path

import pytest

import warehouse
from tests.incremental.support import Shop

SINCE = "{% if is_incremental() %} WHERE day > (SELECT max(day) FROM {{ this }}) {% endif %}"
SELECT = "SELECT id, customer, day, amount FROM {{ source('shop', 'orders') }} "


def _shop(tmp_path: Path, config: str, select: str = SELECT + SINCE) -> Shop:
    shop = Shop.of(tmp_path, {"fct": "{{ config(materialized='incremental'" + config + ") }} " + select})
    shop.deliver("orders", 1, "1,A,2026-01-01,10,EUR", "2,B,2026-01-02,10,EUR")
    shop.run()
    return shop


FACTS = "SELECT id, amount FROM marts.fct ORDER BY ALL"


@pytest.mark.parametrize("config", ["", ", unique_key='id'", ", incremental_strategy='append'"])
def test_rows_after_the_newest_are_added_and_late_ones_are_not(tmp_path: Path, config: str) -> None:
    shop = _shop(tmp_path, config)
    shop.deliver("orders", 2, "2,B,2026-01-02,99,EUR", "3,A,2026-01-01,5,EUR", "4,A,2026-01-03,7,EUR")
    built = shop.run()["fct"]
    assert (built.how, built.rows_added) == ("appended, path-dependent", 1)
    assert shop.rows(FACTS) == [(1, 10), (2, 10), (4, 7)]


def test_rows_of_the_same_key_are_replaced(tmp_path: Path) -> None:
    since = SINCE.replace(">", ">=")
    shop = _shop(tmp_path, ", unique_key='id', incremental_strategy='delete+insert'", SELECT + since)
    shop.deliver("orders", 2, "2,B,2026-01-02,99,EUR")
    shop.run()
    assert shop.rows(FACTS) == [(1, 10), (2, 99)]


def test_a_merge_updates_the_named_columns_alone(tmp_path: Path) -> None:
    shop = _shop(tmp_path, ", unique_key='id', merge_update_columns=['amount']", SELECT)
    shop.deliver("orders", 2, "2,C,2026-01-09,99,EUR", "3,C,2026-01-09,5,EUR")
    shop.run()
    found = shop.rows("SELECT id, customer, amount FROM marts.fct ORDER BY ALL")
    assert found == [(1, "A", 10), (2, "B", 99), (3, "C", 5)]


def test_a_full_refresh_takes_everything(tmp_path: Path) -> None:
    shop = _shop(tmp_path, ", unique_key='id'")
    shop.deliver("orders", 2, "2,B,2026-01-02,99,EUR", "3,A,2026-01-01,5,EUR").run()
    warehouse.open(shop.root).rebuild()
    assert shop.rows(FACTS) == [(2, 99), (3, 5)]


CHANGED = "SELECT id, amount, 'x' AS note FROM {{ source('shop', 'orders') }} " + SINCE


@pytest.mark.parametrize(
    ("policy", "columns"),
    [
        ("ignore", ["id", "customer", "day", "amount"]),
        ("append_new_columns", ["id", "customer", "day", "amount", "note"]),
        ("sync_all_columns", ["id", "day", "amount", "note"]),
    ],
)
def test_columns_follow_the_select_as_declared(tmp_path: Path, policy: str, columns: list[str]) -> None:
    config = f", on_schema_change='{policy}'"
    shop = _shop(tmp_path, config)
    changed = SELECT.replace("customer, ", "").replace("amount", "amount, 'x' AS note") + SINCE
    shop.model("fct", "{{ config(materialized='incremental'" + config + ") }} " + changed)
    shop.deliver("orders", 2, "4,A,2026-01-03,7,EUR").run()
    found = shop.rows("SELECT column_name FROM (DESCRIBE marts.fct)")
    assert [c for (c,) in found] == columns
    assert shop.rows("SELECT count(*) FROM marts.fct") == [(3,)]


def test_changed_columns_fail_where_that_is_declared(tmp_path: Path) -> None:
    config = ", on_schema_change='fail'"
    shop = _shop(tmp_path, config)
    changed = SELECT.replace("amount", "amount, 'x' AS note") + SINCE
    shop.model("fct", "{{ config(materialized='incremental'" + config + ") }} " + changed)
    shop.deliver("orders", 2, "4,A,2026-01-03,7,EUR")
    facts = warehouse.open(shop.root).run()
    [error] = [m.error for m in facts.models if m.error]
    assert "The columns of fct changed: added note" in error
    assert shop.rows("SELECT count(*) FROM marts.fct") == [(2,)]
