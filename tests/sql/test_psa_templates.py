"""What the log's SQL does: differences of a delivery, content after loads, every load's rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from warehouse.psa.hashes import row_hash
from warehouse.psa.table import ROW_AS_KEY
from warehouse.templates import name, render

DAY = dt.datetime(2026, 6, 2)


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def changes(db: duckdb.DuckDBPyConnection, before: str, today: str) -> list[tuple[Any, ...]]:
    """The differences between two lists of VALUES (id, city), as (id, city, operation)."""
    db.execute(f"CREATE OR REPLACE TABLE before AS FROM (VALUES {before}) AS t (id, city)")
    db.execute(f"CREATE OR REPLACE TABLE today AS FROM (VALUES {today}) AS t (id, city)")
    names = {"columns": ["id", "city"], "hash64": "hash(id, city)"}
    then, now = (render("psa/delivered", relation=r, **names) for r in ("before", "today"))
    sql = render(
        "psa/changes",
        delivered=now,
        before=f"SELECT id, _hash64 FROM ({then})",
        key=["id"],
        columns=["id", "city"],
        texts={"text of city": "city"},
        values={"id": "id", "city": '"text of city"'},
        load_date=DAY,
        load_seq=3,
    )
    found = db.execute(f"SELECT * FROM ({sql}) ORDER BY ALL").fetchall()
    assert {row[3:] for row in found} <= {(DAY, 3)}
    return [row[:3] for row in found]


def test_insert_update_delete_and_nothing_for_what_stayed(db: duckdb.DuckDBPyConnection) -> None:
    before = "(1, 'Delft'), (2, 'Gouda'), (3, 'Breda')"
    today = "(1, 'Delft'), (2, 'Leiden'), (4, 'Assen')"
    assert changes(db, before, today) == [
        (2, "Leiden", "update"),
        (3, None, "delete"),
        (4, "Assen", "insert"),
    ]


@pytest.mark.parametrize(("old", "new"), [("NULL", "''"), ("''", "NULL"), ("'a'", "'A'"), ("'a'", "'a '")])
def test_null_empty_text_case_and_blanks_are_all_different(
    db: duckdb.DuckDBPyConnection, old: str, new: str
) -> None:
    assert [row[2] for row in changes(db, f"(1, {old})", f"(1, {new})")] == ["update"]


def test_null_is_the_same_as_null(db: duckdb.DuckDBPyConnection) -> None:
    assert changes(db, "(1, NULL::VARCHAR)", "(1, NULL::VARCHAR)") == []


def keyless_changes(db: duckdb.DuckDBPyConnection, before: list[str], today: list[str]) -> dict[str, int]:
    """The differences of two lists of texts in a table without a key: (text operation) → how often."""
    columns = {"text": "VARCHAR"}
    selects = []
    for relation, texts in (("before", before), ("today", today)):
        db.execute(f"CREATE OR REPLACE TABLE {relation} (text VARCHAR)")
        if texts:
            db.executemany(f"INSERT INTO {relation} VALUES (?)", [[text] for text in texts])
        selects.append(
            render(
                "psa/delivered_without_key",
                relation=relation,
                columns=list(columns),
                row_hash=row_hash(columns),
            )
        )
    sql = render(
        "psa/changes",
        delivered=selects[1],
        before=f"SELECT _row_hash, _occurrence, _hash64 FROM ({selects[0]})",
        key=ROW_AS_KEY,
        columns=["text", "_occurrence", "_row_hash"],
        texts={"text of text": "text"},
        values={"text": '"text of text"'},
        load_date=DAY,
        load_seq=1,
    )
    found = db.execute(
        f"SELECT coalesce(text, '?') || ' ' || _op, count(*) FROM ({sql}) GROUP BY 1"
    ).fetchall()
    return dict(found)


@pytest.mark.parametrize(
    ("before", "today", "expected"),
    [
        (["a", "a"], ["a", "a"], {}),
        (["a"], ["a", "a"], {"a insert": 1}),
        (["a", "a", "a"], ["a"], {"? delete": 2}),
        (["a"], ["b"], {"b insert": 1, "? delete": 1}),
        ([], ["", ""], {" insert": 2}),
    ],
)
def test_without_a_key_rows_are_counted_and_never_changed(
    db: duckdb.DuckDBPyConnection, before: list[str], today: list[str], expected: dict[str, int]
) -> None:
    assert keyless_changes(db, before, today) == expected


def content(db: duckdb.DuckDBPyConnection, events: str) -> list[tuple[Any, ...]]:
    """The content (id, city) after events (id, city, operation, day, seq)."""
    db.execute(
        f"CREATE TABLE events AS FROM (VALUES {events}) AS t (id, city, _op, _load_date, _load_seq)",
    )
    sql = render("psa/content", events="SELECT * FROM events", key=["id"], columns=["id", "city"])
    return db.execute(f"SELECT * FROM ({sql}) ORDER BY ALL").fetchall()


def test_content_is_the_last_event_of_each_key(db: duckdb.DuckDBPyConnection) -> None:
    events = """
        (1, 'Delft', 'insert', 1, 1), (1, 'Gouda', 'update', 2, 1),
        (2, 'Delft', 'insert', 1, 1), (2, NULL, 'delete', 3, 1),
        (3, 'Delft', 'insert', 1, 1), (3, NULL, 'delete', 2, 1), (3, 'Breda', 'insert', 3, 1),
        (4, NULL, 'insert', 1, 1)
    """
    assert content(db, events) == [(1, "Gouda"), (3, "Breda"), (4, None)]


def test_a_correction_of_one_load_date_comes_after_it(db: duckdb.DuckDBPyConnection) -> None:
    events = "(1, 'right', 'update', 1, 10), (1, 'wrong', 'insert', 1, 9), (2, 'early', 'insert', 1, 1)"
    assert content(db, events) == [(1, "right"), (2, "early")]


def test_every_load_shows_the_rows_it_delivered(db: duckdb.DuckDBPyConnection) -> None:
    """Also those of a load that changed nothing and so stored nothing; of an upsert the keys it names."""
    db.execute(
        """
        CREATE SCHEMA meta;
        CREATE TABLE meta.loads AS
        SELECT
            t.*, if(load_id = 'some', 'upsert', 'snapshot') AS extract, CAST(NULL AS VARCHAR) AS slice,
            CAST(NULL AS TIMESTAMP) AS pruned_at,
            'CRM' AS record_source, load_id || '.csv' AS source_file,
            TIMESTAMP '2026-07-01' AS loaded_at, 'crm.people' AS source_table
        FROM (VALUES
            (DATE '2026-06-01', 1, 'first', 'accepted'),
            (DATE '2026-06-02', 1, 'wrong', 'accepted'),
            (DATE '2026-06-02', 2, 'right', 'accepted'),
            (DATE '2026-06-03', 1, 'same', 'accepted'),
            (DATE '2026-06-04', 1, 'kept out', 'quarantined'),
            (DATE '2026-06-04', 2, 'some', 'accepted'),
            (DATE '2026-06-05', 1, 'none', 'accepted')
        ) AS t (load_date, load_seq, load_id, status);
        INSERT INTO meta.loads SELECT * REPLACE ('crm.other' AS source_table) FROM meta.loads;
        CREATE TABLE events AS SELECT t.*, l.load_id FROM (VALUES
            (1, 'Delft', 'insert', DATE '2026-06-01', 1),
            (2, 'Gouda', 'insert', DATE '2026-06-01', 1),
            (1, 'Lisse', 'update', DATE '2026-06-02', 1),
            (1, 'Leiden', 'update', DATE '2026-06-02', 2),
            (1, NULL, 'seen', DATE '2026-06-04', 2),
            (3, 'Breda', 'insert', DATE '2026-06-04', 2),
            (4, NULL, 'miss', DATE '2026-06-04', 2),
            (1, NULL, 'delete', DATE '2026-06-05', 1),
            (2, NULL, 'delete', DATE '2026-06-05', 1),
            (3, NULL, 'delete', DATE '2026-06-05', 1)
        ) AS t (id, city, _op, load_date, load_seq)
        JOIN meta.loads AS l ON l.load_date = t.load_date AND l.load_seq = t.load_seq
        WHERE l.source_table = 'crm.people'
        """
    )
    db.execute(
        render(
            "psa/loads_view",
            view=name("loads"),
            events="events",
            key=["id"],
            columns=["id", "city"],
            source_table="crm.people",
            of_slice="true",
        )
    )
    found = db.execute("SELECT load_id, id, city, _source_file FROM loads ORDER BY load_date, load_seq, id")
    assert found.fetchall() == [
        ("first", 1, "Delft", "first.csv"),
        ("first", 2, "Gouda", "first.csv"),
        ("wrong", 1, "Lisse", "wrong.csv"),
        ("wrong", 2, "Gouda", "wrong.csv"),
        ("right", 1, "Leiden", "right.csv"),
        ("right", 2, "Gouda", "right.csv"),
        ("same", 1, "Leiden", "same.csv"),
        ("same", 2, "Gouda", "same.csv"),
        ("some", 1, "Leiden", "some.csv"),
        ("some", 3, "Breda", "some.csv"),
    ]


def test_rows_that_contradict_what_was_appended_are_found_by_their_position(
    db: duckdb.DuckDBPyConnection,
) -> None:
    rows = "SELECT * FROM (VALUES {}) AS t (id, _hash64, _position)"
    sql = render(
        "psa/appended_again",
        delivered=rows.format("(1, 10, 0), (2, 21, 1), (3, 30, 2), (2, 22, 3), (2, 20, 4)"),
        before=rows.format("(1, 10, 0), (2, 20, 0)"),
        key=["id"],
    )
    assert db.execute(sql).fetchall() == [(1,), (3,)]
