"""A dump's tables, each in a file of its own: read once to the end before anything of it is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.contract import UNSEEN, Contract
from warehouse.errors import SourceError, did_you_mean
from warehouse.project.sources import SourceTable
from warehouse.sources.delivery import BATCH_ROWS, Delivery, renamed_columns
from warehouse.sources.dumps.dump import Dump, open_dump
from warehouse.sources.dumps.tables import DumpTable
from warehouse.sources.dumps.typed import observed_kind, odd_value, typed_values, untold_values
from warehouse.sources.spool import SpoolWriter
from warehouse.sources.texts import holds, typed_text

if TYPE_CHECKING:
    import polars as pl

_STATE = "nothing of this dump was stored"


@dataclass(frozen=True)
class DumpedTable:
    """One table of a dump in a file: its columns with their types (None: to be inferred), its key."""

    declared: SourceTable
    path: Path
    dump: Path
    kinds: dict[str, str | None]
    key: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def stored(self) -> dict[str, str]:
        """Column names with the DuckDB types that the file has."""
        return {column: "BLOB" if kind == "BLOB" else "VARCHAR" for column, kind in self.kinds.items()}

    def open(self, known: Contract) -> Delivery:
        """The delivery. `known` gives the types of columns of which the dump does not tell them.

        Raises SourceError for column names that cannot stand together.
        """
        ours = renamed_columns(list(self.kinds), self.declared, self.dump)
        told = {ours[column]: kind for column, kind in self.kinds.items()}
        kinds = self._observed(ours, {c: known.types.get(c) for c, kind in told.items() if kind is None})
        kinds = {column: kind or kinds[column] for column, kind in told.items()}
        untold = {column for column, kind in told.items() if kind is None}
        read = partial(self._read, ours, kinds, untold)
        return Delivery(self.dump, tuple(told), False, read, lambda: kinds)

    def _batches(self, ours: Mapping[str, str], columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        import polars as pl

        old = {new: column for column, new in ours.items()}
        lazy = pl.scan_parquet(self.path, glob=False, hive_partitioning=False)
        chosen = lazy.select(pl.col(old[column]).alias(column) for column in columns)
        yield from chosen.collect_batches(chunk_size=BATCH_ROWS, maintain_order=True)

    def _observed(self, ours: Mapping[str, str], untold: Mapping[str, str | None]) -> dict[str, str]:
        kinds = {column: known or UNSEEN for column, known in untold.items()}
        for batch in self._batches(ours, list(untold)) if untold else ():
            for column, known in untold.items():
                kinds[column] = observed_kind(batch[column], kinds[column], known)
        return kinds

    def _read(
        self, ours: Mapping[str, str], kinds: Mapping[str, str], untold: set[str], wanted: Mapping[str, str]
    ) -> Iterator[pl.DataFrame]:
        for batch in self._batches(ours, list(kinds)):
            yield batch.with_columns(
                untold_values(batch[c], kind)
                if c in untold
                else _chosen(typed_values(batch[c], kind)[0], wanted.get(c, kind))
                for c, kind in kinds.items()
            )


def _chosen(values: pl.Series, wanted: str) -> pl.Series:
    """Text as the type that the project declares, where all of it is of that type."""
    import polars as pl

    if values.dtype != pl.String or wanted in (UNSEEN, "VARCHAR") or not holds(wanted, values):
        return values
    return typed_text(values, wanted)


@dataclass(frozen=True)
class SpooledDump:
    """A dump that was read to its end: the tables that were asked for, and what was skipped."""

    tables: tuple[DumpedTable, ...]
    skipped: dict[str, int]


def spool_dump(path: Path, tables: Sequence[SourceTable], folder: Path) -> SpooledDump:
    """Read a dump and keep the rows of `tables` in files under `folder`.

    Raises SourceError, with the line where there is one, for whatever is wrong anywhere in the dump, and for
    a table that is not in it.
    """
    origin = tables[0].origin
    assert origin.dump is not None
    dump = open_dump(path, origin.dump, schemas=origin.schemas)
    wanted = {declared.identifier.lower() for declared in tables}
    spools: dict[str, _Spool] = {}
    try:
        for name, frame in dump.batches():
            if name.lower() in wanted:
                if name not in spools:
                    spools[name] = _Spool(dump.told()[name], folder / f"dump-{len(spools)}.parquet")
                spools[name].add(frame)
        found = [_found(dump, declared, spools, folder) for declared in tables]
    finally:
        for spool in spools.values():
            spool.writer.close()
    return SpooledDump(tuple(found), dict(sorted(dump.skipped_by_now.items())))


class _Spool:
    """The rows of one table as the dump writes them, and the first odd value of each typed column."""

    def __init__(self, table: DumpTable, path: Path) -> None:
        import polars as pl

        self.path = path
        self.odd: dict[str, str] = {}
        self._kinds = {column: kind for column, kind in table.types.items() if kind is not None}
        binary = {column.name for column in table.delivered if column.reading == "bytes"}
        self.writer = SpoolWriter(path, {c: pl.Binary() if c in binary else pl.String() for c in table.types})

    def add(self, frame: pl.DataFrame) -> None:
        """More rows."""
        for column, kind in self._kinds.items():
            if column not in self.odd and (value := odd_value(frame[column], kind)) is not None:
                self.odd[column] = value
        self.writer.add(frame)


def _named(dump: Dump, declared: SourceTable) -> DumpTable:
    """The dump's table of a declared one. Raises SourceError when there is none."""
    tables = dump.told()
    alike = [name for name in tables if name.lower() == declared.identifier.lower()]
    if declared.identifier in tables or len(alike) == 1:
        return tables.get(declared.identifier) or tables[alike[0]]
    raise SourceError(
        f"The dump has no table '{declared.identifier}'.",
        where=f"{declared.full_name}, {dump.path} ({declared.place})",
        fix=f"correct `identifier:`, or take the table out of the source; "
        f"{did_you_mean(declared.identifier, tables)}",
        state=_STATE,
    )


def _found(dump: Dump, declared: SourceTable, spools: dict[str, _Spool], folder: Path) -> DumpedTable:
    table = _named(dump, declared)
    if _is_nameless(table):
        raise SourceError(
            f"The rows of {table.name} come without the names of their columns.",
            where=f"{declared.full_name}, {dump.path}, line {table.line}",
            fix="dump with CREATE TABLE, or with column lists (`--complete-insert`, `--column-inserts`)",
            state=_STATE,
        )
    if table.name not in spools:
        spools[table.name] = _Spool(table, folder / f"dump-{len(spools)}.parquet")
    spool = spools[table.name]
    notes = tuple(f"column {c} is text: {value!r} is no {table.columns[c]}" for c, value in spool.odd.items())
    kinds = {column: "VARCHAR" if column in spool.odd else kind for column, kind in table.types.items()}
    key = tuple(declared.renames.get(column, column) for column in table.key)
    return DumpedTable(declared, spool.path, dump.path, kinds, key, notes)


def _is_nameless(table: DumpTable) -> bool:
    names = [column.name for column in table.fields]
    return bool(names) and names == [f"c{n}" for n in range(1, len(names) + 1)] and not _is_told(table)


def _is_told(table: DumpTable) -> bool:
    return any(column.declared is not None for column in table.fields)
