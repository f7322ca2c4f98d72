"""Hooks run inside the transaction of what they belong to, and never touch what is the warehouse's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dbt.support import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path).write(
        {
            "warehouse.yml": """
                name: shop
                on-run-start: "CREATE TABLE IF NOT EXISTS main.audit (what VARCHAR)"
                on-run-end:
                  - "INSERT INTO main.audit SELECT 'run ended with ' || count(*) FROM {{ ref('m') }}"
                models:
                  shop: {marts: {+post-hook: "INSERT INTO main.audit VALUES ('{{ this.identifier }} built')"}}
            """,
            "models/marts/m.sql": """
                {{ config(materialized='table', pre_hook=["INSERT INTO main.audit VALUES ('before m')"]) }}
                SELECT 1 AS one
            """,
        }
    )


def test_hooks_run_in_order_and_only_when_something_is_built(folder: Folder) -> None:
    folder.build()
    expected = [("before m",), ("m built",), ("run ended with 1",)]
    assert folder.rows("FROM main.audit") == expected
    folder.build()
    assert folder.rows("FROM main.audit") == expected
    folder.call("build", "--full-refresh").must(0)
    assert folder.rows("SELECT count(*) FROM main.audit") == [(6,)]


def test_a_hook_that_fails_takes_its_model_back(folder: Folder) -> None:
    folder.build()
    folder.write(
        {
            "models/marts/m.sql": """
                {{ config(materialized='table', post_hook="SELECT nothing FROM {{ this }}") }}
                SELECT 2 AS one
            """
        }
    )
    folder.call("build").must(1, "A hook does not run", '"nothing"', "models/marts/m.sql")
    assert folder.rows("FROM marts.m") == [(1,)]
    folder.write({"models/marts/m.sql": "{{ config(materialized='table') }} SELECT 3 AS one"})
    folder.build()
    assert folder.rows("FROM marts.m") == [(3,)]
    assert ("before m",) in folder.rows("FROM main.audit")


REFUSED = {
    "DELETE FROM psa.crm__people WHERE id < 10": ["may not change psa", "retention: {days: 90}"],
    'delete /* all */ from "psa"."crm__people"': ["may not change psa", "retention"],
    "UPDATE meta.loads SET status = 'x'": ["may not change meta", "a schema of your own"],
    "DROP SCHEMA _store CASCADE": ["may not change _store"],
    "COMMIT": ["may not begin or end a transaction"],
}


@pytest.mark.parametrize("statement", REFUSED)
def test_what_a_hook_may_not_do(folder: Folder, statement: str) -> None:
    hook = statement.replace('"', '\\"')
    folder.write({"models/marts/m.sql": f'{{{{ config(post_hook="{hook}") }}}}\nSELECT 1 AS one'})
    folder.call("build").must(2, *REFUSED[statement], "models/marts/m.sql")


def test_a_hook_may_read_what_is_built_before(folder: Folder) -> None:
    folder.write(
        {
            "models/marts/a_last.sql": """
                {{ config(post_hook="INSERT INTO audit SELECT 'other ' || other FROM {{ ref('z_first') }}") }}
                SELECT 1 AS one
            """,
            "models/marts/z_first.sql": "SELECT 7 AS other",
        }
    )
    folder.build()
    assert ("other 7",) in folder.rows("FROM main.audit")


SATELLITE = {
    "models/sources.yml": """
        sources:
          - name: crm
            location: "in/{load_date}/{table}.csv"
            tables:
              - {name: people, key: id, hash_keys: {person_hk: id}, hashdiffs: {person_hd: {exclude: id}}}
    """,
    "models/vault/vault.yml": """
        models:
          - name: sat_person
            config: {materialized: satellite, hash_key: person_hk, hashdiff: person_hd, from: crm.people}
    """,
    "in/2026-03-01/people.csv": "id,name\n1,Ada\n",
}


def test_configuration_by_folder_reaches_models_that_are_declared_in_yaml_alone(folder: Folder) -> None:
    folder.write(
        {
            **SATELLITE,
            "warehouse.yml": """
                name: shop
                on-run-start: "CREATE TABLE IF NOT EXISTS main.audit (what VARCHAR)"
                models:
                  shop:
                    vault:
                      +schema: raw_vault
                      +tags: [kept]
                      +post-hook: "INSERT INTO main.audit SELECT '{{ this }} ' || one FROM {{ ref('m') }}"
            """,
            "models/marts/m.sql": "{{ config(materialized='table') }} SELECT 1 AS one",
        }
    )
    folder.call("run").must(0)
    assert folder.rows("SELECT name FROM raw_vault.sat_person") == [("Ada",)]
    assert folder.rows("FROM main.audit") == [('"raw_vault"."sat_person" 1',)]
    assert "sat_person" in folder.call("ls", "--select", "tag:kept").must(0).text


def test_a_seed_is_built_again_when_its_hooks_change(folder: Folder) -> None:
    def written(word: str) -> Folder:
        hook = f"INSERT INTO main.audit SELECT '{word} ' || one FROM {{{{ ref('m') }}}}"
        seeds = f'seeds:\n  - name: towns\n    config:\n      post_hook: "{hook}"\n'
        return folder.write({"seeds/seeds.yml": seeds, "seeds/towns.csv": "town\nDelft\n"})

    written("first").build()
    written("first").build()
    written("second").build()
    said = [what for (what,) in folder.rows("FROM main.audit")]
    assert (said.count("first 1"), said.count("second 1")) == (1, 1)


def test_a_model_is_not_called_like_the_view_beside_a_satellite(folder: Folder) -> None:
    folder.write({**SATELLITE, "models/vault/sat_person__History.sql": "SELECT 1 AS one"})
    folder.call("build").must(
        2, "sat_person__History", "models/vault/vault.yml:2", "satellite sat_person", "rename"
    )
