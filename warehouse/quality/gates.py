"""Gates: what keeps a delivery out of history until a person has looked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Arrival:
    """What a gate judges: a staged delivery beside its predecessor's content.

    `became_text` names columns that would turn from numbers, dates or booleans to text, or do not fit their
    declared type. `key` and `doubled_sample` are for the message.
    """

    read: int
    rows_before: int
    null_keys: int
    doubled: int
    doubled_sample: tuple[str, ...]
    key: tuple[str, ...]
    became_text: tuple[str, ...]


def empty_after_full(arrival: Arrival) -> str | None:
    """A snapshot without rows after one with rows: as a deletion of everything it would close all history."""
    if arrival.read == 0 and arrival.rows_before > 0:
        return f"the snapshot is empty, the one before has {arrival.rows_before:,} rows"
    return None


def null_in_key(arrival: Arrival) -> str | None:
    """A row whose key has a NULL cannot be followed over time."""
    if arrival.null_keys:
        return f"{arrival.null_keys:,} rows have NULL in the key ({', '.join(arrival.key)})"
    return None


def doubled_key(arrival: Arrival) -> str | None:
    """Two different rows under one key: neither is the state of that key."""
    if arrival.doubled:
        sample = ", ".join(arrival.doubled_sample)
        more = ", …" if arrival.doubled > len(arrival.doubled_sample) else ""
        key = ", ".join(arrival.key)
        return f"{arrival.doubled:,} keys ({key}) stand several times with different rows: {sample}{more}"
    return None


def type_drift(arrival: Arrival) -> str | None:
    """A column that held numbers, dates or booleans and now holds text, or a declared type not met."""
    if arrival.became_text:
        return f"values do not fit the type of: {', '.join(arrival.became_text)}"
    return None


GATES: tuple[Callable[[Arrival], str | None], ...] = (
    empty_after_full,
    null_in_key,
    doubled_key,
    type_drift,
)


def failed_gates(arrival: Arrival) -> tuple[str, ...]:
    """The reasons for which a delivery must wait; none when it may enter history."""
    return tuple(reason for gate in GATES if (reason := gate(arrival)) is not None)
