"""What templates say in a run, and the clock that they are told."""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path

import pytest

import warehouse
from tests.dbt.support import Folder

TALKING = """
{{ config(materialized='table') }}
{{ log('quiet') }}{{ log('loud', info=true) }}{{ print('printed') }}{% do exceptions.warn('look out') %}
SELECT CAST('{{ run_started_at }}' AS TIMESTAMP) AS begun, {{ run_started_at.year }} AS in_year
"""


def test_messages_are_said_once_a_run(tmp_path: Path) -> None:
    folder = Folder(tmp_path).write({"warehouse.yml": "name: shop\n", "models/m.sql": TALKING})
    said = folder.build().text
    for message in ("loud", "printed", "look out"):
        assert said.count(message) == 1, said
    assert "quiet" not in said
    assert "1970" not in folder.call("compile", "--select", "m").must(0, "loud").text


def test_the_clock_of_a_model_is_the_start_of_the_run(tmp_path: Path) -> None:
    folder = Folder(tmp_path).write(
        {
            "warehouse.yml": "name: shop\n",
            "models/m.sql": TALKING,
            "models/after.sql": "{{ config(materialized='table') }} SELECT * FROM {{ ref('m') }}",
            "models/far.sql": "{{ config(materialized='table') }} SELECT 1 AS one",
        }
    )
    for hour in (7, 8):
        warehouse.open(tmp_path).build(now=dt.datetime(2026, 3, 1, hour))
        assert folder.rows("SELECT hour(begun), in_year FROM after") == [(hour, 2026)]
    folder.call("verify", "--deep").must(0)


def test_in_python_messages_are_logged_and_warnings_as_such(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    old = "{{ config(meta={'deprecated': true, 'replacement': 'm'}) }} SELECT 1 AS one"
    Folder(tmp_path).write({"warehouse.yml": "name: shop\n", "models/m.sql": TALKING, "models/old.sql": old})
    with caplog.at_level(logging.INFO, "warehouse"):
        warehouse.open(tmp_path).build()
    heard = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert ("INFO", "loud") in heard
    assert ("INFO", "printed") in heard
    assert ("WARNING", "look out") in heard
    assert ("WARNING", "old is deprecated; use m (models/old.sql)") in heard
    assert not [message for _, message in heard if message == "quiet"]


def test_plan_and_questions_of_another_time_know_the_clock(tmp_path: Path) -> None:
    folder = Folder(tmp_path).write(
        {
            "warehouse.yml": "name: shop\n",
            "models/sources.yml": "sources: [{name: shop, tables: [{name: a, key: id}]}]\n",
            "extracts/2026-01-01/a.csv": "id\n1\n",
            "models/m.sql": TALKING + "FROM {{ source('shop', 'a') }}",
        }
    )
    warehouse.open(tmp_path).run(now=dt.datetime(2026, 3, 1))
    folder.call("plan").must(0, "rebuild main.m (table): it asks for run_started_at, which differs")
    assert "1970" not in folder.call("query", "SELECT begun FROM m", "--as-of", "2026-01-02").must(0).text
    asked = warehouse.open(tmp_path).sql_then("SELECT in_year FROM m", as_of="2026-01-02").fetchall()
    assert asked[0][0] >= 2026
