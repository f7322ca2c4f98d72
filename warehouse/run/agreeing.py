"""What a person agrees to with --accept-history-loss, recorded in the log."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.models.checkpoint import taken_of
from warehouse.project.models import ModelDecl
from warehouse.psa.retention import Loss, agree_to_loss
from warehouse.psa.table import PsaTable
from warehouse.run.command import Run


def agree_to_history_loss(
    run: Run, model: ModelDecl, definition: str, tables: Mapping[str, PsaTable]
) -> None:
    """A model, declared as `definition`, has history from the horizons of its sources on."""
    ledger = run.state.ledger
    taken = taken_of(ledger, tables)
    for full_name in taken:
        loss = Loss(model.name, definition, taken)
        agree_to_loss(run.state.database, ledger, tables[full_name], loss, run.clock)
    run.notices.append(f"{model.name} has history from the horizon of its sources on, as agreed")
