"""The page's models: what was built, how, and what failed."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.report.facts import ModelFacts
from warehouse.report.markup import Markup, tag
from warehouse.report.tables import Number, Row, table
from warehouse.report.wording import duration

#: Outcomes in the order of their weight, each with its sign and class.
OUTCOMES = {
    "failed": ("✕", "bad"),
    "skipped": ("–", "attention"),
    "built": ("✓", "good"),
    "unchanged": ("=", "muted"),
}


def by_weight(models: Sequence[ModelFacts]) -> list[ModelFacts]:
    """The models with the failed ones first, else in the order they ran."""
    order = list(OUTCOMES)
    return sorted(models, key=lambda model: order.index(model.outcome) if model.outcome in order else 0)


def models_section(models: Sequence[ModelFacts]) -> Markup:
    """All models of the run, each failure with its error."""
    if not models:
        return tag("p", "No models ran.", class_="empty")
    columns = ["Model", "Outcome", "Kind", "How", *map(Number, ("Rows added", "Rows", "Time"))]
    return table("Models", columns, map(_row, by_weight(models)))


def _row(model: ModelFacts) -> Row:
    sign, class_ = OUTCOMES.get(model.outcome, ("?", "bad"))
    ran = model.outcome in ("built", "failed")
    return Row(
        [
            model.name,
            tag("span", f"{sign} {model.outcome}", class_=f"mark {class_}"),
            model.kind,
            model.how,
            model.rows_added,
            model.row_count,
            duration(model.seconds) if ran else None,
        ],
        below=tag("pre", model.error) if model.error else None,
    )
