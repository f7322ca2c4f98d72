"""The stage that checks: every check of the project on what would be published."""

from __future__ import annotations

import json

from warehouse.database import SqlError, first_error_line
from warehouse.errors import BuildError
from warehouse.models.compiling import Compiler, reads_of
from warehouse.project.checks import CheckDecl, Target
from warehouse.quality.checks import CheckResult, run_check
from warehouse.run.command import Run
from warehouse.run.touched import Touched, note_held
from warehouse.run.unittesting import run_unit_tests
from warehouse.templates import literal, name, relation, render
from warehouse.version import count_change

#: Where failing rows are kept under `store_failures: true`, as dbt calls it.
FAILURES_SCHEMA = "dbt_test__audit"


def run_checks(run: Run) -> None:
    """Run the checks on what would be published; not again when nothing changed since they all held."""
    checks = [c for c in run.project.checks if run.selection is None or run.selection.has_check(c)]
    declared = json.dumps(sorted(f"{check.check_id}{check.config}" for check in checks))
    if run.command == "run" and run.state.fact("checks_held") == str(run.state.version) + declared:
        return
    if run.command == "check":
        run_unit_tests(run)
    touched = Touched(run, Compiler(run.project, run.state.database))
    counted: dict[str, int] = {}
    for check in checks:
        if all(is_there(run, target) for target in check.reads):
            result = run_check(run.state.database, touched.compiled_for_today(check), counted)
            run.checks.append(result)
            if check.config.store_failures and result.error is None:
                _store_failures(run, result)
    _forget_failures(run, run.project.checks)
    held = run.selection is None and all(check.outcome in ("pass", "warn") for check in run.checks)
    run.state.note("checks_held", str(run.state.version) + declared if held else "")
    note_held(run, held=held)
    run.did_something = run.did_something or bool(run.checks)


def is_there(run: Run, target: Target) -> bool:
    """Whether a relation exists, so that a check of it means something."""
    model = run.project.models.get(target.model) if target.model else None
    if model is not None and model.kind == "ephemeral":
        return all(is_there(run, read) for read in reads_of(run.project, model))
    if target.model is None:
        return run.state.ledger.has_columns(run.project.sources[str(target)])
    for result in run.models:
        if result.model.name == target.model:
            return result.outcome in ("built", "unchanged")
    return bool(
        run.state.database.value("SELECT count(*) FROM _store.models WHERE model = ?", [target.model])
    )


def _store_failures(run: Run, result: CheckResult) -> None:
    table = relation(FAILURES_SCHEMA, result.check.stored_name)
    try:
        with run.state.database.transaction():
            run.state.database.run(f"CREATE SCHEMA IF NOT EXISTS {name(FAILURES_SCHEMA)}")
            run.state.database.run(render("quality/store_failures", relation=table, failing=result.sql))
            count_change(run.state.database)
    except SqlError as error:
        run.problems.append(
            BuildError(
                f"The failures of {result.check.name} could not be stored: {first_error_line(error)}",
                where=result.check.place,
                fix="name the columns of the test's SELECT apart, or leave `store_failures` out",
                state="the check itself ran",
            )
        )


def _forget_failures(run: Run, checks: tuple[CheckDecl, ...]) -> None:
    """Drop the failures of checks that no longer keep them."""
    kept = {check.stored_name for check in checks if check.config.store_failures}
    database = run.state.database
    tables = database.rows(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = " + literal(FAILURES_SCHEMA)
    )
    for (table,) in tables:
        if table not in kept:
            database.run("DROP TABLE " + relation(FAILURES_SCHEMA, table))
            count_change(database)
