"""One load: an extract becomes a part of the log, or waits in quarantine, or is refused with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from warehouse.database import Database
from warehouse.errors import SourceError
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.arrived import (
    Arrived,
    Chain,
    refuse_missing_key,
    refuse_other_case,
    refuse_unknown_order,
    without_own,
)
from warehouse.psa.commit import Gathered, Part, commit_all
from warehouse.psa.current import bring_current
from warehouse.psa.dated import dates_of, of_its_part
from warehouse.psa.discard import without_unknown
from warehouse.psa.judge import Judge, Judged
from warehouse.psa.keyframe import write_keyframe_if_due
from warehouse.psa.ledger import Ledger
from warehouse.psa.loads import Load
from warehouse.psa.record import ACCEPTED, NO_EXTRAS, Extras, LoadRecord, Mended, SourceFile, load_identity
from warehouse.psa.recorder import Recorder
from warehouse.psa.retention import refuse_late
from warehouse.psa.slices import slices_of
from warehouse.psa.sourcefiles import Found, shown_name, source_files
from warehouse.psa.stage import Moment, Staged
from warehouse.psa.suppress import Suppressed, without_erased
from warehouse.sources.delivery import Delivery
from warehouse.sources.spool import Spooled


@dataclass(frozen=True)
class LoadOutcome:
    """What became of one delivery.

    `load_id` is None when it was loaded before, as `same_as`; `notice` says more of that.
    """

    table: str
    load_date: dt.datetime
    load_id: str | None
    status: str
    reasons: tuple[str, ...] = ()
    notice: str | None = None
    same_as: str | None = None
    slice: str | None = None


@dataclass(frozen=True)
class _Ready:
    """A delivery that was judged, at its place in history."""

    arrived: Arrived
    chain: Chain
    judged: Judged


@dataclass(frozen=True)
class _Prepared:
    """A delivery ready to be committed."""

    declared: SourceTable
    part: Part
    record: LoadRecord

    @property
    def outcome(self) -> LoadOutcome:
        """What becomes of it when it is committed."""
        record = self.record
        return LoadOutcome(
            record.table, record.load_date, record.load_id, record.status, record.reasons, slice=record.slice
        )


class Loader:
    """Loads extracts of one project into its log. `loaded_at` is the clock, read once by the caller (UTC)."""

    def __init__(self, database: Database, project: Project, ledger: Ledger, loaded_at: dt.datetime) -> None:
        self._database = database
        self._project = project
        self._ledger = ledger
        self._loaded_at = loaded_at
        self._judge = Judge(database, project, ledger, self.incoming)
        self._recorder = Recorder(database, ledger, loaded_at)

    @property
    def incoming(self) -> Path:
        """Where files are made before they are part of the log."""
        return self._project.psa_path / ".incoming"

    def load(self, found: Found, extras: Extras = NO_EXTRAS) -> LoadOutcome:
        """Load one delivery. The same content under the same load date is never loaded twice.

        Raises SourceError (nothing was stored) and DeclarationError (a key or hash names a column that is
        not there).
        """
        return self.load_together([found], extras)[0]

    def load_slices(self, found: Found, extras: Extras = NO_EXTRAS) -> list[LoadOutcome]:
        """Load one delivery, a load for each slice that it has rows of; without slices, one load.

        Where one slice cannot be loaded the others are, and then what was wrong is raised.
        """
        outcomes: list[LoadOutcome] = []
        wrong = None
        for part in slices_of(found):
            try:
                dates = dates_of(part)
                several = len(dates) > 1
                outcomes += self.load_dates(dates, extras) if several else [self.load(dates[0], extras)]
            except SourceError as error:
                wrong = wrong or error
            # What the next one brings is compared with a content under the columns that there are now.
            bring_current(self._database, self._ledger, part.table)
        if wrong is not None:
            raise wrong
        return outcomes

    def load_dates(self, dates: Sequence[Found], extras: Extras = NO_EXTRAS) -> list[LoadOutcome]:
        """Load the parts of one delivery that are of several load dates, in their order, all or none.

        Each is compared with what the parts before it came to, and judged by itself: one may wait in
        quarantine. Raises as `load` does; then nothing of any of them was stored.
        """
        declared, sources = dates[0].table, source_files(self._project.root, dates[0])
        identity = dates[0].identity([source.sha256 for source in sources])
        delivery = load_identity(declared.full_name, dates[0].load_date or self._loaded_at, identity)
        extras = replace(extras, delivery_id=delivery, delivery_tables=(declared.full_name,))
        gathered = Gathered(self._project.psa_path)
        outcomes = []
        try:
            with self._database.transaction():
                for part in dates:
                    outcomes.append(self.load_together([part], extras, gathered)[0])
                    bring_current(self._database, self._ledger, declared)
                    keyframe = (self._database, self._ledger, declared, self.incoming, part.slice, gathered)
                    write_keyframe_if_due(*keyframe)
                gathered.commit()
        except BaseException:
            gathered.take_back()
            self._ledger.ask_anew()
            raise
        return outcomes

    def load_together(
        self, found: Sequence[Found], extras: Extras = NO_EXTRAS, gathered: Gathered | None = None
    ) -> list[LoadOutcome]:
        """Load deliveries of several tables, all or none: where one has to wait in quarantine, all do.

        With `gathered` they exist when that is committed. Raises as `load` does; then nothing of any of them
        was stored.
        """
        with self._database.sparing():
            judged = [self._judged(one) for one in found]
            waiting = [one for one in judged if isinstance(one, _Ready) and one.judged.reasons]
            ready = [
                one if isinstance(one, LoadOutcome) else self._prepared(_held(one, waiting), extras)
                for one in judged
            ]
        parts = [part for part in ready if isinstance(part, _Prepared)]
        if parts:
            self._commit([part.part for part in parts], gathered)
            with self._database.transaction():
                for part in parts:
                    self._ledger.enter(part.declared, part.part.number, part.record)
        return [one if isinstance(one, LoadOutcome) else one.outcome for one in ready]

    def _commit(self, parts: Sequence[Part], gathered: Gathered | None) -> None:
        if gathered is None:
            commit_all(self._project.psa_path, parts)
            return
        for part in parts:
            gathered.add(part.folder, part.number, part.record, part.moves)

    def outcome_before(self, found: Found) -> LoadOutcome | None:
        """The outcome of a delivery that is in the log already; None when it is not."""
        return self._before_now(found, source_files(self._project.root, found))

    def _before_now(self, found: Found, sources: Sequence[SourceFile]) -> LoadOutcome | None:
        declared = found.table
        load_date = found.load_date or self._loaded_at
        hashes = [source.sha256 for source in sources]
        load_id = load_identity(declared.full_name, load_date, found.identity(hashes), found.slice)
        same_as = load_id if self._ledger.has_load(declared, load_id) else None
        if same_as is None and found.load_date is None:
            newest = self._ledger.newest_delivery(declared, found.slice)
            same_as = newest[0] if newest and newest[1] == ", ".join(hashes) else None
        if same_as is None:
            return None
        notice = self._loaded_before(declared, found, load_id)
        slice = found.slice
        return LoadOutcome(
            declared.full_name, load_date, None, ACCEPTED, notice=notice, same_as=same_as, slice=slice
        )

    def _judged(self, found: Found) -> _Ready | LoadOutcome:
        """The delivery staged and judged; the outcome where it is in the log already."""
        sources = source_files(self._project.root, found)
        if (before := self._before_now(found, sources)) is not None:
            return before
        declared = found.table
        load_date = found.load_date or self._loaded_at
        identity = found.identity([source.sha256 for source in sources])
        load_id = load_identity(declared.full_name, load_date, identity, found.slice)
        refuse_late(self._ledger, declared, load_date, shown_name(found), found.slice)
        moment = Moment(load_date, self._ledger.next_seq(declared, load_date, found.slice), found.slice)
        notes = found.notes if isinstance(found, Spooled) else ()
        contract = self._judge.known(declared).contract
        whole, suppressed = self._opened(declared, without_own(of_its_part(found), declared))
        delivery, dropped = without_unknown(whole, declared, contract)
        mends = Mended(*found.mends) if isinstance(found, Spooled) and found.mends is not None else None
        arrived = Arrived(
            declared, delivery, moment, load_id, sources, notes, whole, dropped, mends, suppressed
        )
        refuse_other_case(arrived, contract)
        refuse_missing_key(arrived, self._ledger.has_columns(declared))
        refuse_unknown_order(arrived, contract)
        loads = self._ledger.chain(declared, moment.slice)
        earlier = [load for load in loads if load.order < (moment.load_date, moment.load_seq)]
        head = self._ledger.head(declared)
        is_late = head is not None and head.order > (moment.load_date, moment.load_seq)
        chain = Chain(earlier, loads[len(earlier) :], is_late)
        return _Ready(arrived, chain, self._judge.judge(arrived, chain))

    def _opened(self, declared: SourceTable, delivery: Delivery) -> tuple[Delivery, Suppressed]:
        """The delivery without rows of erased keys."""
        erased = self._ledger.erased(declared)
        return without_erased(delivery, declared, self._project.psa_path, erased)

    def staged_again(self, found: Found, load: Load, record: LoadRecord) -> Staged:
        """The file of an accepted load, made again from its extract against what comes before it now.

        Raises SourceError when the extract cannot be read. The file is no part of the log.
        """
        declared = found.table
        whole, _ = self._opened(declared, of_its_part(found))
        delivery, dropped = without_unknown(whole, declared, self._ledger.state(declared).contract)
        moment = Moment(load.load_date, load.load_seq, load.slice)
        arrived = Arrived(declared, delivery, moment, load.load_id, record.sources, (), whole, dropped)
        loads = self._ledger.chain(declared, load.slice)
        earlier = [other for other in loads if other.order < load.order]
        return self._judge.stage(arrived, Chain(earlier, [load])).staged

    def _prepared(self, ready: _Ready, extras: Extras) -> _Prepared:
        """What the log gets of a judged delivery; nothing of it is there yet."""
        part, record = self._recorder.part(ready.arrived, ready.judged, ready.chain.earlier, extras)
        return _Prepared(ready.arrived.declared, part, record)

    def _loaded_before(self, declared: SourceTable, found: Found, load_id: str) -> str | None:
        """A sentence about a file that was delivered before and corrected since; None where there is no more
        to say than that it was loaded.
        """
        newer = self._ledger.corrected_by(declared, load_id)
        return None if newer is None else corrected_since(found, load_id, newer)


def corrected_since(found: Found, load_id: str, newer: str) -> str:
    """A sentence about a delivery that came again, though load `newer` has corrected it."""
    return (
        f"{shown_name(found)} of {found.table.full_name} is load {load_id[:8]} again, which load "
        f"{newer[:8]} has corrected since; if that was wrong: warehouse reject {newer[:8]}"
    )


def _held(ready: _Ready, waiting: Sequence[_Ready]) -> _Ready:
    """The delivery; in quarantine with others of the same delivery, where some have to wait."""
    if ready.judged.reasons or not waiting:
        return ready
    names = ", ".join(one.arrived.declared.full_name for one in waiting)
    reason = f"it came in one delivery with {names}, which waits in quarantine"
    return replace(ready, judged=replace(ready.judged, reasons=(reason,)))
