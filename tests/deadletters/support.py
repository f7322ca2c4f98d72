"""A project whose table declares what its rows must be, and what its loads say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

import warehouse
from warehouse.report.facts import LoadFacts, RunFacts

NOW = dt.datetime(2026, 3, 1)

_SOURCES = """
sources:
  - name: crm
    tables:
      - name: people
        key: id
{options}        columns:
          - {{name: id, data_type: bigint}}
          - {{name: amount, data_type: "decimal(10, 2)"}}
          - name: kind
            data_tests:
              - accepted_values: {{values: [a, b], on: row}}
              - not_null: {{config: {{on: row}}}}
"""


@dataclass(frozen=True)
class Desk:
    """The folder of a project whose only table, crm.people, has id, amount and kind."""

    root: Path

    def deliver(self, day: int, *rows: str, header: str = "id,amount,kind") -> Path:
        """An extract of 2026-01-DAY."""
        path = self.root / f"extracts/2026-01-{day:02}/people.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    def run(self) -> RunFacts:
        """The daily job, in which nothing breaks."""
        facts = warehouse.open(self.root).run(now=NOW)
        assert facts.problems == (), "\n".join(facts.problems)
        return facts

    def receive(self, day: int, *rows: str) -> LoadFacts:
        """Deliver and run; the load that came of it."""
        self.deliver(day, *rows)
        [load] = [load for load in self.run().loads if load.is_new]
        return load

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        """The answer of the published file."""
        with duckdb.connect(str(self.root / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def content(self) -> list[tuple[Any, ...]]:
        """The newest rows; amounts as texts."""
        return self.sql("SELECT id, CAST(amount AS VARCHAR), kind FROM psa.crm__people ORDER BY id")


def desk(root: Path, *options: str) -> Desk:
    """A project; `options` are lines of YAML on the table."""
    (root / "models").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: letters\n")
    lines = "".join(f"        {option}\n" for option in options)
    (root / "models" / "sources.yml").write_text(_SOURCES.format(options=lines))
    return Desk(root)
