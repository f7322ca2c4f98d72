"""The record of a run: a JSON file in runs/, and the same in the file's `meta` tables."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from warehouse.database import Database
from warehouse.report.facts import RunFacts
from warehouse.templates import render

_RUN_COLUMNS = ("run_id", "command", "started_at", "seconds", "exit_code", "problems")
_MODEL_COLUMNS = ("name", "kind", "outcome", "how", "rows_added", "row_count", "seconds", "error")
_CHECK_COLUMNS = (
    *("check_id", "name", "target", "column", "kind", "severity"),
    *("outcome", "failing", "evaluated", "seconds", "error"),
)


def write_run(folder: Path, command: str, facts: RunFacts) -> dict[str, Any]:
    """Write what a run did to runs/<start>-<run id>.json, whole or not at all; the record as data."""
    record = {
        "run_id": facts.run_id,
        "command": command,
        "started_at": facts.started_at.isoformat(),
        "seconds": round(facts.seconds, 3),
        "exit_code": facts.exit_code,
        "problems": list(facts.problems),
        "loads": [load.load_id for load in facts.loads if load.is_new],
        "models": [asdict(model) for model in facts.models],
        "checks": [asdict(check) for check in facts.checks],
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{facts.started_at:%Y-%m-%dT%H-%M-%S}-{facts.run_id}.json"
    scratch = path.with_name(f".{path.name}")
    with scratch.open("w", encoding="utf-8") as file:
        json.dump(record, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    scratch.rename(path)
    return record


def enter_runs(database: Database, records: Sequence[dict[str, Any]]) -> None:
    """Enter the records of runs into meta.runs, meta.model_runs and meta.check_results."""
    with database.transaction():
        _add(database, "meta.runs", [[_value(run, column) for column in _RUN_COLUMNS] for run in records])
        for table, part, columns in (
            ("meta.model_runs", "models", _MODEL_COLUMNS),
            ("meta.check_results", "checks", _CHECK_COLUMNS),
        ):
            rows = [[run["run_id"], *(found[c] for c in columns)] for run in records for found in run[part]]
            _add(database, table, rows)


def enter_past_runs(database: Database, folder: Path) -> None:
    """Enter all runs recorded in runs/ into a new file."""
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    enter_runs(database, [json.loads(path.read_text(encoding="utf-8")) for path in paths])


def _value(run: dict[str, Any], column: str) -> object:
    return dt.datetime.fromisoformat(run[column]) if column == "started_at" else run[column]


def _add(database: Database, table: str, rows: Sequence[Sequence[object]]) -> None:
    """Add rows in one statement: a list for each column."""
    if rows:
        values = [f"unnest(CAST(? AS {kind}[]))" for kind in database.types(f"FROM {table}").values()]
        columns = [list(column) for column in zip(*rows, strict=True)]
        database.run(render("meta/add_lists", relation=table, values=values), columns)
