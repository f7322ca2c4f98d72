"""A delivery judged: staged as changes under the table's contract, and seen by the gates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from warehouse.contract import UNSEEN, Contract, Drift, merged
from warehouse.database import Database
from warehouse.errors import agreeing
from warehouse.project.deliveries import SNAPSHOT, UPSERT
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.arrived import Arrived, Chain
from warehouse.psa.chain import Aftermath, Shift, aftermath, keep, recorded_content
from warehouse.psa.ledger import Ledger
from warehouse.psa.loadchecks import broken_checks
from warehouse.psa.read import CHANGE_EVENTS, content_of, events_in, no_events, with_hash64
from warehouse.psa.rejects import row_checks, too_many
from warehouse.psa.slices import current_of
from warehouse.psa.stage import Before, Staged, nothing_before
from warehouse.psa.stage_named import stage_named, stage_snapshot
from warehouse.psa.table import PsaTable
from warehouse.quality.gates import Arrival, failed_gates
from warehouse.sources.delivery import Delivery
from warehouse.sources.delivery import observed as as_observed
from warehouse.sources.typed import observed_types


@dataclass(frozen=True)
class OnStage:
    """A delivery as changes against what comes before it; the table as it was known, and as it is."""

    known: PsaTable
    table: PsaTable
    drift: Drift
    staged: Staged
    before: Before
    observed: Mapping[str, str | None]


@dataclass(frozen=True)
class Judged:
    """A delivery staged under a table's contract, and what the gates said.

    `observed` are its columns as they infer on their own; None for text that was only seen to fit.
    """

    table: PsaTable
    drift: Drift
    staged: Staged
    reasons: tuple[str, ...]
    aftermath: Aftermath
    observed: Mapping[str, str | None]


class Judge:
    """Stages and judges deliveries of one project. What it makes lies in `incoming`, not yet in the log."""

    def __init__(self, database: Database, project: Project, ledger: Ledger, incoming: Path) -> None:
        self._database = database
        self._project = project
        self._ledger = ledger
        self._incoming = incoming

    def judge(self, arrived: Arrived, chain: Chain) -> Judged:
        """The delivery on stage, with the reasons why it has to wait, if any."""
        delivery, on_stage = arrived.delivery, self.stage(arrived, chain)
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
            return Judged(table, drift, staged, reasons, Aftermath(), observed)
        after = self._aftermath(table, staged, arrived, chain)
        reasons = failed_gates(replace(arrival, overwritten_later=after.overwritten), where=where)
        return Judged(table, drift, staged, reasons, after, observed)

    def stage(self, arrived: Arrived, chain: Chain) -> OnStage:
        """The delivery as changes against what comes before it."""
        delivery = arrived.delivery
        known = self.known(arrived.declared)
        path = self._incoming / f"{arrived.load_id}.parquet"
        observed = self._first_guess(known, delivery, chain)
        drift = merged(known.contract, {column: kind or UNSEEN for column, kind in observed.items()})
        for _ in range(2):
            table = PsaTable.of(self._project, arrived.declared, drift.contract)
            before = self._before(known, table, chain, arrived.moment.slice)
            stage = stage_snapshot if table.declared.extract == SNAPSHOT else stage_named
            rows = _read_again(delivery, table, observed)
            staged = stage(self._database, table, rows, before, arrived.moment, path)
            if not staged.misfits:
                break
            # The contract was only a guess for text: let every value speak, and compare again.
            own = observed_types(delivery)
            observed, drift = dict(own), merged(known.contract, own)
            if drift.texts or any(column in drift.contract.declared for column, _ in staged.misfits):
                break
        return OnStage(known, table, drift, staged, before, observed)

    def known(self, declared: SourceTable) -> PsaTable:
        """The table as its accepted loads have made it; what rejected ones brought does not count."""
        table = self._ledger.table(declared)
        if self._ledger.accepted(declared):
            return table
        return replace(table, contract=table.contract.without_types())

    def _aftermath(self, table: PsaTable, staged: Staged, arrived: Arrived, chain: Chain) -> Aftermath:
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
        return aftermath(self._database, table, shift, self._incoming)

    def _first_guess(self, known: PsaTable, delivery: Delivery, chain: Chain) -> Mapping[str, str | None]:
        """How the delivery is read first: text as the known contract has it (None), or inferred.

        A late delivery is inferred in any case: what it fits may stem from loads after it.
        """
        knows_all = known.contract.types and set(delivery.columns) <= set(known.contract.types)
        if delivery.is_text and knows_all and not chain.is_late:
            return dict.fromkeys(delivery.columns)
        return dict(observed_types(delivery))

    def _before(self, known: PsaTable, table: PsaTable, chain: Chain, slice: str | None) -> Before:
        if not chain.earlier:
            return nothing_before(self._database, table)
        content = recorded_content(chain.earlier[-1])
        if not chain.later and table.columns == known.columns:
            return Before(current_of(self._database, table, slice), content)
        keep(self._database, "content_before", with_hash64(table, content_of(table, chain.earlier)))
        return Before("temp.content_before", content)


def _read_again(delivery: Delivery, table: PsaTable, kinds: Mapping[str, str | None]) -> Delivery:
    """The delivery, in the types that all its values were seen to have.

    As text where a row may be set aside, which is kept as it was given, and where values were not seen.
    """
    seen = {column: kind for column, kind in kinds.items() if kind is not None}
    may_reject = table.contract.declared or row_checks(table) is not None
    if may_reject or len(seen) < len(kinds) or table.declared.extract not in (SNAPSHOT, UPSERT):
        return delivery
    return as_observed(delivery, seen)


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
            f"{column} (declared {known.declared[column]}, {agreeing(count, 'value', 'values')})"
            for column, count in staged.misfits
            if column in known.declared
        ),
    )
