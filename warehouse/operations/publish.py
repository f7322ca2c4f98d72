"""Publication: the checked file becomes the user's warehouse by one rename."""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import time
from pathlib import Path
from typing import BinaryIO

from warehouse.errors import BusyError
from warehouse.operations.spare import bring_up_to_date, keep, take

#: How long publication waits for somebody who holds the old file open for writing, in seconds.
WAIT_SECONDS = 10.0

_FICLONE = 0x40049409
_FLOCK = "hh4xqqi4x"  # struct flock of 64-bit Linux: type, whence, start, length, process


def publish(
    state: Path, target: Path, spare: Path, *, keeps_old: bool, wait_seconds: float = WAIT_SECONDS
) -> int:
    """Put a copy of `state` (a closed DuckDB file) in the place of `target`, atomically; the bytes written.

    Readers that have the old file open keep reading it. With `keeps_old` the replaced file stays as `spare`,
    for the next publication to bring up to date; without, neither it nor an older spare stays (a key that was
    erased is in them). Raises BusyError, leaving NAME.next.duckdb beside the target, when somebody has the
    old file open for writing, or left its .wal, for longer than the wait.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    following = target.with_name(f"{target.stem}.next{target.suffix}")
    written = _make(following, state, spare)
    deadline = time.monotonic() + wait_seconds
    while (holder := _writer_of(target)) is not None:
        if time.monotonic() >= deadline:
            raise BusyError(
                f"The warehouse file is in use for writing: {holder}.",
                where=target,
                fix=f"close it there and run again, or take {following.name} as it is",
                state=f"the new warehouse is complete and checked in {following}; the old one is untouched",
            )
        time.sleep(0.1)
    if keeps_old and target.exists():
        keep(target, spare)
    else:
        spare.unlink(missing_ok=True)
    following.rename(target)
    _sync_folder(target.parent)
    return written


def _make(following: Path, state: Path, spare: Path) -> int:
    """Share the blocks where the file system can; else bring the spare up to date; else copy the bytes.

    The number of bytes written. Durable when it returns; one that an ended run left half made is never
    continued.
    """
    following.unlink(missing_ok=True)
    if _shares_blocks(state, following):
        spare.unlink(missing_ok=True)
        return 0
    if take(spare, following):
        return bring_up_to_date(following, state)
    _copy(state, following)
    return following.stat().st_size


def _shares_blocks(state: Path, following: Path) -> bool:
    """Make `following` a clone of `state` in no time, on a file system that can."""
    try:
        with state.open("rb") as source, following.open("wb") as copy:
            fcntl.ioctl(copy.fileno(), _FICLONE, source.fileno())
            os.fsync(copy.fileno())
    except OSError:
        following.unlink(missing_ok=True)
        return False
    return True


def _copy(state: Path, following: Path) -> None:
    with state.open("rb") as source, following.open("wb") as copy:
        _copy_bytes(source, copy)
        copy.flush()
        os.fsync(copy.fileno())


def _copy_bytes(source: BinaryIO, copy: BinaryIO) -> None:
    """Inside the kernel where it can; half the CPU of reading and writing."""
    length = os.fstat(source.fileno()).st_size
    done = 0
    try:
        while done < length:
            done += os.copy_file_range(source.fileno(), copy.fileno(), length - done)
    except OSError:
        source.seek(done)
        copy.seek(done)
        shutil.copyfileobj(source, copy, 1 << 24)


def _writer_of(target: Path) -> str | None:
    """Who has the file open for writing, in words; None when nobody has. Readers do not count."""
    if not target.exists():
        return None
    question = struct.pack(_FLOCK, fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)
    with target.open("rb") as file:
        kind, _, _, _, process = struct.unpack(_FLOCK, fcntl.fcntl(file, fcntl.F_GETLK, question))
    if kind != fcntl.F_UNLCK:
        return f"process {process}"
    wal = target.with_name(target.name + ".wal")
    if wal.exists():
        return f"a process left {wal.name} behind; open and close the file once to settle it"
    return None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
