"""A delivery as a source hands it over: columns, and batches of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from warehouse.errors import SourceError, did_you_mean
from warehouse.project.names import METADATA_COLUMNS
from warehouse.project.sources import SourceTable

if TYPE_CHECKING:
    import polars as pl

#: Rows in a batch between Polars and DuckDB: a few dozen MB for ordinary rows.
BATCH_ROWS = 100_000


@dataclass(frozen=True)
class Spot:
    """Where something stands in a delivery: the file, the line (from 1) and the text there."""

    file: Path
    line: int
    text: str


class Places(Protocol):
    """What a format of lines can tell of the pass that is under way."""

    def unread(self) -> list[tuple[Spot, str]]:
        """Lines that are no rows, each with the reason; all that were found since this was asked last."""

    def locate(self, rows: Sequence[int]) -> list[Spot]:
        """Rows of the batch that was given last, by their number in it (0 is the first)."""


#: Gives the rows in batches; it is told the types that are wanted.
Read = Callable[[Mapping[str, str]], "Iterator[pl.DataFrame]"]


@dataclass(frozen=True)
class Faster:
    """How a format of text reads again what it read by `instead_of`, told the types of all values."""

    instead_of: Read
    read: Callable[[Mapping[str, str], Mapping[str, str]], Iterator[pl.DataFrame]]


@dataclass(frozen=True)
class Delivery:
    """One delivery, opened. Sources of text give every column as String.

    `read` gives the rows in batches, each column under its own name; it is told the contract's types, so that
    a format that knows more than one way to give a value can choose, and need not obey. A format that knows
    its types says them in `kinds` (contract types, UNSEEN also inside nested ones); text is asked by value.
    A format with `places` hands over lines that are no rows there, and knows where its rows stand. `renamed`
    maps what the columns were called to their names here. `has_texts`: columns of typed batches that are text
    stand for values of other types.
    """

    path: Path
    columns: tuple[str, ...]
    is_text: bool
    read: Read
    kinds: Callable[[], Mapping[str, str]] | None = None
    places: Places | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    has_texts: bool = False
    faster: Faster | None = None

    def batches(self, wanted: Mapping[str, str] | None = None) -> Iterator[pl.DataFrame]:
        """The rows in batches of about BATCH_ROWS.

        Raises SourceError, which names the line where the format knows lines.
        """
        return self.read(wanted or {})


def observed(delivery: Delivery, kinds: Mapping[str, str]) -> Delivery:
    """The delivery, all of whose values were seen to be of these types, so that they may be read as such.

    Unchanged where its rows are not read as its format gives them (rows or columns were taken out).
    """
    faster = delivery.faster
    if faster is None or delivery.read is not faster.instead_of:
        return delivery
    return replace(delivery, read=partial(faster.read, kinds))


def filtered(delivery: Delivery, taken: Callable[[pl.DataFrame], tuple[pl.DataFrame, pl.Series]]) -> Delivery:
    """The delivery with some of its rows alone. `taken` gives for a batch the batch (with what is to be
    added) and a mask of the rows that are taken.

    A line that is no row may be of any part of its file: each has it.
    """
    places = _PlacesOfPart(delivery.places) if delivery.places is not None else None

    def read(wanted: Mapping[str, str]) -> Iterator[pl.DataFrame]:
        for batch in delivery.read(wanted):
            whole, mine = taken(batch)
            if places is not None:
                places.rows = mine.arg_true().to_list()
            if mine.any() or not batch.height:
                yield whole.filter(mine)

    return replace(delivery, read=read, places=places)


class _PlacesOfPart:
    """Where the rows of a part of a delivery stand."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.rows: list[int] = []

    def unread(self) -> list[tuple[Spot, str]]:
        """Lines that are no rows, each with the reason; all that were found since this was asked last."""
        return self._places.unread()

    def locate(self, rows: Sequence[int]) -> list[Spot]:
        """Rows of the batch that was given last, by their number in it."""
        return self._places.locate([self.rows[row] for row in rows])


def without(delivery: Delivery, columns: Iterable[str]) -> Delivery:
    """The delivery without columns that are no data; their values still stand in its batches."""
    hidden = set(columns)
    kinds = delivery.kinds
    return replace(
        delivery,
        columns=tuple(column for column in delivery.columns if column not in hidden),
        kinds=kinds and (lambda: {c: kind for c, kind in kinds().items() if c not in hidden}),
    )


def lazy_batches(
    scan: Callable[[], pl.LazyFrame], explain: Callable[[Exception], SourceError]
) -> Callable[[Mapping[str, str]], Iterator[pl.DataFrame]]:
    """How a LazyFrame is read; what goes wrong on the way is explained."""
    import polars as pl

    def read(wanted: Mapping[str, str]) -> Iterator[pl.DataFrame]:
        try:
            yield from scan().collect_batches(chunk_size=BATCH_ROWS, maintain_order=True)
        except (pl.exceptions.PolarsError, OSError) as error:
            raise explain(error) from error

    return read


def renamed_columns(delivered: list[str], table: SourceTable, path: Path) -> dict[str, str]:
    """Delivered name → our name, after `rename:`; SourceError for names that cannot stand together."""
    for old in table.renames:
        if old not in delivered:
            raise SourceError(
                f"There is no column '{old}' to rename.",
                where=f"{table.full_name}, {path}",
                fix=f"correct `rename:` ({table.place}); {did_you_mean(old, delivered)}",
                state="nothing of this delivery was stored",
            )
    renamed = {column: table.present_name(table.renames.get(column, column)) for column in delivered}
    seen: dict[str, str] = {}
    own = {name.lower() for name in (*METADATA_COLUMNS, *table.hash_keys, *table.hashdiffs)}
    for old, new in renamed.items():
        # What holds the load date is no column of the rows, whatever it is called.
        if new.lower() in own and new != table.date_column:
            raise SourceError(
                f"The column '{old}' has a name that the warehouse uses itself.",
                where=f"{table.full_name}, {path}, column {old}",
                fix=f"add `rename: {{{old}: source_{old.strip('_').lower()}}}` to the table ({table.place})"
                + (f", or `load_date: {old}` where it is the rows' load date" * (new.lower() == "load_date")),
                state="nothing of this delivery was stored",
            )
        if new.lower() in seen:
            raise SourceError(
                f"The columns '{seen[new.lower()]}' and '{old}' have the same name.",
                where=f"{table.full_name}, {path}",
                fix="let the source name its columns apart (case does not count)",
                state="nothing of this delivery was stored",
            )
        if not new.strip():
            raise SourceError(
                "A column has no name.",
                where=f"{table.full_name}, {path}, column {list(renamed).index(old) + 1}",
                fix="give every column of the header a name",
                state="nothing of this delivery was stored",
            )
        seen[new.lower()] = old
    return renamed
