"""A file of text as a stream of UTF-8: decompressed and decoded in blocks, never as a whole."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from warehouse.errors import SourceError
from warehouse.project.sources import SourceTable

#: Bytes that are read at once.
BLOCK = 4 << 20

#: Endings that may follow the ending of a text format.
COMPRESSIONS = (".gz", ".zst")

_NOTHING_STORED = "nothing of this delivery was stored"

#: How files of other formats begin: what such a file is, and how its name should end.
_OTHERS = {
    b"PAR1": ("a Parquet file", ".parquet"),
    b"PK\3\4": ("an Excel workbook or another ZIP file", ".xlsx"),
    b"\x1f\x8b": ("a file compressed by gzip", "….gz, as in .csv.gz"),
    b"\x28\xb5\x2f\xfd": ("a file compressed by zstd", "….zst, as in .csv.zst"),
}
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def utf8_blocks(path: Path, table: SourceTable, block: int = BLOCK) -> Iterator[bytes]:
    """The text of a file in blocks of valid UTF-8, without a byte order mark. No block is empty.

    Raises SourceError with the line for what the table's `encoding:` cannot be, and for compressed data that
    is damaged or cut off.
    """
    if codecs.lookup(table.format.encoding).name in ("utf-8", "utf-8-sig"):
        blocks = _checked_utf8(path, table, block)
    else:
        blocks = _decoded(path, table, block)
    for first in blocks:
        if first := first.removeprefix(codecs.BOM_UTF8):
            yield first
        break
    yield from blocks


def not_text(path: Path, table: SourceTable, line: int) -> SourceError:
    """What is said of a line that is not of the table's encoding."""
    encoding = codecs.lookup(table.format.encoding).name
    begins = _first_bytes(path, table)
    if (other := next((kind for mark, kind in _OTHERS.items() if begins.startswith(mark)), None)) is not None:
        what, ending = other
        return SourceError(
            f"This is {what}, and its name ends in {path.suffix}.",
            where=f"{table.full_name}, {path}",
            fix=f"let its name end in {ending}",
            state=_NOTHING_STORED,
        )
    found = next((name for mark, name in _BOMS.items() if begins.startswith(mark)), None)
    known = found if found is not None and found != encoding else "latin-1"
    return SourceError(
        f"This file cannot be read: it is not {encoding.upper()} text.",
        where=f"{table.full_name}, {path}:{line}",
        fix=f"deliver {encoding.upper()}, or declare what it is, such as `encoding: {known}`",
        state=_NOTHING_STORED,
    )


def _first_bytes(path: Path, table: SourceTable) -> bytes:
    for raw in _raw_blocks(path, table, 4):
        return raw
    return b""


def _raw_blocks(path: Path, table: SourceTable, block: int) -> Iterator[bytes]:
    try:
        with _opened(path) as file:
            while raw := file.read(block):
                yield raw
    except (OSError, EOFError, zlib.error, ValueError) as error:
        compressed = path.suffix.lower() in COMPRESSIONS
        reason = getattr(error, "strerror", None) or str(error).split("\n")[0].rstrip(".")
        raise SourceError(
            f"This file cannot be {'decompressed' if compressed else 'read'}: {reason}.",
            where=f"{table.full_name}, {path}",
            fix="deliver it again; it may be cut off"
            if compressed
            else "check that it is there and readable",
            state=_NOTHING_STORED,
        ) from error


def _opened(path: Path) -> IO[bytes] | Any:
    ending = path.suffix.lower()
    if ending == ".gz":
        return gzip.open(path, "rb")
    if ending == ".zst":
        import pyarrow as pa

        return pa.CompressedInputStream(str(path), "zstd")  # type: ignore[attr-defined]
    return path.open("rb")


def _checked_utf8(path: Path, table: SourceTable, block: int) -> Iterator[bytes]:
    lines, rest = 1, b""
    for raw in _raw_blocks(path, table, block):
        if rest or not raw.isascii():
            raw = rest + raw
            try:
                used = codecs.utf_8_decode(raw, "strict", False)[1]
            except UnicodeDecodeError as error:
                raise not_text(path, table, lines + raw.count(b"\n", 0, error.start)) from error
            raw, rest = raw[:used], raw[used:]
        lines += raw.count(b"\n")
        if raw:
            yield raw
    if rest:
        raise not_text(path, table, lines)


def _decoded(path: Path, table: SourceTable, block: int) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(table.format.encoding)("strict")
    lines, is_first = 1, True
    for raw in _with_end(_raw_blocks(path, table, block)):
        try:
            text = decoder.decode(raw or b"", raw is None)
        except UnicodeError as error:
            raise not_text(path, table, lines + _lines_before(error)) from error
        lines += text.count("\n")
        if is_first and text:
            text, is_first = text.removeprefix("\ufeff"), False
        if text:
            yield text.encode()


def _with_end(blocks: Iterator[bytes]) -> Iterator[bytes | None]:
    yield from blocks
    yield None


def _lines_before(error: UnicodeError) -> int:
    if not isinstance(error, UnicodeDecodeError):
        return 0
    before = error.object[: error.start]
    if error.encoding.startswith(("utf-16", "utf-32")):
        return before.decode(error.encoding, "ignore").count("\n")
    return before.count(b"\n")
