"""A year of daily snapshots of one table in the log, one of them as a plain copy, and both ways to read it.

python -m benchmarks.floors.year ROOT DAYS ROWS
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from pathlib import Path

import duckdb

FIRST = dt.date(2026, 1, 1)
_PROJECT = """version: 2
sources:
  - name: shop
    tables:
      - {name: customers, key: id}
"""
_CHANGED = 0.005


def snapshot(connection: duckdb.DuckDBPyConnection, rows: int, day: int, path: Path) -> None:
    """The table as it is on one day: each day another 0.5 % of the rows get other values."""
    changes = f"CAST(floor({day} * {_CHANGED} - (hash(i) % 100000) / 100000.0 * 1.0) AS BIGINT)"
    connection.execute(
        f"""
        COPY (
            SELECT
                i AS id,
                'Customer ' || (hash(i, 1) % 1000000000) AS name,
                ['Rotterdam', 'Delft', 'Gouda', 'Leiden'][CAST(1 + hash(i, 2) % 4 AS BIGINT)] AS city,
                CAST((hash(i, 3, c) % 1000000) / 100 AS DECIMAL(12, 2)) AS balance,
                DATE '2020-01-01' + CAST(hash(i, 4) % 2000 AS INTEGER) AS since,
                'note ' || (hash(i, 5, c) % 1000000000000) AS note
            FROM (SELECT i, {changes} AS c FROM range({rows}) AS r (i))
        ) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
        """
    )


def main(root: Path, days: int, rows: int) -> None:
    """Load each day by itself, in one process; ROOT/plain.parquet is one snapshot with the log's columns."""
    import warehouse

    (root / "models").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: year\n", encoding="utf-8")
    (root / "models" / "sources.yml").write_text(_PROJECT, encoding="utf-8")
    connection = duckdb.connect()
    kept = FIRST + dt.timedelta(days=round(days * 200 / 365) - 1)
    for day in range(days):
        date = FIRST + dt.timedelta(days=day)
        folder = root / "extracts" / date.isoformat()
        folder.mkdir(parents=True)
        snapshot(connection, rows, day, folder / "customers.parquet")
        warehouse.open(root).run(now=dt.datetime.combine(date, dt.time(12)))
        (folder / "customers.parquet").unlink()
    columns = "* EXCLUDE (_op, _load_date, _load_seq)"
    stored = f"{root}/psa/shop/customers/load_date={FIRST}/*.parquet"
    connection.execute(
        f"COPY (SELECT {columns} FROM read_parquet('{stored}', hive_partitioning = false)) "
        f"TO '{root}/plain.parquet' (FORMAT parquet, COMPRESSION zstd)"
    )
    snapshot(connection, rows, (kept - FIRST).days, root / "copy.parquet")


def read_back(root: str, day: str) -> float:
    """Seconds to read the content of one day from the log."""
    connection = duckdb.connect(f"{root}/warehouse.duckdb", read_only=True)
    return _seconds(connection, f"psa.shop__customers__at(TIMESTAMP '{day} 23:59:59')")


def read_plain(root: str, day: str) -> float:
    """Seconds to read the same rows from a plain copy."""
    return _seconds(duckdb.connect(), f"read_parquet('{root}/copy.parquet')")


def _seconds(connection: duckdb.DuckDBPyConnection, relation: str) -> float:
    connection.execute("SET threads = 2")
    connection.execute(f"SELECT count(*) FROM (FROM {relation} LIMIT 1)").fetchall()
    started = time.perf_counter()
    # A greatest value could come from the statistics of a file, without reading it.
    sql = f"SELECT bit_xor(hash(id, name, city, balance, since, note)) FROM {relation}"
    connection.execute(sql).fetchall()
    return time.perf_counter() - started


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
