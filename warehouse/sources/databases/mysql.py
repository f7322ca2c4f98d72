"""MySQL and MariaDB: their protocol gives every value as text, row by row as it is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from warehouse.sources.databases.asking import Ask
from warehouse.sources.databases.connection import Connection, absent
from warehouse.sources.databases.texts import KeptTexts, keep_texts

_ROWS = 20_000
_BYTES = 63  # the character set of what is no text
_BIT = 16
_KINDS = dict.fromkeys((1, 2, 3, 8, 9, 13), "BIGINT")  # TINYINT … BIGINT, MEDIUMINT, YEAR
_KINDS |= {4: "DOUBLE", 5: "DOUBLE", 7: "TIMESTAMP", 10: "DATE", 12: "TIMESTAMP", 255: "BLOB"}
_TEXTS = (15, 249, 250, 251, 252, 253, 254)  # VARCHAR, the BLOBs and TEXTs, CHAR and BINARY
_DECIMALS = (0, 246)
_UNSIGNED = 32


def read_mysql(connection: Connection, ask: Ask, folder: Path) -> KeptTexts:
    """The rows, kept in a file under `folder`. Raises SourceError."""
    try:
        import pymysql
        from pymysql.converters import conversions
        from pymysql.cursors import SSCursor
    except ImportError as error:
        raise absent(ask.table, "mysql", "pymysql") from error
    try:
        # Without the converters of answers every value stays the text that the server wrote.
        words = {kind: how for kind, how in conversions.items() if not isinstance(kind, int)}
        arguments = {**_arguments(connection.text), "cursorclass": SSCursor, "conv": words}
        with pymysql.connect(**arguments) as server:
            with server.cursor() as cursor:
                cursor.execute("SET time_zone = '+00:00'")
                cursor.execute("START TRANSACTION READ ONLY")
                cursor.execute(ask.select("`"))
                fields = cursor._result.fields  # the cursor's description leaves character sets out
                kinds = {field.name: _kind(field) for field in fields}
                bits = [n for n, field in enumerate(fields) if field.type_code == _BIT]
                path = folder / "asked.parquet"
                return keep_texts(ask.table, connection.shown, kinds, _batches(cursor, bits), path)
    except pymysql.Error as error:
        raise connection.unreachable(ask.table, str(error.args[-1] if error.args else error)) from error
    except (OSError, ValueError, KeyError) as error:
        raise connection.unreachable(ask.table, error) from error


def _batches(cursor: Any, bits: list[int]) -> Iterator[list[tuple[Any, ...]]]:
    while rows := cursor.fetchmany(_ROWS):
        yield [_with_numbers(row, bits) for row in rows] if bits else list(rows)


def _with_numbers(row: tuple[Any, ...], bits: list[int]) -> tuple[Any, ...]:
    return tuple(
        str(int.from_bytes(value, "big")) if n in bits and value is not None else value
        for n, value in enumerate(row)
    )


def _kind(field: Any) -> str:
    """The contract type that holds a column without loss."""
    unsigned = bool(field.flags & _UNSIGNED)
    if field.type_code in _DECIMALS:
        digits = field.length - (field.scale > 0) - (not unsigned)
        return f"DECIMAL({digits},{field.scale})" if digits <= 38 else "VARCHAR"
    if field.type_code == _BIT:
        return "BIGINT" if field.length < 64 else "DECIMAL(20,0)"
    if field.type_code == 8 and unsigned:
        return "DECIMAL(20,0)"
    if field.type_code in _TEXTS and field.charsetnr == _BYTES:
        return "BLOB"
    return _KINDS.get(field.type_code, "VARCHAR")


def _arguments(text: str) -> dict[str, Any]:
    """What the library wants to know, of a URL such as mysql://user:password@host:3306/database."""
    parts = urlsplit(text)
    options = dict(parse_qsl(parts.query))
    known: dict[str, Any] = {
        "host": parts.hostname or "localhost",
        "port": parts.port or 3306,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "database": unquote(parts.path.lstrip("/")),
        "charset": "utf8mb4",
        "connect_timeout": 10,
    }
    if socket := options.get("unix_socket") or options.get("socket"):
        known["unix_socket"] = socket
    if authority := options.get("ssl_ca"):
        known["ssl_ca"] = authority
    return known
