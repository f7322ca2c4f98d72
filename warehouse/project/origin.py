"""Where a source table's rows come from when it is not a file of its own: a dump, or a database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from warehouse.errors import DeclarationError
from warehouse.project.shape import Names, Shape
from warehouse.project.yamlfile import Key, YamlFile

#: Where a dump lies when `location:` does not say.
DUMP_LOCATION = "dumps/{load_date}.sql"

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


class OriginShape(Shape):
    """The keys that say so; on a source or on one of its tables."""

    format: Literal["mysql_dump", "postgres_dump"] | None = None
    schemas: Names = []
    connection: str | None = None
    query: str | None = None
    cursor: str | None = None
    overlap: str | int | None = None


@dataclass(frozen=True)
class Origin:
    """Where rows come from.

    `dump` is the dialect of the dump that holds the table; None: no dump. `schemas` are those that a
    PostgreSQL dump may hold. `connection` names a database, as a template that is rendered when it is asked;
    `query` is the SELECT it is asked, None for the whole table. Of the rows whose `cursor` column is before
    the greatest value seen, less `overlap` (seconds of a time, else a number), none are asked again.
    """

    dump: str | None = None
    schemas: tuple[str, ...] = ("public",)
    connection: str | None = None
    query: str | None = None
    cursor: str | None = None
    overlap: int = 0

    @property
    def tells_keys(self) -> bool:
        """Whether primary keys come with the rows."""
        return self.dump is not None


def read_origin(file: YamlFile, at: Key, source: OriginShape, table: OriginShape) -> Origin:
    """The origin of a table: what it says itself, else what its source says."""
    word = table.format or source.format
    connection = table.connection or source.connection
    place = file.place(*at)
    if word and connection:
        raise DeclarationError(
            "'format' of a dump and 'connection' cannot both be given.", where=place, fix="keep one of them"
        )
    for name in ("query", "cursor", "overlap"):
        if getattr(table, name) is not None and not connection:
            raise DeclarationError(
                f"'{name}' is for a database.", where=file.place(*at, name), fix="add `connection:`"
            )
    cursor = table.cursor or source.cursor
    given = table.overlap if table.overlap is not None else source.overlap
    overlap = _overlap(given)
    if overlap is None:
        raise DeclarationError(
            f"'overlap: {given}' is no span of time.",
            where=file.place(*at, "overlap"),
            fix="write `overlap: 15 minutes` (or seconds, hours, days); a number for a cursor of numbers",
        )
    schemas = tuple(table.schemas or source.schemas) or ("public",)
    dump = word.removesuffix("_dump") if word else None
    return Origin(dump, schemas, connection, table.query, cursor if connection else None, overlap)


def _overlap(text: str | int | None) -> int | None:
    """Seconds, or a plain number; None for what is neither."""
    match = re.fullmatch(r"\s*(\d+)\s*([a-z]+?)s?\s*", str(text if text is not None else 0).lower())
    if match and match[2] in _UNITS:
        return int(match[1]) * _UNITS[match[2]]
    plain = str(text if text is not None else 0).strip()
    return int(plain) if plain.isdecimal() else None
