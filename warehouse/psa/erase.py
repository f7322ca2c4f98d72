"""Erasing keys: every file of the tables' logs that holds one is written anew without it, in one commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from warehouse.database import Database
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.cascade import live_files
from warehouse.psa.chain import Moves, sha256_of
from warehouse.psa.commit import Part, commit_forward
from warehouse.psa.erased_counts import Holding, recounted
from warehouse.psa.erased_keys import Keys, is_erased
from warehouse.psa.erasures import EraseRecord, ForgetRecord, Recounted, Rewritten, Suppression
from warehouse.psa.files import files_of, records_in
from warehouse.psa.ledger import Ledger
from warehouse.psa.record import LoadRecord, StoredFile, write_text
from warehouse.psa.redact import Redaction, redacted_records
from warehouse.psa.suppress import ErasedKey, digests_of, secret_of
from warehouse.psa.table import PsaTable
from warehouse.templates import render


@dataclass(frozen=True)
class Erasing:
    """What erasing keys of one table will do; nothing has been done yet.

    `extracts` are the source files that brought the keys, `records` the sealed records that name one, and
    `sentences` what is said in them, with what will be said.
    """

    keys: Keys
    count: int
    files: tuple[Holding, ...]
    loads: tuple[Recounted, ...]
    extracts: tuple[str, ...]
    redaction: Redaction
    records: dict[str, str] = field(default_factory=dict)
    sentences: dict[str, str] = field(default_factory=dict)

    @property
    def table(self) -> PsaTable:
        """The table."""
        return self.keys.table


def plan(
    database: Database, project: Project, ledger: Ledger, keys: Keys, in_models: Mapping[str, str]
) -> Erasing:
    """What erasing keys of a table will do; no files when it never had them.

    `in_models`: for each file of models' rows that it has, the condition that a row comes of the keys.
    """
    table = keys.table
    records = records_in(table.folder)
    holding = tuple(_holding(database, project, ledger, keys, in_models))
    loads, brought = recounted(database, ledger, keys, holding)
    extracts = {
        s.path for r in records if isinstance(r, LoadRecord) and r.load_id in brought for s in r.sources
    }
    named = [one.texts(database) for one in (keys.own, keys.words, *keys.references) if one is not None]
    redaction = Redaction.of(key for one in named for key in one)
    redacted, sentences = redacted_records(table, redaction)
    count = keys.own.count(database)
    return Erasing(keys, count, holding, loads, tuple(sorted(extracts)), redaction, redacted, sentences)


def _holding(
    database: Database, project: Project, ledger: Ledger, keys: Keys, in_models: Mapping[str, str]
) -> Iterator[Holding]:
    owners = files_of(project.root, records_in(keys.table.folder)).owners
    used = {load.keyframe_file for load in ledger.loads(keys.table.declared)}
    for path, file in live_files(project, ledger, keys.table):
        condition = in_models.get(file.path) or is_erased(database, keys, path, file)
        rows, others = database.row(render("psa/rows_of_key", path=str(path), is_key=condition))
        if rows:
            is_used = file.role != "keyframe" or file.path in used
            kept = 0
            if file.role == "whole":
                is_kept = f"({condition}) AND _op = 'kept'"
                kept, _ = database.row(render("psa/rows_of_key", path=str(path), is_key=is_kept))
            yield Holding(owners[file.path], file, int(rows), int(others), is_used, condition, int(kept))


@dataclass(frozen=True)
class Cause:
    """Why keys are erased: a person named a key (its digest) of the table SOURCE.TABLE."""

    table: str
    known: ErasedKey


def erase(
    database: Database,
    project: Project,
    ledger: Ledger,
    erasings: Sequence[Erasing],
    cause: Cause,
    erased_at: dt.datetime,
) -> None:
    """Write the files of all tables anew without the keys, and record it: of all tables or, killed, of none.

    The ledger does not follow: what is derived has to be derived again, and the old files are deleted by the
    caller. `erased_at` is the clock (UTC).
    """
    parts = [
        _part(database, project, ledger, erasing, cause, erased_at)
        for erasing in erasings
        if erasing.files or erasing.keys.references or erasing.table.full_name == cause.table
    ]
    commit_forward(project.psa_path, parts)


def _part(
    database: Database,
    project: Project,
    ledger: Ledger,
    erasing: Erasing,
    cause: Cause,
    erased_at: dt.datetime,
) -> Part:
    table = erasing.table
    number = ledger.state(table.declared).log_number + 1
    scratch = project.psa_path / ".incoming" / f"erase-{table.full_name}-{number:06d}"
    scratch.mkdir(parents=True, exist_ok=True)
    files, moves = _written(database, project, erasing, number, scratch)
    for record_name, text in erasing.records.items():
        moves.append((write_text(scratch / record_name, text), table.log_folder / record_name))
    newest = ledger.head(table.declared)
    assert newest is not None
    record = EraseRecord(
        table=table.full_name,
        load_id=erasing.files[-1].load_id if erasing.files else newest.load_id,
        erased_at=erased_at,
        digest=cause.known.digest,
        kinds=cause.known.kinds,
        files=tuple(files),
        loads=erasing.loads,
        redacted=tuple(erasing.records),
        cause=cause.table,
        suppressed=tuple(_suppressed(database, project, erasing.keys)),
    )
    return Part(table.folder, number, record, moves)


def _written(
    database: Database, project: Project, erasing: Erasing, number: int, scratch: Path
) -> tuple[list[Rewritten], Moves]:
    """The files without the keys: those of the log in `scratch`, with their places; an archive's in place."""
    table = erasing.table
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
        select = render("psa/without_key", path=str(full), is_key=one.condition)
        database.finish(render("psa/write_parquet", select=select, path=str(path)))
        stored = StoredFile(
            _shown(project.root, after), one.file.role, one.others, path.stat().st_size, sha256_of(path)
        )
        shown = _shown(project.root, before)
        files.append(Rewritten(one.load_id, shown, stored, before.is_absolute()))
        if not before.is_absolute():
            moves.append((path, table.folder / after))
    return files, moves


def _suppressed(database: Database, project: Project, keys: Keys) -> Iterator[Suppression]:
    """Which rows of later deliveries are left out: those of the keys, and those that refer to erased ones."""
    secret = secret_of(project.psa_path)
    own = [replace(keys.own, columns=())] if keys.table.has_key else []
    for named in (*own, *keys.references):
        select = digests_of(named.relation, "key", keys.table.full_name, secret)
        digests = sorted({digest for *_, digest in database.rows(select)})
        if digests:
            yield Suppression(named.columns, named.kinds, tuple(digests))


def _shown(root: Path, path: Path) -> str:
    """A path as the record keeps it: one in an archive inside the project relative to the project."""
    return str(path.relative_to(root) if path.is_absolute() and path.is_relative_to(root) else path)


def forget(
    database: Database,
    project: Project,
    ledger: Ledger,
    cause: Cause,
    forgotten_at: dt.datetime,
    *,
    cascade: bool,
) -> list[str] | None:
    """Let later deliveries of an erased key in again; with `cascade` those of what was erased because of it.

    Gives the other tables (SOURCE.TABLE) in which something was erased because of it; None: it is not erased.
    """
    declared = project.sources[cause.table]
    digest = cause.known.digest
    others = ledger.erased_because(declared, digest)
    causes: dict[str, str | None] = {}
    if ledger.is_erased(declared, digest):
        causes[cause.table] = None
    if cascade:
        causes |= dict.fromkeys(others, cause.table)
    if not causes:
        return None
    parts = []
    for table, because in causes.items():
        one = project.sources[table]
        newest = ledger.head(one)
        assert newest is not None
        record = ForgetRecord(table, newest.load_id, forgotten_at, digest, because)
        number = ledger.state(one).log_number + 1
        parts.append(Part(project.psa_path / one.source / one.name, number, record, []))
    commit_forward(project.psa_path, parts)
    for table in causes:
        ledger.follow(project.sources[table])
    return others


def unfinished(project: Project, tables: Iterable[SourceTable]) -> bool:
    """Whether files that no record needs any more still lie in the folders of these tables."""
    return any(path.exists() for declared in tables for path in _replaced(project, declared))


def delete_replaced(project: Project, declared: SourceTable) -> None:
    """Delete the table's files that no record needs any more. The published file must not read them."""
    for path in _replaced(project, declared):
        path.unlink(missing_ok=True)


def _replaced(project: Project, declared: SourceTable) -> list[Path]:
    folder = project.psa_path / declared.source / declared.name
    files = files_of(project.root, records_in(folder))
    return [folder / path for path in sorted(files.replaced - set(files.live))]
