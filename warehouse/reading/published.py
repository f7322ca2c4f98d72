"""Questions to the published warehouse: a query, a table as of a moment, the ledger, the life of a key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.contract import Contract
from warehouse.database import Database, SqlError, Trace, first_error_line
from warehouse.errors import IntegrityError, UsageError, WarehouseError, agreeing, did_you_mean
from warehouse.project.dimensions import Scd2Shape
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.ledger import Ledger
from warehouse.psa.table import PsaTable
from warehouse.sources.discover import parse_load_date
from warehouse.templates import relation, render


@dataclass(frozen=True)
class Answer:
    """A table of values: column names and rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class KeyEvent:
    """One change in the life of a key. `changes`: column → (before, after); `row`: the state after."""

    operation: str
    load_date: dt.datetime
    load_seq: int
    load_id: str
    source_file: str
    changes: dict[str, tuple[Any, Any]]
    row: dict[str, Any]


class Reader:
    """The published file of a project, opened for reading. UsageError when there is none yet."""

    def __init__(self, project: Project, trace: Trace | None = None) -> None:
        self.project = project
        self.database = Database.open_published(project.warehouse_path, trace=trace)

    def query(self, sql: str) -> Answer:
        """The rows of one SELECT. UsageError with DuckDB's reason when it does not run."""
        try:
            cursor = self.database.run(sql)
            if cursor is None or cursor.description is None:
                raise UsageError("There is no query.", fix='write one: warehouse query "SHOW ALL TABLES"')
            columns = tuple(column[0] for column in cursor.description)
            return Answer(columns, tuple(cursor.fetchall()))
        except SqlError as error:
            raise _does_not_run(sql, error) from error

    def relation(self, sql: str) -> Any:
        """A SELECT as a DuckDB relation that keeps the file open. UsageError when it does not run."""
        try:
            return self.database.relation(sql)
        except SqlError as error:
            raise _does_not_run(sql, error) from error

    def show(self, name: str, as_of: str | None = None) -> str:
        """The SELECT that shows a model, SOURCE.TABLE or schema.name, now or as of a moment."""
        if as_of is None:
            self._refuse_unloaded(name)
            return f"FROM {self._relation(name)}"
        self._refuse_unloaded(name)
        moment = moment_of(as_of)
        source = self._source(name)
        if source is not None:
            macro = relation("psa", f"{source.relation_name}__at")
            return f"FROM {macro}(TIMESTAMP '{moment.isoformat(sep=' ')}')"
        model = self._model(name)
        if model is not None and model.kind == "scd2":
            assert isinstance(model.config, Scd2Shape)
            template = "read/version_on" if model.config.valid_to == "inclusive" else "read/version_at"
            starts, ends = (model.config.shown(column) for column in ("valid_from", "valid_to"))
            return render(template, relation=self._relation(name), at=moment, starts=starts, ends=ends)
        raise UsageError(
            f"'{name}' cannot be shown as of a moment.",
            fix="name a source table or an scd2 dimension",
        )

    def loads(self, table: str | None = None) -> Answer:
        """The ledger of the published file, of one table or of all."""
        full_name = self._known_source(table).full_name if table else None
        return self.query(render("read/loads", source_table=full_name))

    def history(self, table: str, key: Sequence[str]) -> list[KeyEvent]:
        """The life of one key of a source table, oldest first. UsageError for an unknown table or key."""
        source = self._known_source(table)
        if not source.key:
            raise UsageError(
                f"{source.full_name} has no key, so none of its rows has a life.",
                where=source.place,
                fix="declare `key:` on the source table",
            )
        if len(key) != len(source.key):
            raise UsageError(
                f"The key of {source.full_name} is ({', '.join(source.key)}): "
                f"{agreeing(len(source.key), 'value', 'values')}.",
                fix=f"give {' '.join(c.upper() for c in source.key)}",
            )
        self._refuse_unloaded(table)
        changes = relation("psa", f"{source.relation_name}__changes")
        answer = self.query(render("read/history", changes=changes, key=source.key, key_values=key))
        if not answer.rows:
            raise UsageError(
                f"{source.full_name} never had the key {', '.join(key)}.",
                fix="check the key; as text it must be exactly this",
            )
        return _life(answer, self._columns(source))

    def source_named(self, name: str) -> str:
        """SOURCE.TABLE of a source table's name; UsageError for an unknown one."""
        return self._known_source(name).full_name

    def close(self) -> None:
        """Let the file go."""
        self.database.close()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _columns(self, source: SourceTable) -> list[str]:
        contract: Contract = Ledger(self.database, self.project).state(source).contract
        return list(PsaTable.of(self.project, source, contract).columns)

    def _source(self, name: str) -> SourceTable | None:
        try:
            return self.project.source_table(name.removeprefix("psa."))
        except KeyError:
            return None

    def _model(self, name: str) -> ModelDecl | None:
        """A model by its name, else the one whose relation is called so."""
        models = self.project.models
        called = [model for model in models.values() if model.config.alias == name]
        return models.get(name) or (called[0] if len(called) == 1 else None)

    def _known_source(self, name: str) -> SourceTable:
        source = self._source(name)
        if source is None:
            raise UsageError(
                f"There is no source table '{name}'.", fix=did_you_mean(name, self.project.sources)
            )
        return source

    def _refuse_unloaded(self, name: str) -> None:
        """UsageError when a name means a declared thing that the published file does not have."""
        source, model = self._source(name), self._model(name)
        if source is not None:
            schema, table = "psa", source.relation_name
        elif model is not None:
            schema, table = model.schema, model.identifier
        else:
            return
        there = self.database.value(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
            [schema, table],
        )
        if not there:
            raise UsageError(
                f"'{name}' is declared, but the published warehouse does not have it.",
                where=self.project.warehouse_path,
                fix="`warehouse run` loads, builds and publishes; its output says what is missing",
            )

    def _relation(self, name: str) -> str:
        model = self._model(name)
        if model is not None:
            return relation(model.schema, model.identifier)
        source = self._source(name)
        if source is not None:
            return relation("psa", source.relation_name)
        known = self.query(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables "
            "WHERE table_schema NOT IN ('_store', 'information_schema')"
        )
        names = [row[0] for row in known.rows]
        if name in names:
            schema, _, table = name.partition(".")
            return relation(schema, table)
        raise UsageError(
            f"There is no table '{name}'.",
            fix=did_you_mean(name, [*names, *self.project.models, *self.project.sources]),
        )


def moment_of(text: str) -> dt.datetime:
    """A moment that a person names, in naive UTC. UsageError when it is none."""
    moment = parse_load_date(text)
    if moment is None:
        raise UsageError(f"'{text}' is no moment.", fix="write 2026-06-03 or 2026-06-03T14:00")
    return moment


#: What DuckDB says where no file is left, and what our readings say where one of several is missing.
_MISSING_FILES = ("No files found that match the pattern", "A file of the log is not there")


def _does_not_run(sql: str, error: Exception) -> WarehouseError:
    if any(sign in str(error) for sign in _MISSING_FILES):
        return IntegrityError(
            f"Files of the log are not there: {first_error_line(error)}",
            where=sql,
            fix="bring the folder back, if it is an archive; `warehouse verify` names what is missing, and "
            "`verify --repair` restores what it can",
            state="nothing was changed",
        )
    return UsageError(
        f"The query does not run: {first_error_line(error)}",
        where=sql,
        fix='correct it; `warehouse query "SHOW ALL TABLES"` lists what there is',
        state="the warehouse file is open for reading only; nothing was changed",
    )


def _life(answer: Answer, columns: list[str]) -> list[KeyEvent]:
    events = []
    before: dict[str, Any] = {}
    for values in answer.rows:
        event = dict(zip(answer.columns, values, strict=True))
        after = {} if event["_op"] == "delete" else {c: event[c] for c in columns}
        changes = {
            c: (before.get(c), after.get(c))
            for c in columns
            if event["_op"] == "update" and before.get(c) != after.get(c)
        }
        events.append(
            KeyEvent(
                event["_op"],
                event["load_date"],
                event["load_seq"],
                str(event["load_id"]),
                event["_source_file"],
                changes,
                after,
            )
        )
        before = after
    return events
