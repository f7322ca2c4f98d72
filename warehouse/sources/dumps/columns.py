"""Columns of a window: from borders to values, and from literals to what they mean, many at a time.

What `Literals` says of one value, `Readings` says of a whole column of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from warehouse.sources.dumps.dates import iso_dates
from warehouse.sources.dumps.literals import Charset, Literals, NotALiteral, bytea, charset, hex_bytes
from warehouse.sources.dumps.split import Flags, Positions
from warehouse.sources.dumps.tables import Column

if TYPE_CHECKING:
    import polars as pl

_SEPARATORS = (b"\0", b"\n", b"\x01", b"\x1f")


class Unreadable(ValueError):
    """The value in this row of a column cannot be what the dump says it is."""

    def __init__(self, row: int, column: Column, what: str) -> None:
        super().__init__(f"A value of the column {column.name} is no {what}.")
        self.row = row


def gathered(window: bytes, starts: Positions, ends: Positions, null: Flags) -> list[pl.Series]:
    """One Binary column for each column of the positions."""
    import polars as pl
    import pyarrow

    pa: Any = pyarrow
    rows, width = starts.shape
    if not rows:
        return [pl.Series(dtype=pl.Binary)] * width
    # One array over the whole window, in which values and the bytes between them take turns.
    borders = np.stack([starts.reshape(-1), ends.reshape(-1)], axis=1).reshape(-1)
    valid = None
    if null.any():
        bits = np.ones(2 * rows * width, np.bool_)
        bits[::2] = ~null.reshape(-1)
        valid = pa.py_buffer(np.packbits(bits, bitorder="little").tobytes())
    buffers = [valid, pa.py_buffer(borders.tobytes()), pa.py_buffer(window)]
    values = pl.Series(pa.LargeBinaryArray.from_buffers(pa.large_binary(), 2 * rows * width - 1, buffers))
    return [values.gather_every(2 * width, 2 * column) for column in range(width)]


def patched(values: pl.Series, patches: Sequence[tuple[Positions, pl.Series]]) -> pl.Series:
    """The column with other values in some rows."""
    import polars as pl

    patches = [(rows, others) for rows, others in patches if len(rows)]
    if not patches:
        return values
    if len(patches) == 1 and len(patches[0][0]) == len(values):
        return patches[0][1]
    index = np.arange(len(values))
    behind = len(values)
    for rows, others in patches:
        index[rows] = np.arange(behind, behind + len(others))
        behind += len(others)
    return pl.concat([values, *(others for _, others in patches)], rechunk=False).gather(index)


def mapped(values: pl.Series, of: Callable[[bytes], bytes | None]) -> pl.Series:
    """What `of` says of each value, asked once for those that are alike. NULL stays."""
    import polars as pl

    different, which = coded(values)
    return pl.Series([of(value) for value in different.to_list()], dtype=pl.Binary).gather(which)


def coded(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The values that are different, and which of them each row has; NULL has none."""
    import polars as pl

    encoded = values.to_arrow().dictionary_encode()
    return pl.Series(encoded.dictionary), pl.Series(encoded.indices)


def finished(values: pl.Series, column: Column, encoding: Charset) -> pl.Series:
    """A Binary column under its name: bytes stay, all else becomes text. Raises Unreadable."""
    import polars as pl

    if column.reading == "bytes":
        return values.alias(column.name)
    try:
        text = decoded(values, encoding)
    except (pl.exceptions.ComputeError, UnicodeDecodeError) as error:
        row = _first_unreadable(values, encoding)
        raise Unreadable(row, column, f"{encoding.codec} text") from error
    if column.reading == "bool":
        text = _truths(text, column)
    elif column.reading in ("date", "moment"):
        text = iso_dates(text, with_time=column.reading == "moment")
    return text.alias(column.name)


def decoded(values: pl.Series, encoding: Charset) -> pl.Series:
    """The column as text. Raises ComputeError or UnicodeDecodeError."""
    import polars as pl

    if encoding.is_utf8:
        return values.cast(pl.String)
    # What is ASCII is the same in every encoding that is read.
    rows = _beyond_ascii(values)
    if not len(rows):
        return values.cast(pl.String)
    texts = pl.Series(_all_decoded(values.gather(rows).to_list(), encoding), dtype=pl.String)
    nothing = pl.Series([b""], dtype=pl.Binary).new_from_index(0, len(rows))
    return patched(patched(values, [(rows, nothing)]).cast(pl.String), [(rows, texts)])


def _beyond_ascii(values: pl.Series) -> Positions:
    """The rows that hold a byte above 127."""
    arrow = values.to_arrow()
    _, offsets, data = arrow.buffers()
    if offsets is None or data is None:
        return np.zeros(0, np.int64)
    starts = np.frombuffer(offsets, np.int64)[arrow.offset : arrow.offset + len(arrow) + 1]
    high = np.flatnonzero(np.frombuffer(data, np.uint8)[: starts[-1]] >= 0x80)
    rows: Positions = np.unique(np.searchsorted(starts, high, side="right") - 1)
    return rows[rows >= 0]


def _all_decoded(texts: list[bytes], encoding: Charset) -> list[str]:
    for separator in _SEPARATORS:
        joined = separator.join(texts)
        if joined.count(separator) == len(texts) - 1:
            return encoding.decode(joined).split(separator.decode())
    return [encoding.decode(text) for text in texts]


def _first_unreadable(values: pl.Series, encoding: Charset) -> int:
    for row, value in enumerate(values.to_list()):
        try:
            encoding.decode(value or b"")
        except UnicodeDecodeError:
            return row
    return 0


def _truths(text: pl.Series, column: Column) -> pl.Series:
    import polars as pl

    word = text.str.to_lowercase()
    read = pl.select(
        pl.when(word.is_in(["t", "true"]))
        .then(pl.lit("true"))
        .when(word.is_in(["f", "false"]))
        .then(pl.lit("false"))
    ).to_series()
    if read.null_count() != text.null_count():
        wrong = read.is_null() & text.is_not_null()
        raise Unreadable(int(wrong.arg_max() or 0), column, "boolean")
    return read


class Readings:
    """Reads columns of literals of a dialect."""

    def __init__(self, literals: Literals) -> None:
        self._literals = literals

    def stores_otherwise(self, column: Column) -> bool:
        """Whether a string is not its own value in this column."""
        return column.reading in ("bits", "bool") or (
            column.reading == "bytes" and not self._literals.is_mysql
        )

    def stored(self, contents: pl.Series, column: Column) -> pl.Series:
        """The values of strings with these contents. Raises NotALiteral."""
        if column.reading == "bytes" and not self._literals.is_mysql:
            return byteas(contents)
        if not self.stores_otherwise(column):
            return contents
        return mapped(contents, lambda content: self._literals.stored(content, column))

    def marked(self, mark: bytes, bodies: pl.Series, column: Column) -> pl.Series:
        """The values of strings behind a mark such as X or _BINARY. Raises NotALiteral."""
        if mark == b"X":
            return self._raw(_from_hex(bodies), column)
        if mark == b"B":
            return mapped(bodies, lambda body: self._literals.bits(body, column))
        if mark == b"_BINARY":
            return self._raw(bodies, column)
        if mark.startswith(b"_") and column.reading == "text":
            return self._recoded(bodies, mark[1:].decode())
        return self.stored(bodies, column)

    def bare(self, tokens: pl.Series, column: Column) -> pl.Series:
        """The values of what has no quotes and is neither NULL nor a plain number. Raises NotALiteral."""
        is_hex = tokens.bin.starts_with(b"0x") | tokens.bin.starts_with(b"0X")
        if is_hex.all():
            return self._raw(_from_hex(tokens.bin.slice(2)), column)
        rows, others = is_hex.arg_true().to_numpy(), (~is_hex).arg_true().to_numpy()
        found = [(others, mapped(tokens.gather(others), lambda token: self._word(token, column)))]
        if len(rows):
            found.append((rows, self.bare(tokens.gather(rows), column)))
        return patched(tokens, found)

    def _word(self, token: bytes, column: Column) -> bytes | None:
        if token[-1:] in (b'"', b"'"):
            raise NotALiteral("a string of another kind")
        return self._literals.value(token, column)

    def _raw(self, raw: pl.Series, column: Column) -> pl.Series:
        import polars as pl

        if not self._literals.is_mysql or column.reading in ("number", "bits"):
            return mapped(raw, lambda one: self._literals.raw(one, column))
        if column.declared is None:
            return ("0x" + raw.bin.encode("hex").str.to_uppercase()).cast(pl.Binary)
        return raw

    def _recoded(self, bodies: pl.Series, name: str) -> pl.Series:
        import polars as pl

        ours, given = self._literals.charset, charset(name, self._literals.is_mysql)
        if given is None or not (ours.is_utf8 or given == ours):
            raise NotALiteral(f"text in the character set {name}")
        if given == ours:
            return bodies
        try:
            return decoded(bodies, given).cast(pl.Binary)
        except UnicodeDecodeError:
            raise NotALiteral(f"text that is not {name}") from None


def byteas(texts: pl.Series) -> pl.Series:
    """The bytes that PostgreSQL writes as text. Raises NotALiteral."""
    import polars as pl

    if texts.bin.starts_with(b"\\x").all():
        try:
            return texts.bin.slice(2).cast(pl.String).str.decode("hex")
        except pl.exceptions.ComputeError:
            pass
    return mapped(texts, bytea)


def _from_hex(digits: pl.Series) -> pl.Series:
    import polars as pl

    try:
        return digits.cast(pl.String).str.decode("hex")
    except pl.exceptions.ComputeError:
        return mapped(digits, hex_bytes)
