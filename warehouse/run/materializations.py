"""The history-keeping materializations by name: a declaration in, a model that advances out."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.dimensional.scd2 import Scd2
from warehouse.models.history import HistoryModel
from warehouse.project.models import HubShape, LinkShape, ModelDecl, SatelliteShape, Scd2Shape
from warehouse.project.project import Project
from warehouse.psa.table import PsaTable
from warehouse.vault.hub import Hub
from warehouse.vault.keys import hub_named, satellite_parts
from warehouse.vault.link import Link, Role
from warehouse.vault.satellite import Satellite


def _hub(project: Project, model: ModelDecl, tables: Mapping[str, PsaTable]) -> HistoryModel:
    assert isinstance(model.config, HubShape)
    return Hub(model, model.config, tables)


def _link(project: Project, model: ModelDecl, tables: Mapping[str, PsaTable]) -> HistoryModel:
    assert isinstance(model.config, LinkShape)
    roles = []
    for role in model.config.hubs:
        hub_key = hub_named(project, model, role.hub).hash_key
        roles.append(Role(role.hub, hub_key, role.name or hub_key, tuple(role.key)))
    return Link(model, model.config, tables, roles)


def _satellite(project: Project, model: ModelDecl, tables: Mapping[str, PsaTable]) -> HistoryModel:
    assert isinstance(model.config, SatelliteShape)
    table = tables[model.config.source]
    return Satellite(model, model.config, table, satellite_parts(project, model, table))


def _scd2(project: Project, model: ModelDecl, tables: Mapping[str, PsaTable]) -> HistoryModel:
    assert isinstance(model.config, Scd2Shape)
    return Scd2(model, model.config, tables[model.config.source])


#: The history-keeping materializations.
HISTORY = {"hub": _hub, "link": _link, "satellite": _satellite, "scd2": _scd2}
