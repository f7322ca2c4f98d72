"""What a run did, gathered into plain values for the terminal, the report and runs/."""

from __future__ import annotations

import time
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

from warehouse.models.build import ModelResult
from warehouse.quality.checks import CheckResult
from warehouse.report.facts import CheckFacts, LetterFacts, LoadFacts, ModelFacts, RunFacts
from warehouse.run.command import Run
from warehouse.templates import render

#: How many loads the report and the terminal look back at.
LEDGER_ROWS = 5000

#: How many dead letters the report shows.
LETTER_ROWS = 100


def facts_of(run: Run) -> RunFacts:
    """What a run did, as plain values."""
    rows = run.state.database.rows(render("meta/ledger_facts", limit=LEDGER_ROWS))
    letters = run.state.database.rows(render("meta/waiting_letters", limit=LETTER_ROWS))
    return RunFacts(
        project=run.project.settings.name,
        run_id=uuid.uuid5(uuid.NAMESPACE_OID, f"{run.clock.isoformat()} {run.command}").hex[:12],
        started_at=run.clock,
        seconds=time.perf_counter() - run.started,
        published=run.published,
        exit_code=run.exit_code,
        problems=tuple(str(problem) for problem in run.problems),
        loads=tuple(_load_facts(run, row) for row in rows),
        models=tuple(_model_facts(result) for result in run.models),
        checks=tuple(_check_facts(result, run.project.root) for result in run.checks),
        notices=tuple(run.notices),
        reads=tuple((m.name, tuple(str(t) for t in m.reads)) for m in run.project.models.values()),
        dead_letters=tuple(LetterFacts(*row) for row in letters),
        pruned=tuple(run.pruned),
        archived=tuple(run.archived),
    )


def with_outcome(run: Run, facts: RunFacts) -> RunFacts:
    """The facts with what publication added to them."""
    return replace(
        facts,
        published=run.published,
        publication=run.publication,
        exit_code=run.exit_code,
        problems=tuple(str(problem) for problem in run.problems),
        notices=tuple(run.notices),
        seconds=time.perf_counter() - run.started,
    )


def _load_facts(run: Run, row: tuple[Any, ...]) -> LoadFacts:
    *values, slice = row
    return LoadFacts(*_frozen((*values, row[3] in run.new_loads, slice)))


def _model_facts(result: ModelResult) -> ModelFacts:
    return ModelFacts(
        f"{result.model.schema}.{result.model.name}",
        result.model.kind,
        result.outcome,
        result.how,
        result.rows_added,
        result.row_count,
        result.seconds,
        str(result.error) if result.error else None,
    )


def _check_facts(result: CheckResult, root: Path) -> CheckFacts:
    check = result.check
    return CheckFacts(
        check_id=check.check_id,
        name=check.name,
        kind=check.kind,
        target=str(check.target),
        column=check.column,
        severity=check.severity,
        outcome=result.outcome,
        failing=result.failing,
        evaluated=result.evaluated,
        vacuous=result.is_vacuous,
        seconds=result.seconds,
        sql=result.sql,
        place=check.place.within(root),
        sample_columns=result.sample_columns,
        sample=result.sample,
        error=result.error,
    )


def _frozen(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in row)
