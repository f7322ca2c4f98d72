"""A shop whose one table changes its columns from day to day, and what is read back of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

import warehouse
from warehouse.errors import WarehouseError
from warehouse.report.facts import LoadFacts, RunFacts

NOW = dt.datetime(2026, 3, 1)


@dataclass(frozen=True)
class Shop:
    """A project with the source `s` and its table `t`, which is declared in YAML lines."""

    root: Path
    ending: str = "csv"

    @classmethod
    def with_table(cls, root: Path, table: str = "key: id", ending: str = "csv") -> Shop:
        """A project that declares the table so."""
        (root / "models" / "marts").mkdir(parents=True)
        (root / "warehouse.yml").write_text("name: shop\n")
        shop = cls(root, ending)
        shop.declare(table)
        return shop

    def declare(self, table: str) -> None:
        """Declare the table anew: YAML lines at the left edge."""
        lines = "".join(f"        {line}\n" for line in table.strip().splitlines())
        (self.root / "models" / "sources.yml").write_text(
            f"sources:\n  - name: s\n    tables:\n      - name: t\n{lines}"
        )

    def deliver(self, day: int, text: str) -> None:
        """An extract arrives: the whole text of the file of a day in January."""
        folder = self.root / "extracts" / f"2026-01-{day:02}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"t.{self.ending}").write_text(text)

    def day(self, day: int, text: str) -> RunFacts:
        """A day's extract, and the run after it."""
        self.deliver(day, text)
        return self.run()

    def run(self) -> RunFacts:
        """The daily job."""
        return warehouse.open(self.root).run(now=NOW)

    def problem(self) -> WarehouseError | None:
        """What the daily job cannot begin with; None where it can."""
        try:
            facts = self.run()
        except WarehouseError as error:
            return error
        return WarehouseError(facts.problems[0]) if facts.problems else None

    def accept(self, day: int) -> RunFacts:
        """A person accepts the load of a day."""
        return warehouse.open(self.root).accept(self.load(day).load_id, now=NOW)

    def reject(self, day: int) -> RunFacts:
        """A person rejects the load of a day."""
        return warehouse.open(self.root).reject(self.load(day).load_id, now=NOW)

    def load(self, day: int) -> LoadFacts:
        """The newest load of a day, as the report knows it."""
        loads = [load for load in self.loads() if load.load_date.day == day]
        return loads[-1]

    def loads(self) -> Sequence[LoadFacts]:
        """All loads by load date."""
        columns = (
            "source_table, load_date, load_seq, CAST(load_id AS VARCHAR), status, reasons, notes, "
            "source_file, source_bytes, bytes_stored, "
            "rows_read, rows_new, rows_changed, rows_unchanged, rows_deleted, "
            "rows_duplicate, rows_rejected, rows_removed, row_count, false"
        )
        rows = self.state(f"SELECT {columns} FROM meta.loads ORDER BY load_date, load_seq")
        return [LoadFacts(*(tuple(v) if isinstance(v, list) else v for v in row)) for row in rows]

    def state(self, sql: str) -> list[tuple[Any, ...]]:
        """What the private file answers."""
        with duckdb.connect(str(self.root / ".warehouse" / "state.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def sql(self, sql: str) -> list[tuple[Any, ...]]:
        """What the published file answers."""
        with duckdb.connect(str(self.root / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def rebuilt(self, sql: str) -> list[tuple[Any, ...]]:
        """What the file answers that is derived from the log alone."""
        assert warehouse.open(self.root).rebuild(now=NOW).problems == ()
        return self.sql(sql)

    def in_folder(self, root: Path) -> Shop:
        """The same declaration in another folder, without any extract."""
        (root / "models" / "marts").mkdir(parents=True)
        for file in ("warehouse.yml", "models/sources.yml"):
            (root / file).write_text((self.root / file).read_text())
        return replace(self, root=root)

    def is_sound(self) -> bool:
        """Whether the log and everything derived from it agree."""
        return warehouse.open(self.root).verify(deep=True) == []
