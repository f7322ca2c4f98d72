"""A window with everything blanked out that could be taken for the structure of rows.

Masks are as long as their windows, so that a place in one is the same place in the other. The quick mask
knows strings in single quotes alone; the careful one also knows strings in double quotes, E'' strings,
comments and casts, and costs about as much again as all the rest.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from warehouse.sources.dumps.lexer import CAST, Grammar
from warehouse.sources.dumps.split import CAST_MARK

_UNDERSCORE, _BLANK, _QUOTE, _DOUBLE, _COMMA, _END, _COLON = b"_ '\",;:"


def quick_mask(window: bytes, grammar: Grammar, separators: tuple[bytes, ...]) -> bytes:
    """Escaped quotes are blanked out, and separators are a comma; quotes that are left take turns."""
    masked = window
    if grammar.backslashes and b"\\" in masked:
        masked = masked.replace(rb"\\", b"__").replace(rb"\'", b"__")
    for separator in separators:
        if separator in masked:
            masked = masked.replace(separator, b",".ljust(len(separator)))
    return masked


def careful_mask(window: bytes, grammar: Grammar, separators: tuple[bytes, ...]) -> bytes:
    """Strings are two single quotes with nothing of interest between, comments blanks, casts CAST_MARK."""
    parts = _hidden(grammar, separators).split(window)
    lengths = np.fromiter(map(len, parts), np.int64, len(parts))
    borders = np.cumsum(lengths)
    starts, ends = borders[:-1:2], borders[1::2]
    text = np.frombuffer(window, np.uint8)
    first = text[starts]
    is_e = (first == ord("E")) | (first == ord("e"))
    is_string = is_e | (first == _QUOTE) | (first == _DOUBLE)
    fill = np.zeros(len(parts), np.uint8)
    fill[1::2] = np.where(is_string, _UNDERSCORE, np.where(first == _COLON, CAST_MARK, _BLANK))
    if b"ump" in window or b"atabase:" in window:
        # Comments that say something of the dump are left to the slow reader.
        telling = np.array([b"ump" in part or b"atabase:" in part for part in parts[1::2]], np.bool_)
        fill[1::2][telling & ~is_string & (first != _END) & (first != _BLANK)] = 0
    filled = np.repeat(fill, lengths)
    masked = text * (filled == 0) + filled
    masked[starts[is_e]] = ord("E")
    masked[(starts + is_e)[is_string]] = _QUOTE
    masked[ends[is_string] - 1] = _QUOTE
    masked[starts[(first == _END) | (first == _BLANK)]] = _COMMA
    return bytes(masked)


@cache
def _hidden(grammar: Grammar, separators: tuple[bytes, ...]) -> re.Pattern[bytes]:
    """One string, comment, cast or separator, in the one group. What is not ended goes on to the end.

    Each choice begins with a byte of its own: only then does `re` pass quickly over all the others.
    """
    escaped = rb"'[^'\\]*+(?:(?:\\.|'')[^'\\]*+)*+(?:'|\\?\Z)"
    plain = rb"'[^']*+(?:''[^']*+)*+(?:'|\Z)"
    parts = [re.escape(separator) for separator in separators]
    if grammar.is_mysql:
        single = escaped if grammar.backslashes else plain
        parts += [single, single.replace(b"'", b'"'), grammar.comment]
    elif grammar.backslashes:
        parts += [escaped, grammar.comment, CAST]
    else:
        is_word = rb"(?<![\w$\x80-\xff]%b)"
        parts += [e + is_word % e + escaped for e in (b"E", b"e")]
        parts += [plain, grammar.comment, CAST]
    return re.compile(b"(" + b"|".join(parts) + b")", re.S)
