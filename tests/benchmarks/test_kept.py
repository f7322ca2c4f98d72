"""What is kept of a measurement: ratios, never seconds."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.__main__ import keep, line_of, write_json
from benchmarks.measure import Cost
from benchmarks.work import Bench, against

PRODUCT = Cost(wall=3.25, cpu=4.5, rss_mb=640, written_mb=90, read_mb=10)
FLOOR = Cost(wall=2.5, cpu=3.0, rss_mb=320, written_mb=45, read_mb=10)


def test_the_history_has_a_line_for_each_measurement_with_ratios_alone(tmp_path: Path) -> None:
    figures = against("3", "one day", PRODUCT, FLOOR, 1.5)
    bench = Bench(tmp_path, 1.0, 3, True)
    for _ in range(2):
        keep(tmp_path / "history.jsonl", bench, figures)
    lines = (tmp_path / "history.jsonl").read_text().splitlines()
    assert len(lines) == 2
    entry = json.loads(lines[0])
    assert [(r["of"], r["ratio"]) for r in entry["ratios"]] == [
        ("wall", 1.3),
        ("cpu", 1.5),
        ("rss", 2.0),
        ("written", 2.0),
    ]
    assert entry["full"] is True
    assert "3.25" not in lines[0]


def test_the_json_has_the_costs_too(tmp_path: Path) -> None:
    write_json(tmp_path / "build" / "bench.json", against("3", "one day", PRODUCT, FLOOR, 1.5))
    [first, *_] = json.loads((tmp_path / "build" / "bench.json").read_text())
    assert first["product"]["wall"] == 3.25
    assert first["floor"]["cpu"] == 3.0


def test_a_ratio_above_its_limit_is_marked() -> None:
    [wall, *_] = against("3", "one day", PRODUCT, FLOOR, 1.2)
    assert line_of(wall).split() == ["3", "one", "day", "wall", "3.25", "2.50", "1.3", "1.2", "!"]
