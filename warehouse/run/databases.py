"""Loading from databases: each is asked once a run, at the start of the run."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from warehouse.errors import DeclarationError, SourceError
from warehouse.project.context import Surroundings
from warehouse.project.relation import Relation
from warehouse.project.sources import SourceTable
from warehouse.psa.handed import fingerprint
from warehouse.psa.load import Loader, LoadOutcome
from warehouse.psa.record import Extras
from warehouse.run.command import Run
from warehouse.sources.databases import read_database
from warehouse.sources.databases.asking import Ask
from warehouse.sources.databases.connection import Connection, connection_of
from warehouse.sources.delivery import Delivery
from warehouse.sources.dumps.spooled import DumpedTable
from warehouse.sources.spool import Spooled

if TYPE_CHECKING:
    import polars as pl


def load_from_database(run: Run, loader: Loader, declared: SourceTable) -> list[LoadOutcome]:
    """Ask a table's database and load the answer; no load where there is nothing since the last time.

    Raises SourceError when it does not answer: nothing was stored then.
    """
    connection = _connection(run, declared)
    since = _since(run, declared)
    rows = read_database(connection, Ask(declared, since), loader.incoming)
    contract = run.state.ledger.state(declared).contract
    opener = partial(rows.open, contract) if isinstance(rows, DumpedTable) else rows.open
    watermark, count = _watermark(opener(), declared)
    if since is not None and not count:
        return []
    found = Spooled(
        declared,
        rows.path,
        None,
        f"{connection.shown}#{declared.identifier}",
        rows.path.stat().st_size,
        fingerprint(run.state.database, rows.path, rows.stored),
        opener,
        rows.notes,
    )
    return loader.load_slices(found, Extras(tags=run.tags, watermark=watermark))


def _connection(run: Run, declared: SourceTable) -> Connection:
    """The database, with its template rendered now: what it holds must not outlive the run."""
    assert declared.origin.connection is not None
    nothing_to_read = Surroundings(lambda target, suffix: Relation(str(target)))
    try:
        text = run.project.renderer.value(declared.origin.connection, nothing_to_read, declared.place)
    except DeclarationError as error:
        raise SourceError(
            error.what,
            where=f"{declared.full_name}, connection ({declared.place})",
            fix=error.fix,
            state="nothing of this delivery was stored; what was loaded before stays",
        ) from error
    return connection_of(str(text), declared, run.project.root)


def _since(run: Run, declared: SourceTable) -> str | None:
    """From which value of the cursor on rows are asked for: the greatest in the log, less the overlap."""
    if declared.origin.cursor is None:
        return None
    if declared.extract == "snapshot":
        raise DeclarationError(
            f"{declared.full_name} has a cursor, so that an answer does not hold the whole table.",
            where=declared.place,
            fix="declare `extract: upsert` (rows that change) or `extract: append` (rows that only come)",
            state="nothing of this delivery was stored",
        )
    mark = run.state.ledger.watermark(declared)
    return None if mark is None else _less(mark, declared.origin.overlap)


def _less(mark: str, overlap: int) -> str:
    """A watermark less an overlap: a number, or a time less so many seconds."""
    if mark.lstrip("-").isdigit():
        return str(int(mark) - overlap)
    try:
        moment = dt.datetime.fromisoformat(mark)
    except ValueError:
        return mark
    if len(mark) == len("2026-06-01"):
        return (moment - dt.timedelta(seconds=overlap)).date().isoformat()
    return (moment - dt.timedelta(seconds=overlap)).isoformat(" ")


def _watermark(delivery: Delivery, declared: SourceTable) -> tuple[str | None, int]:
    """The greatest value of the cursor column as text, and the number of rows."""
    cursor = declared.origin.cursor
    if cursor is None:
        return None, 0
    column = declared.renames.get(cursor, cursor)
    if column not in delivery.columns:
        raise SourceError(
            f"The answer has no column '{cursor}', which is the cursor.",
            where=f"{declared.full_name} ({declared.place})",
            fix=f"correct `cursor:`; the columns are: {', '.join(delivery.columns)}",
            state="nothing of this delivery was stored",
        )
    parts: list[pl.Series] = []
    count = 0
    for batch in delivery.batches():
        count += batch.height
        parts.append(batch[column].drop_nulls().sort().tail(1))
    greatest = [value for part in parts for value in part.to_list()]
    if not greatest:
        return None, count
    most = max(greatest)
    return most.isoformat(" ") if isinstance(most, dt.datetime) else str(most), count
