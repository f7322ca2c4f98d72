"""Late loads: a model is made again for the keys that they touched, and for no others.

A load that finds its place before loads that were there touches the keys that it changes. In later loads,
too, only their changes are written anew (psa/chain.py): no other key has other events than before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from warehouse.database import Database
from warehouse.models.events import SourceEvents, source_events
from warehouse.psa.ledger import Ledger
from warehouse.psa.read import STORED_EVENTS, events_in
from warehouse.psa.table import PsaTable
from warehouse.templates import render


@dataclass(frozen=True)
class TouchedKeys:
    """The keys of a source that late loads touched (a relation), and all events of theirs."""

    keys: str
    events: SourceEvents


def touched_by_late(
    database: Database, ledger: Ledger, tables: Mapping[str, PsaTable], taken_in: Mapping[str, Any]
) -> dict[str, TouchedKeys] | None:
    """By SOURCE.TABLE what late loads touched since a model took in so much (epoch and number of loads).

    None where anything else happened too, or it cannot be known: then the model is replayed.
    """
    found = {}
    for number, (full_name, table) in enumerate(tables.items()):
        epoch, loads = taken_in.get(full_name, (-1, 0))
        state, accepted = ledger.state(table.declared), ledger.accepted(table.declared)
        if (epoch, loads) == (state.epoch, accepted):
            continue
        late = ledger.late(table.declared, epoch)
        is_all = len({e for e, _, _ in late}) == state.epoch - epoch == accepted - loads
        if not is_all or not table.has_key or table.declared.slice or ledger.pruned(table.declared):
            return None
        files = [table.folder / path for _, _, path in late if path is not None]
        if ledger.has_correction([full_name], {date for _, date, _ in late}):
            return None
        if not all(file.is_file() for file in files):
            return None
        if not files:
            continue
        keys = f"touched_{number}"
        events = [events_in(table, file, STORED_EVENTS) for file in files]
        database.run(
            render("psa/keep", relation=keys, select=render("psa/keys_in", events=events, key=table.key))
        )
        everything = source_events(table, ledger.loads(table.declared))
        if everything is not None:
            own = {"events": everything.select, "keys": f"temp.{keys}", "key": table.key}
            select = render("dimensional/events_of_keys", **own)
            found[full_name] = TouchedKeys(f"temp.{keys}", replace(everything, select=select))
    return found
