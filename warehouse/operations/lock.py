"""One run at a time: an advisory lock that the operating system drops when its process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.errors import BusyError


@contextmanager
def run_lock(folder: Path) -> Iterator[None]:
    """Hold the project's lock (`folder`/lock). BusyError, naming the process, when another run holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
            raise BusyError(
                f"Another run holds this warehouse{f' (process {holder})' if holder else ''}.",
                where=folder.parent,
                fix="wait for it to end, or end that process",
                state="nothing was changed",
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
