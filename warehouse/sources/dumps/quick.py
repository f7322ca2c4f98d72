"""Rows that were split as a whole window → a frame, column by column; no value is looked at alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from warehouse.sources.dumps.columns import Readings, coded, finished, gathered, patched
from warehouse.sources.dumps.escapes import MYSQL, POSTGRES, Undone, undone
from warehouse.sources.dumps.literals import Literals, NotALiteral
from warehouse.sources.dumps.split import Flags, Positions, Split
from warehouse.sources.dumps.tables import Column, Target

if TYPE_CHECKING:
    import polars as pl

_PLAIN_NUMBER = r"^-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$"
_QUOTE, _DOUBLE = b"'\""
#: What may stand before a string, in capitals, with the blanks that may follow it; _x is a character set.
_MARKS = {b"X", b"B", b"E", b"N"}
_WORDS = {b"DATE", b"TIME", b"TIMESTAMP"}


def frame_of_split(split: Split, target: Target, literals: Literals) -> pl.DataFrame:
    """The rows as a frame. Raises NotALiteral (read this window another way) and Unreadable."""
    import polars as pl

    cells = _Cells(split, literals)
    for place in set(range(target.width)) - set(target.places):
        cells.values(Column("", generated=True), place)
    series = [
        finished(cells.values(column, place), column, literals.charset)
        if place is not None
        else constant(column, split.rows, literals)
        for column, place in zip(target.table.delivered, target.places, strict=True)
    ]
    return pl.DataFrame(series)


def constant(column: Column, rows: int, literals: Literals) -> pl.Series:
    """The column of rows that leave it out. Raises NotALiteral where the server would work it out."""
    import polars as pl

    value = literals.default(column)
    return finished(pl.Series([value], dtype=pl.Binary).new_from_index(0, rows), column, literals.charset)


class _Cells:
    """The values of a split without quotes and escapes: which are NULL, which had quotes and marks.

    `_marks` has 0 for none, else 1 + the index in `_marked_by` of what stood before the quote, in capitals.
    """

    def __init__(self, split: Split, literals: Literals) -> None:
        self._literals = literals
        self._readings = Readings(literals)
        text = np.frombuffer(split.window, np.uint8)
        self._quoted = split.quotes > 0
        if (np.frombuffer(split.masked, np.uint8)[split.ends[self._quoted] - 1] != _QUOTE).any():
            raise NotALiteral("something behind a string")
        starts = np.where(self._quoted, split.first_quotes + 1, split.starts)
        ends = split.ends - self._quoted
        self._null = _nulls(text, starts, ends, ~self._quoted)
        self._marks, self._marked_by = _marks_of(split, self._quoted, literals.is_mysql)
        inner = self._undone(split, starts, ends)
        self._columns = gathered(inner.window, inner.starts, inner.ends, self._null)
        self._patch_coded(split, starts, ends, inner.coded)

    def values(self, column: Column, place: int) -> pl.Series:
        """The values at a place of the rows, for a column. Raises NotALiteral."""
        values = self._columns[place]
        patches: list[tuple[Positions, pl.Series]] = []
        marks = self._marks[:, place]
        quoted, null = self._quoted[:, place], self._null[:, place]
        for index in np.unique(marks[marks > 0]).tolist():
            rows = np.flatnonzero(marks == index)
            read = self._readings.marked(self._marked_by[index - 1], values.gather(rows), column)
            patches.append((rows, read))
        if self._readings.stores_otherwise(column):
            rows = np.flatnonzero(quoted & (marks == 0))
            patches.append((rows, self._readings.stored(values.gather(rows), column)))
        rows = np.flatnonzero(_odd_bare(values, ~(quoted | null), column))
        if len(rows):
            patches.append((rows, self._readings.bare(values.gather(rows), column)))
        return patched(values, patches)

    def _undone(self, split: Split, starts: Positions, ends: Positions) -> Undone:
        literals, escaped = self._literals, self._quoted
        # In X'' and b'' nothing is an escape.
        raw = [1 + at for at, mark in enumerate(self._marked_by) if mark in (b"X", b"B")]
        if raw:
            escaped = escaped & ~np.isin(self._marks, raw)
        if not literals.backslashes:
            e = self._marked_by.index(b"E") + 1 if b"E" in self._marked_by else -1
            escaped = self._marks == e
        own = None
        doubled = split.quotes > 2
        if split.is_careful:
            if doubled.any():
                raise NotALiteral("two strings")
            opening = np.frombuffer(split.window, np.uint8)[split.first_quotes]
            own = np.where(self._quoted, opening, 0).astype(np.uint8)
        elif doubled.any():
            own = np.where(doubled, np.uint8(_QUOTE), np.uint8(0))
        style = MYSQL if literals.is_mysql else POSTGRES
        return undone(split.window, starts, ends, style, escaped, own)

    def _patch_coded(self, split: Split, starts: Positions, ends: Positions, coded: Positions) -> None:
        """Values with escapes such as \\x41, which only PostgreSQL has."""
        import polars as pl

        rows, places = np.divmod(coded, max(starts.shape[1], 1))
        for place in np.unique(places).tolist():
            some = rows[places == place]
            borders = zip(starts[some, place].tolist(), ends[some, place].tolist(), strict=True)
            texts = [self._literals.escaped(split.window[start:end]) for start, end in borders]
            patch = (some, pl.Series(texts, dtype=pl.Binary))
            self._columns[place] = patched(self._columns[place], [patch])


def _nulls(text: npt.NDArray[np.uint8], starts: Positions, ends: Positions, bare: Flags) -> Flags:
    null: Flags = bare & (ends - starts == 4)
    first = starts[null]
    is_null = np.ones(len(first), np.bool_)
    for at, letter in enumerate(b"null"):
        is_null &= text[first + at] | 0x20 == letter
    null[null] = is_null
    return null


def _marks_of(split: Split, quoted: Flags, is_mysql: bool) -> tuple[npt.NDArray[np.int32], list[bytes]]:
    """For each value what stands before its quote, as 1 + an index in the list; 0 for nothing."""
    marks = np.zeros(quoted.shape, np.int32)
    prefixed = quoted & (split.first_quotes > split.starts)
    if not prefixed.any():
        return marks, []
    borders = split.starts[prefixed].reshape(-1, 1), split.first_quotes[prefixed].reshape(-1, 1)
    before = gathered(split.window, *borders, np.zeros(borders[0].shape, np.bool_))[0]
    different, which = coded(before)
    marks[prefixed] = which.to_numpy() + 1
    return marks, [_mark(raw, is_mysql) for raw in different.to_list()]


def _mark(raw: bytes, is_mysql: bool) -> bytes:
    word = raw.upper()
    bare = word.rstrip()
    if word in _MARKS and (word != b"E" or not is_mysql) and (word != b"N" or is_mysql):
        return word
    is_set = bare.startswith(b"_") and bare[1:].isalnum() and is_mysql
    if bare in _WORDS or is_set:
        return bare
    raise NotALiteral(raw.decode("utf-8", "replace"))


def _odd_bare(values: pl.Series, bare: Flags, column: Column) -> Flags:
    """Which of the values without quotes are no plain numbers, or no numbers for this column."""
    import polars as pl

    if column.reading == "bool" or not bare.any():
        return bare
    try:
        text = (values if bare.all() else values.filter(pl.Series(bare))).cast(pl.String)
    except pl.exceptions.ComputeError:
        return bare
    odd = bare.copy()
    odd[bare] = ~text.str.contains(_PLAIN_NUMBER).to_numpy()
    return odd
