"""What loads count and come to without erased keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from warehouse.database import Database
from warehouse.project.deliveries import APPEND, SNAPSHOT
from warehouse.psa.erased_keys import Keys
from warehouse.psa.erasures import Recounted
from warehouse.psa.ledger import Ledger
from warehouse.psa.read import STORED_EVENTS, base_events, events_of
from warehouse.psa.record import ACCEPTED, Content, Counts, StoredFile
from warehouse.templates import render, union_all

_MODULO = 2**64


@dataclass(frozen=True)
class Holding:
    """A file that holds the keys in `rows` of its rows, those of the condition; `others` are the rest.

    `is_used`: it is read. `kept` of the rows are no rows that were delivered: a snapshot kept these keys.
    """

    load_id: str
    file: StoredFile
    rows: int
    others: int
    is_used: bool
    condition: str
    kept: int = 0


def recounted(
    database: Database, ledger: Ledger, keys: Keys, holding: Sequence[Holding]
) -> tuple[tuple[Recounted, ...], set[str]]:
    """What loads count and come to without the keys, where it is other; and which loads brought them."""
    table = keys.table
    said = _said_in_loads(database, ledger, keys)
    found = []
    brought = set()
    for load_id, status, *numbers in database.rows(render("meta/counts_of_loads"), [table.full_name]):
        counts = Counts(*numbers[:9])
        content = None if numbers[9] is None else Content(*numbers[9:])
        mine = [one for one in holding if one.load_id == load_id]
        now, content_now = counts, content
        if status == ACCEPTED and load_id in said:
            now, content_now = _without(counts, content, said[load_id])
        elif status != ACCEPTED:
            now = _moved(now, None, sum(one.rows - one.kept for one in mine if one.file.role == "whole"))
        now = _moved(now, "rejected", sum(one.rows for one in mine if one.file.role == "rejected"))
        if now.erased > counts.erased:
            brought.add(load_id)
        if (now, content_now) != (counts, content):
            found.append(Recounted(load_id, now, content_now))
    return tuple(found), brought


@dataclass(frozen=True)
class _Said:
    """What an accepted load says of the keys: its own events by kind, and their part of its content."""

    extract: str
    is_pruned: bool
    inserted: int
    updated: int
    seen: int
    kept: int
    deleted: int
    rows: int
    high: int
    low: int


def _said_in_loads(database: Database, ledger: Ledger, keys: Keys) -> dict[str, _Said]:
    table = keys.table
    loads = ledger.loads(table.declared)
    selects = [base_events(table, base) for base in loads if base.is_pruned]
    stored = events_of(table, loads, STORED_EVENTS)
    selects += [] if stored is None else [stored]
    if not selects:
        return {}
    rows = database.rows(
        render(
            "psa/key_in_loads",
            events=union_all(selects),
            is_key=keys.of_event(),
            key=table.key,
            slice=table.slice_value,
            source_table=table.full_name,
        )
    )
    return {row[0]: _Said(*row[1:3], *map(int, row[3:])) for row in rows}


def _without(counts: Counts, content: Content | None, said: _Said) -> tuple[Counts, Content | None]:
    """The counts and content of an accepted load without the keys."""
    if content is not None:
        content = Content(
            content.rows - said.rows, (content.high - said.high) % _MODULO, (content.low - said.low) % _MODULO
        )
    if said.is_pruned:
        return counts, content
    counts = _moved(_moved(counts, "new", said.inserted), "changed", said.updated)
    counts = _moved(counts, "duplicate" if said.extract == APPEND else "unchanged", said.seen)
    if said.extract != SNAPSHOT:
        return _moved(counts, "deleted", said.deleted), content
    unchanged = said.rows - said.inserted - said.updated - said.seen - said.kept
    return replace(_moved(counts, "unchanged", unchanged), removed=counts.removed - said.deleted), content


def _moved(counts: Counts, kind: str | None, rows: int) -> Counts:
    """The counts with rows of a kind counted as erased."""
    fewer = {} if kind is None else {kind: getattr(counts, kind) - rows}
    return replace(counts, **fewer, erased=counts.erased + rows)
