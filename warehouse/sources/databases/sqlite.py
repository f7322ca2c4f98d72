"""SQLite: a column may hold values of any type, so its type is that of the values that are there."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from warehouse.errors import SourceError
from warehouse.project.types import stored_word
from warehouse.sources.databases.asking import Ask
from warehouse.sources.databases.connection import Connection
from warehouse.sources.databases.texts import KeptTexts, keep_texts
from warehouse.templates import render

_ROWS = 20_000
#: Types of texts that a declared type may mean.
_OF_TEXTS = ("DATE", "TIMESTAMP", "BOOLEAN")


def read_sqlite(connection: Connection, ask: Ask, folder: Path) -> KeptTexts:
    """The rows, kept in a file under `folder`. Raises SourceError."""
    path = connection.path
    try:
        server = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error as error:
        raise connection.unreachable(ask.table, error) from error
    try:
        server.execute("BEGIN")
        select = ask.select()
        kinds = _kinds(server, select, ask)
        cursor = server.execute(select)
        return keep_texts(
            ask.table, connection.shown, kinds, _batches(cursor, kinds), folder / "asked.parquet"
        )
    except sqlite3.Error as error:
        raise connection.unreachable(ask.table, error) from error
    finally:
        server.close()


def _kinds(server: sqlite3.Connection, select: str, ask: Ask) -> dict[str, str]:
    names = [column[0] for column in server.execute(render("sources/no_rows", select=select)).description]
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    seen = ", ".join(f"group_concat(DISTINCT typeof({name}))" for name in quoted)
    big = ", ".join(f"max(typeof({n}) = 'integer' AND abs({n} / 2) > 4503599627370496)" for n in quoted)
    row = server.execute(render("sources/sqlite_classes", classes=seen, big=big, select=select)).fetchone()
    declared = _declared(server, ask)
    kinds = {}
    for name, types, is_big in zip(names, row, row[len(names) :], strict=False):
        classes = set((types or "").split(",")) - {"null", ""}
        if "blob" in classes and len(classes) > 1:
            raise SourceError(
                f"The column '{name}' holds bytes and other values.",
                where=f"{ask.table.full_name} ({ask.table.place})",
                fix="ask with a `query:` that casts it, to BLOB or to TEXT",
                state="nothing of this delivery was stored",
            )
        kinds[name] = _kind(classes, declared.get(name, ""), bool(is_big))
    return kinds


def _kind(classes: set[str], declared: str, is_big: bool) -> str:
    if classes == {"blob"}:
        return "BLOB"
    if classes == {"integer"}:
        return "BIGINT"
    if classes and classes <= {"integer", "real"}:
        return "VARCHAR" if is_big else "DOUBLE"
    word = stored_word(re.sub(r"\(.*", "", declared)) or "VARCHAR"
    if classes:
        return word if classes == {"text"} and word in _OF_TEXTS else "VARCHAR"
    return word if word in ("BIGINT", "DOUBLE", "BLOB", *_OF_TEXTS) else "VARCHAR"


def _declared(server: sqlite3.Connection, ask: Ask) -> dict[str, str]:
    if ask.table.origin.query:
        return {}
    rows = server.execute("SELECT name, type FROM pragma_table_info(?)", [ask.table.identifier]).fetchall()
    return dict(rows)


def _batches(cursor: sqlite3.Cursor, kinds: dict[str, str]) -> Iterator[list[tuple[Any, ...]]]:
    while rows := cursor.fetchmany(_ROWS):
        yield [tuple(_text(value) for value in row) for row in rows]


def _text(value: Any) -> Any:
    """A number as the shortest text that reads back as it; texts and bytes as they are."""
    return value if value is None or isinstance(value, str | bytes) else repr(value)
