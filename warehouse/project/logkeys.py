"""Keys that no file of the project declares: the log has them from the source's own primary keys."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from warehouse.project.sources import SourceTable


def with_keys_of_log(psa: Path, sources: dict[str, SourceTable]) -> dict[str, SourceTable]:
    """The tables; those that may leave their key to the source have the key of their first load."""
    return {
        name: replace(table, key=table.key_of_log(_key(psa / table.source / table.name / "log")))
        if table.learns_key
        else table
        for name, table in sources.items()
    }


def _key(log: Path) -> tuple[str, ...]:
    names = sorted(path.name for path in log.glob("[0-9]*.json")) if log.is_dir() else []
    for name in names:
        try:
            record = json.loads((log / name).read_text(encoding="utf-8"))
        except ValueError:
            continue  # whoever follows the log names the damage
        if record.get("event") == "load":
            return tuple(record["key"])
    return ()
