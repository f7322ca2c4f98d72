"""How fast SQL dumps are read and loaded: megabytes for each second of one core.

    python -m benchmarks dumps --full     dumps of 100 MB; without --full 20 MB
    python -m benchmarks.dumps            the figures as a table
    python -m benchmarks.dumps read DUMP DIALECT

Each dump is read by a fresh process with one thread, and loaded into a new project by another one.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.dump_shapes import SHAPES, write_dump
from benchmarks.measure import Cost, cost_of, warehouse_command

#: What is promised, in MB of dump for each second of one core.
PROMISED = 20


@dataclass(frozen=True)
class Speed:
    """What one dump took: seconds of CPU to read it, the cost of the process that loaded it."""

    name: str
    megabytes: float
    rows: int
    reading: float
    peak_mb: float
    load: Cost

    @property
    def note(self) -> str:
        """The figures in words."""
        return (
            f"{self.megabytes:.0f} MB, {self.rows:,} rows: "
            f"read {self.megabytes / self.reading:.1f} MB/s of a core (peak {self.peak_mb:.0f} MB), "
            f"whole load {self.megabytes / self.load.cpu:.1f} MB/s"
        )


def speeds(scratch: Path, megabytes: int) -> Iterator[Speed]:
    """Writes a dump of each shape, reads it, and loads it."""
    for name, shape in SHAPES.items():
        root = scratch / name.replace(" ", "-").replace("'", "")
        path = root / "dumps" / "2026-01-01.sql"
        path.parent.mkdir(parents=True)
        write_dump(path, shape, megabytes * 1_000_000)
        (root / "models").mkdir()
        (root / "warehouse.yml").write_text("name: dumps\n", encoding="utf-8")
        (root / "models" / "sources.yml").write_text(
            f"sources:\n  - {{name: shop, format: {shape.dialect}_dump, tables: [{{name: t}}],"
            ' location: "dumps/{load_date}.sql"}\n',
            encoding="utf-8",
        )
        command = [sys.executable, "-m", "benchmarks.dumps", "read", str(path), shape.dialect]
        given = os.environ | {"POLARS_MAX_THREADS": "1"}
        read = json.loads(subprocess.run(command, check=True, capture_output=True, env=given).stdout)
        load = cost_of(warehouse_command(root, "load"))
        yield Speed(name, path.stat().st_size / 1e6, read["rows"], read["cpu"], read["peak_mb"], load)
        path.unlink()


def read(path: Path, dialect: str) -> dict[str, float]:
    """Reads one dump to Polars; the seconds of CPU that it took, without those of the imports."""
    import resource

    import polars as pl

    from warehouse.sources.dumps import open_dump

    pl.DataFrame({"a": ["1"]}).to_arrow()
    started = time.process_time()
    rows = sum(frame.height for _, frame in open_dump(path, dialect).batches())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return {"rows": rows, "cpu": time.process_time() - started, "peak_mb": peak}


def main() -> None:
    """Prints the table, or reads one dump."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("read", nargs="*", metavar="read DUMP DIALECT")
    parser.add_argument("--megabytes", type=int, default=100)
    asked = parser.parse_args()
    if asked.read:
        print(json.dumps(read(Path(asked.read[1]), asked.read[2])))
        return
    with tempfile.TemporaryDirectory() as scratch:
        for speed in speeds(Path(scratch), asked.megabytes):
            print(f"{speed.name:20}{speed.note}", flush=True)


if __name__ == "__main__":
    main()
