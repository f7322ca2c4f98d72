"""A late correction of a dimension, down to the files: only the month of the facts it touches."""

from __future__ import annotations

from pathlib import Path

from tests.incremental.support import FACT, RESTATE, STAGING, Shop

MODELS = {
    "stg_orders": STAGING,
    "fct": "{{ config(materialized='incremental', unique_key='id', restate=" + RESTATE + ") }}" + FACT,
    "out": "{{ config(materialized='external', partition_by={'month': \"date_trunc('month', day)\"}) }} "
    "SELECT * FROM {{ ref('fct') }}",
}


def _files(shop: Shop) -> dict[str, int]:
    """The files of the newest version by month, with their inodes."""
    newest = max((shop.root / "external/marts/out").glob("v*"), key=lambda path: int(path.name[1:]))
    return {path.parent.name: path.stat().st_ino for path in newest.rglob("*.parquet")}


def test_only_the_month_of_restated_facts_is_written(tmp_path: Path) -> None:
    shop = Shop.of(tmp_path, MODELS)
    shop.deliver("rates", 1, "EUR,1").deliver("customers", 1, "A,Delft", "B,Gouda")
    orders = ((1, "A", 1), (2, "B", 1), (3, "A", 2), (4, "B", 3))
    shop.deliver("orders", 1, *(f"{n},{customer},2026-0{month}-03,10,EUR" for n, customer, month in orders))
    shop.deliver("customers", 10, "A,Breda", "B,Gouda").run()
    before = _files(shop)
    assert set(before) == {f"month=2026-0{month}-01" for month in (1, 2, 3)}
    shop.deliver("customers", 2, "A,Leiden", "B,Gouda")
    built = shop.run()
    assert (built["fct"].how, built["fct"].rows_added) == ("appended", 1)
    assert built["out"].how == "rebuilt, 1 of 3 partitions written"
    after = _files(shop)
    assert {month for month in after if after[month] != before[month]} == {"month=2026-01-01"}
    assert shop.rows("SELECT city FROM marts.out ORDER BY id") == [
        ("Leiden",),
        ("Gouda",),
        ("Breda",),
        ("Gouda",),
    ]
