"""How the report words numbers, sizes, durations, moments and lists, on the page and on the terminal."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

#: Stands where there is no number.
NOTHING = "–"

#: Control characters (but tab and line ends), surrogates, and what turns the direction of writing.
_DECEIVING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def visible(value: str) -> str:
    """A text with a replacement character for each that a screen obeys instead of showing it."""
    return _DECEIVING.sub("\N{REPLACEMENT CHARACTER}", value)


def count(number: int | None) -> str:
    """A number with thousands separators."""
    return NOTHING if number is None else f"{number:,}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun, such as 1 load or 2 loads."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def size(number: int) -> str:
    """A size in B, kB, MB, GB or TB (powers of 1,000), with about three digits."""
    amount, units = float(number), ["TB", "GB", "MB", "kB", "B"]
    while amount >= 999.5 and len(units) > 1:
        amount /= 1000
        units.pop()
    digits = 0 if units[-1] == "B" or amount >= 99.95 else 1
    return f"{amount:,.{digits}f} {units[-1]}"


def duration(seconds: float) -> str:
    """A duration such as 3 ms, 1.2 s or 4 min 05 s."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 99.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


def moment(time: dt.datetime) -> str:
    """A moment in ISO order, as short as it may be: a date alone for midnight, no seconds if they are 0."""
    if time.time() == dt.time():
        return f"{time:%Y-%m-%d}"
    return f"{time:%Y-%m-%d %H:%M:%S}" if time.second or time.microsecond else f"{time:%Y-%m-%d %H:%M}"


def span(times: Sequence[dt.datetime]) -> str:
    """The first and the last moment, or the only one."""
    first, last = min(times), max(times)
    return moment(first) if first == last else f"{moment(first)} to {moment(last)}"


def share(part: int, whole: int) -> str:
    """A part as percent of the whole; less than one percent is said so, and so is the lack of a whole."""
    if not whole:
        return NOTHING
    percent = 100 * part / whole
    return "< 1 %" if 0 < percent < 1 else f"{percent:,.0f} %"


def listing(words: Sequence[str]) -> str:
    """Words as a list in a sentence: a, b and c."""
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else "".join(words)
