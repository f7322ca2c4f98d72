"""Models as the project declares them: SQL files, and YAML properties that stand beside or alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from warehouse.errors import DeclarationError, Place, did_you_mean
from warehouse.project.checks import CheckDecl, Target, read_checks
from warehouse.project.config import ConfigShape
from warehouse.project.dimensions import DIMENSION_SHAPES
from warehouse.project.folders import merged
from warehouse.project.incremental import IncrementalShape
from warehouse.project.names import OWN_SCHEMAS, checked_name
from warehouse.project.shape import Shape, shaped
from warehouse.project.sources import ColumnShape
from warehouse.project.spines import SPINE_SHAPES
from warehouse.project.vault import VAULT_SHAPES
from warehouse.project.versions import Entry, Versions, entries_of
from warehouse.project.written import WRITTEN_SHAPES
from warehouse.project.yamlfile import Key, YamlFile


class ViewShape(ConfigShape):
    """A view over its SELECT."""

    materialized: Literal["view"]


class EphemeralShape(ConfigShape):
    """A SELECT that stands as a common table expression in whatever reads it."""

    materialized: Literal["ephemeral"]


class TableModelShape(ConfigShape):
    """A table made anew from its SELECT whenever what it reads has changed."""

    materialized: Literal["table"]


SHAPES: dict[str, type[ConfigShape]] = {
    "view": ViewShape,
    "table": TableModelShape,
    "ephemeral": EphemeralShape,
    **DIMENSION_SHAPES,
    "incremental": IncrementalShape,
    **VAULT_SHAPES,
    **SPINE_SHAPES,
    **WRITTEN_SHAPES,
}


class SeedShape(ConfigShape):
    """A CSV file of the project as a table. Types not in `column_types` are inferred from the whole file."""

    materialized: Literal["seed"]
    column_types: dict[str, str] = {}
    delimiter: str = ","
    quote_columns: Any = None


SHAPES["seed"] = SeedShape

#: Materializations that are written in SQL; the others are declared in YAML alone.
WRITTEN_IN_SQL = ("view", "table", "ephemeral", "incremental", "external")


#: Materializations that are declared in YAML alone or over a SELECT.
MAY_HAVE_SQL = tuple(DIMENSION_SHAPES)


class ModelShape(Shape):
    """The properties of one model in a YAML file."""

    name: str
    config: dict[str, Any] = {}
    columns: list[ColumnShape] = []
    tests: Any = None
    data_tests: Any = None
    relation: Any = None
    description: Any = None
    meta: Any = None
    docs: Any = None
    tags: Any = None
    access: Any = None
    group: Any = None
    version: Any = None
    latest_version: Any = None
    versions: Any = None
    constraints: Any = None
    time_spine: Any = None
    deprecation_date: Any = None


@dataclass(frozen=True)
class ModelProperties:
    """What YAML says of a model, seed or snapshot (`section`): configuration, checks, and their place."""

    name: str
    section: str
    config: dict[str, Any]
    checks: tuple[CheckDecl, ...]
    file: YamlFile
    at: Key
    relation: Any = None
    entry: Entry | None = None

    @property
    def place(self) -> Place:
        """The line where the model's entry begins."""
        return self.file.place(*self.at)


@dataclass(frozen=True)
class ModelDecl:
    """One model, resolved: its relation, its kind's configuration, its SQL where it has some.

    `raw` is the configuration as written; `reads_itself` says that its SQL prints `{{ this }}`; `hook_reads`
    is what hooks read beside that of which its rows are made. `path` is that of its file below the project's
    folder, `rendered` its text before anything is looked up. `block` names the `{% snapshot %}` of the file
    that holds its SELECT, if it is not the whole file; `versions` are those of the model it is a version of.
    """

    name: str
    schema: str
    config: ConfigShape
    checks: tuple[CheckDecl, ...]
    place: Place
    sql_path: Path | None = None
    reads: tuple[Target, ...] = ()
    hook_reads: tuple[Target, ...] = ()
    reads_itself: bool = False
    raw: dict[str, Any] = field(default_factory=dict, hash=False)
    seed_path: Path | None = None
    path: str = ""
    block: str | None = None
    rendered: str = field(default="", repr=False)
    versions: Versions | None = field(default=None, hash=False)

    @property
    def identifier(self) -> str:
        """What its relation is called in its schema: its alias, else its name."""
        return self.config.alias or self.name

    @property
    def kind(self) -> str:
        """The materialization; `scd2` for its alias `snapshot`."""
        return "scd2" if self.config.materialized == "snapshot" else self.config.materialized


def read_model_properties(file: YamlFile) -> list[ModelProperties]:
    """The entries under `models:`, `seeds:` and `snapshots:` of one YAML file."""
    return [entry for section in ("models", "seeds", "snapshots") for entry in _entries(file, section)]


def _entries(file: YamlFile, section: str) -> list[ModelProperties]:
    found = []
    entries = file.data.get(section) or []
    if not isinstance(entries, list):
        raise DeclarationError(f"'{section}' must be a list.", where=file.place(section))
    for i, entry in enumerate(entries):
        at: Key = (section, i)
        shape = shaped(ModelShape, entry, file, at)
        checked_name(shape.name, "model", file.place(*at, "name"))
        found += [_properties(one, section, file) for one in entries_of(shape.name, entry, file, at)]
    return found


def _properties(entry: Entry, section: str, file: YamlFile) -> ModelProperties:
    target = Target(model=entry.name)
    checks = read_checks(file, entry.tests_at, target, entry.data)
    for at, column in entry.columns:
        checks += read_checks(file, at, target, column, str(column["name"]))
    said = ("tags", "meta", "deprecation_date")
    beside = {key: entry.data[key] for key in said if entry.data.get(key) is not None}
    config = merged(beside, entry.data.get("config") or {})
    relation = entry.data.get("relation")
    return ModelProperties(entry.name, section, config, tuple(checks), file, entry.at, relation, entry)


def shaped_config(raw: dict[str, Any], file: YamlFile, at: Key) -> ConfigShape:
    """The configuration as its materialization's shape, checked."""
    kind = raw.get("materialized", "view")
    if kind not in SHAPES:
        raise DeclarationError(
            f"There is no materialization '{kind}'.",
            where=file.place(*at, "materialized"),
            fix=did_you_mean(str(kind), SHAPES),
        )
    config = shaped(SHAPES[kind], {"materialized": kind, **raw}, file, at)
    if config.schema_name is not None:
        checked_schema(config.schema_name, file.place(*at, "schema"))
    if config.alias is not None:
        checked_name(config.alias, "table", file.place(*at, "alias"))
    return config


def checked_schema(schema: str, place: Place) -> str:
    """`schema` if models may live there; else DeclarationError."""
    checked_name(schema, "schema", place)
    if schema.lower() in OWN_SCHEMAS:
        raise DeclarationError(
            f"The schema '{schema}' belongs to the warehouse.", where=place, fix="choose another schema"
        )
    return schema


def folder_schema(path: Path, folder: Path) -> str:
    """The schema of what a file declares: the folder directly under the root, else `main`."""
    parts = path.relative_to(folder).parts
    return checked_schema(parts[0], Place(path)) if len(parts) > 1 else "main"
