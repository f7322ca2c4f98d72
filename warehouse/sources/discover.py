"""Which deliveries wait: `location` with {load_date} and {table}, walked, each with its load date."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from warehouse.errors import DeclarationError, SourceError, UsageError
from warehouse.project.sources import SourceTable
from warehouse.sources.csvfile import open_csv
from warehouse.sources.delivery import Delivery
from warehouse.sources.excelfile import open_excel
from warehouse.sources.jsonfile import open_json, open_ndjson
from warehouse.sources.parquetfile import open_parquet
from warehouse.sources.several import hive_columns, open_together
from warehouse.sources.streams import COMPRESSIONS

_Opener = Callable[[Path, SourceTable], Delivery]

_TEXTS: dict[str, _Opener] = {
    ".csv": open_csv,
    ".tsv": open_csv,
    ".json": open_json,
    ".ndjson": open_ndjson,
    ".jsonl": open_ndjson,
}

#: Openers by the ending of a file's name; text may be compressed.
OPENERS: dict[str, _Opener] = {
    **_TEXTS,
    **{ending + more: opener for ending, opener in _TEXTS.items() for more in COMPRESSIONS},
    ".parquet": open_parquet,
    ".xlsx": open_excel,
}

#: Formats in which one file of a delivery may lack a column that another has.
_LOOSE = (open_json, open_ndjson)

#: Who told the load date of a delivery, where that was not its path: its rows, in a column, or a person.
BY_COLUMN = "column"
BY_PERSON = "person"

_LOAD_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T _](\d{2})[-:]?(\d{2})(?:[-:]?(\d{2}))?Z?)?\Z")
_FIELDS = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class FoundFile:
    """A delivery that lies where a table's are expected: one file, or several that belong together.

    `load_date` is naive UTC, None if unknown. `path` is the first of `paths`; `names` are their names inside
    the delivery. `bytes` and `modified_ns` change when any of them does. `slice` is the one that the delivery
    is of, or that is taken of it. `dated` BY_COLUMN: only the rows of `load_date` are taken.
    """

    table: SourceTable
    path: Path
    load_date: dt.datetime | None
    bytes: int
    modified_ns: int
    paths: tuple[Path, ...] = ()
    names: tuple[str, ...] = ()
    slice: str | None = None
    dated: str | None = None

    def __post_init__(self) -> None:
        if not self.paths:
            object.__setattr__(self, "paths", (self.path,))
            object.__setattr__(self, "names", (self.path.name,))

    @property
    def is_one_file(self) -> bool:
        """Whether the content of the one file is all that there is: no other file, no column in a folder."""
        return len(self.paths) == 1 and not hive_columns(self.names[0])

    def identity(self, hashes: Sequence[str]) -> str:
        """The SHA-256 of the delivery, from its files': the one file's, or that of all names with theirs."""
        if self.is_one_file:
            return hashes[0]
        named = sorted(zip(self.names, hashes, strict=True))
        return hashlib.sha256(json.dumps(named).encode()).hexdigest()

    def open(self) -> Delivery:
        """The delivery; SourceError when its kind is unknown or it cannot be read."""
        openers = {opener_of(path): path for path in reversed(self.paths)}
        if None in openers:
            path = openers[None]
            raise SourceError(
                f"Files of the kind '{_ending(path)}' cannot be read.",
                where=f"{self.table.full_name}, {path}",
                fix=f"deliver one of: {', '.join(OPENERS)}",
                state="nothing of this delivery was stored",
            )
        if len(openers) > 1:
            first, other = list(openers.values())[:2]
            raise SourceError(
                "The files of this delivery are of different kinds.",
                where=f"{self.table.full_name}, {first} and {other}",
                fix="deliver files of one kind, or let `location:` name the ending",
                state="nothing of this delivery was stored",
            )
        opener = OPENERS[_ending(self.path)]
        if self.is_one_file:
            return opener(self.path, self.table)
        files = list(zip(self.paths, self.names, strict=True))
        return open_together(files, self.table, opener, alike=opener not in _LOOSE)


def _ending(path: Path) -> str:
    """The ending of a file's name that tells its kind: .csv, .csv.gz; the last one where none is known."""
    endings = [suffix.lower() for suffix in path.suffixes[-2:]]
    return "".join(endings) if "".join(endings) in OPENERS else "".join(endings[-1:])


def opener_of(path: Path) -> _Opener | None:
    """What opens files of this kind, by the ending of its name; None for a kind that cannot be read."""
    return OPENERS.get(_ending(path))


def found_files(root: Path, table: SourceTable) -> tuple[list[FoundFile], list[SourceError]]:
    """All deliveries at the table's location, by load date and path, and those whose date is no date.

    Files that a wildcard in the location finds under one load date, and the files in a folder, are one
    delivery. Only where nothing but the ending varies is each file one of its own.
    Raises DeclarationError for an unknown {field} in the location.
    """
    for word in _FIELDS.findall(table.location):
        if word not in ("load_date", "table", table.slice):
            raise DeclarationError(
                f"The location '{table.location}' has an unknown field {{{word}}}.",
                where=table.place,
                fix="use {load_date} and {table}, and the column of `slice:` where that is declared",
            )
    parts = Path(table.location.replace("{table}", table.identifier)).parts
    start = Path(parts[0]) if Path(parts[0]).is_absolute() else root
    parts = parts[1:] if Path(parts[0]).is_absolute() else parts
    groups: dict[tuple[str, ...], list[_Walked]] = {}
    for walked in _walk(start, parts, _Walked(start, {}, ())):
        # A location like *.* finds neighbours that are no extracts, such as a README beside them.
        if table.location.endswith(".*") and not _is_readable(table, walked.path):
            continue
        base = start if _varies(parts) else walked.folder or walked.path
        groups.setdefault((str(base), *walked.dates.values()), []).append(walked)
    found: list[FoundFile] = []
    faults: list[SourceError] = []
    for group in groups.values():
        try:
            found.append(_found(table, group))
        except SourceError as error:
            faults.append(error)
    return sorted(found, key=lambda f: (f.load_date or dt.datetime.max, str(f.path))), faults


def _is_readable(table: SourceTable, path: Path) -> bool:
    """Whether the ending of a file's name is one of those that the table may have."""
    if table.origin.dump:
        return path.name.lower().endswith(tuple(".sql" + more for more in ("", *COMPRESSIONS)))
    return opener_of(path) is not None


def _varies(parts: tuple[str, ...]) -> bool:
    """Whether a location has a wildcard that is not only the ending of the file's name."""
    return any(sign in part for part in (*parts[:-1], parts[-1].removesuffix(".*")) for sign in "*?[")


def location_exists(root: Path, table: SourceTable) -> bool:
    """Whether the fixed beginning of the table's location is there at all."""
    fixed = root
    for part in Path(table.location.replace("{table}", table.identifier)).parts[:-1]:
        if any(sign in part for sign in "{*?["):
            break
        fixed = fixed / part
    return fixed.is_dir()


@dataclass(frozen=True)
class _Walked:
    """A place on the way to the files: the texts where {load_date} (and the column of `slice:`) stands, the
    folders that wildcards found.

    `folder` is the delivery that the location names, where that is a folder and not a file.
    """

    path: Path
    dates: dict[str, str]
    names: tuple[str, ...]
    folder: Path | None = None


def _walk(folder: Path, parts: tuple[str, ...], so_far: _Walked) -> Iterator[_Walked]:
    part, rest = parts[0], parts[1:]
    has_wildcard = any(sign in part for sign in "*?[")
    for entry, dates in _entries(folder, part):
        # The folder of a load date is no name inside a delivery; one that a wildcard found is.
        is_inner = "{" not in part and (has_wildcard or so_far.names)
        names = (*so_far.names, entry) if rest and is_inner else so_far.names
        here = _Walked(folder / entry, {**so_far.dates, **dates}, names)
        if not rest:
            yield from _files(here, is_named=not has_wildcard)
        elif here.path.is_dir():
            yield from _walk(here.path, rest, here)


def _entries(folder: Path, part: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The names in a folder that one part of a location means, with the text where {load_date} stands."""
    if not any(sign in part for sign in "{*?["):
        yield part, {}
        return
    pattern = _pattern(part)
    try:
        entries = sorted(entry.name for entry in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        match = pattern.fullmatch(entry)
        if match is not None and not entry.startswith("."):
            yield entry, match.groupdict()


def _files(here: _Walked, *, is_named: bool) -> Iterator[_Walked]:
    """The file, or the files of readable kinds in the folder, that the end of a location leads to."""
    if here.path.is_file():
        yield replace(here, names=(*here.names, here.path.name))
        return
    is_delivery = opener_of(here.path) is not None
    is_empty = is_delivery and (here.path.is_dir() or here.path.is_symlink())
    if here.path.is_dir() and (is_named or is_delivery):
        for path in sorted(here.path.rglob("*")):
            inner = path.relative_to(here.path).parts
            if path.is_file() and opener_of(path) and not any(name[0] in "._" for name in inner):
                is_empty = False
                yield replace(here, path=path, names=(*here.names, *inner), folder=here.path)
    if is_empty:
        # Named as a delivery is, and holds none: `_found` says so, because nothing is passed over in silence.
        yield here


def _pattern(part: str) -> re.Pattern[str]:
    text = ""
    for piece in re.split(r"(\{\w+\}|\*|\?)", part):
        field = _FIELDS.fullmatch(piece)
        text += f"(?P<{field[1]}>.+?)" if field else {"*": ".*", "?": "."}.get(piece, re.escape(piece))
    return re.compile(text)


def _found(table: SourceTable, walked: list[_Walked]) -> FoundFile:
    first = walked[0]
    load_date = None
    if "load_date" in first.dates:
        load_date = parse_load_date(first.dates["load_date"])
        if load_date is None:
            raise SourceError(
                f"'{first.dates['load_date']}' is no load date.",
                where=f"{table.full_name}, {first.path}",
                fix="name the folder or file like 2026-06-01, 20260601 or 2026-06-01T10-00, or move it away",
                state="this file was not read; the table's other files were loaded",
            )
    for file in walked:
        if not file.path.is_file():
            raise _no_file(table, file.path)
    files = sorted(("/".join(file.names), file.path, file.path.stat()) for file in walked)
    names, paths, stats = zip(*files, strict=True)
    size, modified = sum(stat.st_size for stat in stats), stats[0].st_mtime_ns
    if len(files) > 1:
        text = json.dumps([[name, stat.st_size, stat.st_mtime_ns] for name, _, stat in files])
        modified = int.from_bytes(hashlib.sha256(text.encode()).digest()[:7], "big")
    slice = first.dates.get(table.slice or "")
    return FoundFile(table, paths[0], load_date, size, modified, paths, names, slice)


def _no_file(table: SourceTable, path: Path) -> SourceError:
    is_folder = path.is_dir()
    return SourceError(
        "This is a folder that holds no file which could be read."
        if is_folder
        else "This is a link that leads to no file.",
        where=f"{table.full_name}, {path}",
        fix=f"{'put the file itself there' if is_folder else 'mend the link'}, or move it away",
        state="nothing was read from it; the table's other files were loaded",
    )


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


def named_files(
    tables: Collection[SourceTable], declared: SourceTable, path: Path, load_date: dt.datetime | None
) -> list[FoundFile]:
    """A file that a person names, as a delivery of one table, or as that of every table in the dump.

    `load_date` None: a date in the path. Raises UsageError where there is no file.
    """
    path = path.resolve()
    if not path.is_file():
        raise UsageError("This file does not exist.", where=path, fix="check the path")
    place = (declared.source, declared.location)
    beside = [t for t in tables if t.origin.dump and (t.source, t.location) == place]
    stat, moment = path.stat(), load_date or date_in_path(path)
    dated = None if load_date is None else BY_PERSON
    return [
        FoundFile(table, path, moment, stat.st_size, stat.st_mtime_ns, dated=dated)
        for table in beside or [declared]
    ]
