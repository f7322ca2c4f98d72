"""Dimensions as the project declares them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from warehouse.project.config import ConfigShape
from warehouse.project.shape import Names


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


DIMENSION_SHAPES: dict[str, type[ConfigShape]] = {
    "scd2": Scd2Shape,
    "snapshot": Scd2Shape,
    "scd1": Scd1Shape,
}
