"""CSV extracts with a header, of any delimiter, quote and encoding, plain or compressed; read as text."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from warehouse.errors import SourceError
from warehouse.project.sources import SourceTable
from warehouse.sources.csvrecords import Dialect, Records
from warehouse.sources.delivery import Delivery, Faster, Spot, renamed_columns
from warehouse.sources.streams import BLOCK, utf8_blocks
from warehouse.sources.typed import polars_type

if TYPE_CHECKING:
    import polars as pl

_NOTHING_STORED = "nothing of this delivery was stored"

#: Types that Polars reads from CSV as this program reads them from text.
_READ_AT_ONCE = ("BIGINT", "DOUBLE", "DATE")

#: Enough for most headers; what lies behind the header is read again from the start.
_HEADER_BLOCK = 1 << 16


def open_csv(path: Path, table: SourceTable) -> Delivery:
    """A CSV file as a delivery of text columns. An empty field is NULL, a quoted empty field is ''.

    Raises SourceError for a file without a header, or whose header is not in the declared encoding. While it
    is read, rows that are ragged or badly quoted are set aside, each with its line; text that is not in the
    encoding and a quote that never ends raise SourceError.
    """
    dialect = _dialect(path, table)
    header = _header(path, table, dialect)
    renamed = renamed_columns(header, table, path)
    columns = tuple(renamed.values())
    places = _Places(path, len(columns))
    batches = partial(_batches, _File(path, table, dialect, columns), places)
    read = partial(batches, {})
    return Delivery(path, columns, True, read, places=places, renamed=renamed, faster=Faster(read, batches))


class _Places:
    """What the pass under way has set aside, and where the rows of its newest block stand."""

    def __init__(self, path: Path, width: int) -> None:
        self._path = path
        self._width = width
        self._records: Records | None = None
        self._unread: list[tuple[Spot, str]] = []

    def begin(self, records: Records) -> None:
        """A new pass begins behind the header."""
        self._records, self._unread = records, []
        records.set_aside(self._take)

    def _take(self, line: int, text: bytes, reason: str) -> None:
        self._unread.append((Spot(self._path, line, text.decode()), reason))

    def unread(self) -> list[tuple[Spot, str]]:
        """Lines that are no rows, each with the reason; all that were found since this was asked last."""
        taken, self._unread = self._unread, []
        return taken

    def locate(self, rows: Sequence[int]) -> list[Spot]:
        """Rows of the block that was given last."""
        assert self._records is not None
        found = self._records.locate(rows, self._width)
        return [Spot(self._path, found[row][0], found[row][1].decode()) for row in rows]


def _dialect(path: Path, table: SourceTable) -> Dialect:
    is_tabbed = ".tsv" in (suffix.lower() for suffix in path.suffixes[-2:])
    delimiter = table.format.delimiter or ("\t" if is_tabbed else ",")
    return Dialect(delimiter.encode(), (table.format.quote or "").encode())


def _header(path: Path, table: SourceTable, dialect: Dialect) -> list[str]:
    try:
        header = _records(path, table, dialect, _HEADER_BLOCK).header()
    except SourceError as error:
        if error.where and error.where.endswith(f"{path}:1"):
            what = f"The first line is no CSV header: {error.what.partition(': ')[2] or error.what}"
            raise _fault(path, table, what, error.fix or "", 1) from error
        raise
    if not header:
        raise _fault(
            path,
            table,
            "This file is empty: it has no header.",
            "deliver a file whose first line names the columns, even when there are no rows",
            1,
        )
    if any("\0" in column for column in header):
        raise _fault(
            path,
            table,
            "The first line is no CSV header: it holds zero bytes.",
            "declare what the file is, such as `encoding: utf-16-le`",
            1,
        )
    doubled = sorted({column for column in header if header.count(column) > 1})
    if doubled:
        raise _fault(
            path,
            table,
            f"The header names a column twice: {', '.join(doubled)}.",
            "let the source name its columns apart",
            1,
        )
    return header


@dataclass(frozen=True)
class _File:
    """A CSV file with a header, and how it is to be read."""

    path: Path
    table: SourceTable
    dialect: Dialect
    columns: tuple[str, ...]


def _batches(
    file: _File, places: _Places, kinds: Mapping[str, str], wanted: Mapping[str, str]
) -> Iterator[pl.DataFrame]:
    """The rows as text; columns whose values were all seen to be of the wanted type, in that type."""
    import polars as pl

    path, table, dialect, columns = file.path, file.table, file.dialect, file.columns
    typed = {c: kind for c, kind in kinds.items() if kind in _READ_AT_ONCE and wanted.get(c) == kind}
    records = _records(path, table, dialect, BLOCK)
    records.header()
    places.begin(records)
    read = partial(_frame, columns=columns, dialect=dialect)
    for block in records.blocks(len(columns)):
        try:
            if typed and (frame := _typed_frame(block, columns, dialect, typed)) is not None:
                yield frame
                continue
            try:
                yield read(block)
            except pl.exceptions.PolarsError:
                if block := records.again(len(columns)):
                    yield read(block)
        except pl.exceptions.PolarsError as error:
            reason = str(error).strip().split("\n")[0]
            raise _fault(
                path,
                table,
                f"This CSV file cannot be read: {reason}.",
                "mend the file at the source and deliver it again",
                0,
            ) from error


def _typed_frame(
    block: bytes, columns: tuple[str, ...], dialect: Dialect, typed: Mapping[str, str]
) -> pl.DataFrame | None:
    """A block with some columns in their types; None where the file has changed since they were seen."""
    import polars as pl

    try:
        return _frame(block, columns, dialect, {c: polars_type(kind) for c, kind in typed.items()})
    except pl.exceptions.PolarsError:
        return None


def _frame(
    block: bytes, columns: tuple[str, ...], dialect: Dialect, typed: Mapping[str, Any] = MappingProxyType({})
) -> pl.DataFrame:
    import polars as pl

    return pl.read_csv(
        io.BytesIO(block),
        has_header=False,
        schema={column: typed.get(column, pl.String()) for column in columns},
        separator=dialect.separator.decode(),
        quote_char=dialect.quote.decode() or None,
    )


def _records(path: Path, table: SourceTable, dialect: Dialect, block: int) -> Records:
    return Records(utf8_blocks(path, table, block), dialect, partial(_fault, path, table))


def _fault(path: Path, table: SourceTable, what: str, fix: str, line: int) -> SourceError:
    return SourceError(
        what,
        where=f"{table.full_name}, {path}" + (f":{line}" if line else ""),
        fix=fix,
        state=_NOTHING_STORED,
    )
