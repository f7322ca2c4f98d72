"""Satellite: the states of one hash key over time; a row where the hashdiff differs from the row before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from warehouse.database import Database
from warehouse.errors import BuildError, DeclarationError, did_you_mean
from warehouse.models.events import SourceEvents, no_events
from warehouse.models.late import TouchedKeys
from warehouse.project.models import ModelDecl
from warehouse.project.vault import ReferenceShape, SatelliteShape
from warehouse.psa.hashes import hashdiff
from warehouse.psa.table import PsaTable
from warehouse.templates import name, relation, render
from warehouse.vault.companions import side_table, view_beside
from warehouse.vault.insert import make_empty, table_shapes
from warehouse.vault.keys import key_value, tells_rows_apart
from warehouse.vault.rows import SourceRows


@dataclass(frozen=True)
class StateColumns:
    """What a state is made of: the hash key over `parts`, the hashdiff, both with their expressions over
    events, and the columns that are shown.
    """

    hash_key: str
    hash_value: str
    parts: tuple[str, ...]
    hashdiff: str
    hashdiff_value: str
    shown: tuple[str, ...]


class Satellite:
    """One satellite over one source table. Columns: hash key, hashdiff, attributes, load_date, record_source.

    Its state is per hash key. Beside it `_store` keeps each key's last hashdiff, so that an ordinary day
    never reads history, and the source rows of each key where two of them could have one. The view
    <name>__history adds load_end_date.
    """

    def __init__(self, model: ModelDecl, table: PsaTable, state: StateColumns) -> None:
        self._model = model
        self._table = table
        self._state = state
        self._relation = relation(model.schema, model.identifier)
        self._latest = side_table(model, "latest")
        self._rows = SourceRows(side_table(model, "rows"), table, {state.hash_key: state.hash_value})
        if not table.has_key:
            raise DeclarationError(
                f"A {model.kind} needs a source with a key, and {table.full_name} has none.",
                where=f"{model.place} and {table.declared.place}",
                fix="declare `key:` on the source table",
            )

    def definition(self) -> str:
        """Changes with the configuration and with the source's columns and hashes."""
        config = self._model.config.model_dump(mode="json")
        return json.dumps([config, self._state.hash_value, table_shapes({"": self._table})])

    def empty(self, database: Database) -> None:
        """(Re)create the satellite, its side tables and its view without rows."""
        states = self._states(no_events(self._table))
        make_empty(database, self._relation, states)
        keys = [self._state.hash_key, self._state.hashdiff, "load_date"]
        make_empty(database, self._latest, f"SELECT {', '.join(name(k) for k in keys)} FROM ({states})")
        if self._may_conflict():
            self._rows.empty(database)
        add_history_view(database, self._model, self._state.hash_key)

    def advance(self, database: Database, events: Mapping[str, SourceEvents]) -> int:
        """Add a row for each state that differs from the one before it.

        Raises BuildError when one hash key has two rows at one moment.
        """
        arriving = events[self._table.full_name]
        if self._may_conflict():
            self._rows.take_in(database, arriving)
            found = render("vault/satellite_conflicts", spells="temp.spells", hash_key=self._state.hash_key)
            refuse_conflicts(self._model, self._table, self._state.hash_key, database.rows(found))
        elif arriving.comes_at_once and not database.value(f"SELECT count(*) FROM {self._latest}"):
            return self._begin(database, arriving)
        database.run(render("psa/keep", relation="arriving", select=self._states(arriving)))
        own = {
            "arriving": "temp.arriving",
            "hash_key": self._state.hash_key,
            "hashdiff": self._state.hashdiff,
            "latest": self._latest,
        }
        database.run(
            render(
                "psa/keep",
                relation="added",
                select=render("vault/satellite", **own, columns=self._state.shown),
            )
        )
        database.run(f"INSERT INTO {self._relation} FROM temp.added")
        remember_latest(database, own)
        return int(database.value("SELECT count(*) FROM temp.added"))

    def keeps_apart(self, column: str | None) -> bool:
        """Whether the column is part of the hash key."""
        return column is None or column in self._state.parts

    @property
    def restates(self) -> bool:
        """Whether each hash key is of one row of the source."""
        return not self._may_conflict()

    def restate(self, database: Database, touched: Mapping[str, TouchedKeys]) -> int:
        """Take out the states of the touched keys and add them anew."""
        events = touched[self._table.full_name].events
        database.run(render("psa/keep", relation="restated", select=self._states(events)))
        names = {"states": "temp.restated", "hash_key": self._state.hash_key}
        for relation_ in (self._relation, self._latest):
            database.run(render("vault/forget_keys", relation=relation_, **names))
        return self.advance(database, {self._table.full_name: events})

    def _begin(self, database: Database, events: SourceEvents) -> int:
        """The first load: of each hash key one state, and none before it."""
        states = self._states(events)
        database.run(render("models/insert", relation=self._relation, select=states))
        [load_date] = events.load_dates
        names = {"latest": self._latest, "relation": self._relation, "load_date": load_date}
        keys = {"hash_key": self._state.hash_key, "hashdiff": self._state.hashdiff}
        database.run(render("vault/first_latest", **names, **keys))
        return int(database.value(f"SELECT count(*) FROM {self._latest}"))

    def _states(self, events: SourceEvents) -> str:
        return render(
            "vault/satellite_states",
            events=events.last_of_dates(),
            hash_key=self._state.hash_key,
            hash_value=self._state.hash_value,
            hashdiff=self._state.hashdiff,
            hashdiff_value=self._state.hashdiff_value,
            columns=self._state.shown,
            zero_key=self._table.hash_type.zero_in_file,
        )

    def _may_conflict(self) -> bool:
        """Whether two rows of the source can have one hash key."""
        return not tells_rows_apart(self._table, self._state.parts)


def satellite_state(
    model: ModelDecl, config: SatelliteShape, table: PsaTable, parts: Sequence[str]
) -> StateColumns:
    """What the states of a satellite are made of. DeclarationError when its source has no such hashdiff."""
    return StateColumns(
        config.hash_key,
        key_value(model, table, config.hash_key, parts),
        tuple(parts),
        config.hashdiff,
        name(config.hashdiff),
        tuple(hashdiff_columns(model, table, config.hashdiff)),
    )


def reference_state(model: ModelDecl, config: ReferenceShape, table: PsaTable) -> StateColumns:
    """What the states of a reference table are made of. Codes are told apart exactly, case included."""
    shown = [c for c in table.columns if c not in config.key] if config.columns is None else config.columns
    for column in [*config.key, *shown]:
        if column not in table.columns:
            raise DeclarationError(
                f"{table.full_name} has no column '{column}'.",
                where=model.place,
                fix=did_you_mean(column, table.columns),
            )
    shown = [c for c in shown if c not in config.key]
    exact = {c: table.columns[c] for c in config.key}
    value = hashdiff(exact, table.hash_type)
    absent = " AND ".join(f"{name(c)} IS NULL" for c in config.key)
    hash_type = table.hash_type
    return StateColumns(
        f"{model.name}_hk",
        f"CASE WHEN {absent} THEN {hash_type.zero_in_file} ELSE {hash_type.to_file(value)} END",
        tuple(config.key),
        f"{model.name}_hashdiff",
        hash_type.to_file(hashdiff({c: table.columns[c] for c in shown}, hash_type, table.first_names)),
        (*config.key, *shown),
    )


def hashdiff_columns(model: ModelDecl, table: PsaTable, alias: str) -> list[str]:
    """The columns under a hashdiff of a source; DeclarationError when it has none of that name."""
    if alias not in table.declared.hashdiffs:
        raise DeclarationError(
            f"{table.full_name} has no hashdiff '{alias}'.",
            where=model.place,
            fix="declare it under `hashdiffs:`; " + did_you_mean(alias, table.declared.hashdiffs),
        )
    return table.hashdiff_columns(alias)


def add_history_view(database: Database, model: ModelDecl, hash_key: str) -> None:
    """Put the view <model>__history next to a satellite."""
    own = relation(model.schema, model.identifier)
    database.run(render("vault/history_view", view=view_beside(model), relation=own, hash_key=hash_key))


def remember_latest(database: Database, own: Mapping[str, str]) -> None:
    """Let the side table hold the last row of each key that has one in temp.added."""
    names = {"latest": own["latest"], "added": "temp.added", "hash_key": own["hash_key"]}
    database.run(render("vault/forget_latest", **names))
    database.run(render("vault/remember_latest", **names, hashdiff=own["hashdiff"]))


def refuse_conflicts(
    model: ModelDecl,
    table: PsaTable,
    hash_key: str,
    conflicts: Sequence[tuple[object, ...]],
    what: str = "rows",
) -> None:
    """BuildError when hash keys have several rows at one moment; it names some of them."""
    if conflicts:
        sample = ", ".join(f"{key} (load date {load_date})" for key, load_date in conflicts)
        raise BuildError(
            f"One hash key has several {what} at one moment: {sample}.",
            where=f"{model.place}, {hash_key} of {table.full_name}",
            fix="let the hash key name what makes a row unique in its source",
            state="the satellite was left as it was",
        )
