"""Parquet extracts: a single file, with the types it declares."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.errors import SourceError
from warehouse.project.sources import SourceTable
from warehouse.sources.delivery import Delivery, renamed_columns

if TYPE_CHECKING:
    import polars as pl


def open_parquet(path: Path, table: SourceTable) -> Delivery:
    """A Parquet file as a delivery of typed columns. SourceError when it cannot be read."""
    import polars as pl

    explain = partial(_explained, path, table)
    try:
        delivered = pl.scan_parquet(path, glob=False, hive_partitioning=False).collect_schema().names()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise explain(error) from error
    renamed = renamed_columns(delivered, table, path)
    return Delivery(path, tuple(renamed.values()), False, partial(_scan, path, renamed), explain)


def _scan(path: Path, renamed: dict[str, str]) -> pl.LazyFrame:
    import polars as pl

    return pl.scan_parquet(path, glob=False, hive_partitioning=False).rename(renamed)


def _explained(path: Path, table: SourceTable, error: Exception) -> SourceError:
    reason = str(error).strip().split("\n")[0]
    return SourceError(
        f"This Parquet file cannot be read: {reason}.",
        where=f"{table.full_name}, {path}",
        fix="deliver it again; it may be cut off, or not be Parquet at all",
        state="nothing of this delivery was stored",
    )
