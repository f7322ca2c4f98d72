"""The stages of a run, each a function that takes the run one step further."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

from warehouse.database import SqlError, first_error_line
from warehouse.errors import SourceError, UsageError, WarehouseError, agreeing
from warehouse.models.written import remove_old_versions
from warehouse.operations.publish import publish
from warehouse.project.deprecation import warnings_of
from warehouse.project.sources import SourceTable
from warehouse.psa.commit import clear_unfinished, complete_unfinished
from warehouse.psa.current import bring_current
from warehouse.psa.decide import Decisions
from warehouse.psa.delivered import outcomes_before, perhaps_delivered, place_of
from warehouse.psa.keyframe import write_keyframe_if_due
from warehouse.psa.load import Loader, LoadOutcome
from warehouse.psa.record import ACCEPTED, QUARANTINED, Extras
from warehouse.report.facts import PublicationFacts, RunFacts
from warehouse.run.agreeing import agree_to_history_loss
from warehouse.run.command import Run
from warehouse.run.databases import load_from_database
from warehouse.run.dumps import dumps_among, load_dump, tables_beside
from warehouse.run.gather import facts_of
from warehouse.run.materializations import builder
from warehouse.run.past import note_built
from warehouse.run.queries import enter_queries
from warehouse.run.records import enter_past_runs, enter_runs, write_run
from warehouse.run.state import without_erased
from warehouse.run.unittesting import Examiner
from warehouse.sources.discover import FoundFile, found_files, location_exists

_NOT_STORED = "see whether the disk is full or the contract's types fit; --debug shows more"
_MORE_MEMORY = "allow DuckDB more memory, such as `memory_limit: 4GB` in warehouse.yml"


def take_back_unfinished(run: Run) -> None:
    """Complete what a killed run had begun to commit together; remove what never came to exist."""
    complete_unfinished(run.project.psa_path)
    for declared in run.project.sources.values():
        clear_unfinished(run.project.psa_path / declared.source / declared.name)
    shutil.rmtree(run.project.psa_path / ".incoming", ignore_errors=True)
    _remove_superseded(run)
    if isinstance(note := _noted(_note_path(run)), list):
        if note[:2] == [run.state.fact("made"), run.state.version]:
            remove_old_versions(run.state.database, run.project)


def follow_the_log(run: Run) -> None:
    """Take records into the ledger that this file has not seen, and bring the contents up to them."""
    run.state = without_erased(run.state)
    if run.state.is_new:
        enter_past_runs(run.state.database, run.project.root / "runs")
    for declared in run.project.sources.values():
        if run.state.ledger.follow(declared):
            run.did_something = True
        _bring_current(run, declared)


def load_what_waits(run: Run) -> None:
    """Load every file that is not in the log yet, by load date; one table's fault stops no other."""
    found: list[FoundFile] = []
    for declared in tables_beside(run, run.tables):
        if declared.origin.connection is not None:
            _ask(run, declared)
            continue
        try:
            found += _waiting(run, declared)
        except WarehouseError as error:
            run.problems.append(error)
    groups = [[file] for file in found if not file.table.origin.dump] + dumps_among(found)
    groups.sort(key=lambda files: (files[0].load_date or run.clock, str(files[0].path)))
    perhaps = perhaps_delivered(run.state.database, run.project.root, [group[0] for group in groups])
    for is_known, some in groupby(groups, key=lambda files: place_of(files[0]) in perhaps):
        for group in _without_delivered(run, [files[0] for files in some]) if is_known else some:
            load_files(run, group)
    shutil.rmtree(run.project.psa_path / ".incoming", ignore_errors=True)


def decide(run: Run) -> None:
    """Accept or reject the load that the command names."""
    assert run.decision is not None
    status, start = run.decision
    decisions = Decisions(run.state.database, run.project, run.state.ledger, run.clock)
    declared, load = decisions.find(start)
    together = decisions.together(declared, load)
    for one, its_load in together:
        if status == ACCEPTED:
            try:
                decisions.accept(one, its_load)
            except SqlError as error:
                raise UsageError(
                    f"This load cannot be accepted: {first_error_line(error)}",
                    where=f"{one.full_name}, load {its_load.load_id}",
                    fix="declare types that its values have, or deliver a corrected file and reject this one",
                    state="the load stays as it is; nothing was changed",
                ) from error
        else:
            decisions.reject(one, its_load)
    decisions.commit()
    run.did_something = True
    for one, its_load in together:
        run.notices.append(_decided(run, one, its_load.load_id))
        _bring_current(run, one)


def build_models(run: Run) -> None:
    """Build the models in graph order."""
    agree = partial(agree_to_history_loss, run) if run.accepts_history_loss else None
    models = builder(run.state.database, run.project, run.state.ledger, agree)
    models.today = run.clock.date()
    models.examine = Examiner(run)
    for model in models.drop_removed():
        run.did_something = True
        run.notices.append(f"the model {model} is gone from the project; its table was dropped")
    only = None if run.selection is None else run.selection.models
    for result in models.build(only, full_refresh=run.full_refresh):
        run.models.append(result)
        if result.outcome == "skipped" and run.selection is not None:
            run.notices.append(f"{result.model.name} was skipped: {result.how}")
        if result.outcome == "built":
            run.did_something = True
            run.progress(f"built {result.model.schema}.{result.model.name} ({result.how})")
    run.notices += warnings_of(run.project, [r.model for r in run.models if r.outcome == "built"])
    note_built(run.project, [r.model for r in run.models if r.outcome in ("built", "unchanged")])


def record_the_run(run: Run) -> None:
    """Write what the run did to runs/ and into `meta`; a run that did nothing leaves no record."""
    if not run.did_something and not run.problems:
        return
    enter_queries(run.state.database, run.project.root / "runs" / "queries")
    record = write_run(run.project.root / "runs", run.command, facts_of(run))
    enter_runs(run.state.database, [record])


def publish_the_file(run: Run) -> None:
    """Put the checked state in the user's place, if it differs from what is there."""
    version = [run.state.fact("made"), run.state.version]
    note = _note_path(run)
    target = run.project.warehouse_path
    run.state.database.close()
    noted = _noted(note)
    if not run.may_publish or noted == [*version, _stamp(target)]:
        return
    is_ours = isinstance(noted, list) and (noted[0], noted[2]) == (version[0], _stamp(target))
    started = time.perf_counter()
    try:
        written = publish(run.project.state_path, target, note.with_name("spare.duckdb"), keeps_old=is_ours)
    except WarehouseError as error:
        run.problems.append(error)
        return
    note.write_text(json.dumps([*version, _stamp(target)]), encoding="utf-8")
    run.published = True
    run.publication = PublicationFacts(time.perf_counter() - started, written)
    if version[1] and not run.did_something:
        run.notices.append("what an earlier run built is published now")


def write_the_report(run: Run, facts: RunFacts) -> None:
    """Write report.html, unless nothing happened and it is there."""
    path = run.project.root / "report.html"
    if not run.did_something and not run.problems and path.is_file():
        return
    from warehouse.report.html import render_html

    scratch = path.with_name(".report.html")
    scratch.write_text(render_html(facts), encoding="utf-8")
    scratch.rename(path)


def _remove_superseded(run: Run) -> None:
    """Delete files of the log that were replaced before the last publication; nothing reads them now."""
    note = _noted(_note_path(run))
    if not isinstance(note, list) or note[0] != run.state.fact("made"):
        return
    for full_name, path in run.state.ledger.superseded(note[1]):
        declared = run.project.sources.get(full_name)
        if declared is not None:
            (run.project.psa_path / declared.source / declared.name / path).unlink(missing_ok=True)


def _waiting(run: Run, declared: SourceTable) -> list[FoundFile]:
    """The files of a table that were never taken in; SourceError when it has neither files nor loads."""
    if run.files is not None:
        return [file for file in run.files if file.table.full_name == declared.full_name]
    found, faults = found_files(run.project.root, declared)
    run.problems += faults
    if not found and not faults and run.state.ledger.accepted(declared) == 0:
        raise SourceError(
            f"There is no extract of {declared.full_name}.",
            where=f"{declared.location} ({declared.place})",
            fix="put a file there, or correct `location:` or `identifier:`"
            + ("" if location_exists(run.project.root, declared) else "; that folder does not exist"),
            state="models that read it were not built",
        )
    seen = run.state.ledger.seen_files(declared)
    return [f for f in found if (str(f.path), f.bytes, f.modified_ns) not in seen]


def _ask(run: Run, declared: SourceTable) -> None:
    """Load what a table's database answers; a named file asks none."""
    if run.files is not None:
        return
    loader = Loader(run.state.database, run.project, run.state.ledger, run.clock)
    try:
        take_in(run, [declared], load_from_database(run, loader, declared))
    except WarehouseError as error:
        run.problems.append(error)
    except SqlError as error:
        run.problems.append(_not_stored(declared.full_name, error))


def load_files(run: Run, files: Sequence[FoundFile]) -> list[LoadOutcome]:
    """Load a file, or the tables of one dump together; what goes wrong is among the run's problems."""
    loader = Loader(run.state.database, run.project, run.state.ledger, run.clock)
    try:
        is_dump = files[0].table.origin.dump is not None
        extras = Extras(tags=run.tags)
        outcomes = load_dump(run, loader, files) if is_dump else loader.load_slices(files[0], extras)
        take_in(run, [file.table for file in files], outcomes)
    except WarehouseError as error:
        run.problems.append(error)
        return []
    except SqlError as error:
        run.problems.append(_not_stored(f"{files[0].table.full_name}, {files[0].path}", error))
        return []
    _note_seen(run, files)
    return outcomes


def _without_delivered(run: Run, files: Sequence[FoundFile]) -> list[list[FoundFile]]:
    """The files that have to be loaded, each by itself; those in the log already are taken in together."""
    judged = outcomes_before(run.state.database, run.project.root, files)
    rest = [file for file, outcome in judged if outcome is None]
    for table in {file.table.full_name: file.table for file in files}.values():
        known = [(file, o) for file, o in judged if o is not None and file.table.full_name == table.full_name]
        try:
            take_in(run, [table], [outcome for _, outcome in known])
        except (WarehouseError, SqlError):
            rest += [file for file, _ in known]  # what is wrong is said where each is loaded by itself
        else:
            _note_seen(run, [file for file, _ in known])
    return [[file] for file in rest]


def _note_seen(run: Run, files: Sequence[FoundFile]) -> None:
    """Remember files that were taken in, so that they are not read again."""
    for table in {file.table.full_name: file.table for file in files}.values():
        own = [file for file in files if file.table.full_name == table.full_name]
        run.state.ledger.note_seen(table, [(str(f.path), f.bytes, f.modified_ns) for f in own])


def take_in(run: Run, tables: Sequence[SourceTable], outcomes: Sequence[LoadOutcome]) -> None:
    """Bring the tables up to their new loads, and take the outcomes into what the run did."""
    for outcome in outcomes:
        if outcome.load_id is None:
            run.notices += [outcome.notice] if outcome.notice else []
            continue
        run.did_something = True
        run.new_loads.add(outcome.load_id)
        run.quarantined += outcome.status == QUARANTINED
        slice = f", {outcome.slice}" if outcome.slice is not None else ""
        run.progress(f"{outcome.status} {outcome.table} of {outcome.load_date:%Y-%m-%d %H:%M}{slice}")
    for table in tables:
        declared = run.project.sources[table.full_name]
        _bring_current(run, declared)
        incoming = run.project.psa_path / ".incoming"
        slices = {outcome.slice for outcome in outcomes if outcome.table == table.full_name}
        for of_slice in sorted(slices, key=str):
            head = run.state.ledger.head_of(declared, of_slice)
            # A late load, which outdates full copies, leaves a new one to the next load at the end.
            if head is not None and head.load_id in {
                outcome.load_id or outcome.same_as for outcome in outcomes
            }:
                write_keyframe_if_due(run.state.database, run.state.ledger, declared, incoming, of_slice)


def _decided(run: Run, declared: SourceTable, load_id: str) -> str:
    """What a decision did, in a sentence."""
    load = run.state.ledger.find(declared, load_id)
    what = f"load {load_id[:8]} of {declared.full_name}, load date {load.load_date:%Y-%m-%d %H:%M}"
    if load.status != ACCEPTED:
        return f"{what}, is {load.status}: its rows are kept, and count no more"
    return f"{what}, is accepted: its content has {agreeing(load.row_count or 0, 'row', 'rows')}"


def _not_stored(where: str, error: Exception) -> SourceError:
    return SourceError(
        f"This delivery could not be stored: {first_error_line(error)}",
        where=where,
        fix=_MORE_MEMORY if "Out of Memory" in str(error) else _NOT_STORED,
        state="the log has the loads that its records name, and no part of this one",
    )


def _bring_current(run: Run, declared: SourceTable) -> None:
    if bring_current(run.state.database, run.state.ledger, declared):
        run.did_something = True


def _note_path(run: Run) -> Path:
    return run.project.state_path.with_name("published.json")


def _stamp(target: Path) -> list[int]:
    """The size and time of a file; nothing when it is not there."""
    if not target.is_file():
        return []
    stat = target.stat()
    return [stat.st_size, stat.st_mtime_ns]


def _noted(note: Path) -> object:
    try:
        return json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
