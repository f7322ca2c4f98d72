"""A dump's tables, each in a file of its own: read once to the end before anything of it is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.contract import UNSEEN, Contract, stored_type
from warehouse.errors import SourceError, did_you_mean
from warehouse.project.sources import SourceTable
from warehouse.sources.delivery import BATCH_ROWS, Delivery, renamed_columns
from warehouse.sources.dumps.dump import Dump, open_dump
from warehouse.sources.dumps.tables import DumpTable
from warehouse.sources.dumps.typed import observed_kind, typed_values, untold_values
from warehouse.sources.spool import SpoolWriter
from warehouse.sources.texts import holds, typed_text
from warehouse.sources.typed import polars_type

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
        return {column: stored_type(kind or "VARCHAR") for column, kind in self.kinds.items()}

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
                untold_values(batch[c], kind) if c in untold else _chosen(batch[c], wanted.get(c, kind))
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
    found = [_found(dump, declared, folder / f"dump-{n}.parquet") for n, declared in enumerate(tables)]
    by_name = {_name(dump, table.declared): (table, _writer(table)) for table in found}
    for name, frame in dump.batches():
        if name in by_name:
            table, writer = by_name[name]
            writer.add(_typed(table, frame))
    for _, writer in by_name.values():
        writer.close()
    return SpooledDump(tuple(found), dict(sorted(dump.skipped.items())))


def _name(dump: Dump, declared: SourceTable) -> str:
    """The dump's name of a declared table. Raises SourceError when there is none."""
    names = dump.tables()
    if declared.identifier in names:
        return declared.identifier
    alike = [name for name in names if name.lower() == declared.identifier.lower()]
    if len(alike) == 1:
        return alike[0]
    raise SourceError(
        f"The dump has no table '{declared.identifier}'.",
        where=f"{declared.full_name}, {dump.path} ({declared.place})",
        fix=f"correct `identifier:`, or take the table out of the source; "
        f"{did_you_mean(declared.identifier, names)}",
        state=_STATE,
    )


def _found(dump: Dump, declared: SourceTable, path: Path) -> DumpedTable:
    table = dump.tables()[_name(dump, declared)]
    if _is_nameless(table):
        raise SourceError(
            f"The rows of {table.name} come without the names of their columns.",
            where=f"{declared.full_name}, {dump.path}, line {table.line}",
            fix="dump with CREATE TABLE, or with column lists (`--complete-insert`, `--column-inserts`)",
            state=_STATE,
        )
    notes = tuple(
        f"column {column} is text: {value!r} is no {table.columns[column]}"
        for column, value in table.kept_as_text.items()
    )
    renames = declared.renames
    key = tuple(renames.get(column, column) for column in table.key)
    return DumpedTable(declared, path, dump.path, table.types, key, notes)


def _is_nameless(table: DumpTable) -> bool:
    names = [column.name for column in table.fields]
    return bool(names) and names == [f"c{n}" for n in range(1, len(names) + 1)] and not _is_told(table)


def _is_told(table: DumpTable) -> bool:
    return any(column.declared is not None for column in table.fields)


def _writer(table: DumpedTable) -> SpoolWriter:
    return SpoolWriter(table.path, {c: polars_type(k or "VARCHAR") for c, k in table.kinds.items()})


def _typed(table: DumpedTable, frame: pl.DataFrame) -> pl.DataFrame:
    columns = []
    for column, kind in table.kinds.items():
        typed, odd = typed_values(frame[column], kind or "VARCHAR")
        if odd is not None:
            raise SourceError(
                f"{odd!r} in the column {column} is no {kind}, as its CREATE TABLE says.",
                where=f"{table.declared.full_name}, {table.dump}",
                fix="deliver a dump whose values fit its types, as the server writes it",
                state=_STATE,
            )
        columns.append(typed.alias(column))
    return frame.select(columns)


def with_key(declared: SourceTable, table: DumpedTable) -> SourceTable:
    """The declaration with the primary key of the dump, where it names no key itself."""
    return declared if declared.key else replace(declared, key=table.key)
