"""CSV extracts: comma, double quotes, UTF-8, a header. Read as text by Polars."""

from __future__ import annotations

import csv
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.errors import SourceError
from warehouse.project.sources import SourceTable
from warehouse.sources.delivery import Delivery, lazy_batches, renamed_columns

if TYPE_CHECKING:
    import polars as pl

_NOTHING_STORED = "nothing of this delivery was stored"


def open_csv(path: Path, table: SourceTable) -> Delivery:
    """A CSV file as a delivery of text columns. An empty field is NULL, a quoted empty field is ''.

    Raises SourceError for a file without a header, that is not UTF-8, or whose rows are ragged.
    """
    header = _header(path, table)
    renamed = renamed_columns(header, table, path)
    has_blank_lines = _refuse_ragged(path, table, len(header))
    return Delivery(
        path,
        tuple(renamed.values()),
        True,
        lazy_batches(
            partial(_scan, path, tuple(renamed.values()), has_blank_lines or len(header) == 1),
            partial(_explained, path, table, len(header)),
        ),
    )


def _scan(path: Path, columns: tuple[str, ...], has_blank_lines: bool) -> pl.LazyFrame:
    import polars as pl

    # Columns are ours by position: the header is skipped, so that renamed and quoted names do not matter.
    schema = dict.fromkeys(columns, pl.String)
    frame = pl.scan_csv(path, schema=schema, has_header=False, skip_rows=1, glob=False)
    # Polars reads a blank line as a row of NULLs; it is no row.
    return frame.filter(~pl.all_horizontal(pl.all().is_null())) if has_blank_lines else frame


def _header(path: Path, table: SourceTable) -> list[str]:
    where = f"{table.full_name}, {path}:1"
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
            header = next(csv.reader(text, strict=True), [])
        ",".join(header).encode()  # only the header is judged here, whatever stands behind it
    except (UnicodeEncodeError, csv.Error) as error:
        raise SourceError(
            f"The first line is no CSV header: {error}.",
            where=where,
            fix="deliver UTF-8 text whose first line names the columns",
            state=_NOTHING_STORED,
        ) from error
    if not header:
        raise SourceError(
            "This file is empty: it has no header.",
            where=where,
            fix="deliver a file whose first line names the columns, even when there are no rows",
            state=_NOTHING_STORED,
        )
    doubled = sorted({column for column in header if header.count(column) > 1})
    if doubled:
        raise SourceError(
            f"The header names a column twice: {', '.join(doubled)}.",
            where=where,
            fix="let the source name its columns apart",
            state=_NOTHING_STORED,
        )
    return header


def _refuse_ragged(path: Path, table: SourceTable, width: int) -> bool:
    """Whether there are blank lines; SourceError when a row has fewer or more fields than the header.

    Polars would fill short rows silently.

    Counting is enough where it comes out right: all delimiters outside quotes, against rows × width.
    """
    delimiters = lines = 0
    inside_quotes = False
    last = b"\n"
    with path.open("rb") as file:
        while chunk := file.read(1 << 22):
            last = chunk[-1:]
            if b'"' in chunk or inside_quotes:
                pieces = chunk.split(b'"')
                outside = b"".join(pieces[1::2] if inside_quotes else pieces[::2])
                inside_quotes ^= len(pieces) % 2 == 0
            else:
                outside = chunk
            delimiters += outside.count(b",")
            lines += outside.count(b"\n")
    lines += last != b"\n"
    if not inside_quotes and delimiters == (width - 1) * lines:
        return False
    fault = _first_fault(path, width)
    if fault is None:
        return True
    line, what = fault
    raise SourceError(
        f"{what}.",
        where=f"{table.full_name}, {path}:{line}",
        fix="mend that row at the source: quote a field that holds a comma, a quote or a line break",
        state=_NOTHING_STORED,
    )


def _first_fault(path: Path, width: int) -> tuple[int, str] | None:
    """The line where the first faulty row begins, and its fault; None where all are as wide as the header.

    Blank lines are no rows.
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        reader = csv.reader(text, strict=True)
        line = 1
        try:
            for row in reader:
                if row and len(row) != width:
                    return line, f"A row has {len(row)} fields, the header has {width}"
                line = reader.line_num + 1
        except csv.Error as error:
            if "unexpected end" in str(error):
                return line, "A quoted field never ends"
            return line, "A quoted field has text behind its closing quote"
    return None


def _explained(path: Path, table: SourceTable, width: int, error: Exception) -> SourceError:
    line, reason = None, str(error).strip().split("\n")[0]
    if "utf-8" in reason.lower():
        line, reason = _first_line_not_utf8(path), "it is not UTF-8 text"
    elif (fault := _first_fault(path, width)) is not None:
        line, reason = fault
    return SourceError(
        f"This CSV file cannot be read: {reason[:1].lower()}{reason[1:]}.",
        where=f"{table.full_name}, {path}" + (f":{line}" if line else ""),
        fix="mend the file at the source and deliver it again",
        state=_NOTHING_STORED,
    )


def _first_line_not_utf8(path: Path) -> int | None:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return None
