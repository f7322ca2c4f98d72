"""By hand: one more day of full snapshots, after `first_load` of the same tables and objects.

python -m benchmarks.floors.one_day EXTRACTS TARGET [vault] [scd2] TABLE …
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from benchmarks.floors.first_load import payload
from benchmarks.floors.parts import connect, content_select, deliver, stored_select
from benchmarks.shapes import HUBS, LINKS, SATELLITES, SHAPES


def compare(connection: Any, extracts: Path, log: Path, table: str) -> None:
    """Find what differs by a 64-bit hash, hash only that, write it to the log; it stays in `changed`."""
    day = extracts.name
    columns = deliver(connection, extracts, table)
    key = SHAPES[table].key
    names = ", ".join(f"coalesce(d.{c}, b.{c}) AS {c}" if c in key else f"d.{c}" for c in columns)
    differing = f"""(
        SELECT {names},
            CASE WHEN b._hash64 IS NULL THEN 'insert' WHEN d._hash64 IS NULL THEN 'delete' ELSE 'update' END
                AS op
        FROM (SELECT *, hash({", ".join(columns)}) AS _hash64 FROM delivery) AS d
        FULL JOIN {table} AS b ON {" AND ".join(f"d.{c} = b.{c}" for c in key)}
        WHERE d._hash64 IS DISTINCT FROM b._hash64
    )"""
    stored = log / table / f"{day}.parquet"
    select = stored_select(table, columns, differing, day, "op")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE changed AS {select}")
    connection.unregister("delivery")
    connection.execute(f"COPY changed TO '{stored}' (FORMAT parquet, COMPRESSION zstd)")
    content = content_select(table, columns, "changed WHERE _op <> 'delete'", day)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS {content}")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE gone AS SELECT {', '.join(key)} FROM changed WHERE _op <> 'insert'"
    )


def follow_vault(connection: Any, table: str) -> None:
    """New hub and link keys; satellite rows whose hashdiff is not that of the newest content."""
    for hub, (hash_key, key, of_table) in HUBS.items():
        if of_table == table:
            connection.execute(
                f"INSERT INTO {hub} SELECT {hash_key}, {key}, load_date, record_source FROM fresh "
                f"WHERE {hash_key} NOT IN (SELECT {hash_key} FROM {hub})"
            )
    existing = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    for link, (hash_key, hubs, of_table) in LINKS.items():
        if of_table == table and link in existing:
            names = ", ".join([hash_key, *(HUBS[hub][0] for hub in hubs)])
            connection.execute(
                f"INSERT INTO {link} SELECT {names}, load_date, record_source FROM fresh "
                f"WHERE {hash_key} NOT IN (SELECT {hash_key} FROM {link})"
            )
    for satellite, (hash_key, of_table) in SATELLITES.items():
        if of_table == table:
            diff = SHAPES[table].hashdiff
            kept = ", ".join(f"f.{c}" for c in payload(connection, table))
            connection.execute(
                f"INSERT INTO {satellite} "
                f"SELECT f.{hash_key}, f.{diff}, {kept}, f.load_date, f.record_source FROM fresh AS f "
                f"LEFT JOIN {table} AS b ON b.{hash_key} = f.{hash_key} "
                f"WHERE f.{diff} IS DISTINCT FROM b.{diff}"
            )


def follow_scd2(connection: Any, table: str, day: str) -> None:
    """Close the versions that changed or went, open the new ones."""
    key = ", ".join(SHAPES[table].key)
    kept = ", ".join([*SHAPES[table].left_out, *payload(connection, table)])
    went = f"({key}) IN (SELECT ({key}) FROM gone)"
    connection.execute(
        f"INSERT INTO {table}_closed "
        f"SELECT * EXCLUDE (_row_hash), TIMESTAMP '{day}' FROM {table}_open WHERE {went}"
    )
    connection.execute(f"DELETE FROM {table}_open WHERE {went}")
    connection.execute(f"INSERT INTO {table}_open SELECT {kept}, load_date, load_id, _row_hash FROM fresh")


def replace_content(connection: Any, table: str) -> None:
    """The newest content without what went, with what came."""
    key = ", ".join(SHAPES[table].key)
    connection.execute(f"DELETE FROM {table} WHERE ({key}) IN (SELECT ({key}) FROM gone)")
    connection.execute(f"INSERT INTO {table} FROM fresh")


def main(extracts: Path, target: Path, chosen: list[str]) -> None:
    """Take one day into TARGET/floor.duckdb and TARGET/log."""
    connection = connect(target / "floor.duckdb")
    for table in [word for word in chosen if word in SHAPES]:
        connection.execute("BEGIN")
        compare(connection, extracts, target / "log", table)
        if "vault" in chosen:
            follow_vault(connection, table)
        if "scd2" in chosen:
            follow_scd2(connection, table, extracts.name)
        replace_content(connection, table)
        connection.execute("COMMIT")
    connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
