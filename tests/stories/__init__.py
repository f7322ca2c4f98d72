"""Stories of whole projects on real data, and what they tell by whether two warehouses are the same."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb

import warehouse
from warehouse.report.facts import RunFacts

#: Real input that is not part of this repository: a folder beside the checkout, or where the variable says.
SHARED_DATA = Path(
    os.environ.get("WAREHOUSE_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data")
)


@dataclass(frozen=True)
class House:
    """A project in a folder of its own. A day arrives when its folder is linked into `extracts`."""

    root: Path

    @classmethod
    def built(cls, root: Path, files: dict[str, str]) -> House:
        """A project of these files (path → text), without any extract."""
        (root / "extracts").mkdir(parents=True)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        return cls(root)

    @property
    def file(self) -> Path:
        """The published warehouse."""
        return self.root / "warehouse.duckdb"

    def receive(self, *days: Path) -> House:
        """Let folders of extracts, named by their load date, arrive."""
        for day in days:
            (self.root / "extracts" / day.name).symlink_to(day, target_is_directory=True)
        return self

    def run(self, now: dt.datetime) -> RunFacts:
        """The daily job, which must succeed."""
        return succeeded(warehouse.open(self.root).run(now=now))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the published file answers."""
        return answer(self.file, sql)

    def psa_files(self) -> dict[str, int]:
        """The files of the log, with their bytes."""
        files = (path for path in (self.root / "psa").rglob("*") if path.is_file())
        return {str(path.relative_to(self.root)): path.stat().st_size for path in files}


def succeeded(facts: RunFacts) -> RunFacts:
    """The facts of a run in which nothing went wrong."""
    wrong = [*facts.problems, *(model.error for model in facts.models if model.error)]
    wrong += [check.name for check in facts.checks if check.outcome != "pass"]
    wrong += [str(load.reasons) for load in facts.loads if load.status != "accepted"]
    assert not wrong, "\n".join(wrong)
    assert facts.exit_code == 0, f"exit code {facts.exit_code}"
    return facts


def answer(file: Path, sql: str) -> list[tuple[Any, ...]]:
    """What plain DuckDB answers from a file; hashes as hex digits."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return _answer(connection, sql)


def _answer(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    rows = connection.execute(sql).fetchall()
    if "UUID" not in [str(kind) for _, kind, *_ in connection.description]:
        return rows
    return [tuple(value.hex if isinstance(value, UUID) else value for value in row) for row in rows]


def assert_same_rows(found: Iterable[tuple[Any, ...]], expected: Iterable[tuple[Any, ...]]) -> None:
    """Every row as often as expected, in any order; a failure shows the first differences alone."""
    there, due = Counter(found), Counter(expected)
    assert due, "nothing was expected, so nothing was tested"
    assert dict.__eq__(there, due), "\n".join(_shown("missing", due - there) + _shown("surplus", there - due))


def _shown(word: str, rows: Counter[Any]) -> list[str]:
    return [f"{word}: {rows.total():,} rows", *(f"    {row}" for row in islice(rows.elements(), 3))]


def fingerprints(file: Path) -> dict[str, tuple[Any, ...]]:
    """Every relation a user sees, with its columns, its rows and a sum of its rows' hashes.

    `_loaded_at` is left out: it tells when a delivery arrived, not what it was. So is `__loads`, which
    says at length what `__changes` says.
    """
    with duckdb.connect(str(file), read_only=True) as connection:
        columns: dict[str, list[str]] = {}
        for relation, column in _answer(connection, _VISIBLE_COLUMNS):
            columns.setdefault(relation, []).append(column)
        return {relation: _fingerprint(connection, relation, names) for relation, names in columns.items()}


_VISIBLE_COLUMNS = """
    SELECT format('"{}"."{}"', table_schema, table_name), column_name
    FROM information_schema.columns
    WHERE table_schema NOT IN ('_store', 'meta', 'information_schema', 'pg_catalog')
        AND column_name <> '_loaded_at'
        AND table_name NOT LIKE '%!_!_loads' ESCAPE '!'
    ORDER BY ALL
"""


def _fingerprint(connection: duckdb.DuckDBPyConnection, relation: str, columns: list[str]) -> tuple[Any, ...]:
    texts = ", ".join(f'CAST("{column}" AS VARCHAR)' for column in columns)
    total = f"SELECT count(*), sum(CAST(hash({texts}) AS HUGEINT)) FROM {relation}"
    return (*columns, *_answer(connection, total)[0])
