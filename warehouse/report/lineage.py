"""The page's picture of what reads what: sources on the left, each model right of everything it reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from warehouse.report.markup import Markup, tag

_WIDTH, _HEIGHT, _GAP_X, _GAP_Y = 168, 22, 44, 8


def lineage_chart(reads: Mapping[str, Sequence[str]]) -> Markup:
    """Boxes and lines as SVG; `reads` is each model with what it reads (models, or SOURCE.TABLE)."""
    columns: dict[int, list[str]] = {}
    depths = _depths(reads)
    for name, depth in depths.items():
        columns.setdefault(depth, []).append(name)
    places = {
        name: (depth * (_WIDTH + _GAP_X) + 1, row * (_HEIGHT + _GAP_Y) + 1)
        for depth, names in columns.items()
        for row, name in enumerate(names)
    }
    lines = [_line(places[read], places[name]) for name, of in reads.items() for read in of]
    boxes = [_box(name, *place) for name, place in places.items()]
    width = (max(columns, default=0) + 1) * (_WIDTH + _GAP_X) - _GAP_X + 2
    height = max((len(names) for names in columns.values()), default=0) * (_HEIGHT + _GAP_Y)
    return tag(
        "svg",
        *lines,
        *boxes,
        viewBox=f"0 0 {width} {height}",
        width=min(width, 960),
        role="img",
        aria_label="What each model reads",
        class_="lineage",
    )


def _depths(reads: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The length of the longest way from a source to each node. Models come after what they read."""
    depths: dict[str, int] = {}
    for name, of in reads.items():
        for read in of:
            depths.setdefault(read, 0)
        depths[name] = max((depths[read] + 1 for read in of), default=0)
    return depths


def _box(name: str, x: int, y: int) -> Markup:
    shown = name if len(name) <= 26 else f"{name[:25]}…"
    box = tag("rect", x=x, y=y, width=_WIDTH, height=_HEIGHT, rx=4, fill="none", stroke="currentColor")
    text = tag("text", shown, x=x + 8, y=y + 15, font_size=11, fill="currentColor")
    return tag("g", tag("title", name), box, text)


def _line(start: tuple[int, int], end: tuple[int, int]) -> Markup:
    x1, y1 = start[0] + _WIDTH, start[1] + _HEIGHT // 2
    x2, y2 = end[0], end[1] + _HEIGHT // 2
    bend = (x2 - x1) // 2
    path = f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
    return tag("path", d=path, fill="none", stroke="currentColor", opacity="0.45")
