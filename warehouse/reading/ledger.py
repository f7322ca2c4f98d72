"""The load ledger read from the log itself, so that it shows loads that no published file has yet."""

from __future__ import annotations

from dataclasses import replace

from warehouse.errors import UsageError, did_you_mean
from warehouse.project.project import Project
from warehouse.psa.erasures import EraseRecord
from warehouse.psa.record import Counts, DecisionRecord, LoadRecord, read_record, record_numbers
from warehouse.psa.retained import ArchiveRecord, PruneRecord
from warehouse.reading.published import Answer

_COLUMNS = (
    *("table", "load_date", "load_seq", "load_id", "status", "reasons", "notes"),
    *("read", "new", "changed", "unchanged", "deleted", "duplicate", "rejected", "removed", "erased"),
    *("rows", "bytes_stored", "source_file", "loaded_at", "slice"),
)


def ledger_of(project: Project, table: str | None = None) -> Answer:
    """All loads in the log, by load date; of one table if it is named. UsageError for an unknown table."""
    tables = list(project.sources.values())
    if table is not None:
        try:
            tables = [project.source_table(table)]
        except KeyError:
            raise UsageError(
                f"There is no source table '{table}'.", fix=did_you_mean(table, project.sources)
            ) from None
    loads: dict[tuple[str, str], LoadRecord] = {}
    for declared in tables:
        folder = project.psa_path / declared.source / declared.name / "log"
        for _, name in record_numbers(folder):
            record = read_record(folder / name)
            if isinstance(record, LoadRecord):
                loads[record.table, record.load_id] = record
                _rebase(loads, record)
            elif isinstance(record, DecisionRecord):
                _decide(loads, record)
                _rebase(loads, record)
            elif isinstance(record, ArchiveRecord):
                _archive(loads, record)
            elif isinstance(record, PruneRecord):
                _prune(loads, record)
            elif isinstance(record, EraseRecord):
                _erase(loads, record)
    ordered = sorted(loads.values(), key=_place)
    return Answer(_COLUMNS, tuple(_row(load) for load in ordered))


def _place(load: LoadRecord) -> tuple[object, ...]:
    return load.load_date, load.table, load.slice or "", load.load_seq


def _decide(loads: dict[tuple[str, str], LoadRecord], record: DecisionRecord) -> None:
    """A load on which a person decided shows what it stores since then."""
    old = loads[record.table, record.load_id]
    loads[record.table, record.load_id] = replace(
        old,
        status=record.status,
        files=record.files or old.files,
        counts=replace(record.counts or Counts(), read=old.counts.read, erased=old.counts.erased),
        content=record.content,
        notes=(*old.notes, record.note) if record.note else old.notes,
    )


def _rebase(loads: dict[tuple[str, str], LoadRecord], record: LoadRecord | DecisionRecord) -> None:
    """A later load whose predecessor changed with this record shows its new counts and files."""
    for rebased in record.rebased:
        old = loads[record.table, rebased.load_id]
        loads[record.table, rebased.load_id] = replace(old, counts=rebased.counts, files=rebased.files)


def _archive(loads: dict[tuple[str, str], LoadRecord], record: ArchiveRecord) -> None:
    """Loads whose files lie in an archive say so."""
    for load_id in dict.fromkeys(moved.load_id for moved in record.files):
        old = loads[record.table, load_id]
        loads[record.table, load_id] = replace(old, notes=(*old.notes, f"archived in {record.to}"))


def _prune(loads: dict[tuple[str, str], LoadRecord], record: PruneRecord) -> None:
    """Loads whose rows have gone; the newest of them keeps the full copy at the horizon."""
    bases = {base.load_id: base.file for base in record.bases}
    for load_id in record.loads:
        files = (bases[load_id],) if load_id in bases else ()
        loads[record.table, load_id] = replace(loads[record.table, load_id], status="pruned", files=files)


def _erase(loads: dict[tuple[str, str], LoadRecord], record: EraseRecord) -> None:
    """Loads that held an erased key have other files, and count otherwise."""
    for load in record.loads:
        old = loads[record.table, load.load_id]
        loads[record.table, load.load_id] = replace(old, counts=load.counts, content=load.content)
    for one in record.files:
        old = loads[record.table, one.load_id]
        files = tuple(one.file if one.file and f.path == one.before else f for f in old.files)
        loads[record.table, one.load_id] = replace(old, files=files)


def _row(load: LoadRecord) -> tuple[object, ...]:
    counts = load.counts
    return (
        *(load.table, load.load_date, load.load_seq, load.load_id, load.status, load.reasons, load.notes),
        *(counts.read, counts.new, counts.changed, counts.unchanged),
        *(counts.deleted, counts.duplicate, counts.rejected, counts.removed, counts.erased),
        load.content.rows if load.content else None,
        sum(file.bytes for file in load.files),
        ", ".join(source.path for source in load.sources),
        load.loaded_at,
        load.slice,
    )
