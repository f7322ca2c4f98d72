"""Checks as dbt's YAML declares them, on a column or on a whole relation."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from warehouse.errors import DeclarationError, Place, did_you_mean
from warehouse.project.yamlfile import Key, YamlFile

#: Each kind of check with the arguments it takes (all of them required).
CHECK_KINDS: dict[str, tuple[str, ...]] = {
    "unique": (),
    "not_null": (),
    "accepted_values": ("values",),
    "relationships": ("to", "field"),
}

_CALL = re.compile(r"\s*(ref|source)\s*\(\s*['\"](\w+)['\"]\s*(?:,\s*['\"](\w+)['\"]\s*)?\)\s*\Z")


@dataclass(frozen=True)
class Target:
    """What a check or a model reads: a model by name, or a source table by (source, table)."""

    model: str | None = None
    source: str | None = None
    table: str | None = None

    def __str__(self) -> str:
        return self.model or f"{self.source}.{self.table}"


@dataclass(frozen=True)
class CheckDecl:
    """One declared check. `target` is a model's name or SOURCE.TABLE; severity is error or warn."""

    kind: str
    target: Target
    column: str
    place: Place
    values: tuple[str | int | float | bool, ...] = ()
    to: Target | None = None
    field: str | None = None
    severity: str = "error"

    @property
    def check_id(self) -> str:
        """16 hex digits that stay the same as long as target, column, kind and arguments do."""
        parts = [self.kind, str(self.target), self.column, list(self.values), str(self.to), self.field]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]

    @property
    def name(self) -> str:
        """The name a person reads, such as not_null(dim_runway.id)."""
        return f"{self.kind}({self.target}.{self.column})"


def read_column_checks(file: YamlFile, at: Key, target: Target, column: str, data: Any) -> list[CheckDecl]:
    """The checks in `tests:` and `data_tests:` of one column's mapping."""
    checks = []
    for word in ("tests", "data_tests"):
        entries = data.get(word) or []
        if not isinstance(entries, list):
            raise DeclarationError(f"'{word}' must be a list.", where=file.place(*at, word))
        checks += [_check(file, (*at, word, i), target, column, entry) for i, entry in enumerate(entries)]
    return checks


def refuse_table_checks(file: YamlFile, at: Key, data: Any) -> None:
    """DeclarationError for `tests:` that stand on a whole relation: none of the known kinds does."""
    for word in ("tests", "data_tests"):
        if data.get(word):
            raise DeclarationError(
                "A check on a whole table is not known here.",
                where=file.place(*at, word),
                fix=f"put it under the column it is about; {did_you_mean('', CHECK_KINDS)}",
            )


def _check(file: YamlFile, at: Key, target: Target, column: str, entry: Any) -> CheckDecl:
    kind, arguments = _kind_and_arguments(file, at, entry)
    place = file.place(*at)
    if kind not in CHECK_KINDS:
        raise DeclarationError(
            f"There is no check '{kind}'.", where=place, fix=did_you_mean(kind, CHECK_KINDS)
        )
    config = arguments.pop("config", None) or {}
    severity = str(arguments.pop("severity", config.get("severity", "error"))).lower()
    if severity not in ("error", "warn"):
        raise DeclarationError(f"There is no severity '{severity}'.", where=place, fix="use error or warn")
    for name in (*arguments, *(key for key in config if key != "severity")):
        if name not in CHECK_KINDS[kind]:
            raise DeclarationError(
                f"The check '{kind}' takes no argument '{name}'.",
                where=place,
                fix=did_you_mean(str(name), (*CHECK_KINDS[kind], "severity")),
            )
    for name in CHECK_KINDS[kind]:
        if arguments.get(name) in (None, [], ""):
            raise DeclarationError(f"The check '{kind}' needs '{name}'.", where=place, fix="add it")
    values = arguments.get("values", [])
    if not isinstance(values, list):
        raise DeclarationError("'values' must be a list.", where=place, fix="write [a, b, c]")
    return CheckDecl(
        kind,
        target,
        column,
        place,
        values=tuple(
            value if isinstance(value, str | int | float | bool) else str(value) for value in values
        ),
        to=read_target(str(arguments["to"]), place) if "to" in arguments else None,
        field=arguments.get("field"),
        severity=severity,
    )


def _kind_and_arguments(file: YamlFile, at: Key, entry: Any) -> tuple[str, dict[str, Any]]:
    if isinstance(entry, str):
        return entry, {}
    if isinstance(entry, dict):
        entry = dict(entry)
        entry.pop("name", None)
        entry.pop("description", None)
        if "test_name" in entry:
            kind, arguments = entry.pop("test_name"), entry
        elif entry:
            (kind, inner), *beside = entry.items()
            if inner is not None and not isinstance(inner, dict):
                raise DeclarationError(
                    f"The arguments of '{kind}' must be a mapping.", where=file.place(*at), fix="indent them"
                )
            arguments = {**(inner or {}), **dict(beside)}
        else:
            raise DeclarationError("An empty check.", where=file.place(*at), fix="name one")
        arguments.pop("name", None)
        nested = arguments.pop("arguments", None) or {}
        return str(kind), {**arguments, **nested}
    raise DeclarationError("A check is a name or a mapping.", where=file.place(*at))


def read_target(text: str, place: Place) -> Target:
    """The target that ref('model') or source('source', 'table') names; a bare word is a model."""
    match = _CALL.match(text)
    if match and match[1] == "ref":
        return Target(model=match[3] or match[2])
    if match and match[3]:
        return Target(source=match[2], table=match[3])
    if re.fullmatch(r"\w+", text.strip()):
        return Target(model=text.strip())
    raise DeclarationError(
        f"{text!r} names no model or source table.",
        where=place,
        fix="write ref('model') or source('source', 'table')",
    )
