"""The publication before the last one, brought up to date instead of copying the whole file again.

A day changes few blocks of a large file. The file that a publication replaces is kept as a **spare**; the
next publication writes into it the pieces in which it differs from the private file, byte for byte, and puts
it in the user's place. Reading both is cheaper than writing one: what is written follows what changed.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

#: How much is compared and written at a time, in bytes. DuckDB writes blocks of 256 KiB, often a part of one.
PIECE = 64 * 1024

#: Files smaller than this are copied: that takes milliseconds, and no space is held for a spare.
WORTH_SPARING = 8 * 1024 * 1024


def keep(published: Path, spare: Path) -> None:
    """Give the published file a second name, under which it stays when another file takes its place."""
    spare.unlink(missing_ok=True)
    if published.stat().st_size < WORTH_SPARING:
        return
    try:
        os.link(published, spare)
    except OSError:  # another file system, or one without links: the next publication copies
        return


def take(spare: Path, following: Path) -> bool:
    """Rename the spare to `following` if it is ours alone; else give it up to whoever reads it, and False.

    A reader of two publications ago may still have it open, and a backup may have linked it: then nothing may
    be written into it.
    """
    try:
        if spare.stat().st_nlink == 1 and not _is_open(spare):
            spare.rename(following)
            return True
    except OSError:  # there is none, or the file system cannot say who has it open
        pass
    spare.unlink(missing_ok=True)
    return False


def bring_up_to_date(following: Path, state: Path) -> int:
    """Make the bytes of `following` those of `state`; the bytes written: pieces that differ. Durable."""
    written = 0
    with state.open("rb") as source, following.open("r+b") as copy:
        length = os.fstat(source.fileno()).st_size
        theirs, ours = bytearray(PIECE), bytearray(PIECE)
        for start in range(0, length, PIECE):
            read = os.preadv(source.fileno(), [theirs], start)
            if os.preadv(copy.fileno(), [ours], start) < read or theirs != ours:
                written += os.pwrite(copy.fileno(), memoryview(theirs)[:read], start)
        copy.truncate(length)
        os.fsync(copy.fileno())
    return written


def _is_open(file: Path) -> bool:
    """Whether any process has it open or mapped: the kernel grants a write lease only when none has.

    (fcntl(2), F_SETLEASE.) OSError where the file system knows no leases.
    """
    descriptor = os.open(file, os.O_RDWR)
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
