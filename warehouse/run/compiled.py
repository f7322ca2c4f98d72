"""The SQL of models and tests as it would run, for a person to read."""

from __future__ import annotations

from warehouse.database import Database, Trace
from warehouse.models.compiling import Compiler
from warehouse.project.project import Project
from warehouse.project.selection import Selection


def compiled_sql(
    project: Project, selection: Selection | None = None, trace: Trace | None = None
) -> dict[str, str]:
    """The SELECTs of the selected models and tests by name. Templates ask the published file, if there is.

    Raises DeclarationError where a template is wrong.
    """
    if not project.warehouse_path.is_file():
        return _compiled(Compiler(project), project, selection)
    with Database.open_published(project.warehouse_path, trace=trace) as published:
        return _compiled(Compiler(project, published), project, selection)


def _compiled(compiler: Compiler, project: Project, selection: Selection | None) -> dict[str, str]:
    found = {}
    for model in project.models.values():
        if model.sql_path is not None and (selection is None or model.name in selection.models):
            found[model.name] = compiler.model(model).select
    for check in project.checks:
        if selection is None or selection.has_check(check):
            compiled = compiler.check(check)
            if compiled.error is not None:
                raise compiled.error
            found[check.name] = compiled.failing
    return found
