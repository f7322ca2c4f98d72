"""A small project with every vault object, its deliveries, and what the objects hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

import warehouse
from tests.oracles.vault import Shown
from warehouse.report.facts import RunFacts

NOW = dt.datetime(2026, 3, 1)
FIRST = dt.datetime(2026, 1, 1)

COLUMNS = {
    "orders": ("id", "customer", "payer", "line", "note"),
    "phones": ("customer", "kind", "number"),
    "codes": ("code", "meaning"),
}

SOURCES = """
version: 2
sources:
  - name: crm
    location: "extracts/{load_date}/{table}.csv"
    tables:
      - name: orders
        key: id
        hash_keys: {order_hk: id, customer_hk: customer}
        hashdiffs: {order_hashdiff: {exclude: [id]}}
        columns: [ORDERS]
      - name: phones
        key: [customer, kind]
        hashdiffs: {phone_hashdiff: {include: [number]}}
        columns: [PHONES]
      - name: codes
        key: code
        columns: [CODES]
"""

VAULT = """
version: 2
models:
  - name: hub_order
    config: {materialized: hub, hash_key: order_hk, business_key: id, from: crm.orders}
  - name: hub_customer
    config:
      materialized: hub
      hash_key: customer_hk
      business_key: customer
      from: [crm.orders, {source: crm.orders, business_key: payer}, crm.phones]
  - name: link_order_line
    config:
      materialized: link
      hash_key: order_line_hk
      hubs: {hub_order: id, hub_customer: customer}
      dependent_keys: line
      from: crm.orders
  - name: link_payer
    config:
      materialized: link
      hash_key: payer_link_hk
      hubs:
        - {hub: hub_customer, key: customer, as: customer_hk}
        - {hub: hub_customer, key: payer, as: payer_hk}
      from: crm.orders
  - name: nh_order
    config:
      materialized: nh_link
      hash_key: nh_order_hk
      hubs: {hub_order: id, hub_customer: customer}
      payload: [note, line]
      from: crm.orders
  - name: sat_order
    config: {materialized: satellite, hash_key: order_hk, hashdiff: order_hashdiff, from: crm.orders}
  - name: sat_phone
    config:
      materialized: ma_satellite
      hash_key: customer_hk
      hashdiff: phone_hashdiff
      sub_key: kind
      from: crm.phones
  - name: eff_order
    config: {materialized: eff_satellite, link: link_order_line, driving_key: order_hk, from: crm.orders}
  - name: status_customer
    config: {materialized: status_satellite, hash_key: customer_hk, from: crm.orders}
  - name: ref_code
    config: {materialized: reference, key: code, from: crm.codes}
"""

SPINES = """
  - name: pit_order
    config: {materialized: pit, hub: hub_order, satellites: sat_order}
  - name: pit_customer
    config: {materialized: pit, hub: hub_customer, satellites: [sat_phone, status_customer], snapshots: daily}
  - name: bridge_order
    config:
      materialized: bridge
      hub: hub_order
      links: [{link: link_order_line, effectivity: eff_order}, {link: link_payer, by: customer_hk}]
"""


@dataclass(frozen=True)
class Delivery:
    """One extract: its table, its day (0 is 2026-01-01), the attempt at that day, and its rows."""

    table: str
    day: int
    rows: tuple[tuple[str | None, ...], ...]
    attempt: int = 1

    @property
    def load_date(self) -> dt.datetime:
        return FIRST + dt.timedelta(days=self.day)


def make_project(root: Path, vault: str = VAULT) -> Path:
    """The project's files, without any extract. All columns are text."""
    (root / "models" / "vault").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: vault\n")
    sources = SOURCES
    for table, columns in COLUMNS.items():
        declared = ", ".join(f"{{name: {column}, data_type: varchar}}" for column in columns)
        sources = sources.replace(f"[{table.upper()}]", f"[{declared}]")
    (root / "models" / "sources.yml").write_text(sources)
    (root / "models" / "vault" / "vault.yml").write_text(vault)
    return root


def deliver(root: Path, *deliveries: Delivery) -> None:
    """Put extracts where the project looks for them. None is an empty field, '' a quoted one."""
    for delivery in deliveries:
        folder = root / "extracts" / delivery.load_date.date().isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        lines = [",".join(COLUMNS[delivery.table])]
        lines += [
            ",".join("" if v is None else '"' + v.replace('"', '""') + '"' for v in row)
            for row in delivery.rows
        ]
        (folder / f"{delivery.table}.csv").write_text("\n".join(lines) + "\n")


def run(root: Path) -> RunFacts:
    """The daily job; nothing may go wrong but a table without an extract."""
    facts = warehouse.open(root).run(now=NOW)
    wrong = [problem for problem in facts.problems if "There is no extract" not in problem]
    wrong += [f"{model.name}: {model.error}" for model in facts.models if model.error]
    wrong += [f"{check.name}: {check.outcome}" for check in facts.checks if check.outcome != "pass"]
    assert wrong == [], "\n".join(wrong)
    return facts


def arrive(root: Path, batches: Iterable[Sequence[Delivery]]) -> None:
    """Deliver batch after batch, with a run after each."""
    for batch in batches:
        deliver(root, *batch)
        run(root)


def rows(root: Path, model: str, columns: str = "*", where: str = "true") -> set[tuple[Any, ...]]:
    """Columns of a vault object, hashes as 32 hex digits. A row that stands twice is an error."""
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
        found = connection.execute(f"SELECT {columns} FROM vault.{model} WHERE {where}").fetchall()
    as_told = [
        tuple(v.hex if hasattr(v, "hex") and not isinstance(v, float) else v for v in row) for row in found
    ]
    assert len(set(as_told)) == len(as_told), f"{model} has a row twice"
    return set(as_told)


def shown(deliveries: Iterable[Delivery], table: str) -> list[Shown]:
    """The deliveries of a table, as oracles take them."""
    return [
        Shown(
            d.load_date,
            d.attempt,
            f"CRM.{table.upper()}",
            tuple(dict(zip(COLUMNS[table], row, strict=True)) for row in d.rows),
        )
        for d in deliveries
        if d.table == table
    ]
