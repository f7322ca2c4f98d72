"""A model's file → the SELECT that runs: relations in place of refs, ephemeral models before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from warehouse.database import Database, SqlError, first_error_line
from warehouse.errors import DeclarationError, Place
from warehouse.models.expressions import hash_expressions
from warehouse.project.checks import CheckDecl, Target
from warehouse.project.context import Surroundings
from warehouse.project.ghosts import zero_text
from warehouse.project.jinja import TemplateFault
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.relation import Relation
from warehouse.project.rendering import with_config
from warehouse.project.tests import macro_arguments
from warehouse.psa.hashes import HashType
from warehouse.quality.checks import CompiledCheck, failing_rows, narrowed
from warehouse.templates import name, relation, render

#: What an ephemeral model is called where it is read, as in dbt.
EPHEMERAL_PREFIX = "__dbt__cte__"


@dataclass(frozen=True)
class Compiled:
    """A SELECT ready to run. `lines_before` its own first line stand those of the ephemerals it reads."""

    select: str
    lines_before: int = 0


class Compiler:
    """Compiles what a project wrote in SQL. Without a database, templates that ask it questions get none."""

    def __init__(
        self,
        project: Project,
        database: Database | None = None,
        *,
        full_refresh: bool = False,
    ) -> None:
        self._project = project
        self._database = database
        self._base = Surroundings(
            relation_of=self._relation,
            full_refresh=full_refresh,
            query=self._query if database is not None else None,
            columns_of=self._columns_of,
            type_of=self._type_of,
            expressions=hash_expressions(HashType(project.settings.hash)),
            say=project.occasion.say,
            warn=project.occasion.warn,
            started_at=project.occasion.started_at,
        )

    def model(self, model: ModelDecl, *, is_incremental: bool = False) -> Compiled:
        """A model's SELECT, with the ephemeral models it reads in front of it."""
        assert model.sql_path is not None
        needed: dict[str, str] = {}
        own = self._select(model, needed, is_incremental)
        if not needed:
            return Compiled(own)
        whole = render("models/with_ephemerals", ephemerals=needed, select=own)
        return Compiled(whole, whole[: whole.rindex(own)].count("\n"))

    def relation_of(self, target: Target) -> str:
        """What SQL says to read something: a relation, or the SELECT of an ephemeral model."""
        model = self._project.models.get(target.model) if target.model else None
        if model is not None and model.kind == "ephemeral":
            return f"(\n{self.model(model).select}\n)"
        return self._relation(target, "").text

    def check(self, check: CheckDecl) -> CompiledCheck:
        """The SELECT of the rows that break a check."""
        relation_text = self.relation_of(check.target) if check.target in check.reads else None
        try:
            if check.sql_path is not None:
                at = replace(self._base, relation_of=lambda target, suffix: self._tested(target, suffix))
                return CompiledCheck(check, self._project.renderer.compile(check.sql_path, at), relation_text)
            assert relation_text is not None
            where = self._project.renderer.value(check.config.where, self._base, check.place)
            looked_at = narrowed(relation_text, where)
            if check.is_template:
                to = self.relation_of(check.to) if check.to else None
                zero = zero_text(self._project.settings.hash)
                return CompiledCheck(check, failing_rows(check, looked_at, to, zero), looked_at)
            at = replace(self._base, relation_of=lambda target, suffix: self._tested(target, suffix))
            failing = self._project.renderer.test_sql(
                check.kind, Relation(looked_at), macro_arguments(check), at, check.place
            )
            return CompiledCheck(check, failing, looked_at)
        except DeclarationError as error:
            return CompiledCheck(check, "", None, error)

    def _tested(self, target: Target, suffix: str) -> Relation:
        return self._relation(target, suffix) if suffix else Relation(self.relation_of(target))

    def surroundings(
        self, model: ModelDecl, *, is_incremental: bool = False, needed: dict[str, str] | None = None
    ) -> Surroundings:
        """Where the templates of one model are rendered: its file, and its hooks."""
        this = Relation(relation(model.schema, model.identifier), model.schema, model.identifier)
        at = replace(
            self._base,
            this=this,
            is_incremental=lambda: is_incremental,
            relation_of=lambda target, suffix: self._read(model, target, suffix, needed),
        )
        return with_config(at, model.raw)

    def hook(self, text: str, model: ModelDecl, *, is_incremental: bool = False) -> str:
        """A hook's statement."""
        at = self.surroundings(model, is_incremental=is_incremental)
        return self._project.renderer.text(text, at, model.place).strip()

    def run_hook(self, text: str, place: Place) -> str:
        """A statement of on-run-start or on-run-end."""
        return self._project.renderer.text(text, self._base, place).strip()

    def _select(self, model: ModelDecl, needed: dict[str, str], is_incremental: bool = False) -> str:
        assert model.sql_path is not None
        at = self.surroundings(model, is_incremental=is_incremental, needed=needed)
        return self._project.renderer.compile(model.sql_path, at, model.block)

    def _read(self, model: ModelDecl, target: Target, suffix: str, needed: dict[str, str] | None) -> Relation:
        """The relation that a model reads; an ephemeral one is put among those needed."""
        if target not in (*model.reads, *model.hook_reads) and target.model != model.name:
            call = (
                f"ref('{target.model}')" if target.model else f"source('{target.source}', '{target.table}')"
            )
            raise TemplateFault(
                f"{call} is read only when the template runs, so that the order of building cannot know it.",
                f"add a line `-- depends_on: {{{{ {call} }}}}`",
            )
        other = self._project.models.get(target.model) if target.model else None
        if other is None or other.kind != "ephemeral":
            return self._relation(target, suffix)
        alias = f"{EPHEMERAL_PREFIX}{other.name}"
        if needed is None:
            return Relation(self.relation_of(target), "", alias)
        if alias not in needed:
            select = self._select(other, needed)
            needed[alias] = select
        return Relation(name(alias), "", alias)

    def _relation(self, target: Target, suffix: str) -> Relation:
        if target.model is not None:
            model = self._project.models[target.model]
            kind = "view" if model.kind in ("view", "scd2") else "table"
            return Relation(relation(model.schema, model.identifier), model.schema, model.identifier, kind)
        identifier = self._project.sources[str(target)].relation_name + suffix
        return Relation(relation("psa", identifier), "psa", identifier)

    def _columns_of(self, relation_text: str) -> dict[str, str]:
        return {} if self._database is None else self._database.types(relation_text)

    def _type_of(self, schema: str, identifier: str) -> str | None:
        if self._database is None:
            return None
        found = self._database.value(
            "SELECT table_type FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
            [schema, identifier],
        )
        return None if found is None else "view" if found == "VIEW" else "table"

    def _query(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        assert self._database is not None
        try:
            cursor = self._database.run(sql)
            return [column[0] for column in cursor.description], cursor.fetchall()
        except SqlError as error:
            raise TemplateFault(
                f"A query of this template does not run: {first_error_line(error)}",
                f"correct it: {sql.strip()}",
            ) from error


def reads_of(project: Project, model: ModelDecl) -> tuple[Target, ...]:
    """What a model reads in the file: an ephemeral model stands for what it reads itself."""
    found: dict[Target, None] = {}
    for target in model.reads:
        other = project.models.get(target.model) if target.model else None
        if other is not None and other.kind == "ephemeral":
            found |= dict.fromkeys(reads_of(project, other))
        else:
            found[target] = None
    return tuple(found)
