"""Dumps as the usual programs write them, one shape of values in each, the same on every machine."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_WORDS = "alpha beta gamma delta söme epsilon zeta eta theta iota kappa lambda mu nu xi omicron".split()
_ODD = ("it's", 'the "text"', "back\\slash", "gam\nma", "tab\tbed", "(1,2);", "C:\\dir\\", "naïve", "{}")
_MYSQL_ESCAPES = str.maketrans(
    {"\\": "\\\\", "'": "\\'", '"': '\\"', "\n": "\\n", "\r": "\\r", "\0": "\\0", "\x1a": "\\Z"}
)
_DOUBLE_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\0": "\\0"})
_COPY_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})
_BYTES = [bytes([n]).decode("latin-1").translate(_MYSQL_ESCAPES).encode("latin-1") for n in range(256)]

#: The value of a row after its number, as literals.
Values = Callable[[random.Random, int], list[bytes]]


@dataclass(frozen=True)
class DumpShape:
    """How a dump is written: its dialect, what a row holds, and what stands around it."""

    dialect: str
    columns: str
    values: Values
    head: bytes = b"INSERT INTO `t` VALUES "
    between: bytes = b","
    rows_per_statement: int = 4000
    before: bytes = b""
    after: bytes = b""
    copy: bool = False


def write_dump(path: Path, shape: DumpShape, size: int) -> None:
    """A dump of about `size` bytes with the table `t`: the key `id` and the columns of the shape."""
    with path.open("wb") as out:
        out.write(shape.before)
        out.write(f"CREATE TABLE t (id bigint NOT NULL, {shape.columns}, PRIMARY KEY (id));\n".encode())
        if shape.copy:
            out.write(b"COPY t FROM stdin;\n")
        for part in _copied(shape) if shape.copy else _inserted(shape):
            out.write(part)
            if out.tell() >= size:
                break
        if shape.copy:
            out.write(b"\\.\n")


def _rows(shape: DumpShape) -> Iterator[list[bytes]]:
    chance = random.Random(3)
    number = 0
    while True:
        number += 1
        yield [b"%d" % number, *shape.values(chance, number)]


def _inserted(shape: DumpShape) -> Iterator[bytes]:
    rows = _rows(shape)
    while True:
        some = [b"(" + b",".join(next(rows)) + b")" for _ in range(shape.rows_per_statement)]
        yield shape.head + shape.between.join(some) + shape.after + b";\n"


def _copied(shape: DumpShape) -> Iterator[bytes]:
    rows = _rows(shape)
    while True:
        yield b"".join(b"\t".join(next(rows)) + b"\n" for _ in range(1000))


def _text(chance: random.Random, odd: float, most: int = 8) -> str:
    """Words, of which the share `odd` has something in it that dumps must escape."""
    words = chance.choices(_WORDS, k=chance.randint(1, most))
    return " ".join(chance.choice(_ODD) if chance.random() < odd else word for word in words)


def _quoted(text: str) -> bytes:
    return b"'" + text.translate(_MYSQL_ESCAPES).encode() + b"'"


def _standard(text: str) -> bytes:
    return b"'" + text.replace("'", "''").encode() + b"'"


def _maybe(chance: random.Random, value: bytes, null: bytes = b"NULL", share: float = 0.3) -> bytes:
    return null if chance.random() < share else value


def _mixed(quote: Callable[[str], bytes], odd: float, null: bytes = b"NULL") -> Values:
    """A code, a text, a number, a decimal, a date, a time, a mail address."""

    def values(chance: random.Random, number: int) -> list[bytes]:
        bare = null == b"\\N"
        date = f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
        time = f"{date} 10:{number % 60:02d}:{number * 7 % 60:02d}"
        return [
            quote(f"C{number % 100_000:06d}"),
            _maybe(chance, quote(_text(chance, odd)), null, 0.05),
            _maybe(chance, b"%d" % chance.randint(1, number), null),
            b"%.2f" % (chance.random() * 1000),
            date.encode() if bare else quote(date),
            time.encode() if bare else quote(time),
            _maybe(chance, quote(f"person{number}@example.com"), null),
        ]

    return values


def _numbers(chance: random.Random, number: int) -> list[bytes]:
    date = f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
    return [
        _maybe(chance, b"%.4f" % (chance.random() * 1e6 - 5e5)),
        _maybe(chance, b"%d" % chance.randint(-(10**9), 10**9)),
        _maybe(chance, repr(chance.random() * 1e-3).encode()),
        _maybe(chance, f"'{date}'".encode()),
        _maybe(chance, f"'{date} 10:00:{number % 60:02d}'".encode()),
        _maybe(chance, b"%d" % (number % 2)),
    ]


def _raw(chance: random.Random, size: int) -> bytes:
    return b"".join(map(_BYTES.__getitem__, chance.randbytes(size)))


def _json(chance: random.Random, number: int) -> str:
    words = ", ".join(f'"{word}"' for word in chance.choices(_WORDS, k=4))
    return f'{{"id": {number}, "tags": [{words}], "note": "it\'s \\"{chance.choice(_WORDS)}\\""}}'


def _double(text: str) -> bytes:
    return b'"' + text.translate(_DOUBLE_ESCAPES).encode() + b'"'


def _bare(text: str) -> bytes:
    return text.translate(_COPY_ESCAPES).encode()


def _escape_string(text: str) -> bytes:
    return b"E'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").encode() + b"'"


def _cast(text: str) -> bytes:
    kind = b"::date" if len(text) == 10 and text[4] == "-" else b"::character varying(200)"
    return _standard(text) + kind


_MYSQL = "code varchar(20), note text, parent bigint, amount decimal(10,2), day date, at datetime, mail text"
_PG = "code varchar(20), note text, parent bigint, amount numeric(10,2), day date, at timestamp, mail text"
_NUMBERS = "a decimal(14,4), b int, c double, d date, e datetime, f tinyint(1)"
_LATIN = b"/*!40101 SET NAMES latin1 */;\n"

#: The shapes by name.
SHAPES: dict[str, DumpShape] = {
    "plain": DumpShape("mysql", _MYSQL, _mixed(_quoted, 0)),
    "escapes": DumpShape("mysql", _MYSQL, _mixed(_quoted, 0.3)),
    "doubled quotes": DumpShape("mysql", _MYSQL, _mixed(lambda t: _standard(t.replace("\\", "/")), 0.3)),
    "numbers": DumpShape("mysql", _NUMBERS, _numbers),
    "_binary": DumpShape(
        "mysql",
        "b blob, u binary(16)",
        lambda c, n: [_maybe(c, b"_binary '" + _raw(c, 60) + b"'"), b"_binary '" + _raw(c, 16) + b"'"],
    ),
    "hex blobs": DumpShape(
        "mysql",
        "b blob, u binary(16)",
        lambda c, n: [
            _maybe(c, b"0x" + c.randbytes(60).hex().upper().encode()),
            b"0x" + c.randbytes(16).hex().encode(),
        ],
    ),
    "X'' and b''": DumpShape(
        "mysql",
        "b blob, u bit(8), n text",
        lambda c, n: [
            b"X'" + c.randbytes(20).hex().encode() + b"'",
            f"b'{n % 256:08b}'".encode(),
            b"N" + _quoted(_text(c, 0.1)),
        ],
    ),
    "introducers": DumpShape(
        "mysql",
        "a text, b text, c varchar(9)",
        lambda c, n: [
            b"_utf8mb4" + _quoted(_text(c, 0.1)),
            b"_utf8mb4 " + _quoted(_text(c, 0.1)),
            b"_latin1'abc'",
        ],
    ),
    "double quotes": DumpShape("mysql", _MYSQL, _mixed(_double, 0.1)),
    "json": DumpShape("mysql", "j json, n text", lambda c, n: [_quoted(_json(c, n)), _quoted(_text(c, 0.1))]),
    "latin1": DumpShape(
        "mysql",
        _MYSQL,
        lambda c, n: [v.decode().encode("latin-1") for v in _mixed(_quoted, 0.1)(c, n)],
        before=_LATIN,
    ),
    "small statements": DumpShape("mysql", _MYSQL, _mixed(_quoted, 0.1), rows_per_statement=1),
    "phpmyadmin": DumpShape(
        "mysql",
        _MYSQL,
        _mixed(_quoted, 0.1),
        rows_per_statement=200,
        between=b",\n",
        head=b"INSERT INTO `t` (`id`, `code`, `note`, `parent`, `amount`, `day`, `at`, `mail`) VALUES\n",
    ),
    "long texts": DumpShape(
        "mysql",
        "n mediumtext",
        lambda c, n: [_quoted("".join(_text(c, 0.1, 9) for _ in range(900)))],
        rows_per_statement=30,
    ),
    "comments": DumpShape("mysql", _MYSQL, _mixed(_quoted, 0.1), between=b", -- next\n"),
    "copy": DumpShape("postgres", _PG, _mixed(_bare, 0.02, b"\\N"), copy=True),
    "copy escapes": DumpShape("postgres", _PG, _mixed(_bare, 0.4, b"\\N"), copy=True),
    "copy bytea": DumpShape(
        "postgres",
        "b bytea, n text",
        lambda c, n: [_maybe(c, b"\\\\x" + c.randbytes(60).hex().encode(), b"\\N"), _bare(_text(c, 0.1))],
        copy=True,
    ),
    "pg inserts": DumpShape(
        "postgres", _PG, _mixed(_standard, 0.1), head=b"INSERT INTO public.t VALUES ", rows_per_statement=1
    ),
    "pg inserts bytea": DumpShape(
        "postgres",
        "b bytea, y boolean, v bit varying(9)",
        head=b"INSERT INTO public.t VALUES ",
        rows_per_statement=1,
        values=lambda c, n: [
            b"'\\x" + c.randbytes(40).hex().encode() + b"'",
            (b"true", b"false")[n % 2],
            b"B'0101'",
        ],
    ),
    "pg on conflict": DumpShape(
        "postgres",
        _PG,
        _mixed(_standard, 0.1),
        head=b"INSERT INTO public.t VALUES ",
        rows_per_statement=1,
        after=b" ON CONFLICT DO NOTHING",
    ),
    "pg column inserts": DumpShape(
        "postgres",
        _PG,
        _mixed(_standard, 0.1),
        between=b",\n\t",
        rows_per_statement=1000,
        head=b"INSERT INTO public.t (id, code, note, parent, amount, day, at, mail) VALUES\n\t",
    ),
    "pg E strings": DumpShape(
        "postgres", _PG, _mixed(_escape_string, 0.2), head=b"INSERT INTO public.t VALUES "
    ),
    "pg casts": DumpShape("postgres", _PG, _mixed(_cast, 0.1), head=b"INSERT INTO public.t VALUES "),
}
