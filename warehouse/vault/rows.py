"""The rows that a source holds, remembered between builds, so that a change is seen without reading history.

A satellite's conflicts, the sets of a multi-active satellite, and when a key or a relation was there all ask
the same: which rows of a hash key were there, from when until when? Events alone do not say it: that of a
deleted row has no more than the row's key, and a row that did not change has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from warehouse.database import Database
from warehouse.models.events import SourceEvents, no_events
from warehouse.psa.table import PsaTable
from warehouse.templates import render
from warehouse.vault.insert import make_empty


@dataclass(frozen=True)
class SourceRows:
    """The rows of one source table that are there now, in a side table: the row's key, its hashes, `kept`
    columns and since when it is so.

    `hashes` are expressions over events by name; the first is the group: the hash key whose rows belong
    together. Rows whose group is the zero key stay out.
    """

    relation: str
    table: PsaTable
    hashes: Mapping[str, str]
    kept: tuple[str, ...] = ()

    def empty(self, database: Database) -> None:
        """(Re)create the side table without rows."""
        nothing = self._last_events(no_events(self.table))
        shape = render("vault/no_rows", last_events=nothing, columns=self._columns())
        make_empty(database, self.relation, shape)

    def take_in(self, database: Database, events: SourceEvents) -> None:
        """Find the spells of all rows of the groups that the events touch, and remember the last ones.

        Leaves temp.arriving (the last event of each row and load date) and temp.spells.
        """
        names = {"arriving": "temp.arriving", "rows": self.relation, "key": self.table.key}
        columns = self._columns()
        database.run(render("psa/keep", relation="arriving", select=self._last_events(events)))
        select = render(
            "vault/spells",
            **names,
            group=next(iter(self.hashes)),
            columns=columns,
            zero_key=self.table.hash_type.zero_in_file,
        )
        database.run(render("psa/keep", relation="spells", select=select))
        database.run(render("vault/forget_rows", **names))
        remembered = render("vault/remember_rows", rows=self.relation, spells="temp.spells", columns=columns)
        database.run(remembered)

    def _last_events(self, events: SourceEvents) -> str:
        return render(
            "vault/last_events",
            events=events.last_of_dates(),
            columns=self._delivered(),
            hashes=self.hashes,
        )

    def _delivered(self) -> list[str]:
        # A hash that the source stores is among the hashes, and not twice.
        return [c for c in dict.fromkeys([*self.table.key, *self.kept]) if c not in self.hashes]

    def _columns(self) -> list[str]:
        return [*self._delivered(), *self.hashes]
