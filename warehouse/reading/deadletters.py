"""Dead letters read from the log itself, so that they show before anything is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from warehouse.database import Database, SqlError, first_error_line
from warehouse.errors import IntegrityError, UsageError, did_you_mean
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.erasures import EraseRecord
from warehouse.psa.letters import REJECTED_ROWS, RETRIED
from warehouse.psa.record import (
    ACCEPTED,
    DecisionRecord,
    LettersRecord,
    LoadRecord,
    Record,
    StoredFile,
    read_record,
    record_numbers,
)
from warehouse.psa.retained import PruneRecord
from warehouse.templates import render

WAITING = "waiting"


@dataclass(frozen=True)
class DeadLetter:
    """One rejected row. `number` counts within its load; `letter_id` has the load's first 8 digits and it.

    `status`: waiting, retried, discarded, or that of a load that does not count (quarantined, rejected).
    `raw` is the text as delivered, `given` its values by column as JSON (None for a line that is no row).
    `key` is its key as texts, None where it cannot be read. `mended_by` is the load of its retry.
    """

    letter_id: str
    table: str
    load_date: dt.datetime
    load_seq: int
    load_id: str
    number: int
    status: str
    reason: str
    column: str
    line: int | None
    source_file: str
    raw: str
    given: str | None
    key: tuple[str, ...] | None
    note: str = ""
    mended_by: str | None = None


@dataclass
class _Load:
    """A load as far as dead letters go. `fates`: letter → (fate, note, load that mends it)."""

    record: LoadRecord
    status: str
    file: StoredFile | None = None
    fates: dict[int, tuple[str, str, str | None]] = field(default_factory=dict)


def dead_letters(project: Project, table: str | None = None) -> list[DeadLetter]:
    """All rejected rows in the log by load date; of one table if it is named, UsageError if unknown."""
    tables = list(project.sources.values())
    if table is not None:
        try:
            tables = [project.source_table(table)]
        except KeyError:
            raise UsageError(
                f"There is no source table '{table}'.", fix=did_you_mean(table, project.sources)
            ) from None
    with Database.open(None) as database:
        found = [letter for declared in tables for letter in _of_table(database, project, declared)]
    return sorted(found, key=lambda letter: (letter.load_date, letter.table, letter.load_seq, letter.number))


def chosen(letters: Sequence[DeadLetter], ids: Iterable[str]) -> list[DeadLetter]:
    """The waiting letters that ids name: one each, or all of a load whose id begins so.

    Raises UsageError for an id that names none, or one that does not wait.
    """
    found: dict[tuple[str, int], DeadLetter] = {}
    for given in ids:
        # The beginning of a load's id may look like a letter's: 1234abcd-1 and 1234abcd-1f00.
        named = [letter for letter in letters if letter.letter_id == given] or [
            letter for letter in letters if len(given) >= 4 and letter.load_id.startswith(given)
        ]
        waiting = [letter for letter in named if letter.status == WAITING]
        if not waiting:
            raise _not_waiting(given, named)
        found |= {(letter.load_id, letter.number): letter for letter in waiting}
    return list(found.values())


def _not_waiting(given: str, named: Sequence[DeadLetter]) -> UsageError:
    if not named:
        return UsageError(
            f"There is no dead letter '{given}'.",
            fix="`warehouse dlq list --all` shows them; the beginning of a load's id names all its letters",
            state="nothing was changed",
        )
    status = named[0].status
    fix = {
        "quarantined": "decide on its load first: warehouse accept or reject",
        "rejected": "its load does not count; warehouse accept takes it in again",
    }.get(status, "there is nothing to do")
    what = f"its load is {status}" if status in ("quarantined", "rejected") else f"it is {status}"
    return UsageError(
        f"The dead letter '{given}' does not wait: {what}.", fix=fix, state="nothing was changed"
    )


def _of_table(database: Database, project: Project, declared: SourceTable) -> Iterator[DeadLetter]:
    folder = project.psa_path / declared.source / declared.name
    loads: dict[str, _Load] = {}
    for _, name in record_numbers(folder / "log"):
        _follow(loads, read_record(folder / "log" / name))
    for load in loads.values():
        if load.file is not None:
            yield from _of_load(database, folder, load, loads)


def _follow(loads: dict[str, _Load], record: Record) -> None:
    if isinstance(record, LoadRecord):
        loads[record.load_id] = _Load(record, record.status, _letters_file(record.files))
        if record.mends is not None:
            for number in record.mends.letters:
                loads[record.mends.load_id].fates[number] = RETRIED, record.mends.note, record.load_id
    elif isinstance(record, DecisionRecord):
        loads[record.load_id].status = record.status
        loads[record.load_id].file = _letters_file(record.files) or loads[record.load_id].file
    elif isinstance(record, PruneRecord):
        for load_id in record.loads:
            loads[load_id].file = None
    elif isinstance(record, EraseRecord):
        for one in record.files:
            if one.file is not None and one.file.role == REJECTED_ROWS:
                loads[one.load_id].file = one.file
    elif isinstance(record, LettersRecord):
        for number in record.letters:
            loads[record.load_id].fates[number] = record.fate, record.note, None


def _letters_file(files: Sequence[StoredFile]) -> StoredFile | None:
    return next((file for file in files if file.role == REJECTED_ROWS), None)


def _of_load(database: Database, folder: Path, load: _Load, loads: dict[str, _Load]) -> Iterator[DeadLetter]:
    record, file = load.record, load.file
    assert file is not None
    try:
        rows = database.rows(render("read/letters_of_file", path=str(folder / file.path)))
    except SqlError as error:
        raise IntegrityError(
            f"The dead letters of a load cannot be read: {first_error_line(error)}",
            where=f"{record.table}, {folder / file.path}",
            fix="`warehouse verify` names the file; restore it from a backup",
        ) from error
    for number, line, source_file, column, reason, raw, given, key in rows:
        fate, note, mended_by = load.fates.get(number, (WAITING, "", None))
        if fate == RETRIED and mended_by is not None and loads[mended_by].status != ACCEPTED:
            fate = WAITING
        if fate == WAITING and load.status != ACCEPTED:
            fate = load.status
        yield DeadLetter(
            f"{record.load_id[:8]}-{number}",
            record.table,
            record.load_date,
            record.load_seq,
            record.load_id,
            number,
            fate,
            reason,
            column,
            line,
            source_file,
            raw,
            given,
            None if key is None else tuple(key),
            note,
            mended_by if fate == RETRIED else None,
        )
