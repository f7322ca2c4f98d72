"""The macros of dbt_utils and dbt that existing files call."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dbt.support import Folder

#: A SELECT and its rows in order; a and b are tables of the project.
CALLS = {
    "SELECT {{ dbt_utils.generate_surrogate_key(['id', 'name']) }} = md5('1-x') AS same "
    "FROM {{ ref('a') }}": [(True,)],
    "SELECT {{ dbt_utils.generate_surrogate_key(['NULL']) }} = "
    "md5('_dbt_utils_surrogate_key_null_') AS same": [(True,)],
    "SELECT {{ dbt_utils.star(ref('a'), except=['NAME']) }} FROM {{ ref('a') }}": [(1,)],
    "SELECT {{ dbt_utils.star(ref('a'), relation_alias='t', prefix='a_') }} FROM {{ ref('a') }} AS t": [
        (1, "x")
    ],
    "{{ dbt_utils.date_spine('day', \"DATE '2026-01-30'\", \"DATE '2026-02-02'\") }}": [
        ("2026-01-30 00:00:00",),
        ("2026-01-31 00:00:00",),
        ("2026-02-01 00:00:00",),
    ],
    "SELECT count(*) AS n FROM ({{ dbt_utils.date_spine('month', \"'2026-01-01'\", \"'2027-01-01'\") }})": [
        (12,)
    ],
    "SELECT id, name, extra FROM ({{ dbt_utils.union_relations([ref('a'), ref('b')]) }})": [
        (1, "x", None),
        (2, None, 2.5),
        (3, None, 3.5),
    ],
    "SELECT * FROM ({{ dbt_utils.union_relations([ref('a'), ref('b')], include=['id'], "
    "source_column_name=none) }})": [(1,), (2,), (3,)],
    "SELECT _dbt_source_relation FROM ({{ dbt_utils.union_relations([ref('a')], exclude=['name']) }})": [
        ('"marts"."a"',)
    ],
    "SELECT {{ dbt_utils.pivot('id', [2, 3], agg='count', else_value='NULL', prefix='n_') }} "
    "FROM {{ ref('b') }}": [(1, 1)],
    "SELECT {{ dbt_utils.pivot('id', dbt_utils.get_column_values(ref('b'), 'id', order_by='id'), "
    "then_value='extra') }} FROM {{ ref('b') }}": [(2.5, 3.5)],
    "SELECT id, count(*) AS n FROM {{ ref('b') }} {{ dbt_utils.group_by(1) }}": [(2, 1), (3, 1)],
    "{{ dbt_utils.deduplicate(ref('b'), partition_by='true', order_by='id DESC') }}": [(3, 3.5)],
    "SELECT {{ dbt_utils.safe_divide('1', '0') }} AS d, {{ dbt_utils.safe_add(['1', 'NULL']) }} AS s": [
        (None, 1)
    ],
    "SELECT {{ dbt.dateadd('day', 2, \"DATE '2026-01-30'\") }} AS d, "
    "{{ dbt.datediff(\"'2026-01-01'\", \"'2026-02-01'\", 'month') }} AS m": [("2026-02-01 00:00:00", 1)],
    "SELECT CAST(id AS {{ dbt.type_string() }}) AS t, {{ dbt.safe_cast(\"'x'\", 'int') }} AS n "
    "FROM {{ ref('a') }}": [("1", None)],
}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path).write(
        {
            "warehouse.yml": "name: shop\n",
            "models/marts/a.sql": "{{ config(materialized='table') }} SELECT 1 AS id, 'x' AS name",
            "models/marts/b.sql": """
                {{ config(materialized='table') }}
                SELECT 2 AS id, CAST(2.5 AS DOUBLE) AS extra UNION ALL SELECT 3, 3.5
            """,
        }
    )


def test_each_call_gives_its_rows(folder: Folder) -> None:
    models = {f"models/marts/call_{i}.sql": f"{call}\n" for i, call in enumerate(CALLS)}
    folder.write(models).build()
    for i, (call, expected) in enumerate(CALLS.items()):
        found = folder.rows(f"FROM marts.call_{i} ORDER BY ALL")
        shown = [tuple(v.replace("T", " ") if isinstance(v, str) else v for v in row) for row in found]
        assert shown == expected, call
