"""SELECTs over the log: the events of some loads, and the content after one of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from warehouse.project.deliveries import SNAPSHOT
from warehouse.psa.loads import Load
from warehouse.psa.table import PsaTable
from warehouse.templates import render

#: Events that change the content.
CHANGE_EVENTS = ("insert", "update", "delete")

#: All events: `seen` is a delivered row that changed nothing, `miss` a deletion of a key that was not there.
ALL_EVENTS = (*CHANGE_EVENTS, "seen", "miss")

#: What a file of changes may hold: also keys that a snapshot `kept`, as only its rejected rows had them.
STORED_EVENTS = (*ALL_EVENTS, "kept")

#: Metadata that content and events carry beside the table's columns.
ORDER_COLUMNS = ("_load_date", "_load_seq")


def events_of(
    table: PsaTable, loads: Sequence[Load], operations: Sequence[str] = CHANGE_EVENTS
) -> str | None:
    """A SELECT of the events of some accepted loads; None when they stored none.

    Columns: the delivered ones, hashes and _row_hash as the file keeps them, _op, _load_date, _load_seq.
    """
    files = [table.folder / load.changes_file for load in loads if load.changes_file]
    return _events(table, files, _as_stored(table, loads), operations) if files else None


def events_in(table: PsaTable, path: Path, operations: Sequence[str] = CHANGE_EVENTS) -> str:
    """A SELECT of the events in one file, written under the table's present hashes, as events_of gives it."""
    return _events(table, [path], True, operations)


def content_of(table: PsaTable, loads: Sequence[Load]) -> str:
    """A SELECT of the content after the last of `loads`: of all slices, each a chain from its beginning.

    Columns: as the table's content_columns, with _load_date and _load_seq of the load that last changed the
    row.
    """
    chains: dict[str | None, list[Load]] = {}
    for load in loads:
        chains.setdefault(load.slice, []).append(load)
    files: list[Path] = []
    as_stored = True
    for chain in chains.values():
        base = max((i for i, load in enumerate(chain) if load.keyframe_file), default=None)
        if base is not None:
            files.append(table.folder / str(chain[base].keyframe_file))
            as_stored = as_stored and chain[base].keyframe_definition == table.hash_definition
        after = chain if base is None else chain[base + 1 :]
        files += [table.folder / load.changes_file for load in after if load.changes_file]
        as_stored = as_stored and _as_stored(table, after)
    columns = [*table.content_columns, *ORDER_COLUMNS]
    if not files:
        return render("psa/content_of_one_load", events=no_events(table), columns=columns)
    events = _events(table, files, as_stored, CHANGE_EVENTS)
    if len(files) == 1:
        return render("psa/content_of_one_load", events=events, columns=columns)
    return render("psa/content", events=events, key=table.key, columns=columns)


def seen_in(table: PsaTable, loads: Sequence[Load]) -> str | None:
    """A SELECT of which rows loads confirmed without changing them, up to a horizon too; None: none did.

    Snapshots confirm all rows, which needs no event.
    """
    named = [load for load in loads if load.changes_file and load.extract != SNAPSHOT]
    files = [table.folder / str(load.changes_file) for load in named]
    files += [table.folder / str(load.keyframe_file) for load in loads if load.is_pruned]
    return _events(table, files, True, ("seen",)) if files else None


def base_events(table: PsaTable, base: Load) -> str:
    """The content at a horizon as events: each of its rows inserted by `base`, the newest load that went."""
    as_stored = base.keyframe_definition == table.hash_definition
    return render(
        "psa/base_events",
        path=str(table.folder / str(base.keyframe_file)),
        schema=table.file_schema,
        values=table.values_to_read(hashes_as_stored=as_stored),
        load_date=base.load_date,
        load_seq=base.load_seq,
    )


def no_events(table: PsaTable) -> str:
    """A SELECT of no events, in the shape of events_of."""
    own = {"_op": "VARCHAR", "_load_date": "TIMESTAMP", "_load_seq": "INTEGER"}
    return render("models/no_events", columns={**table.content_columns, **own})


def with_hash64(table: PsaTable, content: str) -> str:
    """The content with the 64-bit hash that finds unchanged rows."""
    return render("psa/content_with_hash64", content=content, hash64=table.hash64)


def _events(table: PsaTable, files: list[Path], hashes_as_stored: bool, operations: Sequence[str]) -> str:
    return render(
        "psa/stored_events",
        files=[str(file) for file in files],
        schema=table.file_schema,
        values=table.values_to_read(hashes_as_stored=hashes_as_stored),
        operations=operations,
    )


def _as_stored(table: PsaTable, loads: Sequence[Load]) -> bool:
    return all(load.hash_definition == table.hash_definition for load in loads)
