"""The objects of a JSON file in batches, read as they come: no array and no file is ever held whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from warehouse.errors import SourceError
from warehouse.project.sources import SourceTable
from warehouse.sources.jsonvalues import Number, json_text
from warehouse.sources.streams import utf8_blocks

Rows = list[dict[str, Any]]

_BLOCK = 2 << 20

#: The longest object.
_LONGEST = 256 << 20

#: Nothing that stands for itself is longer, but strings.
_TOKEN = 64

_BLANK = re.compile(r"[ \t\r\n]*")
_HALF_A_PAIR = re.compile(r"\\u[dD][89a-fA-F]")


def object_batches(path: Path, table: SourceTable, *, is_lines: bool) -> Iterator[Rows]:
    """The objects of a file, in batches of about one block of text.

    Raises SourceError with the line for what is no JSON, no object, or holds a key twice.
    """
    reader = _Reader(path, table)
    texts = (block.decode() for block in utf8_blocks(path, table, _BLOCK))
    if is_lines:
        return reader.lines(texts)
    first = ""
    while not first.strip() and (text := next(texts, None)) is not None:
        first += text
    whole = chain([first], texts)
    if first.startswith("[", _skipped(first, 0)):
        return reader.array(whole)
    return reader.lines(whole) if _is_line(first) else reader.objects(whole)


def _is_line(text: str) -> bool:
    """Whether the first line is a JSON object of its own, and another line follows."""
    line, end, _ = text.lstrip().partition("\n")
    try:
        return bool(end) and isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


class _DoubledKey(ValueError):
    """An object names a key twice."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _DoubledKey(next(name for name in names if names.count(name) > 1))
    return found


def _integer(text: str) -> int | Number:
    return int(text) if len(text) < 1000 else Number(text)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=Number, parse_constant=Number)
_DECODER_OF_HUGE_INTEGERS = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=Number, parse_constant=Number, parse_int=_integer
)


class _Reader:
    """One pass over one file. `_line` is the line in which the text at hand begins."""

    def __init__(self, path: Path, table: SourceTable) -> None:
        self._path = path
        self._table = table
        self._line = 1

    def lines(self, texts: Iterator[str]) -> Iterator[Rows]:
        """An object in each line; blank lines are none."""
        for lines in self._whole_lines(texts):
            is_careful = any(map(_HALF_A_PAIR.search, lines))
            rows: Rows = []
            for line in lines:
                value = None if is_careful else _quickly(line)
                if value is None:
                    value = self._line_read(line, is_careful=is_careful)
                if value is not None:
                    rows.append(value)
                self._line += 1
            if rows:
                yield rows

    def _line_read(self, line: str, *, is_careful: bool) -> dict[str, Any] | None:
        if not line or line.isspace():
            return None
        value, end = self._decoded(line, _skipped(line, 0), is_end=True)
        if more := line[end:].strip():
            raise self._fault(f"Something follows the object: {more[:20]}")
        return self._row(value, line, is_careful=is_careful)

    def _whole_lines(self, texts: Iterator[str]) -> Iterator[list[str]]:
        rest: list[str] = []
        for text in texts:
            *lines, last = text.split("\n")
            if lines:
                lines[0] = "".join(rest) + lines[0]
                rest.clear()
                yield lines
            rest.append(last)
            if sum(map(len, rest)) > _LONGEST:
                raise self._fault("This line is longer than an object may be.")
        yield ["".join(rest)]

    def array(self, texts: Iterator[str]) -> Iterator[Rows]:
        """The objects of one array."""
        return self._sequence(texts, "[", {"[": "{]", "{": ",]", ",": "{", "]": ""})

    def objects(self, texts: Iterator[str]) -> Iterator[Rows]:
        """Objects one after the other, each over as many lines as it likes."""
        return self._sequence(texts, "{", {"{": "{"})

    def _sequence(self, texts: Iterator[str], may_come: str, follows: dict[str, str]) -> Iterator[Rows]:
        """Objects between signs. `follows` says what may come after each; "{" stands for any value."""
        text, is_end = "", False
        while not is_end:
            text, is_end = self._more(texts, text)
            is_careful = _HALF_A_PAIR.search(text) is not None
            rows: Rows = []
            position = _skipped(text, 0)
            while position < len(text):
                sign, end = text[position], position + 1
                if sign == "{" or sign not in may_come:
                    if "{" not in may_come:
                        raise self._fault(_misplaced(text[position:], may_come), text, position)
                    value, end = self._decoded(text, position, is_end=is_end)
                    if end == position:
                        break
                    rows.append(self._row(value, text, position, is_careful=is_careful))
                    sign = "{"
                may_come = follows[sign]
                position = _skipped(text, end)
            if rows:
                yield rows
            self._line += text.count("\n", 0, position)
            text = text[position:]
        if may_come and "]" in follows:
            raise self._fault("This file ends before its array does; it may be cut off.")

    def _more(self, texts: Iterator[str], text: str) -> tuple[str, bool]:
        """The text with what follows it, at least twice as much; and whether that is all."""
        if len(text) > _LONGEST:
            raise self._fault("The object that begins here is longer than an object may be.")
        parts, size = [text], 0
        while size <= len(text):
            block = next(texts, None)
            if block is None:
                return "".join(parts), True
            parts.append(block)
            size += len(block)
        return "".join(parts), False

    def _decoded(
        self, text: str, position: int, *, is_end: bool, decoder: json.JSONDecoder = _DECODER
    ) -> tuple[Any, int]:
        """The value at `position` and where it ends; there, when more text may still make it valid."""
        try:
            return decoder.raw_decode(text, position)
        except json.JSONDecodeError as error:
            may_go_on = error.pos > len(text) - _TOKEN or error.msg.startswith("Unterminated string")
            if may_go_on and not is_end:
                return None, position
            reason = error.msg.removesuffix(" at").removesuffix(" starting")
            raise self._fault(f"This is no valid JSON: {reason}.", text, error.pos) from error
        except _DoubledKey as error:
            raise self._fault(f"An object has the key '{error}' twice.", text, position) from error
        except RecursionError as error:
            raise self._fault("This object is nested too deeply.", text, position) from error
        except ValueError:
            # Python converts no integer of thousands of digits.
            return self._decoded(text, position, is_end=is_end, decoder=_DECODER_OF_HUGE_INTEGERS)

    def _row(self, value: Any, text: str, position: int = 0, *, is_careful: bool) -> dict[str, Any]:
        if not isinstance(value, dict):
            shown = json_text(value)
            raise self._fault(
                f"An object is expected here, not {shown if len(shown) < 40 else shown[:40] + '…'}",
                text,
                position,
            )
        if is_careful:
            try:
                json_text(value).encode()
            except UnicodeEncodeError as error:
                what = "This object holds half of a surrogate pair, which is no character."
                raise self._fault(what, text, position) from error
        return value

    def _fault(self, what: str, text: str = "", position: int = 0) -> SourceError:
        line = self._line + text.count("\n", 0, position)
        return SourceError(
            what,
            where=f"{self._table.full_name}, {self._path}:{line}",
            fix="mend it at the source and deliver it again (an .ndjson file has one object in each line)",
            state="nothing of this delivery was stored",
        )


def _quickly(line: str) -> dict[str, Any] | None:
    """The object that an ordinary line is; None for a line that must be looked at."""
    try:
        value, end = _DECODER.scan_once(line, 0)  # type: ignore[attr-defined]
    except (ValueError, StopIteration, RecursionError):
        return None
    if type(value) is dict and (end == len(line) or line[end:].isspace()):
        return value
    return None


def _skipped(text: str, position: int) -> int:
    """The first position from here on that is not blank."""
    blank = _BLANK.match(text, position)
    return blank.end() if blank else position


def _misplaced(text: str, may_come: str) -> str:
    if not may_come:
        return f"Something follows the array: {text[:20]}"
    return f"This is no valid JSON: {' or '.join(map(repr, may_come))} is expected here, not {text[:20]}"
