"""The driver of an incremental model: the source table of which each row makes its own rows of the result."""

from __future__ import annotations

from dataclasses import dataclass, field

from warehouse.database import Database
from warehouse.models.compiling import Compiler
from warehouse.models.row_wise import NotRowWise, row_wise
from warehouse.project.checks import Target
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.loads import Loads
from warehouse.psa.table import PsaTable
from warehouse.templates import relation


@dataclass(frozen=True)
class Leaves:
    """What a model reads in the end, through views and ephemerals."""

    sources: dict[str, SourceTable] = field(default_factory=dict)
    models: dict[str, ModelDecl] = field(default_factory=dict)
    views: list[ModelDecl] = field(default_factory=list)


def leaves(project: Project, model: ModelDecl, only: Target | None = None) -> Leaves:
    """The sources, built models and views under a model, or under one thing it reads."""
    found = Leaves()
    for target in model.reads if only is None else (only,):
        if target.model is None:
            found.sources[str(target)] = project.sources[str(target)]
            continue
        other = project.models[target.model]
        if other.kind not in ("view", "ephemeral"):
            found.models[other.name] = other
            continue
        under = leaves(project, other)
        found.sources.update(under.sources)
        found.models.update(under.models)
        found.views.extend(view for view in under.views if view not in found.views)
        if other.kind == "view" and other not in found.views:
            found.views.append(other)
    return found


@dataclass(frozen=True)
class Driver:
    """`identity` pairs each column of the driver's key with a result column that is it, unchanged.

    `views` are those between the model and the driver. `column` gives the driver's column for a name of the
    result or of the driver.
    """

    source: SourceTable
    table: PsaTable
    identity: dict[str, str]
    views: list[str]
    columns: dict[str, str]

    def column(self, named: str) -> str | None:
        """The driver's column that the result calls so, or that is called so."""
        if named in self.columns:
            return self.columns[named]
        return named if named in self.table.columns else None


def driver_of(
    project: Project, database: Database, loads: Loads, model: ModelDecl, select: str
) -> Driver | None:
    """The driver of a model's SELECT; None where a row of the result is not made from one row of a source."""
    under = leaves(project, model)
    compiler = Compiler(project, database)
    relations = {("psa", s.relation_name): full_name for full_name, s in under.sources.items()}
    relations |= {(view.schema, view.identifier): view.name for view in under.views}
    views = {view.name: compiler.model(view).select for view in under.views}
    others = {relation(m.schema, m.identifier) for m in under.models.values()}
    try:
        found, origin = row_wise(
            select, relations, views, lambda function: is_scalar(database, function), joins=True
        )
    except NotRowWise:
        return None
    source = under.sources[found.source]
    on_path = [view.name for view in under.views if source.full_name in leaves(project, view).sources]
    if _readings(model, on_path, source, project) != 1 or relation("psa", source.relation_name) in others:
        return None
    table = loads.table(source)
    result = database.types(select)
    columns = {c: origin(c) for c in result}
    kept = {c: of for c, of in columns.items() if of in table.columns}
    identity = {of: c for c, of in kept.items() if of in table.key}
    if not table.has_key or set(identity) != set(table.key):
        return None
    if "_seen_load_date" in result:  # every load changes it, also of rows that no load touches
        return None
    return Driver(source, table, identity, on_path, {c: of for c, of in kept.items() if of is not None})


def _readings(model: ModelDecl, on_path: list[str], source: SourceTable, project: Project) -> int:
    """How many things that the model reads lead to a source."""
    count = 0
    for target in model.reads:
        if target.model is None:
            count += str(target) == source.full_name
        else:
            other = project.models[target.model]
            if other.kind in ("view", "ephemeral"):
                count += _readings(other, on_path, source, project)
    return count


def is_scalar(database: Database, function: str) -> bool:
    """Whether a function gives one value for one row."""
    kinds = database.rows(
        "SELECT DISTINCT function_type FROM duckdb_functions() WHERE lower(function_name) = ?", [function]
    )
    return bool(kinds) and {kind for (kind,) in kinds} <= {"scalar", "macro"}
