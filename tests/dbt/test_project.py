"""A folder with dbt_project.yml runs as it is; seeds; configuration by folder; Jinja in YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dbt.support import Folder

HARBOUR = {
    "dbt_project.yml": """
        name: 'harbour'
        version: '1.0.0'
        config-version: 2
        profile: 'harbour'
        model-paths: ["models"]
        analysis-paths: ["analyses"]
        seed-paths: ["seeds"]
        target-path: "target"
        clean-targets: ["target", "dbt_packages"]
        vars:
          kinds: [cargo, ferry]
          harbour:
            least_tonnage: 100
        models:
          harbour:
            +tags: [daily]
            staging:
              +materialized: view
            marts:
              +materialized: table
              +schema: port
        seeds:
          +schema: raw
          harbour:
            raw_ships:
              +column_types: {imo: varchar(7)}
    """,
    "packages.yml": 'packages:\n  - package: dbt-labs/dbt_utils\n    version: [">=1.0.0"]\n',
    "seeds/raw_ships.csv": """
        imo,name,kind,tonnage,built,berth,captain
        0071234,"Marie, the second",cargo,1200.5,1999-05-01,007,
        0079999,Gull,ferry,80,2003-11-30,012,"Ada ""Flint"" Moor"
    """,
    "seeds/raw_calls.csv": "call_id,imo,day\n1,0071234,2026-03-01\n2,0079999,2026-03-01\n",
    "seeds/seeds.yml": """
        version: 2
        seeds:
          - name: raw_ships
            columns:
              - name: imo
                tests: [unique, not_null]
          - name: raw_calls
            config: {column_types: {imo: varchar}}
    """,
    "models/overview.md": "{% docs ships %}\nThe ships that call here.\n{% enddocs %}\n",
    "models/staging/stg_ships.sql": """
        with source as (
            select * from {{ ref('raw_ships') }}
        ),
        renamed as (
            select
                {{ dbt_utils.generate_surrogate_key(['imo']) }} as ship_key,
                imo,
                name as ship_name,
                kind,
                tonnage
            from source
        )
        select * from renamed
    """,
    "models/staging/stg_calls.sql": "select call_id, imo, day as called_on from {{ ref('raw_calls') }}\n",
    "models/staging/staging.yml": """
        version: 2
        models:
          - name: stg_ships
            description: "{{ doc('ships') }}"
            docs: {show: true, node_color: "#aabbcc"}
            columns:
              - name: ship_key
                description: one of each ship
                tests: [unique, not_null]
              - name: kind
                tests:
                  - accepted_values:
                      values: "{{ var('kinds') }}"
          - name: stg_calls
            columns:
              - name: imo
                data_tests:
                  - relationships:
                      arguments: {to: ref('stg_ships'), field: imo}
    """,
    "models/marts/busy_ships.sql": """
        {{ config(tags='weekly') }}
        select ship_name, count(*) as calls
        from {{ ref('stg_calls') }}
        join {{ ref('stg_ships') }} using (imo)
        where tonnage >= {{ var('least_tonnage') }}
        group by all
    """,
    "tests/no_call_in_the_past.sql": "select * from {{ ref('stg_calls') }} where called_on < '2026-01-01'\n",
}


@pytest.fixture
def harbour(tmp_path: Path) -> Folder:
    return Folder(tmp_path).write(HARBOUR)


def test_a_dbt_project_runs_unmodified(harbour: Folder) -> None:
    harbour.build().must(0, "5 built", "7 of 7 passed")
    assert harbour.rows("FROM port.busy_ships") == [("Marie, the second", 1)]
    kinds = (
        "SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema NOT IN"
    )
    assert sorted(harbour.rows(kinds + " ('meta', '_store')")) == [
        ("port", "busy_ships", "BASE TABLE"),
        ("raw", "raw_calls", "BASE TABLE"),
        ("raw", "raw_ships", "BASE TABLE"),
        ("staging", "stg_calls", "VIEW"),
        ("staging", "stg_ships", "VIEW"),
    ]


def test_a_check_that_fails_fails_the_build(harbour: Folder) -> None:
    harbour.write({"seeds/raw_calls.csv": "call_id,imo,day\n1,0070000,2026-03-01\n"})
    said = harbour.call("build").must(1, "relationships(stg_calls.imo)")
    assert "Nothing was published" in said.text


def test_seeds_are_typed_without_loss_and_read_again_when_they_change(harbour: Folder) -> None:
    harbour.build()
    types = dict(harbour.rows("SELECT column_name, column_type FROM (DESCRIBE raw.raw_ships)"))
    assert types == {
        "imo": "VARCHAR",
        "name": "VARCHAR",
        "kind": "VARCHAR",
        "tonnage": "DOUBLE",
        "built": "DATE",
        "berth": "VARCHAR",
        "captain": "VARCHAR",
    }
    assert harbour.rows("SELECT berth, captain FROM raw.raw_ships ORDER BY imo") == [
        ("007", None),
        ("012", 'Ada "Flint" Moor'),
    ]
    harbour.write({"seeds/raw_ships.csv": HARBOUR["seeds/raw_ships.csv"].replace("1200.5", "90")})
    harbour.build()
    assert harbour.rows("FROM port.busy_ships") == []
    harbour.call("run").must(0)


WRONG: dict[str, tuple[dict[str, str], list[str]]] = {
    "a key of the project": (
        {"dbt_project.yml": "name: harbour\nseed-path: [x]\n"},
        ["There is no key 'seed-path' here.", "dbt_project.yml:2", "did you mean 'seed-paths'"],
    ),
    "a column type": (
        {"seeds/seeds.yml": "seeds:\n  - name: raw_calls\n    config: {column_types: {im: varchar}}\n"},
        ["The seed raw_calls has no column 'im'.", "seeds/seeds.yml:2", "'imo'"],
    ),
    "a seed that is not there": (
        {"seeds/more.yml": "seeds:\n  - name: raw_crew\n"},
        ["There is no seed raw_crew.csv.", "seeds/more.yml:2"],
    ),
    "a ragged seed": (
        {"seeds/raw_calls.csv": "call_id,imo,day\n1,2\n"},
        ["The model raw_calls could not be built", "raw_calls.csv"],
    ),
    "a variable in YAML": (
        {"models/m.yml": "models:\n  - name: stg_ships\n    config:\n      enabled: \"{{ var('on') }}\"\n"},
        ["There is no variable 'on'.", "models/m.yml:4"],
    ),
    "a macro of a package that is not here": (
        {
            "packages.yml": "packages:\n  - git: https://example.com/tide-tables.git\n",
            "models/marts/m.sql": "SELECT\n{{ tide_tables.high_water() }}",
        },
        [
            "There is no macro 'tide_tables.high_water'.",
            "models/marts/m.sql:2",
            "write high_water in macros/",
        ],
    ),
    "a seed and a model of one name": (
        {"models/marts/raw_ships.sql": "SELECT 1"},
        ["There are two models 'raw_ships'."],
    ),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_what_is_wrong_is_named(harbour: Folder, mistake: str) -> None:
    files, words = WRONG[mistake]
    if mistake == "a variable in YAML":
        (harbour.root / "models/staging/staging.yml").unlink()
    said = harbour.write(files).call("build")
    assert said.code in (1, 2)
    said.must(said.code, *words)


def test_variables_decide_what_is_built(harbour: Folder) -> None:
    (harbour.root / "models/staging/staging.yml").unlink()
    text = HARBOUR["dbt_project.yml"].replace(
        "least_tonnage: 100", "least_tonnage: 100\n            with_marts: false"
    )
    entry = "models:\n  - name: busy_ships\n    config:\n      enabled: \"{{ var('with_marts') }}\"\n"
    harbour.write({"dbt_project.yml": text, "models/marts/marts.yml": entry}).build().must(0, "4 built")
