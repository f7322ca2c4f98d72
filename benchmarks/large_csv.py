"""One large table as CSV, made row by row from its row numbers: order lines with dates, amounts and text.

python -m benchmarks.large_csv TARGET --megabytes 2000 --day 2
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

#: Bytes of a row, on average: what turns megabytes into rows.
ROW_BYTES = 176

PROJECT = """version: 2
sources:
  - name: shop
    tables:
      - name: order_lines
        key: [order_id, line]
        hash_keys: {order_hk: order_id, product_hk: product, line_hk: [order_id, line]}
        hashdiffs: {line_hashdiff: {exclude: [order_id, line]}}
"""

_WORDS = (
    "['parcel', 'left', 'with the neighbour', 'door was', 'closed', 'second try', 'leave it, please', "
    "'signed by hand', 'box', 'damaged', 'the \"blue\" gate', 'ring twice', 'quiet street', 'königsallee', "
    "'behind', 'courtyard']"
)


def write_lines(path: Path, megabytes: float, day: int = 1) -> int:
    """Write the table as it is on one day into a CSV of about `megabytes` (10^6 bytes); its rows.

    From the first day to each other, 1 % of the rows get another quantity and note, 0.1 % are gone, and 0.2 %
    are new under keys of their own: which ones depends on row and day alone.
    """
    rows = round(megabytes * 1e6 / ROW_BYTES)
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false; SET memory_limit = '500MB'")
        result = connection.execute(f"COPY ({_select(rows, day)}) TO '{path}' (FORMAT csv, HEADER)")
        return int(result.fetchone()[0])  # type: ignore[index]


def _select(rows: int, day: int) -> str:
    new = rows // 500 if day > 1 else 0
    words = ", ".join(f"words[1 + (n >> {4 * place}) % 16]" for place in range(5))
    return f"""
        SELECT
            1 + i // 4 + {day * 1_000_000_000} * (i >= {rows})::BIGINT AS order_id,
            1 + i % 4 AS line,
            hash(i // 4) % 400000 AS customer,
            'P-' || lpad(CAST(hash(i, 1) % 200000 AS VARCHAR), 6, '0') AS product,
            1 + (h + is_changed) % 50 AS quantity,
            CAST((90000 + hash(i, 2) % 9999000) / 100 AS DECIMAL(12, 2)) AS price,
            CAST((h >> 8) % 11 / 100 AS DECIMAL(4, 2)) AS discount,
            ['open', 'shipped', 'delivered', 'returned'][1 + (h >> 12) % 4] AS status,
            DATE '2019-01-01' + CAST(i * 2500 // {rows} AS INTEGER) AS ordered,
            CASE WHEN (h >> 12) % 4 > 0 THEN ordered + 1 + CAST((h >> 16) % 40 AS INTEGER) END AS shipped,
            TIMESTAMP '2019-01-01' + to_seconds(CAST(i * 216000000 // {rows} AS BIGINT)) AS changed_at,
            lower(printf('%016X-%08X', hash(i, 3), CAST(h % 4294967296 AS BIGINT))) AS tracking,
            concat_ws(' ', {words}, hash(i, 4) % 100000) AS note
        FROM (
            SELECT
                i,
                CAST(hash(i) >> 1 AS BIGINT) AS h,
                hash(i, {day}) % 1000 AS draw,
                CAST({day} > 1 AND draw BETWEEN 1 AND 10 AS INTEGER) AS is_changed,
                CAST(hash(i, 5, is_changed * {day}) >> 1 AS BIGINT) AS n,
                {_WORDS} AS words
            FROM range({rows + new}) AS r (i)
        )
        WHERE {day} = 1 OR draw > 0
    """


def main() -> None:
    """The command line: write one day, print how large it became."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large_csv", description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--megabytes", type=float, default=2000)
    parser.add_argument("--day", type=int, default=1)
    given = parser.parse_args()
    rows = write_lines(given.target, given.megabytes, given.day)
    print(f"{rows:,} rows, {given.target.stat().st_size / 1e9:.2f} GB")


if __name__ == "__main__":
    main()
