"""How the ledger takes in records about what the log keeps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from warehouse.database import Database
from warehouse.psa.retained import (
    ArchiveRecord,
    HistoryLossRecord,
    ModelCheckpoint,
    PruneRecord,
    RepairRecord,
    Retained,
)
from warehouse.psa.table import definition_hash
from warehouse.templates import render


def enter_retained(database: Database, root: Path, record: Retained) -> Sequence[str]:
    """Take in one record, under the project's folder `root`; the files that nothing reads any more.

    The caller holds the transaction.
    """
    if isinstance(record, PruneRecord):
        return _enter_prune(database, record)
    if isinstance(record, HistoryLossRecord):
        _remember(database, record.table, record, None, {})
        return ()
    if isinstance(record, ArchiveRecord):
        return _enter_archive(database, root, record)
    _enter_repair(database, record)
    return (record.before,) if record.before != record.file.path else ()


def _enter_prune(database: Database, record: PruneRecord) -> Sequence[str]:
    database.run(
        render(
            "meta/prune_loads",
            source_table=record.table,
            loads=record.loads,
            superseded=record.superseded,
            pruned_at=record.pruned_at,
        )
    )
    for load_id in record.loads:
        database.run(render("meta/forget_letters"), [record.table, load_id])
    definition = definition_hash(record.hash_rule, record.hashes)
    for base in record.bases:
        database.run(
            render("meta/base_load"),
            [base.file.path, definition, base.file.bytes, record.table, base.load_id],
        )
    database.run("DELETE FROM _store.checkpoints WHERE source_table = ?", [record.table])
    for model in record.models:
        files = [[schema, name, file.path] for schema, name, file in model.relations]
        _remember(database, record.table, model, files, model.until)
    return record.superseded


def _remember(
    database: Database,
    table: str,
    kept: ModelCheckpoint | HistoryLossRecord,
    files: list[list[str]] | None,
    until: dict[str, str],
) -> None:
    database.run(
        "INSERT INTO _store.checkpoints VALUES (?, ?, ?, ?, ?, ?)",
        [
            *(table, kept.model, kept.definition, json.dumps(kept.taken, sort_keys=True)),
            None if files is None else json.dumps(files),
            json.dumps(until, sort_keys=True),
        ],
    )


def _enter_archive(database: Database, root: Path, record: ArchiveRecord) -> Sequence[str]:
    for moved in record.files:
        database.run(
            render(
                "meta/archive_file",
                source_table=record.table,
                load_id=moved.load_id,
                before=moved.before,
                after=str(root / moved.file.path),
                folder=str(root / record.to),
            )
        )
    return [moved.before for moved in record.files]


def _enter_repair(database: Database, record: RepairRecord) -> None:
    database.run(
        render(
            "meta/repair_file",
            source_table=record.table,
            load_id=record.load_id,
            before=record.before,
            after=record.file.path,
            bytes=record.file.bytes,
        )
    )
