"""The history of a table whose loads are of any kind and slice, from full copies in dicts, without SQL.

A load is what one delivery says: `rows` in their order, each (key, value), value None for a deletion. Its
place is (load date, number), in the history of its slice alone.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

#: Key and value by key, of one slice.
Content = dict[str, str]


@dataclass(frozen=True)
class KindLoad:
    """One accepted load of a table with the columns id and value."""

    kind: str
    load_date: dt.datetime
    seq: int
    rows: tuple[tuple[str, str | None], ...]
    slice: str | None = None


@dataclass
class Copy:
    """All that there is to say of one load: the content after it, what it delivered, and its counts."""

    load: KindLoad
    content: Content
    delivered: Content
    counts: dict[str, int]
    changed_by: dict[str, dt.datetime] = field(default_factory=dict)
    seen_on: dict[str, dt.datetime] = field(default_factory=dict)


def copies(loads: Iterable[KindLoad]) -> list[Copy]:
    """A full copy after each load, in the order of history; slices know nothing of each other."""
    found: list[Copy] = []
    last: dict[str | None, Copy] = {}
    for load in sorted(loads, key=lambda load: (load.load_date, load.seq, load.slice or "")):
        before = last.get(load.slice)
        last[load.slice] = _after(load, before)
        found.append(last[load.slice])
    return found


def _after(load: KindLoad, before: Copy | None) -> Copy:
    old = before.content if before else {}
    said = dict(load.rows)  # the last row of a key counts
    delivered = {key: value for key, value in said.items() if value is not None}
    gone = [key for key, value in said.items() if value is None]
    if load.kind == "snapshot":
        content = dict(delivered)
    else:
        content = {key: value for key, value in {**old, **delivered}.items() if key not in gone}
    new = sum(key not in old for key in delivered)
    changed = sum(key in old and old[key] != value for key, value in delivered.items())
    unchanged = len(delivered) - new - changed
    duplicate = len(load.rows) - len(said)
    if load.kind == "append":
        unchanged, duplicate = 0, duplicate + unchanged
    counts = {
        "read": len(load.rows),
        "new": new,
        "changed": changed,
        "unchanged": unchanged,
        "deleted": len(gone),
        "duplicate": duplicate,
        "rejected": 0,
        "removed": len(set(old) - set(delivered)) if load.kind == "snapshot" else 0,
    }
    return Copy(load, content, delivered, counts, *_dates(load, before, content, delivered))


def _dates(
    load: KindLoad, before: Copy | None, content: Content, delivered: Content
) -> tuple[dict[str, dt.datetime], dict[str, dt.datetime]]:
    """When each row was last changed, and when it was last said to be so."""
    changed_by, seen_on = {}, {}
    for key, value in content.items():
        same = before is not None and before.content.get(key) == value
        changed_by[key] = before.changed_by[key] if before and same else load.load_date
        seen_on[key] = load.load_date if key in delivered or not before else before.seen_on[key]
    return changed_by, seen_on


def current(found: Sequence[Copy]) -> list[tuple[str | None, str, str, dt.datetime, dt.datetime]]:
    """(slice, key, value, changed on, seen on) of the newest content of each slice."""
    newest = {copy.load.slice: copy for copy in found}
    return sorted(
        (part, key, value, copy.changed_by[key], copy.seen_on[key])
        for part, copy in newest.items()
        for key, value in copy.content.items()
    )


def versions(found: Sequence[Copy]) -> list[tuple[str | None, str, str, dt.datetime, dt.datetime | None]]:
    """(slice, key, value, from, to): a version for each stretch of load dates over which a row stayed."""
    done = []
    for part in {copy.load.slice for copy in found}:
        # Of several loads of one load date only the state after the last one counts.
        days = {copy.load.load_date: copy.content for copy in found if copy.load.slice == part}
        lasting: dict[str, tuple[str, dt.datetime]] = {}
        for day, content in sorted(days.items()):
            for key, (value, since) in list(lasting.items()):
                if content.get(key) != value:
                    done.append((part, key, value, since, day))
                    del lasting[key]
            for key, value in content.items():
                lasting.setdefault(key, (value, day))
        done += [(part, key, value, since, None) for key, (value, since) in lasting.items()]
    return sorted(done, key=lambda version: (version[0] or "", *version[1:4]))


def days(found: Sequence[Copy]) -> dict[str | None, list[tuple[dt.datetime, list[dict[str, str]]]]]:
    """By slice the whole content of each load date, as a delivery of everything would have it."""
    whole: dict[str | None, dict[dt.datetime, list[dict[str, str]]]] = {}
    for copy in found:
        rows = [{"id": key, "value": value} for key, value in copy.content.items()]
        whole.setdefault(copy.load.slice, {})[copy.load.load_date] = rows
    return {part: list(by_date.items()) for part, by_date in whole.items()}


def states(found: Sequence[Copy]) -> list[tuple[str | None, str, str, dt.datetime]]:
    """(slice, key, value, load date) of each state unlike the key's state before it: a satellite's rows."""
    rows = []
    for part in {copy.load.slice for copy in found}:
        days = {copy.load.load_date: copy.content for copy in found if copy.load.slice == part}
        last: Content = {}
        for day, content in sorted(days.items()):
            rows += [(part, key, value, day) for key, value in content.items() if last.get(key) != value]
            last |= content
    return rows


def moments(found: Sequence[Copy]) -> Iterator[tuple[dt.datetime, list[tuple[str, str]]]]:
    """Each load date with the (key, value) rows of all slices then."""
    newest: dict[str | None, Content] = {}
    for day in sorted({copy.load.load_date for copy in found}):
        newest |= {copy.load.slice: copy.content for copy in found if copy.load.load_date == day}
        yield day, [row for content in newest.values() for row in content.items()]


def appearances(found: Sequence[Copy]) -> list[tuple[str, str, dt.datetime]]:
    """(key, appeared | disappeared | reappeared, load date): a key is there while a slice has it."""
    rows: list[tuple[str, str, dt.datetime]] = []
    ever: set[str] = set()
    before: set[str] = set()
    for day, content in moments(found):
        now = {key for key, _ in content}
        rows += [(key, "reappeared" if key in ever else "appeared", day) for key in now - before]
        rows += [(key, "disappeared", day) for key in before - now]
        ever |= now
        before = now
    return rows


def counted(found: Sequence[Copy]) -> list[tuple[str, int, dt.datetime, dt.datetime | None]]:
    """(value, its rows in all slices, from, to): a version for each stretch over which that stayed."""
    done = []
    lasting: dict[str, tuple[int, dt.datetime]] = {}
    for day, content in moments(found):
        now = Counter(value for _, value in content)
        for value, (count, since) in list(lasting.items()):
            if now.get(value) != count:
                done.append((value, count, since, day))
                del lasting[value]
        for value, count in now.items():
            lasting.setdefault(value, (count, day))
    return [*done, *((value, count, since, None) for value, (count, since) in lasting.items())]
