"""The contract of a source table: its columns and their types, and how types widen.

A type here is a DuckDB type as stored in Parquet, or one of two words that know more:
UNSEEN (only NULLs so far; stored as VARCHAR) and BIGINT>2^53 (stored as BIGINT; a DOUBLE would lose digits).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

UNSEEN = "UNSEEN"
BIG = "BIGINT>2^53"

_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)\Z")
_NUMBERS = ("BIGINT", BIG, "FLOAT", "DOUBLE")


@dataclass(frozen=True)
class Contract:
    """Column names with their types, in the order of their first appearance.

    `declared` are the types that the project fixes, also of columns that no delivery has brought yet.
    `formers` are the names that columns had before, oldest first; `first_names` those under which the log
    knows columns that are called otherwise now: in its files, its records and under its hashes. `conflict`:
    two columns of the log that would be one.
    """

    types: dict[str, str] = field(default_factory=dict)
    declared: dict[str, str] = field(default_factory=dict)
    formers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    first_names: dict[str, str] = field(default_factory=dict)
    conflict: tuple[str, str] | None = None

    @property
    def stored(self) -> dict[str, str]:
        """Column names with the DuckDB types they are stored as."""
        return {column: stored_type(kind) for column, kind in self.types.items()}

    @property
    def schema_hash(self) -> str:
        """16 hex digits that change when a name or stored type does; the order of columns does not count."""
        text = json.dumps(sorted(self.stored.items()))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def first_name(self, column: str) -> str:
        """The name by which the log knows a column, whatever it is called now."""
        return self.first_names.get(column, column)

    @property
    def logged(self) -> tuple[tuple[str, str], ...]:
        """The columns as the log knows them: first names with types."""
        return tuple((self.first_name(column), kind) for column, kind in self.types.items())

    def without_types(self) -> Contract:
        """What is declared, as if nothing had been delivered yet."""
        return Contract({}, self.declared, self.formers)

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
        found += [f"column {c} is now {stored_type(self.contract.types[c])}" for c in self.widened]
        return found


def merged(contract: Contract, observed: Mapping[str, str]) -> Drift:
    """The contract widened to hold a delivery whose columns infer as `observed` (name → type)."""
    types = dict(contract.types)
    first_names = {c: contract.formers[c][0] for c in observed if c in contract.formers and c not in types}
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
        replace(contract, types=types, first_names={**first_names, **contract.first_names}),
        added=tuple(c for c in observed if c not in contract.types),
        missing=tuple(c for c in contract.types if c not in observed),
        widened=tuple(widened),
        texts=tuple(texts),
    )


def stored_type(kind: str) -> str:
    """The DuckDB type that a type is stored as; text where nothing was seen, also inside a nested type."""
    if kind.endswith("[]"):
        return f"{stored_type(kind[:-2])}[]"
    if is_struct(kind):
        fields = {name: stored_type(inner) for name, inner in fields_of(kind).items()}
        return _written(fields) if fields else "VARCHAR"
    return {UNSEEN: "VARCHAR", BIG: "BIGINT"}.get(kind, kind)


def becomes_text(before: str, observed: str, after: str) -> bool:
    """Whether a column of numbers, dates or booleans meets text and becomes text; at any depth."""
    if before in (UNSEEN, "VARCHAR") or observed == UNSEEN:
        return False
    if before.endswith("[]") and observed.endswith("[]") and after.endswith("[]"):
        return becomes_text(before[:-2], observed[:-2], after[:-2])
    if is_struct(before) and is_struct(observed) and is_struct(after):
        ours, theirs, both = fields_of(before), fields_of(observed), fields_of(after)
        return any(becomes_text(ours[f], theirs[f], both[f]) for f in ours.keys() & theirs.keys())
    return after == "VARCHAR"


def least_upper_bound(one: str, other: str) -> str:
    """The narrowest type that holds all values of both; VARCHAR where only text does.

    Nested types meet part by part: lists by element, structs by field. Commutative, associative and
    idempotent, so that the order of deliveries does not matter.
    """
    if one == other or other == UNSEEN:
        return one
    if one == UNSEEN:
        return other
    if one.endswith("[]") and other.endswith("[]"):
        return f"{least_upper_bound(one[:-2], other[:-2])}[]"
    if is_struct(one) and is_struct(other):
        fields = fields_of(one)
        for name, kind in fields_of(other).items():
            fields[name] = least_upper_bound(fields.get(name, UNSEEN), kind)
        return struct_of(fields)
    return _flat_bound(one, other)


def _flat_bound(one: str, other: str) -> str:
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


def contract_from_json(columns: Iterable[list[str]]) -> Contract:
    """The contract that `to_json` wrote: columns as the log knows them."""
    return Contract({column: kind for column, kind in columns})


def as_declared(
    logged: Contract, declared: Mapping[str, str], formers: Mapping[str, tuple[str, ...]]
) -> Contract:
    """The contract of the log's columns under the names and types that are declared now."""
    now = {old: column for column, names in formers.items() for old in names}
    types: dict[str, str] = {}
    first_names: dict[str, str] = {}
    conflict = None
    for first, kind in logged.types.items():
        column = now.get(first, first)
        if column in types:
            conflict = first_names.get(column, column), first
            continue
        types[column] = declared.get(column, kind)
        if column != first:
            first_names[column] = first
    # A column that the log knows by its present name keeps it, so that no hash changes.
    others = {column: names for column, names in formers.items() if column not in types}
    return Contract(types, dict(declared), others, first_names, conflict)


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
