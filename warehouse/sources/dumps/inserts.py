"""The rows of an INSERT statement: a window at a time, and row by row where a window is not all plain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from warehouse.sources.dumps.columns import Unreadable
from warehouse.sources.dumps.frames import SlowRows
from warehouse.sources.dumps.lexer import Grammar, template
from warehouse.sources.dumps.literals import NotALiteral
from warehouse.sources.dumps.masks import careful_mask, quick_mask
from warehouse.sources.dumps.quick import frame_of_split
from warehouse.sources.dumps.slow import SlowReader, is_plain
from warehouse.sources.dumps.split import Split, split_rows
from warehouse.sources.dumps.state import State
from warehouse.sources.dumps.tables import Target

if TYPE_CHECKING:
    import polars as pl

#: A new statement is looked at through a small window, which grows while the statement goes on.
FIRST_WINDOW = 64 << 10

#: Statements as short as this, with other ones behind them, are read row by row.
_SHORT = 8 << 10

#: Where rows for the slow reader are this near to each other, it also reads those between them.
_NEAR = 16 << 10


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
        between = b";" + state.newline + header
        tail = state.tails.get(target.table.name, (b"", ""))[0]
        self._separators: tuple[bytes, ...] = ()
        if delimiter == b";" and is_plain(header):
            self._separators = (tail + between, between) if tail else (between,)
        self._slow = SlowReader(state, target, delimiter, self._separators)
        self._only_slowly = delimiter != b";"

    def parts(self) -> Iterator[tuple[pl.DataFrame | SlowRows, int, int]]:
        """Rows with their number and the bytes of dump that they were."""
        stream, slow = self._state.stream, self._slow
        window, slowly = min(FIRST_WINDOW, stream.chunk), 1
        while self._only_slowly and not slow.ended:
            yield slow.rows(1 << 62)
        if short := self._short():
            yield slow.rows(stream.offset + short)
        while not slow.ended:
            stream.fill(window)
            part = stream.data[stream.pos : stream.pos + window]
            split, read = self._read(part)
            if read:
                yield read
                if split.state == "end":
                    return
                window = min(2 * window, stream.chunk)
            if split.state == "odd" or not read and (split.rows or len(part) < window):
                if not read and split.rows and len(part) > FIRST_WINDOW:
                    # Somewhere in it is a row for the slow reader: with less around it, less is read slowly.
                    window = max(len(part) // 4, FIRST_WINDOW)
                    continue
                slowly = 1 if read and split.consumed > _NEAR else min(4 * slowly, stream.chunk)
                yield slow.rows(stream.offset + slowly)
            elif not read:
                window *= 2

    def _short(self) -> int:
        """The bytes up to the end of statements that are alike, if that is near; else 0."""
        stream, end = self._state.stream, b";" + self._state.newline
        stream.fill(min(_SHORT, stream.chunk))
        at, last = stream.data.find(end, stream.pos), stream.pos + _SHORT
        while 0 <= at < last:
            same = [s for s in self._separators if stream.data.startswith(s, at - s.find(end))]
            if not same:
                return at - stream.pos
            at = stream.data.find(end, at + 1)
        return 0

    def _read(self, part: bytes) -> tuple[Split, tuple[pl.DataFrame, int, int] | None]:
        """The rows at the start of a window, consumed; none if they must be read slowly.

        Of a table whose rows were once understood only with care, the others are read so too.
        """
        state, name, width = self._state, self._target.table.name, self._target.width
        grammar = state.lexer.grammar
        for is_careful in (False, True) if name not in state.with_care else (True,):
            mask = careful_mask if is_careful else quick_mask
            split = split_rows(
                part, mask(part, grammar, self._separators), width, self._separators, is_careful
            )
            read = self._understood(split)
            if read:
                if is_careful:
                    state.with_care.add(name)
                break
            if split.state == "more" and not split.rows:
                break
        return split, read

    def _understood(self, split: Split) -> tuple[pl.DataFrame, int, int] | None:
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
        if self._separators[1:]:
            stops = np.frombuffer(split.window, np.uint8)[split.stops]
            tails = int(((stops != ord(",")) & (stops != ord(";"))).sum())
            state.skipped[state.tails[self._target.table.name][1]] += tails
        stream.pos += split.consumed
        return frame, split.rows, split.consumed
