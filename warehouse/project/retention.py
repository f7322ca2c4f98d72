"""How long a source table keeps its loads: for ever, for so many days, or so many of them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, model_validator

from warehouse.errors import UsageError, agreeing
from warehouse.project.shape import Shape

Count = Annotated[int, Field(strict=True, ge=1, description="a whole number, 1 or more")]


class RetentionShape(Shape):
    """`retention: {keep: all}`, `{days: 90}` or `{loads: 10}`; with `auto: true` every run prunes."""

    keep: Literal["all"] | None = None
    days: Count | None = None
    loads: Count | None = None
    auto: bool = False

    @model_validator(mode="after")
    def _one_measure(self) -> RetentionShape:
        if [self.keep, self.days, self.loads].count(None) != 2:
            raise ValueError("one of {keep: all}, {days: 90} and {loads: 10}")
        if self.keep is not None and self.auto:
            raise ValueError("without `auto`: `keep: all` leaves nothing to prune")
        return self


@dataclass(frozen=True)
class Retention:
    """What is kept: loads of the last `days` days before the newest load date, or the last `loads` loads.

    Both None: everything. `is_automatic`: a run prunes by itself; otherwise only `prune` does.
    """

    days: int | None = None
    loads: int | None = None
    is_automatic: bool = False

    @classmethod
    def of(cls, shape: RetentionShape | None) -> Retention:
        """The retention that a shape declares; everything is kept where nothing is declared."""
        return cls() if shape is None else cls(shape.days, shape.loads, shape.auto)

    @property
    def keeps_all(self) -> bool:
        """Whether nothing is ever to be pruned."""
        return self.days is None and self.loads is None

    def __str__(self) -> str:
        if self.keeps_all:
            return "all loads"
        if self.days is not None:
            return agreeing(self.days, "day", "days")
        return f"the last {agreeing(self.loads or 0, 'load', 'loads')}"


def asked(days: int | None, loads: int | None) -> Retention | None:
    """The retention that a command gives instead of the declared ones; None when it gives none.

    Raises UsageError when it gives two, or one that keeps nothing.
    """
    if days is None and loads is None:
        return None
    if days is not None and loads is not None:
        raise UsageError("--days and --loads cannot both be given.", fix="leave one out")
    if (days if days is not None else loads or 0) < 1:
        raise UsageError("At least one day or load must be kept.", fix="give a number of 1 or more")
    return Retention(days, loads)


def time_before(text: str) -> dt.timedelta:
    """The time that 90d or 12w means; UsageError when it is none."""
    match = re.fullmatch(r"(\d{1,5})\s*([dw])", text.strip().lower())
    if match is None:
        raise UsageError(
            f"'{text}' is no time.", fix="write days or weeks: 90d, 12w", state="nothing was changed"
        )
    return dt.timedelta(days=int(match[1]) * (7 if match[2] == "w" else 1))
