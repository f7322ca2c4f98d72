"""The words of a dump: blanks, quoted text, literals and whole statements, for both dialects.

Every pattern either matches a whole token or fails; a token that may go on behind what is read so far is
looked at again with more (`Stream.match`). No pattern backtracks into a token.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from warehouse.sources.dumps.stream import Stream

#: As much of a statement is kept to be understood; the rest of a longer one is passed over.
KEPT = 16 << 20

_PLAIN = rb"'[^']*+(?:''[^']*+)*+'"
_ESCAPED = rb"'[^'\\]*+(?:(?:\\.|'')[^'\\]*+)*+'"
_DOUBLE = rb'"[^"\\]*+(?:(?:\\.|"")[^"\\]*+)*+"'
_DOUBLE_PLAIN = rb'"[^"]*+(?:""[^"]*+)*+"'
_BACKQUOTED = rb"`[^`]*+(?:``[^`]*+)*+`"
_WORD = rb"[A-Za-z_\x80-\xff][\w$\x80-\xff]*+"
_DOLLAR = rb"(?P<tag>\$(?:[A-Za-z_\x80-\xff][\w\x80-\xff]*+)?\$).*?(?P=tag)"

#: A name, quoted or not; and one that may follow a point.
NAME = rb"(?:" + _BACKQUOTED + rb"|" + _DOUBLE_PLAIN + rb"|[\w$\x80-\xff]++)"
NUMBER = rb"[-+]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][-+]?[0-9]++)?"

#: A PostgreSQL cast behind a value: the declared type is what counts.
CAST = rb"::\s*+(?:\"[^\"]*+\"|[\w.$]++)++(?:\s++\w++)*+(?:\s*+\([\d,\s]*+\))?(?:\s++\w++)*+(?:\[\d*\])*+"

# MySQL runs what stands in /*!40101 … */: there, only the marks are blank. /*!999999 is for no server at all.
_MYSQL_COMMENT = rb"--(?=\s|\Z)[^\n]*+|\#[^\n]*+|/\*(?!M?!)(?:[^*]++|\*(?!/))*+\*/"
_MYSQL_COMMENT += rb"|/\*M?!99\d{4}(?:[^*]++|\*(?!/))*+\*/|/\*M?!(?!99\d{4})\d{0,6}+|\*/"


def _nested(depth: int) -> bytes:
    inner = rb"|" + _nested(depth - 1) if depth else b""
    return rb"/\*(?:[^*/]++|\*(?!/)|/(?!\*)" + inner + rb")*+\*/"


_POSTGRES_COMMENT = rb"--[^\n]*+|" + _nested(4)


@dataclass(frozen=True)
class Grammar:
    """How a dialect writes. `backslashes`: whether a backslash escapes in ordinary strings."""

    is_mysql: bool
    backslashes: bool

    @property
    def comment(self) -> bytes:
        """One comment."""
        return _MYSQL_COMMENT if self.is_mysql else _POSTGRES_COMMENT

    @property
    def blanks(self) -> bytes:
        """Any number of blanks and comments."""
        return rb"(?:[\s\x00]++|" + self.comment + rb")*+"

    @property
    def string(self) -> bytes:
        """A string that needs no mark before it."""
        single = _ESCAPED if self.backslashes else _PLAIN
        if not self.is_mysql:
            return single
        return rb"(?:" + single + rb"|" + (_DOUBLE if self.backslashes else _DOUBLE_PLAIN) + rb")"


@cache
def blanks(grammar: Grammar) -> re.Pattern[bytes]:
    """Blanks and comments, perhaps none."""
    return re.compile(grammar.blanks, re.S)


@cache
def template(grammar: Grammar, pattern: bytes) -> re.Pattern[bytes]:
    """A pattern in which ~ stands for blanks and comments, and @ for a name; letters count in either case."""
    return re.compile(pattern.replace(b"@", NAME).replace(b"~", grammar.blanks), re.S | re.I)


@cache
def literal(grammar: Grammar) -> re.Pattern[bytes]:
    """One literal; the group `string` holds it if it is a string."""
    string, bare = literal_parts(grammar)
    return re.compile(rb"(?P<string>" + string + rb")|" + bare, re.S | re.I)


def literal_parts(grammar: Grammar) -> tuple[bytes, bytes]:
    """Patterns for a literal in quotes and for one without; letters count in either case."""
    date = rb"(?:DATE|TIME|TIMESTAMP)\s*+"
    if grammar.is_mysql:
        string = rb"(?:_\w++\s*+|[NXB]|" + date + rb")?" + grammar.string
    else:
        string = rb"E" + _ESCAPED + rb"|[BX]" + _PLAIN + rb"|(?:" + date + rb")?" + grammar.string
    bare = rb"(?:[-+]\s++)?" + NUMBER + rb"(?![\w.])|0x[0-9A-F]++(?!\w)|0b[01]++(?!\w)"
    bare += rb"|(?:NULL|TRUE|FALSE|DEFAULT)(?![\w.$(])"
    return string, bare


@cache
def _pieces(grammar: Grammar, delimiter: bytes) -> re.Pattern[bytes]:
    """One piece of a statement: its `end`, a `comment`, something `quoted`, or anything `plain`."""
    end, first = re.escape(delimiter), re.escape(delimiter[:1])
    not_end = rb"(?!" + end + rb")"
    if grammar.is_mysql:
        quoted = grammar.string + rb"|" + _BACKQUOTED
        single = rb"-(?!-(?:\s|\Z))|/(?!\*)|\*(?!/)" + (b"" if first in b"-/*" else rb"|" + first)
        plain = rb"[^'\"`/#*\-" + first + rb"]++|" + not_end + rb"(?:" + single + rb")"
    else:
        quoted = rb"E" + _ESCAPED + rb"|" + grammar.string + rb"|" + _DOUBLE_PLAIN + rb"|" + _DOLLAR
        plain = rb"[^\w'\"/\-;$\x80-\xff]++|(?!E')" + _WORD + rb"|\d[\w$]*+|-(?!-)|/(?!\*)|\$(?=[^\D_])"
    pattern = rb"(?P<end>" + end + rb")|(?P<comment>" + grammar.comment + rb")|(?P<quoted>" + quoted
    return re.compile(pattern + rb")|(?P<plain>(?:" + plain + rb")++)", re.S | re.I)


class Lexer:
    """Reads a stream word by word, under a grammar that the dump's own SET statements may change."""

    def __init__(self, stream: Stream, grammar: Grammar, on_comment: Callable[[bytes], None]) -> None:
        self.stream = stream
        self.grammar = grammar
        self._on_comment = on_comment

    def at_end(self) -> bool:
        """Passes over blanks and comments; whether nothing follows."""
        stream, pattern = self.stream, blanks(self.grammar)
        while True:
            match = stream.match(pattern)
            assert match is not None
            if match.end() - match.start() > 4:
                self._on_comment(match[0])
            stream.pos = match.end()
            if not stream.fill(3) and stream.pos == len(stream.data):
                return True
            following = pattern.match(stream.data, stream.pos)
            if following and following.end() > stream.pos:
                continue
            if not stream.data.startswith(b"/*", stream.pos):
                return False
            if not stream.more():
                raise stream.truncated()

    def take(self, pattern: re.Pattern[bytes], limit: int = 1 << 30) -> re.Match[bytes] | None:
        """The pattern here, consumed; None if it does not follow."""
        match = self.stream.match(pattern, limit)
        if match:
            self.stream.pos = match.end()
        return match

    def statement(self, delimiter: bytes = b";") -> bytes:
        """The statement here, consumed with its delimiter; comments in it become blanks.

        Of a statement above 16 MiB only the beginning. Raises SourceError at the end of the dump.
        """
        pattern = _pieces(self.grammar, delimiter)
        parts: list[bytes] = []
        kept = 0
        while True:
            match = self.take(pattern)
            if match is None:
                raise self.stream.truncated()
            if match.lastgroup == "end":
                return b"".join(parts).strip()
            if kept < KEPT:
                part = b" " if match.lastgroup == "comment" else match[0]
                parts.append(part)
                kept += len(part)
