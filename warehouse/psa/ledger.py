"""The ledger: the log's records, followed into the DuckDB file record by record.

`meta.loads` has a row per load; `_store.tables` has, per source table, how far the log was followed, and an
epoch that counts how often the past changed. Within one epoch loads are only added at the end, so whoever
remembers (epoch, number of accepted loads) knows what is new to it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from warehouse.contract import Contract, contract_from_json, merged
from warehouse.database import Database
from warehouse.errors import DeclarationError
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.record import (
    ACCEPTED,
    Counts,
    DecisionRecord,
    FullCopyRecord,
    LoadRecord,
    Rebased,
    Record,
    read_record,
    record_numbers,
)
from warehouse.psa.table import PsaTable, definition_hash
from warehouse.templates import render


@dataclass(frozen=True)
class Load:
    """One load as the ledger has it. The files are relative to the table's folder."""

    load_id: str
    load_date: dt.datetime
    load_seq: int
    status: str
    rows_read: int
    rows_duplicate: int
    row_count: int | None
    high: int | None
    low: int | None
    changes_file: str | None
    rows_stored: int
    keyframe_file: str | None
    keyframe_definition: str | None
    hash_definition: str

    @property
    def order(self) -> tuple[dt.datetime, int]:
        """What history is ordered by."""
        return self.load_date, self.load_seq


@dataclass(frozen=True)
class TableState:
    """How far the file has followed one table. `current_*` say what `_store`'s content was made from."""

    log_number: int = 0
    epoch: int = 0
    contract: Contract = Contract()
    log_key: tuple[str, ...] | None = None
    current_definition: str | None = None
    current_epoch: int = -1
    current_loads: int = 0


class Ledger:
    """The ledger in one DuckDB file."""

    def __init__(self, database: Database, project: Project) -> None:
        self._database = database
        self._project = project
        self._states: dict[str, TableState] = {}
        self._accepted: dict[str, int] = {}

    def follow(self, declared: SourceTable) -> bool:
        """Take in the records that the log has and the ledger has not; whether there were any."""
        state = self.state(declared)
        folder = self._project.psa_path / declared.source / declared.name / "log"
        new = [(number, name) for number, name in record_numbers(folder) if number > state.log_number]
        if not new:
            return False
        records = [(number, read_record(folder / name)) for number, name in new]
        with self._database.transaction():
            for number, record in records:
                self.enter(declared, number, record)
        return True

    def enter(self, declared: SourceTable, number: int, record: Record) -> None:
        """Take in one record. The caller holds the transaction."""
        state = self.state(declared)
        if isinstance(record, DecisionRecord):
            self._enter_decision(declared, number, record)
            return
        if isinstance(record, FullCopyRecord):
            self._database.run(
                "UPDATE meta.loads SET keyframe_file = ?, keyframe_definition = ? "
                "WHERE source_table = ? AND load_id = ?",
                [
                    record.file.path,
                    definition_hash(record.hash_rule, record.hashes),
                    declared.full_name,
                    record.load_id,
                ],
            )
            self._save(declared, state, number, state.epoch, state.contract, state.log_key)
            return
        head = self.head(declared)
        self._insert(declared, number, record)
        epoch, contract, log_key = state.epoch, state.contract, state.log_key
        if record.status == ACCEPTED:
            if head is not None and (record.load_date, record.load_seq) < head.order:
                epoch += 1
                self._forget_keyframes(declared, record.load_date, record.load_seq)
            drift = merged(contract, dict(record.schema))
            if drift.contract.stored != contract.stored:
                epoch += bool(contract.types)
            contract, log_key = drift.contract, record.key
            self._rebase(declared, record.rebased)
        self._save(declared, state, number, epoch, contract, log_key)

    def _rebase(self, declared: SourceTable, rebased: Iterable[Rebased]) -> None:
        for load in rebased:
            self._supersede(declared, load.superseded)
            file = load.files[0] if load.files else None
            counts = load.counts
            self._database.run(
                render("meta/rebase_load"),
                [
                    load.predecessor,
                    *((file.path, file.rows, file.bytes) if file else (None, 0, 0)),
                    *(counts.new, counts.changed, counts.unchanged, counts.removed),
                    *(declared.full_name, load.load_id),
                ],
            )

    def _enter_decision(self, declared: SourceTable, number: int, record: DecisionRecord) -> None:
        """Take in a decision: the load's new status, what it stores now, and the load after it."""
        state = self.state(declared)
        load = self.find(declared, record.load_id)
        was_accepted = load.status == ACCEPTED
        self._forget_keyframes(declared, load.load_date, load.load_seq - 1)
        self._supersede(declared, record.superseded)
        file = record.files[0] if record.files else None
        counts = record.counts or Counts(read=load.rows_read)
        content = record.content
        self._database.run(
            render("meta/decide_load"),
            [
                record.status,
                record.predecessor,
                *(counts.new, counts.changed, counts.unchanged, counts.duplicate, counts.removed),
                *((content.rows, content.high, content.low) if content else (None, None, None)),
                file.path if file and file.role == "changes" else None,
                *((file.rows, file.bytes) if file else (load.rows_stored, None)),
                definition_hash(record.hash_rule, record.hashes),
                *(declared.full_name, record.load_id),
            ],
        )
        self._rebase(declared, record.rebased)
        contract = merged(state.contract, dict(record.schema)).contract
        changes_past = was_accepted or record.status == ACCEPTED
        log_key = declared.key if record.status == ACCEPTED else state.log_key
        self._save(declared, state, number, state.epoch + changes_past, contract, log_key)

    def state(self, declared: SourceTable) -> TableState:
        """How far this file has followed a table."""
        if declared.full_name not in self._states:
            self._states[declared.full_name] = self._read_state(declared)
        return self._states[declared.full_name]

    def _read_state(self, declared: SourceTable) -> TableState:
        rows = self._database.rows(
            "SELECT * EXCLUDE (source_table) FROM _store.tables WHERE source_table = ?", [declared.full_name]
        )
        if not rows:
            return TableState(contract=Contract({}, declared.types))
        number, epoch, contract, log_key, definition, current_epoch, current_loads = rows[0]
        return TableState(
            number,
            epoch,
            contract_from_json(json.loads(contract), declared.types),
            tuple(json.loads(log_key)) if log_key else None,
            definition,
            current_epoch,
            current_loads,
        )

    def table(self, declared: SourceTable) -> PsaTable:
        """The table under the contract that its accepted loads have made."""
        state = self.state(declared)
        if state.log_key is not None and state.log_key != declared.key:
            raise DeclarationError(
                f"The key of {declared.full_name} is ({', '.join(declared.key)}), but its log was written "
                f"under ({', '.join(state.log_key) or 'no key'}).",
                where=declared.place,
                fix="give the key back, or declare the table under a new name and load its extracts there",
                state="the log was not changed",
            )
        return PsaTable.of(self._project, declared, state.contract)

    def loads(self, declared: SourceTable, skip: int = 0) -> list[Load]:
        """The accepted loads in the order of history, without the first `skip`."""
        rows = self._database.rows(render("meta/accepted_loads"), [declared.full_name, skip])
        return [Load(*row) for row in rows]

    def find(self, declared: SourceTable, load_id: str) -> Load:
        """The load with this id, whatever its status. KeyError when there is none."""
        rows = self._database.rows(render("meta/one_load"), [declared.full_name, load_id])
        if not rows:
            raise KeyError(load_id)
        return Load(*rows[0])

    def ids_like(self, declared: SourceTable, start: str) -> list[str]:
        """The ids of a table's loads that begin so."""
        rows = self._database.rows(
            "SELECT CAST(load_id AS VARCHAR) FROM meta.loads "
            "WHERE source_table = ? AND starts_with(CAST(load_id AS VARCHAR), ?)",
            [declared.full_name, start.lower()],
        )
        return [load_id for (load_id,) in rows]

    def head(self, declared: SourceTable) -> Load | None:
        """The newest accepted load."""
        rows = self._database.rows(render("meta/newest_load"), [declared.full_name])
        return Load(*rows[0]) if rows else None

    def has_columns(self, declared: SourceTable) -> bool:
        """Whether a load was ever accepted, so that the table's columns are known and its relations exist."""
        return bool(self.state(declared).contract.types)

    def accepted(self, declared: SourceTable) -> int:
        """How many loads are accepted."""
        if declared.full_name not in self._accepted:
            self._accepted[declared.full_name] = self._database.value(
                "SELECT count(*) FROM meta.loads WHERE source_table = ? AND status = 'accepted'",
                [declared.full_name],
            )
        return self._accepted[declared.full_name]

    def has_correction(self, full_names: Sequence[str], dates: Collection[dt.datetime]) -> bool:
        """Whether one of these tables was delivered more than once for one of these load dates."""
        return bool(dates) and bool(
            self._database.value(
                "SELECT count(*) FROM meta.loads WHERE load_seq > 1 AND status = 'accepted' "
                "AND source_table IN (SELECT unnest(?)) AND load_date IN (SELECT unnest(?))",
                [list(full_names), list(dates)],
            )
        )

    def note_current(self, declared: SourceTable, definition: str) -> None:
        """Note that the content is that of all accepted loads. The caller holds the transaction."""
        self._database.run(
            "UPDATE _store.tables SET current_definition = ?, current_epoch = ?, current_loads = ? "
            "WHERE source_table = ?",
            [definition, self.state(declared).epoch, self.accepted(declared), declared.full_name],
        )
        self._forget(declared)

    def _forget(self, declared: SourceTable) -> None:
        """Read this table's state from the file again: it has changed there."""
        self._states.pop(declared.full_name, None)
        self._accepted.pop(declared.full_name, None)

    def has_load(self, declared: SourceTable, load_id: str) -> bool:
        """Whether a load exists, whatever its status."""
        return bool(
            self._database.value(
                "SELECT count(*) FROM meta.loads WHERE source_table = ? AND load_id = ?",
                [declared.full_name, load_id],
            )
        )

    def newest_sha256(self, declared: SourceTable) -> str | None:
        """The SHA-256 of the extract that was loaded last, whatever its load date."""
        value = self._database.value(
            "SELECT source_sha256 FROM meta.loads WHERE source_table = ? ORDER BY log_number DESC LIMIT 1",
            [declared.full_name],
        )
        return None if value is None else str(value)

    def corrected_by(self, declared: SourceTable, load_id: str) -> str | None:
        """The accepted load that came later for this accepted load's load date, if there is one."""
        value = self._database.value(render("meta/corrected_by"), [declared.full_name, load_id])
        return None if value is None else str(value)

    def next_seq(self, declared: SourceTable, load_date: dt.datetime) -> int:
        """The number that the next delivery of a load date gets: 1, then 2 for a correction."""
        return int(
            self._database.value(
                "SELECT coalesce(max(load_seq), 0) + 1 FROM meta.loads "
                "WHERE source_table = ? AND load_date = ?",
                [declared.full_name, load_date],
            )
        )

    def seen_files(self, declared: SourceTable) -> set[tuple[str, int, int]]:
        """Path, size and time of the files that were taken in before, so that they need not be read."""
        rows = self._database.rows(
            "SELECT path, bytes, modified_ns FROM _store.files WHERE source_table = ?", [declared.full_name]
        )
        return {(path, size, modified_ns) for path, size, modified_ns in rows}

    def note_seen(self, declared: SourceTable, path: str, size: int, modified_ns: int) -> None:
        """Remember that a file of this path, size and time was taken in."""
        self._database.run(
            "INSERT INTO _store.files VALUES (?, ?, ?, ?)", [declared.full_name, path, size, modified_ns]
        )

    def rows_since_full_copy(self, declared: SourceTable) -> int:
        """How many rows were stored since the last keyframe, or since the first load."""
        return int(self._database.value(render("meta/rows_since_full_copy", source_table=declared.full_name)))

    def superseded(self, published_version: int) -> list[tuple[str, str]]:
        """Files of the log that nothing published reads any more, as (SOURCE.TABLE, path); forgotten here."""
        return self._database.rows(
            "DELETE FROM _store.superseded WHERE version < ? RETURNING source_table, path",
            [published_version],
        )

    def _supersede(self, declared: SourceTable, paths: Iterable[str]) -> None:
        for path in paths:
            self._database.run(
                "INSERT INTO _store.superseded SELECT ?, ?, CAST(coalesce(max(value), '0') AS BIGINT) "
                "FROM _store.facts WHERE name = 'version'",
                [declared.full_name, path],
            )

    def _forget_keyframes(self, declared: SourceTable, load_date: dt.datetime, load_seq: int) -> None:
        after = [declared.full_name, load_date, load_seq]
        files = self._database.rows(render("meta/later_keyframes"), after)
        self._supersede(declared, [path for (path,) in files])
        self._database.run(render("meta/forget_keyframes"), after)

    def _insert(self, declared: SourceTable, number: int, record: LoadRecord) -> None:
        counts, content = record.counts, record.content
        changes = next((file for file in record.files if file.role == "changes"), None)
        whole = next(iter(record.files), None)
        self._database.run(
            render("meta/insert_load"),
            [
                declared.full_name,
                record.load_date,
                record.load_seq,
                record.load_id,
                record.status,
                list(record.reasons),
                list(record.notes),
                record.extract,
                record.record_source,
                ", ".join(source.path for source in record.sources),
                sum(source.bytes for source in record.sources),
                ", ".join(source.sha256 for source in record.sources),
                record.loaded_at,
                record.predecessor,
                *(counts.read, counts.new, counts.changed, counts.unchanged),
                *(counts.deleted, counts.duplicate, counts.rejected, counts.removed),
                *((content.rows, content.high, content.low) if content else (None, None, None)),
                changes.path if changes else None,
                whole.rows if whole else 0,
                whole.bytes if whole else 0,
                None,
                None,
                record.schema_hash,
                definition_hash(record.hash_rule, record.hashes),
                number,
            ],
        )

    def _save(
        self,
        declared: SourceTable,
        state: TableState,
        number: int,
        epoch: int,
        contract: Contract,
        log_key: tuple[str, ...] | None,
    ) -> None:
        self._database.run(
            "INSERT OR REPLACE INTO _store.tables VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                declared.full_name,
                number,
                epoch,
                json.dumps(contract.to_json()),
                json.dumps(list(log_key)) if log_key is not None else None,
                state.current_definition,
                state.current_epoch,
                state.current_loads,
            ],
        )
        self._forget(declared)
