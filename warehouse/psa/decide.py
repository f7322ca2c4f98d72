"""A person's decisions on loads: accept one out of quarantine, reject one, undo a rejection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from warehouse.contract import merged
from warehouse.database import Database
from warehouse.errors import UsageError
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.acceptable import refuse_no_content, refuse_other_texts
from warehouse.psa.chain import (
    Aftermath,
    Moves,
    Shift,
    aftermath,
    counts_of,
    keep,
    recorded_content,
    rejected_to_store,
    to_store,
)
from warehouse.psa.commit import Part, commit_all
from warehouse.psa.discard import dropped_of, known_columns
from warehouse.psa.duplicates import choice_note
from warehouse.psa.foundlines import find_lines
from warehouse.psa.hashes import HASH_RULE
from warehouse.psa.holdings import Holdings
from warehouse.psa.kept import Waiting, may_reject, stage_again
from warehouse.psa.ledger import Ledger
from warehouse.psa.loads import Load
from warehouse.psa.narrow import contract_of, own_kinds
from warehouse.psa.read import (
    CHANGE_EVENTS,
    content_of,
    events_in,
    events_of,
    no_events,
    with_hash64,
)
from warehouse.psa.record import (
    ACCEPTED,
    REJECTED,
    DecisionRecord,
    LoadRecord,
    Rebased,
    StoredFile,
)
from warehouse.psa.retention import refuse_pruned
from warehouse.psa.stage import (
    Before,
    Kept,
    Moment,
    Staged,
    extract_of,
    notes_of_rejected,
    nothing_before,
)
from warehouse.psa.table import PsaTable
from warehouse.psa.whole import stage_whole, write_whole
from warehouse.templates import render


class Decisions:
    """Decides on the loads of one project; what was decided happens with `commit`.

    `decided_at` is the clock, read once by the caller (UTC).
    """

    def __init__(self, database: Database, project: Project, ledger: Ledger, decided_at: dt.datetime) -> None:
        self._database = database
        self._project = project
        self._ledger = ledger
        self._decided_at = decided_at
        self._holdings = Holdings(database, project)
        self._parts: list[tuple[SourceTable, Part]] = []

    @property
    def _incoming(self) -> Path:
        return self._project.psa_path / ".incoming"

    def find(self, start: str) -> tuple[SourceTable, Load]:
        """The load whose id begins so. UsageError when there is none, or more than one."""
        found = [
            (declared, self._ledger.find(declared, load_id))
            for declared in self._project.sources.values()
            for load_id in self._ledger.ids_like(declared, start)
        ]
        if len(found) != 1:
            what = "There is no load" if not found else f"There are {len(found)} loads"
            raise UsageError(
                f"{what} whose id begins with '{start}'.",
                fix="`warehouse loads --json` shows the ids; give as much of one as is needed",
                state="nothing was changed",
            )
        return found[0]

    def together(self, declared: SourceTable, load: Load) -> list[tuple[SourceTable, Load]]:
        """The load, and those of the same delivery and status: a dump's are decided on together."""
        beside = self._database.rows(render("meta/loads_of_delivery"), [declared.full_name, load.load_id])
        return [
            (self._project.sources[name], self._ledger.find(self._project.sources[name], load_id))
            for name, load_id in beside
            if name in self._project.sources
        ]

    def accept(self, declared: SourceTable, load: Load, note: str = "") -> None:
        """Let a quarantined or rejected load into history, at its place.

        Raises UsageError when its rows cannot be a content: a key that is NULL or stands twice.
        """
        refuse_pruned(self._ledger, declared, load)
        if load.status == ACCEPTED:
            raise UsageError(f"The load {load.load_id} is accepted already.", fix="there is nothing to do")
        kept = self._holdings.kept(declared, load)
        contract = self._ledger.state(declared).contract
        known = known_columns(declared, contract)
        called = {file_name: declared.present_name(file_name) for file_name, _ in kept.schema}
        own = dict(kept.schema)
        if isinstance(kept, DecisionRecord):
            own = own_kinds(self._holdings.record(declared, load), own, self._holdings.file(declared, kept))
        observed = {called[c]: k for c, k in own.items() if known is None or called[c] in known}
        drift = merged(contract, observed)
        table = PsaTable.of(self._project, declared, drift.contract)
        refuse_other_texts(self._database, self._ledger, table, load, contract, drift.texts)
        earlier, later = self._around(declared, load)
        whole = Kept(self._holdings.file(declared, kept), {now: name for name, now in called.items()})
        aside = self._holdings.letters(declared, load)
        waiting = None
        if isinstance(kept, LoadRecord) and may_reject(table, kept):
            waiting = Waiting(kept, whole, table.folder / aside if aside else None)
        staged = self._stage(table, load, waiting or whole, earlier)
        if waiting is not None and staged.rejected is not None:
            find_lines(table, waiting.record, staged.rejected.path)
        base = load.extract if waiting is None else waiting.record.extract
        extract = extract_of(base, staged)
        dropped = dropped_of(self._database, whole.path, [c for c in called if called[c] not in observed])
        number = self._ledger.state(declared).log_number + 1
        files: tuple[StoredFile, ...] = ()
        moves: Moves = []
        named = (Moment(load.load_date, load.load_seq, load.slice), f"{load.load_id}-{number:06d}")
        if staged.stored or not earlier:
            files, moves = to_store(table, staged, *named)
        letters, more = rejected_to_store(table, staged, *named)
        shift = Shift(
            keys=events_in(table, staged.path, CHANGE_EVENTS),
            old="FROM temp.content_before" if earlier else no_events(table),
            new=events_in(table, staged.path, ("insert", "update")),
            predecessor=load.load_id,
            later=later,
            tag=f"{number:06d}",
        )
        after = aftermath(self._database, table, shift, self._incoming)
        refuse_no_content(table, load, staged, after)
        moves = [*after.moves, *moves, *more]
        known_by = set(self._holdings.notes(declared, load))
        said = [
            *(s for s in drift.sentences() if s not in known_by),
            *choice_note(table, staged.chosen),
            *dropped.sentences(),
            *(s for s in notes_of_rejected(staged, base) if s not in known_by),
        ]
        record = DecisionRecord(
            table=declared.full_name,
            load_id=load.load_id,
            status=ACCEPTED,
            decided_at=self._decided_at,
            note=note or "; ".join(said),
            predecessor=earlier[-1].load_id if earlier else None,
            files=(*files, *letters),
            superseded=(aside,) if letters and aside else (),
            counts=counts_of(staged, extract),
            content=staged.content,
            schema=table.contract.logged,
            hash_rule=HASH_RULE,
            hashes=table.hash_definitions(),
            rebased=after.rebased,
            restated=after.restated,
            extract=extract if extract != load.extract else None,
        )
        self._gather(table, number, record, moves)

    def _stage(self, table: PsaTable, load: Load, kept: Waiting | Kept, earlier: Sequence[Load]) -> Staged:
        """A load that is kept whole as changes against what comes before it; one that waits as it came."""
        before = nothing_before(self._database, table)
        if earlier:
            keep(self._database, "content_before", with_hash64(table, content_of(table, earlier)))
            before = Before("temp.content_before", recorded_content(earlier[-1]))
        moment, path = self._target(load)
        if isinstance(kept, Waiting):
            return stage_again(self._database, table, kept, (before, moment, path))
        staged = stage_whole(self._database, table, load, kept, (before, path))
        # A load that was in history before is kept without the rows that did not count.
        fewer = max(0, load.rows_read - load.rows_rejected - load.rows_erased - staged.read)
        return replace(staged, read=staged.read + fewer, duplicates=staged.duplicates + fewer)

    def reject(self, declared: SourceTable, load: Load, note: str = "") -> None:
        """Take a load out of history. An accepted one is kept whole, so that it can be accepted again."""
        refuse_pruned(self._ledger, declared, load)
        if load.status == REJECTED:
            raise UsageError(f"The load {load.load_id} is rejected already.", fix="there is nothing to do")
        table = self._ledger.table(declared)
        number = self._ledger.state(declared).log_number + 1
        files: tuple[StoredFile, ...] = ()
        superseded: tuple[str, ...] = ()
        moves: Moves = []
        after = Aftermath()
        if load.status == ACCEPTED:
            earlier, later = self._around(declared, load)
            files, moves = self._whole(table, load, content_of(table, [*earlier, load]), number)
            superseded = tuple(f for f in (load.changes_file, load.keyframe_file) if f)
            shift = Shift(
                keys=events_of(table, [load], CHANGE_EVENTS) or no_events(table),
                old=events_of(table, [load], ("insert", "update")) or no_events(table),
                new=content_of(table, earlier),
                predecessor=earlier[-1].load_id if earlier else None,
                later=later,
                tag=f"{number:06d}",
            )
            after = aftermath(self._database, table, shift, self._incoming)
            moves = [*after.moves, *moves]
        record = DecisionRecord(
            table=declared.full_name,
            load_id=load.load_id,
            status=REJECTED,
            decided_at=self._decided_at,
            note=note,
            predecessor=None,
            files=files,
            superseded=superseded,
            counts=None,
            content=None,
            schema=table.contract.logged if files else (),
            hash_rule=HASH_RULE,
            hashes=table.hash_definitions(),
            rebased=after.rebased,
            restated=after.restated,
        )
        if load.status == ACCEPTED:
            record = replace(record, contract=self._contract(table, load, after.rebased, moves))
        self._gather(table, number, record, moves)

    def _contract(
        self, table: PsaTable, without: Load, rebased: Sequence[Rebased], moves: Moves
    ) -> tuple[tuple[str, str], ...] | None:
        """The columns as the accepted loads but one have them; None (as they were) where there is no other.

        Of a table that was pruned they stay, too: what pruned loads had is not known any more. The file of
        the load after it is among `moves`, not in its place yet.
        """
        loads = [load for load in self._ledger.loads(table.declared) if load.load_id != without.load_id]
        if not loads or self._ledger.bases(table.declared):
            return None
        ids = {load.load_id for load in loads}
        records = [record for record in self._holdings.load_records(table.declared) if record.load_id in ids]
        old = {path for load in rebased for path in load.superseded}
        new = {table.folder / file.path for load in rebased for file in load.files}
        stored = [load.changes_file for load in loads if load.changes_file]
        files = [table.folder / path for path in stored if path not in old]
        files += [finished for finished, final in moves if final in new]
        contract = contract_of(self._database, table, records, files)
        return tuple(contract.types.items())

    def _gather(self, table: PsaTable, number: int, record: DecisionRecord, moves: Moves) -> None:
        self._parts.append((table.declared, Part(table.folder, number, record, moves)))

    def commit(self) -> None:
        """Let what was decided happen, all of it or nothing."""
        parts = [part for _, part in self._parts]
        commit_all(self._project.psa_path, parts)
        with self._database.transaction():
            for declared, part in self._parts:
                self._ledger.enter(declared, part.number, part.record)
        self._parts = []

    def _around(self, declared: SourceTable, load: Load) -> tuple[Sequence[Load], Sequence[Load]]:
        loads = self._ledger.chain(declared, load.slice)
        earlier = [other for other in loads if other.order < load.order]
        return earlier, [other for other in loads if other.order > load.order]

    def _whole(
        self, table: PsaTable, load: Load, content: str, number: int
    ) -> tuple[tuple[StoredFile, ...], Moves]:
        path = self._incoming / f"{load.load_id}-whole.parquet"
        write_whole(self._database, table, load, content, path)
        rows = int(self._database.value(render("psa/rows_in_file", path=str(path))))
        staged = Staged(path, rows, rows, 0, 0, 0, recorded_content(load))
        moment = Moment(load.load_date, load.load_seq, load.slice)
        return to_store(table, staged, moment, f"{load.load_id}-{number:06d}", role="whole")

    def _target(self, load: Load) -> tuple[Moment, Path]:
        """Where in history a load stands, and the file that its changes are made in."""
        moment = Moment(load.load_date, load.load_seq, load.slice)
        return moment, self._incoming / f"{load.load_id}-accepted.parquet"
