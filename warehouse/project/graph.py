"""The graph of a project: sources, models and tests as nodes, by what each reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from warehouse.project.checks import CheckDecl, Target
from warehouse.project.folders import listed
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.versions import Versions


@dataclass(frozen=True)
class Node:
    """One thing that can be selected: a model, seed, snapshot, source or test, with its path."""

    key: str
    kind: str
    name: str
    path: str
    words: tuple[str, ...]
    tags: frozenset[str] = frozenset()
    config: dict[str, Any] = field(default_factory=dict, hash=False)
    reads: tuple[str, ...] = ()
    check: CheckDecl | None = None
    versions: Versions | None = field(default=None, hash=False)

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called: its name; a version of a model also as the model, and as MODEL.vVERSION."""
        if self.versions is None:
            return (self.name,)
        number = next(v for v, name in self.versions.names.items() if name == self.name)
        return (self.name, self.versions.model, f"{self.versions.model}.v{number}")


class Graph:
    """All nodes by key, with who reads whom."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = {node.key: node for node in nodes}
        self._children: dict[str, set[str]] = {key: set() for key in self.nodes}
        for node in self.nodes.values():
            for read in node.reads:
                if read in self._children:
                    self._children[read].add(node.key)

    def ancestors(self, keys: set[str], depth: int | None = None) -> set[str]:
        """What the nodes read, what that reads, and so on; at most `depth` steps."""
        return self._spread(keys, lambda key: self.nodes[key].reads, depth)

    def descendants(self, keys: set[str], depth: int | None = None) -> set[str]:
        """What reads the nodes, what reads that, and so on; at most `depth` steps."""
        return self._spread(keys, lambda key: self._children[key], depth)

    def _spread(self, keys: set[str], next_of: Any, depth: int | None) -> set[str]:
        found: set[str] = set()
        edge = set(keys)
        steps = 0
        while edge and (depth is None or steps < depth):
            edge = {other for key in edge for other in next_of(key) if other in self.nodes} - found
            found |= edge
            steps += 1
        return found


def graph_of(project: Project) -> Graph:
    """The graph of a project."""
    nodes = [_source(project, name) for name in project.sources]
    nodes += [_model(project, model) for model in project.models.values()]
    nodes += [_test(project, check) for check in project.checks]
    nodes += [_test(project, test.check) for test in project.unit_tests]
    return Graph({node.key: node for node in nodes}.values())


def key_of(target: Target) -> str:
    """The key of what a target names."""
    return f"model.{target.model}" if target.model is not None else f"source.{target}"


def test_key(check: CheckDecl) -> str:
    """The key of a check."""
    return f"test.{check.check_id}.{check.place.line}.{check.name}"


def _source(project: Project, name: str) -> Node:
    table = project.sources[name]
    return Node(
        f"source.{name}",
        "source",
        name,
        table.place.within(project.root).rpartition(":")[0],
        (table.source, table.name),
    )


def _model(project: Project, model: ModelDecl) -> Node:
    kind = {"seed": "seed", "scd2": "snapshot"}.get(model.kind, "model")
    parts = PurePosixPath(model.path).parts[1:-1]
    meta = model.raw.get("meta")
    return Node(
        f"model.{model.name}",
        kind,
        model.name,
        model.path,
        (*parts, model.name),
        frozenset(str(tag) for tag in listed(model.raw.get("tags"))),
        {**model.raw, "materialized": model.kind, "schema": model.schema, "meta": meta or {}},
        tuple(key_of(target) for target in model.reads),
        versions=model.versions,
    )


def _test(project: Project, check: CheckDecl) -> Node:
    path = check.place.within(project.root).rpartition(":")[0] or check.place.within(project.root)
    return Node(
        test_key(check),
        "test",
        check.name,
        path,
        (check.stored_name,),
        frozenset(check.config.tags),
        {"severity": check.severity},
        tuple(key_of(target) for target in check.reads),
        check,
    )
