"""What the SCD2 SQL does with events and the open versions before them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.database import Database
from warehouse.dimensional.roles import Roles
from warehouse.dimensional.versions import Versions
from warehouse.errors import Place
from warehouse.project.dimensions import Scd2Shape
from warehouse.project.models import ModelDecl
from warehouse.templates import render

Version = tuple[int, str | None, int, int | None]

COLUMNS = {"id": "BIGINT", "city": "VARCHAR", "phone": "BIGINT"}


@pytest.fixture
def db() -> Iterator[Database]:
    with Database.open(None) as database:
        database.run("CREATE SCHEMA _store")
        dimension().empty(database)
        yield database


def dimension() -> Versions:
    """A dimension that tracks city."""
    config = Scd2Shape.model_validate({"materialized": "scd2", "unique_key": "id", "track": "city"})
    model = ModelDecl("dim", "main", config, (), Place(Path("dim.yml")))
    return Versions(model, config, Roles.of(model, config, COLUMNS))


def take_in(db: Database, *events: str) -> list[Version]:
    """Let a dimension that tracks city take in events 'id city day operation [seq]'; all versions then.

    A phone that is never the same stands for the untracked columns.
    """
    db.run(
        "CREATE OR REPLACE TABLE events (id BIGINT, city VARCHAR, phone BIGINT, load_date TIMESTAMP,"
        " load_seq INT, load_id UUID, _op VARCHAR)"
    )
    for number, event in enumerate(events):
        key, city, day, operation, *seq = event.split()
        state = None if operation == "delete" or city == "NULL" else city
        load_date = dt.datetime(2026, 1, int(day))
        values = [key, state, int(day) * 100 + number, load_date, *(seq or [1]), operation]
        db.run("INSERT INTO events VALUES (?, ?, ?, ?, ?, uuid(), ?)", values)
    last = render("models/last_of_dates", events="SELECT * FROM events", key=["id"])
    at_once = len({event.split()[2] for event in events}) == 1
    dimension().advance(db, last, lambda: last, at_once=at_once)
    assert db.rows("SELECT count(*) FROM dim WHERE is_current <> (valid_to IS NULL)") == [(0,)]
    assert db.rows("SELECT count(*) FROM dim WHERE valid_from >= valid_to") == [(0,)]
    return db.rows("SELECT id, city, day(valid_from), day(valid_to) FROM dim ORDER BY id, valid_from")


def test_each_state_is_a_version_until_the_next(db: Database) -> None:
    assert take_in(db, "1 Delft 1 insert", "1 Gouda 3 update", "1 Delft 4 update", "2 Breda 2 insert") == [
        (1, "Delft", 1, 3),
        (1, "Gouda", 3, 4),
        (1, "Delft", 4, None),
        (2, "Breda", 2, None),
    ]


def test_an_event_of_a_later_day_closes_the_open_version(db: Database) -> None:
    take_in(db, "1 Delft 1 insert", "2 Breda 1 insert")
    assert take_in(db, "1 Gouda 2 update") == [
        (1, "Delft", 1, 2),
        (1, "Gouda", 2, None),
        (2, "Breda", 1, None),
    ]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_deletion_ends_a_version_and_a_reappearance_opens_one(db: Database, at_once: bool) -> None:
    """Also when nothing else changed."""
    events = ["1 Delft 1 insert", "1 - 2 delete", "1 Delft 4 insert"]
    for arriving in [events] if at_once else [[event] for event in events]:
        found = take_in(db, *arriving)
    assert found == [(1, "Delft", 1, 2), (1, "Delft", 4, None)]


def test_a_deletion_of_what_was_never_there_makes_no_version(db: Database) -> None:
    assert take_in(db, "1 - 2 delete") == []


def test_of_one_date_only_the_last_delivery_counts(db: Database) -> None:
    events = [
        "1 Delft 1 insert",
        "1 wrong 2 update 1",
        "1 Gouda 2 update 2",
        "2 wrong 2 insert 1",
        "2 - 2 delete 2",
    ]
    assert take_in(db, *events) == [(1, "Delft", 1, 2), (1, "Gouda", 2, None)]


def test_a_correction_back_to_the_state_before_leaves_no_trace(db: Database) -> None:
    assert take_in(db, "1 Delft 1 insert", "1 wrong 2 update 1", "1 Delft 2 update 2") == [
        (1, "Delft", 1, None)
    ]


def test_a_change_that_is_not_tracked_opens_no_version(db: Database) -> None:
    take_in(db, "1 Delft 1 insert")
    assert take_in(db, "1 Delft 2 update") == [(1, "Delft", 1, None)]
    assert take_in(db, "1 Gouda 3 update") == [(1, "Delft", 1, 3), (1, "Gouda", 3, None)]


def test_null_is_a_state_like_any_other(db: Database) -> None:
    take_in(db, "1 NULL 1 insert")
    assert take_in(db, "1 Delft 2 update") == [(1, None, 1, 2), (1, "Delft", 2, None)]
