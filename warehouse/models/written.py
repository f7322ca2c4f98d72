"""Models that are one SELECT, and how its rows are kept: as a view, a table or files."""

from __future__ import annotations

from warehouse.database import Database
from warehouse.models.calendar import calendar_select
from warehouse.models.compiling import Compiled, Compiler
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.templates import relation, render


def is_calendar(model: ModelDecl) -> bool:
    """Whether a model has its SELECT from us."""
    return model.kind == "date_spine"


def compiled_of(project: Project, compiler: Compiler, model: ModelDecl) -> Compiled:
    """The SELECT of a model: as its file says, or as a calendar's dates do."""
    return Compiled(calendar_select(project, model)) if is_calendar(model) else compiler.model(model)


def write(database: Database, model: ModelDecl, select: str) -> None:
    """Keep the rows of a SELECT under the model's name. The caller holds the transaction."""
    kind = "view" if model.kind == "view" else "table"
    database.run(render(f"models/{kind}", relation=relation(model.schema, model.name), select=select))
