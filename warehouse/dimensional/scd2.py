"""SCD2: a version for each state of a key, half-open [valid_from, valid_to), from change events alone."""

from __future__ import annotations

import json
from collections.abc import Mapping

from warehouse.database import Database
from warehouse.errors import DeclarationError, did_you_mean
from warehouse.models.events import SourceEvents
from warehouse.project.models import ModelDecl, Scd2Shape
from warehouse.psa.hashes import row_hash
from warehouse.psa.table import PsaTable
from warehouse.templates import relation, render

#: The columns a dimension adds to those of its source.
OWN_COLUMNS = ("valid_from", "valid_to", "is_current", "is_deleted", "load_id", "_tracked")


class Scd2:
    """One dimension over one source table.

    Closed versions (only ever added to) and open ones (one per key) are two tables in `_store` under one view
    with the source's columns, valid_from, valid_to (NULL when open), is_current, is_deleted, load_id.
    """

    def __init__(self, model: ModelDecl, config: Scd2Shape, table: PsaTable) -> None:
        self._model = model
        self._config = config
        self._table = table
        self._relation = relation(model.schema, model.name)
        self._closed = relation("_store", f"{model.schema}__{model.name}__closed")
        self._open = relation("_store", f"{model.schema}__{model.name}__open")
        self._check()

    def definition(self) -> str:
        """Changes with the configuration and with the source's columns."""
        return json.dumps([self._config.model_dump(mode="json"), self._table.columns])

    def empty(self, database: Database) -> None:
        """(Re)create both tables and the view without rows."""
        columns = self._table.columns
        closed = {**columns, "valid_from": "TIMESTAMP", "valid_to": "TIMESTAMP", "load_id": "UUID"}
        open_ = {**columns, "valid_from": "TIMESTAMP", "load_id": "UUID", "_tracked": "UUID"}
        database.run(render("psa/create_current", relation=self._closed, columns=closed))
        database.run(render("psa/create_current", relation=self._open, columns=open_))
        database.run(
            render(
                "dimensional/scd2_view",
                relation=self._relation,
                closed=self._closed,
                open=self._open,
                columns=list(columns),
            )
        )

    def advance(self, database: Database, events: Mapping[str, SourceEvents]) -> int:
        """Close and open versions as the events say; the number of versions that began."""
        arriving = events[self._table.full_name].select
        if self._config.deletes == "ignore":
            arriving = f"SELECT * FROM ({arriving}) WHERE _op <> 'delete'"
        key, columns = self._table.key, list(self._table.columns)
        select = render(
            "dimensional/scd2_versions",
            events=arriving,
            open=self._open,
            key=key,
            columns=columns,
            tracked_value=self._tracked(),
        )
        database.run(render("psa/keep", relation="versions", select=select))
        open_before = database.value(f"SELECT count(*) FROM {self._open}")
        if open_before:
            database.run(render("dimensional/forget_open", open=self._open, events=arriving, key=key))
        kept = database.value(f"SELECT count(*) FROM {self._open}")
        names = {"versions": "temp.versions", "columns": columns}
        database.run(render("dimensional/add_closed", closed=self._closed, **names))
        database.run(render("dimensional/add_open", open=self._open, **names))
        written = database.value("SELECT count(*) FROM temp.versions")
        return int(written - (open_before - kept))

    def _tracked(self) -> str:
        if self._config.track is None:
            return "_row_hash"
        columns = {column: self._table.columns[column] for column in self._config.track}
        return f"CAST({row_hash(columns)} AS UUID)"

    def _check(self) -> None:
        config, table = self._config, self._table
        if not table.has_key or set(config.unique_key) != set(table.key):
            raise DeclarationError(
                f"The unique key ({', '.join(config.unique_key)}) is not the key of {table.full_name}"
                f" ({', '.join(table.declared.key) or 'none'}).",
                where=f"{self._model.place} and {table.declared.place}",
                fix="let both name the same columns",
            )
        for column in config.track or []:
            if column not in table.columns:
                raise DeclarationError(
                    f"{table.full_name} has no column '{column}' to track.",
                    where=self._model.place,
                    fix=did_you_mean(column, table.columns),
                )
        taken = [column for column in table.columns if column.lower() in OWN_COLUMNS]
        if taken:
            raise DeclarationError(
                f"{table.full_name} has a column '{taken[0]}', which the dimension adds itself.",
                where=f"{self._model.place} and {table.declared.place}",
                fix=f"add `rename: {{{taken[0]}: source_{taken[0]}}}` to the source table",
            )
