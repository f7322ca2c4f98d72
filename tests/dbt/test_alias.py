"""`alias`: the relation is called otherwise than the model, and refs keep its name."""

from __future__ import annotations

from pathlib import Path

from tests.dbt.support import Folder

SHOP = {
    "dbt_project.yml": "name: shop\n",
    "models/sources.yml": """
        sources:
          - name: shop
            tables: [{name: orders, key: id}]
    """,
    "models/staging/stg_orders.sql": """
        {{ config(alias='orders') }}
        select id, city from {{ source('shop', 'orders') }}
    """,
    "models/marts/fct_orders.sql": """
        {{ config(materialized='table', alias='orders_by_city') }}
        -- {{ this }} {{ this.identifier }}
        select city, count(*) as orders from {{ ref('stg_orders') }} group by all
    """,
    "models/marts/marts.yml": """
        models:
          - name: fct_orders
            columns: [{name: city, data_tests: [unique, not_null]}]
          - name: dim_order
            config: {materialized: scd2, from: shop.orders, unique_key: id, alias: order_versions}
          - name: hub_order
            config:
              {materialized: hub, hash_key: order_hk, business_key: id, from: shop.orders, alias: h_order}
          - name: sat_order
            config:
              {materialized: satellite, hash_key: order_hk, hashdiff: d, from: shop.orders, alias: s_order}
          - name: pit_order
            config: {materialized: pit, hub: hub_order, satellites: sat_order, alias: p_order}
    """,
    "extracts/2026-01-01/orders.csv": "id,city\n1,Delft\n2,Gouda\n3,Delft\n",
}


def _shop(root: Path) -> Folder:
    shop = Folder(root).write(SHOP)
    sources = root / "models/sources.yml"
    sources.write_text(sources.read_text().replace("key: id}", "key: id, hashdiffs: {d: {exclude: [id]}}}"))
    return shop


def _relations(shop: Folder) -> set[str]:
    sql = "SELECT table_schema || '.' || table_name FROM information_schema.tables"
    return {name for (name,) in shop.rows(f"{sql} WHERE table_schema IN ('marts', 'staging')")}


def test_the_relation_has_the_alias_and_refs_keep_the_name(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.call("run").must(0)
    assert _relations(shop) == {
        "staging.orders",
        "marts.orders_by_city",
        "marts.order_versions",
        "marts.h_order",
        "marts.s_order",
        "marts.s_order__history",
        "marts.p_order",
    }
    assert shop.rows("FROM marts.orders_by_city ORDER BY ALL") == [("Delft", 2), ("Gouda", 1)]
    for name in ("fct_orders", "orders_by_city", "marts.orders_by_city"):
        shop.call("show", name).must(0, "Delft")
    shop.call("show", "dim_order", "--as-of", "2026-01-01").must(0, "Gouda")
    shop.call("compile", "--select", "fct_orders").must(0, '-- "marts"."orders_by_city" orders_by_city')
    shop.call("build", "--select", "+fct_orders").must(0)
    shop.call("lineage", "fct_orders.city").must(0, "stg_orders.city")
    shop.call("verify", "--deep").must(0)
    assert shop.rows("SELECT table_name FROM meta.tables WHERE table_name = 'order_versions'")


def test_another_alias_takes_the_old_relation_away(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.call("run").must(0)
    path = tmp_path / "models/marts/marts.yml"
    path.write_text(path.read_text().replace("s_order", "sat"))
    shop.call("run").must(0)
    assert {"marts.sat", "marts.sat__history"} <= _relations(shop)
    assert not {"marts.s_order", "marts.s_order__history"} & _relations(shop)
    shop.call("run").must(0, "Nothing")


def test_two_models_cannot_be_one_relation(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.write({"models/marts/orders_by_city.sql": "select 1 as one"})
    shop.call("build").must(2, "would both be marts.orders_by_city", "another `alias`")


def test_an_alias_is_a_name(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.write({"models/marts/x.sql": "{{ config(alias='my orders') }} select 1 as one"})
    shop.call("build").must(2, "'my orders' cannot be the name of a table", "x.sql:1")
