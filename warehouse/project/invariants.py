"""The checks that every vault object brings with it, without being declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from warehouse.project.checks import CheckDecl, Target
from warehouse.project.models import ModelDecl
from warehouse.project.spines import PitShape
from warehouse.project.vault import (
    EffSatelliteShape,
    GhostlyShape,
    HubShape,
    LinkShape,
    NhLinkShape,
    SatelliteShape,
)


def invariants(models: Mapping[str, ModelDecl]) -> list[CheckDecl]:
    """One row per hash key; one hash key per business key; no link without its hubs, no satellite without its
    parent; consecutive states differ; point-in-time rows point at rows that are there.
    """
    return [check for model in models.values() for check in _of(model, models)]


def _of(model: ModelDecl, models: Mapping[str, ModelDecl]) -> Iterator[CheckDecl]:
    config = model.config
    if isinstance(config, HubShape):
        yield _check(model, "unique", config.hash_key)
        yield _check(model, "one_key", config.hash_key, values=tuple(config.business_key))
    elif isinstance(config, LinkShape | NhLinkShape):
        yield _check(model, "unique", config.hash_key)
        for role in config.hubs:
            hub = models[role.hub].config
            if isinstance(hub, HubShape):
                yield _check(
                    model, "parent_exists", role.name or hub.hash_key, to=role.hub, field=hub.hash_key
                )
    elif isinstance(config, GhostlyShape):
        yield from _of_satellite(model, config, models)
    elif isinstance(config, EffSatelliteShape):
        link = models[config.link].config
        if isinstance(link, LinkShape | NhLinkShape) and config.source in link.source_names:
            yield _check(model, "parent_exists", link.hash_key, to=config.link, field=link.hash_key)
    elif isinstance(config, PitShape):
        for satellite in config.satellites:
            shape = models[satellite].config
            if isinstance(shape, GhostlyShape):
                yield _check(model, "points_nowhere", satellite, to=satellite, field=shape.hash_key)


def _of_satellite(
    model: ModelDecl, config: GhostlyShape, models: Mapping[str, ModelDecl]
) -> Iterator[CheckDecl]:
    parent = _parent(config.hash_key, models)
    if parent is not None:
        yield _check(model, "parent_exists", config.hash_key, to=parent, field=config.hash_key)
    if isinstance(config, SatelliteShape):
        yield _check(model, "repeated_state", config.hash_key, field=config.hashdiff)


def _parent(hash_key: str, models: Mapping[str, ModelDecl]) -> str | None:
    """The hub or link of a hash key, if the project has one."""
    for other in models.values():
        if isinstance(other.config, HubShape | LinkShape | NhLinkShape) and other.config.hash_key == hash_key:
            return other.name
    return None


def _check(
    model: ModelDecl,
    kind: str,
    column: str,
    *,
    to: str | None = None,
    field: str | None = None,
    values: tuple[str, ...] = (),
) -> CheckDecl:
    target = Target(model=model.name)
    parent = Target(model=to) if to is not None else None
    reads = (target,) if parent is None else (target, parent)
    return CheckDecl(kind, target, column, model.place, values=values, to=parent, field=field, reads=reads)
