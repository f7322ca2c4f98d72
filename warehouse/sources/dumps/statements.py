"""What a statement is called, and what it acts on; its text has no comments."""

from __future__ import annotations

import re

from warehouse.sources.dumps.ddl import identifier

_QUOTED = re.compile(r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\"|`(?:[^`]|``)*`", re.S)
_OBJECTS = "MATERIALIZED VIEW|TABLE|VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT TRIGGER|EVENT|INDEX|DATABASE|SCHEMA"
_OBJECTS += "|SEQUENCE|TYPE|DOMAIN|EXTENSION|USER|ROLE|SERVER|AGGREGATE|OPERATOR|CAST|RULE|POLICY"
_OBJECTS += "|PUBLICATION|SUBSCRIPTION"
_OBJECTS += "|STATISTICS|COLLATION|CONVERSION|LANGUAGE|DEFAULT PRIVILEGES|PACKAGE|TABLESPACE|LOGFILE GROUP"
_DDL = re.compile(rf"(CREATE|DROP|ALTER)\b.*?\b({_OBJECTS})\b", re.S)
_PAIRS = {"LOCK TABLES", "UNLOCK TABLES", "START TRANSACTION", "TRUNCATE TABLE", "RENAME TABLE", "LOAD DATA"}
_PAIRS |= {"REFRESH MATERIALIZED"}
_NAME = r"(?:`(?:[^`]|``)*`|\"(?:[^\"]|\"\")*\"|[^\W\d][\w$]*)"
_TARGET = re.compile(
    r"(?:DELETE\s+FROM|UPDATE|TRUNCATE(?:\s+TABLE)?|DROP\s+TABLE|ALTER\s+TABLE)\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?"
    rf"({_NAME})(?:\s*\.\s*({_NAME}))?",
    re.I,
)


def kind_of(text: str) -> str:
    """The kind under which a statement is counted: SET, DROP TABLE, CREATE TRIGGER …"""
    bare = " ".join(_QUOTED.sub("''", text[:4000]).upper().split())
    ddl = _DDL.match(bare)
    if ddl:
        return f"{ddl[1]} {ddl[2]}"
    pair = " ".join(re.findall(r"\w+", bare)[:2])
    return pair if pair in _PAIRS else pair.partition(" ")[0] or "(nothing)"


def target_of(text: str, is_mysql: bool) -> tuple[str, ...]:
    """The parts of the name of the one table that a statement changes; none if there is none."""
    match = _TARGET.match(text)
    return tuple(identifier(part, is_mysql) for part in match.groups() if part) if match else ()
