"""Measure the product against its floors.

    python -m benchmarks                  all works, small (scale 0.1)
    python -m benchmarks --full           as large as the promises say (scale 1, 300 days)
    python -m benchmarks start day        some works alone

Prints product, floor and ratio, and writes them as JSON with --json FILE; --keep adds the ratios, never the
seconds, to benchmarks/history.jsonl.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.work import WORKS, Bench, Figure

HISTORY = Path(__file__).parent / "history.jsonl"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the works asked for; 1 when a ratio is above its limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
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
    with tempfile.TemporaryDirectory() as temporary:
        scratch = (asked.scratch or Path(temporary)).resolve()
        scratch.mkdir(parents=True, exist_ok=True)
        bench = Bench(scratch, asked.scale or (1.0 if asked.full else 0.1), asked.times, asked.full)
        figures: list[Figure] = []
        print(f"{'row':6}{'what':58}{'of':9}{'product':>10}{'floor':>10}{'ratio':>8}{'limit':>7}", flush=True)
        for work in asked.works or WORKS:
            for figure in WORKS[work](bench):
                figures.append(figure)
                print(_line(figure), flush=True)
    shown = [figure.to_json() for figure in figures]
    if asked.json:
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        costs = [{"product": f.product.to_json(), "floor": f.floor and f.floor.to_json()} for f in figures]
        whole = [{**figure, **cost} for figure, cost in zip(shown, costs, strict=True)]
        asked.json.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    if asked.keep:
        entry = {
            "date": dt.date.today().isoformat(),
            "scale": bench.scale,
            "full": bench.full,
            "ratios": shown,
        }
        with HISTORY.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
    return int(any(f.limit is not None and f.ratio > f.limit for f in figures))


def _line(figure: Figure) -> str:
    field = {"wall": "wall", "cpu": "cpu", "rss": "rss_mb", "written": "written_mb"}.get(figure.unit)
    product = f"{getattr(figure.product, field):.2f}" if field and figure.floor else ""
    floor = f"{getattr(figure.floor, field):.2f}" if field and figure.floor else ""
    limit = "" if figure.limit is None else f"{figure.limit:g}"
    mark = " !" if figure.limit is not None and figure.ratio > figure.limit else ""
    text = f"{figure.row:6}{figure.what:58}{figure.unit:9}{product:>10}{floor:>10}"
    text = f"{text}{figure.ratio:>8.2f}{limit:>7}{mark}"
    return f"{text}\n{'':6}{figure.note}" if figure.note else text


if __name__ == "__main__":
    raise SystemExit(main())
