"""The newest accepted content of each table, as a table in the file, and the readings of its log."""

from __future__ import annotations

import json
from collections.abc import Sequence

from warehouse.database import DUCKDB_VERSION, Database, SqlError, first_error_line
from warehouse.errors import IntegrityError
from warehouse.project.sources import SourceTable
from warehouse.psa.columns import write_schema_history
from warehouse.psa.late import LateLoads, keep_late_keys, late_loads
from warehouse.psa.ledger import Ledger
from warehouse.psa.loads import Load
from warehouse.psa.read import ORDER_COLUMNS, content_of, events_of, seen_in
from warehouse.psa.readings import make_readings
from warehouse.psa.table import PsaTable
from warehouse.templates import render
from warehouse.version import count_change

_LOAD_COLUMNS = {
    "load_date": "TIMESTAMP",
    "load_id": "UUID",
    "record_source": "VARCHAR",
    "_source_file": "VARCHAR",
    "_loaded_at": "TIMESTAMP",
    "_confirmed": "TIMESTAMP",
}


def bring_current(database: Database, ledger: Ledger, declared: SourceTable) -> bool:
    """Let a table's content and readings follow its ledger; whether anything was to do.

    Loads added at the end are applied one after the other. Where others came late, the keys that they name
    are read again (psa/late.py). When anything else of the past, the columns or a definition changed, the
    content is read anew from the log.
    """
    state = ledger.state(declared)
    accepted = ledger.accepted(declared)
    if not state.contract.types:
        return False
    table = ledger.table(declared)
    bases = ledger.bases(declared)
    archives = ledger.archives(declared)
    definition = _definition(table, bases, archives, has_files=ledger.has_files(declared))
    same = state.current_definition == definition and state.current_epoch == state.epoch
    if same and state.current_loads == accepted:
        return False
    try:
        with database.sparing():
            _follow(database, ledger, table, definition, same)
    except SqlError as error:
        raise IntegrityError(
            f"The log of {table.full_name} cannot be read: {first_error_line(error)}",
            where=table.folder,
            fix="`warehouse verify` names the file; restore it from a backup",
            state="the published warehouse is the last good one",
        ) from error
    return True


def _follow(database: Database, ledger: Ledger, table: PsaTable, definition: str, same: bool) -> None:
    declared = table.declared
    state = ledger.state(declared)
    with database.transaction():
        if same:
            for load in ledger.loads(declared, skip=state.current_loads):
                _apply(database, table, load)
        else:
            late = late_loads(ledger, table) if state.current_definition == definition else None
            if late is None:
                _read_anew(database, table, ledger.loads(declared))
            else:
                _restate(database, table, ledger.loads(declared), late)
            replaced = ledger.replaced(declared)
            bases, archives = ledger.bases(declared), ledger.archives(declared)
            make_readings(database, table, bases, archives, replaced, ledger.has_files(declared))
            write_schema_history(database, table)
        ledger.note_current(declared, definition)
        count_change(database)


def _apply(database: Database, table: PsaTable, load: Load) -> None:
    events = events_of(table, [load])
    if events is None:
        return
    _confirm(database, table, [load])
    database.run(render("psa/remove_from_current", relation=table.current, key=table.key, events=events))
    arriving = render(
        "psa/content_of_one_load", events=events, columns=[*table.content_columns, "_load_date", "_load_seq"]
    )
    _add(database, table, arriving)


def _read_anew(database: Database, table: PsaTable, loads: list[Load]) -> None:
    columns = {**table.content_columns, "_hash64": "UBIGINT", **_LOAD_COLUMNS}
    database.run(render("psa/create_current", relation=table.current, columns=columns))
    if loads:
        _add(database, table, content_of(table, loads))
        _confirm(database, table, loads)


def _restate(database: Database, table: PsaTable, loads: Sequence[Load], late: LateLoads) -> None:
    """Read the keys again that late loads name: whatever counts for them happened there, or since.

    A key without an event since the first of them has the row, or none, that it had before.
    """
    if not late.files:
        return
    since = [load for load in loads if load.load_date >= late.since]
    names = {"key": table.key, "keys": "temp.late_keys"}
    keep_late_keys(database, table, late.files)
    if (events := events_of(table, since)) is not None:
        own = render("dimensional/events_of_keys", events=events, **names)
        database.run(render("psa/keep", relation="late_events", select=own))
        taken = {"relation": table.current, "keys": "temp.late_events", "key": table.key, "never_null": False}
        database.run(render("dimensional/forget_keys", **taken))
        columns = [*table.content_columns, *ORDER_COLUMNS]
        newest = {"events": "SELECT * FROM temp.late_events", "key": table.key, "columns": columns}
        _add(database, table, render("psa/content", **newest))
    if (seen := seen_in(table, since)) is not None:
        own = render("dimensional/events_of_keys", events=seen, **names)
        database.run(render("psa/confirm", relation=table.current, key=table.key, seen=own))


def _confirm(database: Database, table: PsaTable, loads: Sequence[Load]) -> None:
    """Note which rows the loads confirmed. A snapshot confirms all, which needs no note."""
    seen = seen_in(table, loads)
    if seen is not None:
        database.run(render("psa/confirm", relation=table.current, key=table.key, seen=seen))


def _add(database: Database, table: PsaTable, content: str) -> None:
    database.run(
        render(
            "psa/add_to_current",
            relation=table.current,
            content=content,
            columns=list(table.content_columns),
            hash64=table.hash64,
            source_table=table.full_name,
            of_slice=table.of_slice("l", "e"),
        )
    )


def _definition(table: PsaTable, bases: Sequence[Load], archives: Sequence[str], *, has_files: bool) -> str:
    """What the content and the readings depend on, beside the loads."""
    parts = [
        table.hash_definition,
        table.hash64,
        list(table.key),
        list(table.content_columns.items()),
        str(table.folder),
        DUCKDB_VERSION,
        [base.keyframe_file for base in bases],
        archives,
        has_files,
    ]
    return json.dumps(parts)
