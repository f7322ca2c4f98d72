"""The files that a table's records name: those in use, with the loads they belong to, and those replaced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from warehouse.psa.erasures import EraseRecord, place_of
from warehouse.psa.record import (
    DecisionRecord,
    FullCopyRecord,
    LoadRecord,
    Record,
    StoredFile,
    read_record,
    record_numbers,
)
from warehouse.psa.retained import ArchiveRecord, PruneRecord, RepairRecord


@dataclass
class LogFiles:
    """Files by their path, relative to the table's folder; one in an archive by its absolute path.

    `live` are in use, `owners` says which load each belongs to, `replaced` are those that no record needs.
    """

    live: dict[str, StoredFile] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)

    def add(self, load_id: str, files: Iterable[StoredFile]) -> None:
        """Files that a load has from now on."""
        for file in files:
            self.live[file.path] = file
            self.owners[file.path] = load_id

    def replace(self, paths: Iterable[str]) -> None:
        """Files that are no longer in use."""
        for path in paths:
            self.live.pop(path, None)
            self.replaced.add(path)

    def of(self, loads: Iterable[str]) -> list[StoredFile]:
        """The files in use of some loads."""
        wanted = set(loads)
        return [file for path, file in self.live.items() if self.owners[path] in wanted]


def records_in(folder: Path) -> list[Record]:
    """All records of a table's folder, in their order. IntegrityError when one cannot be read."""
    return [read_record(folder / "log" / name) for _, name in record_numbers(folder / "log")]


def files_of(root: Path, records: Sequence[Record]) -> LogFiles:
    """What a table's records say of its files. `root` is the project's folder."""
    files = LogFiles()
    for record in records:
        if isinstance(record, LoadRecord | DecisionRecord):
            if isinstance(record, DecisionRecord):
                files.replace(record.superseded)
            files.add(record.load_id, record.files)
            for rebased in record.rebased:
                files.replace(rebased.superseded)
                files.add(rebased.load_id, rebased.files)
        elif isinstance(record, FullCopyRecord):
            files.add(record.load_id, [record.file])
        else:
            _take_in(files, root, record)
    return files


def _take_in(files: LogFiles, root: Path, record: Record) -> None:
    if isinstance(record, PruneRecord):
        files.replace(record.superseded)
        for base in record.bases:
            files.add(base.load_id, [base.file])
        for model in record.models:
            files.add(record.load_id, [file for _, _, file in model.relations])
    elif isinstance(record, ArchiveRecord):
        files.replace(moved.before for moved in record.files)
        for moved in record.files:
            there = StoredFile(**{**moved.file.__dict__, "path": str(root / moved.file.path)})
            files.add(moved.load_id, [there])
    elif isinstance(record, RepairRecord):
        files.replace([record.before])
        files.add(record.load_id, [record.file])
    elif isinstance(record, EraseRecord):
        files.replace(place_of(root, one, one.before) for one in record.files)
        for new in record.files:
            if new.file is not None:
                path = place_of(root, new, new.file.path)
                files.add(new.load_id, [replace(new.file, path=path)])
