"""The rows of COPY … FROM stdin, in PostgreSQL's text format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from warehouse.sources.dumps.columns import Unreadable, byteas, finished, gathered, patched
from warehouse.sources.dumps.escapes import COPY, undone
from warehouse.sources.dumps.lexer import Grammar, template
from warehouse.sources.dumps.literals import NotALiteral, copied
from warehouse.sources.dumps.quick import constant
from warehouse.sources.dumps.split import Positions, split_lines
from warehouse.sources.dumps.state import State
from warehouse.sources.dumps.tables import Target

if TYPE_CHECKING:
    import polars as pl

_AFTER_END = re.compile(rb"\r?\n|\Z")


def header_pattern(grammar: Grammar) -> re.Pattern[bytes]:
    """COPY up to its first line: groups `first` and `second` of its name, `columns`, `options`, `newline`."""
    return template(
        grammar,
        rb"COPY\b~(?P<first>@)~(?:\.~(?P<second>@)~)?(?:\((?P<columns>(?:~@~,)*+~(?:@~)?)\)~)?"
        rb"FROM\b~STDIN\b(?P<options>[^;]*+);[ \t]*+(?P<newline>\r?\n)",
    )


def copy_frames(state: State, target: Target, newline: bytes) -> Iterator[tuple[pl.DataFrame, int, int]]:
    r"""The rows up to `\.`, consumed, as frames with their rows and bytes. Raises SourceError."""
    stream, window, name = state.stream, state.stream.chunk, target.table.name
    wanted = state.wanted(target)
    while True:
        is_all = not stream.fill(window)
        part = stream.data[stream.pos : stream.pos + window]
        data_end, block_end = _end(part, is_all)
        rows = part if data_end is None else part[:data_end]
        starts, ends, consumed = split_lines(rows, max(target.width, 1), newline)
        if len(starts):
            yield _frame(state, wanted, part[:consumed], starts, ends), len(starts), consumed
            stream.pos += consumed
        if consumed == data_end:
            stream.pos += block_end - consumed
            return
        line, found, _ = rows[consumed:].partition(b"\n")
        if found:
            count = line.count(b"\t") + 1
            raise stream.refuse(
                f"A row of {name} has {count} values, not {target.width}.",
                "deliver the dump as it was written",
            )
        if is_all:
            raise stream.truncated()
        window = stream.chunk if len(starts) else 2 * window


def _end(part: bytes, is_all: bool) -> tuple[int | None, int]:
    r"""Where the rows end and where the line `\.` behind them does; None if it is not there, or not whole."""
    at = 0 if part.startswith(b"\\.") else part.find(b"\n\\.") + 1
    while at or part.startswith(b"\\."):
        after = _AFTER_END.match(part, at + 2)
        if after and (is_all or after.end() > at + 2):
            return at, after.end()
        at = part.find(b"\n\\.", at) + 1
        if not at:
            break
    return None, 0


def _frame(state: State, target: Target, window: bytes, starts: Positions, ends: Positions) -> pl.DataFrame:
    import polars as pl

    text = np.frombuffer(window, np.uint8)
    null = ends - starts == 2
    first = starts[null]
    null[null] = (text[first] == ord("\\")) & (text[first + 1] == ord("N"))
    inner = undone(window, starts, ends, COPY, ~null)
    columns = gathered(inner.window, inner.starts, inner.ends, null)
    rows, places = np.divmod(inner.coded, max(starts.shape[1], 1))
    for place in np.unique(places).tolist():
        some = rows[places == place]
        borders = zip(starts[some, place].tolist(), ends[some, place].tolist(), strict=True)
        texts = pl.Series([copied(window[start:end]) for start, end in borders], dtype=pl.Binary)
        columns[place] = patched(columns[place], [(some, texts)])
    for column, place in zip(target.table.delivered, target.places, strict=True):
        if place is not None and column.reading == "bytes":
            columns[place] = byteas(columns[place])
    try:
        return pl.DataFrame(
            [
                finished(columns[place], column, state.charset)
                if place is not None
                else constant(column, len(starts), state.literals)
                for column, place in zip(target.table.delivered, target.places, strict=True)
            ]
        )
    except Unreadable as error:
        raise state.stream.unreadable(error, state.stream.line() + error.row) from error
    except NotALiteral as error:
        raise state.stream.refuse(
            f"A row holds {error}, which was not understood.", "dump it again"
        ) from error
