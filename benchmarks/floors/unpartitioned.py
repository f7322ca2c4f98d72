"""A fact of seven years of sales in random order: as one plain file, and as the product's `external` model.

python -m benchmarks.floors.unpartitioned TARGET ROWS
python -m benchmarks.floors.unpartitioned --read WAREHOUSE PLAIN TIMES
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

import duckdb

#: 84 months, from January 2019 on.
DAYS = 2557
#: The days after the last one, and 30 days before it.
END, LAST_30 = "DATE '2026-01-01'", "DATE '2025-12-02'"

#: The rows, as a model's SELECT: each value is drawn from the row's number, so that dates come in any order.
FACT = f"""
SELECT
    i AS sale_id,
    DATE '2019-01-01' + CAST(hash(i) % {DAYS} AS INTEGER) AS sold_on,
    CAST(hash(i, 1) % 400000 AS INTEGER) AS customer_id,
    CAST(hash(i, 2) % 20000 AS INTEGER) AS product_id,
    CAST(hash(i, 3) % 300 AS SMALLINT) AS store_id,
    ['card', 'cash', 'transfer', 'voucher'][CAST(1 + hash(i, 4) % 4 AS BIGINT)] AS paid_by,
    CAST(1 + hash(i, 5) % 12 AS SMALLINT) AS quantity,
    CAST((100 + hash(i, 6) % 100000) / 100 AS DECIMAL(12, 2)) AS revenue
FROM range({{rows}}) AS r (i)
"""

MODEL = """{{{{ config(
    materialized='external',
    partition_by={{'month': "date_trunc('month', sold_on)"}},
    sort_by='sold_on',
) }}}}
{select}
"""

#: The questions, each as it is asked of the partitioned view and of one plain file.
QUESTIONS = {
    "one month's revenue": (
        "SELECT sum(revenue) FROM fct_sales WHERE month = DATE '2024-05-01'",
        "SELECT sum(revenue) FROM {plain} WHERE sold_on >= DATE '2024-05-01' AND sold_on < DATE '2024-06-01'",
    ),
    "the last 30 days": (
        f"SELECT sum(revenue) FROM fct_sales WHERE month >= DATE '2025-12-01' AND sold_on >= {LAST_30}",
        f"SELECT sum(revenue) FROM {{plain}} WHERE sold_on >= {LAST_30}",
    ),
}


def write_project(root: Path, rows: int) -> None:
    """A project whose only model is the fact, partitioned by month."""
    (root / "models").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: facts\nmemory_limit: 4GB\n", encoding="utf-8")
    model = MODEL.format(select=FACT.format(rows=rows))
    (root / "models" / "fct_sales.sql").write_text(model, encoding="utf-8")


def write_plain(path: Path, rows: int) -> None:
    """The same rows by hand, in one file, in the random order of their dates."""
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2; SET memory_limit = '1GB'")
        connection.execute(f"COPY ({FACT.format(rows=rows)}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


def read_both(warehouse: str, plain: str, times: int) -> dict[str, dict[str, list[float]]]:
    """Median seconds, and bytes read, of each question: of the view first, then of the plain file.

    Every file is read anew each time; the operating system has them in memory. Raises ValueError where the
    answers differ.
    """
    connection = duckdb.connect(warehouse, read_only=True)
    connection.execute("SET threads = 2; SET enable_external_file_cache = false")
    found: dict[str, dict[str, list[float]]] = {}
    for question, forms in QUESTIONS.items():
        asked = [form.format(plain=f"read_parquet('{plain}')") for form in forms]
        answers = [connection.execute(sql).fetchall() for sql in asked]
        if answers[0] != answers[1]:
            raise ValueError(f"{question}: {answers[0]} of the view, {answers[1]} of the plain file")
        runs = [[_one(connection, sql) for _ in range(times)] for sql in asked]
        found[question] = {
            "seconds": [statistics.median(seconds for seconds, _ in run) for run in runs],
            "bytes": [statistics.median(size for _, size in run) for run in runs],
        }
    return found


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, int]:
    before, started = _bytes_read(), time.perf_counter()
    connection.execute(sql).fetchall()
    return time.perf_counter() - started, _bytes_read() - before


def _bytes_read() -> int:
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    return int(lines[0].removeprefix("rchar: "))


if __name__ == "__main__":
    if sys.argv[1] == "--read":
        print(json.dumps(read_both(sys.argv[2], sys.argv[3], int(sys.argv[4]))))
    else:
        write_project(Path(sys.argv[1]), int(sys.argv[2]))
        write_plain(Path(sys.argv[1]) / "plain.parquet", int(sys.argv[2]))
