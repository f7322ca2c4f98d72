"""What the SCD2 SQL does with events and the open versions before them."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from warehouse.templates import render

Version = tuple[int, str, int, int | None]


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE open (id INT, city TEXT, phone INT, valid_from INT, load_id INT, _tracked TEXT);"
            "CREATE TABLE closed (id INT, city TEXT, phone INT, valid_from INT, valid_to INT, load_id INT)"
        )
        yield connection


def take_in(db: duckdb.DuckDBPyConnection, *events: str) -> list[Version]:
    """Let a dimension that tracks city take in events 'id city day operation [seq]'; all versions then.

    A phone that is never the same stands for the untracked columns.
    """
    db.execute(
        "CREATE OR REPLACE TABLE events (id INT, city VARCHAR, load_date INT, load_seq INT, _op VARCHAR)"
    )
    for event in events:
        key, city, day, operation, *seq = event.split()
        state = None if operation == "delete" else city
        db.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?)", [key, state, day, *(seq or [1]), operation])
    select = "SELECT *, load_date * 100 + load_seq AS phone, load_date AS load_id FROM events"
    columns = ["id", "city", "phone"]
    versions = render(
        "dimensional/scd2_versions",
        events=select,
        open="open",
        key=["id"],
        columns=columns,
        tracked_value="city",
    )
    db.execute(f"CREATE OR REPLACE TEMP TABLE versions AS {versions}")
    db.execute(render("dimensional/forget_open", open="open", events=select, key=["id"]))
    db.execute(render("dimensional/add_closed", closed="closed", versions="versions", columns=columns))
    db.execute(render("dimensional/add_open", open="open", versions="versions", columns=columns))
    db.execute(render("dimensional/scd2_view", relation="dim", closed="closed", open="open", columns=columns))
    assert db.execute("SELECT count(*) FROM dim WHERE is_current <> (valid_to IS NULL)").fetchall() == [(0,)]
    assert db.execute("SELECT count(*) FROM dim WHERE valid_from >= valid_to").fetchall() == [(0,)]
    return db.execute("SELECT id, city, valid_from, valid_to FROM dim ORDER BY id, valid_from").fetchall()


def test_each_state_is_a_version_until_the_next(db: duckdb.DuckDBPyConnection) -> None:
    assert take_in(db, "1 Delft 1 insert", "1 Gouda 3 update", "1 Delft 4 update", "2 Breda 2 insert") == [
        (1, "Delft", 1, 3),
        (1, "Gouda", 3, 4),
        (1, "Delft", 4, None),
        (2, "Breda", 2, None),
    ]


def test_an_event_of_a_later_day_closes_the_open_version(db: duckdb.DuckDBPyConnection) -> None:
    take_in(db, "1 Delft 1 insert", "2 Breda 1 insert")
    assert take_in(db, "1 Gouda 2 update") == [
        (1, "Delft", 1, 2),
        (1, "Gouda", 2, None),
        (2, "Breda", 1, None),
    ]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_deletion_ends_a_version_and_a_reappearance_opens_one(
    db: duckdb.DuckDBPyConnection, at_once: bool
) -> None:
    """Also when nothing else changed."""
    events = ["1 Delft 1 insert", "1 - 2 delete", "1 Delft 4 insert"]
    for arriving in [events] if at_once else [[event] for event in events]:
        found = take_in(db, *arriving)
    assert found == [(1, "Delft", 1, 2), (1, "Delft", 4, None)]


def test_a_deletion_of_what_was_never_there_makes_no_version(db: duckdb.DuckDBPyConnection) -> None:
    assert take_in(db, "1 - 2 delete") == []


def test_of_one_date_only_the_last_delivery_counts(db: duckdb.DuckDBPyConnection) -> None:
    events = [
        "1 Delft 1 insert",
        "1 wrong 2 update 1",
        "1 Gouda 2 update 2",
        "2 wrong 2 insert 1",
        "2 - 2 delete 2",
    ]
    assert take_in(db, *events) == [(1, "Delft", 1, 2), (1, "Gouda", 2, None)]


def test_a_correction_back_to_the_state_before_leaves_no_trace(db: duckdb.DuckDBPyConnection) -> None:
    assert take_in(db, "1 Delft 1 insert", "1 wrong 2 update 1", "1 Delft 2 update 2") == [
        (1, "Delft", 1, None)
    ]


def test_a_change_that_is_not_tracked_opens_no_version(db: duckdb.DuckDBPyConnection) -> None:
    take_in(db, "1 Delft 1 insert")
    assert take_in(db, "1 Delft 2 update") == [(1, "Delft", 1, None)]
    assert take_in(db, "1 Gouda 3 update") == [(1, "Delft", 1, 3), (1, "Gouda", 3, None)]


def test_null_is_a_state_like_any_other(db: duckdb.DuckDBPyConnection) -> None:
    db.execute("INSERT INTO open VALUES (1, NULL, 0, 1, 1, NULL)")
    assert take_in(db, "1 Delft 2 update") == [(1, None, 1, 2), (1, "Delft", 2, None)]
