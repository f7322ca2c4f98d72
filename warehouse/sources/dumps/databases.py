"""Which databases a MySQL statement names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from warehouse.sources.dumps.ddl import identifier

_NAME = r"(?:`(?:[^`]|``)*`|\"(?:[^\"]|\"\")*\"|[^\W\d][\w$]*)"
_QUOTED = re.compile(r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\"|`(?:[^`]|``)*`", re.S)
_DIRECT = re.compile(
    rf"(?:USE|(?:CREATE|DROP|ALTER)\s+(?:OR\s+REPLACE\s+)?(?:DATABASE|SCHEMA)(?:\s+IF\s+(?:NOT\s+)?EXISTS)?)"
    rf"\s+({_NAME})",
    re.I,
)
# What may follow an ALTER DATABASE that leaves the name out.
_NO_NAME = {"character", "charset", "default", "collate", "comment", "encryption", "read", "upgrade"}
_IF = r"(?:\s+IF\s+(?:NOT\s+)?EXISTS)?"
_BEFORE = r"(?:INTO|(?<!KEY\s)(?<!ON\s)UPDATE|IGNORE|TABLES?|FROM|JOIN|VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT"
_BEFORE += r"|REFERENCES|TRUNCATE|CALL)"
# In these functions FROM is followed by a column.
_ARGUMENT = r"(?:[^()]|\((?:[^()]|\([^()]*\))*\))*?"
_QUALIFIED = re.compile(
    rf"(?P<function>\b(?:EXTRACT|TRIM|SUBSTRING|SUBSTR|MID|OVERLAY)\s*\({_ARGUMENT}\bFROM\b)"
    rf"|\b(?P<before>{_BEFORE}){_IF}[\s(]+(?P<first>{_NAME})\s*\.\s*(?:{_NAME}|\*)",
    re.I,
)
_LIKE = re.compile(rf"CREATE\b.*?\bTABLE{_IF}\s+[^\s(]+[\s(]+LIKE\s+({_NAME})\s*\.", re.I | re.S)
_ON = re.compile(rf"\bON\s+(?:TABLE\s+|FUNCTION\s+|PROCEDURE\s+)?({_NAME})\s*\.\s*(?:{_NAME}|\*)", re.I)
_LIST = re.compile(rf"({_NAME})\s*\.\s*{_NAME}")
_WITH_ON = re.compile(
    r"(?:GRANT|REVOKE|CREATE\s+(?:\w+\s+)?INDEX|DROP\s+INDEX|CREATE\b.*?\bTRIGGER)\b", re.I | re.S
)
_WITH_LIST = re.compile(
    r"(?:DROP\s+(?:TEMPORARY\s+)?(?:TABLES?|VIEW)|LOCK\s+TABLES?|RENAME\s+TABLES?)\b", re.I
)
_ROWS = {"new", "old"}
_SYSTEM = {"information_schema", "performance_schema", "sys", "mysql"}
_READS = ("FROM", "JOIN")


def databases_named(text: str) -> Iterator[str]:
    """The databases that a statement without comments names, whether it acts on them or reads them.

    MySQL's own, which views and routines may read, are not among them where they are read only.
    """
    bare = _QUOTED.sub(_without_text, text)
    if direct := _DIRECT.match(bare):
        name = identifier(direct[1], True)
        if direct[1][0] in '`"' or name.lower() not in _NO_NAME:
            yield name
        return
    for match in _QUALIFIED.finditer(bare):
        if match["first"]:
            name = identifier(match["first"], True)
            is_read = match["before"].upper() in _READS
            if name.lower() not in _ROWS and not (is_read and name.lower() in _SYSTEM):
                yield name
    if like := _LIKE.match(bare):
        yield identifier(like[1], True)
    if _WITH_ON.match(bare):
        on = _ON.search(bare)
        if on:
            yield identifier(on[1], True)
    if _WITH_LIST.match(bare):
        for found in _LIST.finditer(bare):
            yield identifier(found[1], True)


def _without_text(quoted: re.Match[str]) -> str:
    """A name as it is, a string empty. What has blanks in it and stands in double quotes is a string."""
    is_text = quoted[0][0] == "'" or (quoted[0][0] == '"' and any(map(str.isspace, quoted[0])))
    return "''" if is_text else quoted[0]
