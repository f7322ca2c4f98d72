"""A model's SELECT with one of the relations under it narrowed to some of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from warehouse.database import Database
from warehouse.models.compiling import Compiler
from warehouse.project.checks import Target
from warehouse.project.project import Project
from warehouse.project.relation import Relation
from warehouse.project.sources import SourceTable
from warehouse.templates import name, relation, render

#: The schemas of the narrowed relations.
NARROWED = "_narrowed_"


class _Compiler(Compiler):
    """Compiles for the narrowed relations where there are some."""

    narrowed: frozenset[Target] = frozenset()

    def _relation(self, target: Target, suffix: str) -> Relation:
        now = super()._relation(target, suffix)
        if target not in self.narrowed or suffix:
            return now
        schema = NARROWED + now.schema
        return Relation(relation(schema, now.identifier), schema, now.identifier, now.type)


class Narrowed:
    """A relation to narrow, and the views (by name, each after those it reads) that lead to it."""

    def __init__(
        self, project: Project, database: Database, source: SourceTable | Target, views: Sequence[str] = ()
    ) -> None:
        self._project, self._database = project, database
        if isinstance(source, SourceTable):
            source = Target(source=source.source, table=source.name)
        self._target = source
        self._views = views

    @classmethod
    def to_relation(cls, project: Project, database: Database, target: Target) -> Narrowed:
        """Whatever a model reads directly, narrowed."""
        return cls(project, database, target)

    @contextmanager
    def to(self, rows: str) -> Iterator[Compiler]:
        """A compiler for the model over these rows (a SELECT) of the relation, while the block runs."""
        compiler = _Compiler(self._project, self._database)
        views = [Target(model=view) for view in self._views]
        compiler.narrowed = frozenset({self._target, *views})
        places = {target: compiler._relation(target, "") for target in (self._target, *views)}
        for schema in {place.schema for place in places.values()}:
            self._database.run(f"CREATE SCHEMA IF NOT EXISTS {name(schema)}")
        self._database.run(render("models/view", relation=places[self._target].text, select=rows))
        for target in views:
            assert target.model is not None
            select = compiler.model(self._project.models[target.model]).select
            self._database.run(render("models/view", relation=places[target].text, select=select))
        yield compiler
        for schema in {place.schema for place in places.values()}:
            self._database.run(f"DROP SCHEMA {name(schema)} CASCADE")
