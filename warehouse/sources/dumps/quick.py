"""Rows that were split as a whole window → a frame. Only what is written unusually is read value by value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from warehouse.sources.dumps.frames import finished, gathered, patched
from warehouse.sources.dumps.literals import SAME_CHARSET, Literals, NotALiteral
from warehouse.sources.dumps.split import Flags, Positions, Split, with_backslash
from warehouse.sources.dumps.tables import Column, Target

if TYPE_CHECKING:
    import polars as pl

_PLAIN_NUMBER = r"^-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$"


def frame_of_split(split: Split, target: Target, literals: Literals) -> pl.DataFrame:
    """The rows as a frame. Raises NotALiteral (read this window slowly) and Unreadable."""
    import polars as pl

    cells = _checked(split, target, literals)
    series = [
        cells.column(column, place) if place is not None else constant(column, split.rows, literals)
        for column, place in zip(target.table.delivered, target.places, strict=True)
    ]
    return pl.DataFrame(series)


def _checked(split: Split, target: Target, literals: Literals) -> _Cells:
    """The values, of which those that no column takes are known to be values."""
    cells = _Cells(split, literals)
    for place in set(range(target.width)) - set(target.places):
        cells.check(Column("", generated=True), place)
    return cells


def constant(column: Column, rows: int, literals: Literals) -> pl.Series:
    """The column of rows that leave it out. Raises NotALiteral where the server would work it out."""
    import polars as pl

    value = literals.default(column)
    return finished(pl.Series([value], dtype=pl.Binary).new_from_index(0, rows), column, literals.charset)


class _Cells:
    """The values of a split: their borders without quotes, which are NULL, which need a second look."""

    def __init__(self, split: Split, literals: Literals) -> None:
        self._split = split
        self._literals = literals
        self._text = np.frombuffer(split.window, np.uint8)
        self._quoted = split.quotes > 0
        if (self._text[split.ends[self._quoted] - 1] != ord("'")).any():
            raise NotALiteral("something behind a string")
        self._starts = np.where(self._quoted, split.first_quotes + 1, split.starts)
        self._ends = split.ends - self._quoted
        self._null = self._nulls()
        self._prefixed = self._quoted & (split.first_quotes > split.starts)
        self._escaped = split.quotes > 2
        if literals.backslashes:
            self._escaped.reshape(-1)[with_backslash(split.window, self._starts, self._ends)] = True
        # The frames keep the window in memory, so it is no longer than they are.
        self._columns = gathered(split.window[: split.consumed], self._starts, self._ends, self._null)

    def column(self, column: Column, place: int) -> pl.Series:
        """The values at a place of the rows, for a column."""
        values = self._columns[place]
        closely = self._escaped[:, place] | self._odd_prefix(column, place) | self._odd_bare(values, place)
        if column.reading == "bits" or (column.reading == "bytes" and not self._literals.is_mysql):
            closely = ~self._null[:, place]
        plain = closely & self._quoted[:, place] & ~self._prefixed[:, place]
        others: dict[int, bytes | None] = dict(self._unescaped(np.flatnonzero(plain), place, column))
        others |= {row: self._read(row, place, column) for row in np.flatnonzero(closely & ~plain).tolist()}
        return finished(patched(values, others), column, self._literals.charset)

    def check(self, column: Column, place: int) -> None:
        """Raises NotALiteral unless each value at a place is one literal."""
        odd = self._odd_prefix(column, place) | self._odd_bare(self._columns[place], place)
        doubled = (self._split.quotes[:, place] > 2) & ~self._prefixed[:, place]
        for row in np.flatnonzero(odd & ~doubled).tolist():
            self._read(row, place, column)
        for _ in self._unescaped(np.flatnonzero(doubled), place, column):
            pass

    def _unescaped(self, rows: Positions, place: int, column: Column) -> Iterator[tuple[int, bytes]]:
        """The values of strings without a prefix."""
        window, literals = self._split.window, self._literals
        borders = zip(self._starts[rows, place].tolist(), self._ends[rows, place].tolist(), strict=True)
        contents = literals.contents([window[start:end] for start, end in borders])
        if column.reading in ("bits", "bytes", "bool"):
            contents = [literals.stored(content, column) for content in contents]
        return zip(rows.tolist(), contents, strict=True)

    def _read(self, row: int, place: int, column: Column) -> bytes | None:
        window, split = self._split.window, self._split
        token = window[split.starts[row, place] : split.ends[row, place]]
        # What was split at quotes does not know E'\'' and "'"; nor is a name a value.
        if token[:1] == b'"' or (not self._literals.backslashes and b"\\" in token and token[:1] in b"eE"):
            raise NotALiteral("a string of another kind")
        return self._literals.value(token, column)

    def _nulls(self) -> Flags:
        null = ~self._quoted & (self._ends - self._starts == 4)
        starts = self._starts[null]
        is_null = np.ones(len(starts), np.bool_)
        for at, letter in enumerate(b"null"):
            is_null &= self._text[starts + at] | 0x20 == letter
        null[null] = is_null
        flags: Flags = null
        return flags

    def _odd_prefix(self, column: Column, place: int) -> Flags:
        """Which values have something before their first quote that changes what they mean."""
        odd: Flags = self._prefixed[:, place].copy()
        for row in np.flatnonzero(odd):
            split = self._split
            mark = split.window[split.starts[row, place] : split.first_quotes[row, place]].strip().upper()
            if mark in SAME_CHARSET:
                odd[row] = not self._literals.charset.is_utf8 or column.reading in ("bits", "bool")
            elif mark == b"_BINARY":
                odd[row] = column.declared is None or column.reading not in ("bytes", "text")
        return odd

    def _odd_bare(self, values: pl.Series, place: int) -> Flags:
        """Which values without quotes are neither NULL nor a plain number."""
        import polars as pl

        bare: Flags = ~(self._quoted[:, place] | self._null[:, place])
        if not bare.any():
            return bare
        try:
            text = (values if bare.all() else values.filter(pl.Series(bare))).cast(pl.String)
        except pl.exceptions.ComputeError:
            return bare
        bare[bare] = ~text.str.contains(_PLAIN_NUMBER).to_numpy()
        return bare
