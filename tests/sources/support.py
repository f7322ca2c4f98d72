"""A project with one source table, whose deliveries a test writes, and what psa then holds."""

from __future__ import annotations

import datetime as dt
import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

import warehouse
from warehouse.report.facts import RunFacts

NOW = dt.datetime(2026, 3, 1)
OWN = ("_row_hash", "load_date", "load_id", "record_source", "_source_file", "_loaded_at", "_seen_load_date")


@dataclass(frozen=True)
class Project:
    """The folder of a project whose only table is crm.people."""

    root: Path

    def deliver(self, name: str, content: bytes | str, day: int = 1) -> Path:
        """Put a file where it is expected, under 2026-01-DAY."""
        path = self.root / "extracts" / f"2026-01-{day:02}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self) -> RunFacts:
        """The daily job, which must find nothing wrong."""
        facts = warehouse.open(self.root).run(now=NOW)
        assert facts.problems == ()
        assert facts.exit_code == 0, facts.loads[0].reasons
        assert not (self.root / "psa" / ".incoming").exists()
        return facts

    def refuses(self, *words: str) -> str:
        """The one problem of a run, in which all the words stand; nothing was stored."""
        before = self._stored()
        facts = warehouse.open(self.root).run(now=NOW)
        assert facts.exit_code == 3
        (problem,) = facts.problems
        for word in (*words, "nothing of this delivery was stored", "fix:"):
            assert word in problem, problem
        assert self._stored() == before
        return problem

    def dead_letters(self) -> list[tuple[str, int, str, str]]:
        """The rejected rows of all loads, accepted or not: file, line, reason, text."""
        files = [str(path) for path in sorted(self.root.glob("psa/crm/people/rejected/*/*.parquet"))]
        reading = "SELECT source_file, line, reason, raw FROM read_parquet(?) ORDER BY ALL"
        return duckdb.execute(reading, [files]).fetchall() if files else []

    def _stored(self) -> list[Path]:
        return sorted(path for path in (self.root / "psa").rglob("*") if path.is_file())

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        """The answer of the published file."""
        with duckdb.connect(str(self.root / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def types(self) -> dict[str, str]:
        """The delivered columns of the table with their types."""
        return {name: kind for name, kind, *_ in self.sql("DESCRIBE psa.crm__people") if name not in OWN}

    def rows(self, order: str = "id") -> list[tuple[Any, ...]]:
        """The delivered columns of the newest content."""
        columns = ", ".join(f'"{column}"' for column in self.types())
        return self.sql(f'SELECT {columns} FROM psa.crm__people ORDER BY "{order}"')


def project(root: Path, *options: str, key: str | None = "id") -> Project:
    """A project; `options` are lines of YAML on the table."""
    (root / "models").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: formats\n")
    lines = ["sources:", "  - name: crm", "    tables:", "      - name: people"]
    lines += [f"        key: {key}"] if key else []
    lines += [f"        {option}" for option in options]
    (root / "models" / "sources.yml").write_text("\n".join(lines) + "\n")
    return Project(root)


def zstd(content: bytes) -> bytes:
    """Compressed as one zstd frame."""
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(content)
    return sink.getvalue().to_pybytes()


COMPRESSED = {"": lambda content: content, ".gz": gzip.compress, ".zst": zstd}
