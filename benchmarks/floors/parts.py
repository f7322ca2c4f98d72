"""What floors share: the connection, reading through Polars, the text under the hashes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from benchmarks.shapes import SHAPES

#: What a row of the newest content says of its load.
OF_LOAD = "TIMESTAMP '{day}' AS load_date, uuid() AS load_id, 'TPCH' AS record_source, 'file' AS source_file"

_DECIMALS = {
    "l_quantity",
    "l_extendedprice",
    "l_discount",
    "l_tax",
    "o_totalprice",
    "c_acctbal",
    "s_acctbal",
    "p_retailprice",
    "ps_supplycost",
}


def connect(path: Path) -> Any:
    """DuckDB on a file, on both cores, free to write rows in any order."""
    connection = duckdb.connect(str(path))
    connection.execute(
        "SET threads = 2; SET preserve_insertion_order = false; SET enable_progress_bar = false"
    )
    return connection


def deliver(connection: Any, extracts: Path, table: str) -> dict[str, str]:
    """Read an extract through Polars and show it to DuckDB as `delivery`; its columns with their types."""
    parquet = extracts / f"{table}.parquet"
    if parquet.exists():
        frame = pl.read_parquet(parquet)
    else:
        frame = pl.read_csv(extracts / f"{table}.csv", schema=_csv_schema(connection, extracts, table))
    connection.register("delivery", frame.to_arrow())
    return {name: kind for name, kind, *_ in connection.execute("DESCRIBE FROM delivery").fetchall()}


def _csv_schema(connection: Any, extracts: Path, table: str) -> dict[str, Any]:
    """The types that by hand one would simply write down; here DuckDB sniffs them from the first rows."""
    kinds = {"BIGINT": pl.Int64, "DOUBLE": pl.Float64, "DATE": pl.Date}
    sniffed = connection.execute(f"DESCRIBE FROM read_csv('{extracts / table}.csv')").fetchall()
    return {
        name: pl.Float64 if name in _DECIMALS else kinds.get(kind, pl.String) for name, kind, *_ in sniffed
    }


def text(column: str, kind: str) -> str:
    """The canonical text of a value without NULLs."""
    if kind.startswith("DECIMAL"):
        whole = f"CAST({column} AS VARCHAR)"
        return f"CASE WHEN suffix({whole}, '0') THEN rtrim(rtrim({whole}, '0'), '.') ELSE {whole} END"
    if kind == "DOUBLE":
        return (
            f"CASE WHEN {column} = trunc({column}) THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) "
            f"ELSE CAST({column} AS VARCHAR) END"
        )
    if kind == "VARCHAR":
        special = " OR ".join(f"contains({column}, '{sign}')" for sign in "\\|=")
        escaped = rf"replace(replace(replace({column}, '\', '\\'), '|', '\|'), '=', '\=')"
        return f"CASE WHEN {special} THEN {escaped} ELSE {column} END"
    return f"CAST({column} AS VARCHAR)"


def with_texts(columns: dict[str, str], source: str) -> str:
    """A SELECT of `source` with each column's canonical text as t_<column>, made once for all hashes."""
    texts = ", ".join(f"{text(name, kind)} AS t_{name}" for name, kind in columns.items())
    return f"SELECT *, {texts} FROM {source}"


def hashes(table: str, columns: dict[str, str]) -> dict[str, str]:
    """The row hash, hash keys and hashdiff over the columns t_<column>, as bytes."""
    shape = SHAPES[table]
    found = {"_row_hash": _row_hash(list(columns))}
    for name, parts in shape.hash_keys.items():
        joined = " || '||' || ".join(f"t_{part}" for part in parts)
        found[name] = f"unhex(md5({joined}))"
    found[shape.hashdiff] = _row_hash([c for c in columns if c not in shape.left_out])
    return found


def _row_hash(columns: list[str]) -> str:
    pairs = ", ".join(
        f"'{'||' if number else ''}{name}=', t_{name}" for number, name in enumerate(sorted(columns))
    )
    return f"unhex(md5(concat({pairs})))"


def stored_select(table: str, columns: dict[str, str], source: str, day: str, op: str) -> str:
    """The SELECT of what the log keeps of the rows of `source`."""
    made = ", ".join(f"{value} AS {name}" for name, value in hashes(table, columns).items())
    return (
        f"SELECT {', '.join(columns)}, {made}, {op} AS _op, TIMESTAMP '{day}' AS _load_date, 1 AS _load_seq "
        f"FROM ({with_texts(columns, source)})"
    )


def content_select(table: str, columns: dict[str, str], source: str, day: str) -> str:
    """The SELECT of the newest content, from what the log keeps."""
    made = ", ".join(f"CAST({name} AS UUID) AS {name}" for name in hashes(table, columns))
    names = ", ".join(columns)
    return f"SELECT {names}, {made}, hash({names}) AS _hash64, {OF_LOAD.format(day=day)} FROM {source}"
