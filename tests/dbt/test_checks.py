"""Tests as dbt's YAML declares them, generic tests of one's own, tests in files, and those of dbt_utils."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dbt.support import Folder

ORDERS = """
{{ config(materialized='table') }}
SELECT * FROM (VALUES
    (1, 'ann', 'paid', 10, DATE '2026-01-01', DATE '2026-01-03'),
    (2, 'ann', 'sent', 20, DATE '2026-01-03', DATE '2026-01-07'),
    (3, 'bob', 'lost', -5, DATE '2026-01-01', DATE '2026-01-05'),
    (4, NULL, 'sent', 40, DATE '2026-01-04', NULL)
) AS t(id, who, state, amount, starts, ends)
"""
PEOPLE = "{{ config(materialized='table') }} FROM (VALUES ('ann', true), ('bob', false)) AS t(who, active)"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path).write(
        {
            "warehouse.yml": "name: shop\nvars: {most: 30}\n",
            "models/marts/orders.sql": ORDERS,
            "models/marts/people.sql": PEOPLE,
        }
    )


def outcomes(folder: Folder) -> dict[str, tuple[str, int]]:
    return {check["name"]: (check["outcome"], check["failing"]) for check in folder.json("build")["checks"]}


def on_orders(folder: Folder, checks: str, *, column: str | None = None) -> dict[str, tuple[str, int]]:
    """What comes of checks on the orders, in flow YAML."""
    inner = f"columns: [{{name: {column}, data_tests: [{checks}]}}]" if column else f"data_tests: [{checks}]"
    folder.write({"models/orders.yml": f"models:\n  - name: orders\n    {inner}\n"})
    return outcomes(folder)


def test_severity_and_conditions_judge_the_number_of_failing_rows(folder: Folder) -> None:
    checks = {
        "not_null: {config: {severity: warn}}": "warn",
        "not_null: {severity: warn}": "warn",
        "not_null: {config: {error_if: '>1'}}": "warn",
        "not_null: {config: {error_if: '>1', warn_if: '> 1'}}": "pass",
        "not_null: {config: {error_if: '>=1'}}": "fail",
        "not_null: {config: {where: 'id < 4'}}": "pass",
        "not_null: {config: {where: \"id > {{ var('most') }}\"}}": "pass",
        "not_null: {config: {enabled: false}}": None,
        "not_null": "fail",
    }
    for check, expected in checks.items():
        found = on_orders(folder, f"{{{check}}}" if ":" in check else check, column="who")
        assert [outcome for outcome, _ in found.values()] == ([expected] if expected else []), check


def test_arguments_in_the_older_and_the_newer_form(folder: Folder) -> None:
    older = "{accepted_values: {values: [paid, sent], name: known_states}}"
    newer = "{accepted_values: {arguments: {values: [paid, sent]}, config: {limit: 1}}}"
    named = "{test_name: relationships, name: known, to: ref('people'), field: who}"
    found = on_orders(folder, f"{older}, {newer}", column="state")
    assert found == {"known_states": ("fail", 1), "accepted_values(orders.state)": ("fail", 1)}
    assert on_orders(folder, named, column="who") == {"known": ("pass", 0)}
    numbers = "{accepted_values: {values: ['1', '2', '3'], quote: false}}"
    assert on_orders(folder, numbers, column="id") == {"accepted_values(orders.id)": ("fail", 1)}


def test_a_column_may_be_an_expression(folder: Folder) -> None:
    assert on_orders(folder, '{unique: {column_name: "who || state"}}') == {
        "dbt.unique(orders.who || state)": ("pass", 0)
    }
    assert on_orders(folder, "{unique: {column_name: state}}") == {"unique(orders.state)": ("fail", 2)}
    folder.write({"models/orders.yml": "models: [{name: orders, data_tests: [not_null]}]"})
    folder.call("build").must(2, "The check 'not_null' is about a column.", "orders.yml:1")


def test_generic_tests_of_ones_own(folder: Folder) -> None:
    folder.write(
        {
            "macros/even.sql": """
                {% test is_even(model, column_name) %}
                SELECT {{ column_name }} FROM {{ model }} WHERE {{ column_name }} % 2 <> 0
                {% endtest %}
            """,
            "tests/generic/orphans.sql": """
                {% test no_orphans(model, column_name, parent, parent_column, allowed=0) %}
                {{ config(severity='error') }}
                SELECT m.{{ column_name }}
                FROM {{ model }} AS m
                LEFT JOIN {{ parent }} AS p ON m.{{ column_name }} = p.{{ parent_column }}
                WHERE p.{{ parent_column }} IS NULL AND {{ allowed }} = 0
                {% endtest %}
            """,
        }
    )
    assert on_orders(folder, "is_even", column="id") == {"is_even(orders.id)": ("fail", 2)}
    some = "{is_even: {config: {where: 'id in (2, 4)'}}}"
    assert on_orders(folder, some, column="id") == {"is_even(orders.id)": ("pass", 0)}
    orphans = "{no_orphans: {parent: ref('people'), parent_column: who}}"
    assert on_orders(folder, orphans, column="who") == {"no_orphans(orders.who)": ("fail", 1)}
    folder.write({"models/marts/people.sql": PEOPLE + " WHERE active"})
    assert on_orders(folder, orphans, column="who") == {"no_orphans(orders.who)": ("fail", 2)}


def test_tests_in_files_and_their_configuration(folder: Folder) -> None:
    folder.write(
        {
            "tests/no_negative_amounts.sql": """
                {{ config(severity='warn') }}
                SELECT * FROM {{ ref('orders') }} WHERE amount < 0
            """,
            "tests/money/adds_up.sql": "SELECT 1 WHERE (SELECT sum(amount) FROM {{ ref('orders') }}) <> 65",
            "tests/one_is_one.sql": "SELECT 1 WHERE 1 <> 1",
        }
    )
    assert outcomes(folder) == {
        "adds_up": ("pass", 0),
        "no_negative_amounts": ("warn", 1),
        "one_is_one": ("pass", 0),
    }
    folder.write({"tests/broken.sql": "SELECT nothing FROM {{ ref('orders') }}"})
    assert outcomes(folder)["broken"] == ("error", 0)
    folder.write({"tests/broken.sql": "SELECT 1\nFROM {{ ref('ordrs') }}"})
    folder.call("build").must(2, "There is no model 'ordrs'.", "tests/broken.sql:2", "'orders'")


def test_failing_rows_are_stored_where_dbt_stores_them(folder: Folder) -> None:
    on_orders(folder, "{not_null: {config: {severity: warn, store_failures: true}}}", column="who")
    assert folder.rows("SELECT id FROM dbt_test__audit.not_null_orders_who") == [(4,)]
    on_orders(folder, "{not_null: {config: {severity: warn}}}", column="who")
    assert folder.rows("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'dbt_test__audit'") == [(0,)]


PERIOD = "lower_bound_column: starts, upper_bound_column: ends"

#: A test of dbt_utils, on a column or on the table, with the number of rows it finds.
UTILS: dict[str, tuple[str | None, str, int]] = {
    "expression": (None, "expression_is_true: {expression: 'amount > 0'}", 1),
    "expression of a column": ("amount", "expression_is_true: {expression: '>= 20'}", 2),
    "combination": (None, "unique_combination_of_columns: {combination_of_columns: [who, state]}", 0),
    "doubled combination": (None, "unique_combination_of_columns: {combination_of_columns: [state]}", 1),
    "range": ("amount", "accepted_range: {min_value: 0, max_value: \"{{ var('most') }}\"}", 2),
    "exclusive range": ("amount", "accepted_range: {min_value: 10, inclusive: false}", 2),
    "exclusive periods": (
        None,
        "mutually_exclusive_ranges: {" + PERIOD + ", partition_by: who}",
        0,
    ),
    "overlapping periods": (
        None,
        "mutually_exclusive_ranges: {" + PERIOD + "}",
        3,
    ),
    "periods with gaps": (
        None,
        "mutually_exclusive_ranges: {" + PERIOD + ", partition_by: who, gaps: required}",
        1,
    ),
    "not constant": ("state", "not_constant", 0),
    "constant in a group": ("state", "not_constant: {group_by_columns: [who]}", 2),
    "at least one": ("who", "at_least_one", 0),
    "at least one in each group": ("ends", "at_least_one: {group_by_columns: [who]}", 1),
    "equal rowcount": (None, "equal_rowcount: {compare_model: ref('orders')}", 0),
    "unequal rowcount": (None, "equal_rowcount: {compare_model: ref('people')}", 1),
    "relationships": ("who", "relationships_where: {to: ref('people'), field: who}", 0),
    "relationships to some": (
        "who",
        "relationships_where: {to: ref('people'), field: who, to_condition: active, from_condition: id > 0}",
        1,
    ),
    "recent": (None, "recency: {field: starts, datepart: day, interval: 40000}", 0),
    "not recent": (None, "recency: {field: starts, datepart: day, interval: 1}", 1),
    "not recent for some": (
        None,
        "recency: {field: starts, datepart: day, interval: 1, group_by_columns: [who]}",
        3,
    ),
    "proportion": ("who", "not_null_proportion: {at_least: 0.8}", 1),
    "words": ("state", "not_accepted_values: {values: [lost]}", 1),
    "fewer rows": (None, "fewer_rows_than: {compare_model: ref('people')}", 1),
    "equal": (None, "equality: {compare_model: ref('orders'), compare_columns: [id]}", 0),
    "as many of each": ("who", "cardinality_equality: {to: ref('people'), field: who}", 2),
}


@pytest.mark.parametrize("case", UTILS)
def test_dbt_utils(folder: Folder, case: str) -> None:
    column, check, failing = UTILS[case]
    name, colon, arguments = check.partition(":")
    entry = f"{{dbt_utils.{name}:{arguments}}}" if colon else f"dbt_utils.{name}"
    [found] = on_orders(folder, entry, column=column).values()
    assert found == ("fail" if failing else "pass", failing)


WRONG: dict[str, tuple[str, list[str]]] = {
    "unknown": ("is_evn", ["There is no check 'is_evn'."]),
    "unknown in a package": (
        "dbt_utils.acceptd_range",
        ["There is no check 'dbt_utils.acceptd_range'.", "did you mean 'dbt_utils.accepted_range'"],
    ),
    "an argument": (
        "{dbt_utils.accepted_range: {min: 3}}",
        ["macro 'test_accepted_range' takes no keyword argument 'min'"],
    ),
    "a config key": ("{unique: {config: {severty: warn}}}", ["no key 'severty'", "did you mean 'severity'?"]),
    "a condition": ("{unique: {config: {warn_if: many}}}", ["'warn_if: many' is no condition."]),
    "a model": (
        "{dbt_utils.relationships_where: {to: ref('peple'), field: who}}",
        ["There is no model 'peple'.", "did you mean 'people'?"],
    ),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_wrong_check_is_named_with_its_line(folder: Folder, mistake: str) -> None:
    check, words = WRONG[mistake]
    columns = (
        f"models:\n  - name: orders\n    columns:\n      - name: id\n        tests:\n          - {check}\n"
    )
    folder.write({"models/orders.yml": columns})
    folder.call("build").must(2, *words, "models/orders.yml:6")


IN_FOLDERS = {
    "seeds/ships.csv": "imo,kind\n1,cargo\n1,\n",
    "models/a/one.sql": "select * from {{ ref('ships') }}",
    "models/a/one.yml": """
        models: [{name: one, columns: [{name: imo, data_tests: [unique, {not_null: {severity: error}}]}]}]
    """,
    "models/b/two.sql": "select * from {{ ref('ships') }}",
    "models/b/two.yml": "models: [{name: two, columns: [{name: kind, data_tests: [not_null]}]}]",
    "tests/too_many.sql": "select * from {{ ref('two') }}",
}


def _configured(tests: str) -> dict[str, str]:
    return {**IN_FOLDERS, "dbt_project.yml": f"name: port\n{tests}\n"}


def test_the_project_file_configures_tests_by_folder_and_their_own_words_win(tmp_path: Path) -> None:
    words = "data_tests: {+severity: warn, port: {a: {+where: imo > 1}, b: {+store_failures: true}}}"
    port = Folder(tmp_path).write(_configured(words))
    said = port.call("build").must(0, "too_many warns", "not_null(two.kind) warns").text
    assert "unique(one.imo) warns" not in said, "its `where` leaves no rows"
    assert port.rows("SELECT imo FROM dbt_test__audit.not_null_two_kind") == [(1,)]
    port.write({"dbt_project.yml": "name: port\ntests: {+enabled: false, port: {a: {+enabled: true}}}\n"})
    port.call("build").must(1, "unique(one.imo) fails", "1 of 2 passed")


def test_a_wrong_key_of_the_project_file_is_said_with_its_file(tmp_path: Path) -> None:
    port = Folder(tmp_path).write(_configured("tests: {+severty: warn}"))
    port.call("build").must(2, "no key 'severty'", "did you mean 'severity'", "dbt_project.yml")
