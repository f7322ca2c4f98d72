"""Checks as SELECTs of the rows that break them, run on what is about to be published."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from warehouse.database import Database, SqlError, first_error_line
from warehouse.errors import WarehouseError
from warehouse.project.checks import CheckDecl
from warehouse.templates import render

#: How many failing rows are kept to look at.
SAMPLE_ROWS = 20


@dataclass(frozen=True)
class CheckResult:
    """What a check found. `outcome` is pass, warn, fail or error (it could not run, which is never a pass).

    `failing` rows break the check, of `evaluated` rows in the relation; a pass over none is vacuous.
    """

    check: CheckDecl
    outcome: str
    failing: int
    evaluated: int
    seconds: float
    sql: str
    sample_columns: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
    error: str | None = None

    @property
    def is_vacuous(self) -> bool:
        """Whether it passed because there was nothing to look at."""
        return self.outcome == "pass" and self.evaluated == 0


@dataclass(frozen=True)
class CompiledCheck:
    """A check ready to run: the SELECT of the rows that break it, and the relation it looks at.

    A test in a file of its own that reads nothing has no relation. `error`: it could not be compiled.
    """

    check: CheckDecl
    failing: str
    relation: str | None
    error: WarehouseError | None = None


def failing_rows(check: CheckDecl, relation: str, to: str | None, zero: str = "") -> str:
    """The SELECT of the rows that break a check whose SQL is a template of ours. `zero`: the zero key."""
    names: dict[str, object] = {"relation": relation, "column": check.column, "field": check.field}
    if check.kind == "accepted_values":
        names["values"] = check.values
    if check.kind == "one_key":
        names["columns"] = check.values
    if check.kind == "points_nowhere":
        names |= {"pointer_key": f"{check.column}_hk", "pointer_date": f"{check.column}_load_date"}
    if to is not None:
        names |= {"to": to, "field": check.field, "zero": zero}
    return render(f"quality/{check.kind}", **names)


def narrowed(relation: str, where: str | None) -> str:
    """The rows of a relation that `where:` leaves."""
    return relation if where is None else render("quality/rows_where", relation=relation, where=where)


def run_check(
    database: Database, compiled: CompiledCheck, counted: dict[str, int] | None = None
) -> CheckResult:
    """Run one check; a sample is fetched only where something fails.

    `counted` remembers, between checks, how many rows a relation that they look at has.
    """
    counted = {} if counted is None else counted
    check, config = compiled.check, compiled.check.config
    started = time.perf_counter()
    sql = compiled.failing
    if compiled.error is not None:
        return CheckResult(check, "error", 0, 0, 0.0, sql, error=str(compiled.error))
    if config.limit is not None:
        sql = render("quality/limited", failing=sql, limit=config.limit)
    try:
        failing, is_error, is_warning = database.row(
            render(
                "quality/count",
                failing=sql,
                counted=config.fail_calc,
                error_if=_condition(config.error_if),
                warn_if=_condition(config.warn_if),
            )
        )
        evaluated = failing
        if compiled.relation is not None:
            if compiled.relation not in counted:
                counted[compiled.relation] = database.value(f"SELECT count(*) FROM {compiled.relation}")
            evaluated = counted[compiled.relation]
        columns: tuple[str, ...] = ()
        sample: tuple[tuple[str, ...], ...] = ()
        if failing:
            cursor = database.run(render("quality/sample", failing=sql, limit=SAMPLE_ROWS))
            columns = tuple(column[0] for column in cursor.description)
            sample = tuple(tuple("NULL" if v is None else str(v) for v in row) for row in cursor.fetchall())
    except SqlError as error:
        seconds = time.perf_counter() - started
        return CheckResult(check, "error", 0, 0, seconds, sql, error=first_error_line(error))
    outcome = "fail" if is_error and config.severity == "error" else "warn" if is_warning else "pass"
    seconds = time.perf_counter() - started
    return CheckResult(check, outcome, int(failing), int(evaluated), seconds, sql, columns, sample)


def _condition(text: str) -> str:
    return re.sub(r"^\s*==", "=", text)
