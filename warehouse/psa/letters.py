"""Dead letters in the ledger: rejected rows taken in from their files, and what a person did with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from warehouse.database import Database, SqlError, first_error_line
from warehouse.errors import IntegrityError
from warehouse.psa.record import LettersRecord, LoadRecord, StoredFile
from warehouse.templates import render

REJECTED_ROWS = "rejected"
DISCARDED = "discarded"
RETRIED = "retried"


def enter_letters(
    database: Database, folder: Path, table: str, load_id: str, files: Iterable[StoredFile]
) -> None:
    """Take in the rejected rows that a load's files hold. IntegrityError for a file that cannot be read."""
    for file in files:
        if file.role != REJECTED_ROWS:
            continue
        path = folder / file.path
        if not path.is_file():
            continue  # replaced by a later record, or gone: `verify` tells them apart
        try:
            database.run(render("meta/forget_letters"), [table, load_id])
            database.run(render("meta/enter_letters", source_table=table, load_id=load_id, path=str(path)))
        except SqlError as error:
            raise IntegrityError(
                f"The dead letters of a load cannot be read: {first_error_line(error)}",
                where=f"{table}, {path}",
                fix="restore the file from a backup",
                state="the log was not changed",
            ) from error


def enter_mended(database: Database, record: LoadRecord) -> None:
    """Note which rejected rows a retry delivers again."""
    if record.mends is not None:
        mended = record.mends
        _enter_fates(
            database,
            (record.table, mended.load_id),
            mended.letters,
            (RETRIED, record.loaded_at, mended.note, record.load_id),
        )


def enter_fate(database: Database, record: LettersRecord) -> None:
    """Note what a person decided on rejected rows."""
    _enter_fates(
        database,
        (record.table, record.load_id),
        record.letters,
        (record.fate, record.decided_at, record.note, None),
    )


def _enter_fates(
    database: Database,
    of: tuple[str, str],
    letters: Sequence[int],
    fate: tuple[str, dt.datetime, str, str | None],
) -> None:
    database.run(render("meta/enter_fates"), [*of, list(letters), *fate])
