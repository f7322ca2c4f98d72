"""Link: the relations between hubs that a source's rows show, each with the first load that showed it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from warehouse.database import Database
from warehouse.errors import DeclarationError, did_you_mean
from warehouse.models.events import SourceEvents, no_events
from warehouse.models.late import TouchedKeys
from warehouse.project.models import ModelDecl
from warehouse.project.vault import LinkFromShape, LinkShape, NhLinkShape
from warehouse.psa.table import PsaTable
from warehouse.templates import name, relation, render
from warehouse.vault.insert import add_first_seen, make_empty, table_shapes
from warehouse.vault.keys import Role, key_value, link_parts, link_sources, stands_once


class Link:
    """One link over its source tables (by SOURCE.TABLE). Columns: hash key, a hash key for each role, the
    dependent child keys, the payload of a non-historised one, load_date, record_source. A NULL business key
    is the zero key, so that no row is lost. Its state is per hash key.
    """

    def __init__(
        self,
        model: ModelDecl,
        config: LinkShape | NhLinkShape,
        tables: Mapping[str, PsaTable],
        roles: list[Role],
    ) -> None:
        self._model = model
        self._config = config
        self._tables = tables
        self._roles = roles
        self._relation = relation(model.schema, model.identifier)
        self._items = link_sources(config)
        self._payload = self._payload_columns() if isinstance(config, NhLinkShape) else []
        self._spelling = [*config.dependent_keys, *self._payload]

    def definition(self) -> str:
        """Changes with the configuration, with the hubs' keys and with the sources' columns and hashes."""
        roles = [[role.hub, role.hash_key, role.parts] for role in self._roles]
        return json.dumps([self._config.model_dump(mode="json"), roles, table_shapes(self._tables)])

    def empty(self, database: Database) -> None:
        """(Re)create the link without rows."""
        nothing = {full_name: no_events(table) for full_name, table in self._tables.items()}
        make_empty(database, self._relation, self._rows(nothing))

    def advance(self, database: Database, events: Mapping[str, SourceEvents]) -> int:
        """Add the relations that the events show first; one known from a later load gets the earlier one."""
        rows, key = self._rows(events), self._config.hash_key
        return add_first_seen(database, self._relation, rows, key, self._spelling)

    def keeps_apart(self, column: str | None) -> bool:
        """Always: the first load of a key is found whatever is taken in first."""
        return True

    restates = True

    def restate(self, database: Database, touched: Mapping[str, TouchedKeys]) -> int:
        """What a late load shows may be new, or earlier; nothing that was seen becomes unseen by it."""
        return self.advance(database, {name: found.events for name, found in touched.items()})

    def _rows(self, events: Mapping[str, SourceEvents]) -> str:
        arriving = [item for item in self._items if item.source in events]
        sources = [self._source(item, events[item.source]) for item in arriving]
        key = self._config.hash_key
        columns = [*(role.hash_key for role in self._roles), *self._spelling]
        if len(arriving) == 1 and stands_once(events[arriving[0].source], self._parts_of_key(arriving[0])):
            return render("vault/seen_once", source=sources[0], hash_key=key, columns=columns)
        return render(
            "vault/link",
            sources=sources,
            hash_key=key,
            columns=columns,
            order=["load_date", "load_seq", "record_source", *self._spelling],
        )

    def _parts_of_key(self, item: LinkFromShape) -> list[str]:
        """The link's key is made of all business-key columns, never of the hubs' hashes."""
        parts, dependent = link_parts(self._model, self._config, self._roles, item)
        return [part for columns in parts.values() for part in columns] + dependent

    def _source(self, item: LinkFromShape, events: SourceEvents) -> str:
        parts, dependent = link_parts(self._model, self._config, self._roles, item)
        several = sum(other.source == item.source for other in self._items) > 1
        values = {
            alias: key_value(self._model, events.table, alias, columns, may_differ=several)
            for alias, columns in parts.items()
        }
        values |= {
            own: name(given) for own, given in zip(self._config.dependent_keys, dependent, strict=True)
        }
        values |= {column: name(column) for column in self._payload}
        hash_key = self._config.hash_key
        return render(
            "vault/link_source",
            events=events.select,
            hash_key=hash_key,
            hash_value=key_value(
                self._model, events.table, hash_key, self._parts_of_key(item), may_differ=several
            ),
            values=values,
            condition=item.where or "true",
        )

    def _payload_columns(self) -> list[str]:
        assert isinstance(self._config, NhLinkShape)
        table = self._tables[self._config.source]
        in_key = {*self._config.dependent_keys, *(part for role in self._roles for part in role.parts)}
        if self._config.payload is None:
            return [column for column in table.columns if column not in in_key]
        for column in self._config.payload:
            if column not in table.columns:
                raise DeclarationError(
                    f"{table.full_name} has no column '{column}'.",
                    where=self._model.place,
                    fix=did_you_mean(column, table.columns),
                )
        return [column for column in self._config.payload if column not in self._config.dependent_keys]
