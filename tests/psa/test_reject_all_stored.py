"""A table of which no remaining load has stored anything can still lose a load."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb

import warehouse

NOW = dt.datetime(2026, 3, 1)
_SOURCES = """
sources:
  - name: crm
    extract: upsert
    gates: {empty: accept}
    tables:
      - {name: people, key: id}
"""


def answer(root: Path, sql: str) -> list[Any]:
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_rejecting_the_only_load_that_stored_rows(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "warehouse.yml").write_text("name: small\n")
    (tmp_path / "models" / "sources.yml").write_text(_SOURCES)
    for day, rows in (("2026-01-01", "1,5\n2,6\n"), ("2026-01-02", "")):
        folder = tmp_path / "extracts" / day
        folder.mkdir(parents=True)
        (folder / "people.csv").write_text(f"id,score\n{rows}")
    wh = warehouse.open(tmp_path)
    assert wh.run(now=NOW).exit_code == 0
    [(first,)] = answer(tmp_path, "SELECT load_id FROM meta.loads ORDER BY load_date LIMIT 1")
    facts = wh.reject(str(first), now=NOW)
    assert facts.exit_code == 0, facts.problems
    assert answer(tmp_path, "SELECT count(*) FROM psa.crm__people") == [(0,)]
