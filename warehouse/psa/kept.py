"""A delivery that the log keeps whole, delivered again when a person accepts it.

Its rows go the way of every delivery: those that do not fit become dead letters, the others are its content.
Where a row stood in its extract is not known any more; lines that were no rows were kept with their places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.database import Database
from warehouse.project.deliveries import APPEND, CHANGES, SNAPSHOT, UPSERT
from warehouse.project.sources import MaxRejects
from warehouse.psa.record import LoadRecord
from warehouse.psa.stage import Before, Kept, Moment, Staged
from warehouse.psa.stage_named import kept_operation, stage_named, stage_snapshot
from warehouse.psa.table import PsaTable
from warehouse.sources.delivery import BATCH_ROWS, Delivery, Spot
from warehouse.templates import name, render

if TYPE_CHECKING:
    import polars as pl

#: The column of a kept file that says what a row is to do.
_OPERATION = "_operation"


@dataclass(frozen=True)
class Waiting:
    """A quarantined load that the log keeps whole: its record, its file, and the file of its lines that are
    no rows.
    """

    record: LoadRecord
    whole: Kept
    lines: Path | None


def may_reject(table: PsaTable, record: LoadRecord) -> bool:
    """Whether rows of a quarantined load could be dead letters: by a declared type, a row check, its kind."""
    declared = set(table.contract.declared) - {table.declared.slice}
    checks = any(check.config.on == "row" for check in table.declared.checks)
    return bool(declared) or checks or record.extract in (APPEND, CHANGES) or _has_lines(record)


def stage_again(
    database: Database, table: PsaTable, waiting: Waiting, against: tuple[Before, Moment, Path]
) -> Staged:
    """Stage a load that was kept whole as if it were delivered now, however many of its rows do not fit.

    `against` has the content before it, its moment and the file to write.
    """
    extract = waiting.record.extract
    operation = kept_operation(table) if extract == CHANGES else None
    holds = replace(table.declared.holds, extract=extract, operation=operation)
    declared = replace(table.declared, holds=holds, max_rejects=MaxRejects(0, 100))
    table = replace(table, declared=declared)
    stage = stage_snapshot if extract == SNAPSHOT else stage_named
    with Database.open(None) as reader:  # the other one is busy staging what this one reads
        reader.run("SET preserve_insertion_order = true")
        return stage(database, table, _delivery(reader, table, waiting), *against)


def _delivery(reader: Database, table: PsaTable, waiting: Waiting) -> Delivery:
    record, whole = waiting.record, waiting.whole
    own = dict(record.schema)
    in_file = {column: whole.names.get(column, column) for column in table.columns}
    # Text of a declared type stays text until it is judged value by value.
    schema = {
        file: "VARCHAR" if own.get(file) == "VARCHAR" else table.columns[column]
        for column, file in in_file.items()
    }
    schema["_op"] = "VARCHAR"
    values = {column: name(file) for column, file in in_file.items()}
    order = ""
    operation = table.declared.holds.operation
    if record.extract in (UPSERT, CHANGES):
        schema |= {"_position": "BIGINT", _OPERATION: "VARCHAR"}
        order = "\nORDER BY _position"
    if operation is not None:
        values[operation.column] = _OPERATION
    sql = (
        render("psa/kept", path=str(whole.path), schema=schema, values=values, operations=("insert",)) + order
    )
    shown = table.root / record.sources[0].path if record.sources else whole.path
    places = _Places(shown, _lines(reader, table.root, waiting.lines))

    def read(wanted: Mapping[str, str]) -> Iterator[pl.DataFrame]:
        import polars as pl

        places.begin()
        for batch in reader.relation(sql).to_arrow_reader(BATCH_ROWS):
            frame = pl.DataFrame(batch)
            assert isinstance(frame, pl.DataFrame)
            places.batch = frame
            yield frame

    return Delivery(shown, tuple(table.columns), False, read, places=places, has_texts=True)


@dataclass
class _Places:
    """What is known of where the rows of a kept delivery stood: their file; of lines that are no rows all."""

    file: Path
    lines: Sequence[tuple[Spot, str]]
    batch: pl.DataFrame | None = None
    _unread: list[tuple[Spot, str]] = field(default_factory=list)

    def begin(self) -> None:
        """Another pass begins."""
        self._unread = list(self.lines)

    def unread(self) -> list[tuple[Spot, str]]:
        """Lines that are no rows, each with the reason; all that were found since this was asked last."""
        taken, self._unread = self._unread, []
        return taken

    def locate(self, rows: Sequence[int]) -> list[Spot]:
        """Rows of the batch that was given last, their values as JSON in the place of their text."""
        from warehouse.sources.rejects import as_json

        assert self.batch is not None
        return [Spot(self.file, 0, text) for text in as_json(self.batch[list(rows)])]


def _lines(reader: Database, root: Path, lines: Path | None) -> list[tuple[Spot, str]]:
    """The lines that were no rows, among the dead letters of a load."""
    if lines is None:
        return []
    rows = reader.rows(render("read/letters_of_file", path=str(lines)))
    return [
        (Spot(root / file, line or 0, raw), reason)
        for _, line, file, _, reason, raw, given, _ in rows
        if given is None
    ]


def _has_lines(record: LoadRecord) -> bool:
    return any(file.role == "rejected" for file in record.files)
