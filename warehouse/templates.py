"""sql/ + names → SQL text. The only place that quotes identifiers and literals."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket, FileSystemBytecodeCache


@cache
def sql_root() -> Path:
    """The folder of the SQL templates: inside an installed package, or beside the package in a checkout."""
    installed = Path(__file__).parent / "_sql"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "sql"


def render(template: str, **names: Any) -> str:
    """The SQL of `template` (such as "psa/changes") without its leading comments.

    Raises jinja2.UndefinedError when a name that the template takes is not given.
    """
    text: str = _environment().get_template(f"{template}.sql").render(names)
    lines = text.strip().splitlines()
    while lines and lines[0].startswith("--"):
        lines.pop(0)
    return "\n".join(lines).strip().rstrip(";")


def name(identifier: str) -> str:
    """A quoted identifier: load date → "load date"."""
    return '"' + identifier.replace('"', '""') + '"'


def relation(schema: str, identifier: str) -> str:
    """A quoted schema.name."""
    return f"{name(schema)}.{name(identifier)}"


def literal(value: object) -> str:
    """A SQL literal of a str, int, float, bool, None, date or naive UTC datetime."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dt.datetime):
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, dt.date):
        return f"DATE '{value.isoformat()}'"
    return "'" + str(value).replace("'", "''") + "'"


def names(columns: Iterable[str], prefix: str = "") -> str:
    """Quoted identifiers with commas; with a prefix: d."a", d."b"."""
    dotted = f"{prefix}." if prefix else ""
    return ", ".join(dotted + name(column) for column in columns)


def literals(values: Iterable[object]) -> str:
    """SQL literals with commas."""
    return ", ".join(literal(value) for value in values)


def equal(columns: Iterable[str], left: str, right: str) -> str:
    """The join condition that two rows agree in columns that are never NULL."""
    return " AND ".join(f"{left}.{name(c)} = {right}.{name(c)}" for c in columns)


def same(columns: Iterable[str], left: str, right: str) -> str:
    """The join condition that two rows agree in columns, NULL agreeing with NULL."""
    return " AND ".join(f"{left}.{name(c)} IS NOT DISTINCT FROM {right}.{name(c)}" for c in columns)


def agreeing(columns: Iterable[str], left: str, right: str, never_null: bool) -> str:
    """The condition that two rows agree in columns; `=` joins faster, where the columns are never NULL."""
    return equal(columns, left, right) if never_null else same(columns, left, right)


def paired(columns: dict[str, str], left: str, right: str) -> str:
    """The condition that left's columns agree with right's, NULL agreeing with NULL."""
    pairs = (f"{left}.{name(a)} IS NOT DISTINCT FROM {right}.{name(b)}" for a, b in columns.items())
    return " AND ".join(pairs)


def assigned(columns: Iterable[str], side: str) -> str:
    """The assignments of an UPDATE: "a" = n."a", "b" = n."b"."""
    return ", ".join(f"{name(c)} = {side}.{name(c)}" for c in columns)


def texts_equal(columns: Sequence[str], values: Sequence[str]) -> str:
    """The condition that the columns, as text, have these values."""
    pairs = zip(columns, values, strict=True)
    return " AND ".join(f"CAST({name(c)} AS VARCHAR) = {literal(v)}" for c, v in pairs)


def either(columns: Iterable[str], key: Sequence[str], left: str, right: str) -> str:
    """A select list over an outer join: the key from either side, the other columns from the left."""
    return ",\n        ".join(
        f"coalesce({left}.{name(c)}, {right}.{name(c)}) AS {name(c)}" if c in key else f"{left}.{name(c)}"
        for c in columns
    )


def unless_deleted(expression: str) -> str:
    """The expression, NULL in a delete event."""
    return f"CASE WHEN _op <> 'delete' THEN {expression} END"


def newest_first(columns: Iterable[str]) -> str:
    """An ORDER BY list, the greatest first and NULL last."""
    return ", ".join(f"{name(c)} DESC NULLS LAST" for c in columns)


def unless_key_only(expression: str) -> str:
    """The expression, NULL in an event that tells its key alone."""
    return f"CASE WHEN _op IN ('insert', 'update') THEN {expression} END"


def any_null(columns: Iterable[str]) -> str:
    """The condition that at least one of the columns is NULL; false for none."""
    return " OR ".join(f"{name(c)} IS NULL" for c in columns) or "false"


def named(expressions: dict[str, str]) -> str:
    """A select list: expression AS "name", a line each."""
    return ",\n    ".join(f"{expression} AS {name(alias)}" for alias, expression in expressions.items())


def and_names(columns: Iterable[str]) -> str:
    """Quoted identifiers after others, each with a comma before it; nothing for none."""
    return "".join(f", {name(column)}" for column in columns)


def listed(expressions: Iterable[str]) -> str:
    """Expressions with commas, a line each."""
    return ",\n    ".join(expressions)


def and_named(expressions: dict[str, str]) -> str:
    """expression AS "name" after others, each with a comma before it; nothing for none."""
    return "".join(f", {expression} AS {name(alias)}" for alias, expression in expressions.items())


def counted(columns: Iterable[str]) -> str:
    """A select list of how many values stand in each column."""
    return ",\n    ".join(f"count({name(c)})" for c in columns)


def typed(columns: dict[str, str]) -> str:
    """A column list of CREATE TABLE: "name" TYPE, a line each."""
    return ",\n    ".join(f"{name(column)} {kind}" for column, kind in columns.items())


def null_columns(columns: dict[str, str]) -> str:
    """A select list of NULLs in the columns' types."""
    return named({column: f"CAST(NULL AS {kind})" for column, kind in columns.items()})


def parquet_schema(columns: dict[str, str]) -> str:
    """read_parquet's schema: the named columns in these types, NULL where a file lacks one."""
    fields = ", ".join(
        f"{literal(c)}: {{name: {literal(c)}, type: {literal(t)}, default_value: NULL}}"
        for c, t in columns.items()
    )
    return f"MAP {{{fields}}}"


def union_all(selects: Sequence[str]) -> str:
    """The SELECTs one under the other."""
    return "\nUNION ALL\n".join(selects)


def and_all(selects: Sequence[str]) -> str:
    """The SELECTs under the one that stands before them; nothing for none."""
    return "".join(f"UNION ALL\n{select}\n" for select in selects)


def map_of(values: dict[str, str]) -> str:
    """A struct literal of texts: {'a': 'INTEGER'}; {} for none."""
    pairs = ", ".join(f"{literal(key)}: {literal(value)}" for key, value in values.items())
    return f"{{{pairs}}}"


def ctes(selects: dict[str, str]) -> str:
    """Common table expressions, each under its name."""
    return ",\n".join(f"{name(alias)} AS (\n{select}\n)" for alias, select in selects.items())


def any_of(conditions: Iterable[str]) -> str:
    """The condition that at least one of several holds."""
    return " OR ".join(f"({condition})" for condition in conditions)


def glob_escaped(path: Path) -> str:
    """A path in which no character means anything to a glob."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in str(path))


class _Compiled(FileSystemBytecodeCache):
    """Templates as bytecode in sql/__pycache__, as Python keeps its modules."""

    @classmethod
    def folder(cls) -> _Compiled | None:
        """The cache; None where Python was told to keep nothing, or its folder cannot be made."""
        if sys.dont_write_bytecode:
            return None
        folder = sql_root() / "__pycache__"
        try:
            folder.mkdir(exist_ok=True)
        except OSError:
            return None
        return cls(str(folder), "%s." + (sys.implementation.cache_tag or "python"))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template, where it can be written."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(sql_root()),
        undefined=StrictUndefined,
        trim_blocks=True,
        autoescape=False,
        bytecode_cache=_Compiled.folder(),
    )
    filters: tuple[Callable[..., str], ...] = (
        name,
        names,
        literal,
        literals,
        equal,
        same,
        agreeing,
        paired,
        assigned,
        texts_equal,
        either,
        newest_first,
        any_null,
        and_names,
        and_named,
        listed,
        counted,
        any_of,
        named,
        typed,
        null_columns,
        parquet_schema,
        union_all,
        and_all,
        ctes,
        map_of,
    )
    environment.filters.update({function.__name__: function for function in filters})
    return environment
