"""Versions of a model, as dbt's YAML declares them: each is a model of its own, called NAME_vVERSION.

`ref('NAME')` is the latest version, `ref('NAME', v=2)` that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from warehouse.errors import DeclarationError, Place, did_you_mean
from warehouse.project.folders import merged
from warehouse.project.shape import Shape, shaped
from warehouse.project.yamlfile import Key, YamlFile


class VersionShape(Shape):
    """One entry under `versions:`. What it does not say is as the model says it."""

    v: str | int | float
    defined_in: str | None = None
    config: dict[str, Any] = {}
    columns: list[dict[str, Any]] | None = None
    tests: Any = None
    data_tests: Any = None
    description: Any = None
    deprecation_date: Any = None
    access: Any = None
    docs: Any = None
    meta: Any = None
    tags: Any = None
    constraints: Any = None


@dataclass(frozen=True)
class Versions:
    """The versions of one model: the name of each by its number, and which number is the latest."""

    model: str
    names: dict[str, str]
    latest: str

    def name(self, version: object = None) -> str | None:
        """The name of one version, or of the latest; None when there is no such version."""
        return self.names.get(self.latest if version is None else str(version))


@dataclass(frozen=True)
class Entry:
    """What YAML says of one model, or of one version of it: where its tests and each column's are written.

    `defined_in` names the file of a version that is called otherwise.
    """

    name: str
    data: dict[str, Any]
    at: Key
    columns: tuple[tuple[Key, dict[str, Any]], ...]
    versions: Versions | None = None
    defined_in: str | None = None
    tests_at: Key = ()

    @property
    def is_latest(self) -> bool:
        """Whether it is the version that a plain ref() means."""
        return self.versions is not None and self.versions.name() == self.name


def version_name(model: str, version: object) -> str:
    """What a version of a model is called."""
    return f"{model}_v{re.sub(r'[^A-Za-z0-9_]', '_', str(version))}"


def entries_of(name: str, data: dict[str, Any], file: YamlFile, at: Key) -> Iterator[Entry]:
    """The model of an entry under `models:`, or each of its versions. DeclarationError for what cannot be."""
    columns = tuple(((*at, "columns", i), column) for i, column in enumerate(data.get("columns") or []))
    if not data.get("versions"):
        yield Entry(name, data, at, columns, tests_at=at)
        return
    shapes = [
        shaped(VersionShape, entry, file, (*at, "versions", i)) for i, entry in enumerate(data["versions"])
    ]
    versions = _versions(name, [str(shape.v) for shape in shapes], data.get("latest_version"), file, at)
    for i, shape in enumerate(shapes):
        own: Key = (*at, "versions", i)
        written = data["versions"][i]
        says = {key: value for key, value in written.items() if key not in ("v", "defined_in", "config")}
        whole = {key: value for key, value in data.items() if key not in ("versions", "latest_version")}
        whole |= {**says, "config": merged(data.get("config") or {}, shape.config)}
        has_tests = "tests" in written or "data_tests" in written
        if has_tests:
            whole = {key: v for key, v in whole.items() if key not in ("tests", "data_tests") or key in says}
        yield Entry(
            versions.names[str(shape.v)],
            whole,
            own,
            _columns(columns, written.get("columns"), (*own, "columns"), file),
            versions,
            shape.defined_in,
            own if has_tests else at,
        )


def _versions(name: str, numbers: list[str], latest: Any, file: YamlFile, at: Key) -> Versions:
    for number in numbers:
        if numbers.count(number) > 1:
            raise DeclarationError(
                f"The model {name} has two versions {number}.",
                where=file.place(*at, "versions"),
                fix="number them apart",
            )
    newest = str(latest) if latest is not None else max(numbers, key=in_order)
    if newest not in numbers:
        raise DeclarationError(
            f"The model {name} has no version {newest}.",
            where=file.place(*at, "latest_version"),
            fix=did_you_mean(newest, numbers),
        )
    return Versions(name, {number: version_name(name, number) for number in numbers}, newest)


def in_order(number: str) -> tuple[bool, float, str]:
    """Numbers by value, before and apart from words."""
    is_number = re.fullmatch(r"\d+(\.\d+)?", number) is not None
    return (not is_number, float(number) if is_number else 0.0, number)


def _columns(
    of_model: tuple[tuple[Key, dict[str, Any]], ...], written: Any, at: Key, file: YamlFile
) -> tuple[tuple[Key, dict[str, Any]], ...]:
    """The columns of a version: the model's that it includes (default: all), and its own."""
    included: Any = "all"
    excluded: list[str] = []
    own: list[tuple[Key, dict[str, Any]]] = []
    for i, column in enumerate(written or []):
        if "include" in column or "exclude" in column:
            included, excluded = column.get("include", "all"), list(column.get("exclude") or [])
        elif "name" in column:
            own.append(((*at, i), column))
        else:
            raise DeclarationError("A column needs a name.", where=file.place(*at, i), fix="add `name:`")
    named = {str(column["name"]) for _, column in own}
    inherited = [
        (key, column)
        for key, column in of_model
        if (included in ("all", "*") or column.get("name") in included)
        and column.get("name") not in (*excluded, *named)
    ]
    return (*inherited, *own)


def refuse_no_file(versions: Versions, name: str, defined_in: str | None, place: Place) -> DeclarationError:
    """What is said of a version whose file is not there."""
    file = defined_in or name
    return DeclarationError(
        f"There is no file {file}.sql for this version of {versions.model}.",
        where=place,
        fix="write the file, or name it by `defined_in:`",
    )
