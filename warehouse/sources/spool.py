"""Rows that were handed over, kept in a file of their own until they are in the log.

Rows of a dump, a query or a data frame can be read once only; a load may read them several times.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.project.sources import SourceTable
from warehouse.sources.delivery import Delivery

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Spooled:
    """A delivery in a file of ours. `load_date` is naive UTC, None if unknown.

    `shown` says where it came from, `bytes` how large that was, `sha256` what it is known by. `notes` are
    sentences that go into its record. `mends` names the dead letters that it delivers again: their load,
    their numbers, and why. `slice` is the one that it is of, or that is taken of it; `dated` says who told
    the load date, where that was not its place: the rows or a person (see `discover`).
    """

    table: SourceTable
    path: Path
    load_date: dt.datetime | None
    shown: str
    bytes: int
    sha256: str
    opener: Callable[[], Delivery]
    notes: tuple[str, ...] = ()
    mends: tuple[str, tuple[int, ...], str] | None = None
    slice: str | None = None
    dated: str | None = None

    def identity(self, hashes: Sequence[str]) -> str:
        """What tells this delivery from every other of its table and load date."""
        return hashes[0]

    def open(self) -> Delivery:
        """The delivery; SourceError when its columns cannot stand together."""
        return self.opener()


class SpoolWriter:
    """Writes frames of one schema (Polars types by column) into one Parquet file, as they come."""

    def __init__(self, path: Path, schema: Mapping[str, Any]) -> None:
        import polars as pl
        import pyarrow.parquet

        pq: Any = pyarrow.parquet
        self.path = path
        self._schema = pl.DataFrame(schema=dict(schema)).to_arrow().schema
        path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = pq.ParquetWriter(path, self._schema, compression="lz4", use_dictionary=False)

    def add(self, frame: pl.DataFrame) -> None:
        """More rows, in the columns of the schema."""
        self._writer.write_table(frame.to_arrow().cast(self._schema))

    def close(self) -> None:
        """The file is whole."""
        self._writer.close()
