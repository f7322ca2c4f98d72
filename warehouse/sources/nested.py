"""How the types of nested values widen: list by element, struct by field; the rules are the contract's."""

from __future__ import annotations

from warehouse.contract import fields_of, is_struct, least_upper_bound, stored_type, struct_of

__all__ = ["bound", "fields_of", "is_struct", "stored", "struct_of"]

bound = least_upper_bound


def stored(kind: str) -> str:
    """The type with text where nothing was seen inside a list or struct; only a whole column may wait."""
    return stored_type(kind) if kind.endswith("[]") or is_struct(kind) else kind
