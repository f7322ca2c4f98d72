"""Measure the product against its floors.

    python -m benchmarks                  all works, small (scale 0.1)
    python -m benchmarks --full           as large as the promises say; needs 35 GB of disk
    python -m benchmarks start day        some works alone

Prints product, floor and ratio, and writes them as JSON with --json FILE, after each work; a work that fails
is said, and the others go on. --keep adds the ratios, never the seconds, to benchmarks/history.jsonl, and
draws docs/plots.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks import growth, sizes, work
from benchmarks.measure import FailedError
from benchmarks.work import Bench, Figure

HISTORY = Path(__file__).parent / "history.jsonl"
PLOTS = Path(__file__).parents[1] / "docs" / "plots"

WORKS: dict[str, Callable[[Bench], list[Figure]]] = {
    "start": work.start_up,
    "first": work.first_load,
    "day": work.one_day,
    "growth": growth.growth,
    "log": sizes.log_size,
    "scaling": work.scaling,
    "memory": sizes.memory,
    "large": sizes.large,
    "external": sizes.external,
    "dumps": sizes.dumps,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the works asked for; 1 when a ratio is above its limit or a work failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("works", nargs="*", metavar="WORK", help=", ".join(WORKS))
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--scale", type=float)
    parser.add_argument("--scratch", type=Path, help="keep extracts here for the next time")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.works) - set(WORKS):
        parser.error(f"there is no work {', '.join(sorted(unknown))}; there are {', '.join(WORKS)}")
    figures: list[Figure] = []
    failed = []
    with tempfile.TemporaryDirectory() as temporary:
        scratch = (asked.scratch or Path(temporary)).resolve()
        scratch.mkdir(parents=True, exist_ok=True)
        scale = asked.scale or (1.0 if asked.full else 0.1)
        bench = Bench(scratch, scale, asked.times, asked.full, PLOTS if asked.keep else None)
        print(f"{'row':8}{'what':58}{'of':9}{'product':>10}{'floor':>10}{'ratio':>8}{'limit':>7}", flush=True)
        for name in asked.works or WORKS:
            try:
                of_work = WORKS[name](bench)
            except FailedError as error:
                failed.append(name)
                print(f"{name}: {error}", flush=True)
                continue
            figures += of_work
            print("\n".join(map(line_of, of_work)), flush=True)
            if asked.json:
                write_json(asked.json, figures)
    if asked.keep and figures:
        keep(HISTORY, bench, figures)
    return int(bool(failed) or any(f.limit is not None and f.ratio > f.limit for f in figures))


def write_json(path: Path, figures: Sequence[Figure]) -> None:
    """All that was measured, seconds too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = [
        {
            **f.to_json(),
            "note": f.note,
            "product": f.product.to_json(),
            "floor": f.floor and f.floor.to_json(),
        }
        for f in figures
    ]
    path.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


def keep(history: Path, bench: Bench, figures: Sequence[Figure]) -> None:
    """Add a line to the history: the day, how it was measured, and the ratios."""
    entry = {
        "date": dt.date.today().isoformat(),
        "scale": bench.scale,
        "full": bench.full,
        "times": bench.times,
        "cores": os.cpu_count(),
        "versions": {name: version(name) for name in ("duckdb", "polars", "pyarrow")},
        "ratios": [figure.to_json() for figure in figures],
    }
    with history.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")


def line_of(figure: Figure) -> str:
    """A figure as the terminal shows it, with its note under it."""
    field = {"wall": "wall", "cpu": "cpu", "rss": "rss_mb", "written": "written_mb"}.get(figure.unit)
    product = f"{getattr(figure.product, field):.2f}" if field and figure.floor else ""
    floor = f"{getattr(figure.floor, field):.2f}" if field and figure.floor else ""
    limit = "" if figure.limit is None else f"{figure.limit:g}"
    mark = " !" if figure.limit is not None and figure.ratio > figure.limit else ""
    text = f"{figure.row:8}{figure.what:58}{figure.unit:9}{product:>10}{floor:>10}"
    text = f"{text}{figure.ratio:>8.3g}{limit:>7}{mark}"
    return f"{text}\n{'':8}{figure.note}" if figure.note else text


if __name__ == "__main__":
    raise SystemExit(main())
