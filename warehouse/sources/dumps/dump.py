"""A dump, opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.errors import SourceError, UsageError
from warehouse.sources.dumps.stream import CHUNK, Stream
from warehouse.sources.dumps.tables import DumpTable

if TYPE_CHECKING:
    import polars as pl

    from warehouse.sources.dumps.state import State

#: The dialects that are read; MariaDB writes MySQL's.
DIALECTS = ("mysql", "postgres")


def open_dump(path: Path, dialect: str, *, schemas: tuple[str, ...] = ("public",)) -> Dump:
    """The dump in a file, plain or gzip'd. `schemas` are those that a PostgreSQL dump may hold.

    Nothing is read yet. Raises UsageError for an unknown dialect.
    """
    if dialect not in DIALECTS:
        raise UsageError(f"There is no dialect '{dialect}'.", fix=f"known are: {', '.join(DIALECTS)}")
    if not schemas:
        raise UsageError("No schema may be in the dump.", fix="allow at least one schema")
    return Dump(path, dialect, schemas)


class Dump:
    """One dump: the tables it describes, their rows, and what was skipped.

    Everything raises SourceError, with the line, for what cannot be read or must not be in it; what was given
    out before that must be discarded, all of it. `chunk` is how many bytes are read at a time.
    """

    def __init__(self, path: Path, dialect: str, schemas: tuple[str, ...], chunk: int = CHUNK) -> None:
        self.path = path
        self.dialect = dialect
        self.schemas = schemas
        self._chunk = chunk
        self._survey: State | None = None
        self._latest: State | None = None

    def tables(self) -> dict[str, DumpTable]:
        """The tables in the order of the dump, after one pass over all of it.

        The pass is a survey: it finds keys that stand behind the rows, values that do not fit their types,
        and most of what would make `batches` raise.
        """
        return dict(self._surveyed().tables)

    def told(self) -> dict[str, DumpTable]:
        """The tables as the pass that began last knows them by now; after its end all, with their keys.

        Unlike `tables` this costs no pass of its own, and says nothing of values that do not fit.
        """
        return dict(self._latest.tables) if self._latest is not None else {}

    @property
    def skipped_by_now(self) -> dict[str, int]:
        """What the pass that began last has skipped by now."""
        return dict(self._latest.skipped) if self._latest is not None else {}

    @property
    def skipped(self) -> dict[str, int]:
        """How many statements of each kind gave neither a table nor rows: SET, DROP TABLE, CREATE VIEW …"""
        return dict(self._surveyed().skipped)

    @property
    def rows(self) -> dict[str, int]:
        """How many rows the dump holds of each table."""
        survey = self._surveyed()
        return {name: survey.rows[name] for name in survey.tables}

    def batches(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Table names with frames of at most 100,000 rows or about 64 MB, in the order of the dump.

        Every column of the table is there, as String with the text of the value just as it is in the dump
        (the number of a BIT; true or false of a boolean), or as Binary for a BLOB. A table without rows gives
        none.
        """
        yield from self._read(survey=False)

    def _surveyed(self) -> State:
        if self._survey is None:
            for _ in self._read(survey=True):
                raise AssertionError("a survey gives no rows")
        assert self._survey is not None
        return self._survey

    def _read(self, *, survey: bool) -> Iterator[tuple[str, pl.DataFrame]]:
        from warehouse.sources.dumps.mysql import MysqlDump
        from warehouse.sources.dumps.postgres import PostgresDump
        from warehouse.sources.dumps.state import State

        try:
            stream = Stream(self.path, self._chunk)
        except OSError as error:
            raise SourceError(f"The dump cannot be read: {error.strerror}.", where=self.path) from error
        try:
            state = self._latest = State(stream, self.dialect == "mysql", survey)
            reader = MysqlDump(state) if self.dialect == "mysql" else PostgresDump(state, self.schemas)
            yield from reader.batches()
        finally:
            stream.close()
        if survey:
            self._survey = state
