"""meta.query_log: the questions that runs/queries/ records, taken into the file."""

from __future__ import annotations

from pathlib import Path

from warehouse.database import Database
from warehouse.templates import render


def enter_queries(database: Database, folder: Path) -> None:
    """Take in the questions recorded since the last one that the file knows, and of its day."""
    files = sorted(folder.glob("*.jsonl")) if folder.is_dir() else []
    last = database.value("SELECT max(asked_at) FROM meta.query_log")
    new = [str(path) for path in files if last is None or path.stem >= f"{last:%Y-%m-%d}"]
    if new:
        database.run(render("meta/enter_queries", files=new))
