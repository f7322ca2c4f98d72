"""Bridge: for each snapshot date, the ways that lead from a hub's keys along links to other hubs."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from warehouse.database import Database
from warehouse.errors import DeclarationError, did_you_mean
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.spines import BridgeShape, StepShape
from warehouse.project.vault import EffSatelliteShape, HubShape, LinkShape, NhLinkShape
from warehouse.psa.hashes import HashType
from warehouse.templates import name, relation, render
from warehouse.vault.insert import add_counted, make_empty
from warehouse.vault.keys import Role, roles_of
from warehouse.vault.snapshots import Snapshots


@dataclass(frozen=True)
class Step:
    """One link on the way: the bridge's column that it continues, its own key for it, and the columns it adds
    (the bridge's name for each of the link's)."""

    select: str
    continues: str
    by: str
    adds: dict[str, str]


class Bridge:
    """One bridge. Columns: snapshot_date, the hub's hash key, and for each link its hash key and the hash
    keys of its other hubs. Where a way ends early the rest is the zero key: no key of the hub is lost.
    """

    def __init__(self, project: Project, model: ModelDecl) -> None:
        config = model.config
        assert isinstance(config, BridgeShape)
        self._project = project
        self._model = model
        self._config = config
        self._relation = relation(model.schema, model.identifier)
        self._hash_type = HashType(project.settings.hash)
        hub = project.models[config.hub]
        if not isinstance(hub.config, HubShape):
            raise DeclarationError(
                f"'{config.hub}' is a {hub.kind}, not a hub.", where=model.place, fix="name a hub as `hub:`"
            )
        self._hub_key = hub.config.hash_key
        own = relation(hub.schema, hub.identifier)
        self._snapshots = Snapshots(self._relation, own, self._hub_key, config.snapshots, self._hash_type)
        self._columns = {self._hub_key: config.hub}
        self._steps = [self._step(step) for step in config.links]

    def definition(self) -> str:
        """Changes with the configuration, and with the columns and relations of what it reads."""
        steps = [[step.select, step.continues, step.by, step.adds] for step in self._steps]
        return json.dumps([self._config.model_dump(mode="json"), self._hub_key, steps])

    def empty(self, database: Database) -> None:
        """(Re)create the bridge without rows."""
        key = name(self._hub_key)
        shape = render(
            "vault/bridge_shape",
            columns={column: key for column in self._columns},
            hub=self._snapshots.hub,
        )
        make_empty(database, self._relation, shape)

    def bring_up(self, database: Database, newest: dt.datetime, since: dt.datetime | None) -> int:
        """Add the snapshots that are missing, link by link."""
        self._snapshots.prepare(database, newest, since)
        before, columns = "snapshot_keys", [self._hub_key]
        zero = self._hash_type.zero_in_file
        for number, step in enumerate(self._steps):
            select = render(
                "vault/bridge_step",
                before=f"temp.{before}",
                columns=columns,
                link=step.select,
                continues=step.continues,
                by=step.by,
                adds={new: f"coalesce(l.{name(old)}, {zero})" for new, old in step.adds.items()},
                zero_key=zero,
            )
            before = f"way_{number}"
            columns += step.adds
            database.run(render("psa/keep", relation=before, select=select))
        return add_counted(database, self._relation, f"temp.{before}")

    def _step(self, step: StepShape) -> Step:
        """One link of the way, whose columns are then the bridge's too."""
        link = self._project.models[step.link]
        if not isinstance(link.config, LinkShape | NhLinkShape):
            raise DeclarationError(
                f"'{step.link}' is a {link.kind}, not a link.",
                where=self._model.place,
                fix="name links under `links:`",
            )
        roles = roles_of(self._project, link, link.config)
        by = self._continued(step, roles)
        continues = next(c for c, hub in reversed(self._columns.items()) if hub == by.hub)
        adds = {self._free_name(step.link, link.config.hash_key): link.config.hash_key}
        self._columns |= dict.fromkeys(adds, step.link)
        for role in roles:
            if role is not by:
                column = self._free_name(step.link, role.hash_key)
                adds[column] = role.hash_key
                self._columns[column] = role.hub
        hashes = [link.config.hash_key, *(role.hash_key for role in roles)]
        return Step(self._rows_of(step, link, hashes), continues, by.hash_key, adds)

    def _rows_of(self, step: StepShape, link: ModelDecl, hashes: list[str]) -> str:
        if step.effectivity is None:
            return render("vault/bridge_link", link=relation(link.schema, link.identifier), columns=hashes)
        satellite = self._project.models[step.effectivity]
        if not isinstance(satellite.config, EffSatelliteShape) or satellite.config.link != step.link:
            raise DeclarationError(
                f"'{step.effectivity}' is no effectivity satellite of {step.link}.",
                where=self._model.place,
                fix=f"name an eff_satellite with `link: {step.link}`",
            )
        own = relation(satellite.schema, f"{satellite.identifier}__history")
        return render("vault/bridge_effective", history=own, columns=hashes)

    def _continued(self, step: StepShape, roles: list[Role]) -> Role:
        """The role of a link that the way so far leads to."""
        if step.by is not None and step.by not in {role.hash_key for role in roles}:
            raise DeclarationError(
                f"{step.link} has no role '{step.by}'.",
                where=self._model.place,
                fix=did_you_mean(step.by, [role.hash_key for role in roles]),
            )
        fitting = [r for r in roles if r.hub in self._columns.values() and step.by in (None, r.hash_key)]
        if len(fitting) != 1:
            what = "more than one role of" if fitting else "no role of"
            raise DeclarationError(
                f"The way of {self._model.name} leads to {what} {step.link}.",
                where=self._model.place,
                fix="name the role to go on by: links: [{link: …, by: …}]"
                if fitting
                else "let each link have a hub that the links before it lead to",
            )
        return fitting[0]

    def _free_name(self, link: str, column: str) -> str:
        return f"{link}_{column}" if column in self._columns else column
