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
    assert not list(shop.root.glob("psa/shop/customers/log/000002*"))
