"""Law 4: a run that is killed at any moment loses nothing, doubles nothing and blocks nothing."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from laws.support import Delivery, deliver, make_project, run, tables

CLI = Path(__file__).parents[2] / "cli.py"
KILLS = 42


def _deliveries(day: int, chance: random.Random) -> list[Delivery]:
    """A day's extracts; every fourth day one comes that is days late, and notes come every other day."""
    people = tuple((str(k), chance.choice("abc"), chance.choice(["Gouda", "Delft"])) for k in range(1, 6))
    places = tuple({("Gouda", "A"): "1", ("Delft", chance.choice("AB")): chance.choice("12")}.items())
    found = [Delivery("people", day, people)]
    if day % 2:
        found.append(Delivery("notes", day, (("x", chance.choice("12")), ("x", "1"))))
    if day % 4 == 0:
        found.append(Delivery("places", day - 3, tuple((*key, size) for key, size in places)))
    return found


def _killed_run(root: Path, statement: int, moment: float) -> bool:
    """Kill the daily job `moment` seconds after that statement began; whether it was still alive."""
    command = [sys.executable, str(CLI), "--project", str(root), "--show-sql", "run"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    seen = 0
    for line in process.stderr:
        seen += line.rstrip().endswith(";")
        if seen >= statement:
            break
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.stderr.close()
    return process.wait() == -signal.SIGKILL


@pytest.mark.long
def test_a_run_killed_at_any_moment_is_made_good_by_the_next(tmp_path: Path) -> None:
    chance = random.Random(20260301)
    undisturbed, disturbed = (make_project(tmp_path / name) for name in ("undisturbed", "disturbed"))
    killed = 0
    for day in range(4, 4 + 3 * KILLS):
        if killed == KILLS:
            break
        for delivery in _deliveries(day, chance):
            deliver(undisturbed, delivery)
            deliver(disturbed, delivery)
        killed += _killed_run(disturbed, chance.randint(1, 200), chance.choice([0, 0.001, 0.01, 0.05]))
        run(undisturbed)
        run(disturbed)
        assert tables(disturbed) == tables(undisturbed), f"after the kill on day {day}"
    assert killed == KILLS, "most runs ended before they could be killed"
    for root in (undisturbed, disturbed):
        stored = {path.name for path in (root / "psa").rglob("*.parquet")}
        assert stored == {path.name for path in (undisturbed / "psa").rglob("*.parquet")}
