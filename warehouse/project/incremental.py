"""Incremental models as the project declares them."""

from __future__ import annotations

from typing import Literal

from warehouse.project.config import ConfigShape
from warehouse.project.shape import Names, Shape


class RestateShape(Shape):
    """A joined relation whose late changes re-state rows: its key's columns, and the moment of a row."""

    on: Names
    when: str | None = None


class PeriodShape(Shape):
    """The result's column with the period's first day, and the column of the first relation it comes from."""

    column: str
    of: str
    grain: Literal["day", "week", "month", "quarter", "year"] = "month"


class IncrementalShape(ConfigShape):
    """A table of which only what changed is computed again."""

    materialized: Literal["incremental"]
    unique_key: Names = []
    incremental_strategy: Literal["append", "merge", "delete+insert", "period"] | None = None
    merge_update_columns: Names = []
    on_schema_change: Literal["ignore", "fail", "append_new_columns", "sync_all_columns"] = "ignore"
    restate: dict[str, RestateShape] = {}
    period: PeriodShape | None = None

    @property
    def strategy(self) -> str:
        """The strategy; by default merge with a unique key, else append."""
        return self.incremental_strategy or ("merge" if self.unique_key else "append")
