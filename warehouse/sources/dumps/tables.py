"""What a dump says of a table: its columns, their types, its primary key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

#: How the values of a column are read: as they stand; as a number (0x1F is 31); as bytes; as the number that
#: the bits of a BIT are; as true and false; as a date, or a date and time, that may be written 2024/1/2.
Reading = Literal["text", "number", "bytes", "bits", "bool", "date", "moment"]


@dataclass(frozen=True)
class Column:
    """A column. `declared` is the type as CREATE TABLE writes it, `type` the contract type that holds it
    without loss; both are None where the dump does not say, `type` also where only the values can tell.

    `default` is the literal that a row without this column has; None where the server would work it out.
    """

    name: str
    declared: str | None = None
    type: str | None = None
    reading: Reading = "text"
    default: bytes | None = b"NULL"
    generated: bool = False


@dataclass(frozen=True)
class DumpTable:
    """A table of a dump. A generated column is one of its columns only if the dump holds its values."""

    name: str
    fields: tuple[Column, ...]
    key: tuple[str, ...] = ()
    line: int | None = None
    #: Columns that are VARCHAR although declared otherwise, each with a value that its type cannot hold,
    #: such as the date 0000-00-00. Known after the whole dump was read.
    kept_as_text: dict[str, str] = field(default_factory=dict)

    @property
    def delivered(self) -> tuple[Column, ...]:
        """The columns that have values in the dump."""
        return tuple(column for column in self.fields if not column.generated)

    @property
    def columns(self) -> dict[str, str | None]:
        """Column names with the types as the dump declares them."""
        return {column.name: column.declared for column in self.delivered}

    @property
    def types(self) -> dict[str, str | None]:
        """Column names with their contract types; None: infer it from the values."""
        return {
            column.name: "VARCHAR" if column.name in self.kept_as_text else column.type
            for column in self.delivered
        }


@dataclass(frozen=True)
class Target:
    """Where the values of a statement go: rows of `width` values, and for each delivered column its place."""

    table: DumpTable
    width: int
    places: tuple[int | None, ...]
