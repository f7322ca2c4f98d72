"""What the checks' SQL finds: the rows that break them, and never a NULL that is another check's matter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from warehouse.templates import render


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE t AS FROM (VALUES (1, 'a'), (2, 'b'), (3, 'b'), (4, NULL), (5, NULL), (6, '')) "
            "AS t (id, word); CREATE TABLE other AS FROM (VALUES ('a'), (NULL), ('z'), ('a')) AS t (name)"
        )
        yield connection


def failing(db: duckdb.DuckDBPyConnection, kind: str, **names: Any) -> list[int]:
    """The ids of the rows that break a check of the column word."""
    sql = render(f"quality/{kind}", relation="t", column="word", **names)
    return sorted(row[0] for row in db.execute(sql).fetchall())


def test_unique_finds_every_row_of_a_value_that_stands_twice(db: duckdb.DuckDBPyConnection) -> None:
    assert failing(db, "unique") == [2, 3]


def test_not_null_finds_nulls_and_not_empty_texts(db: duckdb.DuckDBPyConnection) -> None:
    assert failing(db, "not_null") == [4, 5]


def test_accepted_values_finds_what_is_not_listed(db: duckdb.DuckDBPyConnection) -> None:
    assert failing(db, "accepted_values", values=["a", "it's"]) == [2, 3, 6]


def test_relationships_finds_values_without_a_partner(db: duckdb.DuckDBPyConnection) -> None:
    assert failing(db, "relationships", to="other", field="name") == [2, 3, 6]


def test_count_and_sample_look_at_the_failing_rows(db: duckdb.DuckDBPyConnection) -> None:
    rows = render("quality/not_null", relation="t", column="word")
    judged = {"counted": "count(*)", "error_if": "> 2", "warn_if": "!= 0"}
    assert db.execute(render("quality/count", failing=rows, **judged)).fetchall() == [(2, False, True)]
    assert db.execute(render("quality/sample", failing=rows, limit=1)).fetchall() == [(4, None)]


def test_a_check_looks_at_the_rows_of_its_where_up_to_its_limit(db: duckdb.DuckDBPyConnection) -> None:
    some = render("quality/rows_where", relation="t", where="id < 5")
    rows = render("quality/not_null", relation=some, column="word")
    assert db.execute(rows).fetchall() == [(4, None)]
    twice = render("quality/limited", failing="SELECT * FROM t", limit=2)
    assert len(db.execute(twice).fetchall()) == 2


def test_failing_rows_are_kept_as_a_table(db: duckdb.DuckDBPyConnection) -> None:
    rows = render("quality/not_null", relation="t", column="word")
    for _ in range(2):
        db.execute(render("quality/store_failures", relation="kept", failing=rows))
    assert db.execute("SELECT id FROM kept ORDER BY id").fetchall() == [(4,), (5,)]


def test_what_a_unit_test_expected_and_what_was_made_are_compared_as_often_as_they_stand(
    db: duckdb.DuckDBPyConnection,
) -> None:
    for table, values in (("expected", ["(1)", "(1)", "(NULL)"]), ("made", ["(1)", "(2)", "(NULL)"])):
        given = render("quality/unit_given", rows=values, columns=["id"], condition="true")
        db.execute(f"CREATE TABLE {table} AS {given}")
    rows = db.execute(render("quality/unit_difference", made="made", expected="expected")).fetchall()
    assert sorted(rows) == [(1, "−"), (2, "+")]
    nothing = render("quality/unit_given", rows=["(NULL)"], columns=["id"], condition="false")
    assert db.execute(render("quality/unit_rows", select=nothing, columns=["id"])).fetchall() == []
