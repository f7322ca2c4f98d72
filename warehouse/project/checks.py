"""Checks as dbt's YAML declares them, on a column or on a whole relation, and as files of SQL."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from dataclasses import field as holding
from pathlib import Path
from typing import Any

from warehouse.errors import DeclarationError, Place, did_you_mean
from warehouse.project.versions import version_name
from warehouse.project.yamlfile import Key, YamlFile

#: Each kind of check that is a template in sql/quality, with the arguments it takes (all of them required).
CHECK_KINDS: dict[str, tuple[str, ...]] = {
    "unique": (),
    "not_null": (),
    "accepted_values": ("values",),
    "relationships": ("to", "field"),
}

#: The kinds of checks that vault objects bring with them, also templates in sql/quality.
INVARIANTS = ("one_key", "parent_exists", "repeated_state", "points_nowhere")

#: What `config:` of a check may say, or the check itself in the older form.
CONFIG_KEYS = (
    *("severity", "where", "warn_if", "error_if", "limit", "store_failures", "fail_calc", "enabled"),
    "on",
)

#: Checks that one row alone can break, so that they may say `on: row`.
ROW_KINDS = ("not_null", "accepted_values")

_IGNORED = (
    "tags",
    "meta",
    "store_failures_as",
    "alias",
    "database",
    "schema",
    "group",
    "docs",
    "description",
)

_CALL = re.compile(
    r"\s*(ref|source)\s*\(\s*['\"](\w+)['\"]\s*(?:,\s*['\"](\w+)['\"]\s*)?"
    r"(?:,\s*v(?:ersion)?\s*=\s*['\"]?([\w.]+)['\"]?\s*)?\)\s*\Z"
)

_CONDITION = re.compile(r"\s*(!=|<>|==?|<=?|>=?|between)\s*\d+(\s*and\s*\d+)?\s*\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """What a check or a model reads: a model by name, or a source table by (source, table)."""

    model: str | None = None
    source: str | None = None
    table: str | None = None

    def __str__(self) -> str:
        return self.model or f"{self.source}.{self.table}"


@dataclass(frozen=True)
class CheckConfig:
    """How a check is judged. `warn_if` and `error_if` are conditions on the number of failing rows.

    `where` narrows the rows looked at, `limit` how many failing rows are counted, `fail_calc` says what is
    counted; `store_failures` keeps the failing rows as a table. `on` row: rows that break it are rejected
    before they are loaded; load: a delivery after which it would fail waits in quarantine; build: it is run
    on the built tables alone.
    """

    severity: str = "error"
    where: str | None = None
    warn_if: str = "!= 0"
    error_if: str = "!= 0"
    limit: int | None = None
    store_failures: bool = False
    fail_calc: str = "count(*)"
    tags: tuple[str, ...] = ()
    on: str = "build"


@dataclass(frozen=True)
class CheckDecl:
    """One declared check. `target` is a model's name or SOURCE.TABLE.

    A check that is no template of ours has the `arguments` of its macro, or its file in `sql_path`; `reads`
    is everything that must be there for it. `written` is its configuration as its own file has it.
    """

    kind: str
    target: Target
    column: str
    place: Place
    values: tuple[str | int | float | bool, ...] = ()
    to: Target | None = None
    field: str | None = None
    config: CheckConfig = CheckConfig()
    arguments: dict[str, Any] = holding(default_factory=dict, hash=False)
    label: str | None = None
    sql_path: Path | None = None
    reads: tuple[Target, ...] = ()
    written: dict[str, Any] = holding(default_factory=dict, hash=False, compare=False, repr=False)

    @property
    def severity(self) -> str:
        """What happens when it fails: error or warn."""
        return self.config.severity

    @property
    def is_template(self) -> bool:
        """Whether its SQL is a template of ours, not a macro or a file of the user's."""
        return self.kind in (*CHECK_KINDS, *INVARIANTS) and self.sql_path is None

    @property
    def check_id(self) -> str:
        """16 hex digits that stay the same as long as target, column, kind and arguments do."""
        parts = [self.kind, str(self.target), self.column, list(self.values), str(self.to), self.field]
        if self.arguments or self.config.where:
            parts += [json.dumps(self.arguments, sort_keys=True, default=str), self.config.where]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]

    @property
    def name(self) -> str:
        """The name a person reads, such as not_null(dim_runway.id)."""
        if self.label is not None:
            return self.label
        return f"{self.kind}({self.target}.{self.column})" if self.column else f"{self.kind}({self.target})"

    @property
    def stored_name(self) -> str:
        """The table that keeps its failing rows, as dbt would name it."""
        if self.label is not None:
            return re.sub(r"\W+", "_", self.label)
        parts = (self.kind.replace(".", "_"), str(self.target).replace(".", "_"), self.column)
        name = re.sub(r"\W+", "_", "_".join(part for part in parts if part))
        return name if not (self.arguments or self.config.where) else f"{name}_{self.check_id[:6]}"


def read_checks(file: YamlFile, at: Key, target: Target, data: Any, column: str = "") -> list[CheckDecl]:
    """The checks in `tests:` and `data_tests:` of a relation's mapping, or of one of its columns'."""
    checks = []
    for word in ("tests", "data_tests"):
        entries = data.get(word) or []
        if not isinstance(entries, list):
            raise DeclarationError(f"'{word}' must be a list.", where=file.place(*at, word))
        for i, entry in enumerate(entries):
            check = _check(file, (*at, word, i), target, column, entry)
            checks += [check] if check is not None else []
    return checks


def _check(file: YamlFile, at: Key, target: Target, column: str, entry: Any) -> CheckDecl | None:
    kind, label, arguments = _kind_and_arguments(file, at, entry)
    place = file.place(*at)
    configured = {key: arguments.pop(key) for key in (*CONFIG_KEYS, *_IGNORED) if key in arguments}
    inner = arguments.pop("config", None) or {}
    if not isinstance(inner, dict):
        raise DeclarationError("'config' must be a mapping.", where=place, fix="indent its keys")
    configured |= inner
    _read_on(configured, arguments, CheckDecl(kind, target, column, place))
    if configured.get("enabled") is False:
        return None
    config = read_check_config(configured, place)
    if kind in CHECK_KINDS and not column:
        column = str(arguments.pop("column_name", ""))
    is_rendered = isinstance(values := arguments.get("values"), str) and "{{" in values
    if kind in CHECK_KINDS and re.fullmatch(r"\w+", column) and not is_rendered:
        check = CheckDecl(kind, target, column, place, config=config, label=label, written=configured)
        return _template_check(check, arguments)
    if kind in CHECK_KINDS and not column:
        raise DeclarationError(
            f"The check '{kind}' is about a column.",
            where=place,
            fix="put it under the column, or add `column_name:`",
        )
    name = f"dbt.{kind}" if kind in CHECK_KINDS else kind
    return CheckDecl(
        name, target, column, place, config=config, arguments=arguments, label=label, written=configured
    )


def _read_on(configured: dict[Any, Any], arguments: dict[Any, Any], check: CheckDecl) -> None:
    """Put `on:`, which YAML 1.1 reads as true, under its name; DeclarationError where it cannot be meant."""
    given = [pairs.pop(True) for pairs in (arguments, configured) if True in pairs]
    on = configured["on"] = given[-1] if given else configured.get("on", "build")
    if on == "build":
        return
    wrong = None
    if on not in ("row", "load"):
        wrong = f"'on' cannot be {on!r}.", "write `on: row` or `on: load`, or leave it out"
    elif check.target.model is not None:
        wrong = f"`on: {on}` is for columns of source tables.", "a model's check runs on the built table"
    elif on == "load" and check.kind not in CHECK_KINDS:
        kinds = ", ".join(CHECK_KINDS)
        wrong = f"The check '{check.kind}' cannot run on load.", f"`on: load` goes with {kinds}"
    elif on == "load" and str(configured.get("severity", "error")).lower() == "warn":
        wrong = "`on: load` holds back, so `severity: warn` cannot be meant.", "leave one of them out"
    elif on == "load":
        return
    elif check.kind not in ROW_KINDS:
        kinds = " and ".join(ROW_KINDS)
        wrong = f"The check '{check.kind}' needs more than one row.", f"`on: row` goes with {kinds}"
    elif str(configured.get("severity", "error")).lower() == "warn":
        wrong = "`on: row` rejects rows, so `severity: warn` cannot be meant.", "leave one of them out"
    if wrong is not None:
        raise DeclarationError(wrong[0], where=check.place, fix=wrong[1])


def _template_check(check: CheckDecl, arguments: dict[str, Any]) -> CheckDecl:
    kind, place = check.kind, check.place
    known = (*CHECK_KINDS[kind], "quote") if kind == "accepted_values" else CHECK_KINDS[kind]
    for name in arguments:
        if name not in known:
            raise DeclarationError(
                f"The check '{kind}' takes no argument '{name}'.",
                where=place,
                fix=did_you_mean(str(name), (*known, *CONFIG_KEYS)),
            )
    for name in CHECK_KINDS[kind]:
        if arguments.get(name) in (None, [], ""):
            raise DeclarationError(f"The check '{kind}' needs '{name}'.", where=place, fix="add it")
    to = read_target(str(arguments["to"]), place) if "to" in arguments else None
    if check.config.on == "load" and to is not None and to.model is not None:
        raise DeclarationError(
            f"`on: load` runs before models are built, so it cannot look at '{to}'.",
            where=place,
            fix="name a source table, or leave `on: load` out",
        )
    values = arguments.get("values", [])
    if not isinstance(values, list):
        raise DeclarationError("'values' must be a list.", where=place, fix="write [a, b, c]")
    return CheckDecl(
        kind,
        check.target,
        check.column,
        place,
        values=tuple(_value(value, quoted=arguments.get("quote", True)) for value in values),
        to=to,
        field=arguments.get("field"),
        config=check.config,
        label=check.label,
        written=check.written,
    )


def _value(value: Any, *, quoted: bool) -> str | int | float | bool:
    """A listed value; a number in quotes is one again under `quote: false`."""
    if not quoted and isinstance(value, str):
        for number in (int, float):
            try:
                return number(value)
            except ValueError:
                continue
    return value if isinstance(value, str | int | float | bool) else str(value)


def read_check_config(given: dict[str, Any], place: Place) -> CheckConfig:
    """The configuration of a check; DeclarationError for a key or value that cannot be."""
    for key in given:
        if key not in (*CONFIG_KEYS, *_IGNORED):
            raise DeclarationError(
                f"A check's config has no key '{key}'.", where=place, fix=did_you_mean(str(key), CONFIG_KEYS)
            )
    severity = str(given.get("severity", "error")).lower()
    if severity not in ("error", "warn"):
        raise DeclarationError(f"There is no severity '{severity}'.", where=place, fix="use error or warn")
    conditions = {key: str(given[key]) for key in ("warn_if", "error_if") if key in given}
    for key, condition in conditions.items():
        if not _CONDITION.match(condition):
            raise DeclarationError(f"'{key}: {condition}' is no condition.", where=place, fix='write ">10"')
    limit = given.get("limit")
    if limit is not None and (not isinstance(limit, int) or limit < 1):
        raise DeclarationError(f"'limit' cannot be {limit!r}.", where=place, fix="write a number of rows")
    tags = given.get("tags") or []
    return CheckConfig(
        severity=severity,
        where=str(given["where"]) if given.get("where") is not None else None,
        limit=limit,
        store_failures=bool(given.get("store_failures", False)),
        fail_calc=str(given.get("fail_calc") or "count(*)"),
        tags=tuple([tags] if isinstance(tags, str) else tags),
        on=str(given.get("on", "build")),
        **conditions,
    )


def _kind_and_arguments(file: YamlFile, at: Key, entry: Any) -> tuple[str, str | None, dict[str, Any]]:
    """A check's kind, the name it is given, and its arguments, in dbt's older and newer forms."""
    if isinstance(entry, str):
        return entry, None, {}
    if not isinstance(entry, dict):
        raise DeclarationError("A check is a name or a mapping.", where=file.place(*at))
    entry = dict(entry)
    label = entry.pop("name", None)
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
    label = arguments.pop("name", label)
    arguments.pop("description", None)
    nested = arguments.pop("arguments", None) or {}
    return str(kind), label, {**arguments, **nested}


def read_target(text: str, place: Place) -> Target:
    """The target that ref('model') or source('source', 'table') names; a bare word is a model."""
    match = _CALL.match(text.strip().removeprefix("{{").removesuffix("}}"))
    if match and match[1] == "ref":
        model = match[3] or match[2]
        return Target(model=version_name(model, match[4]) if match[4] else model)
    if match and match[3]:
        return Target(source=match[2], table=match[3])
    if re.fullmatch(r"\w+", text.strip()):
        return Target(model=text.strip())
    raise DeclarationError(
        f"{text!r} names no model or source table.",
        where=place,
        fix="write ref('model') or source('source', 'table')",
    )
