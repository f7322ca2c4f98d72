"""On what occasion templates are rendered: when the run began, and who hears what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Occasion:
    """`started_at` is the run's clock, naive UTC, None outside a run; `say` hears log() and print(), `warn`
    exceptions.warn().
    """

    started_at: dt.datetime | None = None
    say: Callable[[str], None] = lambda message: None
    warn: Callable[[str], None] = lambda message: None


def occasion_of(
    started_at: dt.datetime,
    hears: Callable[[str], None] = lambda message: None,
    is_warned: Callable[[str], None] | None = None,
) -> Occasion:
    """The occasion of a run. Templates are rendered several times, so each message is passed on once.

    `is_warned` takes what exceptions.warn() says; without it `hears` takes that too.
    """
    return Occasion(started_at, _once(hears), _once(is_warned or hears))


def _once(hears: Callable[[str], None]) -> Callable[[str], None]:
    said: set[str] = set()

    def say(message: str) -> None:
        if message not in said:
            said.add(message)
            hears(message)

    return say
