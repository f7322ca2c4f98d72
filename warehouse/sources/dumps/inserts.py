"""The rows of an INSERT statement: a window at a time, and row by row where a window is not all plain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from warehouse.sources.dumps.frames import SlowRows, Unreadable
from warehouse.sources.dumps.lexer import Grammar, template
from warehouse.sources.dumps.literals import NotALiteral
from warehouse.sources.dumps.quick import frame_of_split
from warehouse.sources.dumps.slow import SlowReader
from warehouse.sources.dumps.split import Split, split_rows
from warehouse.sources.dumps.state import State
from warehouse.sources.dumps.tables import Target

if TYPE_CHECKING:
    import polars as pl

#: A new statement is looked at through a small window, which grows while the statement goes on.
FIRST_WINDOW = 64 << 10

#: A statement as short as this, with another one behind it, is read row by row.
_SHORT = 4 << 10


def header_pattern(grammar: Grammar) -> re.Pattern[bytes]:
    """INSERT or REPLACE up to the first row: groups `first` and `second` of its name, and `columns`."""
    return template(
        grammar,
        rb"(?:INSERT|REPLACE)\b~(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE)\b~)*+(?:INTO\b~)?"
        rb"(?P<first>@)~(?:\.~(?P<second>@)~)?(?:PARTITION\b~\([^)]*+\)~)?"
        rb"(?:\((?P<columns>(?:~@~,)*+~@~)\)~)?(?:OVERRIDING\s+\w+\s+VALUE\b~)?VALUES?(?![\w$])~",
    )


class InsertRows:
    """Reads what follows VALUES, up to the end of the statement."""

    def __init__(self, state: State, target: Target, header: bytes, delimiter: bytes) -> None:
        self._state = state
        self._target = target
        self._wanted = state.wanted(target)
        # The next statement, where it is the same up to its rows, goes on as if a comma stood between them.
        plain = delimiter == b";" and not set(header) & set(b"'\\;#") and not re.search(rb"--|/\*", header)
        self._separator = b";" + state.newline + header if plain else b"\0" * 8
        self._slow = SlowReader(state, target, delimiter, self._separator)
        self._only_slowly = delimiter != b";"

    def parts(self) -> Iterator[tuple[pl.DataFrame | SlowRows, int, int]]:
        """Rows with their number and the bytes of dump that they were."""
        stream, slow = self._state.stream, self._slow
        window = min(FIRST_WINDOW, stream.chunk)
        while self._only_slowly and not slow.ended:
            yield slow.rows(1 << 62)
        if self._is_short():
            yield slow.rows(stream.offset + 1)
        while not slow.ended:
            stream.fill(window)
            part = stream.data[stream.pos : stream.pos + window]
            grammar = self._state.lexer.grammar
            split = split_rows(part, self._target.width, grammar.backslashes, self._separator)
            read = self._quickly(split)
            if read:
                yield read
            if split.state == "odd" or not read and (split.rows or len(part) < window):
                yield slow.rows(stream.offset + len(part) - (split.consumed if read else 0))
            elif split.state == "end":
                return
            window = min(2 * window, stream.chunk) if split.rows else 2 * window

    def _is_short(self) -> bool:
        stream = self._state.stream
        end = stream.data.find(b";" + self._state.newline, stream.pos, stream.pos + _SHORT)
        return end >= 0 and not stream.data.startswith(self._separator, end)

    def _quickly(self, split: Split) -> tuple[pl.DataFrame, int, int] | None:
        """The rows of a split, consumed; None if there are none, or if they must be read slowly."""
        stream, state = self._state.stream, self._state
        if not split.rows:
            return None
        try:
            frame = frame_of_split(split, self._wanted, state.literals)
        except NotALiteral:
            return None
        except Unreadable as error:
            line = stream.line(stream.pos + int(split.starts[error.row, 0]))
            raise state.stream.unreadable(error, line) from error
        stream.pos += split.consumed
        return frame, split.rows, split.consumed
