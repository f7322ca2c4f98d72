"""SELECTs over the log: the events of some loads, and the content after one of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.psa.loads import Load
from warehouse.psa.table import PsaTable
from warehouse.templates import render

#: Metadata that content and events carry beside the table's columns.
ORDER_COLUMNS = ("_load_date", "_load_seq")


def events_of(table: PsaTable, loads: Sequence[Load]) -> str | None:
    """A SELECT of the change events of some accepted loads; None when they stored none.

    Columns: the delivered ones, hashes and _row_hash as the file keeps them, _op, _load_date, _load_seq.
    """
    files = [table.folder / load.changes_file for load in loads if load.changes_file]
    return _events(table, files, _as_stored(table, loads)) if files else None


def content_of(table: PsaTable, loads: Sequence[Load], *, then: Path | None = None) -> str:
    """A SELECT of the content after the last of `loads`, which is the chain from its beginning.

    `then` is a file of changes, not yet in the ledger, to apply after them. Columns: as the table's
    content_columns, with _load_date and _load_seq of the load that last changed the row.
    """
    base = max((i for i, load in enumerate(loads) if load.keyframe_file), default=None)
    files: list[Path] = []
    if base is not None:
        files.append(table.folder / str(loads[base].keyframe_file))
    after = loads if base is None else loads[base + 1 :]
    files += [table.folder / load.changes_file for load in after if load.changes_file]
    if then is not None:
        files.append(then)
    if not files:
        raise WarehouseError(f"No load of {table.full_name} has stored anything.")
    as_stored = _as_stored(table, after) and (
        base is None or loads[base].keyframe_definition == table.hash_definition
    )
    events = _events(table, files, as_stored)
    columns = [*table.content_columns, *ORDER_COLUMNS]
    if len(files) == 1:
        return render("psa/content_of_one_load", events=events, columns=columns)
    return render("psa/content", events=events, key=table.key, columns=columns)


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


def with_hash64(table: PsaTable, content: str) -> str:
    """The content with the 64-bit hash that finds unchanged rows."""
    return render("psa/content_with_hash64", content=content, hash64=table.hash64)


def _events(table: PsaTable, files: list[Path], hashes_as_stored: bool) -> str:
    return render(
        "psa/stored_events",
        files=[str(file) for file in files],
        schema=table.file_schema,
        values=table.values_to_read(hashes_as_stored=hashes_as_stored),
    )


def _as_stored(table: PsaTable, loads: Sequence[Load]) -> bool:
    return all(load.hash_definition == table.hash_definition for load in loads)
