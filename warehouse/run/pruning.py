"""The stages that prune: what the retention lets go, the models' rows under the horizon, and a proof.

Before anything goes, each history-keeping model is derived from its checkpoint and the loads that stay, in a
transaction that is taken back; where that does not give the rows it has, nothing is pruned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from warehouse.errors import BuildError, IntegrityError, UsageError, WarehouseError, agreeing
from warehouse.models.checkpoint import (
    Start,
    declared_as,
    fingerprint,
    made_by,
    restore,
    start_of,
    taken_of,
    with_base,
    write_table,
)
from warehouse.models.events import SourceEvents, source_events
from warehouse.models.history import HistoryModel
from warehouse.project.models import ModelDecl
from warehouse.project.retention import Retention
from warehouse.project.sources import SourceTable
from warehouse.psa.current import bring_current
from warehouse.psa.loads import Load
from warehouse.psa.retention import Going, KeptRows, going, prune
from warehouse.psa.table import PsaTable
from warehouse.report.facts import PrunedFacts
from warehouse.run.command import Run
from warehouse.run.materializations import HISTORY, builder
from warehouse.run.stages import build_models

#: Moments by SOURCE.TABLE.
Moments = Mapping[str, dt.datetime]


def prune_what_is_old(run: Run) -> None:
    """Prune the tables that the command names by their retention, or by the one it gives."""
    assert run.pruning is not None
    if all((run.pruning.retention or table.retention).keeps_all for table in run.tables):
        raise UsageError(
            "No retention is declared: all loads are kept.",
            where=", ".join(table.full_name for table in run.tables),
            fix="declare `retention: {days: 90}` on the source table, or give --days or --loads",
            state="nothing was pruned",
        )
    for declared in run.tables:
        retention = run.pruning.retention or declared.retention
        if not retention.keeps_all:
            _prune(run, declared, retention, is_trial=run.pruning.is_trial)
    _build_again(run)


def prune_automatically(run: Run) -> None:
    """Prune the tables whose retention says `auto: true`; not when a model could not be built."""
    automatic = [table for table in run.project.sources.values() if table.retention.is_automatic]
    if not automatic or any(model.outcome in ("failed", "skipped") for model in run.models):
        return
    for declared in automatic:
        _prune(run, declared, declared.retention, is_trial=False)
    _build_again(run)


def _prune(run: Run, declared: SourceTable, retention: Retention, *, is_trial: bool) -> None:
    """Prune one table; what keeps it from being pruned is a problem of this table alone."""
    try:
        _prune_table(run, declared, retention, is_trial=is_trial)
    except WarehouseError as error:
        run.problems.append(error)


def _prune_table(run: Run, declared: SourceTable, retention: Retention, *, is_trial: bool) -> None:
    state = run.state
    models = _models_over(run, declared)
    across = any(_is_across(run, model, declared) for model in models)
    gone = going(run.project, state.ledger, declared, retention, across=across)
    if gone is None:
        return
    if not is_trial:
        _refuse_unbuilt(run, declared, {model.name for model in models})
        kept = [_kept_rows(run, gone, model) for model in models]
        prune(state.database, run.project, state.ledger, gone, kept, run.clock)
        bring_current(state.database, state.ledger, declared)
        run.did_something = True
        run.progress(f"pruned {agreeing(len(gone.ids), 'load', 'loads')} of {declared.full_name}")
    run.pruned.append(
        PrunedFacts(
            table=declared.full_name,
            retention=str(retention),
            loads=tuple((load.load_date, load.load_id) for load in gone.loads),
            others=gone.others,
            files=tuple(file.path for file in gone.files),
            bytes=gone.bytes,
            is_trial=is_trial,
            slices=tuple(load.slice for load in gone.loads if load.slice is not None),
        )
    )


def _models_over(run: Run, declared: SourceTable) -> list[ModelDecl]:
    """The history-keeping models that take in a table's loads; none before its first load."""
    if not run.state.ledger.has_columns(declared):
        return []
    models = builder(run.state.database, run.project, run.state.ledger)
    return [
        model
        for model in run.project.models.values()
        if model.kind in HISTORY and declared in models.history_sources(model)
    ]


def _is_across(run: Run, model: ModelDecl, declared: SourceTable) -> bool:
    """Whether a model must take in all of its loads in their order, those of whatever slice and source."""
    models = builder(run.state.database, run.project, run.state.ledger)
    if not all(run.state.ledger.has_columns(source) for source in models.history_sources(model)):
        return False  # it is not built, which is said elsewhere
    return not models.history_of(model)[0].keeps_apart(declared.slice)


def _refuse_unbuilt(run: Run, declared: SourceTable, over: Collection[str]) -> None:
    for result in run.models:
        reads = result.model.name in over or declared.full_name in map(str, result.model.reads)
        if result.outcome in ("failed", "skipped") and reads:
            why = f" ({result.how})" if result.how else ""
            raise BuildError(
                f"{result.model.name} is not built{why}, so what it would keep of old loads would be lost.",
                where=result.model.place,
                fix="let it be built first, or take it out of the project",
                state=f"nothing of {declared.full_name} was pruned",
            )


def _build_again(run: Run) -> None:
    """Let the models that read loads in SQL follow; all others are as they were."""
    if not any(not facts.is_trial for facts in run.pruned):
        return
    before = run.models
    run.models = []
    build_models(run)
    was = {result.model.name: result for result in before}
    run.models = [
        was.get(result.model.name, result) if result.outcome == "unchanged" else result
        for result in run.models
    ]


def _kept_rows(run: Run, gone: Going, model: ModelDecl) -> KeptRows:
    """The rows of a model under the new horizon, in files, proven to lead to the rows it has."""
    database, ledger = run.state.database, run.state.ledger
    models = builder(database, run.project, ledger)
    history, tables = models.history_of(model)
    definition = declared_as(run.project, model, tables)
    start = start_of(database, ledger, model, definition, tables)
    own = (model.schema, model.identifier)
    full_name = gone.declared.full_name
    taken = taken_of(ledger, tables)
    taken[full_name] = taken.get(full_name, 0) + len(gone.loads)
    until = _until(gone, history, tables, start)
    folder = run.project.psa_path / ".incoming" / f"{model.name}-checkpoint"
    with database.rolled_back():
        expected = fingerprint(database, own)
        relations = made_by(database, lambda: history.empty(database))
        restore(database, start)
        under = {}
        for name, table in tables.items():
            loads = start.not_taken(name, _under(run, gone, table.declared, until))
            events = source_events(table, loads, partial(_loads_without, run, gone, table))
            events = with_base(table, (start.bases or {}).get(name, ()), events)
            if events is not None:
                under[name] = events
        if under:
            history.advance(database, under)
        kept = [
            (schema, name, path, write_table(database, (schema, name), path))
            for i, (schema, name) in enumerate(relations)
            for path in [folder / f"{i}.parquet"]
        ]
        after = _kept_events(run, gone, tables, until)
        if after:
            history.advance(database, after)
        models.settle(model)
        found = fingerprint(database, own)
    if found != expected:
        raise IntegrityError(
            f"Without the loads to be pruned {model.name} would have {found[0]:,} other rows"
            f" than its {expected[0]:,}.",
            where=model.place,
            fix="keep more loads of its sources, or take the model out of the project",
            state=f"nothing of {full_name} was pruned",
        )
    moments = {name: moment.isoformat() for name, moment in until.items()}
    return KeptRows(model.name, definition, taken, tuple(kept), moments)


def _until(gone: Going, history: HistoryModel, tables: Iterable[str], start: Start) -> Moments:
    """Up to when a checkpoint holds all loads of a source: of all sources where their order matters."""
    if gone.until is None or history.keeps_apart(gone.declared.slice):
        return start.until
    return {name: max(gone.until, start.until.get(name, gone.until)) for name in tables}


def _under(run: Run, gone: Going, declared: SourceTable, until: Moments) -> list[Load]:
    """The loads of a source whose rows a checkpoint holds: those that go, and all up to a moment."""
    ids = {load.load_id for load in gone.loads}
    moment = until.get(declared.full_name, dt.datetime.min)
    return [
        load
        for load in run.state.ledger.loads(declared)
        if load.load_id in ids or (not load.is_pruned and load.load_date <= moment)
    ]


def _kept_events(
    run: Run, gone: Going, tables: Mapping[str, PsaTable], until: Moments
) -> dict[str, SourceEvents]:
    """The events of the loads that stay, after those that the checkpoint holds."""
    found = {}
    for name, table in tables.items():
        without = partial(_loads_without, run, gone, table)
        events = source_events(table, Start(until=until).not_taken(name, without()), without)
        if events is not None:
            found[name] = events
    return found


def _loads_without(run: Run, gone: Going, table: PsaTable) -> Sequence[Load]:
    """The accepted loads of a table as they are once the others have gone."""
    horizons = {load.load_id for load in gone.horizons}
    going_ids = set(gone.ids)
    return [
        replace(load, is_pruned=True, changes_file=None) if load.load_id in horizons else load
        for load in run.state.ledger.loads(table.declared)
        if load.load_id in horizons or load.load_id not in going_ids
    ]
