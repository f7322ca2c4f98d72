"""Making a load exist: its files in their places, then its record, so that a crash leaves it in or out."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.psa.record import Record, record_name, sealed, sync_folder, write_record, write_text

_INTENT = ".intent"
_TOGETHER = ".together"


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


@dataclass(frozen=True)
class Part:
    """What one table's log gets: a record under its number, and finished files with their places."""

    folder: Path
    number: int
    record: Record
    moves: Sequence[tuple[Path, Path]]


def commit_all(psa: Path, parts: Sequence[Part]) -> None:
    """Commit parts of several tables' logs so that a crash leaves all of them or none.

    They are written down first; from that moment on they count, and `complete_unfinished` carries out what a
    crash left undone. The files must lie where a crash does not remove them.
    """
    if len(parts) == 1:
        commit(parts[0].folder, parts[0].number, parts[0].record, parts[0].moves)
        return
    commit_forward(psa, parts)


def commit_forward(psa: Path, parts: Sequence[Part]) -> None:
    """Commit parts by writing them down first: what is moved may take the place of what the log has."""
    for part in parts:
        for finished, _ in part.moves:
            _sync_file(finished)
    for folder in {finished.parent for part in parts for finished, _ in part.moves}:
        sync_folder(folder)
    noted = [
        {
            "record": str((part.folder / "log" / record_name(part.number, part.record)).relative_to(psa)),
            "text": sealed(part.record.to_json()),
            "moves": [[str(a.relative_to(psa)), str(b.relative_to(psa))] for a, b in part.moves],
        }
        for part in parts
    ]
    write_text(psa / _TOGETHER, json.dumps(noted))
    complete_unfinished(psa)


def complete_unfinished(psa: Path) -> None:
    """Carry out what `commit_all` wrote down and a crash kept from happening. Doing it twice does no harm."""
    together = psa / _TOGETHER
    (psa / f".{_TOGETHER}").unlink(missing_ok=True)
    if not together.is_file():
        return
    for part in json.loads(together.read_text(encoding="utf-8")):
        for finished, final in ((psa / a, psa / b) for a, b in part["moves"]):
            final.parent.mkdir(parents=True, exist_ok=True)
            if finished.exists():
                finished.rename(final)
            sync_folder(final.parent)
        write_text(psa / part["record"], part["text"])
    together.unlink()
    sync_folder(psa)


class Gathered:
    """Records of one table's log that come to exist together, though each builds on those before it.

    Files go to their places at once and are noted as unfinished, so that `clear_unfinished` takes them back
    after a crash; the records follow with `commit`, all or none.
    """

    def __init__(self, psa: Path) -> None:
        self._psa = psa
        self._parts: list[Part] = []
        self._files: list[Path] = []

    def add(self, folder: Path, number: int, record: Record, moves: Sequence[tuple[Path, Path]]) -> None:
        """One more record, and its files."""
        self._parts.append(Part(folder, number, record, ()))
        self._files += [final for _, final in moves]
        first = self._parts[0]
        noted = {"number": first.number, "files": [str(path.relative_to(folder)) for path in self._files]}
        write_text(self._intent, json.dumps(noted))
        for finished, final in moves:
            _sync_file(finished)
            final.parent.mkdir(parents=True, exist_ok=True)
            finished.rename(final)
            sync_folder(final.parent)

    def commit(self) -> None:
        """Let all of them exist."""
        if self._parts:
            commit_forward(self._psa, self._parts)
            self._intent.unlink()
        self._parts, self._files = [], []

    def take_back(self) -> None:
        """Let none of them exist, unless they do already."""
        if (self._psa / _TOGETHER).is_file():
            return
        for path in self._files:
            path.unlink(missing_ok=True)
        if self._parts:
            self._intent.unlink(missing_ok=True)

    @property
    def _intent(self) -> Path:
        return self._parts[0].folder / "log" / _INTENT


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
