"""Late loads, which found their place before loads that were there, and the keys that they name.

No other key has other events than before: of later loads, too, only the changes of these keys are written
anew (psa/chain.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.database import Database
from warehouse.psa.ledger import Ledger
from warehouse.psa.read import STORED_EVENTS, events_in
from warehouse.psa.table import PsaTable
from warehouse.templates import render


@dataclass(frozen=True)
class LateLoads:
    """The load date of the first of some late loads, and the files of changes of those that have one."""

    since: dt.datetime
    files: Sequence[Path]


def late_loads(ledger: Ledger, table: PsaTable) -> LateLoads | None:
    """The loads that came late since the table's content was brought up to its ledger.

    None where anything else happened as well or it cannot be known, and for tables without a key, with
    slices or with pruned loads.
    """
    declared = table.declared
    state = ledger.state(declared)
    late = ledger.late(declared, state.current_epoch)
    epochs, loads = state.epoch - state.current_epoch, ledger.accepted(declared) - state.current_loads
    if not late or not len({epoch for epoch, _, _ in late}) == epochs == loads:
        return None
    if not table.has_key or declared.slice or ledger.pruned(declared):
        return None
    files = [table.folder / path for _, _, path in late if path is not None]
    if not all(file.is_file() for file in files):
        return None
    return LateLoads(min(load_date for _, load_date, _ in late), files)


def keep_late_keys(database: Database, table: PsaTable, files: Sequence[Path]) -> None:
    """Keep the keys that files of changes name, in temp.late_keys."""
    events = [events_in(table, file, STORED_EVENTS) for file in files]
    keys = render("psa/keys_in", events=events, key=table.key)
    database.run(render("psa/keep", relation="late_keys", select=keys))
