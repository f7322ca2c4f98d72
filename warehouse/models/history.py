"""What all history-keeping materializations promise.

empty() makes their relations, advance() takes in events.
A full replay is empty() and then advance() over all events; an ordinary day is advance() over the new ones.

State is per hash key. Every row of a model and of its side tables in `_store` belongs to one hash key
(for a dimension the columns of the source's key, for an effectivity satellite the hash of the driving
key, `_driving`), and what one key's rows are depends on the events of the source rows that ever had that
key, on no others. So a late load restates the touched keys alone: their rows here and in the side tables are
taken out, then all events of those source rows taken in (`Restating`). A source row may change its hash key:
then both keys are touched, and so are the other rows of both; a model whose keys can be shared is replayed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from warehouse.database import Database
from warehouse.models.events import SourceEvents
from warehouse.models.late import TouchedKeys
from warehouse.models.selection import Selection


class HistoryModel(Protocol):
    """A model whose rows are a pure function of its sources' change events."""

    def definition(self) -> str:
        """A text that changes whenever the model must be replayed because it is declared otherwise."""

    def empty(self, database: Database) -> None:
        """(Re)create the model's relations without rows."""

    def advance(self, database: Database, events: Mapping[str, SourceEvents]) -> int:
        """Take in events, by SOURCE.TABLE; the number of rows added."""

    def keeps_apart(self, column: str | None) -> bool:
        """Whether it does not matter in which order its sources come, and the values of this column (slices).

        Then loads of one may be taken in when later ones of another are there already.
        """


@runtime_checkable
class Restating(Protocol):
    """A model that can be made again for some keys of its sources."""

    @property
    def restates(self) -> bool:
        """Whether the rows of a source's key are its own: no other key of the source shares a row with it."""

    def restate(self, database: Database, touched: Mapping[str, TouchedKeys]) -> int:
        """Make the rows of the touched keys anew from all their events; the number of rows added."""


@runtime_checkable
class OverSelection(Protocol):
    """A history-keeping model over a SELECT rather than over source tables."""

    def use(self, selection: Selection) -> None:
        """Take the SELECT, before anything else."""
