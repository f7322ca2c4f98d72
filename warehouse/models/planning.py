"""What a build would do with each model, and why: said before anything is done."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Planned:
    """What would become of one model. `action` is create, rebuild, bring up, wait or nothing."""

    model: str
    kind: str
    action: str
    reason: str


class WouldBuild(Exception):
    """A build in planning came to the point where it would write."""

    def __init__(self, definition: str, inputs: Mapping[str, Any]) -> None:
        super().__init__()
        self.definition = definition
        self.inputs = inputs


def waits(waiting: Mapping[str, int]) -> dict[str, str]:
    """By SOURCE.TABLE, what waits of it, in a sentence."""
    return {
        name: f"{name} has {f'{number} extracts' if number != 1 else 'an extract'} waiting"
        for name, number in waiting.items()
    }


def why_rebuilt(before: str, after: str) -> str:
    """What differs between two definitions of a model, in a sentence."""
    changes = list(_differences(_parsed(before), _parsed(after)))
    if not changes:
        return "its declaration changed"
    key, old, new = changes[0]
    text = f"{old}{new}".lower()
    if "select" in text and len(text) > 40:
        return "its SQL changed"
    if key and len(text) < 120:
        return f"{key} changed from {_shown(old)} to {_shown(new)}"
    return "its columns, or the hashes or types of its sources, changed"


def why_brought_up(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Which of the things a model reads have something new, in a sentence."""
    said = []
    for read, token in after.items():
        old = before.get(read)
        if old == token:
            continue
        if not isinstance(token, list) or not isinstance(old, list):
            said.append(f"{read} changed")
        elif old[0] != token[0]:
            said.append(f"the past of {read} changed (a late load, a decision or its columns)")
        else:
            said.append(f"{read} has {token[1] - old[1]} new loads")
    return "; ".join(said) or "the system's own rows changed"


def _parsed(value: Any) -> Any:
    """A value with the JSON inside its texts read."""
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return _parsed(json.loads(value))
        except ValueError:
            return value
    if isinstance(value, list):
        return [_parsed(item) for item in value]
    if isinstance(value, dict):
        return {key: _parsed(item) for key, item in value.items()}
    return value


def _differences(before: Any, after: Any, key: str = "") -> Iterator[tuple[str, Any, Any]]:
    if isinstance(before, dict) and isinstance(after, dict):
        if key and before.keys() != after.keys():
            yield key, list(before), list(after)
            return
        for name in {**before, **after}:
            yield from _differences(before.get(name), after.get(name), str(name))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        is_names = all(isinstance(item, str) and "(" not in item for item in (*before, *after))
        if is_names and before != after and key:
            yield key, before, after
            return
        for old, new in zip(before, after, strict=True):
            yield from _differences(old, new, key)
    elif before != after:
        yield key, before, after


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)
