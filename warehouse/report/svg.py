"""Small drawings: values in, SVG out. Colours come from the page's classes, no drawing needs a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.report.markup import Markup, tag, together
from warehouse.report.wording import count

WIDTH, HEIGHT = 320, 128
_LEFT, _RIGHT = 34.0, 316.0
_TOP, _BOTTOM = 16.0, 98.0
_MARKS, _DATES = 107.0, 123.0
_LEAST = 1.5
_FLATTENS = 5
_DENSE = 40


@dataclass(frozen=True)
class Bar:
    """One load date: rows new and changed (drawn upwards) and removed (downwards).

    `quarantined` puts a cross under it, a bar of no rows gets a ring if `loaded`. `title` is its tooltip.
    """

    label: str
    new: int
    changed: int
    removed: int
    loaded: bool
    quarantined: bool
    title: str

    @property
    def up(self) -> int:
        """Rows above the line."""
        return self.new + self.changed


def cap(values: Sequence[int], first_apart: bool = False) -> int:
    """The value a scale ends at, so that nothing flattens the rest; bars above it are to be broken.

    With `first_apart` the first value never sets the scale unless it is the only one above 0. Of the others,
    one that exceeds the next smaller five times does not.
    """
    judged = sorted((value for value in values[1 if first_apart else 0 :] if value), reverse=True)
    if not judged:
        return max(values, default=0)
    while len(judged) > 1 and judged[0] > _FLATTENS * judged[1]:
        judged.pop(0)
    return judged[0]


def change_chart(bars: Sequence[Bar], label: str, first_apart: bool = False) -> Markup:
    """Bars of changes per load date. Solid is new, hollow is changed, below the line is removed.

    A bar that is taller than the scale is drawn broken and carries its number.
    """
    up, down = cap([bar.up for bar in bars], first_apart), cap([bar.removed for bar in bars])
    unit = (_BOTTOM - _TOP) / (up + down) if up + down else 0.0
    line = _TOP + up * unit if up + down else _BOTTOM
    slot = (_RIGHT - _LEFT) / max(len(bars), 1)
    parts = [_axis(line, up, down)]
    if not up and not down and any(bar.loaded for bar in bars):
        parts.append(
            tag("text", "nothing changed", x=(_LEFT + _RIGHT) / 2, y=_BOTTOM - 8, text_anchor="middle")
        )
    for position, bar in enumerate(bars):
        middle = _LEFT + (position + 0.5) * slot
        parts.append(_slot(bar, middle, min(slot * 0.72, 22.0), _Scale(line, unit, up, down)))
    if bars:
        parts.append(_date(bars[0].label, _LEFT, "start"))
    if len(bars) > 1:
        parts.append(_date(bars[-1].label, _RIGHT, "end"))
    class_ = "changes dense" if len(bars) > _DENSE else "changes"
    return tag("svg", *parts, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=label, class_=class_)


@dataclass(frozen=True)
class _Scale:
    line: float
    unit: float
    up: int
    down: int


def _slot(bar: Bar, middle: float, width: float, scale: _Scale) -> Markup:
    left = middle - width / 2
    parts = [tag("title", bar.title)]
    if bar.up:
        height = max(min(bar.up, scale.up) * scale.unit, _LEAST)
        solid = height * bar.new / bar.up
        parts.append(_rect(left, scale.line - solid, width, solid, "new"))
        parts.append(_rect(left, scale.line - height, width, height - solid, "changed"))
    if bar.removed:
        height = max(min(bar.removed, scale.down) * scale.unit, _LEAST)
        parts.append(_rect(left, scale.line, width, height, "removed"))
    if bar.up > scale.up:
        parts += _broken(left, width, _TOP + 7, bar.up, _TOP - 4)
    if bar.removed > scale.down:
        parts += _broken(left, width, _BOTTOM - 5, bar.removed, _BOTTOM + 8)
    parts.append(_mark(bar, middle, width / 2))
    return tag("g", *parts)


def _rect(x: float, y: float, width: float, height: float, class_: str) -> Markup:
    return tag("rect", x=x, y=y, width=width, height=height, class_=class_) if height > 0 else Markup()


def _broken(left: float, width: float, y: float, number: int, text_y: float) -> list[Markup]:
    """A slanted gap through a bar, and the number that the bar would have shown."""
    right = left + width
    corners = ((left - 1, y + 3), (right + 1, y - 1), (right + 1, y + 2), (left - 1, y + 6))
    gap = " ".join(f"{corner_x:.1f},{corner_y:.1f}" for corner_x, corner_y in corners)
    anchor = "end" if right > _RIGHT - 20 else "start"
    number_x = right if anchor == "end" else left
    return [
        tag("polygon", points=gap, class_="gap"),
        tag("text", count(number), x=number_x, y=text_y, text_anchor=anchor, class_="broken"),
    ]


def _mark(bar: Bar, x: float, room: float) -> Markup:
    if bar.quarantined:
        r = min(max(room, 2.6), 3.2)
        cross = (
            f"M{x - r:.1f} {_MARKS - r:.1f}l{2 * r:.1f} {2 * r:.1f}m0 {-2 * r:.1f}l{-2 * r:.1f} {2 * r:.1f}"
        )
        return tag("path", d=cross, class_="quarantined")
    if bar.loaded and not bar.up and not bar.removed:
        return tag("circle", cx=x, cy=_MARKS, r=min(room * 0.9, 2.8), class_="unchanged")
    return Markup()


def _axis(line: float, up: int, down: int) -> Markup:
    parts = [tag("line", x1=_LEFT, x2=_RIGHT, y1=line, y2=line, class_="axis")]
    if up:
        parts.append(tag("line", x1=_LEFT, x2=_RIGHT, y1=_TOP, y2=_TOP, class_="grid-line"))
        parts.append(tag("text", short(up), x=_LEFT - 4, y=_TOP + 3.5, text_anchor="end"))
    if up and line - _TOP > 14 and _BOTTOM - line > 14 or not down:
        parts.append(tag("text", "0", x=_LEFT - 4, y=line + 3.5, text_anchor="end"))
    if down and (_BOTTOM - line > 10 or not up):
        parts.append(tag("text", short(down), x=_LEFT - 4, y=_BOTTOM + 3.5, text_anchor="end"))
    return together(parts)


def _date(label: str, x: float, anchor: str) -> Markup:
    return tag("text", label, x=x, y=_DATES, text_anchor=anchor)


def short(number: int) -> str:
    """A number for an axis, with about three digits: 840, 12k, 1.25M."""
    for unit, of in (("G", 10**9), ("M", 10**6), ("k", 10**3)):
        if number >= of:
            digits = 2 if number < 10 * of else 1 if number < 100 * of else 0
            shown = f"{number / of:.{digits}f}"
            return (shown.rstrip("0").rstrip(".") if digits else shown) + unit
    return str(number)


def growth_chart(copies: Sequence[int], stored: Sequence[int], label: str) -> Markup:
    """Two running totals from left to right, on one scale from 0: dashed the copies, filled the log.

    The drawing stretches to any width; whoever places it writes the numbers beside it.
    """
    top = max(*copies, *stored, 1)
    lines = [
        [(1000 * i / max(len(t) - 1, 1), 100 - 100 * v / top) for i, v in enumerate(t)]
        for t in (copies, stored)
    ]
    dashed, solid = (" ".join(f"{x:.1f},{y:.2f}" for x, y in points) for points in lines)
    return tag(
        "svg",
        tag("polygon", points=f"0,100 {solid} 1000,100", class_="area"),
        tag("polyline", points=solid, class_="stored"),
        tag("polyline", points=dashed, class_="copies"),
        viewBox="0 0 1000 100",
        preserveAspectRatio="none",
        role="img",
        aria_label=label,
        class_="growth",
    )
