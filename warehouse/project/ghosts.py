"""Which models hold ghost records: rows of the system's own for what is unknown or wrong.

They stand in the hubs and satellites that a point-in-time table or a bridge reads, in all under
`ghost_records: true` in warehouse.yml, and where `ghosts:` of a model says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from warehouse.project.checks import CheckDecl
from warehouse.project.models import ModelDecl
from warehouse.project.settings import Settings
from warehouse.project.spines import BridgeShape, PitShape
from warehouse.project.vault import GhostlyShape

_DIGITS = {"md5": 32, "sha1": 40, "sha256": 64}


def zero_text(algorithm: str) -> str:
    """The zero key as hex text."""
    return "0" * _DIGITS[algorithm]


def wants_ghosts(settings: Settings, models: Mapping[str, ModelDecl], model: ModelDecl) -> bool:
    """Whether a model holds ghost records, as the project's files say."""
    if not isinstance(model.config, GhostlyShape):
        return False
    if model.config.ghosts is not None:
        return model.config.ghosts
    return settings.ghost_records or any(
        isinstance(other.config, PitShape | BridgeShape) and model.name in other.config.model_names
        for other in models.values()
    )


def without_ghosts(check: CheckDecl, settings: Settings, models: Mapping[str, ModelDecl]) -> CheckDecl:
    """The check, told to leave ghost records out where the model it looks at has them."""
    model = models.get(check.target.model or "")
    if model is None or check.sql_path is not None or not isinstance(model.config, GhostlyShape):
        return check
    if not wants_ghosts(settings, models, model):
        return check
    digits = _DIGITS[settings.hash]
    condition = f"\"{model.config.hash_key}\" NOT IN ('{'0' * digits}', '{'f' * digits}')"
    where = check.config.where
    narrowed = condition if where is None else f"({where}) AND {condition}"
    return replace(check, config=replace(check.config, where=narrowed))
