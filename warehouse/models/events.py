"""What a history-keeping model reads: the change events of a source table's loads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from warehouse.errors import BuildError
from warehouse.psa.loads import Load
from warehouse.psa.read import events_of
from warehouse.psa.table import PsaTable
from warehouse.templates import render


@dataclass(frozen=True)
class SourceEvents:
    """A source table with the SELECT of its events that are new to a model.

    Columns of `select`: the table's content columns, _op, load_date, load_seq, load_id, record_source.
    `loads` are those it comes from; `chain` gives all accepted loads.
    """

    table: PsaTable
    select: str
    loads: Sequence[Load] = ()
    chain: Callable[[], Sequence[Load]] = tuple

    def everything(self) -> str:
        """The SELECT of all events of the table, those of `select` among them.

        Raises BuildError when the table was pruned: the events of those loads are not there any more.
        """
        loads = self.chain()
        if any(load.is_pruned for load in loads):
            raise BuildError(
                f"A state that begins before the last one of its key cannot be placed: early loads of "
                f"{self.table.full_name} are pruned.",
                where=self.table.declared.place,
                fix="reject the load that brings it, or deliver it with a later time",
                state="the model's last rows stay; nothing is published",
            )
        return _select(self.table, loads)


def source_events(
    table: PsaTable, loads: Sequence[Load], chain: Callable[[], Sequence[Load]] = tuple
) -> SourceEvents | None:
    """The events of some accepted loads, out of the chain of all; None when they changed nothing."""
    if not any(load.changes_file for load in loads):
        return None
    return SourceEvents(table, _select(table, loads), loads, chain)


def _select(table: PsaTable, loads: Sequence[Load]) -> str:
    events = events_of(table, loads)
    if events is None:
        return no_events(table).select
    return select_of(table, events)


def select_of(table: PsaTable, events: str) -> str:
    """Events of the log (a SELECT), each with its load."""
    return render(
        "models/events",
        events=events,
        columns=list(table.content_columns),
        source_table=table.full_name,
        of_slice=table.of_slice("l", "e"),
    )


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
