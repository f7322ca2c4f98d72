"""Models that are one SELECT, and how its rows are kept: as a view, a table or files."""

from __future__ import annotations

from warehouse.database import Database
from warehouse.models.calendar import calendar_select
from warehouse.models.compiling import Compiled, Compiler
from warehouse.models.external import External
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.templates import relation, render


def is_calendar(model: ModelDecl) -> bool:
    """Whether a model has its SELECT from us."""
    return model.kind == "date_spine"


def compiled_of(project: Project, compiler: Compiler, model: ModelDecl) -> Compiled:
    """The SELECT of a model: as its file says, or as a calendar's dates do."""
    return Compiled(calendar_select(project, model)) if is_calendar(model) else compiler.model(model)


def how_kept(model: ModelDecl) -> list[object]:
    """What a model's rows depend on beside its SELECT: how they are kept as files."""
    if model.kind != "external":
        return []
    return [model.config.model_dump(mode="json", include={"location", "format", "partition_by", "sort_by"})]


def is_whole(database: Database, project: Project, model: ModelDecl) -> bool:
    """Whether what was kept last is still there; files beside the warehouse may have gone."""
    return model.kind != "external" or External(database, project, model).is_whole()


def write(database: Database, project: Project, model: ModelDecl, select: str, how: str) -> str:
    """Keep the rows of a SELECT under the model's name; how, in words. The caller holds the transaction."""
    if model.kind == "external":
        return f"{how}, {External(database, project, model).write(select)}"
    kind = "view" if model.kind == "view" else "table"
    database.run(render(f"models/{kind}", relation=relation(model.schema, model.identifier), select=select))
    return how


def remove_old_versions(database: Database, project: Project) -> None:
    """Delete the files that no view reads any more. Right once the state of `database` is published."""
    for model in project.models.values():
        if model.kind == "external":
            External(database, project, model).remove_old_versions()
