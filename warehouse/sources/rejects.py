"""Rows that a pass over a delivery sets aside: which they are, why, and how they were written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.sources.delivery import Delivery, Spot

if TYPE_CHECKING:
    import polars as pl

#: The columns that a row is set aside with, beside its key. `raw` is its text in the file (as JSON where the
#: format has no lines), `given` its values by column as JSON (NULL for a line that is no row).
COLUMNS = ("letter", "line", "source_file", "column_name", "reason", "raw", "given", "has_key")

#: What stands before the name of a key column.
KEY_PREFIX = "key."

#: Says of a typed batch which rows break a rule: row (from 0), column, reason; a row may stand there twice.
RowFaults = Callable[["pl.DataFrame"], "pl.DataFrame"]

_SAMPLES = 3
_LONGEST_VALUE = 60


class Rejects:
    """Takes rows out of a delivery and keeps them in a file of their own, so that memory stays bounded.

    `rows` were taken, of which `lines` are no rows and `unkeyed` have no key that can be read. `by_column`
    counts faults (the lines under an empty name), `samples` are the first reasons.
    """

    def __init__(self, path: Path, root: Path, key: Mapping[str, Any], faults: RowFaults | None) -> None:
        """Write to `path`, with files as seen from `root`; `key` maps the key to its Polars types."""
        self.rows = self.lines = self.unkeyed = 0
        self.by_column: dict[str, int] = {}
        self.samples: list[str] = []
        self.path = path
        self._root = root
        self.key = dict(key)
        self._faults = faults
        self._writer: Any = None

    def take_lines(self, unread: Sequence[tuple[Spot, str]]) -> None:
        """Take lines that are no rows, each with the reason."""
        import polars as pl

        self.lines += len(unread)
        frame = pl.DataFrame({"column_name": "", "reason": [reason for _, reason in unread]}).with_columns(
            *self._spots([spot for spot, _ in unread]),
            *(pl.lit(None, kind).alias(KEY_PREFIX + c) for c, kind in self.key.items()),
            given=pl.lit(None, pl.String()),
            has_key=False,
        )
        self._write(frame)

    def take_rows(
        self,
        delivery: Delivery,
        batch: pl.DataFrame,
        typed: pl.DataFrame,
        misfits: Mapping[str, tuple[str, pl.Series]],
    ) -> pl.DataFrame:
        """The typed rows without those that do not fit a declared type or break a rule.

        `misfits`: column → (type, mask of the rows whose value is none of it).
        """
        import polars as pl

        found = [_not_of_type(batch[c], kind, mask) for c, (kind, mask) in misfits.items()]
        if self._faults is not None and typed.height:
            found.append(self._faults(typed))
        found = [faults for faults in found if faults.height]
        if not found:
            return typed
        faults = _by_row(pl.concat(found))
        rows = faults["row"]
        given = as_json(batch[rows])
        places = delivery.places
        spots = (
            places.locate(rows.to_list())
            if places is not None
            else [Spot(delivery.path, 0, text) for text in given]
        )
        unreadable = pl.Series([False]).new_from_index(0, typed.height)
        for column in self.key:
            unreadable |= typed[column].is_null()
            if column in misfits:
                unreadable |= misfits[column][1]
        self._write(
            faults.with_columns(
                *self._spots(spots),
                *(typed[column][rows].alias(KEY_PREFIX + column) for column in self.key),
                given.alias("given"),
                (~unreadable[rows]).alias("has_key"),
            )
        )
        is_kept = pl.Series([True]).new_from_index(0, typed.height).scatter(rows, False)
        return typed.filter(is_kept)

    def close(self) -> None:
        """Finish the file; there is none when no row was taken."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _spots(self, spots: Sequence[Spot]) -> list[pl.Series]:
        import polars as pl

        root = self._root
        files = [s.file.relative_to(root) if s.file.is_relative_to(root) else s.file for s in spots]
        return [
            pl.Series("line", [spot.line or None for spot in spots], pl.Int64()),
            pl.Series("source_file", [str(file) for file in files], pl.String()),
            pl.Series("raw", [spot.text for spot in spots], pl.String()),
        ]

    def _write(self, frame: pl.DataFrame) -> None:
        """Number the rows, note what the reasons need, and write them."""
        import polars as pl
        import pyarrow.parquet as pq

        numbers = pl.int_range(self.rows + 1, self.rows + 1 + frame.height, dtype=pl.Int64, eager=True)
        frame = frame.with_columns(numbers.alias("letter"))
        has_key = frame["has_key"] if self.key else pl.Series([False]).new_from_index(0, frame.height)
        frame = frame.with_columns(has_key.alias("has_key"))
        self.rows += frame.height
        self.unkeyed += int((~frame["has_key"]).sum())
        for column, count in frame.group_by("column_name").len().rows():
            self.by_column[column] = self.by_column.get(column, 0) + count
        for line, reason in frame.head(_SAMPLES - len(self.samples))["line", "reason"].rows():
            self.samples.append(f"{reason} (line {line:,})" if line else reason)
        table = frame.select(*COLUMNS, *(KEY_PREFIX + column for column in self.key)).to_arrow()
        if self._writer is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            writer: Any = pq.ParquetWriter
            self._writer = writer(self.path, table.schema, compression="zstd")
        self._writer.write_table(table)


def _not_of_type(given: pl.Series, kind: str, wrong: pl.Series) -> pl.DataFrame:
    """The faults of values that are none of a column's type."""
    import polars as pl

    rows = wrong.fill_null(False).arg_true()
    values = _texts(given[rows])
    shown = pl.when(values.str.len_chars() > _LONGEST_VALUE)
    short = shown.then(pl.lit(values.str.slice(0, _LONGEST_VALUE)) + "…").otherwise(pl.lit(values))
    return pl.DataFrame({"row": rows}).with_columns(
        column=pl.lit(given.name),
        reason=pl.format("{}: '{}' is no {}", pl.lit(given.name), short, pl.lit(kind)),
    )


def _by_row(faults: pl.DataFrame) -> pl.DataFrame:
    """One line per row, with all its columns and reasons."""
    import polars as pl

    return (
        faults.group_by("row", maintain_order=True)
        .agg(
            pl.col("column").unique(maintain_order=True).str.join(", ").alias("column_name"),
            pl.col("reason").unique(maintain_order=True).str.join("; "),
        )
        .sort("row")
    )


def as_json(rows: pl.DataFrame) -> pl.Series:
    """Each row as a JSON object: column → value, as text unless it is nested."""
    import polars as pl

    texts = pl.DataFrame([_texts(rows[column]) for column in rows.columns])
    return texts.select(pl.struct(pl.all()).struct.json_encode().alias("given"))["given"]


def _texts(values: pl.Series) -> pl.Series:
    """A column as text, but for a nested one."""
    import polars as pl

    if values.dtype.is_nested():
        return values
    return values.bin.encode("hex") if values.dtype == pl.Binary else values.cast(pl.String)
