"""Cursors: only the rows that may be new are asked for, and what is committed late is not lost."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import warehouse
from tests.dumps.servers import MariaDb, Postgres
from tests.dumps.test_databases import dsn_of, dsn_of_maria, project, root  # noqa: F401 (fixtures)
from tests.dumps.test_real_servers import elephant, folder, maria  # noqa: F401 (fixtures)


def changed_people(file: Path, *rows: tuple[int, str, str | None]) -> None:
    """Insert or replace people with their time of change."""
    with sqlite3.connect(file) as other:
        other.execute(
            "CREATE TABLE IF NOT EXISTS people (id INTEGER PRIMARY KEY, name TEXT, changed DATETIME)"
        )
        other.executemany("INSERT OR REPLACE INTO people VALUES (?, ?, ?)", rows)


def test_a_cursor_asks_only_for_what_may_be_new_and_late_commits_are_found(
    root: Path,  # noqa: F811
) -> None:
    shop = project(
        root,
        "shop.db",
        "{name: people, key: id, extract: upsert, cursor: changed, overlap: 15 minutes}",
    )
    changed_people(
        root / "shop.db",
        (1, "Ann", "2026-01-01 10:00:00"),
        (2, "Bob", "2026-01-01 11:00:00"),
        (3, "Cy", None),
    )
    shop.good_run(1)
    # One that changed, and one whose transaction was committed ten minutes after its time.
    late = (4, "Dee", "2026-01-01 10:50:00.25")
    changed_people(root / "shop.db", (1, "Bea", "2026-01-01 12:00:00"), late)
    shop.good_run(2)
    counts = "rows_read, rows_new, rows_changed, rows_unchanged, watermark"
    assert shop.sql(f"SELECT {counts} FROM meta.loads ORDER BY load_date") == [
        (3, 3, 0, 0, "2026-01-01 11:00:00"),
        (4, 1, 1, 2, "2026-01-01 12:00:00"),
    ]
    assert shop.sql("SELECT name FROM psa.shop__people ORDER BY id") == [
        ("Bea",),
        ("Bob",),
        ("Cy",),
        ("Dee",),
    ]
    shop.good_run(3)
    assert not shop.good_run(4).published
    before = shop.sql("FROM meta.loads ORDER BY ALL")
    warehouse.open(root).rebuild(now=dt.datetime(2026, 3, 5))
    assert shop.sql("FROM meta.loads ORDER BY ALL") == before
    # A load that is taken back takes its place of the cursor back: its rows are asked for again.
    (load_id,) = shop.sql("SELECT load_id::VARCHAR FROM meta.loads WHERE load_date = '2026-03-02'")[0]
    warehouse.open(root).reject(load_id, now=dt.datetime(2026, 3, 6))
    shop.good_run(7)
    assert shop.sql("SELECT name FROM psa.shop__people WHERE id = 1") == [("Bea",)]


def test_a_cursor_of_postgres_and_mariadb(
    root: Path,  # noqa: F811
    elephant: Postgres,  # noqa: F811
    maria: MariaDb,  # noqa: F811
) -> None:
    elephant.query(
        "DROP TABLE IF EXISTS public.moved; "
        "CREATE TABLE public.moved (id integer PRIMARY KEY, at timestamptz NOT NULL, n bigint);"
        "INSERT INTO public.moved VALUES (1, '2026-01-01 10:00:00.5+02', 1), (2, '2026-01-01 12:00:00+02', 2)"
    )
    maria.query(
        "CREATE OR REPLACE TABLE moved (id int PRIMARY KEY, at timestamp(6) NOT NULL, n bigint);"
        "SET time_zone = '+02:00'; "
        "INSERT INTO moved VALUES (1, '2026-01-01 10:00:00.5', 1), (2, '2026-01-01 12:00:00', 2)"
    )
    pg, my = dsn_of(elephant), dsn_of_maria(maria)
    more = "key: id, extract: upsert, identifier: moved"
    shop = project(
        root,
        pg,
        f"{{name: pg, {more}, cursor: at, overlap: 1 hour}}",
        f"{{name: pg_numbers, {more}, cursor: n}}",
        f'{{name: my, {more}, cursor: at, overlap: 1 hour, connection: "{my}"}}',
        f'{{name: my_numbers, {more}, cursor: n, overlap: 1, connection: "{my}"}}',
    )
    shop.good_run(1)
    for server in (elephant, maria):
        server.query("INSERT INTO moved VALUES (3, '2030-01-01 10:00:00', 3)")
    shop.good_run(2)
    read = shop.sql(
        "SELECT source_table, list(rows_read ORDER BY load_date) FROM meta.loads GROUP BY ALL ORDER BY 1"
    )
    assert read == [
        ("shop.my", [2, 2]), ("shop.my_numbers", [2, 3]), ("shop.pg", [2, 2]), ("shop.pg_numbers", [2, 2])
    ]  # fmt: skip
    marks = shop.sql("SELECT source_table, min(watermark) FROM meta.loads GROUP BY ALL ORDER BY 1")
    assert marks == [
        ("shop.my", "2026-01-01 10:00:00"),
        ("shop.my_numbers", "2"),
        ("shop.pg", "2026-01-01 10:00:00+00:00"),
        ("shop.pg_numbers", "2"),
    ]
    for table in ("my", "pg", "my_numbers", "pg_numbers"):
        assert shop.sql(f"SELECT count(*) FROM psa.shop__{table}") == [(3,)]


def test_a_cursor_needs_a_kind_of_extract_that_does_not_hold_everything(root: Path) -> None:  # noqa: F811
    shop = project(root, "shop.db", "{name: people, key: id, cursor: changed}")
    changed_people(root / "shop.db", (1, "Ann", None))
    facts = shop.run()
    assert facts.exit_code == 2
    assert "extract: upsert" in facts.problems[0]
