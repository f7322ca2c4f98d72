"""What the statements of a PostgreSQL dump mean: a table, rows, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from warehouse.sources.dumps.copies import copy_frames
from warehouse.sources.dumps.copies import header_pattern as copy_pattern
from warehouse.sources.dumps.ddl import CreateTable, identifier, parse_create_table, primary_key, tokens_of
from warehouse.sources.dumps.inserts import InsertRows
from warehouse.sources.dumps.inserts import header_pattern as insert_pattern
from warehouse.sources.dumps.state import NO_COLUMNS, State
from warehouse.sources.dumps.statements import kind_of, target_of
from warehouse.sources.dumps.tables import Target
from warehouse.sources.dumps.targets import listed_target, whole_target

if TYPE_CHECKING:
    import polars as pl

_ROWS = re.compile(rb"(?P<insert>INSERT\b)|(?P<copy>COPY\b)", re.I)
_PSQL = re.compile(rb"\\[^\n]*+\n?")
_SET = re.compile(r"SET\s+(?:SESSION\s+|LOCAL\s+)?(\w+)\s*(?:=|\bTO\b)\s*(.*)", re.I | re.S)
_SET_CONFIG = re.compile(r"SELECT\s+(?:pg_catalog\.)?set_config\(\s*'(\w+)'\s*,\s*'([^']*)'", re.I)
_ROUTINE = re.compile(r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE)\b", re.I)
_STRINGS = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|(\$\w*\$).*?\1", re.S)
_DEFAULT = re.compile(
    r"ALTER\s+(?:COLUMN\s+)?(\"(?:[^\"]|\"\")+\"|\w+)\s+(?:SET\s+DEFAULT|ADD\s+GENERATED)", re.I
)
_CHANGES_ROWS = ("DROP TABLE", "DELETE", "UPDATE", "TRUNCATE", "TRUNCATE TABLE")
_TEXT_FORMAT = re.compile(rb"\s*(?:WITH\s*\(?\s*FORMAT\s+'?text'?\s*\)?)?\s*\Z", re.I)
_QUOTED = r"(\"(?:[^\"]|\"\")+\"|\w+)"
_DEFAULT_VALUES = re.compile(rf"INSERT\s+INTO\s+{_QUOTED}(?:\s*\.\s*{_QUOTED})?\s+DEFAULT\s+VALUES\b", re.I)
_UTF8 = "dump with `--encoding=UTF8`"


class PostgresDump:
    """One pass over a PostgreSQL dump in plain SQL, of the schemas that may be in it.

    A table is called by its name alone where one schema is allowed, else by schema.name.
    """

    def __init__(self, state: State, schemas: tuple[str, ...]) -> None:
        self._state = state
        self._schemas = schemas
        self._search_path: str | None = None
        self._database: bytes | None = None

    def batches(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """The rows, table by table, in batches. Raises SourceError."""
        state, stream = self._state, self._state.stream
        while not state.lexer.at_end():
            line = stream.line()
            stream.fill(16)
            rows = _ROWS.match(stream.data, stream.pos)
            if rows and rows["insert"]:
                yield from self._insert()
            elif rows:
                yield from self._copy()
            elif stream.data.startswith(b"\\", stream.pos):
                self._psql(line)
            else:
                text = state.text(state.lexer.statement())
                while _is_open(text):
                    text += "; " + state.text(state.lexer.statement())
                self._statement(text, line)
        yield from state.finish()

    def _insert(self) -> Iterator[tuple[str, pl.DataFrame]]:
        state, stream = self._state, self._state.stream
        match = stream.match(insert_pattern(state.lexer.grammar), 1 << 20)
        if match is None:
            self._insert_nothing()
            return
        name, header, columns = self._name_in(match), match[0], match["columns"]
        stream.pos = match.end()
        target = (
            listed_target(state, name, self._names(columns))
            if columns
            else whole_target(state, name, stream.pos)
        )
        for part, count, size in InsertRows(state, target, header, b";").parts():
            yield from state.give(name, part, count, size)

    def _insert_nothing(self) -> None:
        """A row of a table without columns. Raises SourceError for any other INSERT without VALUES."""
        line = self._state.stream.line()
        text = self._state.text(self._state.lexer.statement())
        match = _DEFAULT_VALUES.match(text)
        parts = tuple(identifier(part, False) for part in match.groups() if part) if match else ()
        table = self._state.tables.get(self._called(parts)) if parts else None
        if table is None or table.fields:
            raise self._not_rows("An INSERT does not give its rows as VALUES.", line)
        self._state.skip(NO_COLUMNS)

    def _copy(self) -> Iterator[tuple[str, pl.DataFrame]]:
        state, stream = self._state, self._state.stream
        match = stream.match(copy_pattern(state.lexer.grammar), 1 << 20)
        if match is None:
            line = stream.line()
            state.lexer.statement()
            raise self._not_rows("A COPY does not read the rows that follow it.", line)
        if not _TEXT_FORMAT.match(match["options"]):
            raise stream.refuse(
                "COPY is not in the text format.", "dump with pg_dump, or without options of COPY"
            )
        name, newline, columns = self._name_in(match), match["newline"], match["columns"]
        stream.pos = match.end()
        target = self._copy_target(name, columns)
        for frame, count, size in copy_frames(state, target, newline):
            yield from state.give(name, frame, count, size)

    def _copy_target(self, name: str, columns: bytes | None) -> Target:
        state = self._state
        if columns is not None:
            return listed_target(state, name, self._names(columns))
        if name in state.tables:
            return listed_target(state, name, [column.name for column in state.tables[name].delivered])
        state.stream.fill(1)
        while (end := state.stream.data.find(b"\n", state.stream.pos)) < 0 and state.stream.more():
            pass
        line = state.stream.data[state.stream.pos : end]
        width = 0 if line.startswith(b"\\.") else line.count(b"\t") + 1
        return listed_target(state, name, [f"c{n}" for n in range(1, width + 1)])

    def _statement(self, text: str, line: int) -> None:
        """A statement that is neither INSERT nor COPY."""
        if not text:
            return
        kind = kind_of(text)
        created = parse_create_table(text, False)
        if created and (created.lists_columns or created.parents):
            self._create(created, line)
            return
        if kind in _CHANGES_ROWS:
            target = target_of(text, False)
            self._state.changed(self._called(target) if target else "", kind)
            return
        if kind == "SET" and (setting := _SET.match(text)):
            self._set(setting[1].lower(), setting[2])
        elif kind == "SELECT" and (setting := _SET_CONFIG.match(text)):
            self._set(setting[1].lower(), setting[2])
        elif kind == "ALTER TABLE":
            self._alter(text)
        self._state.skip(kind)

    def _create(self, created: CreateTable, line: int) -> None:
        name = self._name(created.name, line)
        if created.guarded and name in self._state.tables:
            self._state.skip("CREATE TABLE")
            return
        inherited = [
            column
            for parent in created.parents
            if self._called(parent) in self._state.tables
            for column in self._state.tables[self._called(parent)].fields
        ]
        own = {column.name for column in created.columns}
        columns = (*(c for c in inherited if c.name not in own), *created.columns)
        self._state.create(replace(created, columns=tuple(columns)).table(name, line))

    def _alter(self, text: str) -> None:
        target = target_of(text, False)
        table = self._state.tables.get(self._called(target)) if target else None
        if table is None:
            return
        key = primary_key(text, False)
        served = {identifier(name, False) for name in _DEFAULT.findall(text)}
        fields = tuple(replace(c, default=None) if c.name in served else c for c in table.fields)
        self._state.tables[table.name] = replace(table, fields=fields, key=key or table.key)

    def _set(self, name: str, value: str) -> None:
        first = value.split(",")[0].strip().strip("'")
        if name == "client_encoding":
            self._state.set_charset(first, _UTF8)
        elif name == "standard_conforming_strings":
            self._state.set_backslashes(first.lower() in ("off", "false", "0", "no"))
        elif name == "search_path":
            self._search_path = identifier(first, False) if first else None

    def _psql(self, line: int) -> None:
        """A line for psql. `\\connect` to another database is refused once there are tables."""
        match = self._state.lexer.take(_PSQL)
        words = match[0].split() if match else [b"\\"]
        if words[0] in (b"\\connect", b"\\c") and len(words) > 1:
            if self._state.tables and words[1] != self._database:
                raise self._state.stream.refuse(
                    f"The dump names a second database, {self._state.text(words[1])}.",
                    "dump one database",
                    line,
                )
            self._database = words[1]
        self._state.skip(self._state.text(words[0]))

    def _name_in(self, match: re.Match[bytes]) -> str:
        parts = [
            identifier(self._state.text(part), False) for part in (match["first"], match["second"]) if part
        ]
        return self._name(tuple(parts), self._state.stream.line())

    def _name(self, parts: tuple[str, ...], line: int) -> str:
        """What the table is called. Raises SourceError for a schema that is not allowed."""
        schema = parts[-2] if len(parts) > 1 else self._search_path or self._schemas[0]
        if schema not in self._schemas:
            raise self._state.stream.refuse(
                f"The dump holds the schema '{schema}', and only {', '.join(self._schemas)} may be in it.",
                f"dump with `--schema`, or allow it: `schemas: [{', '.join((*self._schemas, schema))}]`",
                line,
            )
        return self._called(parts)

    def _called(self, parts: tuple[str, ...]) -> str:
        schema = parts[-2] if len(parts) > 1 else self._search_path or self._schemas[0]
        if schema not in self._schemas:
            return f"{schema}.{parts[-1]}"
        return parts[-1] if len(self._schemas) == 1 else f"{schema}.{parts[-1]}"

    def _names(self, columns: bytes) -> list[str]:
        tokens = tokens_of(self._state.text(columns))
        return [identifier(token.text, False) for token in tokens if token.text != ","]

    def _not_rows(self, what: str, line: int) -> Exception:
        return self._state.stream.refuse(
            what, "dump the rows themselves; nothing in a dump is executed", line
        )


def _is_open(text: str) -> bool:
    """Whether the body of a routine, BEGIN ATOMIC … END, goes on after the semicolon."""
    if not _ROUTINE.match(text):
        return False
    words = re.findall(r"\w+", _STRINGS.sub("''", text).upper())
    if "ATOMIC" not in words:
        return False
    body = words[words.index("ATOMIC") - 1 :]
    return body.count("BEGIN") + body.count("CASE") > body.count("END")
