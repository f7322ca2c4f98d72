"""Checks marked `on: row`, run on each batch of a delivery: a row that breaks one is rejected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from warehouse.database import Database
from warehouse.project.checks import CheckDecl
from warehouse.quality.checks import failing_rows, narrowed
from warehouse.templates import render, union_all

if TYPE_CHECKING:
    import polars as pl


class RowChecks:
    """The row checks of one source table. They see the rows in the contract's types, a batch at a time.

    They run in a database of their own, because the one that stages the delivery is busy reading it.
    """

    def __init__(self, checks: Sequence[CheckDecl]) -> None:
        faults = [
            render(
                "quality/row_faults",
                failing=failing_rows(check, narrowed("batch", check.config.where), None),
                column=check.column,
                reason=f"{check.column} breaks {check.kind}{_arguments(check)}",
            )
            for check in checks
        ]
        self._sql = union_all(faults)
        self._database = Database.open(None)

    def __call__(self, typed: pl.DataFrame) -> pl.DataFrame:
        """The faults of a batch: row (from 0), column, reason; a row has one for each check it breaks."""
        self._database.bind("batch", typed.with_row_index("_row").to_arrow())
        try:
            found: pl.DataFrame = self._database.relation(self._sql).pl()
        finally:
            self._database.unbind("batch")
        return found


def _arguments(check: CheckDecl) -> str:
    if not check.values:
        return ""
    values = ", ".join(str(value) for value in check.values[:5])
    return f" ({values}{', …' if len(check.values) > 5 else ''})"
