"""A literal as SQL writes it → the bytes of its value."""

from __future__ import annotations

import re
from dataclasses import dataclass

from warehouse.sources.dumps.lexer import NUMBER
from warehouse.sources.dumps.tables import Column

#: What a letter means behind a backslash; any other character stands for itself.
MYSQL_ESCAPES = {b"0": b"\0", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"Z": b"\x1a"}
MYSQL_ESCAPES |= {b"%": b"\\%", b"_": b"\\_"}
POSTGRES_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
COPY_ESCAPES = POSTGRES_ESCAPES | {b"v": b"\v"}

_MYSQL = re.compile(rb"\\(.)|''|'", re.S)
_MYSQL_DOUBLE = re.compile(rb'\\(.)|""|"', re.S)
_POSTGRES = re.compile(rb"\\([0-7]{1,3}|x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)|''|'", re.S)
_COPY = re.compile(rb"\\([0-7]{1,3}|x[0-9A-Fa-f]{1,2}|.)", re.S)
_BYTEA = re.compile(rb"\\([0-3][0-7]{2}|\\)")
_PREFIX = re.compile(rb"[NXBE]?|_\w+|DATE|TIME|TIMESTAMP")
_NUMBER = re.compile(rb"(?:[-+]\s+)?" + NUMBER + rb"\Z")
_TRUTHS = dict.fromkeys((b"t", b"true", b"y", b"yes", b"on", b"1"), b"true")
_TRUTHS |= dict.fromkeys((b"f", b"false", b"n", b"no", b"off", b"0"), b"false")

_CODECS = {"utf8": "utf-8", "utf8mb3": "utf-8", "utf8mb4": "utf-8", "binary": "utf-8", "ascii": "utf-8"}
_CODECS |= {"unicode": "utf-8", "sql_ascii": "utf-8", "utf-8": "utf-8", "iso-8859-1": "latin-1"}
_CODECS |= {
    "win1252": "cp1252",
    "win1250": "cp1250",
    "win1251": "cp1251",
    "latin9": "iso8859-15",
    "cp1252": "mysql",
}
_CODECS |= {"latin2": "iso8859-2", "koi8r": "koi8-r", "greek": "iso8859-7", "hebrew": "iso8859-8"}
# What MySQL calls latin1 is cp1252, with the five unused bytes as they are.
_CP1252 = {n: bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(0x80, 0xA0)}


class NotALiteral(ValueError):
    """What stands there would have to be executed to know its value."""


@dataclass(frozen=True)
class Charset:
    """The encoding of a dump's text; `codec` is UTF-8 or one with a byte for each character."""

    codec: str = "utf-8"

    @property
    def is_utf8(self) -> bool:
        """Whether text can be taken as it stands."""
        return self.codec == "utf-8"

    def decode(self, text: bytes) -> str:
        """The text. Raises UnicodeDecodeError."""
        if self.codec == "mysql":
            return text.decode("latin-1").translate(_CP1252)
        return text.decode(self.codec)


def charset(name: str, is_mysql: bool) -> Charset | None:
    """The encoding that a dump calls `name`; None for one that is not read."""
    name = name.lower()
    if name == "latin1":
        return Charset("mysql" if is_mysql else "latin-1")
    return Charset(_CODECS[name]) if name in _CODECS else None


@dataclass(frozen=True)
class Literals:
    """Reads the literals of a dialect. Text comes out in the dump's own encoding."""

    is_mysql: bool
    backslashes: bool
    charset: Charset

    def value(self, token: bytes, column: Column) -> bytes | None:
        """The value of one literal for a column. Raises NotALiteral."""
        quote = token[-1:]
        if quote == b"'" or quote == b'"':
            at = token.index(quote)
            return self._quoted(token[:at].strip().upper(), token[at:], column)
        if _NUMBER.match(token):
            number = b"".join(token.split()).removeprefix(b"+")
            return truth(number) if column.reading == "bool" else number
        word = token.upper()
        if word == b"NULL":
            return None
        if word == b"DEFAULT":
            return None if column.generated else self.default(column)
        if word in (b"TRUE", b"FALSE"):
            return (b"1" if word == b"TRUE" else b"0") if self.is_mysql else word.lower()
        if word.startswith(b"0X"):
            return self.raw(hex_bytes(token[2:]), column)
        if word.startswith(b"0B"):
            return self.raw(_from_bits(token[2:]), column)
        raise NotALiteral(token.decode("utf-8", "replace"))

    def default(self, column: Column) -> bytes | None:
        """What a row holds that leaves the column out. Raises NotALiteral where the server decides."""
        if column.default is None:
            raise NotALiteral(f"the default of {column.name}")
        return self.value(column.default, column)

    def content(self, body: bytes, quote: bytes = b"'") -> bytes:
        """What stands between the quotes, unescaped. Raises NotALiteral if a quote in it is not doubled."""
        if not self.backslashes:
            plain = body.replace(quote * 2, b"")
            if quote in plain:
                raise NotALiteral("two strings")
            return body.replace(quote * 2, quote)
        if not self.is_mysql:
            return self.escaped(body)
        return (_MYSQL if quote == b"'" else _MYSQL_DOUBLE).sub(_mysql_escape, body)

    def stored(self, content: bytes, column: Column) -> bytes:
        """The value of a string with this content for a column."""
        if column.reading == "bits":
            return b"%d" % int.from_bytes(content)
        if column.reading == "bool":
            return truth(content)
        if column.reading == "bytes" and not self.is_mysql:
            return bytea(content)
        return content

    def _quoted(self, prefix: bytes, quoted: bytes, column: Column) -> bytes:
        quote, body = quoted[:1], quoted[1:-1]
        if len(quoted) < 2 or (prefix and not _PREFIX.fullmatch(prefix)):
            raise NotALiteral("a string")
        if prefix == b"X":
            return self.raw(hex_bytes(body), column)
        if prefix == b"B":
            return self.bits(body, column)
        if prefix == b"E":
            return self.stored(self.escaped(body), column)
        content = self.content(body, quote)
        if prefix == b"_BINARY":
            return self.raw(content, column)
        if prefix.startswith(b"_") and column.reading == "text":
            return self._recoded(content, prefix[1:].decode().lower())
        return self.stored(content, column)

    def escaped(self, body: bytes) -> bytes:
        """What an escape string of PostgreSQL holds, with codes such as \\x41. Raises NotALiteral."""
        return _POSTGRES.sub(_postgres_escape, body)

    def bits(self, digits: bytes, column: Column) -> bytes:
        """The value of a literal of bits for a column. Raises NotALiteral."""
        return self.raw(_from_bits(digits), column) if self.is_mysql else digits

    def raw(self, raw: bytes, column: Column) -> bytes:
        """A literal of bytes, for a column: MySQL takes it as a number where it needs one."""
        if not self.is_mysql:
            raise NotALiteral("a bit string in hexadecimal")
        if column.reading in ("number", "bits"):
            return b"%d" % int.from_bytes(raw)
        # Bytes of which nobody says what they are may be no text at all; their digits always are.
        return b"0x" + raw.hex().upper().encode() if column.declared is None else raw

    def _recoded(self, content: bytes, name: str) -> bytes:
        given = charset(name, self.is_mysql)
        if given is None or not (self.charset.is_utf8 or given == self.charset):
            raise NotALiteral(f"text in the character set {name}")
        try:
            return content if given == self.charset else given.decode(content).encode()
        except UnicodeDecodeError:
            raise NotALiteral(f"text that is not {name}") from None


def truth(text: bytes) -> bytes:
    """A boolean as true or false. Raises NotALiteral."""
    known = _TRUTHS.get(text.strip().lower())
    if known is None:
        raise NotALiteral(text.decode("utf-8", "replace"))
    return known


def bytea(text: bytes) -> bytes:
    """The bytes that PostgreSQL writes as text, in either of its forms. Raises NotALiteral."""
    if text.startswith(b"\\x"):
        return hex_bytes(text[2:])
    return _BYTEA.sub(lambda found: b"\\" if found[1] == b"\\" else bytes([int(found[1], 8)]), text)


def copied(text: bytes) -> bytes:
    """A value of COPY's text format, unescaped."""
    return _COPY.sub(_copy_escape, text)


def hex_bytes(digits: bytes) -> bytes:
    """Bytes from their digits. Raises NotALiteral."""
    try:
        return bytes.fromhex((b"0" * (len(digits) % 2) + digits).decode())
    except ValueError:
        raise NotALiteral("hexadecimal digits") from None


def _from_bits(digits: bytes) -> bytes:
    if digits.strip(b"01"):
        raise NotALiteral("binary digits")
    return int(digits or b"0", 2).to_bytes((len(digits) + 7) // 8)


def _mysql_escape(found: re.Match[bytes]) -> bytes:
    escaped: bytes | None = found[1]
    if escaped is not None:
        return MYSQL_ESCAPES.get(escaped, escaped)
    if len(found[0]) == 1:
        raise NotALiteral("two strings")
    return found[0][:1]


def _postgres_escape(found: re.Match[bytes]) -> bytes:
    escaped: bytes | None = found[1]
    if escaped is not None:
        return _coded(escaped, POSTGRES_ESCAPES)
    if len(found[0]) == 1:
        raise NotALiteral("two strings")
    return b"'"


def _copy_escape(found: re.Match[bytes]) -> bytes:
    return _coded(found[1], COPY_ESCAPES)


def _coded(escaped: bytes, known: dict[bytes, bytes]) -> bytes:
    """What follows a backslash: a letter of `known`, digits, or a character that stands for itself."""
    if escaped in known:
        return known[escaped]
    if escaped.isdigit() and escaped < b"8":
        return bytes([int(escaped, 8) & 255])
    if len(escaped) > 1:
        code = int(escaped[1:], 16)
        return bytes([code]) if escaped[:1] == b"x" else chr(code).encode()
    return escaped
