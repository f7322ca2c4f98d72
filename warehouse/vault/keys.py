"""Where a vault object finds its hash keys: stored with the source, or computed from business-key columns."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.errors import DeclarationError, did_you_mean
from warehouse.project.models import HubShape, ModelDecl, SatelliteShape
from warehouse.project.project import Project
from warehouse.psa.hashes import key_hash
from warehouse.psa.table import PsaTable
from warehouse.templates import name


def key_value(model: ModelDecl, table: PsaTable, alias: str, parts: Sequence[str]) -> str:
    """The hash key over `parts` of a source, as the file keeps it: the stored column where there is one.

    Raises DeclarationError when the source's `hash_keys` define `alias` otherwise, or a part is no column.
    """
    for part in parts:
        if part not in table.columns:
            raise DeclarationError(
                f"{table.full_name} has no column '{part}'.",
                where=model.place,
                fix=did_you_mean(part, table.columns),
            )
    declared = table.declared.hash_keys
    if alias in declared and tuple(parts) != declared[alias]:
        raise DeclarationError(
            f"The hash key {alias} is made of ({', '.join(parts)}) here, but of "
            f"({', '.join(declared[alias])}) in {table.full_name}.",
            where=f"{model.place} and {table.declared.place}",
            fix="let both name the same columns in the same order",
        )
    stored = next((known for known, columns in declared.items() if columns == tuple(parts)), None)
    if stored is not None:
        return name(stored)
    return table.hash_type.to_file(key_hash([(part, table.columns[part]) for part in parts], table.hash_type))


def hub_named(project: Project, model: ModelDecl, hub: str) -> HubShape:
    """The configuration of a hub that another model names; DeclarationError when it is no hub."""
    named = project.models[hub]
    if not isinstance(named.config, HubShape):
        raise DeclarationError(
            f"'{hub}' is a {named.kind}, not a hub.", where=model.place, fix="name a hub under `hubs:`"
        )
    return named.config


def satellite_parts(project: Project, model: ModelDecl, table: PsaTable) -> list[str]:
    """The columns under a satellite's hash key: as its source stores it, else as the hub of that key says."""
    config = model.config
    assert isinstance(config, SatelliteShape)
    if config.hash_key in table.declared.hash_keys:
        return list(table.declared.hash_keys[config.hash_key])
    for other in project.models.values():
        if isinstance(other.config, HubShape) and other.config.hash_key == config.hash_key:
            return list(other.config.business_key)
    raise DeclarationError(
        f"Nothing says what the hash key '{config.hash_key}' is made of.",
        where=model.place,
        fix=f"declare it under `hash_keys:` of {table.full_name}, or as the hash_key of a hub",
    )
