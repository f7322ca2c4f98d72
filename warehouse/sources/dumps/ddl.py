"""CREATE TABLE → the columns of a table, their types, its primary key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from warehouse.sources.dumps.tables import Column, DumpTable
from warehouse.sources.dumps.types import mysql_type, postgres_type

_TOKEN = re.compile(
    r"""\s+|(?P<name>`(?:[^`]|``)*`|"(?:[^"]|"")*")|(?P<string>[bBxXnNeE]?'(?:[^'\\]|\\.|'')*')"""
    r"""|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?!\w))|(?P<word>[^\W]\w*|[\w$]+)|(?P<mark>::|.)""",
    re.S,
)
_HEAD = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:(?:GLOBAL|LOCAL|TEMPORARY|TEMP|UNLOGGED)\s+)*TABLE\s+"
    r"(?P<guard>IF\s+NOT\s+EXISTS\s+)?",
    re.I,
)
_NO_COLUMN = {"PRIMARY", "KEY", "INDEX", "UNIQUE", "CONSTRAINT", "FOREIGN", "CHECK", "FULLTEXT", "SPATIAL"}
_NO_COLUMN |= {"EXCLUDE", "PERIOD", "LIKE", "SUPPLEMENTAL"}
_AFTER_TYPE = {"NOT", "NULL", "DEFAULT", "AUTO_INCREMENT", "COMMENT", "COLLATE", "CHARSET", "GENERATED", "AS"}
_AFTER_TYPE |= {"VIRTUAL", "STORED", "PERSISTENT", "PRIMARY", "UNIQUE", "KEY", "REFERENCES", "CHECK", "ON"}
_AFTER_TYPE |= {"CONSTRAINT", "INVISIBLE", "VISIBLE", "COLUMN_FORMAT", "STORAGE", "SRID", "REF_SYSTEM_ID"}
_AFTER_TYPE |= {"COMPRESSION", "ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE", "COMPRESSED", "INVISIBLE"}
_LEFT_TO_SERVER = {"AUTO_INCREMENT", "SERIAL", "BIGSERIAL", "SMALLSERIAL", "IDENTITY"}
_LITERAL_WORDS = {"NULL", "TRUE", "FALSE"}


@dataclass(frozen=True)
class Token:
    """A word, name, string, number or mark, and where it stands."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """In capitals, if it is a word; else nothing."""
        return self.text.upper() if self.kind == "word" else ""


@dataclass(frozen=True)
class CreateTable:
    """A CREATE TABLE: the parts of its name, its columns, its key.

    `lists_columns` is false where the columns are those of another table or of a query.
    """

    name: tuple[str, ...]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    guarded: bool
    lists_columns: bool
    parents: tuple[tuple[str, ...], ...] = ()

    def table(self, name: str, line: int) -> DumpTable:
        """The table under its name. A key that a generated column is part of is none."""
        own = {column.name.lower(): column.name for column in self.columns if not column.generated}
        key = tuple(own.get(column.lower(), "") for column in self.key)
        return DumpTable(name, self.columns, key if all(key) else (), line)


def parse_create_table(text: str, is_mysql: bool) -> CreateTable | None:
    """The statement, read; None if it is no CREATE TABLE."""
    head = _HEAD.match(text)
    if not head:
        return None
    tokens = list(tokens_of(text, head.end()))
    name, at = qualified(tokens, 0, is_mysql)
    columns: list[Column] = []
    key: tuple[str, ...] = ()
    body_end = at
    listed = at + 1 < len(tokens) and tokens[at].text == "(" and tokens[at + 1].word not in ("LIKE", "SELECT")
    if listed:
        items, body_end = _items(tokens, at + 1)
        for item in items:
            if item and item[0].word in _NO_COLUMN:
                key = _key_of(item, is_mysql) or key
            elif item:
                columns.append(_column(item, text, is_mysql))
                key = key or ((columns[-1].name,) if _follows(item, "PRIMARY", "KEY") else ())
    parents = tuple(_parents(tokens[body_end:], is_mysql))
    return CreateTable(name, tuple(columns), key, bool(head["guard"]), listed, parents)


def tokens_of(text: str, start: int = 0) -> Iterator[Token]:
    """The tokens of a statement without comments."""
    for match in _TOKEN.finditer(text, start):
        if match.lastgroup:
            yield Token(match.lastgroup, match[0], match.start(), match.end())


def identifier(text: str, is_mysql: bool) -> str:
    """A name without its quotes; PostgreSQL writes one without quotes in small letters."""
    if text[:1] in '`"':
        return text[1:-1].replace(text[0] * 2, text[0])
    return text if is_mysql else text.lower()


def qualified(tokens: list[Token], at: int, is_mysql: bool) -> tuple[tuple[str, ...], int]:
    """The name a.b.c at a place, and the place after it."""
    parts: list[str] = []
    while at < len(tokens) and tokens[at].kind in ("word", "name"):
        parts.append(identifier(tokens[at].text, is_mysql))
        if at + 1 >= len(tokens) or tokens[at + 1].text != ".":
            return tuple(parts), at + 1
        at += 2
    return tuple(parts), at


def primary_key(text: str, is_mysql: bool) -> tuple[str, ...]:
    """The columns of the primary key that an ALTER TABLE adds; none if it adds none."""
    return _key_of(list(tokens_of(text)), is_mysql)


def _items(tokens: list[Token], at: int) -> tuple[list[list[Token]], int]:
    """What stands between the commas up to the closing parenthesis, and the place after that."""
    items: list[list[Token]] = [[]]
    depth = 0
    for place in range(at, len(tokens)):
        text = tokens[place].text
        if text == ")" and depth == 0:
            return items, place + 1
        if text == "," and depth == 0:
            items.append([])
            continue
        depth += (text == "(") - (text == ")")
        items[-1].append(tokens[place])
    return items, len(tokens)


def _column(item: list[Token], text: str, is_mysql: bool) -> Column:
    name = identifier(item[0].text, is_mysql)
    end = next((n for n in range(1, len(item)) if _ends_type(item, n)), len(item))
    declared = " ".join(text[item[1].start : item[end - 1].end].split()) if end > 1 else ""
    rest = item[1:]
    generated = _is_generated(item[end:])
    kind, reading = mysql_type(declared) if is_mysql else postgres_type(declared)
    column = Column(name, declared or None, kind, reading, None, generated)
    left = any(token.word in _LEFT_TO_SERVER for token in rest)
    return column if left else replace(column, default=_default(rest))


def _ends_type(item: list[Token], at: int) -> bool:
    """Whether the type of a column ends before this token."""
    word, depth = item[at].word, sum((t.text == "(") - (t.text == ")") for t in item[1:at])
    if depth:
        return False
    after = item[at + 1].word if at + 1 < len(item) else ""
    if word in ("WITH", "WITHOUT"):
        return after not in ("TIME", "LOCAL")
    if word == "CHARACTER":
        return after == "SET"
    return word in _AFTER_TYPE


def _is_generated(rest: list[Token]) -> bool:
    """GENERATED ALWAYS AS (…) or AS (…), but not GENERATED … AS IDENTITY, AS ROW START or a sequence."""
    return any(
        token.word == "AS" and n + 1 < len(rest) and rest[n + 1].text == "(" for n, token in enumerate(rest)
    )


def _default(rest: list[Token]) -> bytes | None:
    """The literal after DEFAULT; NULL without one, and None where only the server knows."""
    for n, token in enumerate(rest[:-1]):
        if token.word == "DEFAULT" and token.kind == "word" and (n == 0 or rest[n - 1].word != "BY"):
            value = rest[n + 1]
            after = rest[n + 2].text if n + 2 < len(rest) else ""
            plain = value.kind in ("string", "number") or value.word in _LITERAL_WORDS
            return value.text.encode() if plain and after not in ("(", "+", "-", "|", "*", "/") else None
    words = [token.word for token in rest]
    required = any(pair == ("NOT", "NULL") for pair in zip(words, words[1:], strict=False))
    return None if required or _follows(rest, "PRIMARY", "KEY") else b"NULL"


def _follows(item: list[Token], one: str, other: str) -> bool:
    return any(a.word == one and b.word == other for a, b in zip(item, item[1:], strict=False))


def _key_of(item: list[Token], is_mysql: bool) -> tuple[str, ...]:
    """The columns in the parentheses after PRIMARY KEY."""
    for n in range(len(item) - 1):
        if item[n].word == "PRIMARY" and item[n + 1].word == "KEY":
            opening = next((m for m in range(n + 2, len(item)) if item[m].text == "("), None)
            if opening is None:
                return ()
            parts, _ = _items(item, opening + 1)
            return tuple(identifier(part[0].text, is_mysql) for part in parts if part)
    return ()


def _parents(rest: list[Token], is_mysql: bool) -> Iterator[tuple[str, ...]]:
    """The tables that a PostgreSQL table inherits its columns from, or is a partition of."""
    words = [token.word for token in rest]
    if words[:1] == ["INHERITS"]:
        for item in _items(rest, 2)[0]:
            yield qualified(item, 0, is_mysql)[0]
    elif words[:2] == ["PARTITION", "OF"]:
        yield qualified(rest, 2, is_mysql)[0]
