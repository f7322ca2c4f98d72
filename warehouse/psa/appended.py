"""`append`: what was appended once never changes. The same key with other content is a dead letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from warehouse.database import Database
from warehouse.psa.stage import Before
from warehouse.psa.table import PsaTable
from warehouse.sources.rejects import RowFaults
from warehouse.templates import render

if TYPE_CHECKING:
    import polars as pl


def contradicting(database: Database, table: PsaTable, before: Before) -> list[int]:
    """The positions of rows of `delivery` whose key the content before has with another row."""
    columns = [*table.columns, "_position"]
    delivered = render("psa/delivered", relation="delivery", columns=columns, hash64=table.hash64)
    content = render("psa/before", relation=before.relation, key=table.key)
    rows = database.rows(render("psa/appended_again", delivered=delivered, before=content, key=table.key))
    return [position for (position,) in rows]


class Contradictions:
    """Says which rows of a batch are those at some positions, beside what another rule says of it."""

    def __init__(self, table: PsaTable, positions: Sequence[int], others: RowFaults | None) -> None:
        self._key = table.key
        self._positions = positions
        self._others = others

    def __call__(self, typed: pl.DataFrame) -> pl.DataFrame:
        """The faults of a batch: row (from 0), column, reason."""
        import polars as pl

        rows = typed["_position"].is_in(self._positions).arg_true()
        keys = typed[rows].select(pl.concat_str(pl.col(*self._key).cast(pl.String), separator=" | "))
        key = ", ".join(self._key)
        own = pl.DataFrame({"row": rows}).with_columns(
            column=pl.lit(key),
            reason=pl.format("{}: {} was appended before with other content", pl.lit(key), keys.to_series()),
        )
        if self._others is None:
            return own
        found = self._others(typed)
        return found if not own.height else pl.concat([found.cast(own.schema), own])
