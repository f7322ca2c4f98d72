"""The views that some models put next to themselves, whose names are taken by that."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.errors import DeclarationError
from warehouse.project.models import ModelDecl

#: What a materialization adds to its name for the view beside it.
_BESIDE = {
    **dict.fromkeys(("satellite", "ma_satellite", "eff_satellite", "status_satellite"), ("history",)),
    "reference": ("history", "current"),
}


def refuse_taken_names(models: Mapping[str, ModelDecl]) -> None:
    """DeclarationError for a model that is called like another's view."""
    taken: dict[str, ModelDecl] = {}
    for model in models.values():
        for part in _BESIDE.get(model.kind, ()):
            taken[f"{model.schema}.{model.name}__{part}".lower()] = model
    for model in models.values():
        owner = taken.get(f"{model.schema}.{model.name}".lower())
        if owner is not None and model.kind != "ephemeral":
            raise DeclarationError(
                f"The model {model.name} is called like a view beside the {owner.kind} {owner.name}.",
                where=f"{model.place} and {owner.place}",
                fix=f"rename {model.name}, or give it another schema",
                state="nothing was read or built",
            )
