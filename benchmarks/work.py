"""The works that are measured: each runs the product as its user would and its floor, in turns.

A work takes a `Bench` (scale, scratch folder, repetitions) and returns its `Figure`s.
"""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from benchmarks.measure import Cost, aside, cost_of, median_of, python_command, warehouse_command
from benchmarks.plots import Line, plot
from benchmarks.shapes import DAILY, write_project
from benchmarks.tpch_days import FIRST_DAY, write_days


@dataclass(frozen=True)
class Bench:
    """How to measure: TPC-H's scale, where to put things, how often, whether all is wanted, and where plots
    are kept (None: nowhere).
    """

    scratch: Path
    scale: float
    times: int
    full: bool
    plots: Path | None = None

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
            aside(write_days, target, scale, days, fmt, **{"tables": DAILY, **shares})
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
        ratio = round(self.ratio, 4)
        return {"row": self.row, "what": self.what, "of": self.unit, "ratio": ratio, "limit": self.limit}


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


def arrive(bench: Bench, extracts: Path, until: int, without: int | None = None) -> Path:
    """A folder in which the extracts of the days up to one have arrived, but for one of them."""
    arrived = bench.scratch / "arrived"
    if until == 1:
        shutil.rmtree(arrived, ignore_errors=True)
        arrived.mkdir()
    for day in range(1, until + 1):
        link = arrived / day_name(day)
        if day != without and not link.exists():
            link.symlink_to(extracts.resolve() / day_name(day))
    return arrived


def _day_cost(bench: Bench, extracts: Path, models: tuple[str, ...] = ("scd2", "vault")) -> tuple[Cost, Cost]:
    """What days 2 and later cost in the product and by hand; the medians."""
    root = write_project(fresh(bench.scratch / "product"), arrive(bench, extracts, 1), DAILY, models)
    cost_of(warehouse_command(root, "run"))
    target = fresh(bench.scratch / "floor")
    arguments = (*models, *DAILY)
    first = ["-m", "benchmarks.floors.first_load", extracts / day_name(1), target, *arguments]
    cost_of(python_command(*first))
    products, floors = [], []
    for day in range(2, 2 + bench.times):
        arrive(bench, extracts, day)
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
        title = f"One day, against the {label.split(',')[0]}"
        keep_plot(bench, f"day-by-{name}", plot(title, label, points, lines))
        for point, (product, floor) in zip(points, costs, strict=True):
            found.append(
                Figure("plot", f"one day, {label} {point}", product, floor, product.wall / floor.wall, None)
            )
    return found


def keep_plot(bench: Bench, name: str, svg: str) -> None:
    """Keep a plot where plots are wanted."""
    if bench.plots is not None:
        bench.plots.mkdir(parents=True, exist_ok=True)
        (bench.plots / f"{name}.svg").write_text(svg, encoding="utf-8")


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
