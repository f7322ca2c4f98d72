"""Erasing one key of a table: every file of its log that holds the key is written anew without it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from warehouse.database import Database
from warehouse.errors import IntegrityError, UsageError
from warehouse.project.deliveries import APPEND, SNAPSHOT
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.chain import sha256_of
from warehouse.psa.commit import Part, commit_forward
from warehouse.psa.erasures import EraseRecord, ForgetRecord, Recounted, Rewritten
from warehouse.psa.files import LogFiles, files_of, records_in
from warehouse.psa.hashes import canonical_text
from warehouse.psa.ledger import Ledger
from warehouse.psa.read import STORED_EVENTS, base_events, events_of
from warehouse.psa.record import (
    ACCEPTED,
    Content,
    Counts,
    LoadRecord,
    StoredFile,
    record_numbers,
    sealed,
    write_text,
)
from warehouse.psa.suppress import ErasedKey, digests_select, secret_of, typed_keys
from warehouse.psa.table import PsaTable
from warehouse.templates import literal, literals, name, render, union_all

_MODULO = 2**64
#: What stands in records where the key stood.
GONE = "[erased]"


@dataclass(frozen=True)
class Key:
    """The key to erase: the words it was given by, its canonical texts, its keyed digest."""

    words: tuple[str, ...]
    texts: tuple[str, ...]
    known: ErasedKey

    def redacted(self, text: str) -> str:
        """A sentence of a record without the key, where it stands as a word of its own."""
        for shown in {" | ".join(self.words), " | ".join(self.texts)}:
            text = re.sub(rf"(?<!\w){re.escape(shown)}(?!\w)", GONE, text)
        return text


@dataclass(frozen=True)
class Holding:
    """A file that holds the key in `rows` of its rows; `others` are the rest. `is_used`: it is read."""

    load_id: str
    file: StoredFile
    rows: int
    others: int
    is_used: bool


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


def key_of(
    database: Database, project: Project, ledger: Ledger, declared: SourceTable, words: Sequence[str]
) -> Key:
    """The key that words name. UsageError when they are no key of the table."""
    if not declared.key:
        raise UsageError(
            f"{declared.full_name} has no key, so none of its rows can be named.",
            where=declared.place,
            fix="declare `key:` on the source table",
            state="nothing was changed",
        )
    if len(words) != len(declared.key):
        raise UsageError(
            f"The key of {declared.full_name} is ({', '.join(declared.key)}): {len(declared.key)} values.",
            fix=f"give {' '.join(c.upper() for c in declared.key)}",
            state="nothing was changed",
        )
    if not ledger.has_columns(declared):
        raise UsageError(
            f"{declared.full_name} has no accepted load, so there is nothing to erase.",
            where=declared.place,
            fix="accept a load first; `warehouse loads` shows what there is",
            state="nothing was changed",
        )
    import polars as pl

    table = ledger.table(declared)
    kinds = tuple(table.columns[c] for c in declared.key)
    given = pl.DataFrame({c: [word] for c, word in zip(declared.key, words, strict=True)})
    secret = secret_of(project.psa_path, make=not _was_erased(project))
    with Database.open(None) as aside:
        aside.bind("typed_keys", typed_keys(given, declared.key, kinds, is_text=True).to_arrow())
        select = digests_select(declared.full_name, declared.key, kinds, secret)
        _, texts, digest = aside.row(select)
    for column, kind, word, text in zip(declared.key, kinds, words, texts, strict=True):
        if text is None:
            raise UsageError(
                f"'{word}' is no value of {declared.full_name}.{column}, which is {kind}.",
                fix="give the key as the source writes it",
                state="nothing was changed",
            )
    return Key(tuple(words), tuple(texts), ErasedKey(digest, kinds))


def _was_erased(project: Project) -> bool:
    """Whether any table has erased a key: then the key of the digests must be there."""
    return any(b'"event":"erase"' in path.read_bytes() for path in project.psa_path.glob("*/*/log/*.json"))


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
    loads, brought = _recounted(database, ledger, table, key, holding)
    extracts = {
        s.path for r in records if isinstance(r, LoadRecord) and r.load_id in brought for s in r.sources
    }
    return Erasing(table, key, holding, loads, tuple(sorted(extracts)), _redacted_records(table, key))


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
            render("psa/rows_of_key", path=str(full), is_key=_is_key(database, table, key, full, file))
        )
        if rows:
            is_used = file.role != "keyframe" or path in used
            yield Holding(files.owners[path], file, int(rows), int(others), is_used)


def _is_key(database: Database, table: PsaTable, key: Key, path: Path, file: StoredFile) -> str:
    """The condition that a row of a file is one of the key."""
    if file.role == "rejected":
        words = " AND ".join(
            f"regexp_matches(concat_ws(' ', raw, given), {literal(_word(part))})" for part in key.words
        )
        return f"key = [{literals(key.texts)}] OR (key IS NULL AND {words})"
    found = database.types(render("psa/without_key", path=str(path), is_key="false"))
    parts = []
    for column, kind, text in zip(table.declared.key, key.known.kinds, key.texts, strict=True):
        stored = next((c for c in (table.contract.first_name(column), column) if c in found), None)
        if stored is None:
            raise IntegrityError(
                f"This file has no column '{column}', which is part of the key.",
                where=path,
                fix="reject and prune its load",
                state="nothing was changed",
            )
        tries = {
            canonical_text(f"TRY_CAST({name(stored)} AS {kind})", kind),
            canonical_text(name(stored), found[stored]),
        }
        parts.append("(" + " OR ".join(f"{one} = {literal(text)}" for one in sorted(tries)) + ")")
    return " AND ".join(parts)


def _word(part: str) -> str:
    """The pattern of a text as a word of its own, as DuckDB's regular expressions have it."""
    escaped = "".join(c if c.isalnum() or ord(c) > 127 else f"\\x{{{ord(c):x}}}" for c in part)
    return rf"(^|[^\pL\pN_]){escaped}($|[^\pL\pN_])"


def _recounted(
    database: Database, ledger: Ledger, table: PsaTable, key: Key, holding: Sequence[Holding]
) -> tuple[tuple[Recounted, ...], set[str]]:
    """What loads count and come to without the key, where it is other; and which loads brought it."""
    loads = ledger.loads(table.declared)
    selects = [base_events(table, base) for base in loads if base.is_pruned]
    stored = events_of(table, loads, STORED_EVENTS)
    selects += [] if stored is None else [stored]
    in_loads: dict[str, tuple[Any, ...]] = {}
    if selects:
        pairs = zip(table.declared.key, key.known.kinds, key.texts, strict=True)
        is_key = " AND ".join(f"{canonical_text(name(c), kind)} = {literal(text)}" for c, kind, text in pairs)
        in_loads = {
            row[0]: row[1:]
            for row in database.rows(
                render(
                    "psa/key_in_loads",
                    events=union_all(selects),
                    is_key=is_key,
                    slice=table.slice_value,
                    source_table=table.full_name,
                )
            )
        }
    found = []
    brought = set()
    for load_id, status, *numbers in database.rows(render("meta/counts_of_loads"), [table.full_name]):
        counts = Counts(*numbers[:9])
        content = None if numbers[9] is None else Content(*numbers[9:])
        mine = [one for one in holding if one.load_id == load_id]
        now, content_now = counts, content
        if status == ACCEPTED and load_id in in_loads:
            now, content_now = _without(counts, content, in_loads[load_id])
        elif status != ACCEPTED:
            now = _moved(now, None, sum(one.rows for one in mine if one.file.role == "whole"))
        now = _moved(now, "rejected", sum(one.rows for one in mine if one.file.role == "rejected"))
        if now.erased > counts.erased:
            brought.add(load_id)
        if (now, content_now) != (counts, content):
            found.append(Recounted(load_id, now, content_now))
    return tuple(found), brought


def _without(counts: Counts, content: Content | None, row: tuple[Any, ...]) -> tuple[Counts, Content | None]:
    """The counts and content of an accepted load without a key; `row` is what psa/key_in_loads says of it."""
    extract, is_pruned, own, high, low = row
    if content is not None and high is not None:
        content = Content(
            content.rows - 1, (content.high - int(high)) % _MODULO, (content.low - int(low)) % _MODULO
        )
    if is_pruned:
        return counts, content
    if own == "delete" and extract == SNAPSHOT:
        return replace(counts, removed=counts.removed - 1), content
    if own is None:
        was_delivered = extract == SNAPSHOT and high is not None
        return (_moved(counts, "unchanged") if was_delivered else counts), content
    seen = "duplicate" if extract == APPEND else "unchanged"
    kind = {"insert": "new", "update": "changed", "seen": seen, "delete": "deleted", "miss": "deleted"}.get(
        own
    )
    return (_moved(counts, kind) if kind else counts), content


def _moved(counts: Counts, kind: str | None, rows: int = 1) -> Counts:
    """The counts with rows of a kind counted as erased."""
    fewer = {} if kind is None else {kind: getattr(counts, kind) - rows}
    return replace(counts, **fewer, erased=counts.erased + rows)


def _redacted_records(table: PsaTable, key: Key) -> dict[str, str]:
    """The records that name the key in their sentences, by name, as sealed text without it."""
    found = {}
    for _, record in record_numbers(table.log_folder):
        text = (table.log_folder / record).read_text(encoding="utf-8")
        data = json.loads(text)
        data.pop("sha256", None)
        before = json.dumps(data)
        for part in ("reasons", "notes"):
            if part in data:
                data[part] = [key.redacted(sentence) for sentence in data[part]]
        for holder in (data, data.get("mends") or {}):
            if isinstance(holder.get("note"), str):
                holder["note"] = key.redacted(holder["note"])
        if json.dumps(data) != before:
            found[record] = sealed(json.dumps(data, separators=(",", ":"), ensure_ascii=False))
    return found


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
            "psa/without_key", path=str(full), is_key=_is_key(database, table, key, full, one.file)
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
