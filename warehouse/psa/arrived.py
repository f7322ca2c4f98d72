"""A delivery that has arrived, with its place in history; what its columns lack, in words or as a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from warehouse.contract import Contract, Drift
from warehouse.errors import DeclarationError, SourceError, did_you_mean
from warehouse.project.sources import SourceTable
from warehouse.psa.discard import Dropped
from warehouse.psa.loads import Load
from warehouse.psa.record import Mended, SourceFile
from warehouse.psa.stage import Moment
from warehouse.psa.suppress import Suppressed
from warehouse.sources.delivery import Delivery, without


@dataclass(frozen=True)
class Arrived:
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
class Chain:
    """The accepted loads of a table, or of a slice, before and after the place of a delivery.

    `is_late`: the table has later loads, if only of another slice.
    """

    earlier: Sequence[Load]
    later: Sequence[Load]
    is_late: bool = True


def without_own(delivery: Delivery, declared: SourceTable) -> Delivery:
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


def former_names(arrived: Arrived) -> list[str]:
    """The columns that came under a name they had before, a sentence each."""
    formers, renames = arrived.declared.formers, arrived.declared.renames
    return [
        f"column {now} came under its former name {old}"
        for old, now in arrived.delivery.renamed.items()
        if renames.get(old, old) in formers.get(now, ())
    ]


def never_seen(arrived: Arrived, drift: Drift) -> list[str]:
    """The columns that are declared and that neither this delivery nor one before it has, a sentence each."""
    operation = arrived.declared.holds.operation
    there = {*arrived.delivery.columns, *arrived.dropped.values, *drift.missing}
    there |= {operation.column} if operation is not None else set()
    known = {column.lower() for column in there}
    listed = arrived.declared.listed
    return [f"column {c} is declared and missing (NULL)" for c in listed if c.lower() not in known]


def refuse_missing_key(arrived: Arrived, is_known: bool) -> None:
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


def refuse_unknown_order(arrived: Arrived, known: Contract) -> None:
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


def refuse_other_case(arrived: Arrived, known: Contract) -> None:
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
