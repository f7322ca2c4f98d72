"""What loads count and come to without an erased key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from warehouse.database import Database
from warehouse.project.deliveries import APPEND, SNAPSHOT
from warehouse.psa.erased_key import Key
from warehouse.psa.erasures import Recounted
from warehouse.psa.hashes import canonical_text
from warehouse.psa.ledger import Ledger
from warehouse.psa.read import STORED_EVENTS, base_events, events_of
from warehouse.psa.record import ACCEPTED, Content, Counts, StoredFile
from warehouse.psa.table import PsaTable
from warehouse.templates import literal, name, render, union_all

_MODULO = 2**64


@dataclass(frozen=True)
class Holding:
    """A file that holds the key in `rows` of its rows; `others` are the rest. `is_used`: it is read."""

    load_id: str
    file: StoredFile
    rows: int
    others: int
    is_used: bool


def recounted(
    database: Database, ledger: Ledger, table: PsaTable, key: Key, holding: Sequence[Holding]
) -> tuple[tuple[Recounted, ...], set[str]]:
    """What loads count and come to without the key, where it is other; and which loads brought it."""
    loads = ledger.loads(table.declared)
    selects = [base_events(table, base) for base in loads if base.is_pruned]
    stored = events_of(table, loads, STORED_EVENTS)
    selects += [] if stored is None else [stored]
    in_loads: dict[str, tuple[Any, ...]] = {}
    if selects:
        pairs = zip(table.declared.key, key.known.kinds, key.texts, strict=True)
        is_key = " AND ".join(f"{canonical_text(name(c), kind)} = {literal(text)}" for c, kind, text in pairs)
        in_loads = {
            row[0]: row[1:]
            for row in database.rows(
                render(
                    "psa/key_in_loads",
                    events=union_all(selects),
                    is_key=is_key,
                    slice=table.slice_value,
                    source_table=table.full_name,
                )
            )
        }
    found = []
    brought = set()
    for load_id, status, *numbers in database.rows(render("meta/counts_of_loads"), [table.full_name]):
        counts = Counts(*numbers[:9])
        content = None if numbers[9] is None else Content(*numbers[9:])
        mine = [one for one in holding if one.load_id == load_id]
        now, content_now = counts, content
        if status == ACCEPTED and load_id in in_loads:
            now, content_now = _without(counts, content, in_loads[load_id])
        elif status != ACCEPTED:
            now = _moved(now, None, sum(one.rows for one in mine if one.file.role == "whole"))
        now = _moved(now, "rejected", sum(one.rows for one in mine if one.file.role == "rejected"))
        if now.erased > counts.erased:
            brought.add(load_id)
        if (now, content_now) != (counts, content):
            found.append(Recounted(load_id, now, content_now))
    return tuple(found), brought


def _without(counts: Counts, content: Content | None, row: tuple[Any, ...]) -> tuple[Counts, Content | None]:
    """The counts and content of an accepted load without a key; `row` is what psa/key_in_loads says of it."""
    extract, is_pruned, own, high, low = row
    if content is not None and high is not None:
        content = Content(
            content.rows - 1, (content.high - int(high)) % _MODULO, (content.low - int(low)) % _MODULO
        )
    if is_pruned:
        return counts, content
    if own == "delete" and extract == SNAPSHOT:
        return replace(counts, removed=counts.removed - 1), content
    if own is None:
        was_delivered = extract == SNAPSHOT and high is not None
        return (_moved(counts, "unchanged") if was_delivered else counts), content
    seen = "duplicate" if extract == APPEND else "unchanged"
    kind = {"insert": "new", "update": "changed", "seen": seen, "delete": "deleted", "miss": "deleted"}.get(
        own
    )
    return (_moved(counts, kind) if kind else counts), content


def _moved(counts: Counts, kind: str | None, rows: int = 1) -> Counts:
    """The counts with rows of a kind counted as erased."""
    fewer = {} if kind is None else {kind: getattr(counts, kind) - rows}
    return replace(counts, **fewer, erased=counts.erased + rows)
