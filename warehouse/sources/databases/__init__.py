"""Databases that are asked for their rows: PostgreSQL, MySQL and MariaDB, SQLite, DuckDB."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from warehouse.sources.databases.asking import Ask
from warehouse.sources.databases.connection import Connection
from warehouse.sources.databases.duckdbfile import read_duckdb
from warehouse.sources.databases.mysql import read_mysql
from warehouse.sources.databases.postgres import read_postgres
from warehouse.sources.databases.sqlite import read_sqlite
from warehouse.sources.databases.texts import KeptTexts
from warehouse.sources.dumps.spooled import DumpedTable
from warehouse.sources.frames import KeptRows

_Reader = Callable[[Connection, Ask, Path], DumpedTable | KeptTexts | KeptRows]
_READERS: dict[str, _Reader] = {
    "postgres": read_postgres,
    "mysql": read_mysql,
    "sqlite": read_sqlite,
    "duckdb": read_duckdb,
}


def read_database(connection: Connection, ask: Ask, folder: Path) -> DumpedTable | KeptTexts | KeptRows:
    """The rows that a database answers with, kept in a file under `folder`.

    Raises SourceError, without anything secret, when it cannot be reached or does not answer.
    """
    return _READERS[connection.kind](connection, ask, folder)
