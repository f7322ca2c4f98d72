"""Models on their way out: `deprecation_date`, and `meta: {deprecated, replacement}`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from warehouse.errors import DeclarationError, Place
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project


@dataclass(frozen=True)
class Deprecation:
    """That a model is deprecated: until which day it may be built, and what replaces it, where known."""

    model: str
    until: dt.date | None
    replacement: str | None

    def is_past(self, today: dt.date) -> bool:
        """Whether the day has gone by."""
        return self.until is not None and today > self.until

    def __str__(self) -> str:
        until = f" and goes after {self.until.isoformat()}" if self.until else ""
        instead = f"; use {self.replacement}" if self.replacement else ""
        return f"{self.model} is deprecated{until}{instead}"


def deprecation_of(model: ModelDecl) -> Deprecation | None:
    """What a model's configuration says of its end; None when nothing. DeclarationError for a bad date."""
    raw = model.raw
    meta: dict[str, Any] = raw["meta"] if isinstance(raw.get("meta"), dict) else {}
    date = raw.get("deprecation_date")
    if date is None and not meta.get("deprecated"):
        return None
    replacement = meta.get("replacement")
    return Deprecation(model.name, _day(date, model.place), str(replacement) if replacement else None)


def deprecated_models(project: Project) -> dict[str, Deprecation]:
    """The deprecated models by name."""
    found = ((model.name, deprecation_of(model)) for model in project.models.values())
    return {name: deprecation for name, deprecation in found if deprecation is not None}


def warnings_of(project: Project, built: Iterable[ModelDecl]) -> list[str]:
    """A sentence for each deprecated model that was built, and for each reading of one by another."""
    deprecated = deprecated_models(project)
    sentences = []
    for model in built:
        if model.name in deprecated:
            sentences.append(f"{deprecated[model.name]} ({model.place.within(project.root)})")
        for target in model.reads:
            if target.model in deprecated and model.name not in deprecated:
                reader = f"{model.name} ({model.place.within(project.root)})"
                sentences.append(f"{reader} reads {target.model}: {deprecated[target.model]}")
    return sentences


def _day(value: Any, place: Place) -> dt.date | None:
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.datetime.fromisoformat(str(value)).date()
    except ValueError:
        raise DeclarationError(
            f"'deprecation_date: {value}' is no date.", where=place, fix="write 2026-12-31"
        ) from None
