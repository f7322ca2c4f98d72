"""The works that need a history: its last days against its first, its rebuild, a late delivery."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import Cost, cost_of, measured, median_of, python_command, warehouse_command
from benchmarks.plots import Line, plot
from benchmarks.shapes import DAILY, write_project
from benchmarks.work import Bench, Figure, arrive, day_name, fresh, keep_plot


def growth(bench: Bench) -> list[Figure]:
    """Rows 5, 6 and 7. Publication, and days on which a full copy is written into the log, are told apart."""
    days = 300 if bench.full else 30
    extracts = bench.extracts(days, scale=0.1 if bench.full else 0.02)
    late_day = days // 2
    root = write_project(
        fresh(bench.scratch / "product"), arrive(bench, extracts, 1), DAILY, ("scd2", "vault")
    )
    cost_of(warehouse_command(root, "run"))
    costs: list[Cost] = []
    with_keyframe: list[Cost] = []
    publications: list[Cost] = []
    for day in range(2, days + 1):
        if day == late_day:
            continue
        arrive(bench, extracts, day, late_day)
        before = _keyframes(root)
        cost, publication = _day(root)
        publications.append(publication)
        (costs if _keyframes(root) == before else with_keyframe).append(cost)
    early, late = median_of(costs[:5]), median_of(costs[-6:])
    _draw(bench, costs, early)
    found = [
        Figure("5", f"days {days - 5}-{days} against 2-6", late, early, late.wall / early.wall, 1.15),
        Figure("5", "the same, memory", late, early, late.rss_mb / early.rss_mb, 1.15, "rss"),
        Figure(
            "5", "the same, bytes written", late, early, late.written_mb / early.written_mb, 1.15, "written"
        ),
    ]
    if with_keyframe:
        copying = median_of(with_keyframe)
        what = f"{len(with_keyframe)} days with a full copy against 2-6"
        found.append(Figure("5", what, copying, early, copying.wall / early.wall, None))
    first, last = median_of(publications[1:6]), median_of(publications[-6:])
    what = f"publication, days {days - 5}-{days} against 3-7"
    found += [
        Figure("5", what, last, first, last.wall / first.wall, None),
        Figure("5", what, last, first, last.written_mb / first.written_mb, None, "written"),
    ]
    arrive(bench, extracts, days)
    belated, _ = _day(root)
    is_there = any(root.glob(f"psa/tpch/*/load_date={day_name(late_day)}/*.parquet"))
    assert is_there, f"day {late_day} was not loaded late"
    found.append(
        Figure("7", f"a late delivery at day {late_day}", belated, late, belated.wall / late.wall, 3.0)
    )
    floor = cost_of(
        python_command("-m", "benchmarks.floors.rebuild", root / "psa", fresh(bench.scratch / "floor"))
    )
    again = cost_of(warehouse_command(root, "rebuild"))
    found.append(Figure("6", f"rebuild from {days} loads", again, floor, again.wall / floor.wall, 3.0))
    return found


def _day(root: Path) -> tuple[Cost, Cost]:
    """What a run costs without its publication, and the wall time and bytes of that."""
    cost, output = measured(warehouse_command(root, "run", "--json"))
    said = json.loads(output)["publication"]
    publication = Cost(wall=said["seconds"], cpu=0, rss_mb=0, written_mb=said["bytes"] / 1e6, read_mb=0)
    own = replace(
        cost, wall=cost.wall - publication.wall, written_mb=cost.written_mb - publication.written_mb
    )
    return own, publication


def _keyframes(root: Path) -> int:
    return sum(1 for _ in (root / "psa").rglob("*.keyframe.parquet"))


def _draw(bench: Bench, costs: list[Cost], early: Cost) -> None:
    window = max(1, len(costs) // 15)
    starts = range(0, len(costs) - window + 1, window)
    middles = [median_of(costs[at : at + window]) for at in starts]
    lines = [
        Line("warehouse run", [cost.wall / early.wall for cost in middles]),
        Line("days 2-6", [1.0] * len(middles), dashed=True),
    ]
    names = [str(2 + at) for at in starts]
    keep_plot(bench, "day-by-history", plot("One day, against the length of history", "day", names, lines))
