"""What a delivery of a source table holds, as the schema YAML declares it: everything, or only what is new.

extract: snapshot | upsert | append | changes
operation: {column: op, insert: [c, r], update: [u], delete: [d]}     # of changes; these are the defaults
order_by: lsn                                                         # rows of one key; default: position
slice: customer                                                       # each delivery is of one customer
load_date: exported_on                                                # | {column: …, format: "%d.%m.%Y"}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import field_validator

from warehouse.errors import DeclarationError, Place
from warehouse.project.shape import Names, Shape
from warehouse.project.yamlfile import Key, YamlFile

SNAPSHOT = "snapshot"
UPSERT = "upsert"
APPEND = "append"
CHANGES = "changes"

#: The type of a column that says which slice a row is of.
TEXT = "VARCHAR"


class OperationShape(Shape):
    """The column that says what a row does, and the words in it. The defaults are Debezium's letters."""

    column: str = "op"
    insert: Names = ["c", "r"]
    update: Names = ["u"]
    delete: Names = ["d"]

    @field_validator("insert", "update", "delete", mode="before")
    @classmethod
    def _texts(cls, value: Any) -> Any:
        # YAML reads 1 as a number and `y` or `on` as true; a word of a column is a text.
        words = value if isinstance(value, list) else [value]
        return [str(word) if type(word) is int else word for word in words]


class LoadDateShape(Shape):
    """The column that holds the load date of each row, and how it is written, where that is not ISO 8601."""

    column: str
    format: str | None = None


class DeliveryShape(Shape):
    """The keys that say what a delivery holds; they may stand on a source or on one of its tables."""

    extract: Literal["snapshot", "upsert", "append", "changes"] | None = None
    operation: OperationShape | None = None
    order_by: Names | None = None
    slice: str | None = None
    load_date: LoadDateShape | None = None

    @field_validator("operation", "load_date", mode="before")
    @classmethod
    def _column_alone(cls, value: Any) -> Any:
        return {"column": value} if isinstance(value, str) else value


@dataclass(frozen=True)
class Operation:
    """The column that says what a row of a `changes` delivery does, and its words for there and for gone."""

    column: str
    present: tuple[str, ...]
    deleted: tuple[str, ...]


@dataclass(frozen=True)
class DateColumn:
    """The column that holds the load date; `format` as strptime has it, None for ISO 8601."""

    column: str
    format: str | None = None


@dataclass(frozen=True)
class Holds:
    """What a delivery holds. `operation` is given for `changes` alone; `order_by` () is the row's position.

    `slice` is a column: a delivery is of one of its values, and says nothing of the others. `dated_by` None:
    the load date is told by the place of the delivery, by a person or by the clock. `order_place` is where
    `order_by` is declared.
    """

    extract: str = SNAPSHOT
    operation: Operation | None = None
    order_by: tuple[str, ...] = ()
    slice: str | None = None
    dated_by: DateColumn | None = None
    order_place: Place | None = None


def what_it_holds(
    file: YamlFile, at: Key, source: DeliveryShape, table: DeliveryShape, *, has_key: bool
) -> Holds:
    """What a table's deliveries hold; DeclarationError where the keys do not go together."""
    extract = table.extract or source.extract or SNAPSHOT
    operation = table.operation or source.operation
    order_by = table.order_by if table.order_by is not None else source.order_by or []
    if extract in (UPSERT, CHANGES) and not has_key:
        raise DeclarationError(
            f"`extract: {extract}` needs a key: it says which row a delivered row takes the place of.",
            where=file.place(*at),
            fix="declare `key:`; for rows that are never changed, `extract: append`",
        )
    if table.operation is not None and extract != CHANGES:
        raise DeclarationError(
            f"`operation:` goes with `extract: changes`, and this is `{extract}`.",
            where=file.place(*at, "operation"),
            fix="declare `extract: changes`, or leave `operation:` out",
        )
    if table.order_by and extract not in (UPSERT, CHANGES):
        raise DeclarationError(
            f"`order_by:` goes with `extract: upsert` or `changes`, and this is `{extract}`.",
            where=file.place(*at, "order_by"),
            fix="leave it out: here no row takes the place of another",
        )
    slice = table.slice or source.slice
    date = table.load_date or source.load_date
    dated_by = None if date is None else DateColumn(date.column, date.format)
    place = file.place(*at, "order_by") if table.order_by else file.place(*at[:2], "order_by")
    if extract != CHANGES:
        return Holds(extract, None, tuple(order_by) if extract == UPSERT else (), slice, dated_by, place)
    done = _operation(file, at, operation or OperationShape())
    return Holds(extract, done, tuple(order_by), slice, dated_by, place)


def refuse_odd_date(
    file: YamlFile, at: Key, dated_by: DateColumn | None, uses: Mapping[str, Iterable[str]], *, is_dump: bool
) -> None:
    """DeclarationError where `load_date:` does not go with the other keys of a table.

    `uses` maps a key of the declaration to the columns that it needs in every row.
    """
    if dated_by is None:
        return
    if is_dump:
        raise DeclarationError(
            "`load_date:` does not go with a dump, which is of one moment.",
            where=file.place(*at),
            fix="put {load_date} into `location:`, or give --load-date",
        )
    for key, columns in uses.items():
        if dated_by.column in columns:
            raise DeclarationError(
                f"The column '{dated_by.column}' is the load date of the rows, which `{key}:` cannot use.",
                where=file.place(*at),
                fix=f"take it out of `{key}:`; it is no column of the rows, and each row has its `load_date`",
            )


def refuse_odd_slice(file: YamlFile, at: Key, holds: Holds, types: Mapping[str, str]) -> None:
    """DeclarationError where `slice:` does not go with the other keys of a table."""
    column = holds.slice
    if column is None:
        return
    if types.get(column, TEXT) != TEXT:
        raise DeclarationError(
            f"The column '{column}' says which slice a row is of, so it is text, and not {types[column]}.",
            where=file.place(*at),
            fix="leave its `data_type` out, or declare `varchar`",
        )


def _operation(file: YamlFile, at: Key, shape: OperationShape) -> Operation:
    present = (*shape.insert, *shape.update)
    both = sorted(set(present) & set(shape.delete))
    if both:
        raise DeclarationError(
            f"The operation '{both[0]}' cannot mean both that a row is there and that it is deleted.",
            where=file.place(*at, "operation"),
            fix="name it once",
        )
    return Operation(shape.column, present, tuple(shape.delete))
