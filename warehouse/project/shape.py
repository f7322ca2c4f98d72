"""From parsed YAML to typed declarations: pydantic judges, and the message names file and line."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from warehouse.errors import DeclarationError, did_you_mean
from warehouse.project.yamlfile import Key, YamlFile


class Shape(BaseModel):
    """The root of all declared shapes: unknown keys are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


#: One name or a list of names.
Names = Annotated[list[str], BeforeValidator(_listed)]

#: One thing (a name or a mapping) or a list of things.
Listed = BeforeValidator(_listed)

S = TypeVar("S", bound=Shape)


def shaped(shape: type[S], data: Any, file: YamlFile, at: Key = ()) -> S:
    """`data`, which stands at `at` in `file`, as a `shape`; DeclarationError names the first fault."""
    if not isinstance(data, dict):
        raise DeclarationError(
            f"A mapping (key: value) is expected here, not {_called(data)}.", where=file.place(*at)
        )
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        # A misspelt key is both unknown and missing; the unknown one is what was written.
        fault = min(error.errors(), key=lambda fault: fault["type"] != "extra_forbidden")
        path = tuple(step for step in fault["loc"] if not _is_branch(step))
        where = file.place(*at, *path)
        dotted = ".".join(str(step) for step in path)
        if fault["type"] == "extra_forbidden":
            known = _known_keys(shape, path[:-1])
            raise DeclarationError(
                f"There is no key '{path[-1]}' here.", where=where, fix=did_you_mean(str(path[-1]), known)
            ) from None
        if fault["type"] == "missing":
            raise DeclarationError(f"The key '{path[-1]}' is missing.", where=where, fix="add it") from None
        message = _fix(fault)
        if not path:
            raise DeclarationError("These keys do not fit together.", where=where, fix=message) from None
        raise DeclarationError(
            f"'{dotted}' cannot be {_called(fault['input'])}.", where=where, fix=message
        ) from None


#: What to write instead, by pydantic's word for the fault; {…} are what it knows of it.
_FIXES = {
    "literal_error": "write {expected}",
    "bool": "write true or false",
    "int": "write a whole number",
    "float": "write a number",
    "string_pattern_mismatch": "write it in the form {pattern}",
    "string": "write a text",
    "list": "write a list: [a, b]",
    "dict": "write a mapping: {{key: value}}",
    "model": "write a mapping: {{key: value}}",
    "date": "write a date such as 2026-12-31",
    "greater_than_equal": "write {ge} or more",
    "greater_than": "write a number above {gt}",
    "less_than_equal": "write {le} or less",
    "less_than": "write a number below {lt}",
    "too_short": "name at least {min_length}",
}


def _fix(fault: Any) -> str:
    """How to mend a value, in plain words; a validator's own words stay as they are."""
    if fault["type"] in ("value_error", "assertion_error"):
        return str(fault["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    kind = next((kind for kind in _FIXES if fault["type"].startswith(kind)), None)
    if kind is None:
        return str(fault["msg"])
    return _FIXES[kind].format(**fault.get("ctx", {}))


def _is_branch(step: str | int) -> bool:
    return isinstance(step, str) and (step[:1].isupper() or "[" in step or step in _BRANCHES)


_BRANCHES = {"str", "int", "bool", "float", "none", "function-after", "function-before"}


def _known_keys(shape: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """The keys that the shape knows at `path`; of the outermost shape where the path leads elsewhere."""
    inner: Any = shape
    for step in path:
        named = {(field.alias or name): field for name, field in inner.model_fields.items()}
        if isinstance(step, int) or step not in named:
            continue
        found = [a for a in _annotations(named[step].annotation) if issubclass(a, BaseModel)]
        if not found:
            break
        inner = found[0]
    return [field.alias or name for name, field in inner.model_fields.items()]


def _annotations(annotation: Any) -> list[type]:
    if isinstance(annotation, type):
        return [annotation]
    return [inner for arg in getattr(annotation, "__args__", ()) for inner in _annotations(arg)]


def _called(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dt.date):
        return value.isoformat()
    return repr(value)
