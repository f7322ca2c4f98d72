"""SCD2 and SCD1 over a SELECT: over its change events where it is row-wise, else from its rows day by day."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from warehouse.database import Database
from warehouse.dimensional.roles import Roles
from warehouse.dimensional.versions import Versions
from warehouse.errors import BuildError, DeclarationError
from warehouse.models.events import SourceEvents
from warehouse.models.selection import Selection
from warehouse.project.dimensions import Scd1Shape, Scd2Shape
from warehouse.project.models import ModelDecl
from warehouse.templates import relation, render


class OverSelect:
    """One dimension over a SELECT. `use` tells it which, before anything else."""

    def __init__(self, model: ModelDecl, config: Scd1Shape | Scd2Shape) -> None:
        self._model = model
        self._config = config
        self._rows = relation("_store", f"{model.schema}__{model.name}__rows")
        self._changes = relation("_store", f"{model.schema}__{model.name}__changes")

    def use(self, selection: Selection) -> None:
        """Take the SELECT; DeclarationError where its columns do not fit the configuration."""
        self._selection = selection
        self._columns = list(selection.columns)
        taken = [c for c in self._columns if c in ("_op", "load_seq")]
        if taken:
            raise DeclarationError(
                f"The SELECT has a column '{taken[0]}', a name that the warehouse uses itself.",
                where=self._model.place,
                fix="give it another name by AS",
            )
        roles = Roles.of(self._model, self._config, selection.columns)
        self._versions = Versions(self._model, self._config, roles)
        self._over_events = selection.over_events(roles.key)

    @property
    def is_row_wise(self) -> bool:
        """Whether the SELECT is applied to change events, in one pass."""
        return self._over_events is not None

    def definition(self) -> str:
        """Changes with the configuration and with the SELECT."""
        return json.dumps([self._config.model_dump(mode="json"), self._selection.definition()])

    def empty(self, database: Database) -> None:
        """(Re)create the dimension without rows."""
        self._versions.empty(database)
        columns = self._selection.columns
        own = {"_op": "VARCHAR", "load_date": "TIMESTAMP", "load_seq": "INTEGER", "load_id": "UUID"}
        database.run(render("psa/create_current", relation=self._rows, columns=columns))
        database.run(render("psa/create_current", relation=self._changes, columns={**columns, **own}))

    def advance(self, database: Database, events: Mapping[str, SourceEvents]) -> int:
        """Take in the loads of the sources; the number of versions that began."""
        if self._over_events is not None:
            [arriving] = events.values()
            change = self._over_events
            with_events = self._selection.with_events
            return self._versions.advance(
                database,
                with_events(change, arriving.last_of_dates()),
                lambda: with_events(change, arriving.everything()),
                at_once=arriving.comes_at_once,
            )
        dates = self._selection.dates(list(events.values()))
        return sum(self._advance_to(database, moment) for moment in dates)

    def keeps_apart(self, column: str | None) -> bool:
        """Whether the SELECT is row-wise; else its rows depend on the contents of one moment."""
        return self.is_row_wise

    def _advance_to(self, database: Database, moment: dt.datetime) -> int:
        key = self._versions.roles.key
        with self._selection.at(moment) as select:
            rows = render("dimensional/distinct_rows", select=select, columns=self._columns)
            database.run(render("psa/keep", relation="rows_then", select=rows))
        doubled = database.rows(render("dimensional/doubled_keys", rows="temp.rows_then", key=key))
        if doubled:
            sample = "; ".join(", ".join(str(part) for part in row) for row in doubled)
            raise BuildError(
                f"The SELECT has several rows of one key as of {moment:%Y-%m-%d %H:%M}: {sample}.",
                where=self._model.place,
                fix=f"let the SELECT have one row for each ({', '.join(key)}), or widen `unique_key`",
                state="the dimension was left as it was",
            )
        changes = render(
            "dimensional/changed_rows",
            rows="temp.rows_then",
            before=self._rows,
            key=key,
            columns=self._columns,
            moment=moment,
            load_id=self._selection.load_at(moment),
        )
        database.run(render("psa/keep", relation="row_changes", select=changes))
        if not self._versions.is_by_load:
            database.run(render("models/insert", relation=self._changes, select="FROM temp.row_changes"))
        began = self._versions.advance(
            database, "FROM temp.row_changes", lambda: f"FROM {self._changes}", at_once=True
        )
        names = {"relation": self._rows, "key": key}
        database.run(render("dimensional/forget_keys", **names, keys="temp.row_changes", never_null=False))
        database.run(
            render(
                "dimensional/remember_rows",
                relation=self._rows,
                changes="temp.row_changes",
                columns=self._columns,
            )
        )
        return began
