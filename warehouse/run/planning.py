"""The command `plan`: what the next run would load and build, and why. Nothing is changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from warehouse.database import Trace
from warehouse.models.planning import Planned
from warehouse.operations.lock import run_lock
from warehouse.project.occasion import occasion_of
from warehouse.project.project import Project
from warehouse.run.materializations import builder
from warehouse.run.state import open_state, without_erased
from warehouse.sources.discover import found_files


@dataclass(frozen=True)
class Plan:
    """`waiting`: for each source table (SOURCE.TABLE) with extracts that were never taken in, their paths."""

    waiting: dict[str, tuple[str, ...]]
    models: tuple[Planned, ...]


def plan(project: Project, clock: dt.datetime, trace: Trace | None = None) -> Plan:
    """What a run at `clock` would do. Raises BusyError when a run holds the warehouse."""
    project = replace(project, occasion=occasion_of(clock))
    with run_lock(project.state_path.parent):
        state = without_erased(open_state(project, trace))
        with state.database:
            waiting = {}
            for declared in project.sources.values():
                state.ledger.follow(declared)
                seen = state.ledger.seen_files(declared)
                found, _ = found_files(project.root, declared)
                new = [f for f in found if (str(f.path), f.bytes, f.modified_ns) not in seen]
                if new:
                    waiting[declared.full_name] = tuple(str(f.path) for f in new)
            return Plan(
                waiting,
                tuple(
                    builder(state.database, project, state.ledger).plan(
                        {name: len(paths) for name, paths in waiting.items()}
                    )
                ),
            )
