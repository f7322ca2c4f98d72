"""Everything that can go wrong, as one tree.

WarehouseError                      exit code
├── DeclarationError                2   a project file is wrong (file and line)
├── UsageError                      2   a command or call is wrong
├── SourceError                     3   an extract could not be read or loaded
├── BusyError                       4   another run, or another writer, holds the warehouse
├── IntegrityError                  5   stored data does not match its record
└── BuildError                      1   a model could not be built, or a check could not run
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """Where a declaration stands: a file of the project and, where known, its line (1-based)."""

    file: Path
    line: int | None = None

    def __str__(self) -> str:
        here = Path.cwd()
        file = self.file.relative_to(here) if self.file.is_relative_to(here) else self.file
        return f"{file}:{self.line}" if self.line else str(file)

    def within(self, root: Path) -> str:
        """The place as seen from a project's folder."""
        file = self.file.relative_to(root) if self.file.is_relative_to(root) else self.file
        return f"{file}:{self.line}" if self.line else str(file)


class WarehouseError(Exception):
    """The root of all errors: what is wrong, where, how to mend it, and the state things are in."""

    exit_code = 1

    def __init__(
        self, what: str, *, where: object = None, fix: str | None = None, state: str | None = None
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = None if where is None else str(where)
        self.fix = fix
        self.state = state

    def __str__(self) -> str:
        """Several lines for a person: the sentence, then where, fix and state, each only if known."""
        lines = [self.what]
        for label, text in (("where", self.where), ("fix", self.fix), ("state", self.state)):
            if text:
                lines.append(f"  {label + ':':<7}{text}")
        return "\n".join(lines)


class DeclarationError(WarehouseError):
    """A file of the project says something that cannot be meant."""

    exit_code = 2


class UsageError(WarehouseError):
    """A command or a call asks for something that cannot be done."""

    exit_code = 2


class SourceError(WarehouseError):
    """An extract is missing, unreadable, or not what was declared; nothing of it was stored."""

    exit_code = 3


class BusyError(WarehouseError):
    """Another process holds what this one needs."""

    exit_code = 4


class IntegrityError(WarehouseError):
    """What is stored is not what its record says."""

    exit_code = 5


class BuildError(WarehouseError):
    """A model could not be built; the published warehouse is the last good one."""

    exit_code = 1


_GRAVITY = (5, 4, 2, 3, 1)


def worst_exit_code(codes: Iterable[int]) -> int:
    """The exit code of a command in which several things went wrong: the first of 5, 4, 2, 3, 1."""
    seen = set(codes)
    return next((code for code in _GRAVITY if code in seen), 0)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A clause that names the nearest known words, or all of them when none is near."""
    import difflib

    names = sorted(set(known))
    near = difflib.get_close_matches(word, names, n=2, cutoff=0.6)
    if near:
        return "did you mean " + " or ".join(f"'{name}'" for name in near) + "?"
    return "known are: " + ", ".join(names) if names else "none are known"


def agreeing(number: int, one: str, many: str) -> str:
    """A number with the words that agree with it: 1 row has, 2 rows have."""
    return f"{number:,} {one if number == 1 else many}"
