"""The ledger: the log's records, followed into the DuckDB file record by record.

`meta.loads` has a row per load; `_store.tables` has, per source table, how far the log was followed, and an
epoch that counts how often the past changed. Within one epoch loads are only added at the end, so whoever
remembers (epoch, number of accepted loads) knows what is new to it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from warehouse.contract import Contract, merged
from warehouse.project.sources import SourceTable
from warehouse.psa.entering import enter_retained
from warehouse.psa.erasures import EraseRecord, Erasure, enter_erasure
from warehouse.psa.followed import follow_records, forget_records
from warehouse.psa.inserting import Numbered, insert_loads, only_adds
from warehouse.psa.letters import REJECTED_ROWS, enter_fate, enter_letters, enter_mended
from warehouse.psa.loads import Loads, TableState
from warehouse.psa.record import (
    ACCEPTED,
    Counts,
    DecisionRecord,
    FullCopyRecord,
    LettersRecord,
    LoadRecord,
    Rebased,
    Record,
    Restated,
    read_record,
    record_numbers,
)
from warehouse.psa.retained import PruneRecord, Retained
from warehouse.psa.table import definition_hash
from warehouse.templates import render
from warehouse.version import count_change


class Ledger(Loads):
    """The ledger in one DuckDB file: what Loads answers, and the taking in of records."""

    def follow(self, declared: SourceTable) -> bool:
        """Take in the records that the log has and the ledger has not; whether there were any."""
        state = self.state(declared)
        folder = self._folder(declared) / "log"
        new = follow_records(self._database, declared.full_name, folder, state.log_number)
        if not new:
            return False
        records = [(number, read_record(folder / name)) for number, name in new]
        gone = {load for _, record in records if isinstance(record, PruneRecord) for load in record.loads}
        with self._database.transaction():
            while records:
                together = self._enter_at_end(declared, records)
                if not together:
                    self.enter(declared, *records[0], gone)
                records = records[together or 1 :]
        return True

    def _enter_at_end(self, declared: SourceTable, records: Sequence[tuple[int, Record]]) -> int:
        """Take in together those first records that only add loads at the end, and full copies of contents.

        How many there were. The caller holds the transaction.
        """
        state, head = self.state(declared), self.head(declared)
        newest = None if head is None else head.order
        epoch, contract, log_key = state.epoch, state.logged, state.log_key
        loads: list[Numbered] = []
        copies: list[FullCopyRecord] = []
        for number, record in records:
            if isinstance(record, FullCopyRecord):
                copies.append(record)
                continue
            if not isinstance(record, LoadRecord) or not only_adds(record):
                break
            if record.status == ACCEPTED:
                if newest is not None and (record.load_date, record.load_seq) < newest:
                    break
                epoch, contract = _widened(epoch, contract, record, is_first=newest is None)
                newest, log_key = (record.load_date, record.load_seq), record.key
            loads.append((number, record))
        if len(loads) + len(copies) < 2:
            return 0
        if loads:
            insert_loads(self._database, declared.full_name, loads)
        for copy in copies:
            self._enter_copy(declared, copy)
        together = len(loads) + len(copies)
        self._save(declared, state, records[together - 1][0], epoch, contract, log_key)
        return together

    def _enter_copy(self, declared: SourceTable, record: FullCopyRecord) -> None:
        """Note the full copy of a load's content."""
        self._database.run(
            "UPDATE meta.loads SET keyframe_file = ?, keyframe_bytes = ?, keyframe_definition = ? "
            "WHERE source_table = ? AND load_id = ?",
            [
                record.file.path,
                record.file.bytes,
                definition_hash(record.hash_rule, record.hashes),
                declared.full_name,
                record.load_id,
            ],
        )

    def has_erased_since(self, declared: SourceTable) -> bool:
        """Whether the log of a table that was followed has an erasure since."""
        number, folder = self.state(declared).log_number, self._folder(declared) / "log"
        new = [name for at, name in record_numbers(folder) if 0 < number < at]
        return any(isinstance(read_record(folder / name), EraseRecord) for name in new)

    def enter(self, declared: SourceTable, number: int, record: Record, gone: Collection[str] = ()) -> None:
        """Take in one record. The caller holds the transaction. `gone` are loads that a later record prunes:
        the files of their dead letters may be deleted.
        """
        state = self.state(declared)
        if isinstance(record, DecisionRecord):
            self._enter_decision(declared, number, record, gone)
            return
        if isinstance(record, LettersRecord):
            enter_fate(self._database, record)
            count_change(self._database)
            self._save(declared, state, number, state.epoch, state.logged, state.log_key)
            return
        if isinstance(record, FullCopyRecord):
            self._enter_copy(declared, record)
            self._save(declared, state, number, state.epoch, state.logged, state.log_key)
            return
        if isinstance(record, Retained):
            self._supersede(declared, enter_retained(self._database, self._project.root, record))
            self._save(declared, state, number, state.epoch, state.contract, state.log_key)
            return
        if isinstance(record, Erasure):
            forget_records(self._database, declared.full_name)
            replaced = enter_erasure(self._database, self._project.root, self._folder(declared), record)
            self._supersede(declared, replaced)
            count_change(self._database)
            epoch = state.epoch + isinstance(record, EraseRecord)
            self._save(declared, state, number, epoch, state.logged, state.log_key)
            return
        assert isinstance(record, LoadRecord)
        head = self.head(declared)
        insert_loads(self._database, declared.full_name, [(number, record)])
        self._enter_letters(declared, record, gone)
        enter_mended(self._database, record)
        epoch, contract, log_key = state.epoch, state.logged, state.log_key
        if record.status == ACCEPTED:
            is_late = head is not None and (record.load_date, record.load_seq) < head.order
            if is_late:
                epoch += 1
                self._forget_keyframes(declared, record.load_date, record.load_seq, record.slice)
            epoch, contract = _widened(epoch, contract, record, is_first=head is None)
            log_key = record.key
            if is_late and epoch == state.epoch + 1:
                self._enter_late(declared, epoch, record)
            self._rebase(declared, record.rebased)
            self._restate(declared, record.restated)
        self._save(declared, state, number, epoch, contract, log_key)

    def _enter_late(self, declared: SourceTable, epoch: int, record: LoadRecord) -> None:
        """Note the file of a late load's changes: it names the keys that the load moved, there and later."""
        path = next((file.path for file in record.files if file.role == "changes"), None)
        self._database.run(
            "INSERT INTO _store.late VALUES (?, ?, ?, ?)",
            [declared.full_name, epoch, record.load_date, path],
        )

    def late(self, declared: SourceTable, epoch: int) -> list[tuple[int, dt.datetime, str | None]]:
        """The loads that came late after an epoch: the epoch that each began, its load date, its changes."""
        return self._database.rows(
            "SELECT epoch, load_date, path FROM _store.late WHERE source_table = ? AND epoch > ?",
            [declared.full_name, epoch],
        )

    def _folder(self, declared: SourceTable) -> Path:
        return self._project.psa_path / declared.source / declared.name

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
                    *(counts.new, counts.changed, counts.unchanged, counts.deleted),
                    *(counts.duplicate, counts.removed),
                    *(declared.full_name, load.load_id),
                ],
            )

    def _restate(self, declared: SourceTable, restated: Sequence[Restated]) -> None:
        if restated:
            self._database.run(
                render("meta/restate_loads"),
                [
                    [load.load_id for load in restated],
                    [load.predecessor for load in restated],
                    [load.content.rows for load in restated],
                    [load.content.high for load in restated],
                    [load.content.low for load in restated],
                    declared.full_name,
                ],
            )

    def _enter_letters(
        self, declared: SourceTable, record: LoadRecord | DecisionRecord, gone: Collection[str]
    ) -> None:
        if record.load_id not in gone:
            folder = self._folder(declared)
            enter_letters(self._database, folder, record.table, record.load_id, record.files)

    def _enter_decision(
        self, declared: SourceTable, number: int, record: DecisionRecord, gone: Collection[str]
    ) -> None:
        """Take in a decision: the load's new status, what it stores now, and the load after it."""
        state = self.state(declared)
        load = self.find(declared, record.load_id)
        was_accepted = load.status == ACCEPTED
        self._forget_keyframes(declared, load.load_date, load.load_seq - 1, load.slice)
        self._supersede(declared, record.superseded)
        file = next((file for file in record.files if file.role != REJECTED_ROWS), None)
        has_letters = any(file.role == REJECTED_ROWS for file in record.files)
        counts = record.counts or Counts(read=load.rows_read)
        content = record.content
        self._database.run(
            render("meta/decide_load"),
            [
                record.status,
                record.predecessor,
                *(counts.new, counts.changed, counts.unchanged, counts.deleted),
                *(counts.duplicate, counts.rejected if has_letters else None, counts.removed),
                *((content.rows, content.high, content.low) if content else (None, None, None)),
                file.path if file and file.role == "changes" else None,
                *((file.rows, file.bytes) if file else (load.rows_stored, None)),
                definition_hash(record.hash_rule, record.hashes),
                record.extract,
                *(declared.full_name, record.load_id),
            ],
        )
        if record.note:
            self._database.run(render("meta/add_note"), [record.note, declared.full_name, record.load_id])
        self._rebase(declared, record.rebased)
        self._restate(declared, record.restated)
        self._enter_letters(declared, record, gone)
        contract = state.logged
        if record.contract is not None:
            contract = Contract(dict(record.contract))
        elif record.status == ACCEPTED:
            contract = merged(contract, dict(record.schema)).contract
        changes_past = was_accepted or record.status == ACCEPTED
        log_key = declared.log_key if record.status == ACCEPTED else state.log_key
        self._save(declared, state, number, state.epoch + changes_past, contract, log_key)

    def note_current(self, declared: SourceTable, definition: str) -> None:
        """Note that the content is that of all accepted loads. The caller holds the transaction."""
        self._database.run(
            "UPDATE _store.tables SET current_definition = ?, current_epoch = ?, current_loads = ? "
            "WHERE source_table = ?",
            [definition, self.state(declared).epoch, self.accepted(declared), declared.full_name],
        )
        self._forget_state(declared)

    def note_seen(self, declared: SourceTable, files: Sequence[tuple[str, int, int]]) -> None:
        """Remember that files of these paths, sizes and times were taken in."""
        paths, sizes, times = ([*values] for values in zip(*files, strict=True))
        self._database.run(
            "INSERT INTO _store.files SELECT ?, unnest(?), unnest(?), unnest(?)",
            [declared.full_name, paths, sizes, times],
        )

    def superseded(self, published_version: int) -> list[tuple[str, str]]:
        """Files of the log that nothing published reads any more, as (SOURCE.TABLE, path); forgotten here."""
        return self._database.rows(
            "DELETE FROM _store.superseded WHERE version < ? RETURNING source_table, path",
            [published_version],
        )

    def replaced(self, declared: SourceTable) -> list[str]:
        """A table's files that no load has any more, and that still lie in the log."""
        rows = self._database.rows(
            "SELECT path FROM _store.superseded WHERE source_table = ? ORDER BY path", [declared.full_name]
        )
        return [path for (path,) in rows]

    def _supersede(self, declared: SourceTable, paths: Iterable[str]) -> None:
        for path in paths:
            self._database.run(
                "INSERT INTO _store.superseded SELECT ?, ?, CAST(coalesce(max(value), '0') AS BIGINT) "
                "FROM _store.facts WHERE name = 'version'",
                [declared.full_name, path],
            )

    def _forget_keyframes(
        self, declared: SourceTable, load_date: dt.datetime, load_seq: int, slice: str | None
    ) -> None:
        after = [declared.full_name, slice, load_date, load_seq]
        files = self._database.rows(render("meta/later_keyframes"), after)
        self._supersede(declared, [path for (path,) in files])
        self._database.run(render("meta/forget_keyframes"), after)

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


def _widened(epoch: int, contract: Contract, record: LoadRecord, *, is_first: bool) -> tuple[int, Contract]:
    """The epoch and the contract after an accepted load, which may bring columns or widen types."""
    # Where no load is accepted, nothing is known: what rejected ones brought does not count.
    after = merged(Contract() if is_first else contract, dict(record.schema)).contract
    return epoch + (after.stored != contract.stored and bool(contract.types)), after
