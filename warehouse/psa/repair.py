"""Repair: a damaged or missing file of the log from a backup, or derived again from the load's extract."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from warehouse.database import Database, SqlError, first_error_line
from warehouse.errors import IntegrityError, WarehouseError
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.chain import sha256_of
from warehouse.psa.commit import commit
from warehouse.psa.files import LogFiles, files_of
from warehouse.psa.ledger import Ledger
from warehouse.psa.load import Loader
from warehouse.psa.loads import Load
from warehouse.psa.read import content_of
from warehouse.psa.record import LoadRecord, Record, StoredFile, read_record, record_numbers, sync_folder
from warehouse.psa.retained import RepairRecord
from warehouse.psa.verify import file_fault
from warehouse.sources.discover import BY_COLUMN, FoundFile
from warehouse.templates import render


@dataclass(frozen=True)
class Repair:
    """What became of one damaged thing. `how` says where it came from, or why it could not be restored."""

    table: str
    about: str
    is_restored: bool
    how: str


class Repairer:
    """Repairs one table's log. `backup` is a copy of the project, of its log folder, or None."""

    def __init__(
        self, database: Database, project: Project, ledger: Ledger, backup: Path | None, clock: dt.datetime
    ) -> None:
        self._database = database
        self._project = project
        self._ledger = ledger
        self._backup = backup
        self._clock = clock

    def repair(self, declared: SourceTable) -> Iterator[Repair]:
        """Repair records first, then files in the order of history, as later ones build on earlier ones."""
        folder = self._project.psa_path / declared.source / declared.name
        yield from self._records(declared, folder)
        try:
            records = [read_record(folder / "log" / name) for _, name in record_numbers(folder / "log")]
            self._ledger.follow(declared)
        except (IntegrityError, KeyError):
            return  # a record that is not restored hides what its files should be
        files = files_of(self._project.root, records)
        for path in self._in_order(declared, files):
            stored = files.live[path]
            if file_fault(folder / path, stored) is not None:
                yield self._file(declared, records, files.owners[path], stored)

    def _in_order(self, declared: SourceTable, files: LogFiles) -> list[str]:
        order = {load.load_id: i for i, load in enumerate(self._ledger.loads(declared))}
        return sorted(files.live, key=lambda path: (order.get(files.owners[path], -1), path))

    def _records(self, declared: SourceTable, folder: Path) -> Iterator[Repair]:
        """Records that are missing or edited, from the backup."""
        there = dict(record_numbers(folder / "log"))
        for candidate in self._in_backup(declared, "log"):
            there = {**dict(record_numbers(candidate)), **there}
        for _, name in sorted(there.items()):
            if _is_sound(folder / "log" / name):
                continue
            about = f"log/{name}"
            copies = [path for path in self._in_backup(declared, about) if _is_sound(path)]
            if copies:
                _copy(copies[0], folder / about)
                yield Repair(declared.full_name, about, True, f"restored from {copies[0]}")
            else:
                yield Repair(declared.full_name, about, False, self._no_backup())

    def _file(
        self, declared: SourceTable, records: Sequence[Record], load_id: str, stored: StoredFile
    ) -> Repair:
        target = self._project.psa_path / declared.source / declared.name / stored.path
        for copy in self._in_backup(declared, stored.path):
            if file_fault(copy, stored) is None:
                _copy(copy, target)
                return Repair(declared.full_name, stored.path, True, f"restored from {copy}")
        why = self._no_backup()
        if stored.role == "keyframe" and self._copy_again(declared, load_id, stored):
            return Repair(declared.full_name, stored.path, True, "derived again from the loads before it")
        if stored.role == "changes" and not Path(stored.path).is_absolute():
            record = next(r for r in records if isinstance(r, LoadRecord) and r.load_id == load_id)
            faults = self._derive(declared, record, stored)
            if faults is None:
                how = f"derived again from {', '.join(source.path for source in record.sources)}"
                return Repair(declared.full_name, stored.path, True, how)
            why = f"{faults}; {why}"
        return Repair(declared.full_name, stored.path, False, why)

    def _copy_again(self, declared: SourceTable, load_id: str, stored: StoredFile) -> bool:
        """Write a full copy again from the changes before it; whether they can be read."""
        table = self._ledger.table(declared)
        load = self._ledger.find(declared, load_id)
        chain = [other for other in self._ledger.chain(declared, load.slice) if other.order < load.order]
        content = content_of(table, [*chain, replace(load, keyframe_file=None)])
        path = self._project.psa_path / ".incoming" / f"{load_id}.again.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        copy = render("psa/full_copy", content=content, values=table.values_to_copy())
        try:
            self._database.finish(render("psa/write_parquet", select=copy, path=str(path)))
        except SqlError:
            return False
        again = StoredFile(stored.path, stored.role, stored.rows, path.stat().st_size, sha256_of(path))
        self._commit(declared, load, again, path)
        return True

    def _derive(self, declared: SourceTable, record: LoadRecord, stored: StoredFile) -> str | None:
        """Write the load's file again from its extract; why that is not possible, else None."""
        paths = tuple(self._project.root / source.path for source in record.sources)
        for path, source in zip(paths, record.sources, strict=True):
            if not path.is_file():
                return f"its extract {source.path} is not there"
            if sha256_of(path) != source.sha256:
                return f"its extract {source.path} is not the one that was loaded (its SHA-256 differs)"
        load = self._ledger.find(declared, record.load_id)
        stat = paths[0].stat()
        names = tuple(path.name for path in paths)
        size, changed = stat.st_size, stat.st_mtime_ns
        found = FoundFile(
            declared, paths[0], record.load_date, size, changed, paths, names, record.slice, BY_COLUMN
        )
        loader = Loader(self._database, self._project, self._ledger, self._clock)
        try:
            staged = loader.staged_again(found, load, record)
        except SqlError as error:
            return f"it cannot be derived: {first_error_line(error)}"
        except WarehouseError as error:
            return f"it cannot be derived: {error.what}"
        content = (staged.content.rows, staged.content.high, staged.content.low)
        if content != (load.row_count, load.high, load.low):
            return "what its extract gives now has another fingerprint than its record"
        again = StoredFile(
            stored.path, stored.role, staged.stored, staged.path.stat().st_size, sha256_of(staged.path)
        )
        self._commit(declared, load, again, staged.path)
        return None

    def _commit(self, declared: SourceTable, load: Load, again: StoredFile, path: Path) -> None:
        folder = self._project.psa_path / declared.source / declared.name
        number = self._ledger.state(declared).log_number + 1
        record = RepairRecord(declared.full_name, load.load_id, self._clock, before=again.path, file=again)
        commit(folder, number, record, [(path, folder / again.path)])
        with self._database.transaction():
            self._ledger.enter(declared, number, record)

    def _in_backup(self, declared: SourceTable, path: str) -> list[Path]:
        """Where a backup may have a file of a table's log."""
        if self._backup is None or Path(path).is_absolute():
            return []
        inside = Path(declared.source, declared.name, path)
        found = [self._backup / self._project.settings.psa / inside, self._backup / inside]
        return [candidate for candidate in found if candidate.exists()]

    def _no_backup(self) -> str:
        if self._backup is None:
            return "no backup was named (--from DIR)"
        return f"{self._backup} has no sound copy of it"


def _is_sound(path: Path) -> bool:
    try:
        read_record(path)
    except (IntegrityError, OSError):
        return False
    return True


def _copy(source: Path, target: Path) -> None:
    """Copy a file so that after a crash it is there whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = target.with_name(f".{target.name}.restored")
    shutil.copyfile(source, scratch)
    scratch.rename(target)
    sync_folder(target.parent)
