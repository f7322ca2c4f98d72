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

_QUOTE, _OPEN, _CLOSE, _COMMA, _END, _TAB, _NEWLINE = b"'(),;\t\n"
_INDENT = 400

#: What a mask has in place of a cast: it may stand behind a value, and nowhere else.
CAST_MARK = 31


@dataclass(frozen=True)
class Split:
    """Rows of `window`: the value of row r and column c is `window[starts[r, c]:ends[r, c]]`.

    `quotes` counts the quotes in it, `first_quotes` is where the first of them stands, both of the mask.
    `state` says what follows after `consumed` bytes: the rest of the statement, nothing of it, or a row of
    another shape. `stops` is where the comma behind each row stands, or what takes its place.
    """

    window: bytes
    masked: bytes
    starts: Positions
    ends: Positions
    quotes: Positions
    first_quotes: Positions
    stops: Positions
    consumed: int
    state: State
    is_careful: bool = False

    @property
    def rows(self) -> int:
        """How many rows were understood."""
        return len(self.starts)


def split_rows(
    window: bytes, masked: bytes, width: int, separators: tuple[bytes, ...], is_careful: bool = False
) -> Split:
    """The rows `(…),(…)` at the start of a window, each of `width` values. `masked` is its mask.

    Only a row that is followed by a comma, a separator or the end of the statement is complete.
    """
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
    behind = (len(s) for s in separators if state != "end" and window.startswith(s, consumed - 1))
    consumed += next(behind, 1) - 1 if rows else 0
    return Split(
        window,
        masked,
        starts,
        ends,
        np.diff(quotes[marks[:, : width + 1]], axis=1),
        specials[marks[:, :width] + 1],
        places[:, -1],
        consumed,
        state,
        is_careful,
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


def inside(places: Positions, starts: Positions, ends: Positions) -> tuple[Positions, Flags]:
    """For each place the value (counted row by row) that ends behind it, and whether it is in that value."""
    values = np.searchsorted(ends, places, side="right")
    is_in = values < len(ends)
    is_in[is_in] = starts[values[is_in]] <= places[is_in]
    return values, is_in


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
    full = np.add.reduceat(
        ((text > 32) | (text == CAST_MARK)).view(np.uint8), gaps.reshape(-1), dtype=np.int64
    )[::2]
    bad = wide[full[wide] > 0]
    return int(bad[0]) // 2 if len(bad) else len(places)


def _trim(text: npt.NDArray[np.uint8], starts: Positions, ends: Positions) -> None:
    """Moves the borders past blanks. A deeper indent stays, and is then not understood."""
    flat_starts, flat_ends = starts.reshape(-1), ends.reshape(-1)
    blank = (text <= 32) & (text != CAST_MARK)
    left = np.flatnonzero(blank[flat_starts] & (flat_starts < flat_ends))
    for _ in range(_INDENT):
        if not len(left):
            break
        flat_starts[left] += 1
        left = left[blank[flat_starts[left]] & (flat_starts[left] < flat_ends[left])]
    left = np.flatnonzero((text[flat_ends - 1] <= 32) & (flat_starts < flat_ends))
    for _ in range(_INDENT):
        if not len(left):
            break
        flat_ends[left] -= 1
        left = left[(text[flat_ends[left] - 1] <= 32) & (flat_starts[left] < flat_ends[left])]
