"""Making a load exist: its files in their places, then its record, so that a crash leaves it in or out."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from warehouse.psa.record import Record, sync_folder, write_record

_INTENT = ".intent"


def commit(folder: Path, number: int, record: Record, moves: Sequence[tuple[Path, Path]]) -> None:
    """Move finished files to where the log keeps them, then write the record.

    What is about to be moved is noted first, so that `clear_unfinished` can take it back after a crash.
    """
    log = folder / "log"
    log.mkdir(parents=True, exist_ok=True)
    intent = log / _INTENT
    with intent.open("w", encoding="utf-8") as file:
        json.dump({"number": number, "files": [str(final.relative_to(folder)) for _, final in moves]}, file)
        file.flush()
        os.fsync(file.fileno())
    for finished, final in moves:
        _sync_file(finished)
        final.parent.mkdir(parents=True, exist_ok=True)
        finished.rename(final)
        sync_folder(final.parent)
    write_record(log, number, record)
    intent.unlink()


def clear_unfinished(folder: Path) -> None:
    """Take back what a crash left of a load that has no record: its files are no part of the log."""
    intent = folder / "log" / _INTENT
    if not intent.is_file():
        return
    try:
        noted = json.loads(intent.read_text(encoding="utf-8"))
    except ValueError:
        noted = None  # The crash came while the note was written: nothing had been moved.
    if noted is not None and not list((folder / "log").glob(f"{noted['number']:06d}-*.json")):
        for file in noted["files"]:
            (folder / file).unlink(missing_ok=True)
    for scratch in (folder / "log").glob(".*.json"):
        scratch.unlink()
    intent.unlink()


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
