"""What the statements of a MySQL or MariaDB dump mean: a table, rows, or nothing. A dump is one database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from warehouse.sources.dumps.databases import databases_named
from warehouse.sources.dumps.ddl import identifier, parse_create_table, primary_key, qualified, tokens_of
from warehouse.sources.dumps.inserts import InsertRows, header_pattern
from warehouse.sources.dumps.state import State
from warehouse.sources.dumps.statements import kind_of, target_of
from warehouse.sources.dumps.targets import listed_target, whole_target

if TYPE_CHECKING:
    import polars as pl

_INSERT = re.compile(rb"(?:INSERT|REPLACE)\b", re.I)
_DELIMITER = re.compile(rb"DELIMITER[ \t]++(\S++)[^\n]*+", re.I)
_NAMES = re.compile(r"SET\s+(?:NAMES|CHARACTER\s+SET|CHARSET)\s+['\"]?(\w+)", re.I)
_MODE = re.compile(r"(?<!@)\b(?:SESSION\.|SESSION\s+)?SQL_MODE\s*:?=\s*(@?\w+|'[^']*'|\"[^\"]*\")", re.I)
_SAVED = re.compile(r"(@\w+)\s*:?=\s*@@(?:SESSION\.)?SQL_MODE", re.I)
_DATABASE = re.compile(rb"^-- Host: .*?Database: (\S+)\s*$", re.M)
_CHANGES_ROWS = ("DROP TABLE", "DELETE", "UPDATE", "TRUNCATE", "TRUNCATE TABLE", "RENAME TABLE")
_UTF8 = "dump with `--default-character-set=utf8mb4`"


class MysqlDump:
    """One pass over a MySQL or MariaDB dump."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._delimiter = b";"
        self._database: str | None = None
        self._saved_modes: dict[str, str] = {}
        self._mode = ""

    def batches(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """The rows, table by table, in batches. Raises SourceError."""
        state, stream = self._state, self._state.stream
        while not state.lexer.at_end():
            line = stream.line()
            self._note_comments()
            stream.fill(16)
            if _INSERT.match(stream.data, stream.pos):
                yield from self._insert()
            elif stream.data[stream.pos : stream.pos + 9].upper() == b"DELIMITER":
                self._change_delimiter()
            else:
                self._statement(state.text(state.lexer.statement(self._delimiter)), line)
        self._note_comments()
        yield from state.finish()

    def _insert(self) -> Iterator[tuple[str, pl.DataFrame]]:
        state, stream = self._state, self._state.stream
        match = stream.match(header_pattern(state.lexer.grammar), 1 << 20)
        if match is None:
            raise self._not_rows()
        parts = [identifier(state.text(part), True) for part in (match["first"], match["second"]) if part]
        self._one_database(parts[0] if len(parts) == 2 else None, stream.line())
        listed = None
        if match["columns"] is not None:
            listed = [
                identifier(token.text, True)
                for token in tokens_of(state.text(match["columns"]))
                if token.text != ","
            ]
        name, header = self._known(parts[-1]), match[0]
        stream.pos = match.end()
        target = listed_target(state, name, listed) if listed else whole_target(state, name, stream.pos)
        rows = InsertRows(state, target, header, self._delimiter)
        for part, count, size in rows.parts():
            yield from state.give(target.table.name, part, count, size)

    def _statement(self, text: str, line: int) -> None:
        """A statement that is neither INSERT nor REPLACE."""
        if not text:
            return
        for database in databases_named(text):
            self._one_database(database, line)
        kind = kind_of(text)
        created = parse_create_table(text, True)
        if created and created.lists_columns:
            self._one_database(None, line)
            name = created.name[-1] if created.name else ""
            if created.guarded and name in self._state.tables:
                self._state.skip(kind)
            else:
                self._state.create(created.table(name, line))
            return
        if kind in _CHANGES_ROWS:
            target = target_of(text, True)
            self._state.changed(self._known(target[-1]) if target else "", kind)
            return
        if kind == "LOAD DATA":
            raise self._state.stream.refuse(
                "LOAD DATA reads rows from another file.", "dump the rows themselves", line
            )
        if kind == "SET":
            self._set(text)
        elif kind == "ALTER TABLE":
            self._alter(text)
        elif kind == "CREATE VIEW":
            self._view(text)
        self._state.skip(kind)

    def _set(self, text: str) -> None:
        if names := _NAMES.match(text):
            if names[1].lower() != "default":
                self._state.set_charset(names[1], _UTF8)
        for saved in _SAVED.finditer(text):
            self._saved_modes[saved[1].lower()] = self._mode
        for mode in _MODE.finditer(text):
            given = mode[1].strip("'\"")
            self._mode = self._saved_modes.get(given.lower(), "") if given.startswith("@") else given
            self._state.set_backslashes("NO_BACKSLASH_ESCAPES" not in self._mode.upper())

    def _alter(self, text: str) -> None:
        target = target_of(text, True)
        table = self._state.tables.get(self._known(target[-1])) if target else None
        key = primary_key(text, True)
        if table and key:
            self._state.tables[table.name] = replace(table, key=key)

    def _view(self, text: str) -> None:
        """mysqldump 5 makes a table in a view's place, until all tables are there."""
        match = re.search(r"\bVIEW\s+", text, re.I)
        if match:
            name = qualified(list(tokens_of(text, match.end())), 0, True)[0][-1:]
            if name and name[0] in self._state.tables and not self._state.rows[name[0]]:
                del self._state.tables[name[0]]

    def _known(self, name: str) -> str:
        """The table's name as it was created, where only capitals differ."""
        if name not in self._state.tables:
            same = [known for known in self._state.tables if known.lower() == name.lower()]
            return same[0] if len(same) == 1 else name
        return name

    def _one_database(self, name: str | None, line: int) -> None:
        """Notes the database that a statement names; '' is the one that nobody named."""
        if self._database is None:
            self._database = name or ""
        elif name is not None and name != self._database:
            own = f"'{self._database}'" if self._database else "another one, which it does not name"
            raise self._state.stream.refuse(
                f"The dump names a second database, '{name}'; it began with {own}.",
                "dump one database into one file, without `--databases` and `--all-databases`",
                line,
            )

    def _note_comments(self) -> None:
        """The comment at the top says which database it is, even where no statement does."""
        for comment in self._state.comments:
            for name in _DATABASE.findall(comment):
                self._one_database(self._state.text(name), self._state.stream.line())
        self._state.comments.clear()

    def _change_delimiter(self) -> None:
        match = self._state.lexer.take(_DELIMITER, 1000)
        if match is None:
            raise self._state.stream.refuse(
                "DELIMITER names no delimiter.", "deliver the dump as it was written"
            )
        self._delimiter = match[1]
        self._state.skip("DELIMITER")

    def _not_rows(self) -> Exception:
        line = self._state.stream.line()
        self._state.lexer.statement(self._delimiter)
        return self._state.stream.refuse(
            "An INSERT does not give its rows as VALUES.",
            "dump values only; nothing in a dump is executed",
            line,
        )
