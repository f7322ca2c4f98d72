"""Which columns of a source table refer to rows of another one, as far as the project declares it.

A `relationships` check says so, and so does the vault: a link (or another source of a hub) has the columns
of a hub's business key, and where that is the key of one of the hub's sources, they refer to its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from warehouse.errors import DeclarationError, Place
from warehouse.project.checks import CheckDecl, Target, read_target
from warehouse.project.project import Project
from warehouse.project.vault import FromShape, HubShape, LinkFromShape, LinkShape, NhLinkShape

#: The checks that say that a column refers to another.
_KINDS = ("relationships", "dbt.relationships", "dbt_utils.relationships_where")

#: The source column (SOURCE.TABLE, column) that a model's column is; None where it is none.
Origin = Callable[[str, str], tuple[str, str] | None]


@dataclass(frozen=True)
class Reference:
    """Columns of the source table `child` that hold the values of `referenced` columns of `parent`.

    Tables are SOURCE.TABLE; `place` is where it is declared.
    """

    child: str
    columns: tuple[str, ...]
    parent: str
    referenced: tuple[str, ...]
    place: Place

    def __str__(self) -> str:
        return f"{self.child} ({', '.join(self.columns)}) → {self.parent} ({', '.join(self.referenced)})"


def references(project: Project, origin: Origin) -> tuple[list[Reference], list[CheckDecl]]:
    """All references between source tables; and the checks of which it is not known what columns they mean.

    `origin` knows the source columns of models.
    """
    found: dict[tuple[object, ...], Reference] = {}
    unknown = []
    for check in project.checks:
        if check.kind not in _KINDS:
            continue
        reference = _of_check(project, check, origin)
        if reference is None:
            unknown.append(check)
        else:
            found.setdefault(_columns(reference), reference)
    for reference in _of_vault(project):
        found.setdefault(_columns(reference), reference)
    return [r for r in found.values() if (r.child, r.columns) != (r.parent, r.referenced)], unknown


def _columns(reference: Reference) -> tuple[object, ...]:
    pairs = frozenset(zip(reference.columns, reference.referenced, strict=True))
    return reference.child, reference.parent, pairs


def _of_check(project: Project, check: CheckDecl, origin: Origin) -> Reference | None:
    to, field = check.to, check.field
    if to is None and isinstance(check.arguments.get("to"), str):
        try:
            to = read_target(check.arguments["to"], check.place)
        except DeclarationError:
            return None
        field = check.arguments.get("field")
    if to is None or not field or not check.column:
        return None
    child = _source_column(check.target, check.column, origin)
    parent = _source_column(to, str(field), origin)
    if child is None or parent is None or not {child[0], parent[0]} <= set(project.sources):
        return None
    return Reference(child[0], (child[1],), parent[0], (parent[1],), check.place)


def _source_column(target: Target, column: str, origin: Origin) -> tuple[str, str] | None:
    return origin(target.model, column) if target.model is not None else (str(target), column)


def _of_vault(project: Project) -> Iterator[Reference]:
    """What hubs and links say: columns that hold a business key refer to the table whose key it is."""
    owners: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for model in project.models.values():
        if isinstance(model.config, HubShape):
            roles = list(_of_hub(model.config))
            owners[model.name] = [role for role in roles if _is_key(project, *role)]
            for child, columns in roles:
                yield from _to_owners(owners[model.name], child, columns, model.place)
    for model in project.models.values():
        if isinstance(model.config, LinkShape | NhLinkShape):
            for _, hub, child, columns in _of_link(model.config):
                yield from _to_owners(owners.get(hub, []), child, columns, model.place)


def _is_key(project: Project, table: str, columns: tuple[str, ...]) -> bool:
    declared = project.sources[table]
    return bool(declared.key) and set(declared.key) - {declared.slice} == set(columns) - {declared.slice}


def _to_owners(
    owners: list[tuple[str, tuple[str, ...]]], child: str, columns: tuple[str, ...], place: Place
) -> Iterator[Reference]:
    for parent, key in owners:
        if len(columns) == len(key) and (child, columns) != (parent, key):
            yield Reference(child, columns, parent, key, place)


def business_keys(
    project: Project, config: HubShape | LinkShape | NhLinkShape
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each hash column that a hub or link makes of a business key: its name, the source, the columns."""
    if isinstance(config, HubShape):
        for source, columns in _of_hub(config):
            yield config.hash_key, source, columns
        return
    names = {role.name or role.hub: role.name for role in config.hubs}
    for role, hub, source, columns in _of_link(config):
        shape = project.models[hub].config
        if isinstance(shape, HubShape):
            yield names[role] or shape.hash_key, source, columns


def _of_hub(config: HubShape) -> Iterator[tuple[str, tuple[str, ...]]]:
    for item in config.source:
        if isinstance(item, FromShape):
            yield item.source, tuple(item.business_key or config.business_key)
        else:
            yield item, tuple(config.business_key)


def _of_link(config: LinkShape | NhLinkShape) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Each role, its hub, a source of the link, and the columns that hold the hub's business key there."""
    items = config.source if isinstance(config, LinkShape) else [config.source]
    for item in items:
        own: Mapping[str, list[str]] = item.hubs if isinstance(item, LinkFromShape) else {}
        for role in config.hubs:
            source = item.source if isinstance(item, LinkFromShape) else item
            named = role.name or role.hub
            yield named, role.hub, source, tuple(own.get(named, role.key))
