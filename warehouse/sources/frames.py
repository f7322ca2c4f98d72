"""Rows that come as Polars or Arrow, from Python or a database: kept in a file of ours, in our types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.contract import stored_type
from warehouse.errors import SourceError, UsageError
from warehouse.project.sources import SourceTable
from warehouse.sources.delivery import BATCH_ROWS, Delivery, lazy_batches, renamed_columns
from warehouse.sources.spool import SpoolWriter
from warehouse.sources.typed import kinds_of_schema, polars_type

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Rows:
    """Rows to be read once: columns with Polars types, and batches. `shown` says where they are from."""

    shown: str
    schema: Mapping[str, Any]
    batches: Iterable[pl.DataFrame]


@dataclass(frozen=True)
class KeptRows:
    """Rows in a file of ours, with the contract type of each column as it was delivered."""

    declared: SourceTable
    shown: str
    path: Path
    kinds: dict[str, str]
    rows: int

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the record; there are none."""
        return ()

    @property
    def stored(self) -> dict[str, str]:
        """Column names with the DuckDB types that the file has."""
        return {column: stored_type(kind) for column, kind in self.kinds.items()}

    def open(self) -> Delivery:
        """The delivery. Raises SourceError for column names that cannot stand together."""
        import polars as pl

        where = Path(self.shown)
        ours = renamed_columns(list(self.kinds), self.declared, where)
        kinds = {ours[column]: kind for column, kind in self.kinds.items()}
        scan = partial(pl.scan_parquet, self.path, glob=False, hive_partitioning=False)
        return Delivery(
            where,
            tuple(kinds),
            False,
            lazy_batches(lambda: scan().rename(ours), self._unreadable),
            lambda: kinds,
            renamed=ours,
        )

    def _unreadable(self, error: Exception) -> SourceError:
        return SourceError(
            f"What was kept of these rows cannot be read: {error}",
            where=f"{self.declared.full_name}, {self.path}",
            fix="see whether the disk is full, and load again",
            state="nothing of this delivery was stored",
        )


def rows_of(data: Any) -> Rows:
    """The rows of a Polars frame (lazy or not), an Arrow table or reader, a pandas frame, or anything else
    that streams Arrow. UsageError for what does not.
    """
    import polars as pl
    import pyarrow

    pa: Any = pyarrow
    kind = f"{type(data).__module__.partition('.')[0]} {type(data).__name__}"
    if isinstance(data, pl.LazyFrame):
        return _lazy_rows(kind, data)
    if kind == "pandas DataFrame":
        data = pa.Table.from_pandas(data, preserve_index=False)
    if not hasattr(data, "__arrow_c_stream__"):
        raise UsageError(
            f"Rows cannot be taken from a {type(data).__name__}.",
            fix="give a Polars or pandas frame, an Arrow table or reader, or the path of a file",
            state="nothing was loaded",
        )
    reader = pa.RecordBatchReader.from_stream(data)
    empty = _polars(reader.schema.empty_table())
    return Rows(kind, empty.schema, _batches(reader))


def keep_rows(declared: SourceTable, rows: Rows, path: Path) -> KeptRows:
    """Keep rows in a Parquet file at `path`. Raises SourceError for a type that cannot be kept."""
    import polars as pl

    kinds = kinds_of_schema(rows.schema, Path(rows.shown))
    types: Any = {column: polars_type(kind) for column, kind in kinds.items()}
    writer = SpoolWriter(path, types)
    count = 0
    try:
        for batch in rows.batches:
            plain = batch.with_columns(pl.col(pl.Time).dt.to_string("%H:%M:%S%.f"))
            for part in plain.cast(types).iter_slices(BATCH_ROWS):
                writer.add(part)
                count += part.height
    except pl.exceptions.PolarsError as error:
        raise _unreadable(f"{declared.full_name}, {rows.shown}", error) from error
    finally:
        writer.close()
    return KeptRows(declared, rows.shown, path, kinds, count)


def _lazy_rows(kind: str, lazy: pl.LazyFrame) -> Rows:
    import polars as pl

    try:
        schema = lazy.collect_schema()
    except pl.exceptions.PolarsError as error:
        raise _unreadable(kind, error) from error
    return Rows(kind, schema, lazy.collect_batches(chunk_size=BATCH_ROWS, maintain_order=True))


def _unreadable(where: str, error: Exception) -> SourceError:
    return SourceError(
        f"These rows cannot be read: {str(error).strip().splitlines()[0]}",
        where=where,
        fix="collect them yourself to see where it goes wrong",
        state="nothing of this delivery was stored",
    )


def _batches(reader: Any) -> Iterator[pl.DataFrame]:
    import pyarrow

    pa: Any = pyarrow
    for batch in reader:
        yield _polars(pa.Table.from_batches([batch]))


def _polars(table: Any) -> pl.DataFrame:
    import polars as pl

    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame
