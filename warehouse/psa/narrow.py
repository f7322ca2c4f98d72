"""The contract when a load no longer counts: what its other accepted loads infer, and no wider.

A load of text that fitted the contract was not inferred on its own, for that would cost every day what only
the day of a rejection needs: what it could have been is read from the values that the log stores.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.contract import UNSEEN, Contract, least_upper_bound, stored_type
from warehouse.database import Database
from warehouse.psa.hashes import canonical_text
from warehouse.psa.record import LoadRecord
from warehouse.psa.table import PsaTable
from warehouse.sources.texts import CANDIDATES, infer_text
from warehouse.templates import name, render

if TYPE_CHECKING:
    import polars as pl

#: Types that columns of text can infer.
_TEXTUAL = ("VARCHAR", *CANDIDATES)

_EXACT = 2**53


def contract_of(
    database: Database, table: PsaTable, records: Iterable[LoadRecord], files: Sequence[Path]
) -> Contract:
    """The log's contract by its accepted loads alone: their records, and the files that hold their values.

    A column stays as it is where another type would give its stored values another hash.
    """
    certain, doubtful = _inferred(records)
    types: dict[str, str] = {}
    for first, kind in table.contract.logged:
        if first not in certain:
            continue
        types[first] = kind
        column = next(c for c in table.columns if table.contract.first_name(c) == first)
        if column in table.contract.declared or certain[first] == kind:
            continue
        narrow = certain[first]
        if first in doubtful:
            inferred = kind_in_files(files, first)
            narrow = least_upper_bound(narrow, inferred if kind in _TEXTUAL or inferred == UNSEEN else kind)
        if hashes_stay(database, table, column, narrow, files):
            types[first] = narrow
    return Contract(types)


def kind_in_files(files: Sequence[Path], column: str) -> str:
    """The narrowest type that holds every value of a column in these files; UNSEEN where none has it."""
    import polars as pl

    found = UNSEEN
    for file in files:
        scan = pl.scan_parquet(file)
        if column in scan.collect_schema().names():
            found = _kind_of(scan.select(column).collect()[column], found)
    return found


def own_kinds(record: LoadRecord, kept: Mapping[str, str], file: Path) -> dict[str, str]:
    """What a load that was rejected infers on its own, by columns as the log names them.

    `kept` has the types under which the log keeps it whole in `file`.
    """
    if not record.observed:
        return dict(kept)
    return {
        column: kind if kind is not None else kind_in_files([file], column)
        for column, kind in record.observed
        if column in kept
    }


def _inferred(records: Iterable[LoadRecord]) -> tuple[dict[str, str], set[str]]:
    """What is certain of each column, and the columns of which something is not."""
    certain: dict[str, str] = {}
    doubtful: set[str] = set()
    for record in records:
        for column, kind in record.observed or record.schema:
            certain[column] = least_upper_bound(certain.get(column, UNSEEN), kind or UNSEEN)
            doubtful |= {column} if kind is None else set()
    return certain, doubtful


def _kind_of(values: pl.Series, found: str) -> str:
    import polars as pl

    if values.dtype in (pl.Float32, pl.Float64):
        whole = (values == values.floor()).fill_null(True) & (values.abs() <= _EXACT).fill_null(True)
        if not whole.all():
            return least_upper_bound(found, "DOUBLE")
        values = values.cast(pl.Int64)
    return infer_text(values.cast(pl.String), found)


def hashes_stay(database: Database, table: PsaTable, column: str, narrow: str, files: Sequence[Path]) -> bool:
    """Whether every stored value of a column has one canonical text under its type and a narrower one."""
    if not files:
        return True
    wide, kind = table.columns[column], stored_type(narrow)
    first = table.contract.first_name(column)
    changed = database.value(
        render(
            "psa/changed_texts",
            files=[str(file) for file in files],
            schema={first: wide},
            before=canonical_text(name(first), wide),
            after=canonical_text(f"TRY_CAST({name(first)} AS {kind})", kind),
        )
    )
    return not changed
