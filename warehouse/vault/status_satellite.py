"""Status satellite: when a hash key appeared in its source, disappeared from it, and reappeared."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from warehouse.database import Database
from warehouse.models.events import SourceEvents, no_events
from warehouse.project.models import ModelDecl
from warehouse.project.vault import StatusSatelliteShape
from warehouse.psa.table import PsaTable
from warehouse.templates import relation, render
from warehouse.vault.companions import side_table
from warehouse.vault.insert import make_empty, table_shapes
from warehouse.vault.keys import key_value
from warehouse.vault.rows import SourceRows
from warehouse.vault.satellite import add_history_view


class StatusSatellite:
    """One status satellite over one source table. Columns: hash key, status, load_date, record_source. A
    key is there while at least one row has it. Its state is per hash key.
    """

    def __init__(
        self, model: ModelDecl, config: StatusSatelliteShape, table: PsaTable, parts: Sequence[str]
    ) -> None:
        self._model = model
        self._config = config
        self._table = table
        self._relation = relation(model.schema, model.identifier)
        self._latest = side_table(model, "latest")
        self._parts = parts
        self._hash_value = key_value(model, table, config.hash_key, parts)
        self._rows = SourceRows(side_table(model, "rows"), table, {config.hash_key: self._hash_value})

    def definition(self) -> str:
        """Changes with the configuration and with the source's columns and hashes."""
        config = self._config.model_dump(mode="json")
        return json.dumps([config, self._hash_value, table_shapes({"": self._table})])

    def empty(self, database: Database) -> None:
        """(Re)create the satellite, its side tables and its view without rows."""
        shape = render(
            "vault/status_shape",
            events=no_events(self._table).select,
            hash_key=self._config.hash_key,
            hash_value=self._hash_value,
        )
        make_empty(database, self._relation, shape)
        make_empty(database, self._latest, shape)
        self._rows.empty(database)
        add_history_view(database, self._model, self._config.hash_key)

    def advance(self, database: Database, events: Mapping[str, SourceEvents]) -> int:
        """Add a row for each time that a key came or went."""
        own = {"hash_key": self._config.hash_key, "latest": self._latest}
        self._rows.take_in(database, events[self._table.full_name])
        keep_presence(database, self._config.hash_key, [])
        select = render(
            "vault/status_satellite",
            presence="temp.presence",
            load_sources=f"({render('vault/load_sources', arriving='temp.arriving')})",
            **own,
        )
        database.run(render("psa/keep", relation="added", select=select))
        database.run(render("vault/add_rows", relation=self._relation, rows="temp.added"))
        own |= {"added": "temp.added"}
        database.run(render("vault/forget_latest", **own))
        database.run(render("vault/remember_last", **own))
        return int(database.value("SELECT count(*) FROM temp.added"))

    def keeps_apart(self, column: str | None) -> bool:
        """Whether the column is part of the hash key."""
        return column is None or column in self._parts


def keep_presence(database: Database, hash_key: str, columns: Sequence[str]) -> None:
    """Make temp.presence of temp.spells: when a hash key was there, with columns that it decides."""
    grouped = list(dict.fromkeys([hash_key, *columns]))
    select = render("vault/presence", spells="temp.spells", hash_key=hash_key, columns=grouped)
    database.run(render("psa/keep", relation="presence", select=select))
