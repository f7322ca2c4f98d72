"""Which files wait: `location` with {load_date} and {table}, walked, each file with its load date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import DeclarationError, SourceError
from warehouse.project.sources import SourceTable
from warehouse.sources.csvfile import open_csv
from warehouse.sources.delivery import Delivery
from warehouse.sources.parquetfile import open_parquet

#: Openers by the ending of a file's name.
OPENERS: dict[str, Callable[[Path, SourceTable], Delivery]] = {".csv": open_csv, ".parquet": open_parquet}

_LOAD_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T _](\d{2})[-:]?(\d{2})(?:[-:]?(\d{2}))?Z?)?\Z")
_FIELDS = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class FoundFile:
    """A file that lies where a table's deliveries are expected. `load_date` is naive UTC, None if unknown."""

    table: SourceTable
    path: Path
    load_date: dt.datetime | None
    bytes: int
    modified_ns: int

    def open(self) -> Delivery:
        """The file as a delivery; SourceError when its kind is unknown or it cannot be read."""
        opener = OPENERS.get(self.path.suffix.lower())
        if opener is None:
            raise SourceError(
                f"Files of the kind '{self.path.suffix}' cannot be read.",
                where=f"{self.table.full_name}, {self.path}",
                fix=f"deliver one of: {', '.join(sorted(OPENERS))}",
                state="nothing of this delivery was stored",
            )
        return opener(self.path, self.table)


def found_files(root: Path, table: SourceTable) -> tuple[list[FoundFile], list[SourceError]]:
    """All files at the table's location, by load date and then by path, and those whose date is no date.

    Raises DeclarationError for an unknown {field} in the location.
    """
    for word in _FIELDS.findall(table.location):
        if word not in ("load_date", "table"):
            raise DeclarationError(
                f"The location '{table.location}' has an unknown field {{{word}}}.",
                where=table.place,
                fix="use {load_date} and {table}",
            )
    parts = Path(table.location.replace("{table}", table.identifier)).parts
    start = Path(parts[0]) if Path(parts[0]).is_absolute() else root
    parts = parts[1:] if Path(parts[0]).is_absolute() else parts
    found: list[FoundFile] = []
    faults: list[SourceError] = []
    for path, dates in _walk(start, parts, {}):
        try:
            found.append(_found(table, path, dates))
        except SourceError as error:
            faults.append(error)
    # A location like *.* finds neighbours that are no extracts, such as a README beside them.
    if table.location.endswith(".*"):
        found = [file for file in found if file.path.suffix.lower() in OPENERS]
    return sorted(found, key=lambda f: (f.load_date or dt.datetime.max, str(f.path))), faults


def location_exists(root: Path, table: SourceTable) -> bool:
    """Whether the fixed beginning of the table's location is there at all."""
    fixed = root
    for part in Path(table.location.replace("{table}", table.identifier)).parts[:-1]:
        if any(sign in part for sign in "{*?["):
            break
        fixed = fixed / part
    return fixed.is_dir()


_Walked = tuple[Path, dict[str, str]]


def _walk(folder: Path, parts: tuple[str, ...], dates: dict[str, str]) -> Iterator[_Walked]:
    part, rest = parts[0], parts[1:]
    if not any(sign in part for sign in "{*?["):
        path = folder / part
        if rest:
            if path.is_dir():
                yield from _walk(path, rest, dates)
        elif path.is_file():
            yield path, dates
        return
    pattern = _pattern(part)
    try:
        entries = sorted(entry.name for entry in folder.iterdir() if entry.is_dir() == bool(rest))
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        match = pattern.fullmatch(entry)
        if match is None or entry.startswith("."):
            continue
        inner = {**dates, **match.groupdict()}
        if rest:
            yield from _walk(folder / entry, rest, inner)
        else:
            yield folder / entry, inner


def _pattern(part: str) -> re.Pattern[str]:
    text = ""
    for piece in re.split(r"(\{load_date\}|\*|\?)", part):
        text += {"{load_date}": "(?P<load_date>.+?)", "*": ".*", "?": "."}.get(piece, re.escape(piece))
    return re.compile(text)


def _found(table: SourceTable, path: Path, dates: dict[str, str]) -> FoundFile:
    size = path.stat()
    load_date = None
    if "load_date" in dates:
        load_date = parse_load_date(dates["load_date"])
        if load_date is None:
            raise SourceError(
                f"'{dates['load_date']}' is no load date.",
                where=f"{table.full_name}, {path}",
                fix="name the folder or file like 2026-06-01, 20260601 or 2026-06-01T10-00, or move it away",
                state="this file was not read; the table's other files were loaded",
            )
    return FoundFile(table, path, load_date, size.st_size, size.st_mtime_ns)


def parse_load_date(text: str) -> dt.datetime | None:
    """The naive UTC time in 2026-06-01, 20260601, 2026-06-01T10-00 and the like; None for anything else."""
    match = _LOAD_DATE.match(text.strip())
    if match is None:
        return None
    try:
        return dt.datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None


def date_in_path(path: Path) -> dt.datetime | None:
    """The load date that a path tells: of its file's name, else of the nearest folder that is one."""
    for part in (path.name.split(".")[0], *reversed(path.parent.parts)):
        for piece in (part, *re.findall(r"\d{4}-\d{2}-\d{2}(?:T\d{2}-\d{2})?|(?<!\d)\d{8}(?!\d)", part)):
            if (moment := parse_load_date(piece)) is not None:
                return moment
    return None
