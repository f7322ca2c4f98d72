"""The escapes of all strings of a window, undone at once.

Bytes are taken out of the window and the borders of its values move with them, so that no value is looked at
alone. Only codes such as `\\x41`, which no dump program writes, are left to be read one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from warehouse.sources.dumps.literals import (
    COPY_ESCAPES,
    MYSQL_ESCAPES,
    POSTGRES_ESCAPES,
    NotALiteral,
)
from warehouse.sources.dumps.split import Flags, Positions, inside

Bytes = npt.NDArray[np.uint8]
_BACKSLASH, _QUOTE, _DOUBLE = b"\\'\""


@dataclass(frozen=True)
class Escapes:
    """For each byte behind a backslash: what it means, whether both stay, whether it begins a code."""

    meant: Bytes
    stays: Flags
    coded: Flags


def _escapes(known: dict[bytes, bytes], coded: bytes = b"") -> Escapes:
    meant = np.arange(256, dtype=np.uint8)
    stays, codes = np.zeros(256, np.bool_), np.zeros(256, np.bool_)
    for letter, text in known.items():
        meant[letter[0]] = text[-1]
        stays[letter[0]] = len(text) > 1
    codes[list(coded)] = True
    return Escapes(meant, stays, codes)


MYSQL = _escapes(MYSQL_ESCAPES)
POSTGRES = _escapes(POSTGRES_ESCAPES, b"01234567xuU")
COPY = _escapes(COPY_ESCAPES, b"01234567x")


@dataclass(frozen=True)
class Undone:
    """The values without escapes: `window[starts[r, c]:ends[r, c]]`, but for those that are `coded`."""

    window: bytes
    starts: Positions
    ends: Positions
    coded: Positions


def undone(
    window: bytes,
    starts: Positions,
    ends: Positions,
    escapes: Escapes,
    escaped: Flags,
    own: Bytes | None = None,
) -> Undone:
    """Undoes the backslashes in the values that are `escaped`, and the doubled quotes.

    `own` is the quote around each value, 0 where there is none. `coded` counts row by row.
    Raises NotALiteral where a quote inside is not doubled, or the one behind is escaped.
    """
    text = np.frombuffer(window, np.uint8)
    flat_starts, flat_ends = starts.reshape(-1), ends.reshape(-1)
    slashes, coded = _backslashes(window, flat_starts, flat_ends, escapes, escaped.reshape(-1))
    halves = np.zeros(0, np.int64)
    if own is not None:
        halves = _half_quotes(text, flat_starts, flat_ends, own.reshape(-1), slashes)
    gone = slashes[~escapes.stays[text[slashes + 1]]]
    if not len(slashes) and not len(halves):
        return Undone(window, starts, ends, coded)
    fresh = text.copy()
    fresh[slashes + 1] = escapes.meant[text[slashes + 1]]
    kept = np.ones(len(text), np.bool_)
    kept[gone] = False
    kept[halves] = False
    before = np.zeros(len(text) + 1, np.int32)
    np.cumsum(kept, out=before[1:])
    return Undone(
        fresh[kept].tobytes(),
        before[starts].astype(np.int64),
        before[ends].astype(np.int64),
        coded,
    )


def _backslashes(
    window: bytes, starts: Positions, ends: Positions, escapes: Escapes, escaped: Flags
) -> tuple[Positions, Positions]:
    """Where escapes begin, but for those in values that have codes; and these values."""
    nothing = np.zeros(0, np.int64)
    if b"\\" not in window or not escaped.any():
        return nothing, nothing
    text = np.frombuffer(window, np.uint8)
    places = np.flatnonzero(text == _BACKSLASH)
    values, is_in = inside(places, starts, ends)
    is_in[is_in] = escaped[values[is_in]]
    places, values = places[is_in], values[is_in]
    # Of backslashes in a row each second one is escaped by the one before it.
    order = np.arange(len(places))
    begins = np.ones(len(places), np.bool_)
    begins[1:] = (places[1:] - places[:-1] != 1) | (values[1:] != values[:-1])
    first = np.maximum.accumulate(np.where(begins, order, 0))
    escaping = (order - first) & 1 == 0
    places, values = places[escaping], values[escaping]
    is_within = places + 1 < ends[values]
    if not (is_within.all() or escapes is COPY):
        raise NotALiteral("a string that does not end")
    places, values = places[is_within], values[is_within]
    codes = escapes.coded[text[places + 1]]
    if not codes.any():
        return places, nothing
    coded = np.unique(values[codes])
    return places[~np.isin(values, coded)], coded


def _half_quotes(
    text: Bytes, starts: Positions, ends: Positions, own: Bytes, slashes: Positions
) -> Positions:
    """The first of each two quotes that stand for one."""
    flags = text == _QUOTE
    if (own == _DOUBLE).any():
        flags |= text == _DOUBLE
    flags[slashes + 1] = False
    places = np.flatnonzero(flags)
    values, is_in = inside(places, starts, ends)
    is_in[is_in] = text[places[is_in]] == own[values[is_in]]
    places, values = places[is_in], values[is_in]
    if len(places) % 2:
        raise NotALiteral("two strings")
    first, second = places[::2], places[1::2]
    if (first + 1 != second).any() or (values[::2] != values[1::2]).any():
        raise NotALiteral("two strings")
    return first
