"""Verification: every file of the log against its record, every load's content against its fingerprint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.database import Database, SqlError, first_error_line
from warehouse.errors import IntegrityError, agreeing
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.chain import sha256_of
from warehouse.psa.files import LogFiles, files_of
from warehouse.psa.ledger import Ledger
from warehouse.psa.loads import Load
from warehouse.psa.read import base_events, events_of
from warehouse.psa.record import Record, StoredFile, read_record, record_numbers
from warehouse.templates import render, union_all

_MODULO = 2**64


@dataclass(frozen=True)
class Finding:
    """One thing that is not as recorded: the table, the file or load it is about, and what is wrong."""

    table: str
    about: str
    what: str


def verify_table(
    database: Database, project: Project, ledger: Ledger, declared: SourceTable
) -> list[Finding]:
    """Everything in one table's log that does not match its record. The ledger need not have followed it.

    Files are read whole. When the records or files are damaged, contents are not judged beyond that.
    """
    folder = project.psa_path / declared.source / declared.name
    records, findings = _records(declared, folder)
    files = files_of(project.root, records)
    findings += _wrong_files(declared, folder, files)
    findings += _unknown_files(declared, folder, files)
    if not findings:
        findings += _wrong_contents(database, ledger, declared)
    return findings


def _records(declared: SourceTable, folder: Path) -> tuple[list[Record], list[Finding]]:
    records: list[Record] = []
    findings: list[Finding] = []
    expected = 1
    for number, name in record_numbers(folder / "log"):
        for missing in range(expected, number):
            findings.append(
                Finding(declared.full_name, f"log/{missing:06d}-…", "this commit record is missing")
            )
        expected = number + 1
        try:
            records.append(read_record(folder / "log" / name))
        except IntegrityError as error:
            findings.append(Finding(declared.full_name, f"log/{name}", error.what))
    return records, findings


def _wrong_files(declared: SourceTable, folder: Path, files: LogFiles) -> Iterator[Finding]:
    for path, stored in files.live.items():
        what = file_fault(folder / path, stored)
        if what is not None:
            yield Finding(declared.full_name, path, what)


def file_fault(path: Path, stored: StoredFile) -> str | None:
    """What is wrong with a file; None when it is as its record says."""
    if not path.is_file():
        # A keyframe that a late load made untrue is replaced without a record of its own.
        is_archived = Path(stored.path).is_absolute()
        missing = "this file is missing" + (" from the archive; bring its folder back" if is_archived else "")
        return None if stored.role == "keyframe" and not is_archived else missing
    size = path.stat().st_size
    if size != stored.bytes:
        return f"this file has {size:,} bytes, its record says {stored.bytes:,}"
    if sha256_of(path) != stored.sha256:
        return "this file is not as it was written (its SHA-256 differs)"
    return None


def _unknown_files(declared: SourceTable, folder: Path, files: LogFiles) -> Iterator[Finding]:
    for path in sorted(folder.rglob("*")):
        inside = str(path.relative_to(folder))
        is_record = inside.startswith("log/") and inside.endswith(".json")
        if path.is_dir() or is_record or inside in files.live or inside in files.replaced:
            continue
        yield Finding(declared.full_name, inside, "no record knows this file")


def _wrong_contents(database: Database, ledger: Ledger, declared: SourceTable) -> Iterator[Finding]:
    """Loads whose stored rows do not come to the content their records give."""
    loads = ledger.loads(declared)
    table = ledger.table(declared)
    selects = [base_events(table, base) for base in loads if base.is_pruned]
    kept = events_of(table, loads)
    selects += [] if kept is None else [kept]
    if not selects:
        return
    events = union_all(selects)
    try:
        if table.has_key:
            wrong = database.rows(render("psa/wrong_row_hashes", events=events, row_hash=table.row_hash))
            for load_date, load_seq, rows in wrong:
                about = f"load {load_date} ({load_seq})"
                yield Finding(
                    declared.full_name,
                    about,
                    agreeing(rows, "row has", "rows have") + " another hash than is stored",
                )
        recomputed = {
            (slice, load_date, load_seq): (rows, int(high) % _MODULO, int(low) % _MODULO)
            for slice, load_date, load_seq, rows, high, low in database.rows(
                render("psa/recomputed_fingerprints", events=events, key=table.key, slice=table.slice_value)
            )
        }
    except SqlError as error:
        yield Finding(declared.full_name, "its files", f"they cannot be read: {first_error_line(error)}")
        return
    yield from _wrong_fingerprints(declared, loads, recomputed)


def _wrong_fingerprints(
    declared: SourceTable, loads: Sequence[Load], recomputed: Mapping[Any, tuple[int, int, int]]
) -> Iterator[Finding]:
    contents: dict[str | None, tuple[int, int, int]] = {}
    for load in loads:
        # A load that changed nothing has no events: its content is the one before it, of its slice.
        content = recomputed.get((load.slice, *load.order), contents.get(load.slice, (0, 0, 0)))
        contents[load.slice] = content
        if content != (load.row_count, load.high, load.low):
            yield Finding(
                declared.full_name,
                f"load {load.load_id} of {load.load_date}",
                f"reads back as {agreeing(content[0], 'row', 'rows')} with another fingerprint than its "
                f"record's {load.row_count or 0:,}",
            )
