"""Slices: a delivery is of one customer, region or tenant, or of several, each of which is a load of its own.

Slices know nothing of each other: each has a history of its own. The slice of a row is the text in the column
that `slice:` names. A delivery without that column is of the slice that its place tells, or `--slice`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from warehouse.database import Database
from warehouse.errors import SourceError, agreeing, did_you_mean
from warehouse.project.deliveries import TEXT
from warehouse.psa.sourcefiles import Found, shown_name
from warehouse.psa.table import PsaTable
from warehouse.sources.delivery import Delivery, filtered
from warehouse.templates import render

if TYPE_CHECKING:
    import polars as pl

_NOTHING_STORED = "nothing of this delivery was stored"

#: Characters that a slice may have in the name of its folder; file systems take 255.
_LONGEST = 200


def slices_of(found: Found) -> list[Found]:
    """The delivery once for each slice that it has rows of, in their order; as it is without slices.

    Raises SourceError where it cannot be told which slice a row is of, or where the delivery is said to be
    of one slice and has rows of another.
    """
    column = found.table.slice
    if column is None:
        return [found]
    delivery = found.open()
    if column not in delivery.columns:
        if found.slice is None:
            raise _fault(
                found,
                f"has no column '{column}' in this delivery, and that says which slice it is of",
                f"deliver the column, put {{{column}}} into `location:`, or load the file by itself with "
                f"--slice; {did_you_mean(column, delivery.columns)}",
            )
        values = [found.slice]
    else:
        values = _values(found, delivery, column)
    for value in values:
        if len(quote(value, safe="")) > _LONGEST:
            raise _fault(
                found,
                f"has a slice whose name is too long: {value[:60]}…",
                "let a short column name the slices",
            )
    return [replace(found, slice=value) for value in values]


def _values(found: Found, delivery: Delivery, column: str) -> list[str]:
    """The slices that a delivery has rows of; the one that it is said to be of even without rows."""
    counts: dict[str | None, int] = {}
    for batch in delivery.batches():
        if column in batch.columns:
            counted = _texts(found, batch, column).value_counts(name="_rows")
            rows = zip(counted[column], counted["_rows"], strict=True)
        else:
            rows = zip([None], [batch.height], strict=True)
        for value, number in rows:
            counts[value] = counts.get(value, 0) + number
    lacking = counts.pop(None, 0) + counts.pop("", 0)
    if lacking:
        unsliced = agreeing(lacking, "row", "rows")
        raise _fault(
            found,
            f"has {unsliced} without a value in '{column}', so that nobody can tell the slice",
            "let the source fill that column",
        )
    if found.slice is None and not counts:
        raise _fault(
            found,
            f"has no rows in this delivery, so that nobody can tell which '{column}' has none",
            f"put {{{column}}} into `location:`, load the file by itself with --slice, or take it away",
        )
    others = sorted(str(value) for value in counts if value != found.slice)
    if found.slice is None:
        return others
    if others:
        raise _fault(
            found,
            f"is delivered for the slice '{found.slice}', and this delivery has rows of '{others[0]}'",
            "give it the slice that it is of, or none: then each is a load of its own",
        )
    return [found.slice]


def of_its_slice(found: Found) -> Delivery:
    """The delivery, opened: the rows of its slice alone, with the slice in its column."""
    delivery, column = found.open(), found.table.slice
    if column is None or found.slice is None:
        return delivery
    part = filtered(delivery, partial(_taken, found, delivery))
    kinds = delivery.kinds
    return replace(
        part,
        columns=delivery.columns if column in delivery.columns else (column, *delivery.columns),
        kinds=kinds and (lambda: {**kinds(), column: TEXT}),
    )


def _taken(found: Found, delivery: Delivery, batch: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """A batch with its slices as text, and the rows that are of this one."""
    import polars as pl

    column = str(found.table.slice)
    everything = pl.Series([True]).new_from_index(0, batch.height)
    if column not in delivery.columns:
        return batch.with_columns(pl.lit(found.slice).alias(column)), everything
    if column not in batch.columns:
        return batch, ~everything
    texts = _texts(found, batch, column)
    return batch.with_columns(texts), (texts == found.slice).fill_null(False)


def _texts(found: Found, batch: pl.DataFrame, column: str) -> pl.Series:
    """The column of the slices as text."""
    import polars as pl

    try:
        return batch[column].cast(pl.String)
    except pl.exceptions.PolarsError:
        raise _fault(
            found, f"has a column '{column}' that is no text", "let a column of plain values name the slices"
        ) from None


def current_of(database: Database, table: PsaTable, slice: str | None) -> str:
    """The relation that holds the newest accepted content, of one slice where there are slices."""
    column = table.declared.slice
    if column is None or slice is None:
        return table.current
    view = "temp.current_of_slice"
    database.run(
        render("psa/current_of_slice", view=view, relation=table.current, column=column, slice=slice)
    )
    return view


def _fault(found: Found, what: str, fix: str) -> SourceError:
    origin = found.table.origin
    where = Path(shown_name(found)) if origin.connection or origin.dump else found.path
    return SourceError(
        f"{found.table.full_name} {what}.",
        where=f"{found.table.full_name}, {where} ({found.table.place})",
        fix=fix,
        state=_NOTHING_STORED,
    )
