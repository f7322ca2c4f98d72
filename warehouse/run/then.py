"""The warehouse at another time: everything derived anew, aside, from the loads that count then.

As of a moment of the business, the loads whose load date is not later count. Known at a moment of the clock,
those whose record, or the decision that accepted them, was written by then. The log of that moment is laid
out with links to the stored files; a file that a later load or decision replaced is written again from the
deliveries themselves, which read back exactly, against what stood before them then.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from warehouse.database import Trace
from warehouse.errors import UsageError
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.chain import keep, recorded_content
from warehouse.psa.current import bring_current
from warehouse.psa.loads import Load
from warehouse.psa.read import content_of, with_hash64
from warehouse.psa.record import read_record, record_numbers
from warehouse.psa.stage import Before, Kept, nothing_before
from warehouse.psa.whole import kept_whole, stage_whole, write_whole
from warehouse.run.materializations import builder
from warehouse.run.state import State, new_state
from warehouse.templates import render

#: What a record calls the time at which it was written.
_WRITTEN = ("loaded_at", "decided_at", "pruned_at", "accepted_at", "archived_at", "repaired_at")


@contextmanager
def derived_then(
    project: Project,
    *,
    as_of: dt.datetime | None = None,
    known_at: dt.datetime | None = None,
    trace: Trace | None = None,
) -> Iterator[Project]:
    """The project with a warehouse file of another time, in a scratch folder that is gone after the block.

    Both moments are naive UTC. UsageError when nothing was known then, or when what was known cannot be read
    any more because it was taken out of history since.
    """
    with TemporaryDirectory(prefix="warehouse-then-") as folder:
        scratch = Path(folder)
        places = {"warehouse": str(scratch / "then.duckdb")}
        if known_at is not None:
            places["psa"] = str(scratch / "psa")
        then = replace(project, settings=project.settings.model_copy(update=places))
        if known_at is not None:
            _lay_out(project, then, known_at)
        state = new_state(then.warehouse_path, then, trace)
        with state.database:
            for declared in then.sources.values():
                state.ledger.follow(declared)
            if as_of is not None:
                state.database.run("UPDATE meta.loads SET status = 'later' WHERE load_date > ?", [as_of])
            state.database.run(render("meta/forget_unloaded"))
            state = State(state.database, then, is_new=True)
            if not any(state.ledger.accepted(declared) for declared in then.sources.values()):
                raise UsageError(
                    f"There was no load yet at {known_at or as_of:%Y-%m-%d %H:%M}.",
                    fix="`warehouse loads --json` shows the load_date and the loaded_at of each load",
                )
            if known_at is not None:
                _Files(project, state, scratch).lay_out()
            for declared in then.sources.values():
                bring_current(state.database, state.ledger, declared)
            list(builder(state.database, then, state.ledger).build())
        yield then


def _lay_out(project: Project, then: Project, moment: dt.datetime) -> None:
    """Copy the records of that time, up to the first that was written later."""
    for declared in project.sources.values():
        log = project.psa_path / declared.source / declared.name / "log"
        target = then.psa_path / declared.source / declared.name / "log"
        target.mkdir(parents=True)
        for _, file in record_numbers(log) if log.is_dir() else []:
            record = read_record(log / file)
            times = (getattr(record, name, None) for name in _WRITTEN)
            # a full copy follows its load at once, and says no time
            written = next((time for time in times if time is not None), dt.datetime.min)
            if written > moment:
                break
            shutil.copyfile(log / file, target / file)


@dataclass
class _Files:
    """Lays out the files that the loads of that time need, in the scratch folder."""

    project: Project
    then: State
    scratch: Path
    now: State | None = None

    def lay_out(self) -> None:
        for declared in self.project.sources.values():
            real = self.project.psa_path / declared.source / declared.name
            target = self.then.project.psa_path / declared.source / declared.name
            for load in self.then.ledger.loads(declared):
                for path in (load.changes_file, load.keyframe_file):
                    if path is None or Path(path).is_absolute():  # an archived file is read where it is
                        continue
                    (target / path).parent.mkdir(parents=True, exist_ok=True)
                    if (real / path).is_file():
                        (target / path).symlink_to((real / path).resolve())
                    elif path == load.changes_file:
                        self._again(declared, load).rename(target / path)
                    else:
                        self._forget_keyframe(declared, load)
        if self.now is not None:
            self.now.database.close()

    def _again(self, declared: SourceTable, load: Load) -> Path:
        """What a load stored at that time: what it held, against the content before it then."""
        database, ledger = self.then.database, self.then.ledger
        table = ledger.table(declared)
        earlier = [known for known in ledger.chain(declared, load.slice) if known.order < load.order]
        before = nothing_before(database, table)
        if earlier:
            keep(database, "content_before", with_hash64(table, content_of(table, earlier)))
            before = Before("temp.content_before", recorded_content(earlier[-1]))
        path = self.scratch / "incoming" / f"{load.load_id}.parquet"
        stage_whole(database, table, load, self._whole(declared, load), (before, path))
        return path

    def _whole(self, declared: SourceTable, load: Load) -> Kept:
        """What a load held: from the chain of today, or as it was kept when it was taken out of that."""
        state = self._now()
        table = state.ledger.table(declared)
        chain = [known for known in state.ledger.chain(declared, load.slice) if known.order <= load.order]
        if chain and chain[-1].load_id == load.load_id:
            path = self.scratch / "whole" / f"{load.load_id}.parquet"
            write_whole(state.database, table, chain[-1], content_of(table, chain), path)
            return Kept(path, {})
        kept = kept_whole(self.project, declared, load.load_id)
        if kept is None:
            is_pruned = state.ledger.find(declared, load.load_id).is_pruned
            raise _lost(declared, load, "was pruned since" if is_pruned else "was taken out of history since")
        return kept

    def _now(self) -> State:
        """The ledger of today, followed aside."""
        if self.now is None:
            self.now = new_state(self.scratch / "now.duckdb", self.project)
            for declared in self.project.sources.values():
                self.now.ledger.follow(declared)
        return self.now

    def _forget_keyframe(self, declared: SourceTable, load: Load) -> None:
        self.then.database.run(
            "UPDATE meta.loads SET keyframe_file = NULL WHERE source_table = ? AND load_id = ?",
            [declared.full_name, load.load_id],
        )
        self.then.ledger.ask_anew()


def _lost(declared: SourceTable, load: Load, why: str) -> UsageError:
    return UsageError(
        f"What was known then cannot be shown: load {load.load_id[:8]} of {declared.full_name}, "
        f"load date {load.load_date:%Y-%m-%d}, {why}.",
        fix="choose another moment, or ask --as-of",
        state="nothing was changed",
    )
