"""SCD2 and SCD1: the dimension of one source table, from its change events alone."""

from __future__ import annotations

import json
from collections.abc import Mapping

from warehouse.database import Database
from warehouse.dimensional.roles import Roles
from warehouse.dimensional.versions import Versions
from warehouse.errors import DeclarationError
from warehouse.models.events import SourceEvents
from warehouse.models.late import TouchedKeys
from warehouse.project.dimensions import Scd1Shape, Scd2Shape
from warehouse.project.models import ModelDecl
from warehouse.psa.table import PsaTable


class Scd2:
    """One dimension over one source table.

    scd2: the source's columns, valid_from, valid_to, is_current, is_deleted, load_id, a row per version.
    scd1: the source's columns, is_deleted, load_id, a row per key.
    """

    def __init__(self, model: ModelDecl, config: Scd1Shape | Scd2Shape, table: PsaTable) -> None:
        self._config = config
        self._table = table
        if not table.has_key or set(config.unique_key) != set(table.key):
            raise DeclarationError(
                f"The unique key ({', '.join(config.unique_key)}) is not the key of {table.full_name}"
                f" ({', '.join(table.declared.key) or 'none'}).",
                where=f"{model.place} and {table.declared.place}",
                fix="let both name the same columns",
            )
        roles = Roles.of(model, config, table.columns, is_log_key=True)
        self._versions = Versions(model, config, roles)

    def definition(self) -> str:
        """Changes with the configuration and with the source's columns."""
        return json.dumps([self._config.model_dump(mode="json"), self._table.columns])

    def empty(self, database: Database) -> None:
        """(Re)create the dimension without rows."""
        self._versions.empty(database)

    def advance(self, database: Database, events: Mapping[str, SourceEvents]) -> int:
        """Close and open versions as the events say; the number of versions that began."""
        arriving = events[self._table.full_name]
        return self._versions.advance(
            database, arriving.last_of_dates(), arriving.everything, at_once=arriving.comes_at_once
        )

    restates = True

    def restate(self, database: Database, touched: Mapping[str, TouchedKeys]) -> int:
        """Make the versions of the touched keys anew; the number of versions that began."""
        found = touched[self._table.full_name]
        return self._versions.restate(database, found.events.last_of_dates(), found.keys)

    def keeps_apart(self, column: str | None) -> bool:
        """Whether the column is part of the key."""
        return column is None or column in self._config.unique_key
