"""How much memory DuckDB may use: less while it loads, as much as the project says while it builds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import warehouse
from warehouse.database import Database, SqlError
from warehouse.errors import DeclarationError

NOW = dt.datetime(2026, 3, 1)
ROWS = 200_000

SOURCES = """version: 2
sources:
  - name: shop
    tables:
      - {name: lines, key: [id, line]}
"""


def limit_of(database: Database) -> str:
    return str(database.value("SELECT current_setting('memory_limit')"))


def test_loading_is_sparing_and_what_was_allowed_comes_back(tmp_path: Path) -> None:
    with Database.open(tmp_path / "some.duckdb") as database:
        before = limit_of(database)
        database.run("SET threads = 2")
        for _ in range(3):
            with pytest.raises(RuntimeError, match="953.6 MiB"), database.sparing():
                raise RuntimeError(limit_of(database))
            assert limit_of(database) == before


def test_a_failed_transaction_around_it_is_raised_as_it_was(tmp_path: Path) -> None:
    with Database.open(tmp_path / "some.duckdb") as database:
        before = limit_of(database)
        with pytest.raises(SqlError, match="no_such_table"), database.transaction(), database.sparing():
            database.run("FROM no_such_table")
        assert limit_of(database) == before


def test_many_threads_have_more_and_a_small_machine_is_never_given_more(tmp_path: Path) -> None:
    with Database.open(tmp_path / "some.duckdb") as database:
        for threads, allowed, given in ((8, "9 GiB", "1.8 GiB"), (8, "64 MiB", "64.0 MiB")):
            database.run(f"SET threads = {threads}")
            database.run(f"SET memory_limit = '{allowed}'")
            with database.sparing():
                assert limit_of(database) == given


def test_the_limit_of_the_project_holds_for_loading_too(tmp_path: Path) -> None:
    with Database.open(tmp_path / "some.duckdb") as database:
        database.limit_memory("4GiB")
        with database.sparing():
            assert limit_of(database) == "4.0 GiB"


def shop(root: Path, settings: str = "") -> Path:
    (root / "models").mkdir(parents=True)
    (root / "warehouse.yml").write_text(f"name: shop\n{settings}", encoding="utf-8")
    (root / "models" / "sources.yml").write_text(SOURCES, encoding="utf-8")
    return root


def deliver(root: Path, day: int) -> None:
    folder = root / "extracts" / f"2026-01-0{day}"
    folder.mkdir(parents=True)
    with Database.open(None) as database:
        note = f"repeat(md5(CAST(i + {day} * (i % 100 = 0)::INTEGER AS VARCHAR)), 3)"
        select = f"SELECT i // 4 AS id, i % 4 AS line, {note} AS note FROM range({ROWS}) AS r (i)"
        database.run(f"COPY ({select}) TO '{folder}/lines.csv' (FORMAT csv, HEADER)")


def test_little_memory_makes_the_same_rows(tmp_path: Path) -> None:
    """The rows are several times as large as what may be kept of them."""
    root = shop(tmp_path, "memory_limit: 90 MB\n")
    for day in (1, 2):
        deliver(root, day)
    facts = warehouse.open(root).run(now=NOW)
    assert facts.problems == ()
    assert [(load.read, load.changed, load.unchanged) for load in facts.loads] == [
        (ROWS, 0, 0),
        (ROWS, ROWS // 100, ROWS - ROWS // 100),
    ]
    assert warehouse.open(root).verify() == []


def test_too_little_memory_is_said_with_what_to_do(tmp_path: Path) -> None:
    root = shop(tmp_path, "memory_limit: 20 MB\n")
    deliver(root, 1)
    facts = warehouse.open(root).run(now=NOW)
    [problem] = facts.problems
    assert "Out of Memory" in problem
    assert "`memory_limit: 4GB` in warehouse.yml" in problem
    assert warehouse.open(root).verify() == []


@pytest.mark.parametrize("written", ["4", "many", "-1GB", "0 GB", "80%"])
def test_a_limit_that_is_no_size_is_refused(tmp_path: Path, written: str) -> None:
    root = shop(tmp_path, f"memory_limit: {written}\n")
    with pytest.raises(DeclarationError) as wrong:
        warehouse.open(root)
    assert "memory_limit" in wrong.value.what
    assert "such as 4GB or 500MB" in str(wrong.value)
    assert "warehouse.yml:2" in str(wrong.value)
