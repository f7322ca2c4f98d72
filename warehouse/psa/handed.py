"""Rows that no file holds: known by a fingerprint of their content, whatever their order."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from warehouse.database import Database
from warehouse.psa.hashes import row_hash
from warehouse.sources.discover import BY_PERSON
from warehouse.sources.frames import KeptRows
from warehouse.sources.spool import Spooled
from warehouse.templates import render


def handed(database: Database, rows: KeptRows, load_date: dt.datetime | None) -> Spooled:
    """Kept rows as a delivery. The same rows in any order and any batches are the same delivery."""
    return Spooled(
        rows.declared,
        rows.path,
        load_date,
        rows.shown,
        rows.path.stat().st_size,
        fingerprint(database, rows.path, rows.stored),
        rows.open,
        dated=None if load_date is None else BY_PERSON,
    )


def fingerprint(database: Database, path: Path, columns: Mapping[str, str]) -> str:
    """64 hex digits that change with the rows in a file: `columns` are its names and DuckDB types."""
    names = json.dumps(sorted(columns))
    if not columns:
        return hashlib.sha256(names.encode()).hexdigest()
    found = database.row(render("psa/fingerprint_of_rows", path=str(path), row_hash=row_hash(columns)))
    text = json.dumps([names, *(int(number) for number in found)])
    return hashlib.sha256(text.encode()).hexdigest()
