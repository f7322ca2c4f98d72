"""PostgreSQL: COPY gives every value as the server writes it, and the reader of dumps reads that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from warehouse.sources.databases.asking import Ask
from warehouse.sources.databases.connection import Connection, absent
from warehouse.sources.dumps.spooled import DumpedTable, spool_dump
from warehouse.templates import render

_SESSION = (
    "SET TIME ZONE 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET bytea_output = 'hex'; "
    "SET extra_float_digits = 1; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
)


def read_postgres(connection: Connection, ask: Ask, folder: Path) -> DumpedTable:
    """The rows, kept in a file under `folder`. Raises SourceError."""
    try:
        import psycopg
    except ImportError as error:
        raise absent(ask.table, "postgres", "psycopg") from error
    copied = folder / "copied.sql"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with psycopg.connect(connection.text, autocommit=True, connect_timeout=10) as server:
            server.execute(_SESSION)
            with copied.open("wb") as file:
                _copy(server, ask.select(), file)
    except psycopg.Error as error:
        raise connection.unreachable(ask.table, error) from error
    origin = replace(ask.table.origin, dump="postgres", schemas=("public",))
    asked = replace(ask.table, identifier="asked", origin=origin)
    rows = spool_dump(copied, [asked], folder).tables[0]
    copied.unlink()
    return replace(rows, declared=ask.table, dump=Path(connection.shown))


def _copy(server: Any, select: str, file: IO[bytes]) -> None:
    """Write the rows as a dump of one table."""
    columns = server.execute(render("sources/no_rows", select=select)).description
    kinds = [_declared(server, column) for column in columns]
    names = ['"' + column.name.replace('"', '""') + '"' for column in columns]
    fields = ", ".join(f"{name} {kind}" for name, kind in zip(names, kinds, strict=True))
    head = render("sources/dump_head", fields=fields, columns=", ".join(names))
    file.write(head.rstrip().rstrip(";").encode() + b";\n")
    with server.cursor().copy(render("sources/copy_out", select=select)) as copy:
        for block in copy:
            file.write(block)
    file.write(b"\\.\n")


def _declared(server: Any, column: Any) -> str:
    """The type of a column as CREATE TABLE would write it."""
    (word,) = server.execute("SELECT format_type(%s, NULL)", [column.type_code]).fetchone()
    if word == "numeric" and column.precision is not None:
        return f"numeric({column.precision},{column.scale})"
    return str(word)
