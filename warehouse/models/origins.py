"""Which source column a model's column is, where one row of the model is made from one row of a source."""

from __future__ import annotations

from warehouse.database import Database, SqlError
from warehouse.errors import WarehouseError
from warehouse.models.compiling import Compiler
from warehouse.models.driver import is_scalar, leaves
from warehouse.models.row_wise import NotRowWise, row_wise
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.references import Origin


def origins(project: Project, database: Database) -> Origin:
    """Knows, for a model's name and a column of it, the source column (SOURCE.TABLE, column) that it is.

    None where the column is computed, or the SELECT is not row-wise (row_wise.py says what is).
    """

    def origin(named: str, column: str) -> tuple[str, str] | None:
        model = project.models.get(named)
        if model is None:
            return None
        if model.sql_path is not None:
            return _of_select(project, database, model, column)
        config = model.config
        if len(config.source_names) == 1 and not config.model_names:
            return config.source_names[0], column
        is_over_one = len(config.model_names) == 1 and not config.source_names
        return origin(config.model_names[0], column) if is_over_one else None

    return origin


def _of_select(project: Project, database: Database, model: ModelDecl, column: str) -> tuple[str, str] | None:
    under = leaves(project, model)
    relations = {("psa", s.relation_name): full_name for full_name, s in under.sources.items()}
    relations |= {(view.schema, view.name): view.name for view in under.views}
    compiler = Compiler(project, database)
    try:
        views = {view.name: compiler.model(view).select for view in under.views}
        select = compiler.model(model).select
        found, of = row_wise(
            select, relations, views, lambda function: is_scalar(database, function), joins=True
        )
    except (NotRowWise, SqlError, WarehouseError):
        return None
    known = of(column)
    return None if known is None else (found.source, known)
