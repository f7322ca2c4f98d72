"""What a vault object keeps beside its relation: side tables in `_store`, and views next to it."""

from __future__ import annotations

from warehouse.project.models import ModelDecl
from warehouse.templates import relation


def side_table(model: ModelDecl, part: str) -> str:
    """The quoted side table of a model in `_store`: `latest` rows of its keys, or `rows` of its source."""
    return relation("_store", f"{model.schema}__{model.name}__{part}")


def view_beside(model: ModelDecl, part: str = "history") -> str:
    """The quoted view <model>__history (or another part) next to a model."""
    return relation(model.schema, f"{model.identifier}__{part}")
