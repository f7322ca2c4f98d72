"""Daily full extracts of the TPC-H tables, whose changes from day to day are known exactly.

    python -m benchmarks.tpch_days TARGET --scale 0.1 --days 3

writes TARGET/2026-01-01/<table>.parquet for all eight tables, the following days beside it, and
TARGET/expected.json: for each day and table the rows, and how many of them are new, changed or removed
since the day before.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb

FIRST_DAY = dt.date(2026, 1, 1)

#: Each table with its primary key. A new row gets a new value in the last column.
KEYS: dict[str, tuple[str, ...]] = {
    "region": ("r_regionkey",),
    "nation": ("n_nationkey",),
    "supplier": ("s_suppkey",),
    "customer": ("c_custkey",),
    "part": ("p_partkey",),
    "partsupp": ("ps_partkey", "ps_suppkey"),
    "orders": ("o_orderkey",),
    "lineitem": ("l_orderkey", "l_linenumber"),
}

#: The tables that can change, each with the number and the text that a changed row gets anew.
CHANGING: dict[str, tuple[str, str]] = {
    "supplier": ("s_acctbal", "s_comment"),
    "customer": ("c_acctbal", "c_comment"),
    "part": ("p_retailprice", "p_comment"),
    "partsupp": ("ps_supplycost", "ps_comment"),
    "orders": ("o_totalprice", "o_comment"),
    "lineitem": ("l_extendedprice", "l_comment"),
}


@dataclass(frozen=True)
class TableCounts:
    """One table on one day: its rows, and what is new, changed and removed since the day before.

    On the first day every row is new.
    """

    rows: int
    new: int
    changed: int
    removed: int


@dataclass(frozen=True)
class DayCounts:
    """One day (an ISO date, the name of its folder) with the counts of all eight tables."""

    day: str
    tables: dict[str, TableCounts]


def write_days(  # noqa: PLR0913 (the shares are keyword-only)
    target: Path,
    scale: float,
    days: int,
    fmt: Literal["parquet", "csv"] = "parquet",
    *,
    changed: float = 0.01,
    new: float = 0.002,
    gone: float = 0.001,
    tables: Sequence[str] = ("orders", "customer", "lineitem"),
) -> list[DayCounts]:
    """Write `days` daily extracts of TPC-H at `scale` into `target`, a folder that is new or empty.

    The first day is what tpchgen-cli makes. From one day to the next, of each of `tables` about the share
    `gone` of the rows disappears, `changed` gets another number and another text, and `new` is added under
    keys that no row ever had; the other tables stay the same bytes. Which rows that are depends on table,
    key and day alone (by DuckDB's hash, so another version of DuckDB may choose others). Tables change
    apart from each other: a lineitem may outlive its order.

    Returns the exact counts, which are in `target`/expected.json too. Raises ValueError for a table that
    cannot change (partsupp below scale 0.01, where TPC-H gives it keys twice, is one), for shares that are
    negative or more than the whole, and for less than one day; FileExistsError when `target` is not empty.
    """
    if wrong := [table for table in tables if table not in CHANGING]:
        raise ValueError(f"cannot change {', '.join(wrong)}; these can: {', '.join(CHANGING)}")
    if min(changed, new, gone) < 0 or changed + new + gone > 1:
        raise ValueError("changed, new and gone are shares: none negative, together at most 1")
    if days < 1 or fmt not in ("parquet", "csv"):
        raise ValueError("at least one day, as parquet or csv")
    if scale < 0.01 and "partsupp" in tables:
        raise ValueError("below scale 0.01 TPC-H's partsupp has keys that stand twice; leave it unchanged")
    target.mkdir(parents=True, exist_ok=True)
    if any(target.iterdir()):
        raise FileExistsError(f"{target} is not empty")
    names = [(FIRST_DAY + dt.timedelta(days=i)).isoformat() for i in range(days)]
    with duckdb.connect() as connection, tempfile.TemporaryDirectory() as scratch:
        parquet_root = target if fmt == "parquet" else Path(scratch)
        _generate(parquet_root / names[0], scale)
        counts = [_first_day(connection, parquet_root / names[0])]
        strides = {table: _stride(connection, parquet_root / names[0], table) for table in tables}
        for number, (before, day) in enumerate(zip(names, names[1:], strict=False), start=2):
            (parquet_root / day).mkdir()
            of_day = {}
            for table in KEYS:
                old, fresh = (parquet_root / d / f"{table}.parquet" for d in (before, day))
                if table in strides:
                    draw = _Draw(table, number, strides[table], gone, gone + changed, gone + changed + new)
                    of_day[table] = draw.write_next(connection, old, fresh)
                else:
                    _same_bytes(old, fresh)
                    of_day[table] = TableCounts(counts[-1].tables[table].rows, 0, 0, 0)
            counts.append(DayCounts(day, of_day))
        if fmt == "csv":
            _export_csv(connection, parquet_root, target, counts)
    expected = {c.day: {table: asdict(of) for table, of in c.tables.items()} for c in counts}
    (target / "expected.json").write_text(json.dumps(expected, indent=2) + "\n", encoding="utf-8")
    return counts


@dataclass(frozen=True)
class _Draw:
    """What happens to each row of one table on one day, drawn from its key: a number from 0 to 1.

    Below `gone` the row disappears, below `changed` it changes, below `copied` it is copied under a new key.
    Only rows of the first day are copied (their last key is below `stride`): so no new key is made twice.
    """

    table: str
    number: int
    stride: int
    gone: float
    changed: float
    copied: float

    def write_next(self, connection: Any, old: Path, fresh: Path) -> TableCounts:
        """Write the table as it is on this day into `fresh`, from `old`, the day before."""
        number, text = CHANGING[self.table]
        key, keys = KEYS[self.table][-1], ", ".join(KEYS[self.table])
        types = {column: kind for column, kind, *_ in _rows(connection, f"DESCRIBE FROM {_quoted(old)}")}
        drawn = f"""
            WITH drawn AS NOT MATERIALIZED (
                SELECT *, (hash('{self.table}', {keys}, {self.number}) % 1000000000) / 1e9 AS draw
                FROM {_quoted(old)}
            )
        """
        is_copied = f"draw >= {self.changed} AND draw < {self.copied} AND {key} < {self.stride}"
        next_day = f"""
            {drawn}
            SELECT * EXCLUDE (draw) REPLACE (
                CAST(CASE WHEN draw < {self.changed} THEN {number} + 1 ELSE {number} END AS {types[number]})
                    AS {number},
                CASE WHEN draw < {self.changed} THEN 'day {self.number}: ' || {text} ELSE {text} END AS {text}
            )
            FROM drawn
            WHERE draw >= {self.gone}
            UNION ALL
            SELECT * EXCLUDE (draw) REPLACE (
                CAST({key} + {self.number * self.stride} AS {types[key]}) AS {key}
            )
            FROM drawn
            WHERE {is_copied}
        """
        _rows(connection, f"COPY ({next_day}) TO {_quoted(fresh)} (FORMAT parquet)")
        counting = f"""
            {drawn}
            SELECT
                count(*),
                count(*) FILTER ({is_copied}),
                count(*) FILTER (draw >= {self.gone} AND draw < {self.changed}),
                count(*) FILTER (draw < {self.gone})
            FROM drawn
        """
        [(before, new, changed, removed)] = _rows(connection, counting)
        return TableCounts(before + new - removed, new, changed, removed)


def _stride(connection: Any, folder: Path, table: str) -> int:
    """A power of ten above every value of the last key column. With 1000, the copy of 42 on day 3 is 3042."""
    [(largest,)] = _rows(
        connection, f"SELECT max({KEYS[table][-1]}) FROM {_quoted(folder / f'{table}.parquet')}"
    )
    return int(10 ** len(str(largest)))


def _generate(folder: Path, scale: float) -> None:
    beside_python = str(Path(sys.executable).parent)
    command = shutil.which("tpchgen-cli", path=os.pathsep.join((beside_python, os.environ.get("PATH", ""))))
    if command is None:
        raise FileNotFoundError("tpchgen-cli is not installed; it is among the project's `dev` extras")
    subprocess.run(
        [command, "parquet", "-s", str(scale), "--output-dir", str(folder)], check=True, capture_output=True
    )


def _first_day(connection: Any, folder: Path) -> DayCounts:
    found = {}
    for table in KEYS:
        [(rows,)] = _rows(connection, f"SELECT count(*) FROM {_quoted(folder / f'{table}.parquet')}")
        found[table] = TableCounts(rows, rows, 0, 0)
    return DayCounts(folder.name, found)


def _export_csv(connection: Any, parquet_root: Path, target: Path, counts: list[DayCounts]) -> None:
    before: Path | None = None
    for day in counts:
        (target / day.day).mkdir()
        for table, of in day.tables.items():
            fresh = target / day.day / f"{table}.csv"
            if before is not None and of.new == of.changed == of.removed == 0:
                _same_bytes(before / fresh.name, fresh)
            else:
                parquet = parquet_root / day.day / f"{table}.parquet"
                _rows(connection, f"COPY (FROM {_quoted(parquet)}) TO {_quoted(fresh)} (FORMAT csv, HEADER)")
        before = fresh.parent


def _same_bytes(old: Path, fresh: Path) -> None:
    try:
        os.link(old, fresh)
    except OSError:  # a file system without hard links
        shutil.copyfile(old, fresh)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _rows(connection: Any, sql: str) -> list[Any]:
    return list(connection.execute(sql).fetchall())


def main() -> None:
    """The command line: write the days, print the counts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tpch_days", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("target", type=Path)
    parser.add_argument("--scale", type=float, default=0.1, help="TPC-H's scale factor; default 0.1")
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet")
    parser.add_argument("--changed", type=float, default=0.01)
    parser.add_argument("--new", type=float, default=0.002)
    parser.add_argument("--gone", type=float, default=0.001)
    parser.add_argument("--tables", nargs="+", choices=CHANGING, default=["orders", "customer", "lineitem"])
    given = parser.parse_args()
    counts = write_days(
        given.target,
        given.scale,
        given.days,
        given.format,
        changed=given.changed,
        new=given.new,
        gone=given.gone,
        tables=given.tables,
    )
    print(f"{'day':<12}{'table':<10}{'rows':>12}{'new':>12}{'changed':>10}{'removed':>10}")
    for day in counts:
        for table, of in day.tables.items():
            print(f"{day.day:<12}{table:<10}{of.rows:>12,}{of.new:>12,}{of.changed:>10,}{of.removed:>10,}")


if __name__ == "__main__":
    main()
