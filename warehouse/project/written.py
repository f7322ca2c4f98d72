"""The configuration of calendars, and of models whose rows are files beside the warehouse."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from warehouse.project.config import ConfigShape
from warehouse.project.shape import Names

DatePart = Literal["day", "week", "month", "quarter", "year"]


class DateSpineShape(ConfigShape):
    """A calendar from `start_date` to `end_date`, both included; the column in `from` gives what they do not.

    `of` is SOURCE.TABLE.COLUMN or MODEL.COLUMN.
    """

    materialized: Literal["date_spine"]
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    of: str | None = Field(default=None, alias="from", pattern=r"^\w+\.\w+(\.\w+)?$")
    datepart: DatePart = "day"

    @model_validator(mode="after")
    def _has_both_ends(self) -> DateSpineShape:
        if self.of is None and (self.start_date is None or self.end_date is None):
            raise ValueError("give start_date and end_date, or from: SOURCE.TABLE.COLUMN for what is missing")
        if self.start_date and self.end_date and self.end_date < self.start_date:
            raise ValueError("let end_date be start_date or later")
        return self

    @property
    def read(self) -> tuple[str, str] | None:
        """What the column in `from` belongs to (SOURCE.TABLE or MODEL), and its name."""
        if self.of is None:
            return None
        owner, _, column = self.of.rpartition(".")
        return owner, column

    @property
    def source_names(self) -> list[str]:
        """The source table whose column gives the dates."""
        return [self.read[0]] if self.read and "." in self.read[0] else []

    @property
    def model_names(self) -> list[str]:
        """The model whose column gives the dates."""
        return [self.read[0]] if self.read and "." not in self.read[0] else []


def _expressions(value: Any) -> Any:
    """A column or a list of them, some as {name: expression}, as expressions by name (None: a column)."""
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(part, str | dict) for part in parts):
        return value
    pairs = [(part, None) if isinstance(part, str) else pair for part in parts for pair in _pairs(part)]
    return dict(pairs)


def _pairs(part: Any) -> list[Any]:
    return list(part.items()) if isinstance(part, dict) else [part]


class ExternalShape(ConfigShape):
    """Files beside the warehouse, in a folder for each partition, under a view of the model's name.

    `partition_by`: expressions over the result's columns, by the name of the partition's column; None is
    that column itself.
    """

    materialized: Literal["external"]
    location: str | None = None
    format: Literal["parquet", "csv"] = "parquet"
    partition_by: Annotated[dict[str, str | None], BeforeValidator(_expressions)] = {}
    sort_by: Names = []


#: Calendars and external files with their shapes.
WRITTEN_SHAPES: dict[str, type[ConfigShape]] = {"date_spine": DateSpineShape, "external": ExternalShape}
