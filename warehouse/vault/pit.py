"""Point-in-time table: for each snapshot date and key, which row of each satellite was valid."""

from __future__ import annotations

import datetime as dt
import json

from warehouse.database import Database
from warehouse.errors import DeclarationError
from warehouse.project.ghosts import wants_ghosts
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.spines import PitShape
from warehouse.project.vault import (
    HubShape,
    LinkShape,
    MaSatelliteShape,
    NhLinkShape,
    SatelliteShape,
    StatusSatelliteShape,
)
from warehouse.psa.hashes import HashType
from warehouse.templates import name, relation, render
from warehouse.vault.ghosts import GHOST_DATE, ghost_keys
from warehouse.vault.insert import add_counted, make_empty
from warehouse.vault.snapshots import Snapshots


class Pit:
    """One point-in-time table. Columns: snapshot_date, the hash key, and for each satellite <satellite>_hk
    and <satellite>_load_date: the row that was valid, or the unknown ghost record where there was none.
    """

    def __init__(self, project: Project, model: ModelDecl) -> None:
        config = model.config
        assert isinstance(config, PitShape)
        self._project = project
        self._config = config
        self._relation = relation(model.schema, model.identifier)
        self._hash_type = HashType(project.settings.hash)
        hub = project.models[config.hub]
        if not isinstance(hub.config, HubShape | LinkShape | NhLinkShape):
            raise DeclarationError(
                f"'{config.hub}' is a {hub.kind}, not a hub or link.",
                where=model.place,
                fix="name one as `hub:`",
            )
        self._hash_key = hub.config.hash_key
        self._hub = relation(hub.schema, hub.identifier)
        self._satellites = {s: self._checked(model, project.models[s]) for s in config.satellites}
        self._snapshots = Snapshots(
            self._relation, self._hub, self._hash_key, config.snapshots, self._hash_type
        )

    def definition(self) -> str:
        """Changes with the configuration, and with the names of what it reads."""
        return json.dumps([self._config.model_dump(mode="json"), self._hub, self._hash_key, self._satellites])

    def empty(self, database: Database) -> None:
        """(Re)create the table without rows."""
        pointers: dict[str, str] = {}
        for satellite in self._satellites:
            pointers[f"{satellite}_hk"] = name(self._hash_key)
            pointers[f"{satellite}_load_date"] = "load_date"
        shape = render("vault/pit_shape", hub=self._hub, hash_key=self._hash_key, pointers=pointers)
        make_empty(database, self._relation, shape)

    def bring_up(self, database: Database, newest: dt.datetime, since: dt.datetime | None) -> int:
        """Add the snapshots that are missing, one ASOF join for each satellite."""
        self._snapshots.prepare(database, newest, since)
        last = self._snapshots.last(database)
        before, columns = "snapshot_keys", [self._hash_key]
        for number, (satellite, own) in enumerate(self._satellites.items()):
            found = render(
                "vault/asof",
                keys="temp.snapshot_keys",
                candidates=f"({self._candidates(satellite, own, last)})",
                hash_key=self._hash_key,
            )
            pointers = self._pointers(satellite)
            rows = render(
                "vault/pit_step",
                before=f"temp.{before}",
                columns=columns,
                found=found,
                hash_key=self._hash_key,
                pointers=pointers,
            )
            before = f"snapshots_{number}"
            columns += pointers
            database.run(render("psa/keep", relation=before, select=rows))
        return add_counted(database, self._relation, f"temp.{before}")

    def _candidates(self, satellite: str, own: str, last: dt.datetime | None) -> str:
        names = {"satellite": own, "hash_key": self._hash_key, "ghosts": ghost_keys(self._hash_type)}
        if last is None:
            return render("vault/all_candidates", **names)
        return render(
            "vault/pit_candidates",
            **names,
            pit=self._relation,
            hub=self._hub,
            found_column=f"{satellite}_load_date",
            ghost_date=GHOST_DATE,
            last=last,
        )

    def _pointers(self, satellite: str) -> dict[str, str]:
        zero, key = self._hash_type.zero_in_file, name(self._hash_key)
        return {
            f"{satellite}_hk": f"CASE WHEN f.found IS NULL THEN {zero} ELSE b.{key} END",
            f"{satellite}_load_date": f"coalesce(f.found, {GHOST_DATE})",
        }

    def _checked(self, model: ModelDecl, satellite: ModelDecl) -> str:
        """The relation of a satellite that can be pointed at."""
        config = satellite.config
        if not isinstance(config, SatelliteShape | MaSatelliteShape | StatusSatelliteShape):
            raise DeclarationError(
                f"A point-in-time table cannot point at '{satellite.name}' ({satellite.kind}).",
                where=model.place,
                fix="name a satellite, ma_satellite or status_satellite under `satellites:`",
            )
        if config.hash_key != self._hash_key:
            raise DeclarationError(
                f"{satellite.name} has the key {config.hash_key}, {self._config.hub} has {self._hash_key}.",
                where=model.place,
                fix=f"name satellites of {self._config.hub}",
            )
        if not wants_ghosts(self._project.settings, self._project.models, satellite):
            raise DeclarationError(
                f"{satellite.name} has no ghost records for {model.name} to point at.",
                where=satellite.place,
                fix="take `ghosts: false` out",
            )
        return relation(satellite.schema, satellite.identifier)
