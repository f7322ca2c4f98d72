"""By hand: the first load of TPC-H into Parquet with all hashes, the newest content, and perhaps the vault.

python -m benchmarks.floors.first_load EXTRACTS TARGET [vault] [scd2] [TABLE …]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from benchmarks.floors.parts import connect, content_select, deliver, stored_select
from benchmarks.shapes import HUBS, LINKS, SATELLITES, SHAPES


def load(connection: Any, extracts: Path, log: Path, table: str) -> None:
    """Read, hash, write the log's Parquet, make the newest content from it."""
    day = extracts.name
    columns = deliver(connection, extracts, table)
    stored = log / table / f"{day}.parquet"
    stored.parent.mkdir(parents=True, exist_ok=True)
    select = stored_select(table, columns, "delivery", day, "'insert'")
    connection.execute(f"COPY ({select}) TO '{stored}' (FORMAT parquet, COMPRESSION zstd)")
    connection.unregister("delivery")
    content = content_select(table, columns, f"read_parquet('{stored}')", day)
    connection.execute(f"CREATE TABLE {table} AS {content}")


def vault(connection: Any, tables: list[str]) -> None:
    """Hubs, links and satellites: nothing came before, and every key is unique in its table."""
    for hub, (hash_key, key, table) in HUBS.items():
        if table in tables:
            connection.execute(
                f"CREATE TABLE {hub} AS SELECT {hash_key}, {key}, load_date, record_source FROM {table}"
            )
    for link, (hash_key, hubs, table) in LINKS.items():
        if table in tables and all(HUBS[hub][2] in tables for hub in hubs):
            names = ", ".join([hash_key, *(HUBS[hub][0] for hub in hubs)])
            more = ", l_linenumber" if table == "lineitem" else ""
            connection.execute(
                f"CREATE TABLE {link} AS SELECT {names}{more}, load_date, record_source FROM {table}"
            )
    for satellite, (hash_key, table) in SATELLITES.items():
        if table in tables:
            kept = ", ".join(payload(connection, table))
            connection.execute(
                f"CREATE TABLE {satellite} AS "
                f"SELECT {hash_key}, {SHAPES[table].hashdiff}, {kept}, load_date, record_source FROM {table}"
            )


def payload(connection: Any, table: str) -> list[str]:
    """The columns that a table's hashdiff covers."""
    shape = SHAPES[table]
    own = {*shape.left_out, *shape.hash_keys, shape.hashdiff, "_row_hash", "_hash64"}
    own |= {"load_date", "load_id", "record_source", "source_file"}
    return [n for n, *_ in connection.execute(f"DESCRIBE {table}").fetchall() if n not in own]


def scd2(connection: Any, table: str) -> None:
    """Every row opens a version; none is closed yet."""
    kept = ", ".join([*SHAPES[table].left_out, *payload(connection, table)])
    made = f"SELECT {kept}, load_date AS valid_from, load_id, _row_hash FROM {table}"
    connection.execute(f"CREATE TABLE {table}_open AS {made}")
    connection.execute(
        f"CREATE TABLE {table}_closed AS "
        f"SELECT * EXCLUDE (_row_hash), valid_from AS valid_to FROM {table}_open LIMIT 0"
    )


def main(extracts: Path, target: Path, chosen: list[str]) -> None:
    """Make TARGET/floor.duckdb and TARGET/log."""
    target.mkdir(parents=True)
    tables = [word for word in chosen if word in SHAPES] or list(SHAPES)
    connection = connect(target / "floor.duckdb")
    for table in tables:
        load(connection, extracts, target / "log", table)
        if "scd2" in chosen:
            scd2(connection, table)
    if "vault" in chosen:
        vault(connection, tables)
    connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
