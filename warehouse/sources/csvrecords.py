"""CSV text cut into whole, checked records: what Polars then reads is neither ragged nor badly quoted.

Polars fills short rows silently, so every block is counted first. Counting is exact as long as quotes stand
only around fields; a block in which they do not is read field by field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from warehouse.errors import SourceError

#: The longest record; beyond it, a quote was opened and never closed.
LONGEST = 256 << 20

#: Stands for a delimiter that is more than one byte in UTF-8, which Polars cannot take.
_UNIT = b"\x1f"

_MARK = b"\xef\xbb\xbf"
_BLANK_LINES = re.compile(rb"\n(?:\r?\n)+")
_BLANK_START = re.compile(rb"\A(?:\r?\n)+")

#: What is wrong, how to mend it, and the line (0: the file as a whole).
Complain = Callable[[str, str, int], SourceError]

#: Takes a line that is no row: its number, its text, and why.
SetAside = Callable[[int, bytes, str], None]

_BROKEN = "a quoted field has text behind its closing quote"


class _BrokenQuote(Exception):
    """Raised behind a closing quote that text follows."""

    def __init__(self, position: int) -> None:
        super().__init__(_BROKEN)
        self.position = position


@dataclass(frozen=True)
class Dialect:
    """The signs of a CSV file, in UTF-8. `quote` is empty where there are none."""

    delimiter: bytes
    quote: bytes

    @property
    def separator(self) -> bytes:
        """The delimiter in what Polars reads."""
        return self.delimiter if len(self.delimiter) == 1 else _UNIT

    @cached_property
    def quoted(self) -> re.Pattern[bytes]:
        """A field in quotes."""
        q = re.escape(self.quote)
        return re.compile(rb"%b([^%b]*+(?:%b%b[^%b]*+)*+)%b" % (q, q, q, q, q, q))

    @cached_property
    def plain(self) -> re.Pattern[bytes]:
        """A field without quotes."""
        if len(self.delimiter) == 1:
            return re.compile(rb"[^\n%b]*" % re.escape(self.delimiter))
        return re.compile(rb"(?:(?!%b)[^\n])*" % re.escape(self.delimiter))


class Records:
    """The records of one CSV text, in one pass from its first line on."""

    def __init__(self, blocks: Iterable[bytes], dialect: Dialect, complain: Complain) -> None:
        self._blocks = iter(blocks)
        self._dialect = dialect
        self._complain = complain
        self._set_aside: SetAside | None = None
        self._buffer = b""
        self._is_end = False
        self._line = 1

    def set_aside(self, take: SetAside) -> None:
        """From now on, hand over what is no row (ragged, badly quoted) instead of refusing the text."""
        self._set_aside = take

    def header(self) -> list[str]:
        """The fields of the first record; none when there is no text or the first line is blank."""
        while not self._is_end:
            self._fill()
            for fields, end in self._fields(self._buffer):
                self._drop(end)
                return [(f or b"").decode() for f in fields] if fields and fields != [None] else []
        self._refuse_open_quote()
        return []

    def blocks(self, width: int) -> Iterator[bytes]:
        """The records after it in blocks that Polars can read; blank lines are none.

        Raises SourceError for a row that has not `width` fields and for quotes that cannot be understood,
        unless such lines are set aside; in any case for a quoted field that never ends.
        """
        while True:
            block, length = self._whole_records(width)
            if block:
                yield block
            self._drop(length)
            if not self._is_end:
                self._fill()
            elif not length or not self._buffer:
                self._refuse_open_quote()
                return

    def again(self, width: int) -> bytes:
        """The block that was given last, record by record: for one whose ragged rows made up for each other.

        Raises SourceError for the first ragged row, unless such rows are set aside.
        """
        return self._field_by_field(self._buffer, width)[0]

    def locate(self, rows: Iterable[int], width: int) -> dict[int, tuple[int, bytes]]:
        """Some rows of the block that was given last, by their number in it (0 is the first): the line where
        each begins, and its text.
        """
        wanted = set(rows)
        found: dict[int, tuple[int, bytes]] = {}
        row, line, start = 0, self._line, 0
        for fields, end in self._fields(self._buffer):
            if len(found) == len(wanted):
                break
            if fields is not None and fields != [None] and len(fields) == width:
                if row in wanted:
                    found[row] = line, self._buffer[start:end].rstrip(b"\r\n")
                row += 1
            line += self._buffer.count(b"\n", start, end)
            start = end
        return found

    def _fill(self) -> None:
        """Read on, at least doubling what is kept, so that a long record is not looked at too often."""
        wanted, parts, size = len(self._buffer), [self._buffer], 0
        while size <= wanted:
            block = next(self._blocks, None)
            if block is None:
                self._is_end = True
                break
            parts.append(block)
            size += len(block)
        self._buffer = b"".join(parts)
        if self._is_end and self._buffer and not self._buffer.endswith(b"\n"):
            self._buffer += b"\n"
        if wanted > LONGEST:
            raise self._never_ends()

    def _drop(self, length: int) -> None:
        self._line += self._buffer.count(b"\n", 0, length)
        self._buffer = self._buffer[length:]

    def _refuse_open_quote(self) -> None:
        if self._buffer:
            raise self._never_ends()

    def _never_ends(self) -> SourceError:
        return self._complain(
            "A quoted field never ends.",
            "close the quote at the source, or declare `quote: none`; the file may be cut off",
            self._line,
        )

    def _whole_records(self, width: int) -> tuple[bytes, int]:
        """The whole records in the buffer as Polars can read them, and their length in the buffer."""
        quote = self._dialect.quote
        pieces = self._buffer.split(quote) if quote and quote in self._buffer else [self._buffer]
        if not self._is_sound(pieces):
            return self._field_by_field(self._buffer, width)
        after = 0
        for i in range(len(pieces) - 1, -1, -1):
            if i % 2 == 0 and (found := pieces[i].rfind(b"\n") + 1):
                length = len(self._buffer) - after - len(pieces[i]) + found
                return self._checked([*pieces[:i], pieces[i][:found]], length, width), length
            after += len(pieces[i]) + len(quote)
        return b"", 0

    def _is_sound(self, pieces: list[bytes]) -> bool:
        """Whether every quote opens a field, closes one, or is doubled inside one."""
        delimiter = self._dialect.delimiter
        begins, ends = (delimiter, b"\n", b"\r\n"), (delimiter, b"\n")
        last = len(pieces) - 1
        if last == 0:
            return True
        if pieces[0] and not pieces[0].endswith(ends):
            return False
        if last % 2 == 0 and pieces[last] not in (b"", b"\r") and not pieces[last].startswith(begins):
            return False
        between = set(pieces[2:last:2]) - {b"", delimiter}
        return all(piece.startswith(begins) and piece.endswith(ends) for piece in between)

    def _checked(self, pieces: list[bytes], length: int, width: int) -> bytes:
        """The records, if counting shows that all are as wide as the header; else they are read one by one.

        Every second piece stands in quotes.
        """
        quote, delimiter = self._dialect.quote, self._dialect.delimiter
        text, outside = self._buffer[:length], b"".join(pieces[::2])
        delimiters, rows = outside.count(delimiter), outside.count(b"\n")
        if delimiters != (width - 1) * rows or width == 1:
            pieces = [piece if i % 2 else _BLANK_LINES.sub(b"\n", piece) for i, piece in enumerate(pieces)]
            pieces[0] = _BLANK_START.sub(b"", pieces[0])
            text, rows = quote.join(pieces), sum(piece.count(b"\n") for piece in pieces[::2])
        is_plain = not text.startswith(_MARK) and (len(delimiter) == 1 or _UNIT not in text)
        if delimiters != (width - 1) * rows or not is_plain:
            return self._field_by_field(self._buffer[:length], width)[0]
        if len(delimiter) == 1:
            return text
        return quote.join(p if i % 2 else p.replace(delimiter, _UNIT) for i, p in enumerate(pieces))

    def _field_by_field(self, text: bytes, width: int) -> tuple[bytes, int]:
        """The whole records in `text`, written anew, and how long they were."""
        rows, length, line = [], 0, self._line
        for fields, end in self._fields(text):
            if fields is None:
                self._aside(line, text[length:end], _BROKEN)
            elif fields != [None] and len(fields) != width:
                self._ragged(line, text[length:end], len(fields), width)
            elif fields != [None]:
                rows.append(self._dialect.separator.join(self._written(field, line) for field in fields))
            line += text.count(b"\n", length, end)
            length = end
        return b"".join(row + b"\n" for row in rows), length

    def _ragged(self, line: int, text: bytes, fields: int, width: int) -> None:
        what = f"a row has {fields} fields, the header has {width}"
        if self._set_aside is None:
            raise self._complain(
                f"{what[0].upper()}{what[1:]}.",
                "mend that row at the source: quote fields with a delimiter, a quote or a line break",
                line,
            )
        self._set_aside(line, text.rstrip(b"\r\n"), what)

    def _aside(self, line: int, text: bytes, reason: str) -> None:
        """Set aside each line of a record that nobody can cut into rows; none of them is trusted."""
        assert self._set_aside is not None
        lines = text.removesuffix(b"\n").split(b"\n")
        what = reason if len(lines) == 1 else f"{reason}, in lines {line} to {line + len(lines) - 1}"
        for i, part in enumerate(lines):
            self._set_aside(line + i, part.removesuffix(b"\r"), what)

    def _written(self, field: bytes | None, line: int) -> bytes:
        quote = self._dialect.quote
        if field is None:
            return b""
        if quote:
            return quote + field.replace(quote, quote + quote) + quote
        if self._dialect.separator in field:
            raise self._complain(
                "A field holds the control character U+001F.", "choose an ASCII character as delimiter", line
            )
        return field

    def _fields(self, text: bytes) -> Iterator[tuple[list[bytes | None] | None, int]]:
        """Each whole record's fields (None: nothing between the delimiters), and where the record ends.

        A record with broken quotes has no fields at all; it goes to the end of the line that shows it.
        """
        position = 0
        while position < len(text):
            try:
                fields, position = self._record(text, position)
            except _BrokenQuote as broken:
                fields, position = None, text.find(b"\n", broken.position)
            if position < 0 or not text.startswith(b"\n", position):
                return
            position += 1
            yield fields, position

    def _record(self, text: bytes, position: int) -> tuple[list[bytes | None] | None, int]:
        """The fields of the record that begins at `position`, and where its line break should be."""
        fields: list[bytes | None] = []
        while True:
            field, position = self._field(text, position)
            fields.append(field)
            if not text.startswith(self._dialect.delimiter, position):
                return fields, position
            position += len(self._dialect.delimiter)

    def _field(self, text: bytes, position: int) -> tuple[bytes | None, int]:
        """The field that begins at `position`, and where it ends."""
        dialect = self._dialect
        if dialect.quote and text.startswith(dialect.quote, position):
            match = dialect.quoted.match(text, position)
            if match is None:
                return None, len(text)
            end = match.end() + text.startswith(b"\r\n", match.end())
            if not text.startswith((dialect.delimiter, b"\n"), end) and text[end:] not in (b"", b"\r"):
                if self._set_aside is not None:
                    raise _BrokenQuote(end)
                raise self._complain(
                    f"{_BROKEN[0].upper()}{_BROKEN[1:]}.",
                    "double the quotes inside the field, or declare `quote: none` if there is no quoting",
                    self._line + text.count(b"\n", 0, end),
                )
            return match[1].replace(dialect.quote * 2, dialect.quote), end
        match = dialect.plain.match(text, position)
        end = match.end() if match else position
        field = text[position:end]
        return (field.removesuffix(b"\r") if text.startswith(b"\n", end) else field) or None, end
