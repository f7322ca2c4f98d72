"""Node selection: --select and --exclude on ls, build, check and compile; --full-refresh; seed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import warehouse
from tests.dbt.support import Folder

FILES = {
    "warehouse.yml": """
        name: shop
        models:
          shop:
            marts: {+tags: nightly}
    """,
    "models/sources.yml": """
        sources:
          - name: crm
            tables:
              - name: people
                key: id
                columns: [{name: id, data_tests: [unique]}]
              - name: visits
    """,
    "seeds/towns.csv": "town,region\nDelft,west\n",
    "models/staging/stg_people.sql": "SELECT * FROM {{ source('crm', 'people') }}",
    "models/staging/stg_visits.sql": "{{ config(tags=['raw']) }} SELECT * FROM {{ source('crm', 'visits') }}",
    "models/marts/people_by_town.sql": """
        {{ config(materialized='table') }}
        SELECT town, count(*) AS n FROM {{ ref('stg_people') }}
        JOIN {{ ref('towns') }} USING (town) GROUP BY ALL
    """,
    "models/marts/visits_by_town.sql": """
        {{ config(materialized='table', meta={'owner': 'ann'}) }}
        SELECT town, count(*) AS n FROM {{ ref('stg_visits') }}
        JOIN {{ ref('towns') }} USING (town) GROUP BY ALL
    """,
    "models/marts/all_towns.sql": """
        SELECT * FROM {{ ref('people_by_town') }} UNION ALL SELECT * FROM {{ ref('visits_by_town') }}
    """,
    "models/marts/marts.yml": """
        models:
          - name: people_by_town
            columns: [{name: town, data_tests: [unique, {not_null: {config: {tags: strict}}}]}]
    """,
    "tests/towns_have_people.sql": "SELECT * FROM {{ ref('people_by_town') }} WHERE n = 0",
    "extracts/2026-01-01/people.csv": "id,town\n1,Delft\n",
    "extracts/2026-01-01/visits.csv": "id,town\n1,Delft\n2,Delft\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path).write(FILES)


EVERYTHING = "all_towns crm.people crm.visits people_by_town stg_people stg_visits towns visits_by_town"

#: What is chosen → the names, tests left out.
CHOICES = {
    "stg_people": "stg_people",
    "+people_by_town": "crm.people people_by_town stg_people towns",
    "1+people_by_town": "people_by_town stg_people towns",
    "towns+": "all_towns people_by_town towns visits_by_town",
    "towns+1": "people_by_town towns visits_by_town",
    "1+people_by_town+1": "all_towns people_by_town stg_people towns",
    "@stg_people": EVERYTHING,
    "tag:nightly": "all_towns people_by_town visits_by_town",
    "tag:raw stg_people": "stg_people stg_visits",
    "path:models/staging": "stg_people stg_visits",
    "models/marts/all_towns.sql": "all_towns",
    "staging": "stg_people stg_visits",
    "shop.marts": "all_towns people_by_town visits_by_town",
    "stg_*": "stg_people stg_visits",
    "source:crm": "crm.people crm.visits",
    "source:crm.people+": "all_towns crm.people people_by_town stg_people",
    "config.materialized:table": "people_by_town visits_by_town",
    "config.meta.owner:ann": "visits_by_town",
    "tag:nightly,config.materialized:view": "all_towns",
    "towns+,+visits_by_town": "towns visits_by_town",
    "resource_type:seed": "towns",
    "*_by_town,@stg_people": "people_by_town visits_by_town",
    "file:stg_people.sql": "stg_people",
    "tag:none": "",
}


@pytest.mark.parametrize("words", CHOICES)
def test_what_is_selected(folder: Folder, words: str) -> None:
    nodes = folder.json("ls", "--select", words)
    assert sorted(n["name"] for n in nodes if n["resource_type"] != "test") == CHOICES[words].split()


def test_exclude_takes_away_and_words_may_follow(folder: Folder) -> None:
    nodes = folder.json("ls", "--select", "staging", "marts", "--exclude", "tag:raw+")
    assert {n["name"] for n in nodes} == {
        "stg_people",
        "people_by_town",
        "unique(people_by_town.town)",
        "not_null(people_by_town.town)",
        "towns_have_people",
    }


def test_tests_come_with_what_they_are_on_and_can_be_chosen_themselves(folder: Folder) -> None:
    def tests(*words: str) -> list[str]:
        return sorted(n["name"] for n in folder.json("ls", *words) if n["resource_type"] == "test")

    on_people = ["not_null(people_by_town.town)", "towns_have_people", "unique(people_by_town.town)"]
    assert tests("--select", "people_by_town") == on_people
    assert tests("--select", "people_by_town,test_type:generic") == []
    assert tests("--select", "test_type:singular") == ["towns_have_people"]
    assert tests("--select", "towns_have_people") == ["towns_have_people"]
    assert tests("--select", "test_name:unique") == ["unique(crm.people.id)", "unique(people_by_town.town)"]
    assert tests("--select", "tag:strict") == ["not_null(people_by_town.town)"]
    assert tests("--select", "people_by_town", "--exclude", "test_name:unique") == on_people[:2]


def test_build_and_check_do_only_what_is_selected(folder: Folder) -> None:
    folder.call("load").must(0)
    facts = folder.json("build", "--select", "+people_by_town")
    assert sorted(m["name"] for m in facts["models"]) == [
        "main.towns",
        "marts.people_by_town",
        "staging.stg_people",
    ]
    assert len(facts["checks"]) == 4
    assert folder.rows("FROM marts.people_by_town") == [("Delft", 1)]
    folder.call("build", "--select", "all_towns").must(0, "visits_by_town was never built", "+all_towns")
    assert [c["name"] for c in folder.json("check", "--select", "test_type:singular")["checks"]] == [
        "towns_have_people"
    ]
    folder.call("run").must(0, "4 of 4 passed")


def test_state_and_result_know_the_last_run(folder: Folder) -> None:
    def chosen(words: str) -> set[str]:
        return {n["name"] for n in folder.json("ls", "--select", words, "--exclude", "resource_type:test")}

    assert chosen("state:new") == {
        "towns",
        "stg_people",
        "stg_visits",
        "people_by_town",
        "visits_by_town",
        "all_towns",
    }
    folder.call("run").must(0)
    assert chosen("state:modified") == set()
    folder.write(
        {
            "models/staging/stg_visits.sql": "SELECT id, twon FROM {{ source('crm', 'visits') }}",
            "seeds/towns.csv": "town,region\nDelft,west\nGouda,west\n",
        }
    )
    assert chosen("state:modified") == {"stg_visits", "towns"}
    assert chosen("state:modified+,config.materialized:table") == {"people_by_town", "visits_by_town"}
    folder.call("build").must(1)
    assert chosen("result:failed") == {"stg_visits"}
    assert chosen("result:skipped") == {"visits_by_town", "all_towns"}
    folder.write({"models/staging/stg_visits.sql": FILES["models/staging/stg_visits.sql"]})
    folder.call("build", "--select", "result:failed+").must(0)
    assert chosen("state:modified") == set()


def test_full_refresh_makes_the_selected_models_anew(folder: Folder) -> None:
    folder.call("run").must(0)
    assert {m["outcome"] for m in folder.json("build")["models"]} == {"unchanged"}
    facts = folder.json("build", "--full-refresh", "--select", "people_by_town")
    assert [(m["name"], m["outcome"]) for m in facts["models"]] == [("marts.people_by_town", "built")]
    assert [m["name"] for m in folder.json("seed")["models"]] == ["main.towns"]


def test_compile_prints_what_would_run(folder: Folder) -> None:
    found = folder.json("compile", "--select", "stg_people")
    assert found == {"stg_people": 'SELECT * FROM "psa"."crm__people"'}
    folder.call("compile", "-s", "test_type:singular").must(0, '-- towns_have_people\nSELECT * FROM "marts"')
    assert not (folder.root / ".warehouse").exists()


def test_wrong_words(folder: Folder) -> None:
    folder.call("build", "--select", "stg_peple").must(2, "Nothing is called 'stg_peple'.", "'stg_people'")
    folder.call("ls", "--select", "tagg:raw").must(2, "There is no selection method 'tagg:'.", "'tag'")
    folder.call("build", "stg_people").must(2, "'stg_people' is no option.", "--select stg_people")


def test_of_two_runs_in_one_second_the_later_one_is_the_last(folder: Folder) -> None:
    wrong = "SELECT id, twon FROM {{ source('crm', 'visits') }}"
    for microsecond, text in enumerate((wrong, FILES["models/staging/stg_visits.sql"])):
        folder.write({"models/staging/stg_visits.sql": text})
        warehouse.open(folder.root).run(now=dt.datetime(2026, 3, 1, 12, 0, 0, microsecond))
    older, newer = sorted((folder.root / "runs").glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    prefix = "2026-03-01T12-00-00"
    older.rename(older.with_name(f"{prefix}-ffffffffffff.json"))
    newer.rename(newer.with_name(f"{prefix}-000000000000.json"))
    named = folder.json("ls", "--select", "result:failed", "--exclude", "resource_type:test")
    assert [node["name"] for node in named] == []
