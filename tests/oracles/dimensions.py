"""Dimensions of every type, from whole days in dicts: no SQL, one key's life after the other.

A delivery is (load date, rows); of several deliveries of one load date the last counts. Rows equal in every
column are one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.oracles.history import Key, contents
from tests.oracles.typing import Delivery, Row


@dataclass(frozen=True)
class Options:
    """What a dimension is declared with; `tracked` names the columns of type 2."""

    tracked: tuple[str, ...]
    overwrite: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    current: tuple[str, ...] = ()
    deletes: str = "close"
    by_day: bool = False
    valid_from: str | None = None
    beginning: bool = False


BEGINNING = dt.datetime(1900, 1, 1)


def versions(deliveries: Sequence[Delivery], key: Sequence[str], options: Options) -> list[Row]:
    """Every version: its columns, valid_from and valid_to (half-open, None: it lasts), is_deleted."""
    found = []
    for life in _lives(deliveries, key, options).values():
        found += _versions(_walk(life, options), options)
    return found


def newest(deliveries: Sequence[Delivery], key: Sequence[str], options: Options) -> list[Row]:
    """The one row of each key that a dimension of type 1 has."""
    found = []
    for life in _lives(deliveries, key, options).values():
        steps = _walk(life, options)
        if steps and (options.deletes == "flag" or not steps[-1]["is_deleted"]):
            found.append({c: v for c, v in steps[-1].items() if c != "moment"})
    return found


def _lives(
    deliveries: Sequence[Delivery], key: Sequence[str], options: Options
) -> dict[Key, dict[dt.datetime, Row | None]]:
    """For each key its states by the moment they begin at; None where it is deleted."""
    lives: dict[Key, dict[dt.datetime, Row | None]] = {}
    newest_state: dict[Key, dt.datetime] = {}
    before: dict[Key, Row] = {}
    for load_date, content in dict(contents(deliveries, key)).items():
        for k in lives.keys() | content.keys():
            life, row = lives.setdefault(k, {}), content.get(k)
            if row is None:
                if k in before and options.deletes != "ignore":
                    moment = max(_day(load_date, options), newest_state[k])
                    life[moment] = None
            elif before.get(k) != row:
                moment = _day(load_date, options)
                if options.valid_from is not None:
                    moment = _day(row[options.valid_from] or load_date, options)
                    if k in newest_state and k not in before and options.deletes != "ignore":
                        moment = max(moment, _day(load_date, options), newest_state[k])
                life[moment] = row
                newest_state[k] = max(moment, newest_state.get(k, moment))
        before = content
    return lives


def _day(moment: dt.datetime, options: Options) -> dt.datetime:
    return dt.datetime(moment.year, moment.month, moment.day) if options.by_day else moment


def _walk(life: dict[dt.datetime, Row | None], options: Options) -> list[Row]:
    """One key's states in order, deletions with what they delete, kept and previous columns filled in."""
    steps: list[Row] = []
    for moment in sorted(life):
        row = life[moment]
        last = steps[-1] if steps else None
        if row is None:
            if last is not None:
                steps.append({**last, "moment": moment, "is_deleted": True})
            continue
        step: dict[str, Any] = {**row, "moment": moment, "is_deleted": False}
        for c in options.keep:
            step[c] = last[c] if last else row[c]
        for c in options.previous:
            if last is None:
                step[f"previous_{c}"] = None
            else:
                step[f"previous_{c}"] = last[c] if last[c] != row[c] else last[f"previous_{c}"]
        steps.append(step)
    return steps


def _versions(steps: list[Row], options: Options) -> list[Row]:
    turns = []
    for i, step in enumerate(steps):
        last = steps[i - 1] if i else None
        if last is None or step["is_deleted"] != last["is_deleted"]:
            turns.append(step)
        elif not step["is_deleted"] and any(step[c] != last[c] for c in options.tracked):
            turns.append(step)
    found = []
    for i, turn in enumerate(turns):
        if turn["is_deleted"] and options.deletes != "flag":
            continue
        shown_as = turns[i - 1] if turn["is_deleted"] else turn
        version = {c: v for c, v in shown_as.items() if c != "moment"} | {"is_deleted": turn["is_deleted"]}
        for c in options.overwrite:
            for shown in (c, f"previous_{c}"):
                if shown in version:
                    version[shown] = steps[-1][shown]
        for c in options.current:
            version[f"current_{c}"] = steps[-1][c]
        version["valid_from"] = BEGINNING if options.beginning and i == 0 else turn["moment"]
        version["valid_to"] = turns[i + 1]["moment"] if i + 1 < len(turns) else None
        found.append(version)
    return found
