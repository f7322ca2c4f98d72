"""Moving the files of old loads to an archive folder; they are read there when they are asked for."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from warehouse.database import Database
from warehouse.errors import IntegrityError
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.chain import sha256_of
from warehouse.psa.commit import commit
from warehouse.psa.files import files_of, records_in
from warehouse.psa.ledger import Ledger
from warehouse.psa.record import StoredFile, sync_folder
from warehouse.psa.retained import ArchiveRecord, Moved

#: What is moved: the changes and full copies of loads in history. What waits or was refused stays.
_ROLES = ("changes", "keyframe", "base")


def old_files(
    project: Project, ledger: Ledger, declared: SourceTable, older_than: dt.timedelta
) -> list[tuple[str, StoredFile]]:
    """The files, with their load ids, of loads older than so long before the table's newest load date."""
    loads = ledger.loads(declared)
    if not loads:
        return []
    before = loads[-1].load_date - older_than
    old = {load.load_id for load in loads if load.load_date < before}
    folder = project.psa_path / declared.source / declared.name
    files = files_of(project.root, records_in(folder))
    return [
        (files.owners[path], file)
        for path, file in files.live.items()
        if files.owners[path] in old
        and file.role in _ROLES
        and not Path(path).is_absolute()
        and (folder / path).is_file()
    ]


def archive(
    database: Database,
    ledger: Ledger,
    declared: SourceTable,
    folder: ArchiveFolder,
    files: Sequence[tuple[str, StoredFile]],
    archived_at: dt.datetime,
) -> None:
    """Copy files to the archive, compare each copy with its record, and record their new place.

    The files in the log go after the next publication. Raises IntegrityError when one is not as recorded:
    nothing was archived then. `archived_at` is the clock (UTC).
    """
    table = ledger.table(declared)
    own = folder.path / declared.source / declared.name
    moved = []
    for load_id, file in files:
        _copy(table.folder / file.path, own / file.path, file, f"{declared.full_name}, load {load_id}")
        shown = folder.shown(own / file.path)
        moved.append(Moved(load_id, file.path, replace(file, path=shown)))
    number = ledger.state(declared).log_number + 1
    to = folder.shown(folder.path)
    record = ArchiveRecord(declared.full_name, files[-1][0], archived_at, to, tuple(moved))
    commit(table.folder, number, record, [])
    with database.transaction():
        ledger.enter(declared, number, record)


@dataclass(frozen=True)
class ArchiveFolder:
    """An archive's folder, absolute, and the project's, inside which paths are recorded relative to it."""

    path: Path
    root: Path

    def shown(self, path: Path) -> str:
        """A path in the archive, as a record keeps it."""
        return str(path.relative_to(self.root) if path.is_relative_to(self.root) else path)


def _copy(source: Path, target: Path, file: StoredFile, where: str) -> None:
    """Copy a file so that after a crash it is there whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = target.with_name(f".{target.name}")
    shutil.copyfile(source, scratch)
    with scratch.open("rb") as copied:
        os.fsync(copied.fileno())
    if scratch.stat().st_size != file.bytes or sha256_of(scratch) != file.sha256:
        scratch.unlink()
        raise IntegrityError(
            "This file is not as it was written, so it is not archived.",
            where=f"{where}, {source}",
            fix="`warehouse verify --repair` restores it from its extract or a backup",
            state="nothing was archived; the log was not changed",
        )
    scratch.rename(target)
    sync_folder(target.parent)
