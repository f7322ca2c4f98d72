"""Declared SQL types → contract types that hold every value, and how the values are read."""

from __future__ import annotations

import re

from warehouse.sources.dumps.tables import Reading

_PARTS = re.compile(
    r"\s*(?P<word>[a-z_]\w*(?: [a-z_]\w*)*|\"[^\"]*\"(?:\.\"[^\"]*\")?)\s*"
    r"(?:\((?P<numbers>[\d\s,-]*)\)|\((?P<words>.*)\))?(?P<rest>[^()]*)\Z",
    re.S,
)

_MYSQL_INTEGERS = (
    "tinyint",
    "smallint",
    "mediumint",
    "int",
    "integer",
    "bigint",
    "int1",
    "int2",
    "int3",
    "int4",
)
_MYSQL_BYTES = ("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "vector", "char byte")
_MYSQL_SHAPES = (
    "geometry",
    "point",
    "linestring",
    "polygon",
    "multipoint",
    "multilinestring",
    "multipolygon",
    "geometrycollection",
    "geomcollection",
)
_MYSQL = dict.fromkeys((*_MYSQL_INTEGERS, "int8", "middleint", "year", "bool", "boolean"), "BIGINT")
_MYSQL |= dict.fromkeys((*_MYSQL_BYTES, *_MYSQL_SHAPES), "BLOB")
_MYSQL |= dict.fromkeys(("float", "float4", "float8", "double", "double precision", "real"), "DOUBLE")
_MYSQL |= {"date": "DATE", "datetime": "TIMESTAMP", "timestamp": "TIMESTAMP", "serial": "DECIMAL(20,0)"}

_POSTGRES = dict.fromkeys(
    (
        "smallint",
        "integer",
        "bigint",
        "int",
        "int2",
        "int4",
        "int8",
        "oid",
        "serial",
        "bigserial",
        "smallserial",
    ),
    "BIGINT",
)
_POSTGRES |= dict.fromkeys(("real", "double precision", "float", "float4", "float8"), "DOUBLE")
_POSTGRES |= {"boolean": "BOOLEAN", "bool": "BOOLEAN", "bytea": "BLOB", "date": "DATE"}
_POSTGRES |= dict.fromkeys(("timestamp", "timestamp without time zone"), "TIMESTAMP")
_POSTGRES |= dict.fromkeys(("timestamptz", "timestamp with time zone"), "TIMESTAMP WITH TIME ZONE")

_DATES: dict[str, Reading] = {"DATE": "date", "TIMESTAMP": "moment"}
_READINGS: dict[str, Reading] = {"BLOB": "bytes", "BIGINT": "number", "DOUBLE": "number", "BOOLEAN": "bool"}


def mysql_type(declared: str) -> tuple[str, Reading]:
    """The contract type of a MySQL or MariaDB type, and how its values are read. Text where in doubt."""
    word, numbers, rest = _parsed(declared)
    if word == "bit":
        return ("BIGINT" if (numbers or [1])[0] < 64 else "DECIMAL(20,0)"), "bits"
    if word in ("decimal", "numeric", "dec", "fixed"):
        kind = _decimal(numbers or [10, 0])
    elif word in ("bigint", "int8") and re.search(r"\b(unsigned|zerofill)\b", rest):
        kind = "DECIMAL(20,0)"
    else:
        kind = _MYSQL.get(word, "VARCHAR")
    return kind, "number" if kind.startswith("DECIMAL") else (_READINGS | _DATES).get(kind, "text")


def postgres_type(declared: str) -> tuple[str | None, Reading]:
    """The contract type of a PostgreSQL type, and how its values are read.

    None for `numeric` without digits, which only the values can tell. Text where in doubt.
    """
    # `--quote-all-identifiers` quotes types too. ("char" is another type than char, but text like it.)
    word, numbers, rest = _parsed(re.sub(r'"(\w+)"', r"\1", declared).replace("pg_catalog.", ""))
    if "[" in rest or " array" in f"{rest} {word}":
        return "VARCHAR", "text"
    if word in ("numeric", "decimal"):
        kind = _decimal(numbers) if numbers else None
        return kind, "number" if kind != "VARCHAR" else "text"
    if word in ("timestamp", "timestamptz"):
        kind = _POSTGRES.get(f"{word} {rest}".strip(), "VARCHAR")
    else:
        kind = _POSTGRES.get(word, "VARCHAR")
    return kind, _READINGS.get(kind, "text")


def _parsed(declared: str) -> tuple[str, list[int], str]:
    """The word of a type, the numbers in its parentheses, and what follows: decimal(10,2) unsigned."""
    match = _PARTS.match(" ".join(declared.lower().split()))
    if not match:
        return "", [], ""
    numbers = [int(number) for number in (match["numbers"] or "").split(",") if number.strip()]
    word, rest = match["word"].strip(), match["rest"].strip()
    for suffix in (" unsigned", " signed", " zerofill"):
        while word.endswith(suffix):
            word, rest = word.removesuffix(suffix).strip(), f"{suffix.strip()} {rest}".strip()
    return word, numbers, rest


def _decimal(numbers: list[int]) -> str:
    digits, scale = (*numbers, 0)[:2]
    return f"DECIMAL({digits},{scale})" if 0 <= scale <= digits <= 38 else "VARCHAR"
