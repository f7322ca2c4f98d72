"""dbt snapshots: blocks and YAML, both strategies, what becomes of deleted rows, and dbt's column names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.dbt.support import Folder

PROJECT = {
    "dbt_project.yml": "name: shop\nversion: '1.0'\nsnapshots:\n  shop:\n    +tags: [history]\n",
    "models/sources.yml": """
        version: 2
        sources:
          - name: crm
            tables: [{name: orders, key: id, location: "in/{load_date}.csv"}]
    """,
    "models/stg_orders.sql": "SELECT id, status, changed FROM {{ source('crm', 'orders') }}",
    "in/2026-03-01.csv": "id,status,changed\n1,new,2026-02-20\n2,new,2026-02-21\n",
    "in/2026-03-02.csv": "id,status,changed\n1,paid,2026-03-01\n",
    "in/2026-03-03.csv": "id,status,changed\n1,paid,2026-03-02\n2,new,2026-02-21\n",
}

CHECKED = """
{#- {% snapshot old %} is how it was -#}
{% snapshot orders_checked %}
{{ config(target_schema='history', unique_key='id', strategy='check', check_cols=['status']) }}
SELECT id, status, changed FROM {{ source('crm', 'orders') }}
{% endsnapshot %}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path).write(PROJECT)


def spans(folder: Folder, table: str, *more: str) -> list[tuple[Any, ...]]:
    days = "CAST(dbt_valid_from AS DATE) AS starts, CAST(dbt_valid_to AS DATE) AS ends"
    names = ", ".join(("id", "status", *more, days))
    return folder.rows(f"SELECT {names} FROM {table} ORDER BY id, dbt_valid_from")


def test_a_block_by_check_keeps_the_versions_of_what_it_checks(folder: Folder) -> None:
    folder.write({"snapshots/orders.sql": CHECKED})
    folder.call("run").must(0)
    described = folder.rows("SELECT column_name FROM (DESCRIBE history.orders_checked)")
    assert [c for (c,) in described] == [
        *("id", "status", "changed"),
        *("dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to"),
    ]
    assert spans(folder, "history.orders_checked") == [
        (1, "new", "2026-03-01", "2026-03-02"),
        (1, "paid", "2026-03-02", None),
        (2, "new", "2026-03-01", None),  # a row that is gone stays open, as in dbt
    ]
    ids = folder.rows(
        "SELECT count(DISTINCT dbt_scd_id), min(length(dbt_scd_id)) FROM history.orders_checked"
    )
    assert ids == [(3, 32)]
    folder.call("rebuild").must(0)
    assert len(spans(folder, "history.orders_checked")) == 3


@pytest.mark.parametrize("relation", ["ref('stg_orders')", "source('crm', 'orders')"])
def test_yaml_by_timestamp_begins_versions_where_updated_at_says(folder: Folder, relation: str) -> None:
    folder.write(
        {
            "snapshots/all.yml": f"""
                snapshots:
                  - name: orders_timed
                    relation: {relation}
                    columns: [{{name: dbt_scd_id, data_tests: [unique, not_null]}}]
                    config:
                      unique_key: id
                      strategy: timestamp
                      updated_at: changed
                      hard_deletes: invalidate
                      dbt_valid_to_current: "CAST('9999-12-31' AS DATE)"
            """,
            "models/now.sql": "SELECT * FROM {{ ref('orders_timed') }} WHERE year(dbt_valid_to) = 9999",
        }
    )
    folder.call("run").must(0)
    assert spans(folder, "orders_timed") == [
        (1, "new", "2026-02-20", "2026-03-01"),
        (1, "paid", "2026-03-01", "2026-03-02"),
        (1, "paid", "2026-03-02", "9999-12-31"),
        (2, "new", "2026-02-21", "2026-03-02"),
        (2, "new", "2026-03-03", "9999-12-31"),
    ]
    assert folder.rows("SELECT count(*) FROM now") == [(2,)]
    assert "orders_timed" in folder.call("ls", "--select", "resource_type:snapshot").must(0).text
    assert "orders_timed" in folder.call("ls", "--select", "tag:history").must(0).text
    shown = folder.call("show", "orders_timed", "--as-of", "2026-03-02T12:00", "--format", "csv").must(0)
    assert shown.text.count("\n") == 2


def test_new_record_shows_that_a_row_was_deleted(folder: Folder) -> None:
    block = CHECKED.replace(
        "check_cols=['status']",
        "check_cols='all', hard_deletes='new_record', "
        "snapshot_meta_column_names={'dbt_is_deleted': 'is_deleted'}",
    )
    folder.write({"snapshots/orders.sql": block})
    folder.call("run").must(0)
    assert [row for row in spans(folder, "history.orders_checked", "is_deleted") if row[0] == 2] == [
        (2, "new", "False", "2026-03-01", "2026-03-02"),
        (2, "new", "True", "2026-03-02", "2026-03-03"),
        (2, "new", "False", "2026-03-03", None),
    ]


def test_a_late_load_lands_where_it_belongs(folder: Folder) -> None:
    folder.write({"snapshots/orders.sql": CHECKED})
    late = folder.root / "in/2026-03-02.csv"
    text = late.read_text()
    late.unlink()
    folder.call("run").must(0)
    late.write_text(text.replace("paid", "held"))
    folder.call("run").must(0)
    assert [row[1:3] for row in spans(folder, "history.orders_checked") if row[0] == 1] == [
        ("new", "2026-03-01"),
        ("held", "2026-03-02"),
        ("paid", "2026-03-03"),
    ]


WRONG: dict[str, tuple[str, tuple[str, ...]]] = {
    "no block": ("SELECT 1", ("snapshots/orders.sql", "has none", "{% snapshot NAME %}")),
    "no end": ("\n{% snapshot x %} SELECT 1", ("snapshots/orders.sql:2", "has no end")),
    "no strategy": (
        CHECKED.replace("strategy='check', ", ""),
        ("snapshots/orders.sql:3", "'strategy' is missing"),
    ),
    "other strategy": (CHECKED.replace("'check'", "'mine'"), ("snapshots/orders.sql:3", "'strategy'")),
    "no updated_at": (CHECKED.replace("'check'", "'timestamp'"), ("needs `updated_at`",)),
    "no check_cols": (CHECKED.replace("check_cols=['status']", ""), ("needs `check_cols`",)),
    "misspelt column": (CHECKED.replace("['status']", "['statu']"), ("`check_cols`", "status")),
    "misspelt key": (CHECKED.replace("target_schema", "target_schem"), ("'target_schem'", "target_schema")),
    "misspelt source": (CHECKED.replace("'orders')", "'order')"), ("snapshots/orders.sql:5", "crm.order")),
    "taken name": (CHECKED.replace("changed", "1 AS dbt_valid_to"), ("dbt_valid_to",)),
    "no such column": (
        CHECKED.replace("SELECT id,", "SELECT id,\n  idd,"),
        ("snapshots/orders.sql:6", "idd"),
    ),
    "undefined": (
        CHECKED.replace("SELECT id", "SELECT {{ nothing }}"),
        ("snapshots/orders.sql:5", "nothing"),
    ),
}


@pytest.mark.parametrize("fault", WRONG)
def test_what_is_wrong_is_said_with_its_place(folder: Folder, fault: str) -> None:
    text, words = WRONG[fault]
    folder.write({"snapshots/orders.sql": "x"})
    (folder.root / "snapshots/orders.sql").write_text(text)
    said = folder.call("run")
    assert said.code in (1, 2)
    said.must(said.code, *words)


def test_a_snapshot_in_yaml_needs_something_to_read(folder: Folder) -> None:
    config = "{unique_key: id, strategy: check, check_cols: all}"
    folder.write({"snapshots/s.yml": f"snapshots:\n  - name: lost\n    config: {config}\n"})
    folder.call("build").must(2, "The snapshot lost has no SELECT", "snapshots/s.yml:2", "relation: ref(")
    folder.write(
        {"snapshots/s.yml": f"snapshots:\n  - name: lost\n    relation: orders\n    config: {config}\n"}
    )
    folder.call("build").must(2, "snapshots/s.yml:3")
