"""By hand: read a log's Parquet once and write the final tables once.

python -m benchmarks.floors.rebuild PSA TARGET
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.floors.parts import connect
from benchmarks.shapes import DAILY, HUBS, LINKS, SATELLITES, SHAPES


def main(psa: Path, target: Path) -> None:
    """The newest content, SCD2, hubs, links and satellites of orders and customer."""
    target.mkdir(parents=True)
    connection = connect(target / "floor.duckdb")
    for table in DAILY:
        shape = SHAPES[table]
        key = ", ".join(shape.key)
        files = f"'{psa}/tpch/{table}/load_date=*/*.parquet'"
        connection.execute(
            f"CREATE TEMP TABLE events AS SELECT * FROM read_parquet({files}, hive_partitioning = false)"
        )
        connection.execute(
            f"CREATE TABLE {table}_versions AS SELECT * EXCLUDE (_op), _op, _load_date AS valid_from, "
            f"lead(_load_date) OVER (PARTITION BY {key} ORDER BY _load_date) AS valid_to FROM events"
        )
        connection.execute(
            f"CREATE TABLE {table} AS "
            f"SELECT * FROM {table}_versions WHERE valid_to IS NULL AND _op <> 'delete'"
        )
        for hub, (hash_key, business_key, of_table) in HUBS.items():
            if of_table == table:
                connection.execute(
                    f"CREATE TABLE {hub} AS SELECT {hash_key}, {business_key}, min(_load_date) AS load_date "
                    f"FROM events WHERE _op <> 'delete' GROUP BY ALL"
                )
        for link, (hash_key, hubs, of_table) in LINKS.items():
            if of_table == table and all(HUBS[hub][2] in DAILY for hub in hubs):
                names = ", ".join([hash_key, *(HUBS[hub][0] for hub in hubs)])
                connection.execute(
                    f"CREATE TABLE {link} AS SELECT {names}, min(_load_date) AS load_date "
                    f"FROM events WHERE _op <> 'delete' GROUP BY ALL"
                )
        for satellite, (hash_key, of_table) in SATELLITES.items():
            if of_table == table:
                connection.execute(
                    f"CREATE TABLE {satellite} AS SELECT * EXCLUDE (_op) FROM events WHERE _op <> 'delete' "
                    f"QUALIFY {shape.hashdiff} IS DISTINCT FROM "
                    f"lag({shape.hashdiff}) OVER (PARTITION BY {hash_key} ORDER BY _load_date)"
                )
        connection.execute("DROP TABLE events")
    connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
