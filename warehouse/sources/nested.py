"""How the types of nested values widen: list by element, struct by field."""

from __future__ import annotations

from warehouse.contract import BIG, UNSEEN, least_upper_bound, struct_fields


def bound(one: str, other: str) -> str:
    """The narrowest contract type that holds all values of both; nested types meet part by part."""
    if one == other or other == UNSEEN:
        return one
    if one == UNSEEN:
        return other
    if one.endswith("[]") and other.endswith("[]"):
        return bound(one[:-2], other[:-2]) + "[]"
    if is_struct(one) and is_struct(other):
        fields = fields_of(one)
        for name, kind in fields_of(other).items():
            fields[name] = bound(fields.get(name, UNSEEN), kind)
        return struct_of(fields)
    return least_upper_bound(one, other)


def is_struct(kind: str) -> bool:
    """Whether a type is a STRUCT, and no list of them."""
    return kind.startswith("STRUCT(") and kind.endswith(")")


def fields_of(kind: str) -> dict[str, str]:
    """The fields of a STRUCT; there is one without any, while only empty objects were seen."""
    return dict(struct_fields(kind)) if kind != "STRUCT()" else {}


def struct_of(fields: dict[str, str]) -> str:
    """The STRUCT of these fields, in the order of their names: in JSON the order of keys means nothing.

    VARCHAR where they cannot be fields of one: names that only differ in case, names without a letter.
    """
    if len({name.lower() for name in fields}) < len(fields) or not all(_can_name(name) for name in fields):
        return "VARCHAR"
    return _written(dict(sorted(fields.items())))


def _written(fields: dict[str, str]) -> str:
    return "STRUCT(" + ", ".join(f'"{name}" {kind}' for name, kind in fields.items()) + ")"


def _can_name(field: str) -> bool:
    return bool(field.strip()) and '"' not in field and "\0" not in field


def stored(kind: str) -> str:
    """The type with text where nothing was seen inside a list or struct; only a whole column may wait."""
    if kind.endswith("[]"):
        return _seen(stored(kind[:-2])) + "[]"
    if is_struct(kind):
        fields = {name: _seen(stored(inner)) for name, inner in fields_of(kind).items()}
        return _written(fields) if fields else "VARCHAR"
    return kind


def _seen(kind: str) -> str:
    return {UNSEEN: "VARCHAR", BIG: "BIGINT"}.get(kind, kind)
