"""What the vault's SQL does: the first load of each key, and the states that differ from the one before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from warehouse.templates import render

ZERO = "'zero'"


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def hub(db: duckdb.DuckDBPyConnection, *sources: str) -> list[tuple[Any, ...]]:
    """The hub over sources, each VALUES (hash key, key, load date, load seq, record source)."""
    selects = [
        f"SELECT * FROM (VALUES {s}) AS t (hk, id, load_date, load_seq, record_source)" for s in sources
    ]
    sql = render("vault/hub", sources=selects, hash_key="hk", business_key=["id"], zero_key=ZERO)
    return db.execute(f"SELECT * FROM ({sql}) ORDER BY ALL").fetchall()


@pytest.mark.parametrize(
    ("other", "first"),
    [
        ("('h', 'b', 1, 9, 'Z')", (1, "Z")),  # an earlier date wins over everything
        ("('h', 'b', 2, 1, 'Z')", (2, "Z")),  # then an earlier delivery of that date
        ("('h', 'b', 2, 2, 'A')", (2, "A")),  # then the record source
        ("('h', 'b', 3, 1, 'A')", (2, "M")),
    ],
)
def test_a_hub_takes_the_first_load(
    db: duckdb.DuckDBPyConnection, other: str, first: tuple[int, str]
) -> None:
    [row] = hub(db, "('h', 'a', 2, 2, 'M')", other)
    assert row[2:] == first


def test_a_hub_has_one_row_per_key_and_none_for_the_zero_key(db: duckdb.DuckDBPyConnection) -> None:
    assert hub(db, "('h', 'a', 1, 1, 'S'), ('zero', NULL, 1, 1, 'S')", "('i', 'b', 2, 1, 'S')") == [
        ("h", "a", 1, "S"),
        ("i", "b", 2, "S"),
    ]


def test_a_hub_source_shows_keys_of_rows_that_are_there(db: duckdb.DuckDBPyConnection) -> None:
    sql = render(
        "vault/hub_source",
        events="SELECT *, 5 AS load_date, 1 AS load_seq, 'S' AS record_source FROM (VALUES "
        "(1, 'insert', 'x'), (2, 'delete', 'x'), (3, 'update', 'y'), "
        "(4, 'insert', NULL)) AS t (id, _op, kind)",
        hash_key="hk",
        hash_value="'h' || id",
        key_values={"id": "id"},
        condition="kind <> 'y' OR false",
    )
    assert db.execute(sql).fetchall() == [("h1", 1, 5, 1, "S")]


def test_an_earlier_load_that_turns_up_late_takes_the_place(db: duckdb.DuckDBPyConnection) -> None:
    db.execute(
        "CREATE TABLE hub AS FROM (VALUES ('h', 2, 'S'), ('i', 2, 'S'), ('j', 2, 'S')) "
        "AS t (hk, load_date, record_source);"
        "CREATE TABLE arriving AS FROM (VALUES ('h', 1, 'Z'), ('i', 3, 'A'), ('k', 3, 'S'), ('j', 2, 'A')) "
        "AS t (hk, load_date, record_source)"
    )
    names = {"relation": "hub", "arriving": "arriving", "hash_key": "hk"}
    db.execute(render("vault/remove_later", **names, order=["load_date", "record_source"]))
    db.execute(render("vault/add_new", **names))
    assert db.execute("FROM hub ORDER BY hk").fetchall() == [
        ("h", 1, "Z"),
        ("i", 2, "S"),
        ("j", 2, "A"),
        ("k", 3, "S"),
    ]


def test_a_link_keeps_a_relation_to_the_zero_key(db: duckdb.DuckDBPyConnection) -> None:
    source = (
        "SELECT * FROM (VALUES ('l', 'h', 'zero', 2, 1, 'S'), ('l', 'h', 'zero', 1, 1, 'T')) "
        "AS t (link_hk, a_hk, b_hk, load_date, load_seq, record_source)"
    )
    order = ["load_date", "load_seq", "record_source"]
    sql = render("vault/link", sources=[source], hash_key="link_hk", columns=["a_hk", "b_hk"], order=order)
    assert db.execute(sql).fetchall() == [("l", "h", "zero", 1, "T")]


SATELLITE = {"arriving": "arriving", "latest": "latest", "added": "added", "hash_key": "hk", "hashdiff": "hd"}


def satellite(db: duckdb.DuckDBPyConnection, arriving: str, known: str = "") -> list[tuple[str, int]]:
    """The rows (hashdiff, day) that states of key h add, given its last known state."""
    db.execute(
        "CREATE OR REPLACE TABLE arriving (hk TEXT, hd TEXT, city TEXT, load_date INT, record_source INT);"
        "CREATE OR REPLACE TABLE latest (hk TEXT, hd TEXT, load_date INT);"
        "INSERT INTO latest VALUES ('bystander', 'X', 9)"
    )
    for day, state in enumerate(arriving, start=1):
        if state != "-":
            db.execute("INSERT INTO arriving VALUES ('h', ?, ?, ?, 0)", [state, state.lower(), day])
    for state in known:
        db.execute("INSERT INTO latest VALUES ('h', ?, 0)", [state])
    db.execute(
        f"CREATE OR REPLACE TABLE added AS {render('vault/satellite', **SATELLITE, columns=['city'])}",
    )
    found = db.execute("SELECT hd, city, load_date FROM added ORDER BY load_date").fetchall()
    assert all(city == hashdiff.lower() for hashdiff, city, _ in found)
    return [(hashdiff, day) for hashdiff, _, day in found]


@pytest.mark.parametrize(
    ("known", "arriving", "added"),
    [
        ("", "ABA", [("A", 1), ("B", 2), ("A", 3)]),
        ("", "AA", [("A", 1)]),
        ("", "A-A-B", [("A", 1), ("B", 5)]),
        ("A", "A", []),
        ("A", "AB", [("B", 2)]),
        ("A", "BA", [("B", 1), ("A", 2)]),
        ("A", "", []),
    ],
)
def test_a_satellite_adds_a_state_that_differs_from_the_one_before(
    db: duckdb.DuckDBPyConnection, known: str, arriving: str, added: list[tuple[str, int]]
) -> None:
    assert satellite(db, arriving, known) == added


def test_the_last_state_of_each_key_is_remembered(db: duckdb.DuckDBPyConnection) -> None:
    satellite(db, "BAB", known="A")
    db.execute(render("vault/forget_latest", **SATELLITE))
    db.execute(render("vault/remember_latest", **SATELLITE))
    assert db.execute("FROM latest ORDER BY hk").fetchall() == [("bystander", "X", 9), ("h", "B", 3)]


def test_the_states_of_a_key_are_those_at_the_end_of_each_load_date(db: duckdb.DuckDBPyConnection) -> None:
    events = """
        SELECT id, hk, hd, hd AS city, load_date, load_seq, 'S' AS record_source, _op FROM (VALUES
            (1, 'h', 'A', 1, 1, 'insert'), (1, 'h', 'B', 1, 2, 'update'), (1, 'h', NULL, 2, 1, 'delete'),
            (1, 'h', 'C', 3, 1, 'insert'), (1, 'h', NULL, 3, 2, 'delete'),
            (2, 'zero', 'A', 1, 1, 'insert'), (3, 'i', 'A', 2, 1, 'insert')
        ) AS t (id, hk, hd, load_date, load_seq, _op)
    """
    sql = render(
        "vault/satellite_states",
        events=render("models/last_of_dates", events=events, key=["id"]),
        hash_key="hk",
        hash_value="hk",
        hashdiff="hd",
        hashdiff_value="hd",
        columns=["city"],
        zero_key=ZERO,
    )
    assert db.execute(f"SELECT hk, hd, load_date FROM ({sql}) ORDER BY ALL").fetchall() == [
        ("h", "B", 1),
        ("i", "A", 2),
    ]


def test_a_satellite_names_keys_with_two_rows_at_one_moment(db: duckdb.DuckDBPyConnection) -> None:
    db.execute(
        "CREATE TABLE spells AS SELECT hk, make_timestamp(2026, 1, a, 0, 0, 0) AS _from, "
        "make_timestamp(2026, 1, b, 0, 0, 0) AS _until FROM (VALUES "
        "('follow', 1, 3), ('follow', 3, NULL), "  # one row goes, another comes: no conflict
        "('open', 1, NULL), ('open', 2, NULL), "
        "('past', 1, 4), ('past', 2, 3), ('past', 5, NULL)) AS t (hk, a, b)"  # begins and ends in one batch
    )
    sql = render("vault/satellite_conflicts", spells="spells", hash_key="hk")
    assert [(key, at.day) for key, at in db.execute(sql).fetchall()] == [("open", 2), ("past", 2)]


@pytest.mark.parametrize("twin", ["asof", "asof_portable"])
def test_both_forms_of_the_asof_join_find_the_newest_row_at_or_before(
    db: duckdb.DuckDBPyConnection, twin: str
) -> None:
    db.execute(
        "CREATE TABLE keys AS SELECT hk, make_timestamp(2026, 1, d, 0, 0, 0) AS snapshot_date FROM (VALUES "
        "('h', 1), ('h', 2), ('h', 3), ('h', 4), ('i', 2)) AS t (hk, d);"
        "CREATE TABLE rows AS SELECT hk, make_timestamp(2026, 1, d, h, 0, 0) AS load_date FROM (VALUES "
        "('h', 2, 0), ('h', 3, 1), ('j', 1, 0)) AS t (hk, d, h)"
    )
    sql = render(f"vault/{twin}", keys="keys", candidates="rows", hash_key="hk")
    found = db.execute(f"SELECT hk, day(snapshot_date), day(found) FROM ({sql}) ORDER BY ALL").fetchall()
    assert found == [("h", 1, None), ("h", 2, 2), ("h", 3, 2), ("h", 4, 3), ("i", 2, None)]


def test_the_older_the_fewer_snapshot_dates_are_kept(db: duckdb.DuckDBPyConnection) -> None:
    db.execute(
        "CREATE TABLE hub AS FROM (VALUES ('zero', TIMESTAMP '1900-01-01'), "
        "('h', TIMESTAMP '2026-01-05 10:00')) "
        "AS t (hk, load_date)"
    )
    newest = dt.datetime(2026, 3, 10)
    kept = [
        render("vault/fragments/kept", unit="day", count=3, newest=newest),
        render("vault/fragments/kept", unit="week", count=3, newest=newest),
        render("vault/fragments/kept_for_ever", unit="month"),
    ]
    sql = render("vault/spine", hub="hub", ghosts=ZERO, hash_key="hk", newest=newest, kept=kept)
    found = [f"{day:%m-%d}" for (day,) in db.execute(f"SELECT * FROM ({sql}) ORDER BY ALL").fetchall()]
    # months for ever, the last three Mondays, the last three days
    assert found == ["02-01", "02-23", "03-01", "03-02", "03-08", "03-09", "03-10"]
