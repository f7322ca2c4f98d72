"""Excel extracts (.xlsx): one sheet whose first row names the columns, cells typed as they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.errors import SourceError
from warehouse.project.sources import SourceTable
from warehouse.sources.delivery import BATCH_ROWS, Delivery, renamed_columns
from warehouse.sources.typed import kinds_of_schema

if TYPE_CHECKING:
    import polars as pl

_NOTHING_STORED = "nothing of this delivery was stored"
_EXACT = 2**53


def open_excel(path: Path, table: SourceTable) -> Delivery:
    """A sheet as a delivery of typed columns: `sheet:` by its name, else the first one.

    Numbers that are all whole are BIGINT, dates without a time are DATE; a column in which cells of several
    kinds stand is text. Raises SourceError for what is no workbook, for a sheet that is not there, and for
    the first cell that holds an error.
    """
    import fastexcel

    try:
        reader = fastexcel.read_excel(path)
        sheet = table.format.sheet if table.format.sheet is not None else 0
        if sheet not in (0, *reader.sheet_names):
            raise _fault(
                path,
                table,
                f"There is no sheet '{sheet}'.",
                f"correct `sheet:` ({table.place}); there are: {', '.join(reader.sheet_names)}",
            )
        frame = _sheet(reader, sheet, path, table)
    except (fastexcel.FastExcelError, OSError) as error:
        reason = str(error).strip().split("\n")[0].rstrip(".")
        raise _fault(
            path, table, f"This Excel file cannot be read: {reason}.", "deliver it again, saved as .xlsx"
        ) from error
    renamed = renamed_columns(frame.columns, table, path)
    frame = frame.rename(renamed)
    kinds = partial(kinds_of_schema, frame.schema, path)
    return Delivery(path, tuple(frame.columns), False, partial(_batches, frame), kinds, renamed=renamed)


def _batches(frame: pl.DataFrame, wanted: Mapping[str, str]) -> Iterator[pl.DataFrame]:
    return frame.iter_slices(BATCH_ROWS)


def _sheet(reader: Any, sheet: int | str, path: Path, table: SourceTable) -> pl.DataFrame:
    """The rows that are not empty under the names of the first one, each column in its own type."""
    import polars as pl

    loaded = reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
    cells, errors = loaded.to_arrow_with_errors()
    texts = pl.DataFrame(pl.from_arrow(cells))
    has_cells: Iterable[bool] = (
        texts.select(pl.any_horizontal(pl.all().is_not_null())).to_series() if texts.width else []
    )
    filled = [row for row, is_filled in enumerate(has_cells) if is_filled]
    header = dict(zip(texts.columns, texts.row(filled[0]), strict=True)) if filled else {}
    if errors is not None:
        row, column = errors.errors[0].position
        raise _fault(
            path,
            table,
            f"A cell of the column '{list(header.values())[column]}' holds an error, "
            f"in row {row - filled[0] + 1} counted from the header: {errors.errors[0].detail}.",
            "mend the formula, or clear the cell",
        )
    texts = texts.slice(filled[0] + 1 if filled else 0)
    # A sheet is as wide as the furthest cell that was ever formatted.
    named = {c: name or "" for c, name in header.items() if name is not None or texts[c].count()}
    names = list(named.values())
    if not names:
        raise _fault(
            path, table, "This sheet is empty: it has no header.", "let the first row name the columns"
        )
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    if doubled:
        raise _fault(
            path,
            table,
            f"The header names a column twice: {', '.join(doubled)}.",
            "let the source name its columns apart",
        )
    if names.count("") > 1:
        raise _fault(path, table, "A column has no name.", "give every column of the header a name")
    texts = texts.select(list(named))
    frame = _typed(reader, sheet, texts, filled[0] + 1)
    return frame.filter(texts.select(pl.any_horizontal(pl.all().is_not_null())).to_series()).rename(named)


def _typed(reader: Any, sheet: int | str, texts: pl.DataFrame, skip: int) -> pl.DataFrame:
    """The columns in the type that all cells of a column have; as text where they are of several kinds."""
    import fastexcel
    import polars as pl

    if not texts.height:
        return texts.cast(pl.Null)
    try:
        loaded = reader.load_sheet(
            sheet,
            header_row=None,
            skip_rows=skip,
            use_columns=texts.columns,
            schema_sample_rows=None,
            dtype_coercion="strict",
        )
    except fastexcel.UnsupportedColumnTypeCombinationError:
        if texts.width == 1:
            return texts
        half = texts.width // 2
        parts = [
            _typed(reader, sheet, texts.select(texts.columns[i]), skip)
            for i in (slice(half), slice(half, None))
        ]
        return pl.concat(parts, how="horizontal")
    frame = pl.DataFrame(pl.from_arrow(loaded.to_arrow()))
    return frame.select(_narrowed(frame[column], texts[column]) for column in frame.columns)


def _narrowed(cells: pl.Series, text: pl.Series) -> pl.Series:
    """Whole numbers as integers, midnights as dates, times without a day and durations as text."""
    import polars as pl

    if text.null_count() == len(text):
        return pl.Series(cells.name, [None] * len(text), dtype=pl.Null)
    if cells.dtype == pl.Float64:
        is_whole = (cells == cells.floor()) & (cells.abs() <= _EXACT)
        return cells.cast(pl.Int64) if is_whole.all() else cells
    if isinstance(cells.dtype, pl.Datetime):
        if (cells.dt.year() < 1900).all():
            return cells.dt.to_string("%H:%M:%S%.f")
        micros = cells.cast(pl.Datetime("us"))
        return micros.cast(pl.Date) if (micros.dt.truncate("1d") == micros).all() else micros
    if isinstance(cells.dtype, pl.Duration):
        return pl.Series(cells.name, [_clock(s) for s in cells.dt.total_milliseconds()], dtype=pl.String)
    return cells


def _clock(milliseconds: int | None) -> str | None:
    """A duration as hours, minutes and seconds: 36:00:00."""
    if milliseconds is None:
        return None
    seconds, rest = divmod(abs(milliseconds), 1000)
    sign, fraction = "-" * (milliseconds < 0), f".{rest:03}" * bool(rest)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}{fraction}"


def _fault(path: Path, table: SourceTable, what: str, fix: str) -> SourceError:
    return SourceError(what, where=f"{table.full_name}, {path}", fix=fix, state=_NOTHING_STORED)
