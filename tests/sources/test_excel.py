"""Excel, through a whole run: cells as xlsxwriter wrote them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.sources.support import Project, project

DAY, MOMENT, TIME, HOURS = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss.000", "hh:mm:ss", "[h]:mm:ss"

#: Column → its cells; a pair is a value with a number format.
CELLS: dict[str, list[Any]] = {
    "id": [1, 2, 3],
    "whole": [2**53, None, -5],
    "huge": [2**60, 1, 2],
    "price": [0.1, 1e-7, 2],
    "text": ['line\nbreak " é €', "", "  "],
    "lead": ["007", "5", "+5"],
    "day": [(dt.date(2026, 1, 31), DAY), None, (dt.date(1999, 12, 31), DAY)],
    "moment": [(dt.datetime(2026, 1, 31, 10, 0, 0, 500_000), MOMENT), None, (dt.date(2026, 2, 1), MOMENT)],
    "flag": [True, False, None],
    "mixed": [5, "5 apples", 0.25],
    "doubt": [True, 1, "true"],
    "dated": [(dt.date(2026, 1, 31), DAY), "soon", 7],
    "hour": [(dt.time(9, 30), TIME), None, (dt.time(23, 59, 59), TIME)],
    "worked": [(1.5, HOURS), (0.25, HOURS), None],
    "formula": ["=A2*2", "=A3*2", "=A4*2"],
    "nothing": [None, None, None],
}

EXPECTED = {
    "id": ("BIGINT", [1, 2, 3]),
    "whole": ("BIGINT", [2**53, None, -5]),
    "huge": ("DOUBLE", [float(2**60), 1.0, 2.0]),
    "price": ("DOUBLE", [0.1, 1e-7, 2.0]),
    "text": ("VARCHAR", ['line\nbreak " é €', "", "  "]),
    "lead": ("VARCHAR", ["007", "5", "+5"]),
    "day": ("DATE", [dt.date(2026, 1, 31), None, dt.date(1999, 12, 31)]),
    "moment": ("TIMESTAMP", [dt.datetime(2026, 1, 31, 10, 0, 0, 500_000), None, dt.datetime(2026, 2, 1)]),
    "flag": ("BOOLEAN", [True, False, None]),
    "mixed": ("VARCHAR", ["5", "5 apples", "0.25"]),
    "doubt": ("VARCHAR", ["true", "1", "true"]),
    "dated": ("VARCHAR", ["2026-01-31 00:00:00", "soon", "7"]),
    "hour": ("VARCHAR", ["09:30:00", None, "23:59:59"]),
    "worked": ("VARCHAR", ["36:00:00", "6:00:00", None]),
    "formula": ("BIGINT", [2, 4, 6]),
    "nothing": ("VARCHAR", [None, None, None]),
}


def _sheet(book: Any, name: str, cells: dict[str, list[Any]], *, top: int = 0, left: int = 0) -> Any:
    sheet = book.add_worksheet(name)
    for column, (title, values) in enumerate(cells.items(), start=left):
        sheet.write_string(top, column, title)
        for row, value in enumerate(values, start=top + 1):
            if isinstance(value, tuple):
                content, form = value
                write = sheet.write_number if isinstance(content, float) else sheet.write_datetime
                write(row, column, content, book.add_format({"num_format": form}))
            elif isinstance(value, str) and value.startswith("="):
                sheet.write_formula(row, column, value, None, 2 * (row - top))
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            elif value is not None:
                sheet.write(row, column, value)
    return sheet


def _book(crm: Project, name: str = "people.xlsx", day: int = 1) -> Any:
    return xlsxwriter.Workbook(crm.deliver(name, "", day))


def test_cells_come_as_they_are(tmp_path: Path) -> None:
    crm = project(tmp_path)
    with _book(crm) as book:
        _sheet(book, "People", CELLS)
        _sheet(book, "Other", {"id": [99]})
    crm.run()
    assert crm.types() == {column: kind for column, (kind, _) in EXPECTED.items()}
    assert crm.rows() == list(zip(*(values for _, values in EXPECTED.values()), strict=True))


def test_a_sheet_by_name_that_begins_anywhere_with_blank_rows_and_formatted_cells(tmp_path: Path) -> None:
    crm = project(tmp_path, "sheet: Zoë", "rename: {nr: id}")
    with _book(crm) as book:
        _sheet(book, "First", {"id": [99]})
        sheet = _sheet(book, "Zoë", {"nr": [1, None, 3], "x": ["a", None, 0.5]}, top=3, left=2)
        sheet.write_blank(20, 30, None, book.add_format({"bold": True}))
    crm.run()
    assert crm.rows() == [(1, "a"), (3, "0.5")]


def test_a_sheet_with_a_header_alone_and_the_same_rows_again(tmp_path: Path) -> None:
    crm = project(tmp_path)
    with _book(crm) as book:
        _sheet(book, "A", {"id": [], "x": []})
    for day in (2, 3):
        with _book(crm, day=day) as book:
            _sheet(book, "B" * day, {"id": [1, 2], "x": [0.5, 7]})
    crm.run()
    assert crm.rows() == [(1, 0.5), (2, 7.0)]
    counts = "SELECT rows_read, rows_new, rows_unchanged FROM meta.loads ORDER BY load_date"
    assert crm.sql(counts) == [(0, 0, 0), (2, 2, 0), (2, 0, 2)]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"id": [1], "x": [3]}, ["There is no sheet 'People'", "there are: Sheet"]),
        ({}, ["This sheet is empty: it has no header."]),
        ({"id": [1], "x": [2], "x ": [3]}, []),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, cells: dict[str, list[Any]], words: list[str]) -> None:
    crm = project(tmp_path, *(["sheet: People"] if len(cells) == 2 else []))
    with _book(crm) as book:
        _sheet(book, "Sheet", cells)
    if words:
        crm.refuses("people.xlsx", *words)
    else:
        crm.run()


def test_doubled_and_nameless_columns_and_error_cells_are_refused(tmp_path: Path) -> None:
    faults: dict[str, tuple[tuple[int, int, str], ...]] = {
        "names a column twice: id": ((0, 1, "id"), (1, 1, "x")),
        "A column has no name.": ((1, 1, "x"),),
    }
    for number, (words, cells) in enumerate(faults.items()):
        crm = project(tmp_path / str(number))
        with _book(crm) as book:
            sheet = _sheet(book, "Sheet", {"id": [1, 2, 3]})
            for row, column, text in cells:
                sheet.write_string(row, column, text)
        crm.refuses(words)
    crm = project(tmp_path / "error")
    with _book(crm) as book:
        sheet = _sheet(book, "Sheet", {"id": [1, 2, 3], "x": [1, 2]}, top=4, left=1)
        sheet.write_formula(7, 2, "=1/0", None, "#DIV/0!")
    crm.refuses("A cell of the column 'x' holds an error, in row 4 counted from the header", "Div0")


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    crm = project(tmp_path)
    crm.deliver("people.xlsx", "id,x\n1,2\n")
    crm.refuses("This Excel file cannot be read", "people.xlsx")
