"""A SELECT over sources, views and ephemerals: what it reads, its columns, its rows as of any load date."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from warehouse.database import Database, SqlError
from warehouse.errors import DeclarationError
from warehouse.models.compiling import Compiler
from warehouse.models.events import SourceEvents, no_events
from warehouse.models.row_wise import CARRIED, EVENTS, NotRowWise, row_wise
from warehouse.project.checks import Target
from warehouse.project.dimensions import DimensionShape, SnapshotShape
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.relation import Relation
from warehouse.project.sources import SourceTable
from warehouse.psa.loads import Loads
from warehouse.psa.read import content_of
from warehouse.psa.table import PsaTable
from warehouse.templates import name, relation, render

#: Schemas in which a SELECT finds what it reads as of a load date.
AS_OF = "_at_"

#: Columns of a source's relation that say where a row came from; they are no attributes of it.
METADATA = (
    "load_date",
    "load_id",
    "record_source",
    "_source_file",
    "_loaded_at",
    "_seen_load_date",
    "_row_hash",
)


def reads_select(model: ModelDecl) -> bool:
    """Whether a model is a dimension made from a SELECT: its own file, or a model."""
    is_dimension = isinstance(model.config, DimensionShape)
    has_select = model.sql_path is not None or isinstance(model.config, SnapshotShape)
    return is_dimension and (has_select or bool(model.config.model_names))


def views_under(project: Project, model: ModelDecl) -> list[ModelDecl]:
    """The views and ephemerals under a model, each after those it reads. DeclarationError for other kinds."""
    found: dict[str, ModelDecl] = {}
    for target in model.reads:
        if target.model is None:
            continue
        other = project.models[target.model]
        if other.kind not in ("view", "ephemeral"):
            raise DeclarationError(
                f"{model.name} keeps the history of a SELECT over {other.name}, which is a {other.kind}.",
                where=model.place,
                fix="read sources, views and ephemerals alone: their past rows can be found again",
            )
        found |= {view.name: view for view in views_under(project, other)} | {other.name: other}
    return list(found.values())


def sources_under(project: Project, model: ModelDecl) -> list[SourceTable]:
    """The source tables under a model, through views and ephemerals."""
    targets = [t for m in (*views_under(project, model), model) for t in m.reads if t.model is None]
    return list({str(target): project.sources[str(target)] for target in targets}.values())


class _AsOfCompiler(Compiler):
    """Compiles for the relations as of a load date."""

    def _relation(self, target: Target, suffix: str) -> Relation:
        if suffix:
            raise DeclarationError(
                "History over a SELECT reads source(…), not loads(…) or changes(…).", fix="use source(…)"
            )
        now = super()._relation(target, suffix)
        schema = AS_OF + now.schema
        return Relation(relation(schema, now.identifier), schema, now.identifier, now.type or "view")


class Selection:
    """The SELECT of one history-keeping model in one database."""

    def __init__(self, project: Project, database: Database, loads: Loads, model: ModelDecl) -> None:
        self._project, self._database, self._loads = project, database, loads
        self._compiler = Compiler(project, database)
        self._as_of = _AsOfCompiler(project, database)
        self.model = model
        self.views = [view for view in views_under(project, model) if view.kind == "view"]
        self.sources = sources_under(project, model)
        if not self.sources:
            raise DeclarationError(
                f"{model.name} reads no source table, so it has no history.",
                where=model.place,
                fix="read one by source(…), or use `materialized: table`",
            )

    @cached_property
    def columns(self) -> dict[str, str]:
        """The columns of the SELECT with their types, without those that say where a row came from."""
        types = self._database.types(self._select(self._compiler))
        return {c: kind for c, kind in types.items() if c not in METADATA}

    def definition(self) -> str:
        """Changes with the SELECT, with those of the views under it and with the columns."""
        texts = [self._compiler.model(view).select for view in self.views]
        return json.dumps([self._select(self._compiler), texts, self.columns])

    def over_events(self, key: Sequence[str]) -> str | None:
        """The SELECT over change events (EVENTS stands for them); None when it is not row-wise.

        Columns: those of the SELECT, _op, load_date, load_seq, load_id.
        """
        relations = {(f"{AS_OF}psa", s.relation_name): s.full_name for s in self.sources}
        relations |= {(AS_OF + view.schema, view.identifier): view.name for view in self.views}
        views = {view.name: self._as_of.model(view).select for view in self.views}
        try:
            found, origin = row_wise(self._select(self._as_of), relations, views, self._is_scalar)
        except NotRowWise:
            return None
        table = self._table(self._project.sources[found.source])
        if not table.has_key or {origin(c) for c in key} != set(table.key):
            return None
        select = render(
            "dimensional/changed_results",
            columns=list(self.columns),
            results=found.text,
            passes=" AND ".join(name(flag) for flag in found.flags) or "true",
        )
        try:
            empty = self.with_events(select, no_events(table).select)
            types = self._database.types(empty)
        except SqlError:
            return None
        return select if {c: types[c] for c in self.columns} == self.columns else None

    def with_events(self, select: str, events: str) -> str:
        """The SELECT that `over_events` gave, reading some events."""
        carried = dict(zip(CARRIED, ("_op", "load_date", "load_seq", "load_id"), strict=True))
        base = render("dimensional/events_to_map", events=events, carried=carried)
        return select.replace(f"FROM {EVENTS} ", f"FROM (\n{base}\n) ")

    def dates(self, loads: Sequence[SourceEvents]) -> list[dt.datetime]:
        """The load dates on which the SELECT may have changed, in order.

        None lies before the horizon of a pruned source (or slice): contents there are not known.
        """
        bases = [base.load_date for source in self.sources for base in self._loads.bases(source)]
        first = max(bases, default=dt.datetime.min)
        return sorted({max(load.load_date, first) for events in loads for load in events.loads})

    def load_at(self, moment: dt.datetime) -> str | None:
        """The id of a load of this load date: of the first source that has one, its last."""
        for source in self.sources:
            found = [load for load in self._loads.loads(source) if load.load_date == moment]
            if found:
                return found[-1].load_id
        return None

    @contextmanager
    def at(self, moment: dt.datetime) -> Iterator[str]:
        """The SELECT as of a load date, while the block runs."""
        schemas = sorted({f"{AS_OF}psa", *(AS_OF + view.schema for view in self.views)})
        for schema in schemas:
            self._database.run(f"CREATE SCHEMA IF NOT EXISTS {name(schema)}")
        for source in self.sources:
            view = relation(f"{AS_OF}psa", source.relation_name)
            self._database.run(render("models/view", relation=view, select=self._content(source, moment)))
        for model in self.views:
            view = relation(AS_OF + model.schema, model.identifier)
            select = self._as_of.model(model).select
            self._database.run(render("models/view", relation=view, select=select))
        yield self._select(self._as_of)
        for schema in schemas:
            self._database.run(f"DROP SCHEMA {name(schema)} CASCADE")

    def _content(self, source: SourceTable, moment: dt.datetime) -> str:
        table = self._table(source)
        loads = self._loads.loads(source)
        known = [load for load in loads if load.load_date <= moment]
        if len(known) == len(loads):
            return f"FROM {table.view()}"
        if not any(load.changes_file or load.keyframe_file for load in known):
            return render("models/no_content", current=table.view())
        return render(
            "models/content_then",
            content=content_of(table, known),
            columns=table.shown_columns,
            source_table=table.full_name,
            seen=known[-1].load_date,
            of_slice=table.of_slice("l", "c"),
        )

    def _select(self, compiler: Compiler) -> str:
        if self.model.sql_path is not None:
            return compiler.model(self.model).select
        [target] = self.model.reads
        return f"SELECT * FROM {compiler.relation_of(target)}"

    def _table(self, source: SourceTable) -> PsaTable:
        return self._loads.table(source)

    def _is_scalar(self, function: str) -> bool:
        kinds = self._database.rows(
            "SELECT DISTINCT function_type FROM duckdb_functions() WHERE lower(function_name) = ?", [function]
        )
        return bool(kinds) and {kind for (kind,) in kinds} <= {"scalar", "macro"}
