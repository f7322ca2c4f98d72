"""Jinja in models, as dbt has it: macros, ephemeral models, variables, and errors with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dbt.support import Folder

NAMES = """{{ config(materialized='table') }}
SELECT * FROM (VALUES (1, 'Ada'), (2, 'Bo'), (3, NULL)) AS t(id, name)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path).write(
        {"warehouse.yml": "name: shop\nvars: {least: 2}\n", "models/staging/names.sql": NAMES}
    )


def test_macros_variables_and_loops(folder: Folder) -> None:
    folder.write(
        {
            "macros/text.sql": """
                {% macro shout(column, mark='!') %}upper({{ column }}) || '{{ mark }}'{% endmacro %}
                {% macro marks() %}{{ return(['?', '!!']) }}{% endmacro %}
                {% macro shout_all(column) %}
                {% for mark in marks() %}{{ shop.shout(column, mark=mark) }} AS shout_{{ loop.index }},
                {% endfor %}
                {% endmacro %}
            """,
            "models/marts/loud.sql": """
                {% set columns = ['id'] %}
                {% do columns.append('name') %}
                SELECT {{ shout_all('name') }} {{ columns | join(', ') }}
                FROM {{ ref('shop', 'names') }}
                WHERE id >= {{ var('least') }} AND id < {{ var('most', 9) }}
            """,
        }
    )
    folder.build()
    assert folder.rows("FROM marts.loud ORDER BY id") == [
        ("BO?", "BO!!", 2, "Bo"),
        (None, None, 3, None),
    ]


def test_an_ephemeral_model_exists_only_where_it_is_read(folder: Folder) -> None:
    folder.write(
        {
            "models/staging/known.sql": """
                {{ config(materialized='ephemeral') }}
                SELECT * FROM {{ ref('names') }} WHERE name IS NOT NULL
            """,
            "models/staging/first.sql": """
                {{ config(materialized='ephemeral') }}
                SELECT min(id) AS id FROM {{ ref('known') }}
            """,
            "models/marts/who.sql": """
                {{ config(materialized='table') }}
                WITH first AS (SELECT * FROM {{ ref('first') }})
                SELECT k.name FROM {{ ref('known') }} AS k JOIN first USING (id)
            """,
            "models/models.yml": """
                models:
                  - name: known
                    columns: [{name: id, data_tests: [unique]}]
            """,
        }
    )
    folder.build().must(0, "1 of 1 passed")
    assert folder.rows("FROM marts.who") == [("Ada",)]
    assert folder.rows(
        "SELECT count(*) FROM information_schema.tables WHERE table_name IN ('known', 'first')"
    ) == [(0,)]
    folder.write({"models/staging/names.sql": NAMES.replace("Ada", "Eva")}).build()
    assert folder.rows("FROM marts.who") == [("Eva",)]


def test_env_var_log_and_target(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_SUFFIX", "east")
    folder.write(
        {
            "models/marts/m.sql": """
                {{ log('building ' ~ this.identifier, info=true) }}
                SELECT '{{ env_var("SHOP_SUFFIX") }}' AS suffix, '{{ env_var("NOT_THERE", "x") }}' AS other,
                    '{{ target.type }}' AS kind, {{ adapter.quote('id') }}
                FROM {{ ref('names') }} WHERE id = 1
            """
        }
    )
    folder.build()
    assert folder.rows("FROM marts.m") == [("east", "x", "duckdb", 1)]
    folder.write({"models/marts/m.sql": "SELECT 1\n,'{{ env_var('NOT_THERE') }}'"})
    folder.call("build").must(2, "The environment variable 'NOT_THERE' is not set.", "models/marts/m.sql:2")


def test_a_template_asks_the_database(folder: Folder) -> None:
    folder.write(
        {
            "models/marts/wide.sql": """
                {% set found = run_query('SELECT id FROM ' ~ ref('names') ~ ' ORDER BY id') %}
                SELECT
                {% if execute %}{% for id in found.columns[0].values() %}
                count(*) FILTER (id = {{ id }}) AS n_{{ id }}{{ ', ' if not loop.last }}
                {% endfor %}{% endif %}
                FROM {{ ref('names') }}
            """
        }
    )
    folder.build()
    assert folder.rows("FROM marts.wide") == [(1, 1, 1)]


def test_hash_key_is_the_key_that_the_log_stores(tmp_path: Path) -> None:
    folder = Folder(tmp_path).write(
        {
            "warehouse.yml": "name: shop\n",
            "models/sources.yml": """
                sources:
                  - name: crm
                    tables:
                      - name: people
                        key: id
                        hash_keys: {person_hk: id, place_hk: [city, zip]}
                        hashdiffs: {person_hd: [city, zip, size]}
                        columns: [{name: size, data_type: "decimal(8, 2)"}]
            """,
            "extracts/2026-01-01/people.csv": 'id,city,zip,size\n1, delft ,2600,1.50\n2,,,0.00\n3,"a|b",7,\n',
            "models/marts/same.sql": """
                SELECT id, {{ hash_key('id') }} = person_hk AS one,
                    {{ hash_key('city', 'p.zip') }} = place_hk AS two,
                    {{ hashdiff('p.city', 'zip', 'size') }} = person_hd AS three
                FROM {{ source('crm', 'people') }} AS p
            """,
            "models/marts/life.sql": """
                SELECT (SELECT count(*) FROM {{ loads('crm', 'people') }}) AS loaded,
                    (SELECT count(*) FROM {{ changes('crm', 'people') }}) AS changed
            """,
        }
    )
    folder.call("run").must(0)
    assert folder.rows("FROM marts.same ORDER BY id") == [(i, True, True, True) for i in (1, 2, 3)]
    folder.write({"extracts/2026-01-02/people.csv": "id,city,zip,size\n1, delft ,2600,1.5\n2,,,1\n"})
    folder.call("run").must(0)
    assert folder.rows("FROM marts.life") == [(5, 5)]


WRONG = {
    "an unknown macro": (
        {
            "macros/a.sql": "{% macro shout(x) %}\n{{ wisper(x) }}\n{% endmacro %}\n"
            "{% macro whisper(x) %}{% endmacro %}"
        },
        "SELECT {{ shout('id') }}",
        ["There is no macro 'wisper'", "macros/a.sql:2", "did you mean 'whisper'?"],
    ),
    "an unknown macro of a package": (
        {},
        "SELECT\n{{ dbt_utils.generate_surogate_key(['id']) }}",
        ["There is no macro 'dbt_utils.generate_surogate_key'.", "m.sql:2", "generate_surrogate_key"],
    ),
    "a macro that refuses": (
        {
            "macros/a.sql": "{% macro no() %}\n\n"
            "{{ exceptions.raise_compiler_error('Not today.') }}{% endmacro %}"
        },
        "SELECT {{ no() }}",
        ["Not today.", "macros/a.sql:3"],
    ),
    "a macro called wrongly": (
        {"macros/a.sql": "{% macro shout(x) %}{{ x }}{% endmacro %}"},
        "SELECT 1,\n{{ shout(y=1) }}",
        ["macro 'shout' takes no keyword argument 'y'", "m.sql:2"],
    ),
    "two macros of one name": (
        {
            "macros/a.sql": "{% macro a() %}{% endmacro %}",
            "macros/b.sql": "--\n{% macro a() %}{% endmacro %}",
        },
        "SELECT 1",
        ["There are two macros 'a'.", "macros/a.sql:1 and ", "macros/b.sql:2"],
    ),
    "a macro that never ends": (
        {"macros/a.sql": "--\n{% macro a() %}"},
        "SELECT 1",
        ["This is not valid Jinja", "macros/a.sql:2"],
    ),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_what_is_wrong_is_named_with_file_and_line(folder: Folder, mistake: str) -> None:
    files, model, words = WRONG[mistake]
    folder.write({**files, "models/marts/m.sql": model})
    folder.call("build").must(2, *words)


def test_a_query_that_fails_inside_a_template_fails_its_model_alone(folder: Folder) -> None:
    folder.write({"models/marts/m.sql": "SELECT 1\n{% do run_query('SELECT nothing') %}"})
    folder.call("build").must(2, "A query of this template does not run", "m.sql:2", "1 built, 1 failed")


def test_sql_errors_are_found_behind_an_ephemeral_model(folder: Folder) -> None:
    folder.write(
        {
            "models/staging/e.sql": "{{ config(materialized='ephemeral') }}\nFROM {{ ref('names') }}",
            "models/marts/m.sql": "SELECT id,\n    nothing\nFROM {{ ref('e') }}",
        }
    )
    folder.call("build").must(1, '"nothing"', "models/marts/m.sql:2")
