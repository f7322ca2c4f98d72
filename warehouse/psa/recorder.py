"""What the log gets of a judged delivery: a record, and the files that go with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version

from warehouse.contract import UNSEEN
from warehouse.database import DUCKDB_VERSION, Database
from warehouse.project.deliveries import CHANGES, UPSERT
from warehouse.psa.arrived import Arrived, former_names, never_seen
from warehouse.psa.chain import Moves, counts_of, rejected_to_store, to_store
from warehouse.psa.commit import Part
from warehouse.psa.duplicates import choice_note
from warehouse.psa.hashes import HASH_RULE
from warehouse.psa.judge import Judged
from warehouse.psa.ledger import Ledger
from warehouse.psa.loads import Load
from warehouse.psa.record import ACCEPTED, QUARANTINED, Counts, Extras, LoadRecord
from warehouse.psa.stage import extract_of, notes_of_rejected, stage_whole
from warehouse.psa.stage_named import stage_named_whole
from warehouse.sources.typed import observed_types


class Recorder:
    """Makes the records of deliveries. `loaded_at` is the clock, read once by the caller (UTC)."""

    def __init__(self, database: Database, ledger: Ledger, loaded_at: dt.datetime) -> None:
        self._database = database
        self._ledger = ledger
        self._loaded_at = loaded_at

    def part(
        self, arrived: Arrived, judged: Judged, earlier: Sequence[Load], extras: Extras
    ) -> tuple[Part, LoadRecord]:
        """What the log gets of a judged delivery; nothing of it is there yet."""
        if judged.reasons:
            record, moves = self._quarantined(judged, arrived)
        else:
            record, moves = self._accepted(judged, arrived, earlier)
        said = [*former_names(arrived), *never_seen(arrived, judged.drift), *self._same_date(arrived)]
        said += [] if judged.reasons else arrived.dropped.sentences()
        notes = (*record.notes, *said, *arrived.notes)
        erased = arrived.suppressed.rows
        counts = replace(record.counts, read=record.counts.read + erased, erased=erased)
        record = replace(record, notes=notes, counts=counts, extras=extras, mends=arrived.mends)
        number = self._ledger.state(arrived.declared).log_number + 1
        return Part(judged.table.folder, number, record, moves), record

    def _same_date(self, arrived: Arrived) -> list[str]:
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

    def _accepted(
        self, judged: Judged, arrived: Arrived, earlier: Sequence[Load]
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

    def _quarantined(self, judged: Judged, arrived: Arrived) -> tuple[LoadRecord, Moves]:
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

    def _record(self, judged: Judged, arrived: Arrived) -> LoadRecord:
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
