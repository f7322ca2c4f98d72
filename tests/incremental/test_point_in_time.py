"""Point-in-time joins: each fact with the version that held at its moment, in both forms."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.incremental.support import Shop

VALID = "{{ config(materialized='scd2', unique_key='customer', valid_to='inclusive') }} "
MODELS = {
    "by_between": """
SELECT o.id, c.city FROM {{ source('shop', 'orders') }} AS o
LEFT JOIN {{ ref('dim_by_day') }} AS c
    ON c.customer = o.customer AND o.day BETWEEN c.valid_from AND coalesce(c.valid_to, DATE '9999-12-31')
""",
    "by_half_open": """
SELECT o.id, c.city FROM {{ source('shop', 'orders') }} AS o
LEFT JOIN {{ ref('dim_plain') }} AS c
    ON c.customer = o.customer AND o.day >= c.valid_from AND (o.day < c.valid_to OR c.valid_to IS NULL)
""",
    "by_asof": """
SELECT o.id, if(o.day < coalesce(c.valid_to, TIMESTAMP 'infinity'), c.city, NULL) AS city
FROM {{ source('shop', 'orders') }} AS o
ASOF LEFT JOIN {{ ref('dim_plain') }} AS c ON c.customer = o.customer AND o.day >= c.valid_from
""",
    "dim_by_day": VALID + "SELECT customer, city FROM {{ source('shop', 'customers') }}",
    "dim_plain": VALID.replace(", valid_to='inclusive'", "")
    + "SELECT customer, city FROM {{ source('shop', 'customers') }}",
}
CONTENT = st.dictionaries(st.sampled_from("ABC"), st.sampled_from(["Delft", "Gouda"]), min_size=1)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.integers(2, 9), CONTENT, min_size=1, max_size=3))
def test_asof_and_between_give_the_same_rows(tmp_path_factory, days) -> None:
    shop = Shop.of(Path(tmp_path_factory.mktemp("shop")), MODELS)
    facts = [(f"{c}{day}", c, f"2026-01-{day:02}") for c in "ABC" for day in range(1, 11)]
    shop.deliver("orders", 1, *(f"{key},{c},{day},1,EUR" for key, c, day in facts))
    for day, content in days.items():
        shop.deliver("customers", day, *(f"{c},{city}" for c, city in content.items()))
    shop.run()
    expected = []
    for key, customer, day in facts:
        known = [d for d in days if f"2026-01-{d:02}" <= day]
        expected.append((key, days[max(known)].get(customer) if known else None))
    for form in ("by_between", "by_half_open", "by_asof"):
        assert sorted(shop.rows(f"FROM marts.{form}")) == sorted(expected)
