"""One load: an extract becomes a part of the log, or waits in quarantine, or is refused with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from warehouse.contract import UNSEEN, Contract, Drift, merged
from warehouse.database import DUCKDB_VERSION, Database
from warehouse.errors import DeclarationError, SourceError, did_you_mean
from warehouse.project.deliveries import CHANGES, SNAPSHOT, UPSERT
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
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
from warehouse.psa.commit import Gathered, Part, commit_all
from warehouse.psa.current import bring_current
from warehouse.psa.dated import dates_of, of_its_part
from warehouse.psa.discard import Dropped, without_unknown
from warehouse.psa.duplicates import choice_note
from warehouse.psa.hashes import HASH_RULE
from warehouse.psa.keyframe import write_keyframe_if_due
from warehouse.psa.ledger import Ledger
from warehouse.psa.loadchecks import broken_checks
from warehouse.psa.loads import Load
from warehouse.psa.read import CHANGE_EVENTS, content_of, events_in, no_events, with_hash64
from warehouse.psa.record import (
    ACCEPTED,
    NO_EXTRAS,
    QUARANTINED,
    Counts,
    Extras,
    LoadRecord,
    Mended,
    SourceFile,
    load_identity,
)
from warehouse.psa.rejects import too_many
from warehouse.psa.retention import refuse_late
from warehouse.psa.slices import current_of, slices_of
from warehouse.psa.sourcefiles import Found, shown_name, source_files
from warehouse.psa.stage import (
    Before,
    Moment,
    Staged,
    extract_of,
    notes_of_rejected,
    nothing_before,
    stage_whole,
)
from warehouse.psa.stage_named import stage_named, stage_named_whole, stage_snapshot
from warehouse.psa.suppress import Suppressed, without_erased
from warehouse.psa.table import PsaTable
from warehouse.quality.gates import Arrival, failed_gates
from warehouse.sources.delivery import Delivery, without
from warehouse.sources.spool import Spooled
from warehouse.sources.typed import observed_types


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
class _Arrived:
    """A delivery that is not in the log yet: its rows, its place in history and its identity.

    `delivery` has the columns that the table takes in, `whole` all that came.
    """

    declared: SourceTable
    delivery: Delivery
    moment: Moment
    load_id: str
    sources: tuple[SourceFile, ...]
    notes: tuple[str, ...]
    whole: Delivery
    dropped: Dropped
    mends: Mended | None = None
    suppressed: Suppressed = field(default_factory=Suppressed)


@dataclass(frozen=True)
class _Chain:
    """The accepted loads of a table, or of a slice, before and after the place of a delivery.

    `is_late`: the table has later loads, if only of another slice.
    """

    earlier: Sequence[Load]
    later: Sequence[Load]
    is_late: bool = True


@dataclass(frozen=True)
class _OnStage:
    """A delivery as changes against what comes before it; the table as it was known, and as it is."""

    known: PsaTable
    table: PsaTable
    drift: Drift
    staged: Staged
    before: Before
    observed: Mapping[str, str | None]


@dataclass(frozen=True)
class _Judged:
    """A delivery staged under a table's contract, and what the gates said.

    `observed` are its columns as they infer on their own; None for text that was only seen to fit.
    """

    table: PsaTable
    drift: Drift
    staged: Staged
    reasons: tuple[str, ...]
    aftermath: Aftermath
    observed: Mapping[str, str | None]


@dataclass(frozen=True)
class _Ready:
    """A delivery that was judged, at its place in history."""

    arrived: _Arrived
    chain: _Chain
    judged: _Judged


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
                one if isinstance(one, LoadOutcome) else self._part(_held(one, waiting), extras)
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
        contract = self._known(declared).contract
        whole, suppressed = self._opened(declared, _without_own(of_its_part(found), declared))
        delivery, dropped = without_unknown(whole, declared, contract)
        mends = Mended(*found.mends) if isinstance(found, Spooled) and found.mends is not None else None
        arrived = _Arrived(
            declared, delivery, moment, load_id, sources, notes, whole, dropped, mends, suppressed
        )
        _refuse_other_case(arrived, contract)
        _refuse_missing_key(arrived, self._ledger.has_columns(declared))
        _refuse_unknown_order(arrived, contract)
        loads = self._ledger.chain(declared, moment.slice)
        earlier = [load for load in loads if load.order < (moment.load_date, moment.load_seq)]
        head = self._ledger.head(declared)
        is_late = head is not None and head.order > (moment.load_date, moment.load_seq)
        chain = _Chain(earlier, loads[len(earlier) :], is_late)
        return _Ready(arrived, chain, self._judge(arrived, chain))

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
        arrived = _Arrived(declared, delivery, moment, load.load_id, record.sources, (), whole, dropped)
        loads = self._ledger.chain(declared, load.slice)
        earlier = [other for other in loads if other.order < load.order]
        return self._stage(arrived, _Chain(earlier, [load])).staged

    def _part(self, ready: _Ready, extras: Extras) -> _Prepared:
        """What the log gets of a judged delivery; nothing of it is there yet."""
        judged, arrived = ready.judged, ready.arrived
        if judged.reasons:
            record, moves = self._quarantined(judged, arrived)
        else:
            record, moves = self._accepted(judged, arrived, ready.chain.earlier)
        said = [*_former_names(arrived), *_never_seen(arrived, judged.drift), *self._same_date(arrived)]
        said += [] if judged.reasons else arrived.dropped.sentences()
        notes = (*record.notes, *said, *arrived.notes)
        erased = arrived.suppressed.rows
        counts = replace(record.counts, read=record.counts.read + erased, erased=erased)
        record = replace(record, notes=notes, counts=counts, extras=extras, mends=arrived.mends)
        number = self._ledger.state(arrived.declared).log_number + 1
        return _Prepared(arrived.declared, Part(judged.table.folder, number, record, moves), record)

    def _same_date(self, arrived: _Arrived) -> list[str]:
        """A sentence about a load of the same load date that came from another file."""
        moment = arrived.moment
        if moment.load_seq == 1 or arrived.mends is not None:
            return []
        before = self._ledger.delivered_for(arrived.declared, moment.load_date, moment.slice)
        if before is None or before[1] == ", ".join(source.path for source in arrived.sources):
            return []
        load_id, source = before
        return [
            f"another file of the same load date, {source}, was loaded before (load {load_id[:8]}); "
            "this one is its correction"
        ]

    def _loaded_before(self, declared: SourceTable, found: Found, load_id: str) -> str | None:
        """A sentence about a file that was delivered before and corrected since; None where there is no more
        to say than that it was loaded.
        """
        newer = self._ledger.corrected_by(declared, load_id)
        return None if newer is None else corrected_since(found, load_id, newer)

    def _stage(self, arrived: _Arrived, chain: _Chain) -> _OnStage:
        delivery = arrived.delivery
        known = self._known(arrived.declared)
        path = self.incoming / f"{arrived.load_id}.parquet"
        observed = self._first_guess(known, delivery, chain)
        drift = merged(known.contract, {column: kind or UNSEEN for column, kind in observed.items()})
        for _ in range(2):
            table = PsaTable.of(self._project, arrived.declared, drift.contract)
            before = self._before(known, table, chain, arrived.moment.slice)
            stage = stage_snapshot if table.declared.extract == SNAPSHOT else stage_named
            staged = stage(self._database, table, delivery, before, arrived.moment, path)
            if not staged.misfits:
                break
            # The contract was only a guess for text: let every value speak, and compare again.
            observed = dict(observed_types(delivery))
            drift = merged(known.contract, observed_types(delivery))
            if drift.texts or any(column in drift.contract.declared for column, _ in staged.misfits):
                break
        return _OnStage(known, table, drift, staged, before, observed)

    def _judge(self, arrived: _Arrived, chain: _Chain) -> _Judged:
        delivery, on_stage = arrived.delivery, self._stage(arrived, chain)
        known, table, drift = on_stage.known, on_stage.table, on_stage.drift
        staged, before, observed = on_stage.staged, on_stage.before, on_stage.observed
        arrival = Arrival(
            extract=table.declared.extract,
            read=staged.read,
            distinct=staged.read - staged.duplicates,
            rows_before=before.content.rows,
            null_keys=staged.null_keys if table.has_key else 0,
            doubled=staged.doubled,
            doubled_sample=staged.doubled_sample,
            key=table.key,
            became_text=_text_reasons(known.contract, drift, staged),
            earlier=tuple(load.rows_read - load.rows_duplicate for load in chain.earlier),
            gone=_gone(table, staged),
            drift=tuple(drift.sentences()) if known.contract.types else (),
            rules=table.declared.gates,
            overwritten=staged.updates,
        )
        where = f"{table.full_name}, {delivery.path}"
        refusal = too_many(table.declared, staged.read, staged.rejected)
        reasons = (*failed_gates(arrival, where=where), *([refusal] if refusal else []))
        if not reasons and any(check.config.on == "load" for check in table.declared.checks):
            broken = broken_checks(self._database, table, staged.path, chain.earlier)
            reasons = failed_gates(replace(arrival, broken_checks=broken), where=where)
        if reasons:
            return _Judged(table, drift, staged, reasons, Aftermath(), observed)
        after = self._aftermath(table, staged, arrived, chain)
        reasons = failed_gates(replace(arrival, overwritten_later=after.overwritten), where=where)
        return _Judged(table, drift, staged, reasons, after, observed)

    def _aftermath(self, table: PsaTable, staged: Staged, arrived: _Arrived, chain: _Chain) -> Aftermath:
        if not chain.later:
            return Aftermath()
        shift = Shift(
            keys=events_in(table, staged.path, CHANGE_EVENTS),
            old="FROM temp.content_before" if chain.earlier else no_events(table),
            new=events_in(table, staged.path, ("insert", "update")),
            predecessor=arrived.load_id,
            later=chain.later,
            tag=f"{self._ledger.state(arrived.declared).log_number + 1:06d}",
        )
        return aftermath(self._database, table, shift, self.incoming)

    def _known(self, declared: SourceTable) -> PsaTable:
        """The table as its accepted loads have made it; what rejected ones brought does not count."""
        table = self._ledger.table(declared)
        if self._ledger.accepted(declared):
            return table
        return replace(table, contract=table.contract.without_types())

    def _first_guess(self, known: PsaTable, delivery: Delivery, chain: _Chain) -> Mapping[str, str | None]:
        """How the delivery is read first: text as the known contract has it (None), or inferred.

        A late delivery is inferred in any case: what it fits may stem from loads after it.
        """
        knows_all = known.contract.types and set(delivery.columns) <= set(known.contract.types)
        if delivery.is_text and knows_all and not chain.is_late:
            return dict.fromkeys(delivery.columns)
        return dict(observed_types(delivery))

    def _before(self, known: PsaTable, table: PsaTable, chain: _Chain, slice: str | None) -> Before:
        if not chain.earlier:
            return nothing_before(self._database, table)
        content = recorded_content(chain.earlier[-1])
        if not chain.later and table.columns == known.columns:
            return Before(current_of(self._database, table, slice), content)
        keep(self._database, "content_before", with_hash64(table, content_of(table, chain.earlier)))
        return Before("temp.content_before", content)

    def _accepted(
        self, judged: _Judged, arrived: _Arrived, earlier: Sequence[Load]
    ) -> tuple[LoadRecord, Moves]:
        staged, after = judged.staged, judged.aftermath
        files, moves = to_store(judged.table, staged, arrived.moment, arrived.load_id)
        # A first load is stored even when it has no rows: it shows which columns there are.
        if not staged.stored and earlier:
            files, moves = (), []
        record = self._record(judged, arrived)
        letters, more = rejected_to_store(judged.table, staged, arrived.moment, arrived.load_id)
        moves = [*moves, *more]
        record = replace(
            record,
            files=(*files, *letters),
            notes=(*record.notes, *notes_of_rejected(staged, arrived.declared.extract)),
            content=staged.content,
            predecessor=earlier[-1].load_id if earlier else None,
            extract=(extract := extract_of(arrived.declared.extract, staged)),
            counts=counts_of(staged, extract),
            rebased=after.rebased,
            restated=after.restated,
        )
        return record, [*after.moves, *moves]

    def _quarantined(self, judged: _Judged, arrived: _Arrived) -> tuple[LoadRecord, Moves]:
        """Kept whole, in the types its own values have, so that nothing of it is lost while it waits."""
        observed = observed_types(arrived.whole)
        contract = judged.drift.contract
        own = {c: observed.get(c, UNSEEN) for c in {**contract.types, **observed}}
        # What a declared type makes of text is seen value by value when the load is accepted.
        texts = contract.declared if arrived.whole.is_text else {}
        own |= {c: "VARCHAR" for c in texts if own.get(c, UNSEEN) != UNSEEN}
        table = replace(judged.table, contract=replace(contract, types=own, declared={}))
        names_keys = arrived.declared.extract in (UPSERT, CHANGES)
        stage = stage_named_whole if names_keys else stage_whole
        staged = stage(self._database, table, arrived.whole, arrived.moment, judged.staged.path)
        files, moves = to_store(table, staged, arrived.moment, arrived.load_id, role="whole")
        letters, more = rejected_to_store(table, staged, arrived.moment, arrived.load_id)
        record = replace(
            self._record(replace(judged, table=table), arrived),
            status=QUARANTINED,
            files=(*files, *letters),
            counts=Counts(read=staged.read, rejected=staged.rejected_rows),
        )
        return record, [*moves, *more]

    def _record(self, judged: _Judged, arrived: _Arrived) -> LoadRecord:
        table = judged.table
        is_first = self._ledger.accepted(arrived.declared) == 0
        return LoadRecord(
            table=table.full_name,
            load_id=arrived.load_id,
            load_date=arrived.moment.load_date,
            load_seq=arrived.moment.load_seq,
            loaded_at=self._loaded_at,
            status=ACCEPTED,
            reasons=judged.reasons,
            notes=(
                *([] if is_first else judged.drift.sentences()),
                *choice_note(table, judged.staged.chosen),
            ),
            extract=table.declared.extract,
            record_source=table.declared.record_source,
            predecessor=None,
            sources=arrived.sources,
            files=(),
            counts=Counts(),
            content=None,
            schema=table.contract.logged,
            schema_hash=table.contract.schema_hash,
            key=table.declared.log_key,
            slice=arrived.moment.slice,
            hash_rule=HASH_RULE,
            hashes=table.hash_definitions(),
            observed=tuple((table.contract.first_name(c), kind) for c, kind in judged.observed.items()),
            tools={"warehouse": version("warehouse"), "duckdb": DUCKDB_VERSION, "polars": version("polars")},
        )


def corrected_since(found: Found, load_id: str, newer: str) -> str:
    """A sentence about a delivery that came again, though load `newer` has corrected it."""
    return (
        f"{shown_name(found)} of {found.table.full_name} is load {load_id[:8]} again, which load "
        f"{newer[:8]} has corrected since; if that was wrong: warehouse reject {newer[:8]}"
    )


def _without_own(delivery: Delivery, declared: SourceTable) -> Delivery:
    """The delivery without the columns that say what its rows do and are no data themselves."""
    holds = declared.holds
    if holds.operation is None:
        return delivery
    if holds.operation.column not in delivery.columns:
        raise SourceError(
            f"{declared.full_name} has no column '{holds.operation.column}' in this delivery, and that says "
            "what each row does.",
            where=f"{declared.full_name}, {delivery.path} ({declared.place})",
            fix="name it by `operation: {column: …}`; "
            + did_you_mean(holds.operation.column, delivery.columns),
            state="nothing of this delivery was stored",
        )
    return without(delivery, [holds.operation.column])


def _former_names(arrived: _Arrived) -> list[str]:
    """The columns that came under a name they had before, a sentence each."""
    formers, renames = arrived.declared.formers, arrived.declared.renames
    return [
        f"column {now} came under its former name {old}"
        for old, now in arrived.delivery.renamed.items()
        if renames.get(old, old) in formers.get(now, ())
    ]


def _refuse_missing_key(arrived: _Arrived, is_known: bool) -> None:
    """A delivery without a column of its key cannot be compared with anything.

    Of a table that was never loaded, the declaration is at fault; of a known one, the delivery.
    """
    declared, delivered = arrived.declared, arrived.delivery.columns
    for column in declared.key:
        if column in delivered:
            continue
        fix = did_you_mean(column, delivered)
        if len(delivered) == 1 and (sign := next((s for s in ";|\t" if s in delivered[0]), None)):
            fix = f"its columns seem to be separated by {sign!r}; declare `delimiter: {sign!r}`"
        raise (SourceError if is_known else DeclarationError)(
            f"{declared.full_name} has no column '{column}' in this delivery, and it is part of the key.",
            where=f"{declared.full_name}, {arrived.delivery.path} ({declared.place})",
            fix=fix,
            state="nothing of this delivery was stored",
        )


def _refuse_unknown_order(arrived: _Arrived, known: Contract) -> None:
    """A column that says which row of a key counts must be one that came now or before."""
    declared = arrived.declared
    named = [(c, "order_by", declared.holds.order_place) for c in declared.holds.order_by]
    if declared.gates.chooses_a_row and declared.gates.duplicates_by:
        named.append((declared.gates.duplicates_by, "on_duplicate_key", declared.place))
    columns = [*arrived.delivery.columns, *known.types]
    for column, key, place in named:
        if column not in columns:
            raise DeclarationError(
                f"{declared.full_name} has no column '{column}', by which `{key}:` says which row counts.",
                where=place or declared.place,
                fix=did_you_mean(column, columns),
                state="nothing of this delivery was stored",
            )


def _never_seen(arrived: _Arrived, drift: Drift) -> list[str]:
    """The columns that are declared and that neither this delivery nor one before it has, a sentence each."""
    operation = arrived.declared.holds.operation
    there = {*arrived.delivery.columns, *arrived.dropped.values, *drift.missing}
    there |= {operation.column} if operation is not None else set()
    known = {column.lower() for column in there}
    listed = arrived.declared.listed
    return [f"column {c} is declared and missing (NULL)" for c in listed if c.lower() not in known]


def _refuse_other_case(arrived: _Arrived, known: Contract) -> None:
    """SQL does not tell `ID` from `id`, so a column must keep the case it came with first."""
    spelled = {column.lower(): column for column in known.types}
    for column in arrived.delivery.columns:
        usual = spelled.get(column.lower(), column)
        if usual != column:
            raise SourceError(
                f"The column '{usual}' is called '{column}' in this delivery.",
                where=f"{arrived.declared.full_name}, {arrived.delivery.path}",
                fix=f"let the source keep its spelling, or add `rename: {{{column}: {usual}}}` to the table",
                state="nothing of this delivery was stored",
            )


def _held(ready: _Ready, waiting: Sequence[_Ready]) -> _Ready:
    """The delivery; in quarantine with others of the same delivery, where some have to wait."""
    if ready.judged.reasons or not waiting:
        return ready
    names = ", ".join(one.arrived.declared.full_name for one in waiting)
    reason = f"it came in one delivery with {names}, which waits in quarantine"
    return replace(ready, judged=replace(ready.judged, reasons=(reason,)))


def _gone(table: PsaTable, staged: Staged) -> int | None:
    """The keys that a snapshot lacks; None where absence means nothing. Without a key no row is missed."""
    if table.declared.extract != "snapshot":
        return None
    return staged.deletes if table.has_key else 0


def _text_reasons(known: Contract, drift: Drift, staged: Staged) -> tuple[str, ...]:
    """The columns whose values are not of their type: text among numbers, or not as declared."""
    undeclared = [f"{column} ({known.types.get(column)} so far)" for column in drift.texts]
    return (
        *undeclared,
        *(
            f"{column} (declared {known.declared[column]}, {count:,} values)"
            for column, count in staged.misfits
            if column in known.declared
        ),
    )
