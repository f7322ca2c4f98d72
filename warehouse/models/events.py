"""What a history-keeping model reads: the change events of a source table's loads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

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

    @property
    def load_dates(self) -> list[dt.datetime]:
        """The load dates of the events, one for each load."""
        return [load.load_date for load in self.loads]

    @property
    def comes_at_once(self) -> bool:
        """Whether all events are of one load: then a key has one of them at most."""
        return len(self.load_dates) == 1

    def last_of_dates(self) -> str:
        """The SELECT of the events, of each key and load date the last one.

        A load has one event of a key: only loads that share their date need to be told apart.
        """
        dates = self.load_dates
        if dates and len(set(dates)) == len(dates):
            return self.select
        return render("models/last_of_dates", events=self.select, key=self.table.key)

    def everything(self) -> str:
        """The SELECT of all events of the table, of each key and load date the last one.

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
        return replace(self, select=_select(self.table, loads), loads=loads).last_of_dates()


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
