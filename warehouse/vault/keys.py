"""Where a vault object finds its hash keys: stored with the source, or computed from business-key columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.errors import DeclarationError, did_you_mean
from warehouse.models.events import SourceEvents
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.vault import FromShape, HubShape, LinkFromShape, LinkShape, NhLinkShape
from warehouse.psa.hashes import key_hash
from warehouse.psa.table import PsaTable
from warehouse.templates import name

#: Types of which two different values never have one text under a hash key.
_EXACT = ("BIGINT", "DATE", "BOOLEAN", "DECIMAL", "TIMESTAMP")


@dataclass(frozen=True)
class Role:
    """One hub's part in a link: the name of its hash key there, and the columns of its business key."""

    hub: str
    hub_key: str
    hash_key: str
    parts: tuple[str, ...]


def tells_rows_apart(table: PsaTable, parts: Sequence[str]) -> bool:
    """Whether any two rows of a source differ in a hash key over `parts`: its key is among them, exactly."""
    return (
        table.has_key
        and set(table.key) <= set(parts)
        and all(table.columns[part].startswith(_EXACT) for part in table.key)
    )


def stands_once(events: SourceEvents, parts: Sequence[str]) -> bool:
    """Whether no hash key over `parts` is in two of the events."""
    return events.comes_at_once and tells_rows_apart(events.table, parts)


def key_value(
    model: ModelDecl, table: PsaTable, alias: str, parts: Sequence[str], *, may_differ: bool = False
) -> str:
    """The hash key over `parts` of a source, as the file keeps it: the stored column where there is one.

    Raises DeclarationError when the source's `hash_keys` define `alias` otherwise (unless it may differ,
    because the source has several roles of one hub), or a part is no column.
    """
    for part in parts:
        if part not in table.columns:
            raise DeclarationError(
                f"{table.full_name} has no column '{part}'.",
                where=model.place,
                fix=did_you_mean(part, table.columns),
            )
    declared = table.declared.hash_keys
    if alias in declared and tuple(parts) != declared[alias] and not may_differ:
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


def roles_of(project: Project, model: ModelDecl, config: LinkShape | NhLinkShape) -> list[Role]:
    """The roles of a link; DeclarationError when one names no hub, or two have one name."""
    roles = []
    for role in config.hubs:
        named = project.models[role.hub]
        if not isinstance(named.config, HubShape):
            raise DeclarationError(
                f"'{role.hub}' is a {named.kind}, not a hub.",
                where=model.place,
                fix="name a hub under `hubs:`",
            )
        hub_key = named.config.hash_key
        roles.append(Role(role.hub, hub_key, role.name or hub_key, tuple(role.key)))
    names = [role.hash_key for role in roles]
    if len(set(names)) != len(names):
        raise DeclarationError(
            f"Two roles of {model.name} have the hash key '{max(names, key=names.count)}'.",
            where=model.place,
            fix="tell them apart: hubs: [{hub: …, key: […], as: from_hk}, {hub: …, key: […], as: to_hk}]",
        )
    return roles


def link_sources(config: LinkShape | NhLinkShape) -> list[LinkFromShape]:
    """The sources of a link, each with what it says of itself."""
    given = [config.source] if isinstance(config, NhLinkShape) else config.source
    return [item if isinstance(item, LinkFromShape) else LinkFromShape(source=item) for item in given]


def link_parts(
    model: ModelDecl, config: LinkShape | NhLinkShape, roles: Sequence[Role], item: LinkFromShape
) -> tuple[dict[str, list[str]], list[str]]:
    """The columns of one source under a link: each role's (by its hash key), and the dependent keys."""
    known = {word for role in roles for word in (role.hash_key, role.hub)}
    for word in item.hubs:
        if word not in known:
            raise DeclarationError(
                f"{model.name} has no role '{word}'.", where=model.place, fix=did_you_mean(word, known)
            )
    parts = {
        role.hash_key: list(item.hubs.get(role.hash_key) or item.hubs.get(role.hub) or role.parts)
        for role in roles
    }
    dependent = config.dependent_keys if item.dependent_keys is None else item.dependent_keys
    if len(dependent) != len(config.dependent_keys):
        raise DeclarationError(
            f"{item.source} gives {len(dependent)} dependent keys for {len(config.dependent_keys)}.",
            where=model.place,
            fix="name as many columns, in the same order",
        )
    return parts, dependent


def parts_of(project: Project, model: ModelDecl, hash_key: str, table: PsaTable) -> list[str]:
    """The columns of a source under a hash key: as the source declares it, else as its hub or link says."""
    if hash_key in table.declared.hash_keys:
        return list(table.declared.hash_keys[hash_key])
    for other in project.models.values():
        config = other.config
        if isinstance(config, HubShape) and config.hash_key == hash_key:
            return _hub_parts(config, table.full_name)
        if isinstance(config, LinkShape | NhLinkShape) and config.hash_key == hash_key:
            return _link_key(project, other, config, table.full_name)
    raise DeclarationError(
        f"Nothing says what the hash key '{hash_key}' is made of.",
        where=model.place,
        fix=f"declare it under `hash_keys:` of {table.full_name}, or as the hash_key of a hub or link",
    )


def _hub_parts(config: HubShape, source: str) -> list[str]:
    for item in config.source:
        if isinstance(item, FromShape) and item.source == source and item.business_key:
            return item.business_key
    return config.business_key


def _link_key(project: Project, link: ModelDecl, config: LinkShape | NhLinkShape, source: str) -> list[str]:
    item = next((i for i in link_sources(config) if i.source == source), LinkFromShape(source=source))
    parts, dependent = link_parts(link, config, roles_of(project, link, config), item)
    return [part for columns in parts.values() for part in columns] + dependent
