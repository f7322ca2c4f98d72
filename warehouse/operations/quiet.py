"""Knowing at a glance that there is nothing to do.

A run that looked at everything and found nothing leaves a note of the files it depended on, with their sizes
and times. As long as all of them are as they were, the next run has nothing to do either, and can say so
without reading the project or opening a file of DuckDB's. Whatever is not certain counts as something to do.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: The note, in the project's private folder.
NOTE = ".warehouse/quiet.json"

#: What a run says that had nothing to do.
SENTENCE = "Nothing new was delivered; the warehouse is up to date."

#: Words in a project's files by which a run depends on more than files: the clock, the environment, servers.
_BEYOND_FILES = (
    "env_var",
    "deprecation_date",
    "freshness",
    "connection",
    "run_started_at",
    "modules.",
    "query:",
)

_MOST_FILES = 20_000
_DEEPEST = 12


@dataclass(frozen=True)
class Watched:
    """What a run depends on.

    `folders` (walked) and `files` are its input; `own` is what it keeps itself, of which only size and time
    count. `left_out` are paths below the folders that do not count: what a run writes.
    """

    folders: tuple[Path, ...]
    files: tuple[Path, ...]
    own: tuple[Path, ...]
    left_out: tuple[Path, ...] = ()

    def input(self) -> str | None:
        """A digest of names, sizes and times of the input; None when there is too much to watch."""
        digest = _digest(self.files)
        left_out = {str(path) for path in self.left_out}
        try:
            for number, (path, stat) in enumerate(_files(self.folders, left_out)):
                if number >= _MOST_FILES:
                    return None
                digest.update(_line(path, stat))
        except OSError:
            return None
        return digest.hexdigest()

    def kept(self) -> str:
        """A digest of what the run keeps."""
        return _digest(self.own).hexdigest()


def forget(root: Path) -> None:
    """A run begins: what was noted holds no longer."""
    (root / NOTE).unlink(missing_ok=True)


def remember(root: Path, watched: Watched, seen: str | None, project_files: Iterable[Path]) -> None:
    """Note that a run over the input `seen` found nothing to do, unless it depends on more than files."""
    if seen is None or any(_depends_on_more(path) for path in project_files):
        return
    parts = (watched.folders, watched.files, watched.own, watched.left_out)
    watching = [[str(path) for path in part] for part in parts]
    scratch = root / f"{NOTE}.new"
    note = {"root": str(root), "watched": watching, "seen": seen, "kept": watched.kept()}
    scratch.write_text(json.dumps(note), encoding="utf-8")
    scratch.rename(root / NOTE)


def nothing_to_do(start: Path) -> bool:
    """Whether the project that `start` stands in is exactly as a run left it that found nothing to do."""
    for folder in (start, *start.parents):
        if (folder / NOTE).is_file():
            return _holds(folder)
        if (folder / "warehouse.yml").is_file() or (folder / "dbt_project.yml").is_file():
            return False
    return False


def _holds(folder: Path) -> bool:
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        watched = Watched(*(tuple(Path(path) for path in part) for part in note["watched"]))
    except (OSError, ValueError, KeyError, TypeError):
        return False
    same_place = note["root"] == str(folder)  # or it is the note of a project that was copied from there
    return bool(same_place and watched.kept() == note["kept"] and watched.input() == note["seen"])


def this_program() -> tuple[Path, ...]:
    """The folder of the program itself: another version may find something to do."""
    return (Path(__file__).parents[1],)


def project_files(folders: Iterable[Path]) -> Iterator[Path]:
    """The files of a project in which a word may make a run depend on more than files."""
    for path, _ in _files(folders, set()):
        if path.endswith((".yml", ".yaml", ".sql")):
            yield Path(path)


def _depends_on_more(path: Path) -> bool:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return True
    return any(word in text for word in _BEYOND_FILES)


def _files(folders: Iterable[Path], left_out: set[str]) -> Iterator[tuple[str, os.stat_result]]:
    """The files below some folders with their stat, in the order of their paths, through links."""
    waiting = [(str(folder), 0) for folder in sorted(folders, reverse=True)]
    while waiting:
        path, depth = waiting.pop()
        if path in left_out or depth > _DEEPEST or path.endswith("/__pycache__"):
            continue
        if not os.path.isdir(path):
            if os.path.exists(path):
                yield path, os.stat(path)
            continue
        with os.scandir(path) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            if entry.is_dir():
                waiting.append((entry.path, depth + 1))
            elif entry.path not in left_out:
                yield entry.path, entry.stat()


def _digest(paths: Iterable[Path]) -> hashlib._Hash:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(_line(str(path), path.stat() if path.exists() else None))
    return digest


def _line(path: str, stat: os.stat_result | None) -> bytes:
    size, time = (stat.st_size, stat.st_mtime_ns) if stat else (-1, -1)
    return f"{path}\0{size}\0{time}\n".encode("utf-8", "surrogateescape")
