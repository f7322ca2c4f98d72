"""The names a template can use besides macros: var, env_var, log, exceptions, target, adapter, modules."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import yaml

from warehouse.errors import did_you_mean
from warehouse.project.checks import Target
from warehouse.project.jinja import TemplateFault
from warehouse.project.macros import Returned
from warehouse.project.relation import Relation
from warehouse.project.versions import Versions

#: What hash_key(…) and hashdiff(…) are while a file is only parsed.
_NO_EXPRESSION = "NULL"

_ABSENT = object()


def _nothing(*_: Any, **__: Any) -> str:
    return ""


@dataclass(frozen=True)
class Overrides:
    """What a unit test says in the place of macros, variables and the environment."""

    macros: Mapping[str, Any] = field(default_factory=dict)
    vars: Mapping[str, Any] = field(default_factory=dict)
    env_vars: Mapping[str, Any] = field(default_factory=dict)

    def put_macros(self, context: dict[str, Any]) -> None:
        """Let the overridden macros of a context give their values, whatever they are called with."""
        for called, value in self.macros.items():
            package, _, macro = str(called).rpartition(".")
            answer = _Replaced(context.get(package), {macro: value}) if package else _answering(value)
            context[package or macro] = answer


class _Replaced:
    """A package of which some macros give values."""

    def __init__(self, package: Any, values: Mapping[str, Any]) -> None:
        self._package, self._values = package, values

    def __getattr__(self, macro: str) -> Any:
        if macro in self._values:
            return _answering(self._values[macro])
        return getattr(self._package, macro)


def _answering(value: Any) -> Callable[..., Any]:
    return lambda *_, **__: value


@dataclass(frozen=True)
class Surroundings:
    """Where a template is rendered. The defaults are those of parsing, when nothing exists yet.

    `relation_of` takes what is read and one of "", "__loads", "__changes". `query` answers a SELECT by column
    names and rows; None while parsing. `columns_of` a relation are its names and types, `type_of` (schema,
    name) is view or table, None where there is none. `expressions` holds hash_key and hashdiff.
    """

    relation_of: Callable[[Target, str], Relation]
    this: Relation = Relation("x")
    config: Any = _nothing
    is_incremental: Callable[[], bool] = lambda: False
    full_refresh: bool = False
    query: Callable[[str], tuple[list[str], list[tuple[Any, ...]]]] | None = None
    columns_of: Callable[[str], Mapping[str, str]] = lambda relation: {}
    type_of: Callable[[str, str], str | None] = lambda schema, identifier: None
    expressions: Mapping[str, Callable[..., str]] = field(default_factory=dict)
    say: Callable[[str], None] = lambda message: None
    warn: Callable[[str], None] = lambda message: None
    started_at: dt.datetime | None = None
    model: Mapping[str, Any] = field(default_factory=dict)
    overrides: Overrides = Overrides()


class Row(tuple[Any, ...]):
    """A row of run_query(): by position, by column name, or by attribute."""

    names: Sequence[str]

    def __new__(cls, values: Iterable[Any], names: Sequence[str]) -> Row:
        """The values with the names of their columns."""
        row = super().__new__(cls, values)
        row.names = names
        return row

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(self.names.index(key) if isinstance(key, str) else key)

    def __getattr__(self, name: str) -> Any:
        if name in self.names:
            return self[name]
        raise AttributeError(name)

    def values(self) -> tuple[Any, ...]:
        """The values, as dbt's rows have them."""
        return tuple(self)


class Column(tuple[Any, ...]):
    """A column of run_query()."""

    def values(self) -> tuple[Any, ...]:
        """The values, from the first row to the last."""
        return tuple(self)


class _Columns(dict[str, Column]):
    """The columns by name, or by position."""

    def __getitem__(self, key: Any) -> Column:
        return list(self.values())[key] if isinstance(key, int) else super().__getitem__(key)

    def __iter__(self) -> Any:
        return iter(self.values())


@dataclass(frozen=True)
class Rows:
    """What run_query() answers."""

    column_names: list[str]
    rows: list[Row]

    @property
    def columns(self) -> _Columns:
        """The columns."""
        return _Columns(
            {name: Column(row[i] for row in self.rows) for i, name in enumerate(self.column_names)}
        )

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def context_of(
    project: str,
    variables: Mapping[str, Any],
    at: Surroundings,
    versions: Mapping[str, Versions] | None = None,
) -> dict[str, Any]:
    """The names of a template, without macros. `versions` are those of models by name."""

    def reads(suffix: str) -> Callable[[str, str], Relation]:
        return lambda source, table: at.relation_of(
            Target(source=_word(source, "source"), table=_word(table, "source")), suffix
        )

    def ref(*names: str, v: object = None, version: object = None) -> Relation:
        if len(names) not in (1, 2):
            raise TemplateFault("ref() takes a model, or a package and a model.", "write ref('model')")
        model = _versioned(_word(names[-1], "ref"), version if v is None else v, versions or {})
        return at.relation_of(Target(model=model), "")

    target = SimpleNamespace(
        name="warehouse", schema="main", type="duckdb", database="warehouse", threads=1, profile_name=project
    )
    return {
        "config": at.config,
        "ref": ref,
        "source": reads(""),
        "loads": reads("__loads"),
        "changes": reads("__changes"),
        "this": at.this,
        "is_incremental": at.is_incremental,
        "should_full_refresh": lambda: at.full_refresh,
        "var": _Var({**variables, **at.overrides.vars}),
        "env_var": _env_var(at.overrides.env_vars),
        "log": _log(at.say),
        "print": _log(at.say, is_shown=True),
        "exceptions": SimpleNamespace(raise_compiler_error=_refuse, warn=_log(at.warn, is_shown=True)),
        "return": _return,
        "run_query": _query(at),
        "adapter": _Adapter(at),
        "execute": at.query is not None,
        "flags": SimpleNamespace(FULL_REFRESH=at.full_refresh, WHICH="build"),
        "target": target,
        "schema": target.schema,
        "database": target.database,
        "project_name": project,
        "model": dict(at.model),
        "run_started_at": (at.started_at or dt.datetime(1970, 1, 1)).replace(tzinfo=dt.UTC),
        "modules": SimpleNamespace(re=re, itertools=itertools, datetime=dt),
        "hash_key": at.expressions.get("hash_key", lambda *columns: _NO_EXPRESSION),
        "hashdiff": at.expressions.get("hashdiff", lambda *columns: _NO_EXPRESSION),
        "api": SimpleNamespace(Relation=SimpleNamespace(create=_relation)),
        "tojson": lambda value, default=None: json.dumps(value, default=str),
        "fromjson": lambda text, default=None: json.loads(text),
        "toyaml": lambda value, default=None: yaml.safe_dump(value),
        "fromyaml": lambda text, default=None: yaml.safe_load(text),
        "set": lambda values=(), default=None: set(values),
        "zip": lambda *values, default=None: list(zip(*values, strict=False)),
    }


class _Var:
    """`var('name')`, `var('name', default)`, `var.has_var('name')`."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        self._variables = variables

    def __call__(self, name: str, default: Any = _ABSENT) -> Any:
        if name in self._variables:
            return self._variables[name]
        if default is not _ABSENT:
            return default
        fix = f"set it under `vars:` of the project; {did_you_mean(name, self._variables)}"
        raise TemplateFault(f"There is no variable '{name}'.", fix)

    def has_var(self, name: str) -> bool:
        """Whether it is set."""
        return name in self._variables


class _Adapter:
    """The part of dbt's `adapter` that macros in projects use."""

    def __init__(self, at: Surroundings) -> None:
        self._at = at
        self.context: Mapping[str, Any] = {}

    def quote(self, identifier: str) -> str:
        """A quoted identifier."""
        return '"' + str(identifier).replace('"', '""') + '"'

    def dispatch(self, macro_name: str, macro_namespace: str | None = None) -> Callable[..., Any]:
        """The macro duckdb__NAME, else default__NAME."""
        for name in (f"duckdb__{macro_name}", f"default__{macro_name}"):
            if callable(self.context.get(name)):
                return self.context[name]  # type: ignore[no-any-return]
        if macro_namespace is not None and macro_namespace in self.context:
            return getattr(self.context[macro_namespace], macro_name)  # type: ignore[no-any-return]
        raise TemplateFault(
            f"There is no macro '{macro_name}' to dispatch to.", f"write default__{macro_name} in macros/"
        )

    def get_columns_in_relation(self, relation: Any) -> list[SimpleNamespace]:
        """The columns of a relation with name, quoted and dtype; none while parsing."""
        return [
            SimpleNamespace(name=name, column=name, quoted=self.quote(name), dtype=kind, data_type=kind)
            for name, kind in self._at.columns_of(str(relation)).items()
        ]

    def get_relation(self, database: object, schema: str, identifier: str) -> Relation | None:
        """A relation if it exists; None while parsing."""
        kind = self._at.type_of(schema, identifier)
        return None if kind is None else _relation(database, schema, identifier, kind)


def _relation(
    database: object = None, schema: str = "", identifier: str = "", type: str = "table"
) -> Relation:
    parts = [part for part in (schema, identifier) if part]
    return Relation(".".join('"' + p.replace('"', '""') + '"' for p in parts), schema, identifier, type)


def _query(at: Surroundings) -> Callable[[str], Rows | None]:
    def run_query(sql: str) -> Rows | None:
        if at.query is None:
            return None
        names, rows = at.query(str(sql))
        return Rows(names, [Row(row, names) for row in rows])

    return run_query


def _env_var(given: Mapping[str, Any]) -> Callable[..., str]:
    def env_var(name: str, default: str | None = None) -> str:
        value = str(given[name]) if name in given else os.environ.get(name, default)
        if value is None:
            raise TemplateFault(
                f"The environment variable '{name}' is not set.", "set it, or give env_var() a default"
            )
        return value

    return env_var


def _log(say: Callable[[str], None], is_shown: bool = False) -> Callable[..., str]:
    def log(message: object, info: bool = False) -> str:
        if info or is_shown:
            say(str(message))
        return ""

    return log


def _refuse(message: object) -> str:
    raise TemplateFault(str(message), "the template refuses this itself, by raise_compiler_error")


def _return(value: Any = None) -> Any:
    raise Returned(value)


def _versioned(model: str, version: object, versions: Mapping[str, Versions]) -> str:
    """The name of the version of a model that ref() asks for."""
    if model not in versions:
        if version is not None:
            raise TemplateFault(f"The model {model} has no versions.", f"write ref('{model}')")
        return model
    name = versions[model].name(version)
    if name is None:
        numbers = versions[model].names
        raise TemplateFault(
            f"The model {model} has no version {version}.", did_you_mean(str(version), numbers)
        )
    return name


def _word(name: object, call: str) -> str:
    if not isinstance(name, str):
        raise TemplateFault(f"{call}() takes names in quotes, not {name!r}.", f"write {call}('…')")
    return name
