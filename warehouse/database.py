"""The only door to DuckDB: open, run, transaction, trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import BusyError, IntegrityError, UsageError, WarehouseError

DUCKDB_VERSION = duckdb.__version__

#: What DuckDB raises; caught where a user's own SQL runs.
SqlError = duckdb.Error

Trace = Callable[[str], None]

#: Bytes that DuckDB may keep in memory while a delivery goes into the log and into its table: in all, or for
#: each of many threads. More makes neither faster (measured with 11 million rows): it only fills with pages
#: that are written already.
_SPARING, _SPARING_PER_THREAD = 1_000_000_000, 250_000_000


class Database:
    """One connection to one file (or to memory). Every statement passes through `run`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, trace: Trace | None = None) -> None:
        self._connection = connection
        self.trace = trace
        self._in_transaction = False
        self._has_limit = False

    @classmethod
    def open(cls, path: Path | None, *, read_only: bool = False, trace: Trace | None = None) -> Database:
        """Open `path` (None: memory). Time zone UTC; row order is not kept, so that memory stays small.

        Raises BusyError when another process has the file open for writing, UsageError when a file
        opened for reading is absent, IntegrityError when it is no DuckDB file.
        """
        if read_only and path is not None and not path.is_file():
            raise UsageError(
                "There is no warehouse file yet.",
                where=path,
                fix="`warehouse run` makes it; when a run did not publish, its output says why",
                state="nothing was read",
            )
        try:
            connection = duckdb.connect(str(path) if path else ":memory:", read_only=read_only)
        except duckdb.Error as error:
            raise _unreadable(error, path) from error
        database = cls(connection, trace)
        database.run("SET TimeZone = 'UTC'")
        # DuckDB would draw it into standard output, also where that is a file or another program.
        database.run("SET enable_progress_bar = false")
        if not read_only:
            database.run("SET preserve_insertion_order = false")
        return database

    @classmethod
    def open_published(cls, path: Path, trace: Trace | None = None) -> Database:
        """Open a file that others replace, for reading: always the one that stands there now.

        DuckDB shares one instance per path within a process, so that a connection opened directly could go
        on showing a file that was replaced. Attached to an instance of its own, it is read anew.
        """
        if not path.is_file():
            return cls.open(path, read_only=True, trace=trace)
        database = cls.open(None, trace=trace)
        try:
            database.run(f"ATTACH {_quoted(path)} AS warehouse (READ_ONLY)")
        except duckdb.Error as error:
            database.close()
            raise _unreadable(error, path) from error
        database.run("USE warehouse")
        return database

    def run(self, sql: str, parameters: Sequence[Any] | None = None) -> Any:
        """Run one statement and return its cursor."""
        if self.trace is not None:
            self.trace(sql)
        return self._connection.execute(sql, parameters)

    def finish(self, sql: str) -> None:
        """Run one statement to its end, so that what it reads may be let go."""
        self.run(sql).fetchall()

    def rows(self, sql: str, parameters: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
        """All rows of a small result."""
        return self.run(sql, parameters).fetchall()  # type: ignore[no-any-return]

    def row(self, sql: str, parameters: Sequence[Any] | None = None) -> tuple[Any, ...]:
        """The first row of a result that has one."""
        found = self.rows(sql, parameters)
        if not found:
            raise WarehouseError(f"A row was expected from: {sql}")
        return found[0]

    def value(self, sql: str, parameters: Sequence[Any] | None = None) -> Any:
        """The first value of the first row; None when there is no row."""
        found = self.rows(sql, parameters)
        return found[0][0] if found else None

    def dicts(self, sql: str, parameters: Sequence[Any] | None = None) -> list[dict[str, Any]]:
        """All rows of a small result, by column name."""
        cursor = self.run(sql, parameters)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def relation(self, sql: str) -> Any:
        """A SELECT as a DuckDB relation, which keeps this connection alive."""
        if self.trace is not None:
            self.trace(sql)
        return self._connection.sql(sql)

    def relation_of(self, arrow: Any) -> Any:
        """An Arrow table as a DuckDB relation, which keeps this connection alive."""
        return self._connection.from_arrow(arrow)

    def types(self, select: str) -> dict[str, str]:
        """The column names of a SELECT with their DuckDB types, in order."""
        return {name: kind for name, kind, *_ in self.rows(f"DESCRIBE {select}")}

    def tables_in(self, sql: str) -> set[str]:
        """The relations that a statement names, in lower case (schema.name); none where it has a fault."""
        try:
            names = self._connection.get_table_names(sql, qualified=True)
        except duckdb.Error:
            return set()
        return {name.replace('"', "").removeprefix("warehouse.").lower() for name in names}

    def measure(self) -> None:
        """Measure the statements from here on."""
        self._connection.execute("SET enable_profiling = 'no_output'").fetchall()

    def measured(self) -> tuple[int | None, int | None]:
        """The rows and bytes that the last statement scanned, None where unknown; measuring ends."""
        import json

        found = json.loads(self._connection.get_profiling_information(format="json"))
        self._connection.execute("PRAGMA disable_profiling").fetchall()
        rows, size = (
            found.get("query", {}).get("total_rows_scanned"),
            found.get("io", {}).get("total_bytes_read"),
        )
        return rows, size

    def bind(self, name: str, arrow: Any) -> None:
        """Let SQL read an Arrow table or reader under `name`."""
        self._connection.register(name, arrow)

    def unbind(self, name: str) -> None:
        """Forget what `bind` made known."""
        self._connection.unregister(name)

    def limit_memory(self, size: str) -> None:
        """Let DuckDB keep to a size such as 4GB, whatever it does; what does not fit goes to disk."""
        self.run(f"SET memory_limit = {_quoted(size)}")
        self._has_limit = True

    @contextmanager
    def sparing(self) -> Iterator[None]:
        """Statements inside, which pass rows on, keep to little memory; not where a limit was set.

        What does not fit goes to disk, beside the file; pages that were written are let go of first.
        """
        if self._has_limit:
            yield
            return
        with (
            self._connection.cursor() as beside
        ):  # which no transaction that failed keeps from setting it back
            size, threads = beside.execute(
                "SELECT parse_formatted_bytes(current_setting('memory_limit')), current_setting('threads')"
            ).fetchall()[0]
            enough = max(_SPARING, threads * _SPARING_PER_THREAD)
            beside.execute(f"SET GLOBAL memory_limit = '{min(size, enough)}B'")
            try:
                yield
            finally:
                beside.execute("RESET GLOBAL memory_limit")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements inside become visible together, or none does. One inside another is part of it."""
        if self._in_transaction:
            yield
            return
        self.run("BEGIN")
        self._in_transaction = True
        try:
            yield
        except BaseException:
            self.run("ROLLBACK")
            raise
        finally:
            self._in_transaction = False
        self.run("COMMIT")

    @contextmanager
    def rolled_back(self) -> Iterator[None]:
        """Whatever the statements inside do is taken back at the end."""
        self.run("BEGIN")
        try:
            yield
        finally:
            self.run("ROLLBACK")

    def close(self) -> None:
        """Write the file out whole (no .wal remains) and let it go."""
        self._connection.close()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def first_error_line(error: Exception) -> str:
    """The sentence of a DuckDB error, without the picture of the statement under it."""
    return str(error).strip().split("\n")[0]


def _quoted(text: Path | str) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def _unreadable(error: Exception, path: Path | None) -> BusyError | IntegrityError:
    if "lock" in str(error).lower():
        return BusyError(
            "Another process has this file open for writing.",
            where=path,
            fix="end that process, or wait for it",
            state="nothing was changed",
        )
    return IntegrityError(f"This DuckDB file cannot be opened: {first_error_line(error)}", where=path)
