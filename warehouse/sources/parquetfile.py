"""Parquet extracts, with the types they declare."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from warehouse.errors import SourceError
from warehouse.project.sources import SourceTable
from warehouse.sources.delivery import Delivery, lazy_batches, renamed_columns
from warehouse.sources.typed import kinds_of_schema


def open_parquet(path: Path, table: SourceTable) -> Delivery:
    """A Parquet file as a delivery of typed columns. SourceError when it cannot be read."""
    import polars as pl

    explain = partial(_explained, path, table)
    scan = partial(pl.scan_parquet, path, glob=False, hive_partitioning=False)
    try:
        schema = scan().collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise explain(error) from error
    renamed = renamed_columns(schema.names(), table, path)
    ours = {renamed[column]: dtype for column, dtype in schema.items()}
    return Delivery(
        path,
        tuple(ours),
        False,
        lazy_batches(lambda: scan().rename(renamed), explain),
        partial(kinds_of_schema, ours, path),
        renamed=renamed,
    )


def _explained(path: Path, table: SourceTable, error: Exception) -> SourceError:
    reason = str(error).strip().split("\n")[0]
    return SourceError(
        f"This Parquet file cannot be read: {reason}.",
        where=f"{table.full_name}, {path}",
        fix="deliver it again; it may be cut off, or not be Parquet at all",
        state="nothing of this delivery was stored",
    )
