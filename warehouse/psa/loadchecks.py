"""Checks marked `on: load`, run on the content that a table would have after a delivery."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from warehouse.database import Database
from warehouse.project.checks import CheckDecl, Target
from warehouse.psa.chain import keep
from warehouse.psa.loads import Load
from warehouse.psa.read import CHANGE_EVENTS, content_of, events_in, no_events
from warehouse.psa.table import PsaTable
from warehouse.quality.checks import CheckResult, CompiledCheck, failing_rows, narrowed, run_check
from warehouse.templates import relation, render

_CONTENT = "temp.content_to_check"


def broken_checks(
    database: Database, table: PsaTable, changes: Path, earlier: Sequence[Load]
) -> tuple[str, ...]:
    """What a staged file of changes would break, a sentence for each check; `earlier` is the chain before it.

    A check that cannot run is broken, not passed.
    """
    after = render(
        "psa/content_after",
        before=content_of(table, earlier) if earlier else no_events(table),
        named=events_in(table, changes, CHANGE_EVENTS),
        arriving=events_in(table, changes, ("insert", "update")),
        key=table.key,
        columns=list(table.content_columns),
    )
    keep(database, "content_to_check", after)
    try:
        results = [
            run_check(database, _compiled(table, check))
            for check in table.declared.checks
            if check.config.on == "load"
        ]
    finally:
        database.run("DROP TABLE temp.content_to_check")
    return tuple(_sentence(result) for result in results if result.outcome not in ("pass", "warn"))


def _compiled(table: PsaTable, check: CheckDecl) -> CompiledCheck:
    looked_at = narrowed(_CONTENT, check.config.where)
    to = None if check.to is None else _relation_of(table, check.to)
    return CompiledCheck(check, failing_rows(check, looked_at, to), looked_at)


def _relation_of(table: PsaTable, target: Target) -> str:
    """Where a relationship leads: to a source table's accepted content; this table's as it would be."""
    if str(target) == table.full_name:
        return _CONTENT
    return relation("psa", f"{target.source}__{target.table}")


def _sentence(result: CheckResult) -> str:
    check = result.check
    name = f"{check.kind}({check.column})"
    if result.error is not None:
        return f"{name} could not run: {result.error}"
    sample = ", ".join(" | ".join(row) for row in _of_column(result)[:3])
    shown = f", such as {sample}" if sample else ""
    return f"{name}: {result.failing:,} of {result.evaluated:,} rows{shown}"


def _of_column(result: CheckResult) -> list[tuple[str, ...]]:
    """The values of the checked column in the sample, each once."""
    if result.check.column not in result.sample_columns:
        return []
    at = result.sample_columns.index(result.check.column)
    return [(value,) for value in dict.fromkeys(row[at] for row in result.sample)]
