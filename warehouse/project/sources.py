"""Source tables as the schema YAML declares them (dbt's `sources:`, with our keys beside dbt's)."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from warehouse.errors import DeclarationError, Place, agreeing
from warehouse.project.checks import CheckDecl, Target, read_checks
from warehouse.project.deliveries import (
    TEXT,
    DeliveryShape,
    Holds,
    refuse_odd_date,
    refuse_odd_slice,
    what_it_holds,
)
from warehouse.project.gates import GateKeys, Gates, gates_of
from warehouse.project.names import METADATA_COLUMNS, checked_name
from warehouse.project.origin import DUMP_LOCATION, Origin, OriginShape, read_origin
from warehouse.project.retention import Retention, RetentionShape
from warehouse.project.shape import Names, Shape, shaped
from warehouse.project.types import declared_type
from warehouse.project.yamlfile import Key, YamlFile

DEFAULT_LOCATION = "extracts/{load_date}/{table}.*"


def _delimiter(text: str) -> str:
    text = "\t" if text == "\\t" else text
    if len(text) != 1 or text in "\r\n\0":
        raise ValueError('one character; a tab is "\\t" in double quotes')
    return text


def _quote(text: str) -> str:
    if text == "none":
        return text
    if len(text) != 1 or not text.isascii() or not text.isprintable() or text.isalnum() or text == " ":
        raise ValueError("one ASCII sign, or none for a file without quotes")
    return text


def _encoding(text: str) -> str:
    try:
        "".encode(text)
        codecs.getincrementaldecoder(text)
    except LookupError:
        raise ValueError("the name of a text encoding, such as utf-8, latin-1, cp1252 or utf-16") from None
    return text


@dataclass(frozen=True)
class MaxRejects:
    """How many rows of a delivery may be rejected: so many, or so much of a hundred, whichever is more."""

    rows: int = 10
    percent: float = 0.1

    def rows_of(self, read: int) -> int:
        """The rows that may be rejected of so many."""
        return max(self.rows, int(read * self.percent / 100))

    def __str__(self) -> str:
        parts = [agreeing(self.rows, "row", "rows")] if self.rows or not self.percent else []
        parts += [f"{self.percent:g} %"] if self.percent else []
        return " or ".join(parts)


def _max_rejects(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return MaxRejects(value, 0)
    match = _PERCENT.match(value) if isinstance(value, str) else None
    if match and 0 <= float(match[1]) <= 100:
        return MaxRejects(0, float(match[1]))
    raise ValueError('a number of rows such as 10, or a part of them such as "0.1%"')


_PERCENT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*%\s*\Z")


class HashdiffShape(Shape):
    """Which columns a hashdiff covers: the listed ones, or all but the excluded."""

    include: Names | None = None
    exclude: Names = []


class ColumnShape(Shape):
    """One column: dbt's keys; `data_type` declares the type."""

    name: str
    data_type: str | None = None
    tests: Any = None
    data_tests: Any = None
    description: Any = None
    meta: Any = None
    tags: Any = None
    renamed_from: Names = []
    quote: Any = None
    config: Any = None


class _Declared(GateKeys, OriginShape, DeliveryShape):
    """The keys that may stand on a source or on one of its tables."""

    location: str | None = None
    external: Any = None
    record_source: str | None = None
    rename: dict[str, str] = {}
    delimiter: Annotated[str, AfterValidator(_delimiter)] | None = None
    quote: Annotated[str, AfterValidator(_quote)] | None = None
    encoding: Annotated[str, AfterValidator(_encoding)] | None = None
    sheet: str | None = None
    retention: RetentionShape | None = None
    max_rejects: Annotated[MaxRejects, BeforeValidator(_max_rejects)] | None = None
    # dbt's own keys, read so that an existing file works as it is
    description: Any = None
    meta: Any = None
    tags: Any = None
    config: Any = None
    freshness: Any = None
    loaded_at_field: Any = None
    loader: Any = None
    quoting: Any = None


class TableShape(_Declared):
    """One table of a source."""

    name: str
    identifier: str | None = None
    key: Names = []
    hash_keys: dict[str, Names] = {}
    hashdiffs: dict[str, HashdiffShape] = {}
    columns: list[ColumnShape] = []
    tests: Any = None
    data_tests: Any = None

    @field_validator("hashdiffs", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: {"include": v} if isinstance(v, list) else (v or {}) for name, v in value.items()}


class SourceShape(_Declared):
    """One source with its tables."""

    name: str
    database: Any = None
    dbt_schema: Any = Field(default=None, alias="schema")
    overrides: Any = None
    tables: list[TableShape] = []


@dataclass(frozen=True)
class FileFormat:
    """How a table's files are written, where their names do not say it.

    `delimiter` None: by the ending of the name. `quote` None: there are none. `sheet` None: the first.
    """

    delimiter: str | None = None
    quote: str | None = '"'
    encoding: str = "utf-8"
    sheet: str | None = None


@dataclass(frozen=True)
class SourceTable:
    """One table of one source, everything resolved.

    `hashdiffs` maps a name to ("include" | "exclude", columns). `renames` maps a delivered name to ours.
    `listed` are the columns that the declaration names; `formers` maps one to the names it had before, oldest
    first.
    """

    source: str
    name: str
    identifier: str
    location: str
    record_source: str
    key: tuple[str, ...]
    hash_keys: dict[str, tuple[str, ...]]
    hashdiffs: dict[str, tuple[str, tuple[str, ...]]]
    renames: dict[str, str]
    types: dict[str, str]
    checks: tuple[CheckDecl, ...]
    place: Place
    format: FileFormat = FileFormat()
    retention: Retention = Retention()
    gates: Gates = Gates()
    origin: Origin = Origin()
    max_rejects: MaxRejects = MaxRejects()
    listed: tuple[str, ...] = ()
    formers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    holds: Holds = Holds()

    @property
    def slice(self) -> str | None:
        """The column that says which part of the source a snapshot is of; None: it is of all."""
        return self.holds.slice

    @property
    def date_column(self) -> str | None:
        """The column that holds the load date of each row, under the name it has after `rename:`."""
        dated_by = self.holds.dated_by
        return None if dated_by is None else self.renames.get(dated_by.column, dated_by.column)

    @property
    def log_key(self) -> tuple[str, ...]:
        """The key that a log is written under, which must stay: with the column of the slices, if any."""
        return self.key if self.slice is None else (*self.key, f"slice: {self.slice}")

    def key_of_log(self, log_key: tuple[str, ...]) -> tuple[str, ...]:
        """The key of a log that is written under `log_key`."""
        return log_key if self.slice is None else tuple(k for k in log_key if k != f"slice: {self.slice}")

    def learned_key(self, told: tuple[str, ...]) -> tuple[str, ...]:
        """The key where the source tells one: with slices, that of the rows of one slice."""
        is_told = self.slice is not None and told and self.slice not in told
        return (str(self.slice), *told) if is_told else told

    @property
    def extract(self) -> str:
        """The kind of its deliveries: snapshot, upsert, append or changes."""
        return self.holds.extract

    @property
    def full_name(self) -> str:
        """SOURCE.TABLE, as commands and messages write it."""
        return f"{self.source}.{self.name}"

    @property
    def learns_key(self) -> bool:
        """Whether the source may tell the primary key, because the project does not."""
        return not self.key and self.origin.tells_keys

    def present_name(self, column: str) -> str:
        """What a column is called now, by any of its names."""
        return next((now for now, names in self.formers.items() if column in names), column)

    @property
    def relation_name(self) -> str:
        """The name in the schema `psa`: source__table."""
        return f"{self.source}__{self.name}"


def read_sources(file: YamlFile) -> list[SourceTable]:
    """The source tables that one YAML file declares, in its order."""
    entries = file.data.get("sources") or []
    if not isinstance(entries, list):
        raise DeclarationError("'sources' must be a list.", where=file.place("sources"))
    tables = []
    for i, entry in enumerate(entries):
        at: Key = ("sources", i)
        source = shaped(SourceShape, entry, file, at)
        checked_name(source.name, "source", file.place(*at, "name"))
        for j, table in enumerate(source.tables):
            tables.append(_source_table(file, (*at, "tables", j), source, table, entry["tables"][j]))
    return tables


def _source_table(
    file: YamlFile, at: Key, source: SourceShape, table: TableShape, data: dict[str, Any]
) -> SourceTable:
    checked_name(table.name, "table", file.place(*at, "name"))
    target = Target(source=source.name, table=table.name)
    checks = read_checks(file, at, target, data)
    types: dict[str, str] = {}
    for i, column in enumerate(table.columns):
        column_at = (*at, "columns", i)
        checks += read_checks(file, column_at, target, data["columns"][i], column.name)
        if column.data_type:
            types[column.name] = declared_type(column.data_type, file.place(*column_at, "data_type"))
    for word in ("hash_keys", "hashdiffs"):
        for name in getattr(table, word):
            _refuse_metadata_name(name, file.place(*at, word, name))
    for new in (renames := {**source.rename, **table.rename}).values():
        _refuse_metadata_name(new, file.place(*at, "rename"))
    origin = read_origin(file, at, source, table)
    default = DUMP_LOCATION if origin.dump else DEFAULT_LOCATION
    retention = Retention.of(table.retention or source.retention)
    holds = what_it_holds(file, at, source, table, has_key=bool(table.key))
    refuse_odd_slice(file, at, holds, types)
    _refuse_odd_date(file, at, table, holds, checks, is_dump=origin.dump is not None)
    types = {column: kind for column, kind in types.items() if column != _date_column(holds)}
    key = tuple(table.key)
    if holds.slice is not None:
        _refuse_metadata_name(holds.slice, file.place(*at))
        types = {holds.slice: TEXT, **types}
        key = (holds.slice, *key) if key and holds.slice not in key else key
    return SourceTable(
        source=source.name,
        name=table.name,
        identifier=table.identifier or table.name,
        location=_location(table) or _location(source) or default,
        record_source=table.record_source or source.record_source or f"{source.name}.{table.name}".upper(),
        key=key,
        hash_keys={name: tuple(parts) for name, parts in table.hash_keys.items()},
        hashdiffs={
            name: _hashdiff(file, (*at, "hashdiffs", name), shape) for name, shape in table.hashdiffs.items()
        },
        renames=renames,
        types=types,
        checks=tuple(checks),
        place=file.place(*at),
        format=_format(file, at, source, table),
        retention=retention,
        gates=gates_of(source, table),
        origin=origin,
        max_rejects=table.max_rejects or source.max_rejects or MaxRejects(),
        listed=tuple(column.name for column in table.columns if column.name != _date_column(holds)),
        formers=_formers(file, at, table),
        holds=holds,
    )


def _format(file: YamlFile, at: Key, source: SourceShape, table: TableShape) -> FileFormat:
    delimiter = table.delimiter or source.delimiter
    quote = table.quote or source.quote or '"'
    if (delimiter or ",") == quote:
        raise DeclarationError(
            "'delimiter' and 'quote' are the same character.",
            where=file.place(*at, "quote" if table.quote else "delimiter"),
            fix="give one of them another; `quote: none` where there are no quotes",
        )
    return FileFormat(
        delimiter=delimiter,
        quote=None if quote == "none" else quote,
        encoding=table.encoding or source.encoding or "utf-8",
        sheet=table.sheet or source.sheet,
    )


def _location(declared: _Declared) -> str | None:
    external = declared.external if isinstance(declared.external, dict) else {}
    location = declared.location or external.get("location")
    return str(location) if location else None


def _hashdiff(file: YamlFile, at: Key, shape: HashdiffShape) -> tuple[str, tuple[str, ...]]:
    if shape.include is not None and shape.exclude:
        raise DeclarationError("'include' and 'exclude' cannot both be given.", where=file.place(*at))
    if shape.include is not None:
        return "include", tuple(shape.include)
    return "exclude", tuple(shape.exclude)


def _formers(file: YamlFile, at: Key, table: TableShape) -> dict[str, tuple[str, ...]]:
    """The columns that had other names; a name can only have been that of one column."""
    taken = {column.name: column.name for column in table.columns}
    formers: dict[str, tuple[str, ...]] = {}
    for i, column in enumerate(table.columns):
        for old in column.renamed_from:
            if taken.get(old, column.name) != column.name or old == column.name:
                raise DeclarationError(
                    f"'{old}' cannot be a former name of '{column.name}': it is the name of '{taken[old]}'.",
                    where=file.place(*at, "columns", i, "renamed_from"),
                    fix="give each name to one column",
                )
            taken[old] = column.name
        if column.renamed_from:
            formers[column.name] = tuple(column.renamed_from)
    return formers


def _date_column(holds: Holds) -> str | None:
    return None if holds.dated_by is None else holds.dated_by.column


def _refuse_odd_date(
    file: YamlFile, at: Key, table: TableShape, holds: Holds, checks: list[CheckDecl], *, is_dump: bool
) -> None:
    """DeclarationError where the column of the load date has another part to play, too."""
    named = [column for check in checks if (column := check.column) and column.lower() != "load_date"]
    uses = {
        "key": table.key,
        "slice": [holds.slice or ""],
        "operation": [holds.operation.column if holds.operation else ""],
        "order_by": holds.order_by,
        "hash_keys": [part for parts in table.hash_keys.values() for part in parts],
        "hashdiffs": [c for s in table.hashdiffs.values() for c in (*(s.include or []), *s.exclude)],
        "on_duplicate_key": [table.on_duplicate_key[1] or "" if table.on_duplicate_key else ""],
        "data_tests": named,
    }
    refuse_odd_date(file, at, holds.dated_by, uses, is_dump=is_dump)


def _refuse_metadata_name(name: str, place: Place) -> None:
    if name.lower() in METADATA_COLUMNS:
        raise DeclarationError(
            f"'{name}' is a name the warehouse uses itself.", where=place, fix="choose another name"
        )
