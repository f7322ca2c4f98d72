"""The page's history: what changed per table and load date, and how the log grew."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from warehouse.report.facts import LoadFacts
from warehouse.report.markup import Markup, tag, together
from warehouse.report.svg import Bar, cap, change_chart, growth_chart
from warehouse.report.tables import Number, Row, table
from warehouse.report.verdict import is_quarantined
from warehouse.report.wording import count, counted, moment, share, size, span

#: The newest load dates that a chart draws.
CHART_DATES = 90

_LEGEND = (
    ('<rect x="1" y="1" width="12" height="10" class="new"></rect>', "new"),
    ('<rect x="1" y="1" width="12" height="10" class="changed"></rect>', "changed"),
    (
        '<line x1="0" x2="14" y1="2" y2="2" class="axis"></line>'
        '<rect x="2" y="2" width="10" height="9" class="removed"></rect>',
        "removed (below the line)",
    ),
    ('<circle cx="7" cy="6" r="3.2" class="unchanged"></circle>', "a load that changed nothing"),
    ('<path d="M3.5 2.5l7 7m0 -7l-7 7" class="quarantined"></path>', "quarantined"),
    (
        '<rect x="2" y="0" width="10" height="12" class="new"></rect>'
        '<polygon points="0,8 14,4 14,7 0,11" class="gap"></polygon>',
        "taller than the scale: its number stands above",
    ),
)


def changes(loads: Sequence[LoadFacts]) -> Markup:
    """A small chart per table of the rows that were new, changed and removed on each load date."""
    if not loads:
        return tag("p", "There is nothing to draw before the first load.", class_="empty")
    tables: dict[str, list[LoadFacts]] = defaultdict(list)
    for load in loads:
        tables[load.table].append(load)
    legend = tag(
        "ul",
        *(
            tag("li", tag("svg", Markup(d), viewBox="0 0 14 12", aria_hidden="true"), word)
            for d, word in _LEGEND
        ),
        class_="legend",
    )
    cards = (_card(name, tables[name]) for name in sorted(tables))
    return together([legend, tag("div", *cards, class_="grid")])


def _card(name: str, loads: list[LoadFacts]) -> Markup:
    bars = bars_of(loads)
    shown = bars[-CHART_DATES:]
    first_apart = shown[0] is bars[0] and _is_first(loads)
    accepted = [load for load in loads if not is_quarantined(load)]
    rows = max(accepted, key=_order).row_count if accepted else None
    parts = [counted(len(loads), "load"), f"newest {moment(max(load.load_date for load in loads))}"]
    parts += [counted(rows, "row")] if rows is not None else []
    notes = []
    if len(shown) < len(bars):
        notes.append(f"The last {CHART_DATES} of {counted(len(bars), 'load date')} are drawn.")
    if first_apart and shown[0].up > cap([bar.up for bar in shown], first_apart):
        notes.append(f"The first load, {shown[0].label}: {counted(shown[0].new, 'row')}, all new.")
    return tag(
        "article",
        tag("h3", name),
        tag("p", " · ".join(parts), class_="muted"),
        change_chart(shown, _described(name, shown), first_apart),
        *(tag("p", note, class_="muted") for note in notes),
        tag("details", tag("summary", "Numbers"), _numbers(name, shown)),
        class_="card",
    )


def bars_of(loads: Sequence[LoadFacts]) -> list[Bar]:
    """A bar per load date of one table: its accepted loads added up, deleted rows among the removed."""
    dates: dict[dt.datetime, list[LoadFacts]] = defaultdict(list)
    for load in loads:
        dates[load.load_date].append(load)
    return [_bar(moment(date), dates[date]) for date in sorted(dates)]


def _bar(label: str, loads: Sequence[LoadFacts]) -> Bar:
    accepted = [load for load in loads if not is_quarantined(load)]
    new, changed = sum(load.new for load in accepted), sum(load.changed for load in accepted)
    removed = sum(load.removed + load.deleted for load in accepted)
    quarantined = len(accepted) < len(loads)
    said = f"{count(new)} new, {count(changed)} changed, {count(removed)} removed"
    if not new and not changed and not removed:
        said = "nothing changed"
    title = f"{label}: {said}" if accepted else f"{label}:"
    title += f"{';' if accepted else ''} quarantined" if quarantined else ""
    return Bar(label, new, changed, removed, bool(accepted), quarantined, title)


def _is_first(loads: Sequence[LoadFacts]) -> bool:
    """Whether the table's oldest load is its first: all of it was new."""
    load = min(loads, key=_order)
    return bool(load.new) and not (load.changed or load.unchanged or load.removed or load.deleted)


def _order(load: LoadFacts) -> tuple[dt.datetime, int]:
    return load.load_date, load.load_seq


def _described(name: str, bars: Sequence[Bar]) -> str:
    new, changed, removed = (
        sum(getattr(bar, what) for bar in bars) for what in ("new", "changed", "removed")
    )
    dates = bars[0].label if len(bars) == 1 else f"{bars[0].label} to {bars[-1].label}"
    return (
        f"{name}: rows that were new, changed and removed per load date, {dates}. "
        f"In total {count(new)} new, {count(changed)} changed, {count(removed)} removed."
    )


def _numbers(name: str, bars: Sequence[Bar]) -> Markup:
    rows = (
        Row([bar.label + (" ✕" if bar.quarantined else ""), bar.new, bar.changed, bar.removed])
        for bar in reversed(bars)
    )
    return table(f"Changes of {name}", ["Load date", *map(Number, ("New", "Changed", "Removed"))], rows)


def growth(loads: Sequence[LoadFacts]) -> Markup:
    """What the log took in all against what keeping a copy of each extract would have taken."""
    if not loads:
        return tag("p", "The log is empty.", class_="empty")
    dates, copies, stored = totals(loads)
    label = f"Growth until {moment(dates[-1])}: copies {size(copies[-1])}, log {size(stored[-1])}."
    drawn = dates[-CHART_DATES:]
    plot = tag(
        "div",
        tag("div", growth_chart(copies[-CHART_DATES - 1 :], stored[-CHART_DATES - 1 :], label)),
        _end_labels(copies[-1], stored[-1], max(*copies, *stored, 1)),
        tag("div", tag("span", moment(drawn[0])), tag("span", moment(drawn[-1])), class_="dates"),
        class_="plot",
    )
    cut = f" The last {CHART_DATES} of {counted(len(dates), 'load date')} are drawn."
    said = (
        f"The log holds {counted(len(loads), 'load')} ({span(dates)}) in {size(stored[-1])}: "
        f"{share(stored[-1], copies[-1])} of the {size(copies[-1])} that a copy of each extract would take."
    )
    return together(
        [
            tag("p", said, cut if len(drawn) < len(dates) else ""),
            tag("div", plot, class_="card"),
            _growth_per_table(loads),
        ]
    )


def totals(loads: Sequence[LoadFacts]) -> tuple[list[dt.datetime], list[int], list[int]]:
    """The load dates, and the running totals of extract and log bytes: 0 first, then after each date."""
    per_date: dict[dt.datetime, list[int]] = defaultdict(lambda: [0, 0])
    for load in loads:
        per_date[load.load_date][0] += load.source_bytes
        per_date[load.load_date][1] += load.bytes_stored
    dates, copies, stored = sorted(per_date), [0], [0]
    for date in dates:
        copies.append(copies[-1] + per_date[date][0])
        stored.append(stored[-1] + per_date[date][1])
    return dates, copies, stored


def _end_labels(copies: int, stored: int, top: int) -> Markup:
    """The two totals beside the ends of their lines, kept apart where the lines meet."""
    high, low = 100 - 100 * copies / top, 100 - 100 * stored / top
    high, low = max(high, 9.0), max(low, 9.0)
    if abs(high - low) < 26:
        high, low = (
            (min(high, 74.0), min(high, 74.0) + 26) if high <= low else (min(low, 74.0) + 26, min(low, 74.0))
        )
    return tag(
        "div",
        tag(
            "span",
            "copies (dashed) ",
            tag("span", size(copies), class_="nowrap"),
            style=f"top:{high:.1f}%",
            class_="muted",
        ),
        tag("span", "the log ", tag("span", size(stored), class_="nowrap"), style=f"top:{low:.1f}%"),
        class_="labels",
    )


def _growth_per_table(loads: Sequence[LoadFacts]) -> Markup:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for load in loads:
        for position, value in enumerate((1, load.source_bytes, load.bytes_stored)):
            sums[load.table][position] += value
    rows = (
        Row([name, number, size(copies), size(stored), share(stored, copies)])
        for name, (number, copies, stored) in sorted(sums.items())
    )
    return table(
        "Growth per table", ["Table", *map(Number, ("Loads", "Copies", "Log", "Log / copies"))], rows
    )
