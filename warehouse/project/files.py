"""The files of a project by what they declare: schema YAML, models in SQL, seeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from warehouse.errors import DeclarationError, Place, did_you_mean
from warehouse.project.blocks import blocks_of, has_blocks
from warehouse.project.context import Surroundings
from warehouse.project.models import ModelProperties, read_model_properties
from warehouse.project.names import checked_name
from warehouse.project.relation import Relation
from warehouse.project.rendering import Renderer
from warehouse.project.settings import Settings
from warehouse.project.sources import SourceTable, read_sources
from warehouse.project.unittests import UnitTest, read_unit_tests
from warehouse.project.versions import refuse_no_file
from warehouse.project.yamlfile import Key, YamlFile, read_yaml

#: What a schema file may hold. The second line is dbt's, and says nothing that is needed here.
_KEYS = ("version", "sources", "models", "seeds", "snapshots", "unit_tests")
_IGNORED_KEYS = (
    *("macros", "exposures", "metrics", "semantic_models", "saved_queries", "groups", "analyses"),
    *("tests", "data_tests", "anchors"),
)

#: Models below a folder of this name are kept in the project, and not built.
ARCHIVE = "_archived"

#: Values that are rendered later, when more is known, or never.
_NOT_RENDERED = (
    "connection",
    "description",
    "tests",
    "data_tests",
    "pre_hook",
    "post_hook",
    "pre-hook",
    "post-hook",
    "unit_tests",
)


@dataclass
class Files:
    """What the files declare: source tables, properties, unit tests; models, seeds and snapshots by file."""

    sources: dict[str, SourceTable] = field(default_factory=dict)
    properties: dict[str, ModelProperties] = field(default_factory=dict)
    models: dict[str, tuple[Path, Path]] = field(default_factory=dict)
    seeds: dict[str, tuple[Path, Path]] = field(default_factory=dict)
    snapshots: dict[str, tuple[Path, Path]] = field(default_factory=dict)
    unit_tests: list[UnitTest] = field(default_factory=list)
    test_folders: list[Path] = field(default_factory=list)


def read_files(root: Path, settings: Settings, renderer: Renderer) -> Files:
    """Read everything under the project's folders. DeclarationError at the first fault."""
    files = Files(test_folders=[root / path for path in settings.test_paths])
    model_roots = [root / path for path in settings.model_paths]
    seed_roots = [root / path for path in settings.seed_paths]
    snapshot_roots = [root / path for path in settings.snapshot_paths]
    others = [*snapshot_roots, *(root / path for path in (*settings.macro_paths, *settings.test_paths))]
    for folder in dict.fromkeys((*model_roots, *seed_roots, *others)):
        for path in sorted(p for end in ("*.yml", "*.yaml") for p in folder.rglob(end)):
            if not _is_archived(path, folder):
                _read_schema_file(path, files, renderer)
    _find(model_roots, "*.sql", files.models, files)
    _find_snapshots([*snapshot_roots, *model_roots], model_roots, files)
    _find(seed_roots, "*.csv", files.seeds, files)
    _find_versions(files)
    archived = {p.stem for folder in model_roots for p in folder.rglob("*.sql") if _is_archived(p, folder)}
    for name in archived - {*files.models}:
        files.properties.pop(name, None)
    return files


def _is_archived(path: Path, folder: Path) -> bool:
    return ARCHIVE in path.relative_to(folder).parts[:-1]


def _find(roots: Iterable[Path], ending: str, found: dict[str, tuple[Path, Path]], files: Files) -> None:
    for folder in roots:
        for path in sorted(p for p in folder.rglob(ending) if not _is_archived(p, folder)):
            if ending == "*.sql" and has_blocks(path):
                continue
            name = checked_name(path.stem, "model", Place(path))
            _refuse_second(name, path, files)
            found[name] = (path, folder)


def _find_versions(files: Files) -> None:
    """Let each version of a model have its file: NAME_vVERSION.sql, `defined_in`, NAME.sql for the latest."""
    for name, properties in files.properties.items():
        entry = properties.entry
        if entry is None or entry.versions is None or properties.config.get("enabled") is False:
            continue
        names = [entry.defined_in] if entry.defined_in else [name]
        names += [entry.versions.model] if entry.is_latest and not entry.defined_in else []
        found = next((other for other in names if other in files.models), None)
        if found is not None:
            files.models[name] = files.models.pop(found)
        elif "materialized" not in properties.config or entry.defined_in:
            raise refuse_no_file(entry.versions, name, entry.defined_in, properties.place)


def _find_snapshots(roots: Iterable[Path], model_roots: list[Path], files: Files) -> None:
    seen: set[Path] = set()
    for folder in roots:
        for path in sorted(p for p in folder.rglob("*.sql") if not _is_archived(p, folder)):
            is_model = any(path.is_relative_to(other) for other in model_roots) and not has_blocks(path)
            if is_model or path in seen:
                continue
            seen.add(path)
            for name, block in blocks_of(path).items():
                checked_name(name, "snapshot", Place(path, block.line))
                _refuse_second(name, path, files)
                files.snapshots[name] = (path, folder)


def _refuse_second(name: str, path: Path, files: Files) -> None:
    other = files.models.get(name) or files.seeds.get(name) or files.snapshots.get(name)
    if other is not None:
        raise DeclarationError(
            f"There are two models '{name}'.", where=f"{other[0]} and {path}", fix="rename one of them"
        )


def _read_schema_file(path: Path, files: Files, renderer: Renderer) -> None:
    file = read_yaml(path)
    if not isinstance(file.data, dict):
        raise DeclarationError(
            "This file must be a mapping.", where=Place(path), fix="begin with `version: 2`"
        )
    for key in file.data:
        if key not in (*_KEYS, *_IGNORED_KEYS):
            raise DeclarationError(
                f"There is no key '{key}' here.",
                where=file.place(key),
                fix=did_you_mean(str(key), (*_KEYS, *_IGNORED_KEYS)),
            )
    file = rendered(file, renderer)
    for table in read_sources(file):
        if table.full_name.lower() in (name.lower() for name in files.sources):
            raise DeclarationError(
                f"The table {table.full_name} is declared twice.", where=table.place, fix="keep one"
            )
        files.sources[table.full_name] = table
    files.unit_tests += read_unit_tests(file, files.test_folders)
    for entry in read_model_properties(file):
        if entry.name in files.properties:
            raise DeclarationError(
                f"The model {entry.name} is described twice.",
                where=f"{files.properties[entry.name].place} and {entry.place}",
                fix="keep one",
            )
        files.properties[entry.name] = entry
        if entry.entry is not None and entry.entry.versions is not None:
            renderer.versions[entry.entry.versions.model] = entry.entry.versions


def rendered(file: YamlFile, renderer: Renderer) -> YamlFile:
    """A YAML file with the Jinja in its values rendered: variables and the environment."""
    at = Surroundings(lambda target, suffix: Relation(str(target)))

    def value(inner: Any, key: Key) -> Any:
        if key and key[-1] in _NOT_RENDERED:
            return inner
        if isinstance(inner, dict):
            return {name: value(part, (*key, name)) for name, part in inner.items()}
        if isinstance(inner, list):
            return [value(part, (*key, i)) for i, part in enumerate(inner)]
        if isinstance(inner, str) and ("{{" in inner or "{%" in inner):
            return renderer.value(inner, at, file.place(*key))
        return inner

    return replace(file, data=value(file.data, ()))
