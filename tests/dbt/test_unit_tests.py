"""`unit_tests:` in YAML: rows given, rows expected, run before their model is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dbt.support import Folder

SHOP = {
    "dbt_project.yml": "name: shop\nvars: {least: 5}\n",
    "seeds/cities.csv": "city,country,founded\nDelft,NL,1246-04-15\n",
    "models/sources.yml": "sources: [{name: shop, tables: [{name: orders, key: id}]}]\n",
    "extracts/2026-01-01/orders.csv": "id,city,amount,day\n1,Delft,10.5,2026-01-01\n",
    "models/stg_orders.sql": """
        {{ config(materialized='ephemeral') }}
        select id, city, amount, day from {{ source('shop', 'orders') }} where amount >= {{ var('least') }}
    """,
    "macros/shout.sql": "{% macro shout(column) %}upper({{ column }}){% endmacro %}\n",
    "models/by_country.sql": """
        {{ config(materialized='table') }}
        with orders as (select * from {{ ref('stg_orders') }})
        select {{ shout('cities.country') }} as country, sum(amount) as amount, max(day) as last_day
        from orders left join {{ ref('cities') }} on cities.city = orders.city
        group by all
    """,
    "models/fct.sql": """
        {{ config(materialized='incremental', unique_key='id') }}
        select id, day from {{ source('shop', 'orders') }}
        {% if is_incremental() %} where day > (select max(day) from {{ this }}) {% endif %}
    """,
    "models/tests.yml": """
        unit_tests:
          - name: amounts_add_up_by_country
            model: by_country
            description: a city that nobody knows has no country
            given:
              - input: ref('stg_orders')
                rows:
                  - {id: 1, city: Delft, amount: 1.5, day: 2026-01-01}
                  - {id: 2, city: Delft, amount: 2, day: 2026-01-03}
                  - {id: 3, city: Nowhere, amount: 4}
              - input: ref('cities')
                format: csv
                rows: |
                  city,country
                  Delft,nl
                  Gouda,
            expect:
              rows:
                - {country: NL, amount: 3.5, last_day: 2026-01-03}
                - {country: null, amount: 4}
          - name: small_orders_are_left_out
            model: stg_orders
            overrides: {vars: {least: 100}}
            given:
              - {input: "source('shop', 'orders')", format: csv, fixture: some_orders}
            expect: {format: sql, rows: "select 2 as id, 'Gouda' as city"}
          - name: later_days_are_added
            model: fct
            config: {tags: [quick]}
            overrides: {macros: {is_incremental: true}}
            given:
              - input: source('shop', 'orders')
                rows: [{id: 1, day: 2026-01-01}, {id: 2, day: 2026-01-02}]
              - {input: this, rows: [{id: 1, day: 2026-01-01}]}
            expect: {rows: [{id: 2, day: 2026-01-02}]}
          - name: nothing_comes_of_nothing
            model: by_country
            overrides: {macros: {shout: lower(cities.country)}}
            given: [{input: ref('stg_orders'), rows: []}, {input: ref('cities'), rows: []}]
            expect: {rows: []}
    """,
    "tests/fixtures/some_orders.csv": "id,city,amount\n1,Delft,99\n2,Gouda,100\n",
}


def _shop(root: Path) -> Folder:
    return Folder(root).write(SHOP)


def _replace(shop: Folder, path: str, before: str, after: str) -> None:
    file = shop.root / path
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, after))


def test_they_run_before_their_model_is_built_and_again_when_it_changes(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.call("run").must(0, "3 of 3 passed")  # those of ephemeral models run under `test`
    shop.call("build").must(0)
    assert "passed" not in shop.call("run").text
    _replace(shop, "macros/shout.sql", "upper(", "initcap_or(")
    shop.call("build").must(1, "by_country failed", "could not run", "initcap_or")
    _replace(shop, "macros/shout.sql", "initcap_or(", "upper(")
    shop.call("run").must(0)
    said = shop.call("test").must(0, "4 of 4 passed").text
    assert "Traceback" not in said


def test_a_difference_is_shown_by_row_and_the_model_is_not_built(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    _replace(shop, "models/tests.yml", "amount: 3.5", "amount: 4.5")
    said = shop.call("run").must(1, "The unit test amounts_add_up_by_country of by_country does not hold")
    lines = [line.strip() for line in said.text.splitlines()]
    assert "country  amount  last_day" in lines
    assert "−  NL       4.5     2026-01-03" in lines
    assert "+  NL       3.5     2026-01-03" in lines
    assert not (tmp_path / "warehouse.duckdb").exists()
    shop.call("test").must(1, "amounts_add_up_by_country fails", "models/tests.yml:2")
    _replace(shop, "models/tests.yml", "amount: 4.5", "amount: 3.5")
    shop.call("run").must(0)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (["--select", "by_country"], 2),
        (["--select", "tag:quick"], 1),
        (["--select", "test_type:unit"], 4),
        (["--select", "later_days_are_added"], 1),
        (["--select", "test_type:unit", "--exclude", "fct"], 3),
    ],
)
def test_they_are_selected_like_other_tests(tmp_path: Path, words: list[str], number: int) -> None:
    shop = _shop(tmp_path)
    shop.call("run").must(0)
    shop.call("test", *words).must(0, f"{number} of {number} passed")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("model: by_country", "model: by_county", "did you mean 'by_country'"),
        ("model: stg_orders", "model: cities", "cities is declared in YAML alone (seed)"),
        ("input: ref('cities')", "input: ref('fct')", "gives no rows for ref('cities')"),
        ("input: ref('cities')", "input: cities and more", "names no model or source table"),
        ("fixture: some_orders", "fixture: same_orders", "There is no fixture same_orders.csv"),
        ("format: sql, rows", "format: sqlx, rows", "'expect"),
        ("expect: {rows: []}", "expect: {rows: 3}", "a list of mappings"),
        ("expect: {rows: []}", "expected: {rows: []}", "There is no key 'expected'"),
    ],
)
def test_what_cannot_be_is_said_with_its_place(tmp_path: Path, before: str, after: str, said: str) -> None:
    shop = _shop(tmp_path)
    _replace(shop, "models/tests.yml", before, after)
    shop.call("build").must(2, said, "models/tests.yml:")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("{id: 3, city: Nowhere, amount: 4}", "{id: 3, town: Nowhere}", "stg_orders has no column 'town'"),
        ("{country: null, amount: 4}", "{land: null}", "by_country makes no column 'land'"),
        ("amount: 1.5", "amount: much", "Could not convert string"),
    ],
)
def test_rows_that_do_not_fit_are_said(tmp_path: Path, before: str, after: str, said: str) -> None:
    shop = _shop(tmp_path)
    _replace(shop, "models/tests.yml", before, after)
    shop.call("run").must(1, "amounts_add_up_by_country could not run", said)
