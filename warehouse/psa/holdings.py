"""What the log holds of one load: its records, the file that has it whole, its dead letters."""

from __future__ import annotations

from pathlib import Path

from warehouse.database import Database
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.erasures import present_path
from warehouse.psa.files import records_in
from warehouse.psa.letters import REJECTED_ROWS
from warehouse.psa.loads import Load
from warehouse.psa.record import DecisionRecord, LoadRecord, StoredFile, read_record, record_numbers


class Holdings:
    """The records and files of the loads of one project."""

    def __init__(self, database: Database, project: Project) -> None:
        self._database = database
        self._project = project

    def kept(self, declared: SourceTable, load: Load) -> LoadRecord | DecisionRecord:
        """The record of a load that holds it whole: as it came, where it was kept so.

        Where a person decided on its dead letters, the newest, which is without them: their numbers stay.
        """
        whole = [record for record in self._of_load(declared, load) if _file_of(record, "whole")]
        fates = [declared.full_name, load.load_id]
        has_fates = self._database.value(
            "SELECT count(*) FROM _store.letter_fates WHERE source_table = ? AND load_id = ?", fates
        )
        return whole[-1] if has_fates else whole[0]

    def file(self, declared: SourceTable, kept: LoadRecord | DecisionRecord) -> Path:
        """The file that holds a load whole, by the record that `kept` gives."""
        path = next(file.path for file in kept.files if file.role == "whole")
        return self._project.psa_path / declared.source / declared.name / self._present(declared, path)

    def letters(self, declared: SourceTable, load: Load) -> str | None:
        """The file of a load's dead letters, relative to the table's folder."""
        found = [_file_of(record, REJECTED_ROWS) for record in self._of_load(declared, load)]
        paths = [file.path for file in found if file is not None]
        return self._present(declared, paths[-1]) if paths else None

    def record(self, declared: SourceTable, load: Load) -> LoadRecord:
        """What was recorded when the load arrived."""
        return next(r for r in self.load_records(declared) if r.load_id == load.load_id)

    def load_records(self, declared: SourceTable) -> list[LoadRecord]:
        """What was recorded of a table's loads when they arrived."""
        folder = self._project.psa_path / declared.source / declared.name / "log"
        records = [read_record(folder / name) for _, name in record_numbers(folder)]
        return [record for record in records if isinstance(record, LoadRecord)]

    def notes(self, declared: SourceTable, load: Load) -> list[str]:
        """The sentences that were noted of a load; those of one decision are one text."""
        notes = self._database.value(
            "SELECT notes FROM meta.loads WHERE source_table = ? AND load_id = ?",
            [declared.full_name, load.load_id],
        )
        return [sentence for note in notes for sentence in (note, *note.split("; "))]

    def _of_load(self, declared: SourceTable, load: Load) -> list[LoadRecord | DecisionRecord]:
        folder = self._project.psa_path / declared.source / declared.name / "log"
        names = [name for _, name in record_numbers(folder) if name.endswith(f"-{load.load_id}.json")]
        records = [read_record(folder / name) for name in names]
        return [record for record in records if isinstance(record, LoadRecord | DecisionRecord)]

    def _present(self, declared: SourceTable, path: str) -> str:
        """Where a file of the log is now, relative to the table's folder."""
        return present_path(records_in(self._project.psa_path / declared.source / declared.name), path)


def _file_of(record: LoadRecord | DecisionRecord, role: str) -> StoredFile | None:
    return next((file for file in record.files if file.role == role), None)
