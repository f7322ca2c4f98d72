"""The materializations by name that are neither SQL nor YAML alone: a declaration in, a model out."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.database import Database
from warehouse.dimensional.over_select import OverSelect
from warehouse.dimensional.scd2 import Scd2
from warehouse.models.build import AgreeToLoss, Builder, Materializations
from warehouse.models.derived import DerivedFactory
from warehouse.models.history import HistoryModel
from warehouse.models.selection import reads_select
from warehouse.project.dimensions import Scd1Shape, Scd2Shape
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.psa.ledger import Ledger
from warehouse.psa.table import PsaTable
from warehouse.vault.bridge import Bridge
from warehouse.vault.ghosts import Ghosts
from warehouse.vault.objects import VAULT
from warehouse.vault.pit import Pit


def _scd2(project: Project, model: ModelDecl, tables: Mapping[str, PsaTable]) -> HistoryModel:
    assert isinstance(model.config, Scd1Shape | Scd2Shape)
    if reads_select(model):
        return OverSelect(model, model.config)
    assert model.config.source is not None
    return Scd2(model, model.config, tables[model.config.source])


#: The history-keeping materializations.
HISTORY = {**VAULT, "scd1": _scd2, "scd2": _scd2}

#: The materializations over other models.
DERIVED: dict[str, DerivedFactory] = {"pit": Pit, "bridge": Bridge}


def builder(
    database: Database, project: Project, ledger: Ledger, agree: AgreeToLoss | None = None
) -> Builder:
    """A builder that knows all materializations. `agree` is asked before history is given up."""
    return Builder(database, project, ledger, Materializations(HISTORY, DERIVED, Ghosts(project)), agree)
