"""Several files that are one delivery, and the columns that Hive folders (region=EU/) give to their files."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from warehouse.contract import UNSEEN
from warehouse.errors import SourceError
from warehouse.project.sources import SourceTable
from warehouse.sources.delivery import Delivery, Places, Spot, renamed_columns
from warehouse.sources.nested import bound
from warehouse.sources.texts import infer_text, typed_text

if TYPE_CHECKING:
    import polars as pl

#: What Hive writes for NULL.
_HIVE_NULL = "__HIVE_DEFAULT_PARTITION__"

_Constants = Mapping[str, str | None]


@dataclass(frozen=True)
class _Part:
    """One file of several: opened, and the columns that its folders add."""

    delivery: Delivery
    constants: _Constants


def hive_columns(name: str) -> dict[str, str | None]:
    """The columns in the folders of a file's name: {'region': 'EU'} for region=EU/part-0.parquet."""
    found: dict[str, str | None] = {}
    for folder in PurePosixPath(name).parts[:-1]:
        column, sign, value = folder.partition("=")
        if sign and column:
            found[urllib.parse.unquote(column)] = None if value == _HIVE_NULL else urllib.parse.unquote(value)
    return found


def open_together(
    files: Sequence[tuple[Path, str]],
    table: SourceTable,
    opener: Callable[[Path, SourceTable], Delivery],
    *,
    alike: bool,
) -> Delivery:
    """The files, each with its name inside the delivery, as one delivery in their order.

    A column in a file wins over one of its folders. Raises SourceError when the files have not all the same
    columns, where they should be `alike`.
    """
    parts = [_part(path, hive_columns(name), table, opener) for path, name in files]
    columns = tuple(dict.fromkeys(c for part in parts for c in (*part.delivery.columns, *part.constants)))
    for part in parts if alike else ():
        for column in columns:
            if column not in part.delivery.columns and column not in part.constants:
                raise SourceError(
                    f"This file has no column '{column}', which other files of the same delivery have.",
                    where=f"{table.full_name}, {part.delivery.path}",
                    fix="let all files of one delivery have the same columns",
                    state="nothing of this delivery was stored",
                )
    is_text = parts[0].delivery.is_text
    folders = _kinds_of_constants(parts)
    return Delivery(
        files[0][0],
        columns,
        is_text,
        partial(_read, parts, {} if is_text else folders, places := _Places()),
        None if is_text else partial(_kinds, parts, folders),
        places if parts[0].delivery.places is not None else None,
        {old: new for part in parts for old, new in part.delivery.renamed.items()},
    )


class _Places:
    """Where rows stand in the part that is being read."""

    def __init__(self) -> None:
        self._part: Places | None = None
        self._unread: list[tuple[Spot, str]] = []

    def forget(self) -> None:
        """Another pass begins."""
        self._part, self._unread = None, []

    def begin(self, part: Places | None) -> None:
        """Another part is read from now on."""
        self._unread += self._part.unread() if self._part is not None else []
        self._part = part

    def unread(self) -> list[tuple[Spot, str]]:
        """Lines that are no rows, each with the reason; all that were found since this was asked last."""
        self.begin(self._part)
        taken, self._unread = self._unread, []
        return taken

    def locate(self, rows: Sequence[int]) -> list[Spot]:
        """Rows of the batch that was given last."""
        assert self._part is not None
        return self._part.locate(rows)


def _part(
    path: Path,
    constants: _Constants,
    table: SourceTable,
    opener: Callable[[Path, SourceTable], Delivery],
) -> _Part:
    ours = {old: new for old, new in table.renames.items() if old in constants}
    in_file = replace(table, renames={o: n for o, n in table.renames.items() if o not in constants})
    renamed = renamed_columns(list(constants), replace(table, renames=ours), path)
    delivery = opener(path, in_file)
    present = {column.lower() for column in delivery.columns}
    return _Part(delivery, {renamed[c]: v for c, v in constants.items() if renamed[c].lower() not in present})


def _kinds_of_constants(parts: Sequence[_Part]) -> dict[str, str]:
    import polars as pl

    values: dict[str, list[str | None]] = {}
    for part in parts:
        for column, value in part.constants.items():
            values.setdefault(column, []).append(value)
    return {c: infer_text(pl.Series(c, texts, dtype=pl.String), UNSEEN) for c, texts in values.items()}


def _kinds(parts: Sequence[_Part], folders: Mapping[str, str]) -> Mapping[str, str]:
    kinds: dict[str, str] = {}
    for part in parts:
        own = part.delivery.kinds() if part.delivery.kinds is not None else {}
        for column, kind in (*own.items(), *((c, folders[c]) for c in part.constants)):
            kinds[column] = bound(kinds.get(column, UNSEEN), kind)
    return kinds


def _read(
    parts: Sequence[_Part], folders: Mapping[str, str], places: _Places, wanted: Mapping[str, str]
) -> Iterator[pl.DataFrame]:
    """The batches of each part with the columns of its folders, as text or in the types of `folders`."""
    import polars as pl

    places.forget()
    for part in parts:
        places.begin(part.delivery.places)
        constants = [pl.Series(c, [value], dtype=pl.String) for c, value in part.constants.items()]
        typed = [typed_text(c, folders.get(c.name, "VARCHAR")).rename(c.name) for c in constants]
        for batch in part.delivery.batches(wanted):
            yield batch.with_columns(column.new_from_index(0, batch.height) for column in typed)
