"""Folders v1, v2 … that each hold one version of a set of files."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

_VERSION = re.compile(r"v(\d+)")


def versions_in(folder: Path) -> Iterator[tuple[int, Path]]:
    """The folders v1, v2 … with their numbers."""
    for path in folder.iterdir() if folder.is_dir() else ():
        match = _VERSION.fullmatch(path.name)
        if match is not None and path.is_dir():
            yield int(match[1]), path


def link(file: Path, link: Path) -> None:
    """The same file under a second name; a copy where the file system has no such names."""
    try:
        os.link(file, link)
    except OSError:
        shutil.copy2(file, link)


def sync(path: Path) -> None:
    """Let a file or folder be on the disk when this returns."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
