"""On what occasion templates are rendered: when the run began, and who hears what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Occasion:
    """`started_at` is the run's clock, naive UTC, None outside a run; `say` hears log() and print()."""

    started_at: dt.datetime | None = None
    say: Callable[[str], None] = lambda message: None


def occasion_of(started_at: dt.datetime, hears: Callable[[str], None]) -> Occasion:
    """The occasion of a run. Templates are rendered several times, so each message is passed on once."""
    said: set[str] = set()

    def say(message: str) -> None:
        if message not in said:
            said.add(message)
            hears(message)

    return Occasion(started_at, say)
