"""Data Vault objects of tables that arrive as snapshots, from whole days in dicts and lists.

Each function takes deliveries: a list of `Shown` in any order. Two deliveries of one load date are attempts;
the last one counts, but for hubs and links, which remember whatever was ever shown. Hashes are 32 hex digits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.oracles.history import ZERO_KEY, hashdiff, key_hash
from tests.oracles.typing import Row

GHOST_DATE = dt.datetime(1900, 1, 1)

Found = set[tuple[Any, ...]]
Values = Callable[[Row], tuple[Any, ...]]


@dataclass(frozen=True)
class Shown:
    """One delivery: its load date, the attempt at that date, who says so, and its rows."""

    load_date: dt.datetime
    attempt: int
    record_source: str
    rows: tuple[Row, ...]


def hashed(row: Row, columns: Iterable[str]) -> str:
    """The hash key over some columns of a row."""
    return key_hash(*(row[column] for column in columns))


def first_shown(sources: Iterable[tuple[Sequence[Shown], Sequence[str], Values]], *, zero_key: bool) -> Found:
    """Hubs and links: (hash key, values…, load date, record source) of the first delivery that showed a key.

    A source is its deliveries, the columns under the hash key, and what else a row gives. Of several rows in
    one delivery the first by its values counts.
    """
    first: dict[str, tuple[Any, ...]] = {}
    for deliveries, columns, values in sources:
        for shown in deliveries:
            for row in shown.rows:
                hash_key, given = hashed(row, columns), values(row)
                in_order = [(value is None, value or "") for value in given]
                sight = (shown.load_date, shown.attempt, shown.record_source, in_order, given)
                if hash_key not in first or sight < first[hash_key]:
                    first[hash_key] = sight
    return {
        (hash_key, *sight[4], sight[0], sight[2])
        for hash_key, sight in first.items()
        if zero_key or hash_key != ZERO_KEY
    }


def days(deliveries: Iterable[Shown]) -> list[Shown]:
    """What counts of each load date, oldest first."""
    last: dict[dt.datetime, Shown] = {}
    for shown in sorted(deliveries, key=lambda shown: (shown.load_date, shown.attempt)):
        last[shown.load_date] = shown
    return list(last.values())


def satellite(deliveries: Iterable[Shown], key: Sequence[str], attributes: Sequence[str]) -> Found:
    """(hash key, attributes…, load date, record source) of each state unlike the key's state before it."""
    found: Found = set()
    last: dict[str, str] = {}
    for shown in days(deliveries):
        for row in shown.rows:
            hash_key, difference = hashed(row, key), hashdiff(row, attributes)
            if hash_key != ZERO_KEY and last.get(hash_key) != difference:
                last[hash_key] = difference
                values = (row[attribute] for attribute in attributes)
                found.add((hash_key, *values, shown.load_date, shown.record_source))
    return found


def multi_active(deliveries: Iterable[Shown], key: Sequence[str], columns: Sequence[str]) -> Found:
    """(hash key, columns…, load date, record source) of all rows of each set unlike the set before it."""
    found: Found = set()
    last: dict[str, set[tuple[Any, ...]]] = {}
    for shown in days(deliveries):
        sets: dict[str, set[tuple[Any, ...]]] = {}
        for row in shown.rows:
            sets.setdefault(hashed(row, key), set()).add(tuple(row[column] for column in columns))
        for hash_key, members in sets.items():
            if hash_key != ZERO_KEY and last.get(hash_key) != members:
                last[hash_key] = members
                found |= {(hash_key, *member, shown.load_date, shown.record_source) for member in members}
    return found


def statuses(deliveries: Iterable[Shown], key: Sequence[str]) -> Found:
    """(hash key, appeared | disappeared | reappeared, load date, record source)."""
    found: Found = set()
    ever: set[str] = set()
    before: set[str] = set()
    for shown in days(deliveries):
        now = {hashed(row, key) for row in shown.rows} - {ZERO_KEY}
        at = (shown.load_date, shown.record_source)
        found |= {(k, "reappeared" if k in ever else "appeared", *at) for k in now - before}
        found |= {(k, "disappeared", *at) for k in before - now}
        ever |= now
        before = now
    return found


def effectivity(
    deliveries: Iterable[Shown], link: Sequence[str], driving: Sequence[str], hubs: Sequence[Sequence[str]]
) -> Found:
    """(link key, hub keys…, start date, end date or None, load date, record source).

    Day by day: partners that were not there the day before take the driving key over; those that had it end.
    """
    found: Found = set()
    active: dict[str, dict[tuple[str, ...], dt.datetime]] = {}
    before: dict[str, set[tuple[str, ...]]] = {}
    for shown in days(deliveries):
        now: dict[str, set[tuple[str, ...]]] = {}
        for row in shown.rows:
            if hashed(row, driving) != ZERO_KEY:
                relation = (hashed(row, link), *(hashed(row, hub) for hub in hubs))
                now.setdefault(hashed(row, driving), set()).add(relation)
        for driver in before.keys() | now.keys():
            there = now.get(driver, set())
            arrived = there - before.get(driver, set())
            had = active.setdefault(driver, {})
            for relation in [r for r in had if arrived or r not in there]:
                started = had.pop(relation)
                found.add((*relation, started, shown.load_date, shown.load_date, shown.record_source))
            for relation in arrived:
                had[relation] = shown.load_date
                found.add((*relation, shown.load_date, None, shown.load_date, shown.record_source))
        before = now
    return found


def midnights(first: dt.datetime, last: dt.datetime) -> list[dt.datetime]:
    """The midnights from the day of `first` to the first one at or after `last`."""
    day = dt.datetime(first.year, first.month, first.day)
    found = [day]
    while found[-1] < last:
        found.append(found[-1] + dt.timedelta(days=1))
    return found


def kept_of_spine(snapshot: dt.datetime, last: dt.datetime, kept: Mapping[str, int | None]) -> bool:
    """Whether a snapshot date is one of the last so many days, Mondays or first days (None: of all)."""
    ages = {"daily": (last - snapshot).days}
    if snapshot.weekday() == 0:
        ages["weekly"] = (last - snapshot).days // 7
    if snapshot.day == 1:
        ages["monthly"] = (last.year - snapshot.year) * 12 + last.month - snapshot.month
        if snapshot.month == 1:
            ages["yearly"] = last.year - snapshot.year
    return any(
        count is None or ages.get(grain, count) < count for grain, count in kept.items() if grain in ages
    )


def point_in_time(hub: Found, satellites: Sequence[Found], last: dt.datetime) -> Found:
    """(snapshot date, hash key, for each satellite its hash key and load date) for daily snapshots.

    Hub and satellites are rows with the hash key first and the load date last but one.
    """
    found: Found = set()
    for snapshot in midnights(min(row[-2] for row in hub), last) if hub else []:
        for key in {row[0] for row in hub if row[-2] <= snapshot}:
            pointers: list[Any] = []
            for satellite_rows in satellites:
                dates = [row[-2] for row in satellite_rows if row[0] == key and row[-2] <= snapshot]
                pointers += [key, max(dates)] if dates else [ZERO_KEY, GHOST_DATE]
            found.add((snapshot, key, *pointers))
    return found


def bridge(hub: Found, effective: Found, payers: Found, last: dt.datetime) -> Found:
    """(snapshot date, order, order line link, customer, payer link, payer), for daily snapshots.

    From an effectivity satellite's rows (link, order, customer, start, end, …) and a link's (link, customer,
    payer, load date, …).
    """
    ends: dict[tuple[Any, ...], dt.datetime | None] = {}
    for link, order, customer, start, end, *_ in effective:
        key = (link, order, customer, start)
        ends[key] = end or ends.get(key)
    found: Found = set()
    for snapshot in midnights(min(row[-2] for row in hub), last) if hub else []:
        for key in {row[0] for row in hub if row[-2] <= snapshot}:
            ways = [
                (link, customer)
                for (link, order, customer, start), end in ends.items()
                if order == key and start <= snapshot and (end is None or snapshot < end)
            ]
            for link, customer in ways or [(ZERO_KEY, ZERO_KEY)]:
                on = [row[:3:2] for row in payers if row[1] == customer != ZERO_KEY and row[3] <= snapshot]
                found |= {(snapshot, key, link, customer, *way) for way in on or [(ZERO_KEY, ZERO_KEY)]}
    return found
