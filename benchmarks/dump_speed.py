"""How fast SQL dumps are read, and in how much memory.

    python -m benchmarks.dump_speed TARGET --megabytes 200

writes TARGET/mysql.sql (INSERTs of 1 MB with mixed types, as mysqldump writes them),
TARGET/inserts.sql (one row in each INSERT) and TARGET/copy.sql (COPY, as pg_dump writes it), the same on
every machine, and reads each in a process of its own, with one thread.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_WORDS = ("alpha", "beta", "it's", "gam\nma", "delta", "söme", 'the "text"', "back\\slash", "tab\tbed")
_MYSQL_TABLE = """CREATE TABLE `orders` (
  `id` int NOT NULL AUTO_INCREMENT, `code` varchar(20) NOT NULL, `note` text, `parent` bigint DEFAULT NULL,
  `amount` decimal(10,2) NOT NULL, `ordered` date NOT NULL, `changed` datetime NOT NULL,
  `email` varchar(80) DEFAULT NULL, `status` enum('open','closed') NOT NULL, `weight` double DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
"""
_POSTGRES_TABLE = """CREATE TABLE public.orders (
  id integer NOT NULL, code character varying(20) NOT NULL, note text, parent bigint,
  amount numeric(10,2) NOT NULL,
  ordered date NOT NULL, changed timestamp without time zone NOT NULL, email text, status text NOT NULL,
  weight double precision
);
"""
Row = tuple[str | None, ...]


def rows() -> Iterator[tuple[Row, tuple[bool, ...]]]:
    """Rows without end, the same ones each time, and which of their values are written in quotes."""
    chance = random.Random(3)
    quoted = (False, True, True, False, False, True, True, True, True, False)
    number = 0
    while True:
        number += 1
        yield (
            (
                str(number),
                f"C{number % 100_000:06d}",
                None if chance.random() < 0.05 else " ".join(chance.choices(_WORDS, k=chance.randint(1, 9))),
                None if chance.random() < 0.5 else str(chance.randint(1, number)),
                f"{chance.random() * 1000:.2f}",
                f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
                f"2024-03-04 10:{number % 60:02d}:{number * 7 % 60:02d}",
                None if chance.random() < 0.3 else f"person{number}@example.com",
                ("open", "closed")[number % 2],
                repr(chance.random() * 1e-3),
            ),
            quoted,
        )


def write_mysql(path: Path, size: int, statement_bytes: int) -> None:
    """A dump of about `size` bytes, in INSERT statements of about `statement_bytes`."""
    escapes = str.maketrans({"\\": "\\\\", "'": "\\'", '"': '\\"', "\n": "\\n", "\0": "\\0"})
    with path.open("w", encoding="utf-8") as out:
        written = out.write(_MYSQL_TABLE)
        in_statement = 0
        for values, quoted in rows():
            texts = [
                "NULL" if v is None else f"'{v.translate(escapes)}'" if q else v
                for v, q in zip(values, quoted, strict=True)
            ]
            ended = in_statement >= statement_bytes
            before = ";\n" if ended else ","
            start = "INSERT INTO `orders` VALUES " if ended or not in_statement else ""
            added = out.write((before if in_statement else "") + start + f"({','.join(texts)})")
            in_statement = added if ended else in_statement + added
            written += added
            if written >= size:
                out.write(";\n")
                return


def write_copy(path: Path, size: int) -> None:
    """A dump of about `size` bytes with one COPY."""
    escapes = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t"})
    with path.open("w", encoding="utf-8") as out:
        written = out.write(_POSTGRES_TABLE + "COPY public.orders FROM stdin;\n")
        for values, _ in rows():
            written += out.write(
                "\t".join("\\N" if v is None else v.translate(escapes) for v in values) + "\n"
            )
            if written >= size:
                out.write("\\.\n")
                return


def read(path: Path, dialect: str, survey: bool) -> None:
    """Reads one dump and prints what it took."""
    import polars as pl

    from warehouse.sources.dumps import open_dump

    pl.DataFrame({"a": ["1"]}).to_arrow()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    dump = open_dump(path, dialect)
    started, cpu = time.perf_counter(), time.process_time()
    count = sum(dump.rows.values()) if survey else sum(frame.height for _, frame in dump.batches())
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    megabytes = path.stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    what = "survey" if survey else "batches"
    print(
        f"{path.name:12} {what:8} {count:9,} rows  {megabytes / seconds:6.1f} MB/s"
        f"  ({megabytes / cpu:.1f} MB per second of CPU)  peak {peak:.0f} MB, {before:.0f} MB of it before"
    )


def main() -> None:
    """Writes the dumps that are missing and reads them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", type=Path)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--read", choices=["mysql", "postgres"], help=argparse.SUPPRESS)
    parser.add_argument("--survey", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        read(options.target, options.read, options.survey)
        return
    options.target.mkdir(parents=True, exist_ok=True)
    size = options.megabytes * 1_000_000
    files = {"mysql.sql": "mysql", "inserts.sql": "mysql", "copy.sql": "postgres"}
    for name, dialect in files.items():
        path = options.target / name
        if not path.exists() and dialect == "mysql":
            write_mysql(path, size, 1_000_000 if name == "mysql.sql" else 1)
        elif not path.exists():
            write_copy(path, size)
        for survey in ([], ["--survey"]):
            command = [sys.executable, "-m", "benchmarks.dump_speed", str(path), "--read", dialect, *survey]
            subprocess.run(command, check=True, env=os.environ | {"POLARS_MAX_THREADS": "1"})


if __name__ == "__main__":
    main()
