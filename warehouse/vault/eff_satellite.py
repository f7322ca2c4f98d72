"""Effectivity satellite: when a link's relation was in effect; its driving key has one partner at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from warehouse.database import Database
from warehouse.errors import DeclarationError, did_you_mean
from warehouse.models.events import SourceEvents, no_events
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.vault import EffSatelliteShape, LinkFromShape, LinkShape, NhLinkShape
from warehouse.psa.table import PsaTable
from warehouse.templates import relation, render
from warehouse.vault.companions import side_table, view_beside
from warehouse.vault.insert import make_empty, table_shapes
from warehouse.vault.keys import Role, key_value, link_parts, link_sources, roles_of
from warehouse.vault.rows import SourceRows
from warehouse.vault.status_satellite import keep_presence

#: The hash of the driving key in the side tables.
DRIVING = "_driving"


class EffSatellite:
    """One effectivity satellite of a link over one of its sources.

    Columns: the link's hash key, its hubs' hash keys, start_date, end_date, load_date, record_source. A
    relation that comes into effect gets a row without an end_date; when it ends, a second row with both. Its
    state is per hash of the driving key. The view <name>__history has one row for each time.
    """

    def __init__(
        self,
        model: ModelDecl,
        config: EffSatelliteShape,
        table: PsaTable,
        link: LinkShape | NhLinkShape,
        roles: Sequence[Role],
    ) -> None:
        self._model = model
        self._config = config
        self._table = table
        self._relation = relation(model.schema, model.identifier)
        self._latest = side_table(model, "latest")
        self._link_key = link.hash_key
        self._hub_keys = [role.hash_key for role in roles]
        item = next((i for i in link_sources(link) if i.source == config.source), None)
        parts, dependent = link_parts(model, link, roles, item or LinkFromShape(source=config.source))
        driving: list[str] = []
        for word in config.driving_key:
            if word not in parts:
                raise DeclarationError(
                    f"The link {config.link} has no hash key '{word}' to drive it.",
                    where=model.place,
                    fix=did_you_mean(word, parts),
                )
            driving += parts[word]
        self._driving = driving
        all_parts = [part for columns in parts.values() for part in columns] + dependent
        hashes = {
            DRIVING: key_value(model, table, DRIVING, driving),
            self._link_key: key_value(model, table, self._link_key, all_parts, may_differ=True),
            **{
                alias: key_value(model, table, alias, columns, may_differ=True)
                for alias, columns in parts.items()
            },
        }
        self._hashes = hashes
        self._rows = SourceRows(side_table(model, "rows"), table, hashes)

    def definition(self) -> str:
        """Changes with the configuration, with the link's keys and with the source's columns and hashes."""
        config = self._config.model_dump(mode="json")
        return json.dumps([config, self._hashes, table_shapes({"": self._table})])

    def empty(self, database: Database) -> None:
        """(Re)create the satellite, its side tables and its view without rows."""
        shape = render(
            "vault/eff_shape",
            events=no_events(self._table).select,
            values={alias: value for alias, value in self._hashes.items() if alias != DRIVING},
        )
        make_empty(database, self._relation, shape)
        make_empty(database, self._latest, shape)
        self._rows.empty(database)
        database.run(
            render(
                "vault/eff_history",
                view=view_beside(self._model),
                relation=self._relation,
                link_key=self._link_key,
                hub_keys=self._hub_keys,
            )
        )

    def advance(self, database: Database, events: Mapping[str, SourceEvents]) -> int:
        """Add a row for each relation that came into effect or ended."""
        self._rows.take_in(database, events[self._table.full_name])
        keep_presence(database, self._link_key, [*self._hub_keys, DRIVING])
        select = render(
            "vault/eff_satellite",
            presence="temp.presence",
            load_sources=f"({render('vault/load_sources', arriving='temp.arriving')})",
            latest=self._latest,
            link_key=self._link_key,
            driving_key=DRIVING,
            hub_keys=self._hub_keys,
        )
        database.run(render("psa/keep", relation="added", select=select))
        database.run(render("vault/add_rows", relation=self._relation, rows="temp.added"))
        own = {"latest": self._latest, "added": "temp.added", "hash_key": self._link_key}
        database.run(render("vault/forget_latest", **own))
        database.run(render("vault/remember_last", **own))
        return int(database.value("SELECT count(*) FROM temp.added"))

    def keeps_apart(self, column: str | None) -> bool:
        """Whether the column is part of the driving key."""
        return column is None or column in self._driving


def eff_satellite(
    project: Project, model: ModelDecl, config: EffSatelliteShape, table: PsaTable
) -> EffSatellite:
    """The effectivity satellite of a declaration; DeclarationError when it names no link."""
    link = project.models[config.link]
    if not isinstance(link.config, LinkShape | NhLinkShape):
        raise DeclarationError(
            f"'{config.link}' is a {link.kind}, not a link.",
            where=model.place,
            fix="name a link under `link:`",
        )
    return EffSatellite(model, config, table, link.config, roles_of(project, link, link.config))
