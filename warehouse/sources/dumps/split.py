"""Where the values of rows begin and end, for a whole window of bytes at once.

No byte is looked at in Python: numpy finds the quotes, commas and parentheses, and their places are checked
against the one shape that rows have. The first row of another shape ends what is accepted; it and what
follows are left to a slower reader. So nothing is accepted that was not understood.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
State = Literal["more", "end", "odd"]

_QUOTE, _OPEN, _CLOSE, _COMMA, _END, _TAB, _NEWLINE, _BACKSLASH = b"'(),;\t\n\\"
_INDENT = 64


@dataclass(frozen=True)
class Split:
    """Rows of `window`: the value of row r and column c is `window[starts[r, c]:ends[r, c]]`.

    `quotes` counts the quotes in it, `first_quotes` is where the first of them stands. `state` says what
    follows after `consumed` bytes: the rest of the statement, nothing of it, or a row of another shape.
    """

    window: bytes
    starts: Positions
    ends: Positions
    quotes: Positions
    first_quotes: Positions
    consumed: int
    state: State

    @property
    def rows(self) -> int:
        """How many rows were understood."""
        return len(self.starts)


def split_rows(window: bytes, width: int, backslashes: bool, separator: bytes) -> Split:
    """The rows `(…),(…)` at the start of a window, each of `width` values. `separator` may stand for a comma.

    Only a row that is followed by a comma or by the end of the statement is complete.
    """
    masked = window
    if backslashes and b"\\" in masked:
        masked = masked.replace(rb"\\", b"__").replace(rb"\'", b"__")
    if separator in masked:
        masked = masked.replace(separator, b",".ljust(len(separator)))
    text = np.frombuffer(masked, np.uint8)
    flags = text == _QUOTE
    for byte in (_OPEN, _CLOSE, _COMMA, _END):
        flags |= text == byte
    specials = np.flatnonzero(flags)
    del flags
    kinds = text[specials]
    quotes = np.cumsum(kinds == _QUOTE)
    outside = np.flatnonzero((kinds != _QUOTE) & (quotes & 1 == 0))
    whole = len(outside) // (width + 2)
    # Each line of `marks` is one row: ( , … , ) and a comma, or the end of the statement.
    marks = outside[: whole * (width + 2)].reshape(whole, width + 2)
    places = specials[marks]
    rows, state = _regular(kinds[marks], width)
    regular = _blank_gaps(text, places[:rows])
    if regular < rows:
        rows, state = regular, "odd"
    marks, places = marks[:rows], places[:rows]
    starts, ends = places[:, :width] + 1, places[:, 1 : width + 1].copy()
    _trim(text, starts, ends)
    consumed = int(places[-1, -1]) + 1 if rows else 0
    if state != "end" and window.startswith(separator, consumed - 1):
        consumed += len(separator) - 1
    return Split(
        window,
        starts,
        ends,
        np.diff(quotes[marks[:, : width + 1]], axis=1),
        specials[marks[:, :width] + 1],
        consumed,
        state,
    )


def split_lines(window: bytes, width: int, newline: bytes) -> tuple[Positions, Positions, int]:
    """Starts and ends of the values in lines of `width` values between tabs, and the bytes of these lines.

    A last line that is not ended is not among them, nor is the first line of another width, or any after it.
    """
    text = np.frombuffer(window, np.uint8)
    stops = np.flatnonzero((text == _TAB) | (text == _NEWLINE))
    whole = len(stops) // width
    ends = stops[: whole * width].reshape(whole, width)
    kinds = text[ends]
    good = (kinds[:, -1] == _NEWLINE) & (kinds[:, :-1] == _TAB).all(axis=1)
    rows = whole if good.all() else int(np.argmin(good))
    ends = ends[:rows].copy()
    consumed = int(ends[-1, -1]) + 1 if rows else 0
    starts = np.empty_like(ends)
    starts.reshape(-1)[1:] = ends.reshape(-1)[:-1] + 1
    starts.reshape(-1)[:1] = 0
    ends[:, -1] -= len(newline) - 1
    return starts, ends, consumed


def with_backslash(window: bytes, starts: Positions, ends: Positions) -> Positions:
    """The values (counted row by row) that have a backslash in them, perhaps more than once."""
    places = np.flatnonzero(np.frombuffer(window, np.uint8) == _BACKSLASH)
    values = np.searchsorted(ends.reshape(-1), places, side="right")
    inside = values < ends.size
    values, places = values[inside], places[inside]
    return values[starts.reshape(-1)[values] <= places]


def _regular(kinds: npt.NDArray[np.uint8], width: int) -> tuple[int, State]:
    """How many rows have the shape of a row, up to the end of the statement; and what comes then."""
    shape = np.array([_OPEN, *[_COMMA] * (width - 1), _CLOSE], np.uint8)
    is_last = kinds[:, -1] == _END
    good = (kinds[:, :-1] == shape).all(axis=1) & (is_last | (kinds[:, -1] == _COMMA))
    rows, state = (len(kinds), "more") if good.all() else (int(np.argmin(good)), "odd")
    if is_last[:rows].any():
        return int(np.argmax(is_last[:rows])) + 1, "end"
    return rows, "more" if state == "more" else "odd"


def _blank_gaps(text: npt.NDArray[np.uint8], places: Positions) -> int:
    """How many rows, from the first, have nothing but blanks before, between and after them."""
    if not len(places):
        return 0
    before = np.append(0, places[:-1, -1] + 1)
    gaps = np.stack([before, places[:, 0], places[:, -2] + 1, places[:, -1]], axis=1).reshape(-1, 2)
    wide = np.flatnonzero(gaps[:, 0] < gaps[:, 1])
    if len(wide) < len(places) // 16:
        blank = (text[slice(*gap)].tobytes().isspace() for gap in gaps[wide])
        return next(
            (int(gap) // 2 for gap, is_blank in zip(wide, blank, strict=True) if not is_blank), len(places)
        )
    # reduceat sums from each border to the next; of an empty gap, it would give the byte at its border.
    full = np.add.reduceat((text > 32).view(np.uint8), gaps.reshape(-1), dtype=np.int64)[::2]
    bad = wide[full[wide] > 0]
    return int(bad[0]) // 2 if len(bad) else len(places)


def _trim(text: npt.NDArray[np.uint8], starts: Positions, ends: Positions) -> None:
    """Moves the borders past blanks. A deeper indent stays, and is then not understood."""
    for _ in range(_INDENT):
        blank = (text[starts] <= 32) & (starts < ends)
        if not blank.any():
            break
        starts += blank
    for _ in range(_INDENT):
        blank = (text[ends - 1] <= 32) & (starts < ends)
        if not blank.any():
            break
        ends -= blank
