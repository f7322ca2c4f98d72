"""What a plain writer of dumps writes is read back, whatever the values and however the bytes are cut."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dumps.reading import Value, opened, rows_of
from warehouse.errors import SourceError
from warehouse.sources.dumps import Dump, inserts
from warehouse.sources.dumps.split import Split

NASTY = st.text(st.sampled_from("\\'\"`;,()-#/*\n\r\t\0\x1a%_$ aENéx0\N{GRINNING FACE}"), max_size=12)
TEXT = st.one_of(st.none(), NASTY, st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
PLAIN_TEXT = st.one_of(st.none(), NASTY.map(lambda t: t.replace("\0", "")))
BYTES = st.one_of(st.none(), st.binary(max_size=20), st.sampled_from([b"'", b"\\", b"\xff'\\\0"]))
NUMBER = st.one_of(
    st.none(), st.integers(-(2**63), 2**63).map(str), st.sampled_from(["-0.50", "1e-7", "1.5E+10"])
)
CHUNK = st.one_of(st.integers(1, 64), st.just(4 << 20))
ROWS = st.lists(st.tuples(NUMBER, TEXT, BYTES, TEXT), max_size=12)
MYSQL_ESCAPES = {"\\": "\\\\", "'": "\\'", '"': '\\"', "\n": "\\n", "\r": "\\r", "\0": "\\0", "\x1a": "\\Z"}


def mysql_literal(value: Value, style: random.Random) -> bytes:
    if value is None:
        return b"NULL"
    if isinstance(value, bytes) and style.random() < 0.5:
        return b"0x" + value.hex().encode() if value else b"''"
    raw = value if isinstance(value, bytes) else value.encode()
    body = b""
    for letter in raw.decode("latin-1"):
        escape = MYSQL_ESCAPES.get(letter, letter)
        if letter == "'" and style.random() < 0.5:
            escape = "''"
        body += escape.encode("latin-1")
    return (b"_binary " if isinstance(value, bytes) else b"") + b"'" + body + b"'"


def mysql_dump(rows: list[tuple[Value, ...]], style: random.Random) -> bytes:
    text = b"CREATE TABLE t (n double, a text, b blob, c text);\n"
    in_statement = False
    for number, *others in rows:
        start = b",\n"[: style.randint(1, 2)] if in_statement else b"INSERT INTO `t` VALUES "
        literals = [b"NULL" if number is None else str(number).encode()]
        literals += [mysql_literal(value, style) for value in others]
        text += start + b"(" + style.choice([b",", b", ", b" ,\n"]).join(literals) + b")"
        in_statement = style.random() < 0.7
        text += b"" if in_statement else b";\n"
    return text + (b";\n" if in_statement else b"")


@settings(max_examples=150, deadline=None)
@given(ROWS, CHUNK, st.integers(0, 999))
def test_mysql(rows: list[tuple[Value, ...]], chunk: int, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dump = opened(Path(folder), mysql_dump(rows, random.Random(seed)), "mysql", chunk)
        assert rows_of(dump) == {"t": rows}


COPY_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\v": "\\v"}


def copy_value(value: Value) -> str:
    if value is None:
        return "\\N"
    text = "\\x" + value.hex() if isinstance(value, bytes) else value
    return "".join(COPY_ESCAPES.get(letter, letter) for letter in text)


def insert_value(value: Value, style: random.Random) -> str:
    if value is None:
        return "NULL"
    text = "\\x" + value.hex() if isinstance(value, bytes) else value
    if style.random() < 0.3:
        return "E'" + text.replace("\\", "\\\\").replace("'", style.choice(["''", "\\'"])) + "'"
    return "'" + text.replace("'", "''") + "'" + style.choice(["", "", "::text"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(NUMBER, PLAIN_TEXT, BYTES, PLAIN_TEXT), max_size=12), CHUNK, st.integers(0, 999))
def test_postgres(rows: list[tuple[Value, ...]], chunk: int, seed: int) -> None:
    style = random.Random(seed)
    columns = "(n double precision, a text, b bytea, c text)"
    text = f"CREATE TABLE copied {columns};\nCREATE TABLE inserted {columns};\nCOPY copied FROM stdin;\n"
    text += "".join("\t".join(map(copy_value, row)) + "\n" for row in rows) + "\\.\n\n"
    for number, *others in rows:
        literals = [number or "NULL", *(insert_value(value, style) for value in others)]
        text += f"INSERT INTO inserted VALUES ({', '.join(map(str, literals))});\n"
    with tempfile.TemporaryDirectory() as folder:
        dump = opened(Path(folder), text, "postgres", chunk)
        assert rows_of(dump) == {"copied": rows, "inserted": rows}


def test_tables_are_the_same_however_the_bytes_are_cut(tmp_path: Path) -> None:
    style = random.Random(5)
    values = ["it's", "a\\b", 'x"y', "(1,'z');\n", None, "", "é€", "\0\x1a", "-- no", "/* no */"]
    rows: list[tuple[Value, ...]] = [
        (str(n), style.choice(values), style.choice([b"\0'\\", b"", None]), style.choice(values))
        for n in range(25)
    ]
    text = mysql_dump(rows, style)
    for chunk in (*range(1, 65), 100, 1000, 10_000):
        assert rows_of(opened(tmp_path, text, "mysql", chunk)) == {"t": rows}, chunk


FRAGMENTS = [
    "(",
    ")",
    ",",
    ";",
    "'",
    "''",
    "\\",
    "\\'",
    '"',
    "1",
    "-",
    "--",
    "-- x\n",
    "#",
    "/*",
    "*/",
    "a",
    "NULL",
]
FRAGMENTS += [
    " ",
    "\n",
    "e",
    "E'",
    "::text",
    "$$",
    "0x41",
    "(1,'a'),",
    "('b',2)",
    "'x'",
    "'x' 'y'",
    "X'41'",
    "b'01'",
    "_binary 'x'",
    "_utf8'",
    '"a"',
    '\\"',
    "E'\\x41'",
    "('c',3)",
    '("d",4)',
    '"it\'s"',
    "`",
]
GARBAGE = st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join)


@settings(max_examples=600, deadline=None)
@given(GARBAGE, st.sampled_from(["mysql", "postgres"]), st.booleans())
def test_what_is_read_fast_is_what_is_read_slowly(garbage: str, dialect: str, backslashes: bool) -> None:
    text = "CREATE TABLE t (a text, b text);\n"
    if (dialect == "mysql") != backslashes:
        mysql, postgres = "sql_mode='NO_BACKSLASH_ESCAPES'", "standard_conforming_strings = off"
        text += f"SET {mysql if dialect == 'mysql' else postgres};\n"
    text += f"INSERT INTO t VALUES (1,'a'),{garbage};\nINSERT INTO t VALUES (8,'9');\n"
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        dump = opened(Path(folder), text, dialect)
        fast = outcome(dump, rows_of)
        assert fast == outcome(opened(Path(folder), text, dialect), rows_of)
        patch.setattr(inserts, "split_rows", nothing_split)
        assert outcome(opened(Path(folder), text, dialect), rows_of) == fast
        assert outcome(opened(Path(folder), text, dialect, 3), rows_of) == fast


def outcome(dump: Dump, read: Callable[[Dump], object]) -> object:
    """What reading gives, or the line at which it is refused."""
    try:
        return read(dump)
    except SourceError as error:
        return error.what


def nothing_split(window: bytes, masked: bytes, width: int, *more: object) -> Split:
    """A split that understood nothing, so that every row is read slowly."""
    nothing = np.zeros((0, width), np.int64)
    return Split(window, masked, nothing, nothing, nothing, nothing, nothing[:, 0], 0, "odd")
