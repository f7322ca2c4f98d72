"""The daily job as a line of stages, in running order.

    extracts ─load→ log ─follow→ ledger ─bring current→ contents ─build→ models ─check→ publish → report

A command is some of these stages over one `Run`. A source that cannot be loaded, or a load in quarantine,
holds back only itself; a failed model or check keeps the last good warehouse in its place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from warehouse.database import Trace
from warehouse.errors import BusyError
from warehouse.operations.lock import run_lock
from warehouse.project.occasion import occasion_of
from warehouse.project.project import Project
from warehouse.project.selection import Selection
from warehouse.project.sources import SourceTable
from warehouse.psa.erase import delete_replaced
from warehouse.report.facts import RunFacts
from warehouse.report.terminal import had_nothing_to_do
from warehouse.run.archiving import archive_what_is_old
from warehouse.run.checking import run_checks
from warehouse.run.command import Archiving, LetterChoice, Progress, Pruning, Run
from warehouse.run.erasing import Erased, erase_key, forget_key
from warehouse.run.gather import facts_of, with_outcome
from warehouse.run.handing import LoadResult
from warehouse.run.letters import decide_letters
from warehouse.run.pruning import prune_automatically, prune_what_is_old
from warehouse.run.quietness import Quiet
from warehouse.run.stages import (
    build_models,
    decide,
    follow_the_log,
    load_what_waits,
    publish_the_file,
    record_the_run,
    take_back_unfinished,
    write_the_report,
)
from warehouse.run.state import State, discard_state, open_state
from warehouse.run.statistics import refresh_statistics
from warehouse.sources.discover import FoundFile

Stage = Callable[[Run], None]

#: The daily job.
RUN_STAGES: tuple[Stage, ...] = (
    take_back_unfinished,
    follow_the_log,
    load_what_waits,
    build_models,
    prune_automatically,
    run_checks,
    refresh_statistics,
    record_the_run,
)

#: Loading alone; models, checks and publication wait for the next run.
LOAD_STAGES = (take_back_unfinished, follow_the_log, load_what_waits, record_the_run)

#: Everything behind the log.
BUILD_STAGES = (
    take_back_unfinished,
    follow_the_log,
    build_models,
    run_checks,
    refresh_statistics,
    record_the_run,
)

#: A decision on one load; what is derived follows it.
DECIDE_STAGES = (
    take_back_unfinished,
    follow_the_log,
    decide,
    build_models,
    run_checks,
    refresh_statistics,
    record_the_run,
)

#: A decision on dead letters.
LETTER_STAGES = (
    take_back_unfinished,
    follow_the_log,
    decide_letters,
    build_models,
    run_checks,
    refresh_statistics,
    record_the_run,
)

#: Pruning by retention; models are brought up first, so that their rows can be kept.
PRUNE_STAGES = (
    take_back_unfinished,
    follow_the_log,
    build_models,
    prune_what_is_old,
    run_checks,
    refresh_statistics,
    record_the_run,
)

#: Moving old loads to an archive.
ARCHIVE_STAGES = (
    take_back_unfinished,
    follow_the_log,
    build_models,
    archive_what_is_old,
    run_checks,
    refresh_statistics,
    record_the_run,
)

#: What pruning would do.
PRUNE_TRIAL_STAGES = (take_back_unfinished, follow_the_log, prune_what_is_old)

#: The checks alone, on what was built last.
CHECK_STAGES = (take_back_unfinished, follow_the_log, run_checks, record_the_run)


@dataclass(frozen=True)
class Options:
    """How a command is run. `clock` is the start of the run in naive UTC; the library never asks the time.

    `says` takes what the project's templates say by log() and print(), `warns` what they say by
    exceptions.warn() (without it, `says` does).
    """

    clock: dt.datetime
    progress: Progress = lambda message: None
    says: Progress = lambda message: None
    warns: Progress | None = None
    trace: Trace | None = None
    tables: Sequence[SourceTable] | None = None
    files: Sequence[FoundFile] | None = None
    decision: tuple[str, str] | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    selection: Selection | None = None
    full_refresh: bool = False
    letters: LetterChoice | None = None
    pruning: Pruning | None = None
    archiving: Archiving | None = None
    accepts_history_loss: bool = False


def execute(
    project: Project,
    command: str,
    stages: Sequence[Stage],
    options: Options,
    *,
    publishes: bool = True,
    afresh: bool = False,
) -> RunFacts:
    """Run stages under the project's lock, publish what they made, and write the report.

    `afresh` derives everything again from the log. Raises BusyError when another run holds the warehouse;
    everything else that goes wrong is in the facts, with the exit code.
    """
    project = replace(project, occasion=occasion_of(options.clock, options.says, options.warns))
    with run_lock(project.state_path.parent):
        quiet = Quiet(project)
        if afresh:
            discard_state(project)
        state = open_state(project, options.trace)
        run = _run(state, command, options)
        run.selection, run.full_refresh = options.selection, options.full_refresh
        run.letters = options.letters
        try:
            for stage in stages:
                stage(run)
            facts = facts_of(run)
            if publishes:
                publish_the_file(run)
        finally:
            run.state.database.close()
        facts = with_outcome(run, facts)
        if run.pruning is None or not run.pruning.is_trial:
            write_the_report(run, facts)
        if stages is RUN_STAGES and had_nothing_to_do(facts):
            quiet.remember()
        return facts


def hand_over(
    project: Project, options: Options, load: Callable[[Run], LoadResult], command: str = "load"
) -> LoadResult:
    """Load what Python hands over, under the project's lock; models wait for the next run or build.

    Raises what keeps it from being loaded; nothing of it was stored then.
    """
    with run_lock(project.state_path.parent):
        Quiet(project)
        run = _run(open_state(project, options.trace), command, options)
        try:
            take_back_unfinished(run)
            follow_the_log(run)
            result = load(run)
            record_the_run(run)
            facts = facts_of(run)
        finally:
            run.state.database.close()
        write_the_report(run, with_outcome(run, facts))
        return result


def erase(
    project: Project,
    declared: SourceTable,
    key: Sequence[str],
    options: Options,
    *,
    is_trial: bool = False,
    cascade: bool = False,
) -> Erased:
    """Remove a key from the log and from all that is derived, publish, and delete the files that held it.

    With `cascade` so are the keys of other tables that refer to it, in the same commit.
    Everything is derived again into a new file, since a DuckDB file keeps deleted rows in free blocks. What
    keeps it from being published is in the facts; the old files go with the next publication then.
    """
    with run_lock(project.state_path.parent):
        Quiet(project)
        run = _run(open_state(project, options.trace), "erase", options)
        try:
            take_back_unfinished(run)
            follow_the_log(run)
            erased = erase_key(run, declared, key, is_trial=is_trial, cascade=cascade)
        finally:
            run.state.database.close()
    if is_trial:
        return erased
    facts = execute(project, "erase", BUILD_STAGES, options, afresh=True)
    if facts.published:
        _delete_what_was_replaced(project, options)
    return replace(erased, facts=facts)


def _delete_what_was_replaced(project: Project, options: Options) -> None:
    """Delete the files that nothing published reads: of the log, and of external models.

    Another run that has begun since will do it.
    """
    try:
        with run_lock(project.state_path.parent):
            run = _run(open_state(project, options.trace), "erase", options)
            try:
                take_back_unfinished(run)
            finally:
                run.state.database.close()
            for table in project.sources.values():
                delete_replaced(project, table)
    except BusyError:
        return


def forget_erased(
    project: Project, declared: SourceTable, key: Sequence[str], options: Options, *, cascade: bool = False
) -> Erased:
    """Let later deliveries of an erased key in again; with `cascade` also what was erased because of it."""
    with run_lock(project.state_path.parent):
        Quiet(project)
        run = _run(open_state(project, options.trace), "erase", options)
        try:
            take_back_unfinished(run)
            follow_the_log(run)
            return forget_key(run, declared, key, cascade=cascade)
        finally:
            run.state.database.close()


def _run(state: State, command: str, options: Options) -> Run:
    tables = options.tables if options.tables is not None else tuple(state.project.sources.values())
    run = Run(state, command, options.clock, options.progress, tables, options.files, options.decision)
    run.tags = dict(options.tags)
    run.archiving = options.archiving
    run.pruning, run.accepts_history_loss = options.pruning, options.accepts_history_loss
    return run
