"""The vault's materializations by name: a declaration in, a model that advances out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from warehouse.database import Database
from warehouse.models.history import HistoryModel
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.vault import (
    EffSatelliteShape,
    HubShape,
    LinkShape,
    MaSatelliteShape,
    NhLinkShape,
    ReferenceShape,
    SatelliteShape,
    StatusSatelliteShape,
)
from warehouse.psa.table import PsaTable
from warehouse.templates import relation, render
from warehouse.vault.companions import view_beside
from warehouse.vault.eff_satellite import eff_satellite
from warehouse.vault.hub import Hub
from warehouse.vault.keys import parts_of, roles_of
from warehouse.vault.link import Link
from warehouse.vault.ma_satellite import MaSatellite
from warehouse.vault.satellite import Satellite, reference_state, satellite_state
from warehouse.vault.status_satellite import StatusSatellite

Tables = Mapping[str, PsaTable]


def _hub(project: Project, model: ModelDecl, tables: Tables) -> HistoryModel:
    assert isinstance(model.config, HubShape)
    return Hub(model, model.config, tables)


def _link(project: Project, model: ModelDecl, tables: Tables) -> HistoryModel:
    assert isinstance(model.config, LinkShape | NhLinkShape)
    return Link(model, model.config, tables, roles_of(project, model, model.config))


def _satellite(project: Project, model: ModelDecl, tables: Tables) -> HistoryModel:
    config = model.config
    assert isinstance(config, SatelliteShape)
    table = tables[config.source]
    parts = parts_of(project, model, config.hash_key, table)
    return Satellite(model, table, satellite_state(model, config, table, parts))


def _ma_satellite(project: Project, model: ModelDecl, tables: Tables) -> HistoryModel:
    config = model.config
    assert isinstance(config, MaSatelliteShape)
    table = tables[config.source]
    return MaSatellite(model, config, table, parts_of(project, model, config.hash_key, table))


def _status_satellite(project: Project, model: ModelDecl, tables: Tables) -> HistoryModel:
    config = model.config
    assert isinstance(config, StatusSatelliteShape)
    table = tables[config.source]
    return StatusSatellite(model, config, table, parts_of(project, model, config.hash_key, table))


def _eff_satellite(project: Project, model: ModelDecl, tables: Tables) -> HistoryModel:
    assert isinstance(model.config, EffSatelliteShape)
    return eff_satellite(project, model, model.config, tables[model.config.source])


def _reference(project: Project, model: ModelDecl, tables: Tables) -> HistoryModel:
    assert isinstance(model.config, ReferenceShape)
    table = tables[model.config.source]
    return Reference(model, table, reference_state(model, model.config, table))


class Reference(Satellite):
    """A reference table: a satellite by natural key, and the view <name>__current of the last rows."""

    def empty(self, database: Database) -> None:
        """(Re)create the table, its side tables and its views without rows."""
        super().empty(database)
        database.run(
            render(
                "vault/current_view",
                view=view_beside(self._model, "current"),
                relation=relation(self._model.schema, self._model.identifier),
                hash_key=self._state.hash_key,
            )
        )


VAULT: dict[str, Callable[[Project, ModelDecl, Tables], HistoryModel]] = {
    "hub": _hub,
    "link": _link,
    "nh_link": _link,
    "satellite": _satellite,
    "ma_satellite": _ma_satellite,
    "eff_satellite": _eff_satellite,
    "status_satellite": _status_satellite,
    "reference": _reference,
}
