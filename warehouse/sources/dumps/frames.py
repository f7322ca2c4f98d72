"""Frames of rows → batches of tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from warehouse.sources.dumps.columns import Unreadable, finished
from warehouse.sources.dumps.literals import Charset
from warehouse.sources.dumps.tables import Column

if TYPE_CHECKING:
    import polars as pl

#: A batch is at most so many rows, or about so many bytes of dump.
BATCH_ROWS = 100_000
BATCH_BYTES = 64 << 20


_FEW = 10_000


class SlowRows:
    """Rows that were read one by one, each with its line, until they become a frame."""

    def __init__(
        self,
        columns: tuple[Column, ...],
        charset: Charset,
        refuse: Callable[[Unreadable, int], Exception],
    ) -> None:
        self.rows: list[list[bytes | None]] = []
        self._lines: list[int] = []
        self._columns = columns
        self._charset = charset
        self._refuse = refuse

    def add(self, row: list[bytes | None], line: int) -> None:
        """One more row."""
        self.rows.append(row)
        self._lines.append(line)

    def absorbs(self, more: SlowRows) -> bool:
        """Takes the rows of another in, if they are few and alike; whether it did."""
        alike = self._columns == more._columns and self._charset == more._charset
        if not alike or len(self.rows) + len(more.rows) > _FEW:
            return False
        self.rows += more.rows
        self._lines += more._lines
        return True

    def frame(self) -> pl.DataFrame:
        """The rows as a frame. Raises SourceError."""
        import polars as pl

        columns = zip(self._columns, zip(*self.rows, strict=True), strict=False)
        try:
            return pl.DataFrame(
                [finished(pl.Series(values, dtype=pl.Binary), c, self._charset) for c, values in columns]
            )
        except Unreadable as error:
            raise self._refuse(error, self._lines[error.row]) from error


class Batcher:
    """Collects the frames of tables into batches, in the order of the file.

    A table that comes a second time means that tables take turns: then small batches wait for more.
    """

    def __init__(self) -> None:
        self._parts: dict[str, list[pl.DataFrame | SlowRows]] = {}
        self._rows: dict[str, int] = {}
        self._bytes: dict[str, int] = {}
        self._left: set[str] = set()
        self._taking_turns = False
        self._current: str | None = None

    def add(
        self, table: str, part: pl.DataFrame | SlowRows, rows: int, size: int
    ) -> Iterator[tuple[str, pl.DataFrame]]:
        """Adds rows that were `size` bytes of dump, and gives the batches that are full now."""
        if table != self._current:
            self._taking_turns |= table in self._left
            if self._current is not None:
                self._left.add(self._current)
                if not self._taking_turns:
                    yield from self._flush(self._current)
            self._current = table
        parts = self._parts.setdefault(table, [])
        last = parts[-1] if parts else None
        if not (isinstance(last, SlowRows) and isinstance(part, SlowRows) and last.absorbs(part)):
            parts[-1:] = [last.frame() if isinstance(last, SlowRows) else last] if last is not None else []
            parts.append(part)
        self._rows[table] = self._rows.get(table, 0) + rows
        self._bytes[table] = self._bytes.get(table, 0) + size
        if self._rows[table] >= BATCH_ROWS:
            yield from self._full(table)
        elif sum(self._bytes.values()) >= BATCH_BYTES:
            yield from self.rest()

    def rest(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """What is left, at the end."""
        for table in list(self._parts):
            yield from self._flush(table)

    def _full(self, table: str) -> Iterator[tuple[str, pl.DataFrame]]:
        """The full batches of a table; what is over waits."""
        size = self._bytes[table]
        *batches, (_, last) = self._flush(table)
        yield from batches
        if last.height == BATCH_ROWS:
            yield table, last
        else:
            self._parts[table], self._rows[table] = [last], last.height
            self._bytes[table] = size * last.height // (last.height + BATCH_ROWS * len(batches))

    def _flush(self, table: str) -> Iterator[tuple[str, pl.DataFrame]]:
        import polars as pl

        parts = self._parts.pop(table, [])
        self._rows.pop(table, None)
        self._bytes.pop(table, None)
        if parts:
            frames = [part.frame() if isinstance(part, SlowRows) else part for part in parts]
            whole = pl.concat(frames, rechunk=False)
            for batch in whole.iter_slices(BATCH_ROWS):
                yield table, batch
