"""A dump's bytes, in chunks: only what is being read is in memory."""

from __future__ import annotations

import gzip
import re
import zlib
from pathlib import Path
from typing import IO, Any

from warehouse.errors import SourceError

#: What is read at a time. A window of rows is as large, unless one row is larger.
CHUNK = 1 << 20

#: One value, or one statement that must be understood as a whole, may not be larger (MySQL's own limit).
LARGEST = 1 << 30

ENCODING_FIX = (
    "dump in UTF-8 (`--default-character-set=utf8mb4`, `--encoding=UTF8`) and bytes with `--hex-blob`"
)

_NOT_TEXT = {
    b"PGDMP": ("It is a dump in pg_dump's custom format.", "dump with `pg_dump --format=plain`"),
    b"\xff\xfe": ("It is UTF-16.", "let the dump program write the file itself (`--result-file`, `-f`)"),
    b"\xfe\xff": ("It is UTF-16.", "let the dump program write the file itself (`--result-file`, `-f`)"),
    b"PK\x03\x04": ("It is a zip archive.", "unpack it"),
}


class Stream:
    """The bytes of a dump, plain, gzip or zstd. `data[pos:]` are those read and not yet consumed."""

    def __init__(self, path: Path, chunk: int = CHUNK) -> None:
        self.path = path
        self.chunk = chunk
        self.data = b""
        self.pos = 0
        self.ended = False
        self._dropped = 0
        self._line, self._counted = 1, 0
        self._file = self._opened()

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    @property
    def offset(self) -> int:
        """How many bytes were consumed since the start of the dump."""
        return self._dropped + self.pos

    def line(self, pos: int | None = None) -> int:
        """The line (1-based) of a position in `data`; of the next byte, if none is given."""
        pos = self.pos if pos is None else pos
        if pos >= self._counted:
            self._line += self.data.count(b"\n", self._counted, pos)
            self._counted = pos
            return self._line
        return self._line - self.data.count(b"\n", pos, self._counted)

    def refuse(self, what: str, fix: str, line: int | None = None) -> SourceError:
        """The error that refuses the whole dump, at a line."""
        return SourceError(
            what,
            where=f"{self.path}, line {line or self.line()}",
            fix=fix,
            state="nothing of this dump was stored",
        )

    def unreadable(self, error: Exception, line: int) -> SourceError:
        """The error for a value that cannot be what the dump says it is."""
        return self.refuse(str(error), ENCODING_FIX, line)

    def truncated(self) -> SourceError:
        """The error for a dump that ends too early."""
        return self.refuse("The dump ends in the middle of a statement.", "deliver the whole dump")

    def more(self) -> bool:
        """Reads at least one more byte, and drops what was consumed; False at the end of the dump."""
        if self.ended:
            return False
        rest = len(self.data) - self.pos
        if rest > LARGEST:
            raise self.refuse("One value is larger than 1 GiB.", "leave that table out of the dump")
        # As much again as is unread: what does not fit twice is looked at log(n) times, not n times.
        try:
            fresh = self._file.read(max(self.chunk, rest // 2))
        except (EOFError, zlib.error, OSError, ValueError) as error:
            raise self.refuse(f"The compressed file is damaged: {error}.", "deliver it again") from error
        if not fresh:
            self.ended = True
            return False
        self.line()
        self._dropped += self.pos
        self.data, self.pos, self._counted = self.data[self.pos :] + fresh, 0, 0
        return True

    def fill(self, size: int) -> bool:
        """Reads until `size` bytes are unread; False if the dump ends before."""
        while len(self.data) - self.pos < size:
            if not self.more():
                return False
        return True

    def match(self, pattern: re.Pattern[bytes], limit: int = LARGEST) -> re.Match[bytes] | None:
        """The pattern here, with as much read as it takes to be sure that more bytes would not change it.

        None where it does not match within `limit` bytes. Does not consume.
        """
        while True:
            match = pattern.match(self.data, self.pos)
            if match and match.end() < len(self.data):
                return match
            if len(self.data) - self.pos > limit or not self.more():
                return pattern.match(self.data, self.pos)

    def _opened(self) -> IO[bytes] | gzip.GzipFile:
        plain = self.path.open("rb")
        start = plain.read(8)
        plain.seek(0)
        for magic, (what, fix) in _NOT_TEXT.items():
            if start.startswith(magic):
                plain.close()
                raise self.refuse(f"This is no SQL text. {what}", fix)
        if start.startswith(b"\x1f\x8b"):
            plain.close()
            return gzip.open(self.path, "rb")
        if start.startswith(b"\x28\xb5\x2f\xfd"):
            plain.close()
            return _zstd(self.path)
        if start.startswith(b"\xef\xbb\xbf"):
            plain.seek(3)
        return plain


def _zstd(path: Path) -> IO[bytes]:
    import pyarrow

    pa: Any = pyarrow
    stream: IO[bytes] = pa.CompressedInputStream(str(path), "zstd")
    return stream
