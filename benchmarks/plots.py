"""Plots of how the cost of a day grows, in units of one cost, so that machines can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 560, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 450, 34, 190


@dataclass(frozen=True)
class Line:
    """One line of a plot: its name, and a value for each point; `dashed` for a floor."""

    name: str
    values: Sequence[float]
    dashed: bool = False


def plot(title: str, x_label: str, points: Sequence[str], lines: Sequence[Line]) -> str:
    """An SVG with one scale from 0; the points stand at equal distances and carry their names."""
    top = max(max(line.values) for line in lines) * 1.08 or 1.0
    step = (_RIGHT - _LEFT) / max(len(points) - 1, 1)
    xs = [_LEFT + number * step for number in range(len(points))]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(title)}" font-family="sans-serif" font-size="11">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="18" font-size="13" font-weight="bold">{escape(title)}</text>',
    ]
    for share in (0, 0.5, 1):
        y = _BOTTOM - share * (_BOTTOM - _TOP)
        parts.append(f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{share * top:.1f}</text>')
    every = max(1, len(points) // 6)
    for number, (x, name) in enumerate(zip(xs, points, strict=True)):
        if number % every == 0 or number == len(points) - 1:
            parts.append(f'<text x="{x:.1f}" y="{_BOTTOM + 16}" text-anchor="middle">{escape(name)}</text>')
    middle = (_LEFT + _RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{_BOTTOM + 36}" text-anchor="middle">{escape(x_label)}</text>')
    ends: list[float] = []
    for line in lines:
        ys = [_BOTTOM - value / top * (_BOTTOM - _TOP) for value in line.values]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True))
        look = 'stroke="#888" stroke-dasharray="5 4"' if line.dashed else 'stroke="#0b6e4f"'
        parts.append(f'<polyline points="{path}" fill="none" stroke-width="2" {look}/>')
        place = ys[-1]
        while any(abs(place - other) < 13 for other in ends):
            place += 13
        ends.append(place)
        parts.append(f'<text x="{_RIGHT + 8}" y="{place + 4:.1f}">{escape(line.name)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
