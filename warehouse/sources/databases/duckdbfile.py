"""Another DuckDB file, read as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from warehouse.database import Database, SqlError, first_error_line
from warehouse.errors import SourceError, WarehouseError
from warehouse.sources.databases.asking import Ask
from warehouse.sources.databases.connection import Connection
from warehouse.sources.frames import KeptRows, Rows, keep_rows, rows_of
from warehouse.templates import name, render

_WIDE = {"HUGEINT": "DECIMAL(38,0)", "UHUGEINT": "DECIMAL(38,0)", "BIGNUM": "VARCHAR"}
_AS_TEXT = (
    "UUID",
    "INTERVAL",
    "TIME",
    "TIME WITH TIME ZONE",
    "TIME_NS",
    "BIT",
    "JSON",
    "GEOMETRY",
    "VARIANT",
)


def read_duckdb(connection: Connection, ask: Ask, folder: Path) -> KeptRows:
    """The rows, kept in a file under `folder`. Raises SourceError."""
    if not connection.path.is_file():
        raise connection.unreachable(ask.table, "there is no such file")
    try:
        with Database.open_published(connection.path) as database:
            select = ask.select()
            chosen = ", ".join(_kept(column, kind) for column, kind in database.types(select).items())
            relation: Any = database.relation(render("sources/chosen", columns=chosen, select=select))
            rows = rows_of(relation)
            rows = Rows(connection.shown, rows.schema, rows.batches)
            return keep_rows(ask.table, rows, folder / "asked.parquet")
    except SqlError as error:
        raise connection.unreachable(ask.table, first_error_line(error)) from error
    except SourceError:
        raise
    except WarehouseError as error:
        raise connection.unreachable(ask.table, error.what) from error


def _kept(column: str, kind: str) -> str:
    """A column in a type that the log has."""
    word = kind.partition("(")[0]
    if kind in _AS_TEXT or word in ("ENUM", "MAP", "UNION"):
        return f"CAST({name(column)} AS VARCHAR) AS {name(column)}"
    if word in _WIDE:
        return f"CAST({name(column)} AS {_WIDE[word]}) AS {name(column)}"
    return name(column)
