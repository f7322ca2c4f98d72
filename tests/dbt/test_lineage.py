"""Column lineage: through stars, joins, CTEs and ephemeral models, back to the sources."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.dbt.support import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path).write(
        {
            "warehouse.yml": "name: shop\n",
            "models/sources.yml": """
                sources: [{name: crm, tables: [{name: people, key: id}, {name: orders, key: id}]}]
            """,
            "seeds/towns.csv": "town,region\nDelft,west\n",
            "models/dims.yml": """
                models:
                  - name: dim_people
                    config: {materialized: scd2, from: crm.people, unique_key: id}
            """,
            "models/staging/paid.sql": """
                {{ config(materialized='ephemeral') }}
                SELECT id AS order_id, person, amount FROM {{ source('crm', 'orders') }} WHERE state = 'paid'
            """,
            "models/marts/revenue.sql": """
                {{ config(materialized='table') }}
                WITH known AS (
                    SELECT p.id, t.*
                    FROM {{ ref('dim_people') }} AS p JOIN {{ ref('towns') }} AS t USING (town)
                )
                SELECT k.region, sum(o.amount) AS revenue, count(*) AS orders
                FROM {{ ref('paid') }} AS o JOIN known AS k ON k.id = o.person
                GROUP BY k.region
            """,
            "models/marts/top.sql": "SELECT *, revenue / orders AS mean FROM {{ ref('revenue') }}",
            "extracts/2026-01-01/people.csv": "id,town\n1,Delft\n",
            "extracts/2026-01-01/orders.csv": "id,person,amount,state\n1,1,5,paid\n",
        }
    )
    folder.call("run").must(0)
    return folder


def origins(folder: Folder, name: str) -> set[str]:
    [found] = folder.json("lineage", name)["columns"]
    return {f"{origin['relation']}.{origin['column']}" for origin in found["from"]}


def test_columns_are_followed_to_what_is_read(folder: Folder) -> None:
    assert origins(folder, "top.mean") == {"revenue.revenue", "revenue.orders"}
    assert origins(folder, "top.region") == {"revenue.region"}
    assert origins(folder, "revenue.region") == {"towns.region"}
    assert origins(folder, "revenue.revenue") == {"crm.orders.amount"}
    assert origins(folder, "dim_people.town") == {"crm.people.town"}
    whole: Any = folder.json("lineage")
    assert whole["models"]["revenue"] == ["dim_people", "towns", "paid"]
    assert whole["unread"] == []


def test_the_tree_goes_back_to_the_sources(folder: Folder) -> None:
    folder.call("lineage", "top.revenue").must(
        0, "top.revenue\n    ← revenue.revenue\n        ← crm.orders.amount\n"
    )
    folder.call("lineage").must(0, "top ← revenue\n")


def test_names_that_are_none(folder: Folder) -> None:
    folder.call("lineage", "tap").must(2, "There is no model 'tap'.", "'top'")
    folder.call("lineage", "top.men").must(2, "top has no column 'men'.", "'mean'")


def test_the_report_draws_what_reads_what(folder: Folder) -> None:
    page = (folder.root / "report.html").read_text()
    picture = page[page.index('id="lineage"') :].split("</svg>")[0]
    for name in ("crm.people", "crm.orders", "towns", "dim_people", "paid", "revenue", "top"):
        assert f"<title>{name}</title>" in picture
    assert picture.count("<path") == 6
