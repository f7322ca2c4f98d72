"""`unit_tests:` as dbt's YAML declares them: rows given to a model, and the rows it must make of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from warehouse.errors import DeclarationError, Place, did_you_mean
from warehouse.project.checks import CheckConfig, CheckDecl, Target, read_target
from warehouse.project.context import Overrides
from warehouse.project.folders import listed
from warehouse.project.models import ModelDecl
from warehouse.project.shape import Shape, shaped
from warehouse.project.versions import Versions
from warehouse.project.yamlfile import Key, YamlFile

#: The kind of the check that a unit test is.
UNIT_TEST = "unit_test"

#: The folder under test-paths that holds rows in files.
FIXTURES = "fixtures"


class RowsShape(Shape):
    """Rows in YAML, as CSV or SQL text, or in a file of tests/fixtures."""

    format: Literal["dict", "csv", "sql"] = "dict"
    rows: Any = None
    fixture: str | None = None
    columns: Any = None


class GivenShape(RowsShape):
    """The rows in the place of one thing that the model reads, or of the model itself (`this`)."""

    input: str


class OverridesShape(Shape):
    """What templates are told in the place of macros, variables and the environment."""

    macros: dict[str, Any] = {}
    vars: dict[str, Any] = {}
    env_vars: dict[str, Any] = {}


class VersionsShape(Shape):
    """Which versions of a model are tested; default: all."""

    include: list[str | int | float] | None = None
    exclude: list[str | int | float] = []

    def has(self, number: str) -> bool:
        """Whether a version is tested."""
        chosen = self.include is None or number in map(str, self.include)
        return chosen and number not in map(str, self.exclude)


class UnitTestShape(Shape):
    """One entry under `unit_tests:`."""

    name: str
    model: str
    given: list[GivenShape] = []
    expect: RowsShape | list[dict[str, Any]]
    overrides: OverridesShape = OverridesShape()
    description: Any = None
    config: dict[str, Any] = {}
    versions: VersionsShape = VersionsShape()


@dataclass(frozen=True)
class Fixture:
    """Rows as they are written: by column, or a SELECT. None stands for NULL."""

    place: Place
    rows: tuple[Mapping[str, Any], ...] = ()
    select: str | None = None

    @property
    def columns(self) -> list[str]:
        """The columns of all rows, in the order in which they first stand."""
        return list(dict.fromkeys(column for row in self.rows for column in row))


@dataclass(frozen=True)
class UnitTest:
    """One unit test of one model. `given` are the rows by what they stand for; `this`, those of the model."""

    name: str
    model: str
    place: Place
    given: Mapping[Target, Fixture]
    expect: Fixture
    this: Fixture | None = None
    overrides: Overrides = Overrides()
    versions: VersionsShape = VersionsShape()
    tags: tuple[str, ...] = field(default=())

    @property
    def check(self) -> CheckDecl:
        """The test as a check, by which it is selected and reported."""
        target = Target(model=self.model)
        config = CheckConfig(tags=self.tags)
        return CheckDecl(
            UNIT_TEST,
            target,
            "",
            self.place,
            config=config,
            label=self.name,
            reads=(target,),
            arguments={"unit": self.name},
        )

    @property
    def is_incremental(self) -> bool:
        """Whether the model is to think that it runs incrementally."""
        return bool(self.overrides.macros.get("is_incremental", False))


def read_unit_tests(file: YamlFile, folders: Iterable[Path]) -> list[UnitTest]:
    """The entries under `unit_tests:` of one YAML file. `folders` hold the fixtures."""
    entries = file.data.get("unit_tests") or []
    if not isinstance(entries, list):
        raise DeclarationError("'unit_tests' must be a list.", where=file.place("unit_tests"))
    found = []
    for i, entry in enumerate(entries):
        at: Key = ("unit_tests", i)
        shape = shaped(UnitTestShape, entry, file, at)
        if shape.config.get("enabled", True):
            found.append(_unit_test(shape, file, at, list(folders)))
    return found


def of_models(
    tests: Sequence[UnitTest], models: Mapping[str, ModelDecl], versions: Mapping[str, Versions]
) -> tuple[UnitTest, ...]:
    """The tests with their models resolved. DeclarationError for one of what is no SELECT."""
    found = []
    for test in tests:
        for name in _names(test, versions):
            _refuse(test, models.get(name), models)
            given = {_latest(target, versions): fixture for target, fixture in test.given.items()}
            own = replace(test, model=name, given=given)
            for target in models[name].reads:
                if target not in given:
                    raise DeclarationError(
                        f"The unit test {test.name} gives no rows for {_call(target)}, which {name} reads.",
                        where=test.place,
                        fix=f"add `- input: {_call(target)}` with `rows: []` under `given:`",
                    )
            found.append(own)
    return tuple(found)


def _names(test: UnitTest, versions: Mapping[str, Versions]) -> list[str]:
    """The model of a test, or those of its versions that it is about."""
    if test.model not in versions:
        return [test.model]
    return [name for number, name in versions[test.model].names.items() if test.versions.has(number)]


def _refuse(test: UnitTest, model: ModelDecl | None, models: Mapping[str, ModelDecl]) -> None:
    if model is None:
        raise DeclarationError(
            f"There is no model '{test.model}'.", where=test.place, fix=did_you_mean(test.model, models)
        )
    if model.sql_path is None:
        raise DeclarationError(
            f"{model.name} is declared in YAML alone ({model.kind}), so a unit test has no SELECT to run.",
            where=test.place,
            fix="test what reads it, or check it with `data_tests:`",
        )


def _latest(target: Target, versions: Mapping[str, Versions]) -> Target:
    model = target.model or ""
    return Target(model=versions[model].name()) if model in versions else target


def _call(target: Target) -> str:
    return f"ref('{target.model}')" if target.model else f"source('{target.source}', '{target.table}')"


def _unit_test(shape: UnitTestShape, file: YamlFile, at: Key, folders: list[Path]) -> UnitTest:
    given: dict[Target, Fixture] = {}
    this = None
    for i, one in enumerate(shape.given):
        own: Key = (*at, "given", i)
        fixture = _fixture(one, file, own, folders)
        if one.input.strip() == "this":
            this = fixture
        else:
            given[read_target(one.input, file.place(*own, "input"))] = fixture
    expected = shape.expect if isinstance(shape.expect, RowsShape) else RowsShape(rows=shape.expect)
    said = shape.overrides
    return UnitTest(
        shape.name,
        shape.model,
        file.place(*at),
        given,
        _fixture(expected, file, (*at, "expect"), folders),
        this,
        Overrides(said.macros, said.vars, said.env_vars),
        shape.versions,
        tuple(str(tag) for tag in listed(shape.config.get("tags"))),
    )


def _fixture(shape: RowsShape, file: YamlFile, at: Key, folders: list[Path]) -> Fixture:
    place, rows = file.place(*at), shape.rows
    if shape.fixture is not None:
        path = _fixture_file(shape.fixture, shape.format, folders, place)
        rows, place = path.read_text(encoding="utf-8"), Place(path)
    if shape.format == "dict":
        if not isinstance(rows or [], list) or not all(isinstance(row, dict) for row in rows or []):
            raise DeclarationError(
                "The rows of a unit test are a list of mappings.", where=place, fix="write {column: value}"
            )
        return Fixture(place, tuple(rows or []))
    if not isinstance(rows, str):
        raise DeclarationError(
            f"Rows in the format {shape.format} are a text.", where=place, fix="write `rows: |` and the text"
        )
    if shape.format == "sql":
        return Fixture(place, select=rows.strip().rstrip(";"))
    lines = csv.DictReader(io.StringIO(rows.strip()), skipinitialspace=True)
    return Fixture(place, tuple({k: v if v != "" else None for k, v in row.items()} for row in lines))


def _fixture_file(name: str, form: str, folders: list[Path], place: Place) -> Path:
    ending = "sql" if form == "sql" else "csv"
    known = {
        path.stem: path for folder in folders for path in sorted((folder / FIXTURES).rglob(f"*.{ending}"))
    }
    if name not in known:
        raise DeclarationError(
            f"There is no fixture {name}.{ending}.",
            where=place,
            fix=f"put it under tests/{FIXTURES}; {did_you_mean(name, known)}",
        )
    return known[name]
