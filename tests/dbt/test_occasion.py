"""What templates say in a run, and the clock that they are told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

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
