"""The contract of a source table: its columns and their types, and how types widen.

A type here is a DuckDB type as stored in Parquet, or one of two words that know more:
UNSEEN (only NULLs so far; stored as VARCHAR) and BIGINT>2^53 (stored as BIGINT; a DOUBLE would lose digits).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

UNSEEN = "UNSEEN"
BIG = "BIGINT>2^53"

_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)\Z")
_NUMBERS = ("BIGINT", BIG, "FLOAT", "DOUBLE")


@dataclass(frozen=True)
class Contract:
    """Column names with their types, in the order of their first appearance.

    `declared` are the types that the project fixes, also of columns that no delivery has brought yet.
    """

    types: dict[str, str] = field(default_factory=dict)
    declared: dict[str, str] = field(default_factory=dict)

    @property
    def stored(self) -> dict[str, str]:
        """Column names with the DuckDB types they are stored as."""
        return {column: stored_type(kind) for column, kind in self.types.items()}

    @property
    def schema_hash(self) -> str:
        """16 hex digits that change when a name or stored type does; the order of columns does not count."""
        text = json.dumps(sorted(self.stored.items()))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def to_json(self) -> list[list[str]]:
        """The columns as [name, type] pairs."""
        return [[column, kind] for column, kind in self.types.items()]


@dataclass(frozen=True)
class Drift:
    """What a delivery's own columns change in a contract. `texts` are the columns that would become text."""

    contract: Contract
    added: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    widened: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """What a person should know, a sentence each."""
        found = [f"column {c} is new" for c in self.added]
        found += [f"column {c} is missing, read as NULL" for c in self.missing]
        found += [f"column {c} is now {self.contract.types[c]}" for c in self.widened]
        return found


def merged(contract: Contract, observed: Mapping[str, str]) -> Drift:
    """The contract widened to hold a delivery whose columns infer as `observed` (name → type)."""
    types = dict(contract.types)
    widened, texts = [], []
    for column, kind in observed.items():
        before = types.get(column, UNSEEN)
        after = contract.declared.get(column) or least_upper_bound(before, kind)
        if stored_type(after) != stored_type(before) and before != UNSEEN:
            widened.append(column)
        if column not in contract.declared and becomes_text(before, kind, after):
            texts.append(column)
        types[column] = after
    return Drift(
        Contract(types, contract.declared),
        added=tuple(c for c in observed if c not in contract.types),
        missing=tuple(c for c in contract.types if c not in observed),
        widened=tuple(widened),
        texts=tuple(texts),
    )


def stored_type(kind: str) -> str:
    """The DuckDB type that a type is stored as."""
    return {UNSEEN: "VARCHAR", BIG: "BIGINT"}.get(kind, kind)


def becomes_text(before: str, observed: str, after: str) -> bool:
    """Whether a column of numbers, dates or booleans meets text, or the other way round."""
    return after == "VARCHAR" and "VARCHAR" != before != UNSEEN and observed != UNSEEN


def least_upper_bound(one: str, other: str) -> str:
    """The narrowest type that holds all values of both; VARCHAR where only text does.

    Commutative, associative and idempotent, so that the order of deliveries does not matter.
    """
    if one == other or other == UNSEEN:
        return one
    if one == UNSEEN:
        return other
    pair = {one, other}
    if pair <= {"BIGINT", BIG}:
        return BIG
    if pair == {"FLOAT", "DOUBLE"} or (pair & {"FLOAT", "DOUBLE"} and pair & {"BIGINT"}):
        return "DOUBLE"
    digits, scale = zip(*(_digits(kind) for kind in (one, other)), strict=True)
    if None in digits:
        return "VARCHAR"
    whole, fraction = max(digits), max(scale)
    return f"DECIMAL({whole + fraction},{fraction})" if whole + fraction <= 38 else "VARCHAR"


def _digits(kind: str) -> tuple[int | None, int]:
    """The digits before and after the point of an exact number; None before it for anything else."""
    match = _DECIMAL.match(kind)
    if match:
        return int(match[1]) - int(match[2]), int(match[2])
    return (19, 0) if kind in ("BIGINT", BIG) else (None, 0)


def contract_from_json(columns: Iterable[list[str]], declared: Mapping[str, str]) -> Contract:
    """The contract that `to_json` wrote, under the types that are declared now."""
    return Contract({column: declared.get(column, kind) for column, kind in columns}, dict(declared))


def struct_fields(kind: str) -> list[tuple[str, str]]:
    """The fields of a type such as STRUCT("a" BIGINT, b VARCHAR[]), in order."""
    inner, fields, depth, quoted, start = kind[len("STRUCT(") : -1], [], 0, False, 0
    for i, character in enumerate(inner + ","):
        quoted ^= character == '"'
        if not quoted:
            depth += (character == "(") - (character == ")")
            if character == "," and depth == 0:
                fields.append(inner[start:i].strip())
                start = i + 1
    return [_field(field) for field in fields]


def _field(text: str) -> tuple[str, str]:
    if text.startswith('"'):
        end = text.index('"', 1)
        return text[1:end], text[end + 1 :].strip()
    field, _, kind = text.partition(" ")
    return field, kind.strip()
