"""SQL expressions of the hashes: row hash, business-key hash, hashdiff.

The rules are hash rule 1, written down in docs/hashing.md, with golden vectors in the tests. A hash is
16 bytes in Parquet (20 for sha1, 32 for sha256) and a UUID in the DuckDB file (hex text for the others).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from warehouse.contract import struct_fields
from warehouse.templates import literal, name, render

#: The version of the rules below; it is recorded with every load.
HASH_RULE = 1

_NONE: Mapping[str, str] = {}
_ZERO_BYTES = {"md5": 16, "sha1": 20, "sha256": 32}


@dataclass(frozen=True)
class HashType:
    """The project's hash for keys and hashdiffs: md5, sha1 or sha256."""

    algorithm: str

    @property
    def in_file(self) -> str:
        """The type of a hash column in the DuckDB file."""
        return "UUID" if self.algorithm == "md5" else "VARCHAR"

    @property
    def zero(self) -> str:
        """The zero key, as bytes."""
        return f"unhex({literal('00' * _ZERO_BYTES[self.algorithm])})"

    @property
    def zero_in_file(self) -> str:
        """The zero key as the DuckDB file keeps it."""
        return self.to_file(self.zero)

    @property
    def error_in_file(self) -> str:
        """The key of the error record, all bits set, as the DuckDB file keeps it."""
        return self.to_file(f"unhex({literal('ff' * _ZERO_BYTES[self.algorithm])})")

    def of(self, text: str) -> str:
        """The hash of a text expression, as bytes."""
        return render(f"hashes/{self.algorithm}", text=text)

    def to_file(self, value: str) -> str:
        """Stored bytes as the DuckDB file keeps them."""
        return render("hashes/in_file_md5" if self.algorithm == "md5" else "hashes/in_file_hex", value=value)

    def to_bytes(self, value: str) -> str:
        """A hash of the DuckDB file as the bytes that are stored."""
        return f"unhex(replace(CAST({value} AS VARCHAR), '-', ''))"


MD5 = HashType("md5")


def canonical_text(value: str, kind: str, depth: int = 0) -> str:
    """The canonical text of the expression `value` of DuckDB type `kind`, NULL for NULL. Unescaped."""
    kind = kind.strip()
    if kind.endswith("]"):
        variable = f"x{depth}"
        element_kind = kind[: kind.rindex("[")]
        element = _nested_text(variable, element_kind, depth + 1)
        return render("hashes/text_of_list", value=value, variable=variable, element=element)
    if kind.startswith("STRUCT("):
        fields = [
            _field_text(field, _nested_text(f"{value}.{name(field)}", inner, depth + 1))
            for field, inner in sorted(struct_fields(kind))
        ]
        return render("hashes/text_of_struct", value=value, fields=", ".join(fields))
    return render(f"hashes/text_of_{_family(kind)}", value=value)


def _field_text(field: str, text: str) -> str:
    return f"{literal(field + ':')} || {text}"


def _nested_text(value: str, kind: str, depth: int) -> str:
    if kind == "VARCHAR":
        return render("hashes/text_of_nested_string", value=value)
    return canonical_text(value, kind, depth)


def _family(kind: str) -> str:
    if kind.startswith("DECIMAL"):
        digits, _, scale = kind[8:-1].partition(",")
        if int(scale) == 0:
            return "plain"
        return "fraction" if int(digits) == int(scale) else "decimal"
    if kind in ("FLOAT", "DOUBLE"):
        return "float"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return "timestamptz"
    if kind.startswith("TIMESTAMP"):
        return "timestamp"
    return "blob" if kind == "BLOB" else "plain"


def _escaped(text: str, kind: str) -> str:
    """Text that can hold \\, | or = is escaped; numbers, dates and the like cannot."""
    if kind == "VARCHAR" or kind.endswith("]") or kind.startswith("STRUCT("):
        return render("hashes/escaped_value", value=text)
    return text


def texts_of(columns: Mapping[str, str]) -> dict[str, str]:
    """The text that each column (name → DuckDB type) has under a row's hashes, as expressions by alias.

    A SELECT that makes them once lets several hashes stand on them (`made`).
    """
    return {_alias(column): _column_text(column, kind) for column, kind in columns.items()}


def _alias(column: str) -> str:
    return f"_text of {column}"


def _column_text(column: str, kind: str, made: bool = False) -> str:
    return name(_alias(column)) if made else _escaped(canonical_text(name(column), kind), kind)


def row_text(
    columns: Mapping[str, str], first_names: Mapping[str, str] = _NONE, *, made: bool = False
) -> str:
    """The text under a row hash or hashdiff of the columns (name → DuckDB type).

    A column that was renamed stands under its first name. `made`: the columns' texts are there (`texts_of`).
    """
    pairs = []
    for first, column in sorted((first_names.get(c, c), c) for c in columns):
        escaped_name = first.replace("\\", "\\\\").replace("|", "\\|").replace("=", "\\=")
        pairs.append(f"{literal(escaped_name + '=')} || {_column_text(column, columns[column], made)}")
    return render("hashes/row_text", pairs=",\n        ".join(pairs)) if pairs else "''"


def row_hash(
    columns: Mapping[str, str], first_names: Mapping[str, str] = _NONE, *, made: bool = False
) -> str:
    """The row hash (MD5, 16 bytes) of the columns (name → DuckDB type)."""
    return MD5.of(row_text(columns, first_names, made=made))


def hashdiff(
    columns: Mapping[str, str],
    hash_type: HashType,
    first_names: Mapping[str, str] = _NONE,
    *,
    made: bool = False,
) -> str:
    """The hashdiff of the columns (name → DuckDB type), as bytes."""
    return hash_type.of(row_text(columns, first_names, made=made))


def key_hash(parts: Iterable[tuple[str, str]], hash_type: HashType, *, made: bool = False) -> str:
    """The business-key hash of (column, DuckDB type) parts in their order, as bytes; zero if all are NULL."""
    texts = [_key_part(column, kind, made) for column, kind in parts]
    joined = " || '||' || ".join(f"coalesce({text}, '^^')" for text in texts)
    if len(texts) == 1:
        joined = texts[0]
    return render("hashes/zero_key", parts=", ".join(texts), hash=hash_type.of(joined), zero=hash_type.zero)


def _key_part(column: str, kind: str, made: bool) -> str:
    """One part of a business key: canonical text, trimmed and upper-cased where it can have letters."""
    if kind == "VARCHAR":
        return render("hashes/key_part_text", value=name(column))
    text = canonical_text(name(column), kind)
    if kind in ("BIGINT", "DATE") or kind.startswith(("DECIMAL", "TIMESTAMP")):
        return _column_text(column, kind, made)
    return render("hashes/key_part_text", value=text)
