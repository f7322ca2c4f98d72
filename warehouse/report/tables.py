"""Tables of the page: captions, scopes, aligned numbers, and a frame that scrolls on a narrow screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warehouse.report.markup import Markup, tag, together
from warehouse.report.wording import NOTHING, count

Cell = str | int | None


class Number(str):
    """The heading of a column that holds numbers and is set to the right."""

    __slots__ = ()


@dataclass(frozen=True)
class Row:
    """A row, and what is said below it over its whole width."""

    cells: Sequence[Cell]
    below: Markup | None = None
    class_: str | None = None


def table(caption: str, columns: Sequence[str], rows: Iterable[Row]) -> Markup:
    """A table whose first column names the rows.

    Integers get thousands separators, zeros step back, None is a dash; strings are escaped.
    """
    numeric = [isinstance(column, Number) for column in columns]
    head = together(
        tag("th", column, scope="col", class_="n" if right else None)
        for column, right in zip(columns, numeric, strict=True)
    )
    body = together(_row(row, numeric) for row in rows)
    inner = together(
        [tag("caption", caption), tag("thead", tag("tr", head)), tag("tbody", body)],
    )
    return tag("div", tag("table", inner), class_="scroll", role="region", aria_label=caption, tabindex=0)


def _row(row: Row, numeric: Sequence[bool]) -> Markup:
    first, *rest = row.cells
    cells = [tag("th", _shown(first), scope="row")]
    cells += [_cell(value, right) for value, right in zip(rest, numeric[1:], strict=True)]
    line = tag("tr", *cells, class_=row.class_)
    if row.below is None:
        return line
    return together([line, tag("tr", tag("td", row.below, colspan=len(row.cells)), class_="below")])


def _cell(value: Cell, right: bool) -> Markup:
    class_ = ("n zero" if value in (0, None) else "n") if right else None
    return tag("td", _shown(value), class_=class_)


def _shown(value: Cell) -> str:
    if value is None:
        return NOTHING
    return value if isinstance(value, str) else count(value)
