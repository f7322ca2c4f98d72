"""JSON extracts: an array of objects, or one object after the other (NDJSON), plain or compressed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.contract import UNSEEN
from warehouse.errors import SourceError
from warehouse.project.sources import SourceTable
from warehouse.sources.delivery import Delivery, renamed_columns
from warehouse.sources.jsonobjects import Rows, object_batches
from warehouse.sources.jsonvalues import arrow_column, kind_of, readable_as
from warehouse.sources.texts import typed_text

if TYPE_CHECKING:
    import polars as pl


def open_json(path: Path, table: SourceTable) -> Delivery:
    """A .json file: an array of objects, or objects one after the other. See open_ndjson."""
    return _opened(path, table, partial(object_batches, path, table, is_lines=False))


def open_ndjson(path: Path, table: SourceTable) -> Delivery:
    """A file with one object in each line as a delivery of typed columns, found from all its values.

    A key that an object lacks is NULL. Raises SourceError with the line for what is no JSON object.
    """
    return _opened(path, table, partial(object_batches, path, table, is_lines=True))


def _opened(path: Path, table: SourceTable, batches: Callable[[], Iterator[Rows]]) -> Delivery:
    kinds: dict[str, str] = {}
    has_rows = False
    for rows in batches():
        has_rows = True
        for column in dict.fromkeys(chain.from_iterable(rows)):
            values = [row.get(column) for row in rows]
            kinds[column] = kind_of(values, kinds.get(column, UNSEEN), with_dates=True)
    if has_rows and not kinds:
        raise SourceError(
            "No object of this file has a key.",
            where=f"{table.full_name}, {path}",
            fix="deliver objects whose keys name the columns",
            state="nothing of this delivery was stored",
        )
    # Without an object nothing names the columns; the key must be there all the same.
    renamed = renamed_columns(list(kinds), table, path) if kinds else {column: column for column in table.key}
    ours = {new: kinds.get(old, UNSEEN) for old, new in renamed.items()}
    delivered = {new: old for old, new in renamed.items()}
    read = partial(_read, batches, ours, delivered)
    return Delivery(path, tuple(ours), False, read, lambda: ours, renamed=renamed)


def _read(
    batches: Callable[[], Iterator[Rows]],
    kinds: Mapping[str, str],
    delivered: Mapping[str, str],
    wanted: Mapping[str, str],
) -> Iterator[pl.DataFrame]:
    import polars as pl

    for rows in batches():
        columns = []
        for column, own in kinds.items():
            values = [row.get(delivered[column]) for row in rows]
            columns.append(_series(column, values, readable_as(own, wanted.get(column, own))))
        yield pl.DataFrame(columns)


def _series(column: str, values: list[Any], kind: str) -> pl.Series:
    import polars as pl

    if kind in ("DATE", "TIMESTAMP"):
        return typed_text(pl.Series(column, values, dtype=pl.String), kind)
    return pl.Series(column, pl.from_arrow(arrow_column(values, kind)))
