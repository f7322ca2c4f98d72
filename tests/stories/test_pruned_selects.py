"""A dimension over a SELECT that joins two tables, and one over a view, when one of the tables is pruned."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from laws.support import tables

import warehouse

NOW = dt.datetime(2026, 3, 1)

_FILES = {
    "warehouse.yml": "name: joined\n",
    "models/sources.yml": """
sources:
  - name: shop
    location: "extracts/{load_date}/{table}.csv"
    tables:
      - {name: people, key: id}
      - {name: cities, key: id}
""",
    "models/dim_joined.sql": """
{{ config(materialized='scd2', unique_key='id') }}
SELECT p.id, p.value, c.value AS city
FROM {{ source('shop', 'people') }} AS p
LEFT JOIN {{ source('shop', 'cities') }} AS c ON c.id = p.id
""",
    "models/people_view.sql": "SELECT id, value FROM {{ source('shop', 'people') }}\n",
    "models/dim_viewed.sql": """
{{ config(materialized='scd2', unique_key='id') }}
SELECT id, value FROM {{ ref('people_view') }}
""",
}


def _deliver(root: Path, table: str, day: int, *rows: str) -> Path:
    path = root / f"extracts/2026-01-{day:02}/{table}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["id,value", *rows]) + "\n")
    return path


def _run(root: Path) -> list[str]:
    facts = warehouse.open(root).run(now=NOW)
    return [*facts.problems, *(model.error for model in facts.models if model.error)]


def _dimensions(root: Path) -> list[list[tuple[str, ...]]]:
    found = tables(root)
    return [found["main.dim_joined"], found["main.dim_viewed"]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in _FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    for day in range(1, 6):
        _deliver(tmp_path, "people", day, f"1,p{day}", "2,x")
        if day % 2:
            _deliver(tmp_path, "cities", day, f"1,c{day}")
    assert _run(tmp_path) == []
    return tmp_path


def test_histories_over_selects_stay_when_the_loads_under_them_went(root: Path) -> None:
    before = _dimensions(root)
    assert warehouse.open(root).prune("shop.people", loads=2, now=NOW).problems == ()
    assert _dimensions(root) == before
    _deliver(root, "cities", 6, "1,c6")
    assert _run(root) == []
    assert warehouse.open(root).prune("shop.cities", loads=1, now=NOW).problems == ()
    _deliver(root, "people", 7, "1,p7")
    assert _run(root) == []
    after = _dimensions(root)
    assert [len(one) for one in after] == [len(before[0]) + 2, len(before[1]) + 1]
    shutil.rmtree(root / ".warehouse")
    warehouse.open(root).rebuild(now=NOW)
    assert _dimensions(root) == after
    assert warehouse.open(root).verify(deep=True) == []


def test_a_late_load_of_the_other_table_is_refused_where_the_join_cannot_be_made_again(root: Path) -> None:
    warehouse.open(root).prune("shop.people", loads=2, now=NOW)
    late = _deliver(root, "cities", 2, "1,late")
    [problem] = _run(root)
    assert "loads up to 2026-01-03 00:00 were pruned, and a model keeps one history of them" in problem
    late.unlink()
    _deliver(root, "cities", 4, "1,c4")
    assert _run(root) == []
    assert ("1", "p4", "c4") in [row[:3] for row in _dimensions(root)[0]]
    assert warehouse.open(root).verify(deep=True) == []
