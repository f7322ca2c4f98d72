"""Satellite: the states of one hash key over time; a row where the hashdiff differs from the row before."""

from __future__ import annotations

import json
from collections.abc import Mapping

from warehouse.database import Database
from warehouse.errors import BuildError, DeclarationError, did_you_mean
from warehouse.models.events import SourceEvents, no_events
from warehouse.project.models import ModelDecl, SatelliteShape
from warehouse.psa.table import PsaTable
from warehouse.templates import name, relation, render
from warehouse.vault.insert import make_empty, table_shapes
from warehouse.vault.keys import key_value


class Satellite:
    """One satellite over one source table. Columns: hash key, hashdiff, attributes, load_date, record_source.

    Beside it `_store` keeps each key's last hashdiff, so that an ordinary day never reads history.
    """

    def __init__(self, model: ModelDecl, config: SatelliteShape, table: PsaTable, parts: list[str]) -> None:
        self._model = model
        self._config = config
        self._table = table
        self._relation = relation(model.schema, model.name)
        self._latest = relation("_store", f"{model.schema}__{model.name}__latest")
        if not table.has_key:
            raise DeclarationError(
                f"A satellite needs a source with a key, and {table.full_name} has none.",
                where=f"{model.place} and {table.declared.place}",
                fix="declare `key:` on the source table",
            )
        if config.hashdiff not in table.declared.hashdiffs:
            raise DeclarationError(
                f"{table.full_name} has no hashdiff '{config.hashdiff}'.",
                where=model.place,
                fix="declare it under `hashdiffs:`; "
                + did_you_mean(config.hashdiff, table.declared.hashdiffs),
            )
        self._hash_value = key_value(model, table, config.hash_key, parts)
        self._columns = table.hashdiff_columns(config.hashdiff)

    def definition(self) -> str:
        """Changes with the configuration and with the source's columns and hashes."""
        return json.dumps(
            [self._config.model_dump(mode="json"), self._hash_value, table_shapes({"": self._table})]
        )

    def empty(self, database: Database) -> None:
        """(Re)create the satellite and its side table without rows."""
        states = self._states(no_events(self._table))
        make_empty(database, self._relation, states)
        keys = [self._config.hash_key, self._config.hashdiff, "load_date"]
        make_empty(database, self._latest, f"SELECT {', '.join(name(k) for k in keys)} FROM ({states})")

    def advance(self, database: Database, events: Mapping[str, SourceEvents]) -> int:
        """Add a row for each state that differs from the one before it.

        Raises BuildError when one hash key has two rows at one moment.
        """
        arriving = {"arriving": "temp.arriving", "hash_key": self._config.hash_key}
        own = {**arriving, "hashdiff": self._config.hashdiff, "latest": self._latest, "added": "temp.added"}
        states = self._states(events[self._table.full_name])
        database.run(render("psa/keep", relation="arriving", select=states))
        self._refuse_conflicts(database, arriving)
        select = render("vault/satellite", **own, columns=self._columns)
        database.run(render("psa/keep", relation="added", select=select))
        database.run(f"INSERT INTO {self._relation} FROM temp.added")
        database.run(render("vault/forget_latest", **own))
        database.run(render("vault/remember_latest", **own))
        return int(database.value("SELECT count(*) FROM temp.added"))

    def _states(self, events: SourceEvents) -> str:
        return render(
            "vault/satellite_states",
            events=events.select,
            key=self._table.key,
            hash_key=self._config.hash_key,
            hash_value=self._hash_value,
            hashdiff=self._config.hashdiff,
            hashdiff_value=name(self._config.hashdiff),
            columns=self._columns,
            zero_key=self._table.hash_type.zero_in_file,
        )

    def _refuse_conflicts(self, database: Database, arriving: dict[str, str]) -> None:
        conflicts = database.rows(
            render(
                "vault/satellite_conflicts",
                **arriving,
                current=self._table.current,
                hash_value=self._hash_value,
            )
        )
        if conflicts:
            sample = ", ".join(f"{key} (load date {load_date})" for key, load_date in conflicts)
            raise BuildError(
                f"One hash key has several rows at one moment: {sample}.",
                where=f"{self._model.place}, {self._config.hash_key} of {self._table.full_name}",
                fix="let the hash key name what makes a row unique in its source",
                state="the satellite was left as it was",
            )
