"""A project, read whole: settings, source tables, models and checks, every name resolved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.errors import DeclarationError, Place, did_you_mean
from warehouse.project.checks import CheckDecl, Target
from warehouse.project.companions import refuse_taken_names
from warehouse.project.config import ConfigShape
from warehouse.project.dbtproject import packages_of
from warehouse.project.files import Files, read_files
from warehouse.project.folders import folder_config, listed, merged
from warehouse.project.ghosts import without_ghosts
from warehouse.project.invariants import invariants
from warehouse.project.logkeys import with_keys_of_log
from warehouse.project.macros import read_macros
from warehouse.project.models import (
    MAY_HAVE_SQL,
    WRITTEN_IN_SQL,
    ModelDecl,
    ModelProperties,
    folder_schema,
    shaped_config,
)
from warehouse.project.occasion import Occasion
from warehouse.project.rendering import Renderer, line_of
from warehouse.project.settings import Settings, read_settings
from warehouse.project.snapshots import snapshot_blocks, snapshot_in_yaml
from warehouse.project.sources import SourceTable
from warehouse.project.tests import singular_tests, under_project, with_reads
from warehouse.project.unittests import UnitTest, of_models
from warehouse.project.versions import Versions
from warehouse.project.yamlfile import YamlFile


@dataclass(frozen=True)
class Project:
    """Everything the user declared. `sources` by SOURCE.TABLE, `models` by name in building order.

    `occasion` is what templates may know of the run.
    """

    root: Path
    settings: Settings
    sources: dict[str, SourceTable]
    models: dict[str, ModelDecl]
    checks: tuple[CheckDecl, ...]
    renderer: Renderer
    unit_tests: tuple[UnitTest, ...] = ()
    occasion: Occasion = Occasion()

    @property
    def warehouse_path(self) -> Path:
        """The published file."""
        return self.root / self.settings.warehouse

    @property
    def psa_path(self) -> Path:
        """The folder of the log."""
        return self.root / self.settings.psa

    @property
    def state_path(self) -> Path:
        """The private DuckDB file a run works on; deleting it loses nothing."""
        return self.root / ".warehouse" / "state.duckdb"

    def source_table(self, name: str) -> SourceTable:
        """The source table SOURCE.TABLE (or TABLE, where one source has it); KeyError otherwise."""
        if name in self.sources:
            return self.sources[name]
        named = [table for table in self.sources.values() if name in (table.name, table.relation_name)]
        if len(named) == 1:
            return named[0]
        raise KeyError(name)


def read_project(root: Path) -> Project:
    """Read and check all files of the project in `root`. DeclarationError at the first fault."""
    settings = read_settings(root)
    renderer = _renderer(root, settings)
    files = read_files(root, settings, renderer)
    sources = files.sources
    declared = [_sql_model(name, files, settings, renderer) for name in files.models]
    declared += [_seed(name, files, settings, renderer) for name in files.seeds]
    declared += snapshot_blocks(files, settings, renderer)
    declared += [
        snapshot_in_yaml(entry, [root / path for path in settings.snapshot_paths], settings, renderer)
        if entry.section == "snapshots" and not {"materialized", "from"} & {*entry.config}
        else _yaml_model(entry, settings, renderer, root)
        for name, entry in files.properties.items()
        if name not in files.models and name not in files.seeds and name not in files.snapshots
    ]
    models = {model.name: model for model in declared if model.config.enabled}
    refuse_taken_names(models)
    for model in models.values():
        _resolve_reads(model, models, sources)
    checks = [check for table in sources.values() for check in table.checks]
    checks += [check for model in models.values() for check in model.checks]
    checks = [with_reads(check, renderer) for check in checks]
    checks += singular_tests([root / path for path in settings.test_paths], renderer)
    checks = under_project(checks, settings, root)
    declared_ids = {check.check_id for check in checks}
    checks += [check for check in invariants(models) if check.check_id not in declared_ids]
    checks = [without_ghosts(check, settings, models) for check in checks]
    for check in checks:
        for target in check.reads:
            _resolve(target, models, sources, _place_of_read(check.sql_path, target) or check.place)
    keyed = with_keys_of_log(root / settings.psa, sources)
    enabled = [test for test in files.unit_tests if test.model not in {m.name for m in declared} - {*models}]
    unit_tests = of_models(enabled, models, renderer.versions)
    return Project(root, settings, keyed, _in_order(models), tuple(checks), renderer, unit_tests)


def _renderer(root: Path, settings: Settings) -> Renderer:
    """The project's templates: macros from macro-paths, generic tests from test-paths/generic too."""
    folders = [root / path for path in settings.macro_paths]
    folders += [root / path / "generic" for path in settings.test_paths]
    return Renderer(settings.name, settings.vars, read_macros(settings.name, folders, packages_of(root)))


def _sql_model(name: str, files: Files, settings: Settings, renderer: Renderer) -> ModelDecl:
    path, folder = files.models[name]
    beside = files.properties.get(name)
    parsed = renderer.parse(path)
    below = path.relative_to(folder)
    raw = folder_config(settings.models, settings.name, below)
    raw = merged(merged(raw, beside.config if beside else {}), parsed.config)
    line = line_of(path, "config(")
    file = YamlFile(path, raw, {(): line} if line else {})
    config = shaped_config(raw, file, ())
    if config.materialized not in (*WRITTEN_IN_SQL, *MAY_HAVE_SQL):
        raise DeclarationError(
            f"A {config.materialized} is declared in YAML alone; this file would not be read.",
            where=Place(path, line),
            fix="move the configuration to a schema YAML file and delete this file",
        )
    return ModelDecl(
        name,
        config.schema_name or folder_schema(path, folder),
        config,
        beside.checks if beside else (),
        Place(path),
        sql_path=path,
        reads=tuple(dict.fromkeys((*parsed.reads, *_hook_reads(name, raw, renderer, Place(path, line))))),
        reads_itself=parsed.reads_itself,
        raw=raw,
        path=f"{folder.name}/{below}",
        rendered=parsed.rendered,
        versions=_versions_of(beside),
    )


def _hook_reads(name: str, raw: dict[str, Any], renderer: Renderer, place: Place) -> list[Target]:
    """What a model's hooks read beside the model itself."""
    texts = [hook for key in ("pre_hook", "post_hook") for hook in listed(raw.get(key))]
    texts = [text.get("sql") if isinstance(text, dict) else text for text in texts]
    reads = [renderer.reads_of_text(text, place) for text in texts if isinstance(text, str)]
    return [target for targets in reads for target in targets if target.model != name]


def _seed(name: str, files: Files, settings: Settings, renderer: Renderer) -> ModelDecl:
    path, folder = files.seeds[name]
    beside = files.properties.get(name)
    below = path.relative_to(folder)
    raw = merged(folder_config(settings.seeds, settings.name, below), beside.config if beside else {})
    file, at = (beside.file, (*beside.at, "config")) if beside else (YamlFile(path, raw, {}), ())
    config = shaped_config({**raw, "materialized": "seed"}, file, at)
    place = beside.place if beside else Place(path)
    return ModelDecl(
        name,
        config.schema_name or folder_schema(path, folder),
        config,
        beside.checks if beside else (),
        place,
        seed_path=path,
        hook_reads=tuple(_hook_reads(name, raw, renderer, place)),
        raw=raw,
        path=f"{folder.name}/{below}",
    )


def _yaml_model(entry: ModelProperties, settings: Settings, renderer: Renderer, root: Path) -> ModelDecl:
    if entry.section == "seeds":
        raise DeclarationError(
            f"There is no seed {entry.name}.csv.", where=entry.place, fix="put the file under seed-paths"
        )
    is_snapshot = entry.section == "snapshots"
    folders = [root / path for path in (settings.snapshot_paths if is_snapshot else settings.model_paths)]
    folder = next((f for f in folders if entry.file.path.is_relative_to(f)), entry.file.path.parent)
    below = entry.file.path.relative_to(folder)
    tree = settings.snapshots if is_snapshot else settings.models
    raw = merged(folder_config(tree, settings.name, below.with_name(f"{entry.name}.sql")), entry.config)
    if "materialized" not in raw:
        raise DeclarationError(
            f"There is no file {entry.name}.sql for this model, and no `materialized:` that needs none.",
            where=entry.place,
            fix="write the file, or set config: {materialized: hub, …}",
        )
    config = shaped_config(raw, entry.file, (*entry.at, "config"))
    if config.materialized in MAY_HAVE_SQL and not (config.source_names or config.model_names):
        raise DeclarationError(
            f"The {config.materialized} {entry.name} does not say what it is made from.",
            where=entry.place,
            fix=f"add `from: SOURCE.TABLE` or the name of a model, or write its SELECT in {entry.name}.sql",
        )
    if config.materialized in WRITTEN_IN_SQL:
        raise DeclarationError(
            f"A {config.materialized} needs its SELECT in {entry.name}.sql.",
            where=entry.place,
            fix="write that file in the same folder",
        )
    return ModelDecl(
        entry.name,
        config.schema_name or folder_schema(entry.file.path, folder),
        config,
        entry.checks,
        entry.place,
        reads=_declared_reads(config, entry.place),
        hook_reads=tuple(_hook_reads(entry.name, raw, renderer, entry.place)),
        raw=raw,
        path=f"{folder.name}/{below}",
        versions=_versions_of(entry),
    )


def _versions_of(properties: ModelProperties | None) -> Versions | None:
    return properties.entry.versions if properties is not None and properties.entry is not None else None


def _declared_reads(config: ConfigShape, place: Place) -> tuple[Target, ...]:
    names = config.source_names
    targets = []
    for name in names:
        source, dot, table = name.partition(".")
        if not dot:
            raise DeclarationError(
                f"'from: {name}' names no source table.", where=place, fix="write SOURCE.TABLE"
            )
        targets.append(Target(source=source, table=table))
    targets += [Target(model=model) for model in config.model_names]
    return tuple(targets)


def _resolve_reads(model: ModelDecl, models: dict[str, ModelDecl], sources: dict[str, SourceTable]) -> None:
    for target in (*model.reads, *model.hook_reads):
        _resolve(target, models, sources, _place_of_read(model.sql_path, target) or model.place)


def _place_of_read(path: Path | None, target: Target) -> Place | None:
    """The line of a file on which something is read; None without a file."""
    if path is None:
        return None
    word, call = target.model or target.table or "", "ref" if target.model else "source"
    return Place(path, line_of(path, word, call))


def _resolve(
    target: Target, models: dict[str, ModelDecl], sources: dict[str, SourceTable], place: Place
) -> None:
    if target.model is not None:
        if target.model not in models:
            raise DeclarationError(
                f"There is no model '{target.model}'.", where=place, fix=did_you_mean(target.model, models)
            )
    elif f"{target.source}.{target.table}" not in sources:
        raise DeclarationError(
            f"There is no source table '{target}'.", where=place, fix=did_you_mean(str(target), sources)
        )


def _in_order(models: dict[str, ModelDecl]) -> dict[str, ModelDecl]:
    from graphlib import CycleError, TopologicalSorter

    graph = {
        m.name: [t.model for t in (*m.reads, *m.hook_reads) if t.model]
        for m in sorted(models.values(), key=lambda m: m.name)
    }
    try:
        return {name: models[name] for name in TopologicalSorter(graph).static_order()}
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        raise DeclarationError(
            f"These models read each other in a circle: {circle}.",
            where=models[error.args[1][0]].place,
            fix="take one ref out of the circle",
        ) from error
