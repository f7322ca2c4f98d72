"""What `plan` says before a run does it, with the reason."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from tests.incremental.support import DIMENSION, FACT, STAGING, Shop
from warehouse.cli import commands

MODELS = {"stg_orders": STAGING, "fct": "{{ config(materialized='table') }}" + FACT}
DIMENSION_OF = "models/dims/dims.yml"


def _plan(shop: Shop) -> str:
    result = CliRunner().invoke(commands, ["--project", str(shop.root), "plan"])
    assert result.exit_code == 0, result.output
    return result.output


def _shop(tmp_path: Path) -> Shop:
    shop = Shop.of(tmp_path, MODELS)
    shop.write(
        DIMENSION_OF, DIMENSION.replace("unique_key: customer,", "unique_key: customer, track: [city],")
    )
    shop.deliver("rates", 1, "EUR,1").deliver("orders", 1, "1,A,2026-01-03,10,EUR")
    shop.deliver("customers", 1, "A,Delft")
    shop.run()
    return shop


def test_nothing_is_to_be_done_after_a_run(tmp_path: Path) -> None:
    assert _plan(_shop(tmp_path)) == "Nothing is to be done.\n"


def test_another_role_of_a_column_rebuilds_the_dimension_and_what_reads_it(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.deliver("customers", 2, "A,Gouda").run()
    shop.write(DIMENSION_OF, DIMENSION.replace("unique_key: customer,", "unique_key: customer, track: [],"))
    said = _plan(shop)
    assert "rebuild dims.dim_customer (scd2): track changed from city to " in said
    assert "bring up marts.fct (table): it reads dim_customer" in said
    shop.write(DIMENSION_OF, DIMENSION)
    assert _plan(shop).count("rebuild dims.dim_customer") == 1
    assert shop.run()["dim_customer"].how == "replayed"
    assert shop.rows("SELECT count(*) FROM dims.dim_customer") == [(2,)], "with its full history"


def test_a_changed_select_is_said(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.model("fct", MODELS["fct"].replace("o.amount * r.rate", "o.amount"))
    assert _plan(shop) == "rebuild marts.fct (table): its SQL changed\n"


def test_waiting_extracts_and_new_models_are_said(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.deliver("customers", 2, "A,Gouda")
    shop.model("late", "SELECT 1 AS one FROM {{ ref('fct') }}")
    said = _plan(shop)
    assert "load shop.customers: 1 extract waits" in said
    assert "create marts.late (view): it was never built" in said
    assert "bring up dims.dim_customer (scd2): shop.customers has an extract waiting\n" in said
    assert "bring up marts.fct (table): it reads dim_customer\n" in said
    assert "stg_orders" not in said
    assert not list(shop.root.glob("psa/shop/customers/log/000002*"))


def test_what_waits_is_carried_to_all_that_follows_from_it_also_before_the_first_run(tmp_path: Path) -> None:
    shop = Shop.of(tmp_path, MODELS)
    shop.deliver("orders", 1, "1,A,2026-01-03,10,EUR")
    said = _plan(shop)
    assert "create marts.stg_orders (view): it was never built" in said
    assert "wait dims.dim_customer (scd2): shop.customers has no load yet" in said
    shop.deliver("rates", 1, "EUR,1").deliver("customers", 1, "A,Delft").run()
    shop.deliver("orders", 2, "1,A,2026-01-03,20,EUR").deliver("orders", 3, "1,A,2026-01-03,30,EUR")
    shop.model("fct", MODELS["fct"].replace("o.amount * r.rate", "o.amount"))
    said = _plan(shop)
    assert "bring up marts.stg_orders (view): shop.orders has 2 extracts waiting\n" in said
    assert "rebuild marts.fct (table): its SQL changed\n" in said
    assert "dim_customer" not in said
    built = shop.run()
    assert (built["stg_orders"].outcome, built["dim_customer"].outcome) == ("built", "unchanged")


def test_files_beside_the_warehouse_have_a_reason_too(tmp_path: Path) -> None:
    out = (
        "{{ config(materialized='external', partition_by='customer') }} SELECT * FROM {{ ref('stg_orders') }}"
    )
    shop = Shop.of(tmp_path, {"stg_orders": STAGING, "out": out})
    shop.deliver("orders", 1, "1,A,2026-01-03,10,EUR").deliver("rates", 1, "EUR,1")
    shop.deliver("customers", 1, "A,B").run()
    shop.model("out", out.replace("'customer'", "'day'"))
    assert _plan(shop) == "rebuild marts.out (external): partition_by changed from customer to day\n"
    shop.model("out", out)
    shop.deliver("orders", 2, "1,A,2026-01-03,20,EUR")
    assert "bring up marts.out (external): it reads stg_orders\n" in _plan(shop)
    shop.run()
    folder = shop.root / "external/marts/out/v2"
    for path in folder.rglob("*.parquet"):
        path.unlink()
    assert "bring up marts.out (external): its files are not all there\n" in _plan(shop)
