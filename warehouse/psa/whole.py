"""Loads that the log keeps whole: what a delivery held, or said of the keys it named."""

from __future__ import annotations

from pathlib import Path

from warehouse.database import Database
from warehouse.project.deliveries import SNAPSHOT
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.erasures import present_path
from warehouse.psa.files import records_in
from warehouse.psa.loads import Load
from warehouse.psa.read import ALL_EVENTS, events_of, no_events
from warehouse.psa.record import DecisionRecord, LoadRecord
from warehouse.psa.stage import Before, Kept, Moment, Staged, stage_kept
from warehouse.psa.stage_named import stage_named_kept
from warehouse.psa.table import PsaTable
from warehouse.templates import render


def write_whole(database: Database, table: PsaTable, load: Load, content: str, path: Path) -> None:
    """Write an accepted load whole: its content, or what it said of the keys it named.

    `content` is a SELECT of the content after it. Keys that a snapshot only kept are no rows of it: they
    stand there as such, so that it says nothing of them again.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = events_of(table, [load], ("kept",)) if load.rows_rejected and table.has_key else None
    values = table.values_to_copy()
    if load.extract == SNAPSHOT and kept is not None:
        whole = render(
            "psa/snapshot_whole",
            content=content,
            kept=kept,
            key=table.key,
            values=values,
            key_alone={c: value if c in table.file_key else "NULL" for c, value in values.items()},
        )
    elif load.extract == SNAPSHOT:
        whole = render("psa/full_copy", content=content, values=values)
    else:
        whole = render(
            "psa/named_whole",
            named=events_of(table, [load], ALL_EVENTS) or no_events(table),
            content=content,
            key=table.key,
            columns=list(table.content_columns),
            values=values,
            load_date=load.load_date,
            load_seq=load.load_seq,
        )
    database.run(render("psa/write_parquet", select=whole, path=str(path)))


def kept_whole(project: Project, declared: SourceTable, load_id: str) -> Kept | None:
    """The file that holds a load whole since it was held back or rejected; None where none is there."""
    folder = project.psa_path / declared.source / declared.name
    records = records_in(folder)
    for record in reversed(records):
        if isinstance(record, LoadRecord | DecisionRecord) and record.load_id == load_id:
            for file in record.files:
                path = folder / present_path(records, file.path)
                if file.role == "whole" and path.is_file():
                    return Kept(path, {declared.present_name(own): own for own, _ in record.schema})
    return None


def stage_whole(
    database: Database, table: PsaTable, load: Load, whole: Kept, against: tuple[Before, Path]
) -> Staged:
    """Write the changes that a load kept whole makes to the content before it; `against` has that, and the
    file to write.
    """
    before, path = against
    path.parent.mkdir(parents=True, exist_ok=True)
    moment = Moment(load.load_date, load.load_seq, load.slice)
    if load.extract == SNAPSHOT:
        return stage_kept(database, table, whole, before, moment, path)
    return stage_named_kept(database, table, load.extract, whole, (before, moment, path))
