"""The history-keeping materializations by name: a declaration in, a model that advances out."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.dimensional.over_select import OverSelect
from warehouse.dimensional.scd2 import Scd2
from warehouse.models.history import HistoryModel
from warehouse.models.selection import reads_select
from warehouse.project.dimensions import Scd1Shape, Scd2Shape
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.psa.table import PsaTable
from warehouse.vault.objects import VAULT


def _scd2(project: Project, model: ModelDecl, tables: Mapping[str, PsaTable]) -> HistoryModel:
    assert isinstance(model.config, Scd1Shape | Scd2Shape)
    if reads_select(model):
        return OverSelect(model, model.config)
    assert model.config.source is not None
    return Scd2(model, model.config, tables[model.config.source])


#: The history-keeping materializations.
HISTORY = {**VAULT, "scd1": _scd2, "scd2": _scd2}
