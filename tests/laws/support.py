"""A tiny project whose deliveries a test makes up, and the tables that come out of it."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

import warehouse
from warehouse.report.facts import RunFacts

NOW = dt.datetime(2026, 3, 1)

_WAREHOUSE = "name: laws\n"

_SOURCES = """
sources:
  - name: crm
    location: "extracts/{load_date}/{table}.csv"
    tables:
      - name: people
        key: id
        hash_keys: {person_hk: id, city_hk: city}
        hashdiffs: {person_hashdiff: {exclude: [id]}}
      - name: places
        key: [city, street]
        hash_keys: {city_hk: city}
      - name: notes
"""

_MODELS = """
models:
  - name: hub_person
    config: {materialized: hub, hash_key: person_hk, business_key: [id], from: crm.people}
  - name: hub_city
    config: {materialized: hub, hash_key: city_hk, business_key: [city], from: [crm.people, crm.places]}
  - name: link_person_city
    config:
      materialized: link
      hash_key: person_city_hk
      hubs: {hub_person: [id], hub_city: [city]}
      from: crm.people
  - name: sat_person
    config: {materialized: satellite, hash_key: person_hk, hashdiff: person_hashdiff, from: crm.people}
  - name: dim_person
    config: {materialized: scd2, from: crm.people, unique_key: id}
  - name: dim_person_city
    config: {materialized: scd2, from: crm.people, unique_key: id, track: [city], deletes: ignore}
  - name: dim_person_types
    config:
      materialized: scd2
      from: crm.people
      unique_key: id
      track: [city]
      overwrite: [name]
      previous: [city]
      current: [city]
      deletes: flag
      first_valid_from: beginning
      surrogate_key: person_sk
  - name: dim_person_now
    config: {materialized: scd1, from: crm.people, unique_key: id, keep: [city]}
  - name: dim_place
    config: {materialized: scd2, from: crm.places, unique_key: [city, street]}
"""

_FACT = """
{{ config(materialized='table') }}
SELECT p.id, p.name, d.valid_from, d.city
FROM {{ source('crm', 'people') }} AS p
JOIN {{ ref('dim_person') }} AS d ON d.id = p.id AND d.is_current
"""

_VIEW = "SELECT city, count(*) AS people FROM {{ ref('fct_person') }} GROUP BY city\n"

COLUMNS = {"people": ("id", "name", "city"), "places": ("city", "street", "size"), "notes": ("text", "stars")}


@dataclass(frozen=True)
class Delivery:
    """One extract: its table, its day (1 is 2026-01-01), the attempt at that day, and its rows as texts."""

    table: str
    day: int
    rows: tuple[tuple[str | None, ...], ...]
    attempt: int = 1

    @property
    def load_date(self) -> dt.date:
        return dt.date(2026, 1, 1) + dt.timedelta(days=self.day - 1)


def make_project(root: Path) -> Path:
    """The project's files, without any extract."""
    (root / "models" / "vault").mkdir(parents=True)
    (root / "models" / "marts").mkdir()
    (root / "warehouse.yml").write_text(_WAREHOUSE)
    (root / "models" / "sources.yml").write_text(_SOURCES)
    (root / "models" / "vault" / "vault.yml").write_text(_MODELS)
    (root / "models" / "marts" / "fct_person.sql").write_text(_FACT)
    (root / "models" / "marts" / "people_by_city.sql").write_text(_VIEW)
    (root / "extracts").mkdir()
    return root


def deliver(root: Path, delivery: Delivery) -> None:
    """Put an extract where the project looks for it; a second attempt replaces the file."""
    folder = root / "extracts" / delivery.load_date.isoformat()
    folder.mkdir(exist_ok=True)
    with (folder / f"{delivery.table}.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS[delivery.table])
        writer.writerows(delivery.rows)


def run(root: Path) -> RunFacts:
    """The daily job. Tables that have no extract yet are no failure here."""
    facts = warehouse.open(root).run(now=NOW)
    wrong = [p for p in facts.problems if "There is no extract" not in p]
    assert wrong == [], "\n".join(wrong)
    errors = [m.error for m in facts.models if m.error]
    assert errors == [], "\n".join(errors)
    return facts


def arrive(root: Path, batches: Iterable[Sequence[Delivery]]) -> None:
    """Deliver batch after batch, with a run after each."""
    for batch in batches:
        for delivery in batch:
            deliver(root, delivery)
        run(root)


def tables(root: Path, *, file: str = "warehouse.duckdb") -> Mapping[str, list[tuple[str, ...]]]:
    """Every relation that users see, as sorted rows of texts; without the columns of the wall clock."""
    found = {}
    with duckdb.connect(str(root / file), read_only=True) as connection:
        names = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE table_schema NOT IN ('_store', 'meta') ORDER BY ALL"
        ).fetchall()
        for schema, name in names:
            relation = f'"{schema}"."{name}"'
            columns = [
                column
                for column, *_ in connection.execute(f"DESCRIBE {relation}").fetchall()
                if column not in ("_loaded_at", "load_seq", "_load_seq")
            ]
            texts = ", ".join(f'CAST("{column}" AS VARCHAR)' for column in columns)
            rows = connection.execute(f"SELECT {texts} FROM {relation} ORDER BY ALL").fetchall()
            found[f"{schema}.{name}"] = [tuple(columns), *rows]
    return found
