"""The records that the private file has followed, so that one edited or deleted later shows at a glance.

Names and sizes are compared, no file is read: `verify` reads them all.
"""

from __future__ import annotations

import os
from pathlib import Path

from warehouse.database import Database
from warehouse.errors import IntegrityError
from warehouse.psa.record import read_record

_FIX = "`warehouse verify` names what is missing or edited, `verify --repair --from BACKUP` restores it"
_STATE = "nothing was loaded or built; the published warehouse is the last good one"


def follow_records(database: Database, table: str, log: Path, followed: int) -> list[tuple[int, str]]:
    """The numbers and names of a table's records behind number `followed`, in their order.

    The sizes of all are noted. IntegrityError where a record that was followed is gone, or of another size.
    """
    found = _records_in(log)
    noted = dict(database.rows("SELECT number, bytes FROM _store.records WHERE source_table = ?", [table]))
    for number in range(1, followed + 1):
        if number not in found:
            raise IntegrityError(
                "A commit record is missing.",
                where=f"{table}, log/{number:06d}-…",
                fix=f"{_FIX}; where an older log was put back on purpose, delete the folder .warehouse",
                state=_STATE,
            )
    for number, size in noted.items():
        if number in found and found[number][1] != size:
            _refuse_edited(table, log / found[number][0])
    new = [[number, size] for number, (_, size) in sorted(found.items()) if number not in noted]
    if new:
        numbers, sizes = zip(*new, strict=True)
        database.run(
            "INSERT INTO _store.records SELECT ?, unnest(?), unnest(?)", [table, list(numbers), list(sizes)]
        )
    return [(number, name) for number, (name, _) in sorted(found.items()) if number > followed]


def forget_records(database: Database, table: str) -> None:
    """Forget the sizes of a table's records: some were written anew."""
    database.run("DELETE FROM _store.records WHERE source_table = ?", [table])


def _records_in(log: Path) -> dict[int, tuple[str, int]]:
    if not log.is_dir():
        return {}
    with os.scandir(log) as entries:
        return {
            int(entry.name[: entry.name.index("-")]): (entry.name, entry.stat().st_size)
            for entry in entries
            if entry.name.endswith(".json") and entry.name[0] != "."
        }


def _refuse_edited(table: str, path: Path) -> None:
    read_record(path)  # says so itself where the record's own seal is broken
    raise IntegrityError(
        "This commit record is not the one that was followed: its size differs.",
        where=f"{table}, {path}",
        fix=_FIX,
        state=_STATE,
    )
