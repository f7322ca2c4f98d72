"""A small shop whose deliveries a test makes up: customers that change, orders that come, facts of both."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

import warehouse
from warehouse.report.facts import ModelFacts, RunFacts

SOURCES = """
sources:
  - name: shop
    tables: [{name: orders, key: id}, {name: customers, key: customer}, {name: rates, key: currency}]
"""
DIMENSION = """
models:
  - name: dim_customer
    config: {materialized: scd2, from: shop.customers, unique_key: customer, first_valid_from: beginning}
"""
COLUMNS = {
    "orders": ("id", "customer", "day", "amount", "currency"),
    "customers": ("customer", "city"),
    "rates": ("currency", "rate"),
}
FACT = """
SELECT o.id, o.customer, o.day, c.city, o.amount * r.rate AS amount
FROM {{ ref('stg_orders') }} AS o
LEFT JOIN {{ ref('dim_customer') }} AS c
    ON c.customer = o.customer AND o.day >= c.valid_from AND (o.day < c.valid_to OR c.valid_to IS NULL)
LEFT JOIN {{ source('shop', 'rates') }} AS r ON r.currency = o.currency
"""
STAGING = "SELECT * EXCLUDE (_seen_load_date) FROM {{ source('shop', 'orders') }} WHERE amount > 0"
RESTATE = "{'dim_customer': {'on': 'customer', 'when': 'day'}}"


@dataclass(frozen=True)
class Shop:
    """The project in a folder."""

    root: Path

    @classmethod
    def of(cls, root: Path, models: dict[str, str]) -> Shop:
        """A shop with these models (name → SQL) beside the dimension."""
        shop = cls(root)
        shop.write("warehouse.yml", "name: shop\n")
        shop.write("models/sources.yml", SOURCES)
        shop.write("models/dims/dims.yml", DIMENSION)
        for name, sql in models.items():
            shop.model(name, sql)
        return shop

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def model(self, name: str, sql: str) -> None:
        """Write or change a model."""
        self.write(f"models/marts/{name}.sql", sql)

    def deliver(self, table: str, day: int, *rows: str) -> Shop:
        """One delivery of a table; each row as text with commas."""
        folder = self.root / "extracts" / f"2026-01-{day:02}"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{table}.csv").open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS[table])
            writer.writerows(row.split(",") for row in rows)
        return self

    def run(self) -> dict[str, ModelFacts]:
        """The daily job; what became of each model."""
        facts: RunFacts = warehouse.open(self.root).run(now=dt.datetime(2026, 3, 1))
        assert [m.error for m in facts.models if m.error] == []
        return {m.name.partition(".")[2]: m for m in facts.models}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the published file answers."""
        with duckdb.connect(str(self.root / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def same(self, left: str, right: str) -> bool:
        """Whether two relations have the same rows, each as often, and some."""
        rows = [sorted(self.rows(f"FROM {name}"), key=repr) for name in (left, right)]
        return rows[0] == rows[1] and bool(rows[0])
