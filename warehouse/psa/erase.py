"""Erasing one key of a table: every file of its log that holds the key is written anew without it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from warehouse.database import Database
from warehouse.errors import IntegrityError, UsageError
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.chain import sha256_of
from warehouse.psa.commit import Part, commit_forward
from warehouse.psa.erased_counts import Holding, recounted
from warehouse.psa.erased_key import Key, is_key
from warehouse.psa.erasures import EraseRecord, ForgetRecord, Recounted, Rewritten
from warehouse.psa.files import LogFiles, files_of, records_in
from warehouse.psa.ledger import Ledger
from warehouse.psa.record import LoadRecord, StoredFile, write_text
from warehouse.psa.redact import redacted_records
from warehouse.psa.table import PsaTable
from warehouse.templates import render


@dataclass(frozen=True)
class Erasing:
    """What erasing a key will do; nothing has been done yet.

    `extracts` are the source files that brought the key, `records` the sealed records that name it.
    """

    table: PsaTable
    key: Key
    files: tuple[Holding, ...]
    loads: tuple[Recounted, ...]
    extracts: tuple[str, ...]
    records: dict[str, str] = field(default_factory=dict)


def plan(database: Database, project: Project, ledger: Ledger, declared: SourceTable, key: Key) -> Erasing:
    """What erasing a key will do. UsageError for a key that the table never had or that was erased."""
    table = ledger.table(declared)
    if key.known.digest in {one.digest for one in ledger.erased(declared)}:
        raise UsageError(
            f"This key of {declared.full_name} was erased already; its deliveries are suppressed.",
            fix="`warehouse erase --forget` lets them in again",
            state="nothing was changed",
        )
    records = records_in(table.folder)
    files = files_of(project.root, records)
    holding = tuple(_holding(database, ledger, table, key, files))
    if not holding:
        raise UsageError(
            f"{declared.full_name} never had the key {', '.join(key.words)}.",
            fix="check the key; `warehouse history` shows the life of one",
            state="nothing was changed",
        )
    loads, brought = recounted(database, ledger, table, key, holding)
    extracts = {
        s.path for r in records if isinstance(r, LoadRecord) and r.load_id in brought for s in r.sources
    }
    return Erasing(table, key, holding, loads, tuple(sorted(extracts)), redacted_records(table, key))


def _holding(
    database: Database, ledger: Ledger, table: PsaTable, key: Key, files: LogFiles
) -> Iterator[Holding]:
    used = {load.keyframe_file for load in ledger.loads(table.declared)}
    for path, file in files.live.items():
        full = table.folder / path
        if file.role == "model":
            raise UsageError(
                f"{table.full_name} was pruned, and models keep rows of its pruned loads, "
                "in which a key cannot be erased yet.",
                where=f"{table.full_name}, {path}",
                fix="take the models that keep its history out of the project, rebuild, and prune again",
                state="nothing was changed",
            )
        if not full.is_file():
            if file.role == "keyframe" and path not in used:
                continue
            raise IntegrityError(
                "This file of the log is missing, so it cannot be seen whether it holds the key.",
                where=full,
                fix="`warehouse verify --repair`, or bring the archive's folder back; then erase again",
                state="nothing was changed",
            )
        rows, others = database.row(
            render("psa/rows_of_key", path=str(full), is_key=is_key(database, table, key, full, file))
        )
        if rows:
            is_used = file.role != "keyframe" or path in used
            yield Holding(files.owners[path], file, int(rows), int(others), is_used)


def erase(
    database: Database, project: Project, ledger: Ledger, erasing: Erasing, erased_at: dt.datetime
) -> None:
    """Write the files anew without the key, and record it. The old files are deleted by the caller.

    `erased_at` is the clock (UTC).
    """
    table, key = erasing.table, erasing.key
    number = ledger.state(table.declared).log_number + 1
    scratch = project.psa_path / ".incoming" / f"erase-{number:06d}"
    scratch.mkdir(parents=True, exist_ok=True)
    files, moves = [], []
    for i, one in enumerate(erasing.files):
        before = Path(one.file.path)
        if not one.is_used:
            files.append(Rewritten(one.load_id, one.file.path, None, False))
            continue
        full = table.folder / before
        stem, _, suffix = before.name.partition(".")
        after = before.with_name(f"{stem}-{number:06d}.{suffix}")
        path = after if before.is_absolute() else scratch / f"{i}.parquet"
        select = render(
            "psa/without_key", path=str(full), is_key=is_key(database, table, key, full, one.file)
        )
        database.finish(render("psa/write_parquet", select=select, path=str(path)))
        stored = StoredFile(
            _shown(project.root, after), one.file.role, one.others, path.stat().st_size, sha256_of(path)
        )
        shown = _shown(project.root, before)
        files.append(Rewritten(one.load_id, shown, stored, before.is_absolute()))
        if not before.is_absolute():
            moves.append((path, table.folder / after))
    for record_name, text in erasing.records.items():
        moves.append((write_text(scratch / record_name, text), table.log_folder / record_name))
    record = EraseRecord(
        table=table.full_name,
        load_id=erasing.files[-1].load_id,
        erased_at=erased_at,
        digest=key.known.digest,
        kinds=key.known.kinds,
        files=tuple(files),
        loads=erasing.loads,
        redacted=tuple(erasing.records),
    )
    commit_forward(project.psa_path, [Part(table.folder, number, record, moves)])
    with database.transaction():
        ledger.enter(table.declared, number, record)


def _shown(root: Path, path: Path) -> str:
    """A path as the record keeps it: one in an archive inside the project relative to the project."""
    return str(path.relative_to(root) if path.is_absolute() and path.is_relative_to(root) else path)


def forget(
    database: Database, ledger: Ledger, declared: SourceTable, key: Key, forgotten_at: dt.datetime
) -> None:
    """Let later deliveries of an erased key in again. UsageError when it is not erased."""
    if key.known.digest not in {one.digest for one in ledger.erased(declared)}:
        raise UsageError(
            f"The key {', '.join(key.words)} of {declared.full_name} is not erased.",
            fix="there is nothing to forget",
            state="nothing was changed",
        )
    table = ledger.table(declared)
    number = ledger.state(declared).log_number + 1
    newest = ledger.head(declared)
    assert newest is not None
    record = ForgetRecord(declared.full_name, newest.load_id, forgotten_at, key.known.digest)
    commit_forward(table.folder.parent.parent, [Part(table.folder, number, record, [])])
    with database.transaction():
        ledger.enter(declared, number, record)


def delete_replaced(project: Project, declared: SourceTable) -> None:
    """Delete the table's files that no record needs any more. The published file must not read them."""
    folder = project.psa_path / declared.source / declared.name
    files = files_of(project.root, records_in(folder))
    for path in files.replaced - set(files.live):
        (folder / path).unlink(missing_ok=True)
