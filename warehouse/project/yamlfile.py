"""YAML read so that every value knows the line it stands on."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from warehouse.errors import DeclarationError, Place

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Key = tuple[str | int, ...]


@dataclass(frozen=True)
class YamlFile:
    """One parsed file: its data, and for each path into the data the 1-based line."""

    path: Path
    data: Any
    lines: dict[Key, int] = field(repr=False)

    def place(self, *key: str | int) -> Place:
        """The place of the value at `key`; of its nearest enclosing value where it has none."""
        at: Key = tuple(key)
        while at and at not in self.lines:
            at = at[:-1]
        return Place(self.path, self.lines.get(at))


def read_yaml(path: Path) -> YamlFile:
    """Parse a YAML file. An empty file is an empty mapping.

    Raises DeclarationError with file and line for bad syntax, and for a key that stands twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DeclarationError(
            "This file is not UTF-8 text.", where=Place(path), fix="save it as UTF-8"
        ) from error
    loader = _Loader(text)
    lines: dict[Key, int] = {}
    try:
        node = loader.get_single_node()
        data = {} if node is None else _value(loader, node, (), path, lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise DeclarationError(
            f"This is not valid YAML: {error.problem}.",
            where=Place(path, mark.line + 1 if mark else None),
            fix="mend the syntax at that line",
        ) from error
    except yaml.YAMLError as error:
        raise DeclarationError(f"This is not valid YAML: {error}.", where=Place(path)) from error
    finally:
        loader.dispose()
    return YamlFile(path, data, lines)


def _value(loader: Any, node: Any, key: Key, path: Path, lines: dict[Key, int]) -> Any:
    lines.setdefault(key, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        loader.flatten_mapping(node)
        mapping: dict[Any, Any] = {}
        for name_node, value_node in node.value:
            name = loader.construct_object(name_node, deep=True)
            line = name_node.start_mark.line + 1
            if not isinstance(name, str | int | float | bool | None):
                raise DeclarationError("A key must be a word.", where=Place(path, line))
            if name in mapping:
                raise DeclarationError(
                    f"The key '{name}' stands twice.", where=Place(path, line), fix="keep one of them"
                )
            lines[(*key, name)] = line  # type: ignore[arg-type]
            mapping[name] = _value(loader, value_node, (*key, name), path, lines)  # type: ignore[arg-type]
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, item, (*key, i), path, lines) for i, item in enumerate(node.value)]
    return loader.construct_object(node, deep=True)
