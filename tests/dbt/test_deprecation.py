"""A model's end in four phases: announced, warned of, counted, and past its date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import warehouse
from tests.dbt.support import Folder

NOW = dt.datetime(2026, 3, 1)
PROPERTIES = """
models:
  - name: old_names
    deprecation_date: 2026-06-30
    meta: {{deprecated: true, replacement: {}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path).write(
        {
            "warehouse.yml": "name: shop\n",
            "models/marts/old_names.sql": "{{ config(materialized='table') }} SELECT 1 AS id",
            "models/marts/new_names.sql": "{{ config(materialized='table') }} SELECT 1 AS id",
            "models/marts/reader.sql": "SELECT * FROM {{ ref('old_names') }}",
            "models/marts/marts.yml": PROPERTIES.format("new_names"),
        }
    )


def test_building_and_reading_a_deprecated_model_warns(folder: Folder) -> None:
    facts = warehouse.open(folder.root).build(now=NOW)
    assert facts.exit_code == 0
    assert [str(notice) for notice in facts.notices] == [
        "old_names is deprecated and goes after 2026-06-30; use new_names (models/marts/old_names.sql)",
        "reader (models/marts/reader.sql) reads old_names: "
        "old_names is deprecated and goes after 2026-06-30; use new_names",
    ]


def test_asking_for_it_warns_and_is_counted(folder: Folder) -> None:
    wh = warehouse.open(folder.root)
    wh.build(now=NOW)
    said = folder.call("query", "SELECT id + 1 FROM marts.old_names")
    said.must(0, "warning: old_names is deprecated and goes after 2026-06-30; use new_names")
    with pytest.warns(FutureWarning, match="old_names is deprecated"):
        assert wh.sql("FROM marts.old_names").fetchall() == [(1,)]
    assert wh.sql("FROM marts.new_names").fetchall() == [(1,)]
    folder.call("query", "SELECT nothing FROM marts.new_names").must(2)
    folder.write({"models/marts/new_names.sql": "{{ config(materialized='table') }} SELECT 2 AS id"})
    warehouse.open(folder.root).build(now=NOW)
    assert folder.rows("SELECT model, queries, users FROM meta.model_usage ORDER BY ALL") == [
        ("new_names", 1, 1),
        ("old_names", 2, 1),
    ]
    [(seconds, rows)] = folder.rows(
        "SELECT seconds > 0, rows_scanned FROM meta.query_log WHERE sql LIKE 'SELECT id + 1 %'"
    )
    assert (seconds, rows) == (True, 1)
    wh.rebuild(now=NOW)
    assert folder.rows("SELECT queries FROM meta.model_usage WHERE model = 'old_names'") == [(2,)]


def test_past_its_date_it_is_not_built_unless_it_is_archived(folder: Folder) -> None:
    wh = warehouse.open(folder.root)
    assert wh.build(now=dt.datetime(2026, 6, 30, 23)).exit_code == 0
    folder.write({"models/marts/old_names.sql": "{{ config(materialized='table') }} SELECT 5 AS id"})
    facts = warehouse.open(folder.root).build(now=dt.datetime(2026, 7, 1))
    [failed] = [model for model in facts.models if model.outcome == "failed"]
    assert (failed.name, facts.exit_code, facts.published) == ("marts.old_names", 1, False)
    assert "that day is past" in str(failed.error)
    assert "_archived" in str(failed.error)
    assert "it is read by reader" in str(failed.error)
    (folder.root / "models/marts/_archived").mkdir()
    (folder.root / "models/marts/old_names.sql").rename(folder.root / "models/marts/_archived/old_names.sql")
    folder.call("build").must(2, "There is no model 'old_names'.", "reader.sql:1")
    folder.write({"models/marts/reader.sql": "SELECT * FROM {{ ref('new_names') }}"})
    facts = warehouse.open(folder.root).build(now=dt.datetime(2026, 7, 2))
    assert facts.exit_code == 0
    assert {model.name for model in facts.models} == {"marts.new_names", "marts.reader"}


def test_a_date_that_is_none(folder: Folder) -> None:
    folder.write({"models/marts/marts.yml": PROPERTIES.format("x").replace("2026-06-30", "soon")})
    folder.call("build").must(2, "'deprecation_date: soon' is no date.", "write 2026-12-31")
