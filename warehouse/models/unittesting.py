"""Unit tests of models: the SELECT over given rows, and how what it makes differs from what was expected."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from warehouse.database import Database, SqlError, first_error_line
from warehouse.errors import DeclarationError, WarehouseError, did_you_mean
from warehouse.models.compiling import Compiler
from warehouse.project.checks import Target
from warehouse.project.context import Surroundings
from warehouse.project.jinja import TemplateFault
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.relation import Relation
from warehouse.project.unittests import Fixture, UnitTest
from warehouse.quality.checks import SAMPLE_ROWS, CheckResult
from warehouse.templates import literal, name, relation, render

#: Temporary tables of what a model made, and of what it should have made.
_MADE, _EXPECTED = "unit_made", "unit_expected"


class _Given:
    """Temporary tables that hold a unit test's rows, called like what they stand for; `this` under None."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.places: dict[Target | None, str] = {}

    def keep(self, target: Target | None, called: str, fixture: Fixture, types: dict[str, str]) -> None:
        """Put rows into a table."""
        if types:
            _known(fixture.columns, types, fixture, f"{called} has")
        table = called if called not in self.places.values() else f"{called}_{len(self.places)}"
        self.places[target] = table
        self._database.run(render("psa/keep", relation=name(table), select=_rows(fixture, types)))

    def drop(self) -> None:
        """Drop these tables, and those of the comparison."""
        for table in (*self.places.values(), _MADE, _EXPECTED):
            self._database.run(f"DROP TABLE IF EXISTS {relation('temp', table)}")


class _GivenCompiler(Compiler):
    """Compiles a model over the tables that hold a unit test's rows."""

    def __init__(
        self, project: Project, database: Database, test: UnitTest, at: Mapping[Target | None, str]
    ) -> None:
        super().__init__(project, database)
        self._base = replace(self._base, overrides=test.overrides)
        self._given = at

    def surroundings(
        self, model: ModelDecl, *, is_incremental: bool = False, needed: dict[str, str] | None = None
    ) -> Surroundings:
        """As for any model, but that `this` is what the test gives."""
        at = super().surroundings(model, is_incremental=is_incremental, needed=needed)
        return replace(at, this=_temporary(self._given[None])) if None in self._given else at

    def _read(self, model: ModelDecl, target: Target, suffix: str, needed: dict[str, str] | None) -> Relation:
        if suffix or target not in self._given:
            raise TemplateFault(
                f"A unit test can give no rows for {target}{suffix}.", "test a model that reads this one"
            )
        return _temporary(self._given[target])


def run_unit_test(project: Project, database: Database, test: UnitTest) -> CheckResult:
    """Run one unit test in temporary tables, which are gone afterwards."""
    started = time.perf_counter()
    given = _Given(database)
    try:
        result = _run(project, database, test, given)
    except (WarehouseError, SqlError) as error:
        said = first_error_line(error) if isinstance(error, SqlError) else str(error)
        result = CheckResult(test.check, "error", 0, 0, 0.0, "", error=said)
    finally:
        given.drop()
    return replace(result, seconds=time.perf_counter() - started)


def _run(project: Project, database: Database, test: UnitTest, given: _Given) -> CheckResult:
    model = project.models[test.model]
    own = Compiler(project, database)
    for target, fixture in test.given.items():
        given.keep(target, str(target.model or target.table), fixture, _types(database, own, target))
    if test.this is not None:
        given.keep(None, model.identifier, test.this, _types(database, own, Target(model=test.model)))
    compiler = _GivenCompiler(project, database, test, given.places)
    select = compiler.model(model, is_incremental=test.is_incremental).select
    if test.this is None and test.is_incremental and model.reads_itself:
        raise DeclarationError(
            f"The unit test {test.name} gives no rows for this, which {test.model} reads.",
            where=test.place,
            fix="add `- input: this` with `rows: []` under `given:`",
        )
    columns = test.expect.columns
    everything = database.types(select)
    if test.expect.select is not None:
        columns = list(database.types(test.expect.select))
    _known(columns, everything, test.expect, f"{test.model} makes")
    columns = columns or list(everything)
    shown = render("quality/unit_rows", select=select, columns=columns)
    database.run(render("psa/keep", relation=_MADE, select=shown))
    expected = _rows(test.expect, {column: everything[column] for column in columns})
    database.run(render("psa/keep", relation=_EXPECTED, select=expected))
    made = f"temp.{_MADE}"
    differing = render("quality/unit_difference", made=made, expected=f"temp.{_EXPECTED}")
    failing = int(database.value(f"SELECT count(*) FROM ({differing})"))
    evaluated = int(database.value(f"SELECT count(*) FROM {made}"))
    if not failing:
        return CheckResult(test.check, "pass", 0, max(evaluated, 1), 0.0, select)
    cursor = database.run(render("quality/sample", failing=differing, limit=SAMPLE_ROWS))
    names = ("", *columns)
    rows = [["NULL" if value is None else str(value) for value in row] for row in cursor.fetchall()]
    sample = tuple((row[-1], *row[:-1]) for row in rows)
    return CheckResult(test.check, "fail", failing, evaluated, 0.0, select, names, sample)


def _temporary(table: str) -> Relation:
    return Relation(relation("temp", table), "temp", table)


def _types(database: Database, compiler: Compiler, target: Target) -> dict[str, str]:
    """The columns of what a model reads, with their types; none while it was never loaded or built."""
    text = compiler.relation_of(target)
    try:
        return database.types(f"FROM {text}")
    except SqlError:
        return {}


def _known(columns: list[str], known: Mapping[str, str], fixture: Fixture, who: str) -> None:
    for column in columns:
        if column not in known:
            raise DeclarationError(
                f"{who} no column '{column}'.", where=fixture.place, fix=did_you_mean(column, known)
            )


def _rows(fixture: Fixture, types: Mapping[str, str]) -> str:
    """The SELECT of a fixture's rows, in the types of what they stand for; a column not given is NULL."""
    if fixture.select is not None:
        return fixture.select
    columns = list(types) or fixture.columns or ["nothing"]
    rows = [[_value(row.get(c), types.get(c)) for c in columns] for row in fixture.rows]
    nothing = [[_value(None, types.get(c)) for c in columns]]
    return render(
        "quality/unit_given",
        rows=[f"({', '.join(row)})" for row in rows or nothing],
        columns=columns,
        condition="true" if rows else "false",
    )


def _value(value: Any, kind: str | None) -> str:
    if isinstance(value, list | dict):
        text = f"CAST({literal(json.dumps(value, default=str))} AS JSON)"
    elif value is None or isinstance(value, str | int | float | bool | dt.date):
        text = literal(value)
    else:
        text = literal(str(value))
    return f"CAST({text} AS {kind})" if kind else text
