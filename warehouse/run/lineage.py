"""Where columns come from: each model's SELECT, read by sqlglot against the columns of the published file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from warehouse.database import Database
from warehouse.errors import UsageError, did_you_mean
from warehouse.models.compiling import Compiler
from warehouse.project.checks import Target
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project

#: A column as (relation, column); relation is a model's name or SOURCE.TABLE.
ColumnName = tuple[str, str]


@dataclass(frozen=True)
class Lineage:
    """What each model reads, and for each of its columns the columns that it is made of.

    `unread` are models whose SELECT could not be followed, by column; they are in `reads` all the same.
    """

    reads: Mapping[str, tuple[str, ...]]
    columns: Mapping[ColumnName, tuple[ColumnName, ...]]
    unread: tuple[str, ...]

    def origins(self, start: ColumnName) -> list[tuple[int, ColumnName]]:
        """A column and all it comes from, nearest first, each with its depth."""
        found: list[tuple[int, ColumnName]] = []

        def visit(column: ColumnName, depth: int) -> None:
            found.append((depth, column))
            for origin in self.columns.get(column, ()):
                visit(origin, depth + 1)

        visit(start, 0)
        return found


def lineage_of(project: Project) -> Lineage:
    """The lineage of all models. Raises UsageError while nothing is published: then no columns are known."""
    with Database.open_published(project.warehouse_path) as published:
        compiler = Compiler(project, published)
        names = _relations(project)
        known = {name: _columns(published, *place) for name, place in names.items()}
        by_place = {f"{schema}.{table}".lower(): name for name, (schema, table) in names.items()}
        columns: dict[ColumnName, tuple[ColumnName, ...]] = {}
        unread = []
        for model in project.models.values():
            if model.kind == "ephemeral":
                continue
            own = known.get(model.name, [])
            try:
                found = _of_select(compiler, model, own, known, names, by_place)
            except _Unreadable:
                unread.append(model.name)
                found = {}
            columns |= {(model.name, column): origins for column, origins in found.items()}
    reads = {model.name: tuple(str(target) for target in model.reads) for model in project.models.values()}
    return Lineage(reads, columns, tuple(unread))


def known_column(lineage: Lineage, name: str) -> tuple[str, str | None]:
    """MODEL or MODEL.COLUMN as its parts. UsageError for what there is not."""
    if name in lineage.reads:
        return name, None
    model, _, column = name.rpartition(".")
    if model not in lineage.reads:
        raise UsageError(f"There is no model '{name}'.", fix=did_you_mean(name, lineage.reads))
    columns = [known for owner, known in lineage.columns if owner == model]
    if column not in columns:
        raise UsageError(f"{model} has no column '{column}'.", fix=did_you_mean(column, columns))
    return model, column


class _Unreadable(Exception):
    """A SELECT that sqlglot cannot follow."""


def _relations(project: Project) -> dict[str, tuple[str, str]]:
    found = {name: ("psa", table.relation_name) for name, table in project.sources.items()}
    return found | {model.name: (model.schema, model.identifier) for model in project.models.values()}


def _columns(database: Database, schema: str, table: str) -> list[str]:
    rows = database.rows(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position",
        [schema, table],
    )
    return [column for (column,) in rows]


def _of_select(
    compiler: Compiler,
    model: ModelDecl,
    own: list[str],
    known: Mapping[str, list[str]],
    names: Mapping[str, tuple[str, str]],
    by_place: Mapping[str, str],
) -> dict[str, tuple[ColumnName, ...]]:
    """The origins of a model's columns: by its SELECT, else the columns of the same name in what it reads."""
    if model.sql_path is None:
        return {column: _same_named(column, model.reads, known) for column in own}
    from sqlglot import exp, parse_one
    from sqlglot.errors import SqlglotError
    from sqlglot.lineage import lineage
    from sqlglot.optimizer.qualify import qualify

    schema: dict[str, Any] = {}
    for name, (folder, table) in names.items():
        if known.get(name):
            schema.setdefault(folder, {})[table] = dict.fromkeys(known[name], "VARCHAR")
    found: dict[str, tuple[ColumnName, ...]] = {}
    try:
        select: Any = qualify(
            parse_one(compiler.model(model).select, dialect="duckdb"),
            dialect="duckdb",
            schema=schema,
            validate_qualify_columns=False,
        )
        for column in select.named_selects:
            origins: dict[ColumnName, None] = {}
            for node in lineage(column, select, schema=schema, dialect="duckdb").walk():
                if isinstance(node.expression, exp.Table):
                    place = f"{node.expression.db}.{node.expression.name}".lower()
                    if place in by_place:
                        origins[(by_place[place], node.name.rpartition(".")[2].strip('"'))] = None
            found[column] = tuple(origins)
    except (SqlglotError, ValueError, KeyError) as error:
        raise _Unreadable(str(error)) from error
    return found


def _same_named(
    column: str, reads: tuple[Target, ...], known: Mapping[str, list[str]]
) -> tuple[ColumnName, ...]:
    return tuple((str(target), column) for target in reads if column in known.get(str(target), []))
