"""One command at work: what it was given, and what it has done so far."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from warehouse.errors import WarehouseError, worst_exit_code
from warehouse.models.build import ModelResult
from warehouse.project.project import Project
from warehouse.project.retention import Retention
from warehouse.project.selection import Selection
from warehouse.project.sources import SourceTable
from warehouse.quality.checks import CheckResult
from warehouse.report.facts import ArchivedFacts, PrunedFacts, PublicationFacts
from warehouse.run.state import State
from warehouse.sources.discover import FoundFile

Progress = Callable[[str], None]


@dataclass(frozen=True)
class LetterChoice:
    """What a person decided on dead letters. `ids` name letters, or all of a load.

    `action` is discard or retry; a retry may set `values` by column, or take its rows from `file`.
    """

    action: str
    ids: tuple[str, ...]
    note: str = ""
    values: tuple[tuple[str, str], ...] = ()
    file: Path | None = None


@dataclass(frozen=True)
class Pruning:
    """What `prune` is asked: another retention than the declared one; whether only to say what would go."""

    retention: Retention | None = None
    is_trial: bool = False


@dataclass(frozen=True)
class Archiving:
    """What `archive` is asked: loads older than so long before the newest go to a folder (absolute)."""

    older_than: dt.timedelta
    to: Path


@dataclass
class Run:
    """One command at work. The stages fill it; the facts gathered of it are what remains.

    `tables` are those to load, `files` the files if they are named, `decision` a status and the beginning of
    a load's id, `letters` what to do with dead letters. `tags` go into the record of every load. `selection`
    are the models and checks it is about, None for all.
    """

    state: State
    command: str
    clock: dt.datetime
    progress: Progress
    tables: Sequence[SourceTable]
    files: Sequence[FoundFile] | None = None
    decision: tuple[str, str] | None = None
    tags: dict[str, str] = field(default_factory=dict)
    selection: Selection | None = None
    full_refresh: bool = False
    letters: LetterChoice | None = None
    pruning: Pruning | None = None
    archiving: Archiving | None = None
    accepts_history_loss: bool = False
    new_loads: set[str] = field(default_factory=set)
    quarantined: int = 0
    models: list[ModelResult] = field(default_factory=list)
    checks: list[CheckResult] = field(default_factory=list)
    pruned: list[PrunedFacts] = field(default_factory=list)
    archived: list[ArchivedFacts] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    problems: list[WarehouseError] = field(default_factory=list)
    published: bool = False
    publication: PublicationFacts | None = None
    did_something: bool = False
    started: float = field(default_factory=time.perf_counter)

    @property
    def project(self) -> Project:
        """The project that is run."""
        return self.state.project

    @property
    def may_publish(self) -> bool:
        """Whether every model was built and every check held."""
        return not any(m.outcome == "failed" for m in self.models) and not any(
            c.outcome in ("fail", "error") for c in self.checks
        )

    @property
    def exit_code(self) -> int:
        """0, or the gravest of what went wrong."""
        codes = [problem.exit_code for problem in self.problems]
        codes += [m.error.exit_code for m in self.models if m.error is not None]
        codes += [1] if self.quarantined or not self.may_publish else []
        return worst_exit_code(codes)
