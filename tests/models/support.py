"""A shop in a folder: daily extracts of sales, and models over them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

import warehouse
from warehouse.report.facts import RunFacts

SOURCES = "sources:\n  - name: shop\n    tables: [{name: sales, key: id}]\n"


@dataclass(frozen=True)
class Shop:
    """The project in `root`."""

    root: Path

    @classmethod
    def of(cls, root: Path, files: dict[str, str]) -> Shop:
        """A shop with these files beside its source."""
        shop = cls(root)
        shop.write("warehouse.yml", "name: shop\n")
        shop.write("models/sources.yml", SOURCES)
        for path, text in files.items():
            shop.write(path, text)
        return shop

    def write(self, path: str, text: str) -> None:
        """A file of the project."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def sold(self, day: int, *sales: tuple[Any, ...]) -> None:
        """The full extract of that day of June 2026: (id, day, amount)."""
        rows = "".join(f"{','.join(map(str, sale))}\n" for sale in sales)
        self.write(f"extracts/2026-06-{day:02d}/sales.csv", f"id,day,amount\n{rows}")

    def run(self, **options: Any) -> RunFacts:
        """The daily job."""
        return warehouse.open(self.root).run(now=dt.datetime(2026, 7, 1), **options)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the published file answers."""
        with duckdb.connect(":memory:") as connection:
            connection.execute(f"ATTACH '{self.root / 'warehouse.duckdb'}' AS wh (READ_ONLY)")
            connection.execute("USE wh")
            return connection.execute(sql).fetchall()
