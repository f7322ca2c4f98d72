"""What materializations over other models promise: point-in-time tables and bridges.

They read history-keeping models, not sources. A model that they read notes from which moment on it changed
(`_store.changes`); rows of earlier moments are still right, and only later ones are made again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Protocol

from warehouse.database import Database
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.ledger import Ledger
from warehouse.templates import render


class DerivedModel(Protocol):
    """A model whose rows are a pure function of other models' rows and of the newest load date under them."""

    def definition(self) -> str:
        """A text that changes whenever all rows must be made again because it is declared otherwise."""

    def empty(self, database: Database) -> None:
        """(Re)create the model's relation without rows."""

    def bring_up(self, database: Database, newest: dt.datetime, since: dt.datetime | None) -> int:
        """Let the rows be those of `newest`, the newest load date; the number of rows added.

        `since`: what it reads changed from that moment on, and not before; None: nothing did.
        """


class Additions(Protocol):
    """Rows that stand in models beside those of any load: ghost records."""

    def settle(self, database: Database, model: ModelDecl) -> bool:
        """Write or take out these rows, as the project's files say now; whether that changed anything."""

    def count(self, model: ModelDecl) -> int:
        """How many rows of a model are such."""


#: Makes the derived model of a declaration.
DerivedFactory = Callable[[Project, ModelDecl], DerivedModel]


def note_change(database: Database, model: str, version: int, since: dt.datetime | None) -> None:
    """Note that a model changed from a moment on (None: from its beginning). Inside its transaction."""
    database.run("INSERT INTO _store.changes VALUES (?, ?, ?)", [model, version, since])


def changed_since(database: Database, read: Mapping[str, int]) -> tuple[bool, dt.datetime | None]:
    """What happened to models after versions of them: whether one of them changed from its beginning on; else
    from which moment on one of them did (None: none did).
    """
    moments = []
    for model, version in read.items():
        from_the_start, since = database.row(render("models/changed_since", model=model, version=version))
        if from_the_start:
            return True, None
        moments += [since] if since is not None else []
    return False, min(moments, default=None)


def newest_load(project: Project, ledger: Ledger, model: ModelDecl) -> dt.datetime:
    """The newest load date of the sources under a model; each model that it reads was built."""
    heads = (ledger.head(declared) for declared in _sources_under(project, model).values())
    return max(head.load_date for head in heads if head is not None)


def _sources_under(project: Project, model: ModelDecl) -> dict[str, SourceTable]:
    found: dict[str, SourceTable] = {}
    for target in model.reads:
        if target.model is None:
            found[str(target)] = project.sources[str(target)]
        else:
            found |= _sources_under(project, project.models[target.model])
    return found
