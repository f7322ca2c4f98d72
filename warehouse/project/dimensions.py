"""Dimensions as the project declares them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from warehouse.project.config import ConfigShape
from warehouse.project.shape import Names

#: Columns of the tables that versions are stored in.
_STORED = ("valid_from", "valid_to", "load_id", "_tracked")


class DimensionShape(ConfigShape):
    """What both kinds of dimension have: where rows come from, their key, what becomes of deleted ones."""

    source: str | None = Field(default=None, alias="from")
    unique_key: Names
    deletes: Literal["close", "ignore", "flag"] = "close"
    keep: Names = []
    previous: Names = []

    @property
    def source_names(self) -> list[str]:
        """The one source, where one is named."""
        return [self.source] if self.source and "." in self.source else []

    @property
    def model_names(self) -> list[str]:
        """The one model, where one is named."""
        return [self.source] if self.source and "." not in self.source else []


class Scd1Shape(DimensionShape):
    """Slowly changing dimension, type 1: one row per key, overwritten by each change."""

    materialized: Literal["scd1"]


class Scd2Shape(DimensionShape):
    """Slowly changing dimension, type 2: a version for each state of each key."""

    materialized: Literal["scd2", "snapshot"]
    track: Names | None = None
    overwrite: Names = []
    current: Names = []
    valid_from: str = "load_date"
    valid_to: Literal["exclusive", "inclusive"] = "exclusive"
    open_end: dt.date | dt.datetime | None = None
    first_valid_from: Literal["load_date", "beginning"] = "load_date"
    surrogate_key: str | None = None
    surrogate_type: Literal["hash", "integer"] = "hash"

    @property
    def added(self) -> tuple[str, ...]:
        """Names that no column it is made from may have: those that it adds."""
        return (*_STORED, "is_current", "is_deleted", *([self.surrogate_key] if self.surrogate_key else []))

    def shown(self, column: str) -> str:
        """What valid_from and valid_to are called where the dimension is read."""
        return column

    def said(self, option: str) -> str:
        """What the user calls an option."""
        return option


class SnapshotShape(Scd2Shape):
    """A dbt snapshot: the versions of a SELECT, under dbt's column names."""

    names: dict[str, str]
    to_current: str | None = None
    shows_deleted: bool = False

    @property
    def added(self) -> tuple[str, ...]:
        """Names that no column of the SELECT may have."""
        return (*_STORED, "dbt_scd_id", *self.names.values())

    def shown(self, column: str) -> str:
        """dbt's name, or the one that the project gives in its place."""
        return self.names[f"dbt_{column}"]

    def said(self, option: str) -> str:
        """What dbt calls an option."""
        return {"track": "check_cols", "valid_from": "updated_at"}.get(option, option)


DIMENSION_SHAPES: dict[str, type[ConfigShape]] = {
    "scd2": Scd2Shape,
    "snapshot": Scd2Shape,
    "scd1": Scd1Shape,
}
