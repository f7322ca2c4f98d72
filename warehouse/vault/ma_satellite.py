"""Multi-active satellite: the set of rows of one hash key over time. The unit of change is the whole set."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from warehouse.database import Database
from warehouse.errors import BuildError, DeclarationError, did_you_mean
from warehouse.models.events import SourceEvents, no_events
from warehouse.project.models import ModelDecl
from warehouse.project.vault import MaSatelliteShape
from warehouse.psa.hashes import hashdiff
from warehouse.psa.table import PsaTable
from warehouse.templates import name, relation, render
from warehouse.vault.companions import side_table
from warehouse.vault.insert import make_empty, table_shapes
from warehouse.vault.keys import key_value
from warehouse.vault.rows import SourceRows
from warehouse.vault.satellite import add_history_view, hashdiff_columns, remember_latest


class MaSatellite:
    """One multi-active satellite over one source table. Columns: hash key, hashdiff (one hash of the sorted
    set), sub-key, attributes, load_date, record_source. Its state is per hash key.
    """

    def __init__(
        self, model: ModelDecl, config: MaSatelliteShape, table: PsaTable, parts: Sequence[str]
    ) -> None:
        self._model = model
        self._config = config
        self._table = table
        self._relation = relation(model.schema, model.identifier)
        self._latest = side_table(model, "latest")
        for column in config.sub_key:
            if column not in table.columns:
                raise DeclarationError(
                    f"{table.full_name} has no column '{column}'.",
                    where=model.place,
                    fix=did_you_mean(column, table.columns),
                )
        diffed = hashdiff_columns(model, table, config.hashdiff)
        self._columns = [*config.sub_key, *(column for column in diffed if column not in config.sub_key)]
        self._parts = parts
        self._hash_value = key_value(model, table, config.hash_key, parts)
        columns = {column: table.columns[column] for column in self._columns}
        part = hashdiff(columns, table.hash_type, table.first_names)
        hashes = {config.hash_key: self._hash_value, "_part": table.hash_type.to_file(part)}
        self._rows = SourceRows(side_table(model, "rows"), table, hashes, tuple(self._columns))

    def definition(self) -> str:
        """Changes with the configuration and with the source's columns and hashes."""
        config = self._config.model_dump(mode="json")
        return json.dumps([config, self._hash_value, table_shapes({"": self._table})])

    def empty(self, database: Database) -> None:
        """(Re)create the satellite, its side tables and its view without rows."""
        shape = render(
            "vault/ma_shape",
            events=no_events(self._table).select,
            hash_key=self._config.hash_key,
            hash_value=self._hash_value,
            hashdiff=self._config.hashdiff,
            columns=self._columns,
        )
        make_empty(database, self._relation, shape)
        keys = [self._config.hash_key, self._config.hashdiff, "load_date"]
        make_empty(database, self._latest, f"SELECT {', '.join(name(k) for k in keys)} FROM ({shape})")
        self._rows.empty(database)
        add_history_view(database, self._model, self._config.hash_key)

    def advance(self, database: Database, events: Mapping[str, SourceEvents]) -> int:
        """Add all rows of each set that differs from the one before it; how many rows.

        Raises BuildError when a hash key has a sub-key twice at one moment.
        """
        key = {"hash_key": self._config.hash_key}
        self._rows.take_in(database, events[self._table.full_name])
        members = render("vault/ma_members", spells="temp.spells", columns=self._columns, **key)
        database.run(render("psa/keep", relation="members", select=members))
        self._refuse_conflicts(database)
        own = {**key, "hashdiff": self._config.hashdiff}
        sets = render(
            "vault/ma_sets",
            members="temp.members",
            load_sources=f"({render('vault/load_sources', arriving='temp.arriving')})",
            set_hash=self._table.hash_type.to_file(self._table.hash_type.of("m.parts")),
            **own,
        )
        database.run(render("psa/keep", relation="sets", select=sets))
        own["latest"] = self._latest
        changed = render("vault/satellite", arriving="temp.sets", columns=["_rows"], **own)
        database.run(render("psa/keep", relation="added", select=changed))
        rows = render(
            "vault/ma_satellite",
            changed="temp.added",
            members="temp.members",
            columns=self._columns,
            hashdiff=self._config.hashdiff,
            **key,
        )
        database.run(render("psa/keep", relation="set_rows", select=rows))
        database.run(render("vault/add_rows", relation=self._relation, rows="temp.set_rows"))
        remember_latest(database, own)
        return int(database.value("SELECT count(*) FROM temp.set_rows"))

    def keeps_apart(self, column: str | None) -> bool:
        """Whether the column is part of the hash key."""
        return column is None or column in self._parts

    def _refuse_conflicts(self, database: Database) -> None:
        found = database.rows(
            render(
                "vault/ma_conflicts",
                members="temp.members",
                hash_key=self._config.hash_key,
                sub_key=self._config.sub_key,
            )
        )
        if found:
            sample = ", ".join(f"{key} (load date {load_date})" for key, load_date in found)
            raise BuildError(
                f"One hash key has a sub-key twice at one moment: {sample}.",
                where=f"{self._model.place}, {self._config.hash_key} of {self._table.full_name}",
                fix="let `sub_key:` name what tells the rows of one key apart",
                state="the satellite was left as it was",
            )
