"""Link: the relations between hubs that a source's rows show, each with the first load that showed it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from warehouse.database import Database
from warehouse.errors import DeclarationError
from warehouse.models.events import SourceEvents, no_events
from warehouse.project.models import LinkShape, ModelDecl
from warehouse.psa.table import PsaTable
from warehouse.templates import relation, render
from warehouse.vault.insert import add_first_seen, make_empty, table_shapes
from warehouse.vault.keys import key_value


@dataclass(frozen=True)
class Role:
    """One hub's part in a link: the name of its hash key there, and the columns of its business key."""

    hub: str
    hub_key: str
    hash_key: str
    parts: tuple[str, ...]


class Link:
    """One link over its source tables (by SOURCE.TABLE). Columns: hash key, a hash key for each role,
    load_date, record_source. A NULL business key is the zero key, so that no row is lost.
    """

    def __init__(
        self, model: ModelDecl, config: LinkShape, tables: Mapping[str, PsaTable], roles: list[Role]
    ) -> None:
        self._model = model
        self._config = config
        self._tables = tables
        self._roles = roles
        self._relation = relation(model.schema, model.name)
        names = [role.hash_key for role in roles]
        if len(set(names)) != len(names):
            raise DeclarationError(
                f"Two roles of {model.name} have the hash key '{max(names, key=names.count)}'.",
                where=model.place,
                fix="tell them apart: hubs: [{hub: …, key: […], as: from_hk}, {hub: …, key: […], as: to_hk}]",
            )

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
        return add_first_seen(database, self._relation, self._rows(events), self._config.hash_key)

    def _rows(self, events: Mapping[str, SourceEvents]) -> str:
        return render(
            "vault/link",
            sources=[self._source(events[source]) for source in self._config.source if source in events],
            hash_key=self._config.hash_key,
            hub_keys=[role.hash_key for role in self._roles],
        )

    def _source(self, events: SourceEvents) -> str:
        # The link's key is made of all business-key columns, never of the hubs' hashes.
        all_parts = [part for role in self._roles for part in role.parts]
        return render(
            "vault/link_source",
            events=events.select,
            hash_key=self._config.hash_key,
            hash_value=key_value(self._model, events.table, self._config.hash_key, all_parts),
            hub_values={
                role.hash_key: key_value(self._model, events.table, role.hash_key, role.parts)
                for role in self._roles
            },
        )
