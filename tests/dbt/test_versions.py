"""`versions:` of a model: files of their own, ref() with v, the latest without, tests and columns of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dbt.support import Folder

PEOPLE = {
    "dbt_project.yml": "name: people\n",
    "seeds/raw.csv": "id,name,city\n1,Ann,Delft\n2,Bob,\n",
    "models/dim_people_v1.sql": "select id, name, city from {{ ref('raw') }}",
    "models/people_renamed.sql": "select id, upper(name) as name from {{ ref('raw') }}",
    "models/of_latest.sql": "select * from {{ ref('dim_people') }}",
    "models/of_first.sql": "select * from {{ ref('dim_people', v=1) }}",
    "models/of_next.sql": "select * from {{ ref('people', 'dim_people', version=2) }}",
    "models/people.yml": """
        models:
          - name: dim_people
            latest_version: 1
            config: {tags: [people]}
            columns:
              - {name: id, data_tests: [unique]}
              - {name: name, data_tests: [not_null]}
              - {name: city}
            versions:
              - v: 1
                deprecation_date: 2099-01-01
              - v: 2
                defined_in: people_renamed
                config: {alias: people_two}
                columns:
                  - {include: all, exclude: [city]}
                  - {name: name, data_tests: [{accepted_values: {values: [ANN, BOB]}}]}
          - name: of_latest
            columns:
              - name: id
                data_tests:
                  - relationships: {to: ref('dim_people'), field: id}
                  - relationships: {to: "ref('dim_people', v=2)", field: id}
    """,
}


def test_each_version_is_a_relation_and_refs_find_it(tmp_path: Path) -> None:
    people = Folder(tmp_path).write(PEOPLE)
    people.build()
    assert people.rows("SELECT name FROM of_latest ORDER BY ALL") == [("Ann",), ("Bob",)]
    assert people.rows("SELECT name FROM of_first ORDER BY ALL") == [("Ann",), ("Bob",)]
    assert people.rows("SELECT name FROM of_next ORDER BY ALL") == [("ANN",), ("BOB",)]
    assert people.rows("SELECT name FROM people_two ORDER BY ALL") == [("ANN",), ("BOB",)]
    tests = people.call("ls", "--select", "resource_type:test").must(0).text
    assert "unique(dim_people_v1.id)" in tests
    assert "unique(dim_people_v2.id)" in tests
    assert "accepted_values(dim_people_v2.name)" in tests
    assert "not_null(dim_people_v2.name)" not in tests
    assert "relationships(of_latest.id)" in tests


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("dim_people", {"dim_people_v1", "dim_people_v2"}),
        ("dim_people.v2", {"dim_people_v2"}),
        ("version:latest", {"dim_people_v1"}),
        ("version:prerelease", {"dim_people_v2"}),
        ("dim_people_v1+,resource_type:model", {"dim_people_v1", "of_first", "of_latest"}),
    ],
)
def test_versions_are_selected_as_in_dbt(tmp_path: Path, word: str, names: set[str]) -> None:
    people = Folder(tmp_path).write(PEOPLE)
    said = people.call("ls", "--select", word, "--exclude", "resource_type:test").must(0).text
    assert {line.split()[0].rpartition(".")[2] for line in said.splitlines()} == names


def test_without_latest_version_the_highest_number_is_it_and_its_file_may_have_the_plain_name(
    tmp_path: Path,
) -> None:
    files = {path: text for path, text in PEOPLE.items() if path != "models/people_renamed.sql"}
    files["models/dim_people.sql"] = PEOPLE["models/people_renamed.sql"]
    files["models/people.yml"] = "models: [{name: dim_people, versions: [{v: 1}, {v: 2}]}]"
    people = Folder(tmp_path).write(files)
    people.build()
    assert people.rows("SELECT name FROM of_latest ORDER BY ALL") == [("ANN",), ("BOB",)]


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("models/of_next.sql", "select * from {{ ref('dim_people', v=7) }}", "dim_people has no version 7"),
        ("models/of_next.sql", "select * from {{ ref('raw', v=1) }}", "The model raw has no versions"),
        (
            "models/people.yml",
            "models: [{name: dim_people, latest_version: 3, versions: [{v: 1}]}]",
            "dim_people has no version 3",
        ),
        (
            "models/people.yml",
            "models: [{name: dim_people, versions: [{v: 1}, {v: 3}]}]",
            "There is no file dim_people_v3.sql for this version of dim_people",
        ),
        (
            "models/people.yml",
            "models: [{name: dim_people, versions: [{v: 1}, {v: 1}]}]",
            "two versions 1",
        ),
    ],
)
def test_what_cannot_be_is_said_with_its_place(tmp_path: Path, path: str, text: str, said: str) -> None:
    people = Folder(tmp_path).write({**PEOPLE, path: text})
    people.call("build").must(2, said, f"{path}:1")


UNIT = """
unit_tests:
  - name: names_are_in_capitals
    model: dim_people
    versions: {include: [2]}
    given: [{input: ref('raw'), rows: [{id: 1, name: Ann}]}]
    expect: {rows: [{id: 1, name: ANN}]}
"""


def test_a_unit_test_is_of_the_versions_it_names(tmp_path: Path) -> None:
    people = Folder(tmp_path).write({**PEOPLE, "models/unit.yml": UNIT})
    people.build()
    people.call("test", "--select", "test_type:unit").must(0, "1 of 1 passed")
    people.write({"models/unit.yml": UNIT.replace("include: [2]", "exclude: [2]")})
    people.call("test", "--select", "test_type:unit").must(1, "names_are_in_capitals fails", "−  1   ANN")
