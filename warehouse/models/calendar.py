"""Calendars: a row for each day (or week, month, quarter, year), declared by their first and last date."""

from __future__ import annotations

from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.written import DateSpineShape
from warehouse.templates import literal, relation, render


def calendar_select(project: Project, model: ModelDecl) -> str:
    """The SELECT of a calendar's rows. Weeks begin on Monday; names of days and months are English."""
    config = model.config
    assert isinstance(config, DateSpineShape)
    first = literal(config.start_date) if config.start_date else _bound(project, config, "min")
    last = literal(config.end_date) if config.end_date else _bound(project, config, "max")
    return render("models/date_spine", first=first, last=last, datepart=config.datepart)


def _bound(project: Project, config: DateSpineShape, end: str) -> str:
    assert config.read is not None
    owner, column = config.read
    if owner in project.sources:
        of = relation("psa", project.sources[owner].relation_name)
    else:
        of = relation(project.models[owner].schema, owner)
    return render("models/date_bound", end=end, relation=of, column=column)
