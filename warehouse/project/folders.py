"""Configuration that holds for a whole folder, as dbt_project.yml and warehouse.yml declare it with `+`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

#: Keys that add up from folder to file, where others are replaced.
_ADDED = ("tags", "pre_hook", "post_hook")


def folder_config(tree: Mapping[str, Any], project: str, path: Path) -> dict[str, Any]:
    """The configuration of a file at `path` (below its root): of its folders, then its own."""
    parts: Sequence[str] = (*path.parent.parts, path.stem)
    config = _own(tree)
    for start in (tree, tree.get(project)):
        level: Any = start
        if start is not tree and isinstance(level, dict):
            config = merged(config, _own(level))
        for part in parts:
            level = level.get(part) if isinstance(level, dict) else None
            if isinstance(level, dict):
                config = merged(config, _own(level))
    return config


def merged(outer: Mapping[str, Any], inner: Mapping[str, Any]) -> dict[str, Any]:
    """Two configurations as one: the inner wins, but tags and hooks add up and `meta` is filled up."""
    result = dict(outer)
    for key, value in inner.items():
        name = key.replace("-", "_") if key in ("pre-hook", "post-hook") else key
        before = result.get(name)
        if name in _ADDED and before is not None:
            result[name] = [*listed(before), *(part for part in listed(value) if part not in listed(before))]
        elif name == "meta" and isinstance(before, dict) and isinstance(value, dict):
            result[name] = {**before, **value}
        else:
            result[name] = value
    return result


def listed(value: Any) -> list[Any]:
    """One thing or several, as a list; nothing for None."""
    return [] if value is None else value if isinstance(value, list) else [value]


def _own(level: Mapping[str, Any]) -> dict[str, Any]:
    """What a level says itself: keys with a +, and keys without one whose value is no folder."""
    own = {
        str(key).removeprefix("+"): value
        for key, value in level.items()
        if str(key).startswith("+") or not isinstance(value, dict)
    }
    return merged({}, own)
