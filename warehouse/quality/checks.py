"""Checks as SELECTs of the rows that break them, run on what is about to be published."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from warehouse.database import Database, SqlError, first_error_line
from warehouse.project.checks import CheckDecl, Target
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


def failing_rows(check: CheckDecl, relation_of: Callable[[Target], str]) -> str:
    """The SELECT of the rows that break a check."""
    names: dict[str, object] = {"relation": relation_of(check.target), "column": check.column}
    if check.kind == "accepted_values":
        names["values"] = check.values
    if check.to is not None:
        names |= {"to": relation_of(check.to), "field": check.field}
    return render(f"quality/{check.kind}", **names)


def run_check(database: Database, check: CheckDecl, relation_of: Callable[[Target], str]) -> CheckResult:
    """Run one check; a sample is fetched only where something fails."""
    started = time.perf_counter()
    sql = failing_rows(check, relation_of)
    try:
        failing = int(database.value(render("quality/count", failing=sql)))
        evaluated = int(database.value(f"SELECT count(*) FROM {relation_of(check.target)}"))
        columns: tuple[str, ...] = ()
        sample: tuple[tuple[str, ...], ...] = ()
        if failing:
            cursor = database.run(render("quality/sample", failing=sql, limit=SAMPLE_ROWS))
            columns = tuple(column[0] for column in cursor.description)
            sample = tuple(tuple("NULL" if v is None else str(v) for v in row) for row in cursor.fetchall())
    except SqlError as error:
        seconds = time.perf_counter() - started
        return CheckResult(check, "error", 0, 0, seconds, sql, error=first_error_line(error))
    outcome = "pass" if failing == 0 else ("fail" if check.severity == "error" else "warn")
    seconds = time.perf_counter() - started
    return CheckResult(check, outcome, failing, evaluated, seconds, sql, columns, sample)
