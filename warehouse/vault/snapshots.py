"""Snapshot dates: the midnights as of which point-in-time tables and bridges show the vault.

A snapshot of a date shows what was loaded at or before its midnight. The newest one is the first midnight at
or after the newest load date under the model, so that every load is seen. Weeks begin on Monday.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from warehouse.database import Database
from warehouse.project.spines import GRAINS
from warehouse.psa.hashes import HashType
from warehouse.templates import render
from warehouse.vault.ghosts import ghost_keys

_FAR = dt.datetime(9999, 12, 31)


@dataclass(frozen=True)
class Snapshots:
    """The snapshot dates of one relation over one hub, and which of each grain are kept."""

    relation: str
    hub: str
    hash_key: str
    kept: Mapping[Any, int | str]
    hash_type: HashType

    def prepare(self, database: Database, newest: dt.datetime, since: dt.datetime | None) -> None:
        """Take out what must be made again, or is kept no longer.

        Leaves temp.snapshot_keys: the snapshot dates that are missing, with the keys seen by then.
        """
        names = {"hash_key": self.hash_key, "ghosts": ghost_keys(self.hash_type), "hub": self.hub}
        last = first_midnight(newest)
        spine = render("vault/spine", **names, newest=last, kept=self._conditions(last))
        database.run(render("psa/keep", relation="spine", select=spine))
        database.run(
            render("vault/forget_snapshots", relation=self.relation, spine="temp.spine", since=since or _FAR)
        )
        keys = render("vault/snapshot_keys", relation=self.relation, spine="temp.spine", **names)
        database.run(render("psa/keep", relation="snapshot_keys", select=keys))

    def last(self, database: Database) -> dt.datetime | None:
        """The newest snapshot date that the relation has."""
        value = database.value(render("vault/last_snapshot", relation=self.relation))
        assert value is None or isinstance(value, dt.datetime)
        return value

    def _conditions(self, newest: dt.datetime) -> list[str]:
        return [
            render("vault/fragments/kept_for_ever", unit=GRAINS[grain])
            if count == "all"
            else render("vault/fragments/kept", unit=GRAINS[grain], count=count, newest=newest)
            for grain, count in self.kept.items()
        ]


def first_midnight(moment: dt.datetime) -> dt.datetime:
    """The first midnight at or after a moment."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight if midnight == moment else midnight + dt.timedelta(days=1)
