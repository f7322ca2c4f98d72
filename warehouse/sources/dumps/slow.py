"""Rows that are read one by one: those with comments, casts and other things that are rare in dumps."""

from __future__ import annotations

import re
from functools import cache

from warehouse.sources.dumps.frames import SlowRows
from warehouse.sources.dumps.lexer import CAST, Grammar, literal, literal_parts
from warehouse.sources.dumps.literals import NotALiteral
from warehouse.sources.dumps.state import State
from warehouse.sources.dumps.tables import Target

_ROWS = 10_000
_STRING_AHEAD = re.compile(rb"(?:_\w++\s*+|[NXBE]|(?:DATE|TIME|TIMESTAMP)\s*+)?['\"]", re.I)
_TAIL = re.compile(rb"(?:AS\s+[\w`]+\s+)?ON\s+(?:DUPLICATE\s+KEY|CONFLICT)\b", re.I)

_A_CAST = re.compile(CAST)

#: Longer rows, and those that are not just literals, are read word by word.
_LONG_ROW = 64 << 10


_LONGEST_TAIL = 4 << 10
_NOT_PLAIN = re.compile(rb"['\\;#]|--|/\*")


def is_plain(code: bytes) -> bool:
    """Whether there is no string, comment or end of a statement in it."""
    return not _NOT_PLAIN.search(code)


@cache
def row_pattern(grammar: Grammar) -> re.Pattern[bytes]:
    """A row that is all literals, and the blanks around it."""
    blank = grammar.blanks
    cast = b"" if grammar.is_mysql else rb"(?:" + CAST + blank + rb")*+"
    value = blank + rb"(?:" + b"|".join(literal_parts(grammar)) + rb")" + blank + cast
    return re.compile(blank + rb"\((?:" + value + rb",)*+" + value + rb"\)" + blank, re.S | re.I)


@cache
def _word(grammar: Grammar) -> re.Pattern[bytes]:
    """A comment, a cast, or a literal: the group `value`."""
    value = rb"(?P<value>" + b"|".join(literal_parts(grammar)) + rb")"
    return re.compile(b"|".join((grammar.comment, CAST, value)), re.S | re.I)


def literals_of(row: bytes, grammar: Grammar) -> list[bytes]:
    """The literals of a row that `row_pattern` matched."""
    return [word[0] for word in _word(grammar).finditer(row) if word.lastgroup]


class SlowReader:
    """Reads the rows of one statement. `ended` says that its end was reached."""

    def __init__(self, state: State, target: Target, delimiter: bytes, separators: tuple[bytes, ...]) -> None:
        self.ended = False
        self._state = state
        self._target = target
        self._places = list(zip(target.table.delivered, target.places, strict=True))
        self._delimiter = delimiter
        self._separators = separators

    def rows(self, until: int) -> tuple[SlowRows, int, int]:
        """Rows up to the offset `until`, or to the end of the statement; their number, and their bytes."""
        state, start = self._state, self._state.stream.offset
        rows = SlowRows(self._target.table.delivered, state.charset, state.stream.unreadable)
        while not self.ended and len(rows.rows) < _ROWS and (not rows.rows or state.stream.offset < until):
            self._row(rows)
            self._after_row()
        return rows, len(rows.rows), state.stream.offset - start

    def _row(self, rows: SlowRows) -> None:
        stream, grammar = self._state.stream, self._state.lexer.grammar
        row = stream.match(row_pattern(grammar), _LONG_ROW)
        if row:
            line = stream.line(stream.pos + row[0].index(b"("))
            tokens = literals_of(row[0], grammar)
            stream.pos = row.end()
        else:
            tokens = []
            self._expect(b"(")
            line = stream.line()
            while not tokens or self._expect(b",)") == b",":
                tokens.append(self._token())
        rows.add(self._values(tokens, line), line)

    def _values(self, tokens: list[bytes], line: int) -> list[bytes | None]:
        table, literals = self._target.table, self._state.literals
        if len(tokens) != self._target.width:
            raise self._state.stream.refuse(
                f"A row of {table.name} has {len(tokens)} values, not {self._target.width}.",
                "deliver the dump with its CREATE TABLE, or with column lists (`--complete-insert`)",
                line,
            )
        try:
            return [
                literals.default(column) if at is None else literals.value(tokens[at], column)
                for column, at in self._places
            ]
        except NotALiteral as error:
            raise self._not_a_value(str(error), line) from error

    def _token(self) -> bytes:
        """The next literal: strings that stand side by side are one, casts are passed over."""
        state, stream = self._state, self._state.stream
        self._expect()
        stream.fill(80)
        limit = 1 << 30 if _STRING_AHEAD.match(stream.data, stream.pos) else 4096
        match = state.lexer.take(literal(state.lexer.grammar), limit)
        if match is None:
            raise stream.truncated() if limit > 4096 else self._not_a_value()
        token: bytes = match[0]
        self._expect()
        while match["string"] and stream.data[stream.pos : stream.pos + 1] == token[-1:]:
            more = state.lexer.take(literal(state.lexer.grammar))
            if more is None:
                raise stream.truncated()
            token = token[:-1] + more[0][1:]
            self._expect()
        while not state.is_mysql and stream.data.startswith(b"::", stream.pos):
            if not state.lexer.take(_A_CAST, 4096):
                raise self._not_a_value()
            self._expect()
        return token

    def _after_row(self) -> None:
        """Passes over the comma behind a row, or over the end of the statement."""
        stream = self._state.stream
        if not stream.data.startswith(b",", stream.pos):
            self._expect()
            stream.fill(80)
        if stream.data.startswith(b",", stream.pos):
            stream.pos += 1
        elif stream.data.startswith(self._delimiter, stream.pos):
            stream.fill(max(map(len, self._separators), default=1))
            same = (s for s in self._separators if stream.data.startswith(s, stream.pos))
            goes_on = next(same, None)
            stream.pos += len(goes_on or self._delimiter)
            self.ended = goes_on is None
        elif match := _TAIL.match(stream.data, stream.pos):
            kind = " ".join(match[0].upper().decode().split()[-3:])
            self._note_tail(kind)
            self._state.skip(kind)
            self._state.lexer.statement(self._delimiter)
            self.ended = True
        else:
            raise self._not_a_value()

    def _note_tail(self, kind: str) -> None:
        """Keeps what stands behind the rows of a statement: in the next it is likely the same."""
        state, stream = self._state, self._state.stream
        end = stream.data.find(b";" + state.newline, stream.pos, stream.pos + _LONGEST_TAIL)
        tail = stream.data[stream.pos - 1 : end]
        if end > stream.pos > 0 and tail[:1] == b" " and is_plain(tail):
            state.tails[self._target.table.name] = (tail, kind)

    def _expect(self, one_of: bytes = b"") -> bytes:
        """Passes over blanks to the next byte, which is one of these, and consumes it if any are given."""
        stream = self._state.stream
        if self._state.lexer.at_end():
            raise stream.truncated()
        byte = stream.data[stream.pos : stream.pos + 1]
        if one_of and byte not in one_of:
            raise self._not_a_value()
        stream.pos += len(one_of) and 1
        return byte

    def _not_a_value(self, what: str | None = None, line: int | None = None) -> Exception:
        stream = self._state.stream
        text = what or stream.data[stream.pos : stream.pos + 40].decode("utf-8", "replace")
        return stream.refuse(
            f"A row of {self._target.table.name} holds more than values: {' '.join(text.split())}",
            "dump values only; nothing in a dump is executed",
            line,
        )
