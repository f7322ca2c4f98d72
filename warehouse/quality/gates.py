"""Gates: what keeps a delivery out of history until a person has looked.

A delivery is judged beside its neighbours in the order of load dates, not of arrival: the accepted load
before it, and for its volume the last few before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from warehouse.errors import SourceError, agreeing
from warehouse.project.deliveries import APPEND
from warehouse.project.gates import FREEZE, QUARANTINE, REFUSE, Gates


@dataclass(frozen=True)
class Arrival:
    """What a gate judges: a staged delivery beside its predecessor's content. `extract` is its kind.

    Rows: `read` in the delivery, `distinct` without identical ones. `earlier` are the distinct rows of the
    accepted loads before it, newest last. `gone` counts the keys that the content before (`rows_before`) has
    and the delivery lacks; None where absence means nothing. `became_text` names columns that would turn from
    numbers, dates or booleans to text, or do not fit their declared type; `drift` says in sentences what
    changed in the columns. `broken_checks` are checks marked as gates that failed. `key` and `doubled_sample`
    are for the message. `overwritten` counts keys with other content before it, `overwritten_later` keys of
    later `append` loads with other content than it brings.
    """

    extract: str
    read: int
    distinct: int
    rows_before: int
    null_keys: int
    doubled: int
    doubled_sample: tuple[str, ...]
    key: tuple[str, ...]
    became_text: tuple[str, ...]
    earlier: tuple[int, ...] = ()
    gone: int | None = None
    drift: tuple[str, ...] = ()
    broken_checks: tuple[str, ...] = ()
    rules: Gates = field(default_factory=Gates)
    overwritten: int = 0
    overwritten_later: int = 0

    @property
    def is_empty_after_full(self) -> bool:
        """Whether nothing came where something was; judged by one gate alone."""
        return self.gone is not None and self.read == 0 and self.rows_before > 0


@dataclass(frozen=True)
class Objection:
    """Why a delivery may not enter history. A refused one is not kept at all."""

    reason: str
    is_refusal: bool = False


Gate = Callable[[Arrival], Objection | None]


def empty_after_full(arrival: Arrival) -> Objection | None:
    """A snapshot without rows after one with rows: as a deletion of everything it would close all history."""
    if not arrival.is_empty_after_full or arrival.rules.empty not in (QUARANTINE, REFUSE):
        return None
    reason = f"the snapshot is empty, the one before has {agreeing(arrival.rows_before, 'row', 'rows')}"
    return Objection(reason, arrival.rules.empty == REFUSE)


def keys_gone(arrival: Arrival) -> Objection | None:
    """A snapshot that lacks many of the keys there were: a part of the extract is missing, more likely."""
    before, gone, rules = arrival.rows_before, arrival.gone or 0, arrival.rules
    if arrival.is_empty_after_full or before < rules.few_keys or gone <= rules.keys_gone * before:
        return None
    return Objection(
        f"{gone:,} of {before:,} keys are gone ({gone / before:.0%}), more than {rules.keys_gone:.0%}"
    )


def rows_change(arrival: Arrival) -> Objection | None:
    """A row count far from the usual: from the median of the last accepted loads, where that is declared."""
    allowed = arrival.rules.rows_change
    last = arrival.earlier[-arrival.rules.over :]
    if allowed is None or not last or arrival.is_empty_after_full:
        return None
    usual = median(last)
    if abs(arrival.distinct - usual) <= allowed * usual:
        return None
    of = (
        "the accepted load before" if len(last) == 1 else f"the median of the last {len(last)} accepted loads"
    )
    rows = "1 row is" if arrival.distinct == 1 else f"{arrival.distinct:,} rows are"
    return Objection(f"{rows} not within {allowed:.0%} of {usual:,.10g}, {of}")


def null_in_key(arrival: Arrival) -> Objection | None:
    """A row whose key has a NULL cannot be followed over time."""
    if not arrival.null_keys:
        return None
    rows = agreeing(arrival.null_keys, "row has", "rows have")
    return Objection(f"{rows} NULL in the key ({', '.join(arrival.key)})")


def doubled_key(arrival: Arrival) -> Objection | None:
    """Two different rows under one key: neither is the state of that key, unless it is declared which one."""
    if not arrival.doubled or arrival.rules.chooses_a_row:
        return None
    sample = ", ".join(arrival.doubled_sample)
    more = ", …" if arrival.doubled > len(arrival.doubled_sample) else ""
    key = ", ".join(arrival.key)
    return Objection(
        agreeing(arrival.doubled, f"key ({key}) stands", f"keys ({key}) stand")
        + f" several times with different rows: {sample}{more}",
        arrival.rules.on_duplicate_key == REFUSE,
    )


def type_drift(arrival: Arrival) -> Objection | None:
    """A column that held numbers, dates or booleans and now holds text, or a declared type not met."""
    if not arrival.became_text:
        return None
    return Objection(f"values do not fit the type of: {', '.join(arrival.became_text)}")


def frozen_columns(arrival: Arrival) -> Objection | None:
    """Any change of the columns of a table that is declared frozen."""
    if not arrival.drift or arrival.rules.drift != FREEZE:
        return None
    return Objection(f"the table's columns are frozen (drift: freeze), and {'; '.join(arrival.drift)}")


def broken_check(arrival: Arrival) -> Objection | None:
    """A check of the source that is marked as a gate."""
    if not arrival.broken_checks:
        return None
    return Objection(f"checks on load failed: {'; '.join(arrival.broken_checks)}")


def appended_again(arrival: Arrival) -> Objection | None:
    """What was appended once is never changed: the same key with other content contradicts it."""
    overwritten = (arrival.extract == APPEND) * arrival.overwritten + arrival.overwritten_later
    if not overwritten:
        return None
    key = ", ".join(arrival.key)
    keys = agreeing(overwritten, f"key ({key}) was", f"keys ({key}) were")
    return Objection(f"{keys} appended by another load with other content")


GATES: tuple[Gate, ...] = (
    empty_after_full,
    keys_gone,
    rows_change,
    null_in_key,
    doubled_key,
    type_drift,
    frozen_columns,
    broken_check,
    appended_again,
)


def failed_gates(arrival: Arrival, where: str) -> tuple[str, ...]:
    """The reasons for which a delivery must wait; none when it may enter history.

    Raises SourceError when a gate refuses it; `where` names the delivery.
    """
    objections = [objection for gate in GATES if (objection := gate(arrival)) is not None]
    refusals = [objection.reason for objection in objections if objection.is_refusal]
    if refusals:
        raise SourceError(
            f"This delivery is refused: {'; '.join(refusals)}.",
            where=where,
            fix="deliver a corrected file for this load date, or let such deliveries wait (`quarantine`)",
            state="nothing of this delivery was stored",
        )
    return tuple(objection.reason for objection in objections)
