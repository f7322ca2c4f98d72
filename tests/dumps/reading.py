"""A dump's rows as plain Python values."""

from __future__ import annotations

from pathlib import Path

from warehouse.sources.dumps import Dump

Value = str | bytes | None


def rows_of(dump: Dump) -> dict[str, list[tuple[Value, ...]]]:
    """All rows of each table, in order; the columns are always those of the table."""
    found: dict[str, list[tuple[Value, ...]]] = {name: [] for name in dump.tables()}
    for table, frame in dump.batches():
        assert frame.columns == list(dump.tables()[table].columns)
        found[table] += frame.rows()
    assert {name: len(rows) for name, rows in found.items()} == dump.rows
    return found


def opened(
    folder: Path, text: str | bytes, dialect: str = "mysql", chunk: int = 4 << 20, **more: object
) -> Dump:
    """A dump with this text, read in chunks of this size."""
    path = folder / "dump.sql"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    schemas = more.get("schemas", ("public",))
    assert isinstance(schemas, tuple)
    return Dump(path, dialect, schemas, chunk)
