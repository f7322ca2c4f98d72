"""The works that are about size: bytes of the log, memory, ten times the scale, files by partition."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess

from benchmarks import large_csv
from benchmarks.dumps import PROMISED, speeds
from benchmarks.measure import Cost, aside, cost_of, python_command, warehouse_command
from benchmarks.shapes import write_project
from benchmarks.work import Bench, Figure, arrive, day_name, fresh


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
        rows = aside(large_csv.write_lines, target, megabytes, day)
        cost = cost_of(warehouse_command(root, "load"))
        note = f"{target.stat().st_size / 1e9:.2f} GB, {rows:,} rows: peak {cost.rss_mb:,.0f} MB"
        ratio, what = cost.rss_mb / 1500, f"loading one CSV, day {day}, against 1.5 GB"
        found.append(Figure("memory", what, cost, None, ratio, 1.0, "rss", note))
        target.unlink()
    shutil.rmtree(root)
    return found


def large(bench: Bench) -> list[Figure]:
    """Row 10: all tables at ten times the scale, first load and one day, in 4 GB; in full on 35 GB of disk.

    It is loaded and not published, which would need the disk for a second copy of the file.
    """
    base = 1.0 if bench.full else 0.02
    costs: dict[float, list[Cost]] = {}
    for scale in (base, 10 * base):
        extracts = bench.extracts(2, scale=scale)
        arrived = arrive(bench, extracts, 1)
        root = write_project(fresh(bench.scratch / "product"), arrived)
        (root / "warehouse.yml").write_text("name: bench\nmemory_limit: 4GB\n", encoding="utf-8")
        costs[scale] = [cost_of(warehouse_command(root, "load"))]
        arrive(bench, extracts, 2)
        costs[scale].append(cost_of(warehouse_command(root, "load")))
        shutil.rmtree(root)
        if scale > 1:
            shutil.rmtree(extracts)
    found = []
    for what, small, big in zip(("first load", "one day"), costs[base], costs[10 * base], strict=True):
        of = f"of 8 tables, scale {10 * base:g}"
        found.append(
            Figure("10", f"{what} {of} / scale {base:g}", big, small, big.wall / small.wall, None, "wall")
        )
        note = f"memory_limit 4 GB: peak {big.rss_mb:,.0f} MB"
        found.append(
            Figure("10", f"{what} {of}, against 5 GB", big, None, big.rss_mb / 5000, 1.0, "rss", note)
        )
    return found


def external(bench: Bench) -> list[Figure]:
    """Row 13: a month of a fact in folders by month, against the same rows in one file in random order."""
    rows = 50_000_000 if bench.full else 1_000_000
    root = fresh(bench.scratch / "product")
    floor = cost_of(python_command("-m", "benchmarks.floors.unpartitioned", root, str(rows)))
    made = cost_of(warehouse_command(root, "run"))
    plain = root / "plain.parquet"
    asked = ["--read", root / "warehouse.duckdb", plain, str(7 * bench.times)]
    answers = json.loads(_output(python_command("-m", "benchmarks.floors.unpartitioned", *asked)))
    found = []
    limits = {"seconds": 1 / 8 if bench.full else None, "bytes": 1 / 40}
    for question, taken in answers.items():
        for of, limit in limits.items():
            ours, floors = taken[of]
            note = f"{floors / ours:.0f} × less: {ours:,.5g} against {floors:,.5g} {of}"
            what = f"{question} of {rows / 1e6:g} M rows, {of}"
            found.append(Figure("13", what, made, None, ours / floors, limit, of, note))
    note = f"{rows / 1e6:g} M rows, peak {made.rss_mb:,.0f} MB"
    found.append(Figure("13", "writing it", made, floor, made.wall / floor.wall, None, "wall", note))
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
