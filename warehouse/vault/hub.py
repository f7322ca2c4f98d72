"""Hub: the business keys of one concept, each with the first load that showed it, from all its sources."""

from __future__ import annotations

import json
from collections.abc import Mapping

from warehouse.database import Database
from warehouse.errors import DeclarationError
from warehouse.models.events import SourceEvents, no_events
from warehouse.models.late import TouchedKeys
from warehouse.project.models import ModelDecl
from warehouse.project.vault import FromShape, HubShape
from warehouse.psa.table import PsaTable
from warehouse.templates import name, relation, render
from warehouse.vault.insert import add_first_seen, make_empty, table_shapes
from warehouse.vault.keys import key_value, stands_once


class Hub:
    """One hub over its source tables (by SOURCE.TABLE). Columns: hash key, business key, load_date,
    record_source. Rows whose business key is all NULL have no place in a hub.
    """

    def __init__(self, model: ModelDecl, config: HubShape, tables: Mapping[str, PsaTable]) -> None:
        self._model = model
        self._config = config
        self._tables = tables
        self._relation = relation(model.schema, model.identifier)
        self._sources = [s if isinstance(s, FromShape) else FromShape(source=s) for s in config.source]
        for item in self._sources:
            if len(self._parts(item)) != len(config.business_key):
                raise DeclarationError(
                    f"{item.source} gives {len(self._parts(item))} columns for a business key of "
                    f"{len(config.business_key)}.",
                    where=model.place,
                    fix="name as many columns, in the same order",
                )

    def definition(self) -> str:
        """Changes with the configuration and with the sources' columns and hashes."""
        return json.dumps([self._config.model_dump(mode="json"), table_shapes(self._tables)])

    def empty(self, database: Database) -> None:
        """(Re)create the hub without rows."""
        nothing = {full_name: no_events(table) for full_name, table in self._tables.items()}
        make_empty(database, self._relation, self._rows(nothing))

    def advance(self, database: Database, events: Mapping[str, SourceEvents]) -> int:
        """Add the keys that the events show first; a key known from a later load gets the earlier one."""
        rows, key = self._rows(events), self._config.hash_key
        return add_first_seen(database, self._relation, rows, key, self._config.business_key)

    def keeps_apart(self, column: str | None) -> bool:
        """Always: the first load of a key is found whatever is taken in first."""
        return True

    restates = True

    def restate(self, database: Database, touched: Mapping[str, TouchedKeys]) -> int:
        """What a late load shows may be new, or earlier; nothing that was seen becomes unseen by it."""
        return self.advance(database, {name: found.events for name, found in touched.items()})

    def _rows(self, events: Mapping[str, SourceEvents]) -> str:
        arriving = [item for item in self._sources if item.source in events]
        sources = [self._source(item, events[item.source]) for item in arriving]
        key = self._config.hash_key
        if len(arriving) == 1 and stands_once(events[arriving[0].source], self._parts(arriving[0])):
            return render(
                "vault/seen_once", source=sources[0], hash_key=key, columns=self._config.business_key
            )
        return render(
            "vault/hub",
            sources=sources,
            hash_key=key,
            business_key=self._config.business_key,
            zero_key=next(iter(self._tables.values())).hash_type.zero_in_file,
        )

    def _source(self, item: FromShape, events: SourceEvents) -> str:
        parts = self._parts(item)
        # One source may have several roles of the hub; then its own hash key of that name is one of them.
        several = sum(other.source == item.source for other in self._sources) > 1
        key = self._config.hash_key
        return render(
            "vault/hub_source",
            events=events.select,
            hash_key=self._config.hash_key,
            hash_value=key_value(self._model, events.table, key, parts, may_differ=several),
            key_values={own: name(part) for own, part in zip(self._config.business_key, parts, strict=True)},
            condition=item.where or "true",
        )

    def _parts(self, item: FromShape) -> list[str]:
        return item.business_key or self._config.business_key
