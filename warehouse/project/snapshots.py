"""Snapshots as dbt users write them, in blocks or in YAML, as dimensions over a SELECT."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from warehouse.errors import DeclarationError, Place, did_you_mean
from warehouse.project.checks import Target
from warehouse.project.config import ConfigShape
from warehouse.project.dimensions import SnapshotShape
from warehouse.project.files import Files
from warehouse.project.folders import folder_config, merged
from warehouse.project.models import ModelDecl, ModelProperties, checked_schema, folder_schema
from warehouse.project.rendering import Renderer, line_of
from warehouse.project.settings import Settings
from warehouse.project.shape import Names, shaped
from warehouse.project.yamlfile import Key, YamlFile

#: The columns that a snapshot adds.
META = ("dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to", "dbt_is_deleted")


class _WrittenShape(ConfigShape):
    """The configuration of a snapshot as dbt names it."""

    unique_key: Names
    strategy: Literal["timestamp", "check"]
    updated_at: str | None = None
    check_cols: Names | None = None
    hard_deletes: Literal["ignore", "invalidate", "new_record"] = "ignore"
    invalidate_hard_deletes: bool | None = None
    dbt_valid_to_current: str | None = None
    snapshot_meta_column_names: dict[str, str] = {}
    target_schema: str | None = None
    target_database: Any = None


def snapshot_blocks(files: Files, settings: Settings, renderer: Renderer) -> list[ModelDecl]:
    """The snapshots in `{% snapshot %}` blocks."""
    return [_of_block(name, files, settings, renderer) for name in files.snapshots]


def _of_block(name: str, files: Files, settings: Settings, renderer: Renderer) -> ModelDecl:
    path, folder = files.snapshots[name]
    beside = files.properties.get(name)
    parsed = renderer.parse(path, name)
    raw = _of_folders(settings, path.relative_to(folder).parent / name)
    raw = merged(merged(raw, beside.config if beside else {}), parsed.config)
    place = Place(path, line_of(path, rf"snapshot {name}"))
    config, schema = _config(raw, YamlFile(path, raw, {(): place.line} if place.line else {}), ())
    return ModelDecl(
        name,
        schema or folder_schema(path, folder),
        config,
        beside.checks if beside else (),
        place,
        sql_path=path,
        reads=parsed.reads,
        raw=raw,
        path=f"{folder.name}/{path.relative_to(folder)}",
        block=name,
        rendered=parsed.rendered,
    )


def snapshot_in_yaml(
    entry: ModelProperties, folders: list[Path], settings: Settings, renderer: Renderer
) -> ModelDecl:
    """A snapshot declared in YAML alone, with `relation: ref('x')` or `source('x', 'y')`."""
    if not isinstance(entry.relation, str):
        raise DeclarationError(
            f"The snapshot {entry.name} has no SELECT.",
            where=entry.place,
            fix=f"add `relation: ref('…')` or `source('…', '…')`, or write {{% snapshot {entry.name} %}} "
            "in a file of the folder snapshots",
        )
    folder = next((f for f in folders if entry.file.path.is_relative_to(f)), entry.file.path.parent)
    path = entry.file.path.relative_to(folder)
    call = entry.relation.strip().removeprefix("{{").removesuffix("}}")
    place = entry.file.place(*entry.at, "relation")
    reads = renderer.reads_of_text(f"{{{{ {call} }}}}", place)
    if len(reads) != 1:
        raise DeclarationError(
            f"'relation: {entry.relation}' names nothing to read.",
            where=place,
            fix="write ref('model') or source('source', 'table')",
        )
    raw = merged(_of_folders(settings, path.parent / entry.name), entry.config)
    config, schema = _config(raw, entry.file, (*entry.at, "config"), reads[0])
    return ModelDecl(
        entry.name,
        schema or folder_schema(entry.file.path, folder),
        config,
        entry.checks,
        entry.place,
        reads=reads,
        raw=raw,
        path=f"{folder.name}/{path}",
    )


def _of_folders(settings: Settings, below: Path) -> dict[str, Any]:
    return folder_config(settings.snapshots, settings.name, below.with_name(f"{below.name}.sql"))


def _config(
    raw: dict[str, Any], file: YamlFile, at: Key, read: Target | None = None
) -> tuple[SnapshotShape, str | None]:
    """The dimension that a configuration means, and its schema where one is named."""
    written = shaped(_WrittenShape, {**raw, "materialized": "snapshot"}, file, at)
    _check(written, file.place(*at))
    deletes = {"ignore": "ignore", "invalidate": "close", "new_record": "flag"}[written.hard_deletes]
    if written.invalidate_hard_deletes and "hard_deletes" not in raw:
        deletes = "close"
    tracked = written.check_cols if written.strategy == "check" else None
    config = SnapshotShape.model_validate(
        {
            **{key: raw[key] for key in ("enabled", "tags", "meta", "pre_hook", "post_hook") if key in raw},
            "deprecation_date": written.deprecation_date,
            "materialized": "snapshot",
            "from": read and (read.model or str(read)),
            "unique_key": written.unique_key,
            "deletes": deletes,
            "track": None if tracked in (None, ["all"]) else tracked,
            "valid_from": written.updated_at or "load_date",
            "surrogate_key": "dbt_scd_id",
            "alias": written.alias,
            "names": {column: written.snapshot_meta_column_names.get(column, column) for column in META},
            "to_current": written.dbt_valid_to_current,
            "shows_deleted": deletes == "flag",
        }
    )
    schema = written.schema_name or written.target_schema
    return config, checked_schema(schema, file.place(*at)) if schema else None


def _check(written: _WrittenShape, place: Place) -> None:
    if written.strategy == "timestamp" and written.updated_at is None:
        raise DeclarationError(
            "The strategy 'timestamp' needs `updated_at`.",
            where=place,
            fix="name the column that says when a row last changed, or use `strategy: check`",
        )
    if written.strategy == "check" and not written.check_cols:
        raise DeclarationError(
            "The strategy 'check' needs `check_cols`.", where=place, fix="name columns, or write 'all'"
        )
    if written.invalidate_hard_deletes is not None and written.hard_deletes != "ignore":
        raise DeclarationError(
            "`hard_deletes` and `invalidate_hard_deletes` both say what becomes of deleted rows.",
            where=place,
            fix="keep `hard_deletes`",
        )
    unknown = [column for column in written.snapshot_meta_column_names if column not in META]
    if unknown:
        raise DeclarationError(
            f"A snapshot adds no column '{unknown[0]}'.", where=place, fix=did_you_mean(unknown[0], META)
        )
