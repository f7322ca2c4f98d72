"""The works that are measured: each runs the product as its user would and its floor, in turns.

A work takes a `Bench` (scale, scratch folder, repetitions) and returns its `Figure`s.
"""

from __future__ import annotations

import datetime as dt
import shutil
import statistics
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from benchmarks import large_csv
from benchmarks.dumps import PROMISED, speeds
from benchmarks.measure import Cost, cost_of, median_of, python_command, warehouse_command
from benchmarks.plots import Line, plot
from benchmarks.shapes import DAILY, write_project
from benchmarks.tpch_days import FIRST_DAY, write_days


@dataclass(frozen=True)
class Bench:
    """How to measure: TPC-H's scale, where to put things, how often, and whether all is wanted."""

    scratch: Path
    scale: float
    times: int
    full: bool

    def extracts(
        self,
        days: int,
        *,
        scale: float | None = None,
        fmt: Literal["parquet", "csv"] = "parquet",
        **shares: Any,
    ) -> Path:
        """A folder with daily extracts, made once."""
        scale = scale or self.scale
        named = "-".join(f"{k}{v}" for k, v in sorted(shares.items()) if k != "tables")
        target = self.scratch / f"extracts-{scale}-{days}-{fmt}{named}"
        if not (target / "expected.json").exists():
            shutil.rmtree(target, ignore_errors=True)
            write_days(target, scale, days, fmt, **{"tables": DAILY, **shares})
        return target


@dataclass(frozen=True)
class Figure:
    """One line of the result: product against floor. `ratio` may reach `limit`; None: only reported."""

    row: str
    what: str
    product: Cost
    floor: Cost | None
    ratio: float
    limit: float | None
    unit: str = "wall"
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The figure without seconds: ratios are compared between machines, seconds are not."""
        found: dict[str, Any] = {
            "row": self.row,
            "what": self.what,
            "of": self.unit,
            "ratio": round(self.ratio, 3),
        }
        return {**found, "limit": self.limit, "note": self.note}


def against(row: str, what: str, product: Cost, floor: Cost, limit: float) -> list[Figure]:
    """The wall-clock figure, and beside it those of CPU, memory and bytes written."""
    main = Figure(row, what, product, floor, product.wall / floor.wall, limit)
    more = [
        replace(main, ratio=product.cpu / floor.cpu, limit=None, unit="cpu"),
        replace(main, ratio=product.rss_mb / floor.rss_mb, limit=None, unit="rss"),
        replace(main, ratio=product.written_mb / max(floor.written_mb, 0.001), limit=None, unit="written"),
    ]
    return [main, *more]


def day_name(number: int) -> str:
    """The folder of the n-th day, from 1."""
    return (FIRST_DAY + dt.timedelta(days=number - 1)).isoformat()


def fresh(path: Path) -> Path:
    """A path at which nothing is."""
    shutil.rmtree(path, ignore_errors=True)
    return path


def first_load(bench: Bench) -> list[Figure]:
    """Rows 1 and 2: the first load of all tables, from Parquet and CSV, and with the whole vault."""
    found = []
    for row, fmt, models in (("1", "parquet", ()), ("1 csv", "csv", ()), ("2", "parquet", ("vault",))):
        extracts = bench.extracts(1, fmt=fmt)
        products, floors = [], []
        for _ in range(bench.times):
            root = write_project(fresh(bench.scratch / "product"), extracts, models=models)
            products.append(cost_of(warehouse_command(root, "run")))
            target = fresh(bench.scratch / "floor")
            command = ["-m", "benchmarks.floors.first_load", extracts / day_name(1), target, *models]
            floors.append(cost_of(python_command(*command)))
        what = f"first load of 8 tables, {fmt}" + (" and vault" if models else "")
        found += against(row, what, median_of(products), median_of(floors), 1.3)
    return found


def one_day(bench: Bench) -> list[Figure]:
    """Rows 3 and 4: one day of orders and customer, with SCD2, and with the vault beside it."""
    extracts = bench.extracts(1 + bench.times)
    found = []
    for row, models in (("3", ("scd2",)), ("4", ("scd2", "vault"))):
        product, floor = _day_cost(bench, extracts, models)
        what = "one day of orders and customer, SCD2" + (", vault" if "vault" in models else "")
        found += against(row, what, product, floor, 1.5)
        allowed = 1.5 * floor.rss_mb + 100
        found.append(
            Figure(
                row,
                "peak memory against 1.5 × floor + 100 MB",
                product,
                floor,
                product.rss_mb / allowed,
                1.0,
                "rss",
            )
        )
    return found


def _days(bench: Bench, extracts: Path, until: int) -> Path:
    """A folder in which the extracts of the days up to one have arrived."""
    arrived = bench.scratch / "arrived"
    if until == 1:
        shutil.rmtree(arrived, ignore_errors=True)
        arrived.mkdir()
    for day in range(1, until + 1):
        link = arrived / day_name(day)
        if not link.exists():
            link.symlink_to(extracts.resolve() / day_name(day))
    return arrived


def growth(bench: Bench) -> list[Figure]:
    """Rows 5, 6 and 7: a long history of orders and customer; its rebuild; one late delivery."""
    days = 300 if bench.full else 30
    extracts = bench.extracts(days, scale=0.1 if bench.full else 0.02)
    left_out = days // 2
    root = write_project(
        fresh(bench.scratch / "product"), _days(bench, extracts, 1), DAILY, ("scd2", "vault")
    )
    costs: list[Cost] = [cost_of(warehouse_command(root, "run"))]
    for day in range(2, days + 1):
        _days(bench, extracts, day)
        if day == left_out:
            (bench.scratch / "arrived" / day_name(day)).unlink()
            continue
        costs.append(cost_of(warehouse_command(root, "run")))
        if day > left_out:
            (bench.scratch / "arrived" / day_name(left_out)).unlink(missing_ok=True)
    early, late = median_of(costs[1:6]), median_of(costs[-6:])
    window = max(1, len(costs) // 15)
    middles = [median_of(costs[at : at + window]) for at in range(1, len(costs) - window + 1, window)]
    lines = [
        Line("warehouse run", [cost.wall / early.wall for cost in middles]),
        Line("days 2-6", [1.0] * len(middles), dashed=True),
    ]
    names = [str(2 + number * window) for number in range(len(middles))]
    _keep_plot("day-by-history", plot("One day, against the length of history", "day", names, lines))
    found = [
        Figure("5", f"days {days - 5}-{days} against 2-6", late, early, late.wall / early.wall, 1.15),
        Figure("5", "the same, memory", late, early, late.rss_mb / early.rss_mb, 1.15, "rss"),
        Figure(
            "5", "the same, bytes written", late, early, late.written_mb / early.written_mb, 1.15, "written"
        ),
    ]
    floor = cost_of(
        python_command("-m", "benchmarks.floors.rebuild", root / "psa", fresh(bench.scratch / "floor"))
    )
    again = cost_of(warehouse_command(root, "rebuild"))
    found.append(Figure("6", f"rebuild from {days - 1} loads", again, floor, again.wall / floor.wall, 3.0))
    (bench.scratch / "arrived" / day_name(left_out)).symlink_to(extracts.resolve() / day_name(left_out))
    belated = cost_of(warehouse_command(root, "run"))
    found.append(
        Figure("7", f"a late delivery at day {left_out}", belated, late, belated.wall / late.wall, 3.0)
    )
    return found


def _day_cost(bench: Bench, extracts: Path, models: tuple[str, ...] = ("scd2", "vault")) -> tuple[Cost, Cost]:
    """What days 2 and later cost in the product and by hand; the medians."""
    root = write_project(fresh(bench.scratch / "product"), _days(bench, extracts, 1), DAILY, models)
    cost_of(warehouse_command(root, "run"))
    target = fresh(bench.scratch / "floor")
    arguments = (*models, *DAILY)
    first = ["-m", "benchmarks.floors.first_load", extracts / day_name(1), target, *arguments]
    cost_of(python_command(*first))
    products, floors = [], []
    for day in range(2, 2 + bench.times):
        _days(bench, extracts, day)
        products.append(cost_of(warehouse_command(root, "run")))
        again = ["-m", "benchmarks.floors.one_day", extracts / day_name(day), target, *arguments]
        floors.append(cost_of(python_command(*again)))
    return median_of(products), median_of(floors)


def scaling(bench: Bench) -> list[Figure]:
    """A day's cost against the size of the snapshot and the share of changed rows; plots in docs/plots."""
    days = 1 + bench.times
    scales = (0.05, 0.1, 0.2, 0.5, 1.0) if bench.full else (0.01, 0.02, 0.05)
    shares = (0.0, 0.001, 0.01, 0.05, 0.2)
    found = []
    by_size = [_day_cost(bench, bench.extracts(days, scale=scale)) for scale in scales]
    by_share = [_day_cost(bench, bench.extracts(days, scale=scales[1], changed=share)) for share in shares]
    series = (
        ("size", "snapshot, million rows", [f"{1.65 * scale:.2g}" for scale in scales], by_size),
        ("share", "share of changed rows", [f"{share:.1%}" for share in shares], by_share),
    )
    for name, label, points, costs in series:
        unit = costs[0][1].wall
        lines = [
            Line("warehouse run", [product.wall / unit for product, _ in costs]),
            Line("by hand", [floor.wall / unit for _, floor in costs], dashed=True),
        ]
        _keep_plot(
            f"day-by-{name}", plot(f"One day, against the {label.split(',')[0]}", label, points, lines)
        )
        for point, (product, floor) in zip(points, costs, strict=True):
            found.append(
                Figure("plot", f"one day, {label} {point}", product, floor, product.wall / floor.wall, None)
            )
    return found


def _keep_plot(name: str, svg: str) -> None:
    folder = Path(__file__).parents[1] / "docs" / "plots"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.svg").write_text(svg, encoding="utf-8")


def start_up(bench: Bench) -> list[Figure]:
    """Rows 8 and 9: the help, and a run with nothing to do."""
    root = fresh(bench.scratch / "demo")
    cost_of([*warehouse_command(Path("."))[:1], "demo", str(root)])
    pairs = (
        ("8", "warehouse --help", [warehouse_command(root)[0], "--help"], "import click", 2.0),
        ("9", "warehouse run with nothing to do", warehouse_command(root, "run"), "import duckdb", 4.0),
    )
    found = []
    for row, what, command, floor_code, limit in pairs:
        products, floors = [], []
        for _ in range(5 * bench.times):
            products.append(cost_of(command))
            floors.append(cost_of(python_command("-c", floor_code)))
        product, floor = median_of(products), median_of(floors)
        found.append(Figure(row, f"{what} / {floor_code}", product, floor, product.wall / floor.wall, limit))
        found.append(replace(found[-1], ratio=product.cpu / floor.cpu, limit=None, unit="cpu"))
    return found


def log_size(bench: Bench) -> list[Figure]:
    """Rows 11 and 12: the log of a year of daily snapshots, and one of them read back."""
    days, rows = (365, 100_000) if bench.full else (40, 10_000)
    root = fresh(bench.scratch / "product")
    made = cost_of(python_command("-m", "benchmarks.floors.year", root, str(days), str(rows)))
    stored = sum(path.stat().st_size for path in (root / "psa").rglob("*.parquet"))
    plain = (root / "plain.parquet").stat().st_size
    sizes = f"{stored / 1e6:.1f} MB, plain {plain / 1e6:.1f} MB"
    note = f"{days} days of {rows:,} rows, 0.5 % changed a day: {sizes}"
    found = [
        Figure("11", "the log against one plain snapshot", made, None, stored / plain, 3.5, "bytes", note)
    ]
    day = day_name(round(days * 200 / 365))
    code = "import sys; from benchmarks.floors.year import {}; print({}(sys.argv[1], sys.argv[2]))"
    times: dict[str, list[float]] = {}
    for _ in range(bench.times):
        for way in ("read_back", "read_plain"):
            done = _output(python_command("-c", code.format(way, way), root, day))
            times.setdefault(way, []).append(float(done))
    ratio = statistics.median(times["read_back"]) / statistics.median(times["read_plain"])
    found.append(Figure("12", f"content of {day} read back / plain copy", made, None, ratio, 4.0, "wall"))
    return found


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def memory(bench: Bench) -> list[Figure]:
    """The peak memory of loading one large CSV, 2 GB in full, and of its next day, 1 % changed."""
    megabytes = 2000 if bench.full else 100
    extracts = fresh(bench.scratch / "large")
    root = fresh(bench.scratch / "product")
    (root / "models").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: large\n", encoding="utf-8")
    (root / "models" / "sources.yml").write_text(large_csv.PROJECT, encoding="utf-8")
    (root / "extracts").symlink_to(extracts)
    found = []
    for day in (1, 2):
        target = extracts / day_name(day) / "order_lines.csv"
        rows = large_csv.write_lines(target, megabytes, day)
        cost = cost_of(warehouse_command(root, "load"))
        note = f"{target.stat().st_size / 1e9:.2f} GB, {rows:,} rows: peak {cost.rss_mb:,.0f} MB"
        ratio, what = cost.rss_mb / 1500, f"loading one CSV, day {day}, against 1.5 GB"
        found.append(Figure("memory", what, cost, None, ratio, 1.0, "rss", note))
        target.unlink()
    shutil.rmtree(root)
    return found


def dumps(bench: Bench) -> list[Figure]:
    """SQL dumps of many shapes: the CPU seconds of reading one, against 20 MB a second."""
    found = []
    for speed in speeds(fresh(bench.scratch / "dumps"), 100 if bench.full else 20):
        ratio = speed.reading / (speed.megabytes / PROMISED)
        what = f"reading a dump, {speed.name}, against {PROMISED} MB/s of a core"
        found.append(Figure("dumps", what, speed.load, None, ratio, 1.0, "cpu", speed.note))
    return found


WORKS: dict[str, Callable[[Bench], list[Figure]]] = {
    "start": start_up,
    "first": first_load,
    "day": one_day,
    "growth": growth,
    "log": log_size,
    "scaling": scaling,
    "memory": memory,
    "dumps": dumps,
}
