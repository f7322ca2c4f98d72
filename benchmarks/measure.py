"""What a process costs: wall and CPU seconds, peak memory, bytes written."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

Made = TypeVar("Made")


@dataclass(frozen=True)
class Cost:
    """The cost of one process. Seconds; MB are 10^6 bytes; `written` is what it handed to write calls."""

    wall: float
    cpu: float
    rss_mb: float
    written_mb: float
    read_mb: float

    def to_json(self) -> dict[str, float]:
        """The figures by name, rounded."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


class FailedError(Exception):
    """A measured process did not end well; its output is in the text."""


def cost_of(command: Sequence[str | Path]) -> Cost:
    """Run a command to its end. Raises FailedError with its output when it does not return 0."""
    return measured(command)[0]


def measured(command: Sequence[str | Path]) -> tuple[Cost, str]:
    """Run a command to its end: its cost, and what it printed. Raises FailedError when it does not return 0.

    Python keeps bytecode, as it does for whoever installs the program, also where the environment says no.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    output = process.stdout.read()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    wall = time.perf_counter() - started
    io = _io_of(process.pid)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode != 0:
        raise FailedError(f"{command} returned {process.returncode}:\n{output}")
    cost = Cost(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        rss_mb=usage.ru_maxrss * 1024 / 1e6,
        written_mb=io.get("wchar", 0) / 1e6,
        read_mb=io.get("rchar", 0) / 1e6,
    )
    return cost, output


def _io_of(pid: int) -> dict[str, int]:
    """What an ended process has read and written, as long as nobody has waited for it."""
    try:
        lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    except OSError:
        return {}
    return {name: int(value) for name, value in (line.split(": ") for line in lines)}


def aside(make: Callable[..., Made], *arguments: Any, **named: Any) -> Made:
    """What `make` returns, made by a process of its own.

    The peak memory of a process counts what the one that started it ever had (ru_maxrss of getrusage(2) lasts
    across execve): a process that measures others must stay small.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        return other.submit(make, *arguments, **named).result()


def median_of(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    columns = zip(*(asdict(cost).values() for cost in costs), strict=True)
    return Cost(*(statistics.median(column) for column in columns))


def warehouse_command(root: Path, *arguments: str) -> list[str]:
    """The installed command, in a project."""
    return [str(Path(sys.executable).parent / "warehouse"), "--project", str(root), *arguments]


def python_command(*arguments: str | Path) -> list[str]:
    """This Python with arguments."""
    return [sys.executable, *map(str, arguments)]
