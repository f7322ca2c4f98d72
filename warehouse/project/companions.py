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
    """DeclarationError for a model whose relation is called like another's, or like another's view."""
    taken: dict[str, ModelDecl] = {}
    own: dict[str, ModelDecl] = {}
    for model in (m for m in models.values() if m.kind != "ephemeral"):
        other = own.setdefault(f"{model.schema}.{model.identifier}".lower(), model)
        if other is not model:
            raise DeclarationError(
                f"The models {other.name} and {model.name} would both be {model.schema}.{model.identifier}.",
                where=f"{other.place} and {model.place}",
                fix="give one of them another `alias` or schema",
                state="nothing was read or built",
            )
        for part in _BESIDE.get(model.kind, ()):
            taken[f"{model.schema}.{model.identifier}__{part}".lower()] = model
    for model in (m for m in models.values() if m.kind != "ephemeral"):
        owner = taken.get(f"{model.schema}.{model.identifier}".lower())
        if owner is not None:
            raise DeclarationError(
                f"The model {model.name} is called like a view beside the {owner.kind} {owner.name}.",
                where=f"{model.place} and {owner.place}",
                fix=f"rename {model.name}, or give it another schema",
                state="nothing was read or built",
            )
