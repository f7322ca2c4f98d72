"""The record of a run: a JSON file in runs/, and the same in the file's `meta` tables."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from warehouse.database import Database
from warehouse.report.facts import RunFacts

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


def enter_run(database: Database, record: dict[str, Any]) -> None:
    """Enter a run's record into meta.runs, meta.model_runs and meta.check_results."""
    run_id = record["run_id"]
    with database.transaction():
        database.run(
            "INSERT INTO meta.runs VALUES (?, ?, ?, ?, ?, ?)",
            [
                run_id,
                record["command"],
                dt.datetime.fromisoformat(record["started_at"]),
                record["seconds"],
                record["exit_code"],
                record["problems"],
            ],
        )
        for model in record["models"]:
            database.run(
                "INSERT INTO meta.model_runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [run_id, *(model[name] for name in _MODEL_COLUMNS)],
            )
        for check in record["checks"]:
            database.run(
                "INSERT INTO meta.check_results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [run_id, *(check[name] for name in _CHECK_COLUMNS)],
            )


def enter_past_runs(database: Database, folder: Path) -> None:
    """Enter all runs recorded in runs/ into a new file."""
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        enter_run(database, json.loads(path.read_text(encoding="utf-8")))
