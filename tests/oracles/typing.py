"""What the columns of a CSV file are: the narrowest type that holds every text of a column without loss."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Delivery = tuple[dt.datetime, list[Row]]
Texts = tuple[str | None, ...]

_WHOLE = re.compile(r"0|-?[1-9][0-9]*")
_PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?")
_QUOTED_EMPTY = re.compile(r'(^|,)""(?=,|\r|\n|$)', re.MULTILINE)


def read_deliveries(files: Sequence[tuple[dt.datetime, Path]]) -> tuple[dict[str, str], list[Delivery]]:
    """The columns' types over all files of one table, and each file's rows in them.

    Rows that stand in several files are one object, so that a week of a table takes the memory of a day.
    """
    texts = [(load_date, read_csv(path)) for load_date, path in files]
    [header] = {tuple(rows[0]) for _, rows in texts}
    distinct = {row for _, rows in texts for row in rows[1:]}
    kinds = {c: kind_of(values or ()) for c, values in zip_longest(header, zip(*distinct, strict=True))}
    typed = {row: typed_row(row, kinds) for row in distinct}
    return kinds, [(load_date, [typed[row] for row in rows[1:]]) for load_date, rows in texts]


def read_csv(path: Path) -> list[Texts]:
    """The lines of a file, header first: an empty field is None, a quoted empty field is ''."""
    text = path.read_bytes().decode("utf-8")
    if '""' in text and _QUOTED_EMPTY.search(text):
        return list(_lines_with_quotes(text))
    lines = csv.reader(text.splitlines(keepends=True), strict=True)
    return [tuple(field or None for field in line) for line in lines]


def kind_of(texts: Iterable[str | None]) -> str:
    """The narrowest type that gives back each text (numbers: each value); VARCHAR where only text does."""
    given = {text for text in texts if text is not None}
    if not given:
        return "VARCHAR"
    for kind, holds in _HOLDS.items():
        if all(holds(text) for text in given):
            return kind
    return "VARCHAR"


def typed_row(texts: Texts, kinds: dict[str, str]) -> Row:
    """A line's texts as values, by column."""
    return {
        column: None if text is None else _READ[kind](text)
        for (column, kind), text in zip(kinds.items(), texts, strict=True)
    }


def canonical_text(value: Any) -> str | None:
    """A value as hashes spell it: by value, so that 5.0 is 5 and -0.0 is 0; floats by shortest round trip."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case float():
            return repr(value)
        case Decimal():
            return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
        case dt.datetime():
            text = value.isoformat(sep=" ")
            return text.rstrip("0") if "." in text else text
        case _:
            return str(value)


def _is_whole(text: str) -> bool:
    if not _WHOLE.fullmatch(text):
        return False
    if abs(int(text)) > 2**53:
        raise ValueError(f"{text}: this oracle does not judge whole numbers beyond 2^53")
    return True


def _is_double(text: str) -> bool:
    """Whether the double nearest to this number is written as this number."""
    return bool(_PLAIN.fullmatch(text)) and Decimal(repr(float(text))) == Decimal(text)


def _is_date(text: str) -> bool:
    return bool(_DATE.fullmatch(text)) and _reads(dt.date.fromisoformat, text)


def _is_timestamp(text: str) -> bool:
    return bool(_TIMESTAMP.fullmatch(text)) and _reads(_timestamp, text)


def _reads(reader: Any, text: str) -> bool:
    try:
        reader(text)
    except ValueError:
        return False
    return True


def _timestamp(text: str) -> dt.datetime:
    moment, _, fraction = text.replace("T", " ").partition(".")
    return dt.datetime.strptime(moment, "%Y-%m-%d %H:%M:%S").replace(microsecond=int(fraction.ljust(6, "0")))


def _boolean(text: str) -> bool:
    return text == "true"


_HOLDS = {
    "BOOLEAN": lambda text: text in ("true", "false"),
    "BIGINT": _is_whole,
    "DOUBLE": _is_double,
    "DATE": _is_date,
    "TIMESTAMP": _is_timestamp,
}
_READ: dict[str, Any] = {
    "BOOLEAN": _boolean,
    "BIGINT": int,
    "DOUBLE": float,
    "DATE": dt.date.fromisoformat,
    "TIMESTAMP": _timestamp,
    "VARCHAR": str,
}


def _lines_with_quotes(text: str) -> Iterator[Texts]:
    """The lines, character by character: the csv module does not tell a quoted empty field from none."""
    line: list[str | None] = []
    field, was_quoted, inside = "", False, False
    characters = iter(range(len(text)))
    for i in characters:
        character = text[i]
        if inside and character == '"' and text[i + 1 : i + 2] == '"':
            field += '"'
            next(characters)
        elif character == '"':
            inside, was_quoted = not inside, True
        elif inside or character not in ",\n\r":
            field += character
        elif character != "\r":
            line.append(field if field or was_quoted else None)
            field, was_quoted = "", False
            if character == "\n":
                yield tuple(line)
                line = []
    if line or field or was_quoted:
        yield (*line, field if field or was_quoted else None)
