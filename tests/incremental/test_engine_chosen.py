"""Where the engine chooses the rows, the result is that of a full build, and no other rows are written."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.incremental.support import FACT, RESTATE, STAGING, Shop

MODELS = {
    "stg_orders": STAGING,
    "fct": "{{ config(materialized='incremental', unique_key='id', restate=" + RESTATE + ") }}" + FACT,
    "stamped": "{{ config(materialized='incremental', restate="
    + RESTATE
    + ") }}"
    + FACT.replace("o.id,", "o.id, uuid() AS stamp,"),
    "fct_full": "{{ config(materialized='table') }}" + FACT,
    "monthly": "{{ config(materialized='incremental', incremental_strategy='period', "
    "period={'column': 'month', 'of': 'day'}) }} "
    "SELECT date_trunc('month', day) AS month, sum(amount) AS amount FROM {{ ref('fct') }} GROUP BY ALL",
    "monthly_full": "{{ config(materialized='table') }} "
    "SELECT date_trunc('month', day) AS month, sum(amount) AS amount FROM {{ ref('fct_full') }} GROUP BY ALL",
}


def _shop(tmp_path: Path) -> Shop:
    shop = Shop.of(tmp_path, MODELS)
    shop.deliver("rates", 1, "EUR,1", "USD,2")
    shop.deliver("customers", 1, "A,Delft", "B,Gouda")
    shop.deliver(
        "orders", 1, *(f"{n},{c},2026-0{m}-03,10,EUR" for n, c, m in ((1, "A", 1), (2, "B", 1), (3, "A", 2)))
    )
    shop.run()
    return shop


def _stamps(shop: Shop) -> dict[int, object]:
    """A random number that each row got when it was computed."""
    return dict(shop.rows("SELECT id, stamp FROM marts.stamped"))


def test_a_new_load_writes_the_rows_it_touches_alone(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    before = _stamps(shop)
    shop.deliver("orders", 2, "1,A,2026-01-03,10,EUR", "2,B,2026-01-03,25,EUR", "4,B,2026-02-04,5,USD")
    built = shop.run()
    assert (built["fct"].how, built["fct"].rows_added) == ("appended", 2)
    assert shop.same("marts.fct", "marts.fct_full")
    after = _stamps(shop)
    assert after.keys() == {1, 2, 4}
    assert after[1] == before[1]


def test_a_run_without_news_writes_nothing(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    assert shop.run()["fct"].outcome == "unchanged"


def test_an_ordinary_change_of_a_dimension_restates_no_fact_of_before(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.deliver("customers", 10, "A,Breda", "B,Gouda")
    built = shop.run()
    assert (built["fct"].how, built["fct"].rows_added) == ("appended", 1), "order 3, of February"
    assert shop.same("marts.fct", "marts.fct_full")


def test_a_late_correction_of_a_dimension_restates_exactly_the_facts_it_touches(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.deliver("customers", 10, "A,Breda", "B,Gouda").run()
    before = _stamps(shop)
    shop.deliver("customers", 2, "A,Leiden", "B,Gouda")
    built = shop.run()
    assert (built["fct"].how, built["fct"].rows_added) == ("appended", 1)
    assert shop.rows("SELECT id, city FROM marts.fct ORDER BY id") == [
        (1, "Leiden"),
        (2, "Gouda"),
        (3, "Breda"),
    ]
    assert shop.same("marts.fct", "marts.fct_full")
    assert {key for key, stamp in _stamps(shop).items() if before[key] != stamp} == {1}
    assert (built["monthly"].how, built["monthly"].rows_added) == ("appended", 1), "January alone"


def test_the_change_of_an_undeclared_relation_rebuilds(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.deliver("rates", 2, "EUR,3", "USD,2")
    built = shop.run()
    assert built["fct"].how == "rebuilt"
    assert shop.same("marts.fct", "marts.fct_full")


def test_a_changed_select_rebuilds_from_everything(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.model("fct", MODELS["fct"].replace("o.amount * r.rate", "o.amount * 2"))
    assert shop.run()["fct"].how == "rebuilt"
    assert shop.rows("SELECT DISTINCT amount FROM marts.fct") == [(20,)]


def test_a_period_is_computed_again_when_its_rows_change(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.deliver("orders", 2, "1,A,2026-01-03,10,EUR", "2,B,2026-01-03,10,EUR", "3,A,2026-02-03,99,EUR")
    built = shop.run()
    assert (built["monthly"].how, built["monthly"].rows_added) == ("appended", 1)
    assert shop.same("marts.monthly", "marts.monthly_full")


ORDERS = st.dictionaries(
    st.sampled_from("1234"),
    st.tuples(
        st.sampled_from("AB"), st.sampled_from(["01", "03", "20"]), st.sampled_from("012"), st.just("EUR")
    ).map(lambda o: (o[0], f"2026-01-{o[1]}", o[2], o[3])),
    min_size=2,
)
CUSTOMERS = st.dictionaries(st.sampled_from("AB"), st.tuples(st.sampled_from(["Delft", "Gouda"])), min_size=1)


@st.composite
def histories(draw: st.DrawFn) -> list[list[tuple[str, int, list[str]]]]:
    """Deliveries of orders and customers in any order, in three batches."""
    found = []
    for table, rows in (("orders", ORDERS), ("customers", CUSTOMERS)):
        for day in draw(st.lists(st.integers(2, 6), unique=True, min_size=1, max_size=3)):
            content = draw(rows)
            found.append((table, day, [",".join((k, *rest)) for k, rest in content.items()]))
    order = draw(st.permutations(found))
    return [order[:2], order[2:4], order[4:]]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_the_result_is_that_of_a_full_build(batches: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shop = _shop(Path(folder))
        for batch in batches:
            for table, day, rows in batch:
                shop.deliver(table, day, *rows)
            shop.run()
            for left in ("fct", "monthly"):
                found, expected = (
                    sorted(shop.rows(f"FROM marts.{t}"), key=repr) for t in (left, f"{left}_full")
                )
                assert found == expected
