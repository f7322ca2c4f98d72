"""`--select` and `--exclude` with dbt's graph syntax: unions by space, intersections by comma."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from warehouse.errors import UsageError, did_you_mean
from warehouse.project.checks import CheckDecl
from warehouse.project.graph import Graph, Node, graph_of, test_key
from warehouse.project.project import Project
from warehouse.project.unittests import UNIT_TEST
from warehouse.project.versions import in_order

_ATOM = re.compile(
    r"(?P<at>@)?(?:(?P<up>\d*)\+)?(?:(?P<method>[a-z_]+(?:\.[\w.]+)?):)?(?P<value>.*?)(?:\+(?P<down>\d*))?\Z"
)


#: dbt's words for outcomes, with ours.
_OUTCOMES = {
    "failed": ("failed", "fail", "error"),
    "error": ("failed", "error"),
    "success": ("built", "unchanged"),
}


@dataclass(frozen=True)
class Past:
    """What selection knows of earlier runs: the fingerprints built last, and outcomes of the newest run."""

    fingerprints: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    fingerprint_of: Callable[[str], str] = lambda name: ""


@dataclass(frozen=True)
class Selection:
    """The models and tests a command is about, and the keys of all nodes that were selected."""

    models: frozenset[str]
    tests: frozenset[str]
    nodes: tuple[Node, ...]

    def has_check(self, check: CheckDecl) -> bool:
        """Whether a check is selected."""
        return test_key(check) in self.tests


def select(
    project: Project, selected: Sequence[str], excluded: Sequence[str] = (), past: Past | None = None
) -> Selection:
    """What the words of --select (all, where there are none) and --exclude leave.

    A test is selected with what it reads. Raises UsageError for a name that nothing has, and for a method
    that is not known.
    """
    graph = graph_of(project)
    picker = _Picker(project, graph, past or Past())
    keys = _with_tests(graph, picker.union(selected)) if selected else set(graph.nodes)
    keys -= _with_tests(graph, picker.union(excluded)) if excluded else set()
    nodes = tuple(node for node in graph.nodes.values() if node.key in keys)
    return Selection(
        frozenset(node.name for node in nodes if node.kind in ("model", "seed", "snapshot")),
        frozenset(node.key for node in nodes if node.kind == "test"),
        nodes,
    )


def _with_tests(graph: Graph, keys: set[str]) -> set[str]:
    return keys | {key for key in graph.descendants(keys, 1) if graph.nodes[key].kind == "test"}


class _Picker:
    def __init__(self, project: Project, graph: Graph, past: Past) -> None:
        self._project, self._graph, self._past = project, graph, past

    def union(self, words: Sequence[str]) -> set[str]:
        keys: set[str] = set()
        for word in (part for text in words for part in text.split()):
            parts = [self._atom(part) for part in word.split(",")]
            keys |= set.intersection(*parts)
        return keys

    def _atom(self, word: str) -> set[str]:
        match = _ATOM.match(word)
        if match is None or not match["value"]:
            raise UsageError(f"'{word}' selects nothing.", fix="write a model, tag:NAME or path:FOLDER")
        method, _, argument = (match["method"] or "").partition(".")
        keys = self._matching(method, argument, match["value"], word)
        found = set(keys)
        if match["at"]:
            below = self._graph.descendants(keys)
            found |= below | self._graph.ancestors(keys | below)
        if match["up"] is not None:
            found |= self._graph.ancestors(keys, int(match["up"]) if match["up"] else None)
        if match["down"] is not None:
            found |= self._graph.descendants(keys, int(match["down"]) if match["down"] else None)
        return found

    def _matching(self, method: str, argument: str, value: str, word: str) -> set[str]:
        if not method:
            return self._by_name(value, word)
        rules: dict[str, Callable[[Node], bool]] = {
            "tag": lambda node: any(fnmatchcase(tag, value) for tag in node.tags),
            "path": lambda node: _under(node.path, value),
            "file": lambda node: _is_file(node.path, value),
            "source": lambda node: node.kind == "source" and _is_source(node, value),
            "fqn": lambda node: _is_named(node, value, self._project.settings.name),
            "config": lambda node: _has_config(node.config, argument, value),
            "resource_type": lambda node: _has_type(node, value),
            "test_name": lambda node: node.check is not None and _is_kind(node.check, value),
            "test_type": lambda node: _has_test_type(node, value),
            "package": lambda node: value in (self._project.settings.name, "this"),
            "version": lambda node: _is_version(node, value),
            "state": lambda node: self._in_state(node, value),
            "result": lambda node: self._came_out(node, value),
        }
        if method not in rules:
            raise UsageError(
                f"There is no selection method '{method}:'.", where=word, fix=did_you_mean(method, rules)
            )
        return {node.key for node in self._graph.nodes.values() if rules[method](node)}

    def _by_name(self, value: str, word: str) -> set[str]:
        nodes = self._graph.nodes.values()
        if "/" in value or value.endswith((".sql", ".csv", ".yml")):
            return {
                n.key for n in nodes if _under(n.path, value) or fnmatchcase(n.path.rpartition("/")[2], value)
            }
        found = {node.key for node in nodes if _is_named(node, value, self._project.settings.name)}
        if not found and not re.search(r"[*?\[]", value):
            names = [node.name for node in nodes if node.kind != "test"]
            raise UsageError(
                f"Nothing is called '{value}'.",
                where=f"--select {word}",
                fix=did_you_mean(value, names),
                state="nothing was built",
            )
        return found

    def _in_state(self, node: Node, value: str) -> bool:
        if value.split(".")[0] not in ("modified", "new", "old", "unmodified"):
            raise UsageError(f"There is no state '{value}'.", fix="write state:modified or state:new")
        if node.kind not in ("model", "seed", "snapshot"):
            return False
        before = self._past.fingerprints.get(node.name)
        if value in ("new", "old"):
            return (before is None) == (value == "new")
        is_same = before == self._past.fingerprint_of(node.name)
        return is_same == (value == "unmodified")

    def _came_out(self, node: Node, value: str) -> bool:
        known = {
            "failed": ("failed", "fail", "error"),
            "error": ("failed", "error"),
            "success": ("built", "unchanged"),
        }
        return self._past.outcomes.get(node.key.partition(".")[2] if node.kind != "test" else node.name) in (
            *known.get(value, ()),
            value,
        )


def _is_named(node: Node, value: str, project: str) -> bool:
    """Whether a name, a wildcard, or the beginning of the folders and name means the node."""
    if (
        any(fnmatchcase(name, value) for name in node.names)
        or node.kind == "test"
        and fnmatchcase(node.words[-1], value)
    ):
        return True
    if node.kind in ("test", "source"):
        return False
    parts = value.split(".")
    words = (project, *node.words)
    return any(
        len(parts) <= len(own) and all(fnmatchcase(w, p) for w, p in zip(own, parts, strict=False))
        for own in (words, node.words)
    )


def _is_version(node: Node, value: str) -> bool:
    """Whether a version of a model is the latest, an older, or a later one than that."""
    if node.versions is None:
        return value == "none" and node.kind == "model"
    numbers = list(node.versions.names)
    own = next(v for v in numbers if node.versions.names[v] == node.name)
    place = in_order(own), in_order(node.versions.latest)
    return value == ("latest" if place[0] == place[1] else "old" if place[0] < place[1] else "prerelease")


def _is_file(path: str, value: str) -> bool:
    return fnmatchcase(path.rpartition("/")[2], value)


def _is_source(node: Node, value: str) -> bool:
    parts = value.split(".")
    return all(fnmatchcase(word, part) for word, part in zip(node.words, parts, strict=False))


def _under(path: str, value: str) -> bool:
    wanted = value.removeprefix("./").rstrip("/")
    return path == wanted or path.startswith(f"{wanted}/") or fnmatchcase(path, wanted)


def _has_config(config: Any, argument: str, value: str) -> bool:
    for part in argument.split("."):
        config = config.get(part) if isinstance(config, dict) else None
    if isinstance(config, list):
        return value in [str(item) for item in config]
    return config is not None and str(config).lower() == value.lower()


def _is_kind(check: CheckDecl, value: str) -> bool:
    return value in (check.kind, check.kind.rpartition(".")[2])


def _has_test_type(node: Node, value: str) -> bool:
    if node.check is None:
        return False
    if node.check.kind == UNIT_TEST:
        return value == "unit"
    return value == "data" or value == ("singular" if node.check.sql_path is not None else "generic")


def _has_type(node: Node, value: str) -> bool:
    is_unit = node.check is not None and node.check.kind == UNIT_TEST
    return value == ("unit_test" if is_unit else node.kind)
