"""The history of one table that arrives as snapshots: every reading of it, from whole days in dicts.

A delivery is (load date, rows). Rows equal in every column are one; two different rows of one key are no
business of this oracle. Hashes are 32 hex digits.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tests.oracles.typing import Delivery, Row, canonical_text

Key = tuple[Any, ...]
ZERO_KEY = "00" * 16


@dataclass(frozen=True)
class Counts:
    """What one delivery was, row by row, against the one before it. `removed` keys are no rows of it."""

    read: int
    new: int
    changed: int
    unchanged: int
    duplicate: int
    removed: int


@dataclass(frozen=True)
class Event:
    """A key that appeared, changed or disappeared on a load date. A delete carries the key alone."""

    operation: str
    load_date: dt.datetime
    key: Key
    row: Row | None


@dataclass(frozen=True)
class Version:
    """A state of a key, from `valid_from` until before `valid_to` (None: it lasts)."""

    row: Row
    valid_from: dt.datetime
    valid_to: dt.datetime | None


@dataclass(frozen=True)
class SeenIn:
    """A source's deliveries, and the columns that hold a business key there."""

    record_source: str
    deliveries: Sequence[Delivery]
    columns: Sequence[str]


def contents(
    deliveries: Sequence[Delivery], key: Sequence[str]
) -> Iterator[tuple[dt.datetime, dict[Key, Row]]]:
    """Each load date with the table's content then, by key, oldest first."""
    for load_date, rows in sorted(deliveries, key=lambda delivery: delivery[0]):
        content: dict[Key, Row] = {}
        for row in rows:
            if content.setdefault(_values(row, key), row) != row:
                raise ValueError(f"two rows of {_values(row, key)} on {load_date}")
        yield load_date, content


def load_counts(deliveries: Sequence[Delivery], key: Sequence[str]) -> dict[dt.datetime, Counts]:
    """What each delivery was against the one before it in time."""
    found: dict[dt.datetime, Counts] = {}
    read = {load_date: len(rows) for load_date, rows in deliveries}
    before: dict[Key, Row] = {}
    for load_date, content in contents(deliveries, key):
        new = sum(k not in before for k in content)
        changed = sum(k in before and before[k] != row for k, row in content.items())
        found[load_date] = Counts(
            read=read[load_date],
            new=new,
            changed=changed,
            unchanged=len(content) - new - changed,
            duplicate=read[load_date] - len(content),
            removed=sum(k not in content for k in before),
        )
        before = content
    return found


def change_events(deliveries: Sequence[Delivery], key: Sequence[str]) -> list[Event]:
    """What happened between each content and the one before it."""
    events = []
    before: dict[Key, Row] = {}
    for load_date, content in contents(deliveries, key):
        for k, row in content.items():
            if k not in before:
                events.append(Event("insert", load_date, k, row))
            elif before[k] != row:
                events.append(Event("update", load_date, k, row))
        events += [Event("delete", load_date, k, None) for k in before if k not in content]
        before = content
    return events


def scd2_versions(deliveries: Sequence[Delivery], key: Sequence[str]) -> list[Version]:
    """A version for each stretch of load dates over which a key was there and stayed the same."""
    ended = []
    lasting: dict[Key, Version] = {}
    for load_date, content in contents(deliveries, key):
        for k, version in list(lasting.items()):
            if content.get(k) != version.row:
                ended.append(Version(version.row, version.valid_from, load_date))
                del lasting[k]
        for k, row in content.items():
            lasting.setdefault(k, Version(row, load_date, None))
    return ended + list(lasting.values())


def hub_rows(sources: Sequence[SeenIn]) -> list[tuple[Any, ...]]:
    """(hash key, business key…, load date, record source): the first sight of each key, but for all NULL."""
    first: dict[str, tuple[Any, ...]] = {}
    for source in sources:
        for load_date, rows in source.deliveries:
            for row in rows:
                parts = _values(row, source.columns)
                in_order = [(part is None, part) for part in parts]
                sight = (load_date, source.record_source, in_order)
                hash_key = key_hash(*parts)
                if hash_key != ZERO_KEY and (hash_key not in first or sight < first[hash_key]):
                    first[hash_key] = sight
    return [(h, *(part for _, part in in_order), at, by) for h, (at, by, in_order) in first.items()]


def link_rows(source: SeenIn, hubs: Sequence[Sequence[str]]) -> list[tuple[Any, ...]]:
    """(hash key, each hub's hash key…, load date, record source): the first sight of each relation."""
    first: dict[str, tuple[Any, ...]] = {}
    for load_date, rows in sorted(source.deliveries, key=lambda delivery: delivery[0]):
        for row in rows:
            hash_key = key_hash(*_values(row, [column for columns in hubs for column in columns]))
            if hash_key not in first:
                ends = (key_hash(*_values(row, columns)) for columns in hubs)
                first[hash_key] = (hash_key, *ends, load_date, source.record_source)
    return list(first.values())


def satellite_rows(source: SeenIn, attributes: Sequence[str]) -> list[tuple[Any, ...]]:
    """(hash key, hashdiff, attributes…, load date, record source): each state unlike the one before it."""
    states = []
    last: dict[str, str] = {}
    diffs: dict[int, str] = {}  # One object in several deliveries is hashed once.
    for load_date, rows in sorted(source.deliveries, key=lambda delivery: delivery[0]):
        for row in rows:
            hash_key = key_hash(*_values(row, source.columns))
            difference = diffs.get(id(row)) or diffs.setdefault(id(row), hashdiff(row, attributes))
            if hash_key != ZERO_KEY and last.get(hash_key) != difference:
                last[hash_key] = difference
                state = (hash_key, difference, *_values(row, attributes))
                states.append((*state, load_date, source.record_source))
    return states


@lru_cache(maxsize=None, typed=True)
def key_hash(*parts: Any) -> str:
    """The business-key hash: md5('12345') for one number, the zero key where every part is NULL."""
    texts = [_key_text(part) for part in parts]
    if all(text is None for text in texts):
        return ZERO_KEY
    return _md5("||".join("^^" if text is None else text for text in texts))


def hashdiff(row: Row, columns: Iterable[str]) -> str:
    """The hash of name=value pairs of the columns that are not NULL, in the order of their names."""
    pairs = []
    for column in sorted(columns):
        text = canonical_text(row[column])
        if text is not None:
            pairs.append(f"{_escaped(column)}={_escaped(text)}")
    return _md5("||".join(pairs))


def _key_text(part: Any) -> str | None:
    text = canonical_text(part)
    if text is None:
        return None
    text = "".join(_upper(character) for character in text.strip(" "))
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("^^", "\\^^") or None


def _upper(character: str) -> str:
    """One character for one, as DuckDB has it: ß is ẞ, and what has no single capital stays as it is."""
    if character == "ß":
        return "ẞ"
    return next((text for text in (character.upper(), character.title()) if len(text) == 1), character)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("=", "\\=")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode("utf-8")).hexdigest()


def _values(row: Row, columns: Iterable[str]) -> tuple[Any, ...]:
    return tuple(row[column] for column in columns)
