"""What is known while a dump is read: its tables so far, its encoding, what was skipped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from warehouse.sources.dumps.dates import PLAIN, misfit
from warehouse.sources.dumps.frames import Batcher, SlowRows
from warehouse.sources.dumps.lexer import Grammar, Lexer
from warehouse.sources.dumps.literals import Charset, Literals, charset
from warehouse.sources.dumps.stream import ENCODING_FIX, Stream
from warehouse.sources.dumps.tables import Column, DumpTable, Target

if TYPE_CHECKING:
    import polars as pl

_FIRST_COMMENT = re.compile(
    rb"^-- (?:MySQL dump|MariaDB dump|PostgreSQL database (?:cluster )?dump\s*$)", re.M
)
_LAST_COMMENT = re.compile(rb"^-- (?:Dump completed|PostgreSQL database (?:cluster )?dump complete)", re.M)

#: Under this, rows of tables without columns are counted as skipped.
NO_COLUMNS = "rows without columns"


class State:
    """One pass over a dump. A `survey` reads rows only where a type may not hold their values."""

    def __init__(self, stream: Stream, is_mysql: bool, survey: bool) -> None:
        self.stream = stream
        self.is_mysql = is_mysql
        stream.fill(1 << 16)
        self.newline = b"\r\n" if b"\r\n" in stream.data[: 1 << 16] else b"\n"
        self.charset = Charset()
        self.lexer = Lexer(stream, Grammar(is_mysql, is_mysql), self._comment)
        self.literals = Literals(is_mysql, is_mysql, self.charset)
        self.tables: dict[str, DumpTable] = {}
        self.rows: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self.comments: list[bytes] = []
        #: Tables whose rows are not read well by the quick mask.
        self.with_care: set[str] = set()
        #: What stands behind the rows of a table's last statement, and as what it is counted.
        self.tails: dict[str, tuple[bytes, str]] = {}
        self._survey = survey
        self._batcher = Batcher()
        self._kept_as_text: dict[str, dict[str, str]] = {}
        self._open_dumps = 0

    def set_backslashes(self, on: bool) -> None:
        """Whether a backslash escapes from now on."""
        self.lexer.grammar = Grammar(self.is_mysql, on)
        self.literals = replace(self.literals, backslashes=on)

    def set_charset(self, name: str, fix: str) -> None:
        """The encoding of what follows. Raises SourceError for one that is not read."""
        known = charset(name, self.is_mysql)
        if known is None:
            raise self.stream.refuse(f"The dump is in the character set {name}, which is not read.", fix)
        self.charset = known
        self.literals = replace(self.literals, charset=known)

    def text(self, raw: bytes) -> str:
        """A statement as text. Raises SourceError."""
        try:
            return self.charset.decode(raw)
        except UnicodeDecodeError as error:
            raise self.stream.refuse(
                f"A statement is not {self.charset.codec} text.", ENCODING_FIX
            ) from error

    def skip(self, kind: str) -> None:
        """Counts a statement that gives neither a table nor rows."""
        self.skipped[kind] += 1

    def create(self, table: DumpTable) -> None:
        """A table as CREATE TABLE describes it. Raises SourceError if there is one already."""
        if table.name in self.tables:
            raise self.stream.refuse(
                f"The table {table.name} is there twice.", "deliver one dump in one file"
            )
        self.tables[table.name] = table

    def extended(self, name: str, columns: Sequence[str] | int) -> DumpTable:
        """The table of some rows; columns of which no CREATE TABLE tells are added to it."""
        known = self.tables.get(name)
        table = known or DumpTable(name, (), line=self.stream.line())
        if isinstance(columns, int):
            columns = [] if known else [f"c{n}" for n in range(1, columns + 1)]
        have = {column.name for column in table.fields}
        fresh = tuple(Column(column) for column in columns if column not in have)
        if fresh and known and self.rows[name]:
            raise self.stream.refuse(
                f"The rows of {name} have the new column {fresh[0].name}.", "dump with CREATE TABLE"
            )
        self.tables[name] = replace(table, fields=(*table.fields, *fresh))
        return self.tables[name]

    def changed(self, name: str, kind: str) -> None:
        """A statement that would change rows: SourceError if some of this table were read already."""
        if self.rows[name]:
            raise self.stream.refuse(
                f"{kind} would change rows of {name} that were read already.",
                "deliver a dump that holds rows only; nothing in it is executed",
            )
        self.skip(kind)

    def wanted(self, target: Target) -> Target:
        """The target of a statement, of which a survey wants only the columns whose values may not fit."""
        if not self._survey:
            return target
        columns = zip(target.table.delivered, target.places, strict=True)
        kept = [
            (column, place) for column, place in columns if (column.type or "").partition("(")[0] in PLAIN
        ]
        table = replace(target.table, fields=tuple(column for column, _ in kept))
        return Target(table, target.width, tuple(place for _, place in kept))

    def give(
        self, name: str, part: pl.DataFrame | SlowRows, rows: int, size: int
    ) -> Iterator[tuple[str, pl.DataFrame]]:
        """Takes rows, and gives the batches that are full now."""
        if not self.tables[name].delivered:
            self.skipped[NO_COLUMNS] += rows
            return
        self.rows[name] += rows
        if self._survey:
            self._note_misfits(self.tables[name], part.frame() if isinstance(part, SlowRows) else part)
        else:
            yield from self._batcher.add(name, part, rows, size)

    def finish(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """What is left at the end. Raises SourceError if the dump lacks its own last line."""
        if self._open_dumps > 0:
            raise self.stream.refuse("The dump ends without its last line.", "deliver the whole dump")
        yield from self._batcher.rest()
        for name, columns in self._kept_as_text.items():
            self.tables[name] = replace(self.tables[name], kept_as_text=columns)

    def _note_misfits(self, table: DumpTable, frame: pl.DataFrame) -> None:
        noted = self._kept_as_text.setdefault(table.name, {})
        for column in table.delivered:
            if column.type and column.name in frame.columns and column.name not in noted:
                value = misfit(frame[column.name], column.type)
                if value is not None:
                    noted[column.name] = value

    def _comment(self, text: bytes) -> None:
        if b"ump" in text or b"atabase:" in text:
            text = text.replace(b"\r\n", b"\n")
            self._open_dumps += len(_FIRST_COMMENT.findall(text)) - len(_LAST_COMMENT.findall(text))
            self.comments.append(text)
