"""Declared column types: dbt users' many words for the few types that are stored."""

from __future__ import annotations

import re

from warehouse.errors import DeclarationError, Place, did_you_mean

_WORDS = {
    "BOOLEAN": ("bool", "boolean", "logical"),
    "BIGINT": ("int", "integer", "bigint", "smallint", "tinyint", "int2", "int4", "int8", "int64", "long"),
    "FLOAT": ("real", "float4"),
    "DOUBLE": ("double", "double precision", "float", "float8", "float64"),
    "VARCHAR": ("varchar", "text", "string", "char", "character varying", "nvarchar", "bpchar"),
    "DATE": ("date",),
    "TIMESTAMP": ("timestamp", "datetime", "timestamp without time zone", "timestamp_ntz"),
    "TIMESTAMP WITH TIME ZONE": ("timestamptz", "timestamp with time zone"),
    "BLOB": ("blob", "bytea", "binary", "varbinary"),
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words}


def stored_word(text: str) -> str | None:
    """The stored type that a word of SQL means; None for one that is not known."""
    return _KINDS.get(re.sub(r"\s+", " ", text.strip().lower()))


def declared_type(text: str, place: Place) -> str:
    """The stored type that a `data_type:` means; DeclarationError for one that is not known."""
    word = re.sub(r"\s+", " ", text.strip().lower())
    decimal = re.fullmatch(r"(?:decimal|numeric|number)(?: ?\( ?(\d+) ?(?:, ?(\d+) ?)?\))?", word)
    if decimal:
        digits, scale = int(decimal[1] or 18), int(decimal[2] or (0 if decimal[1] else 3))
        if digits <= 38 and scale <= digits:
            return f"DECIMAL({digits},{scale})"
        raise DeclarationError(
            f"'{text}' has too many digits.",
            where=place,
            fix="at most DECIMAL(38, 38), no more behind the point",
        )
    word = re.sub(r" ?\(.*\)$", "", word)
    if word not in _KINDS:
        raise DeclarationError(
            f"There is no column type '{text}'.", where=place, fix=did_you_mean(word, [*_KINDS, "decimal"])
        )
    return _KINDS[word]
