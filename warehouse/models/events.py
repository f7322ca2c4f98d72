"""What a history-keeping model reads: the change events of a source table's loads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.psa.loads import Load
from warehouse.psa.read import events_of
from warehouse.psa.table import PsaTable
from warehouse.templates import render


@dataclass(frozen=True)
class SourceEvents:
    """A source table with the SELECT of its events that are new to a model.

    Columns of `select`: the table's content columns, _op, load_date, load_seq, load_id, record_source.
    """

    table: PsaTable
    select: str


def source_events(table: PsaTable, loads: Sequence[Load]) -> SourceEvents | None:
    """The events of some accepted loads; None when they changed nothing."""
    events = events_of(table, loads)
    if events is None:
        return None
    select = render(
        "models/events",
        events=events,
        columns=list(table.content_columns),
        source_table=table.full_name,
    )
    return SourceEvents(table, select)


def no_events(table: PsaTable) -> SourceEvents:
    """Events of no load: their columns and types, without rows."""
    own = {
        "_op": "VARCHAR",
        "load_date": "TIMESTAMP",
        "load_seq": "INTEGER",
        "load_id": "UUID",
        "record_source": "VARCHAR",
    }
    return SourceEvents(table, render("models/no_events", columns={**table.content_columns, **own}))
