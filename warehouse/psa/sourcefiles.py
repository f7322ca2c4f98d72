"""What the log records of where a delivery came from."""

from __future__ import annotations

from pathlib import Path

from warehouse.errors import SourceError
from warehouse.psa.chain import sha256_of
from warehouse.psa.record import SourceFile
from warehouse.sources.discover import FoundFile
from warehouse.sources.spool import Spooled

#: A delivery before it is opened: files where a table's are expected, or rows that were handed over.
Found = FoundFile | Spooled


def shown_name(found: Found) -> str:
    """What a person calls the delivery."""
    return found.shown if isinstance(found, Spooled) else found.path.name


def source_files(root: Path, found: Found) -> tuple[SourceFile, ...]:
    """Each file of the delivery with its size and SHA-256. Raises SourceError when one cannot be read."""
    if isinstance(found, Spooled):
        return (SourceFile(found.shown, found.bytes, found.sha256),)
    return tuple(_source_file(root, path) for path in found.paths)


def source_name(root: Path, found: FoundFile) -> str:
    """The files of a delivery as the ledger names them, in `source_file`."""
    return ", ".join(_shown_path(root, path) for path in found.paths)


def _shown_path(root: Path, path: Path) -> str:
    return str(path.relative_to(root) if path.is_relative_to(root) else path)


def _source_file(root: Path, path: Path) -> SourceFile:
    try:
        return SourceFile(_shown_path(root, path), path.stat().st_size, sha256_of(path))
    except OSError as error:
        raise SourceError(
            f"This file cannot be read: {error.strerror}.",
            where=path,
            fix="check that it is there and may be read",
            state="nothing of this delivery was stored",
        ) from error
