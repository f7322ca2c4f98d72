"""How hubs and links take in rows: one per hash key, the earliest load wins, nothing else ever changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from warehouse.database import Database
from warehouse.psa.table import PsaTable
from warehouse.templates import render


def table_shapes(tables: Mapping[str, PsaTable]) -> list[object]:
    """What a vault object's definition must hold of its sources: their columns and their hashes."""
    return [[full_name, t.hash_definition, t.content_columns] for full_name, t in sorted(tables.items())]


def make_empty(database: Database, relation: str, select: str) -> None:
    """(Re)create a relation with the columns of a SELECT and no rows."""
    database.run(render("models/empty_table", relation=relation, select=select))


def add_counted(database: Database, relation: str, rows: str) -> int:
    """Add the rows of another relation of that shape; how many."""
    database.run(render("vault/add_rows", relation=relation, rows=rows))
    return int(database.value(f"SELECT count(*) FROM {rows}"))


def add_first_seen(
    database: Database, relation: str, rows: str, hash_key: str, spelling: Sequence[str] = ()
) -> int:
    """Add the rows (a SELECT, one per hash key) that are new or come from an earlier load; how many are new.

    `spelling` are the columns that decide between rows of one load date and record source.
    Adding loads in any order gives the same rows, because the minimum of their loads does not depend on it.
    """
    before = database.value(f"SELECT count(*) FROM {relation}")
    if not before:
        database.run(render("models/insert", relation=relation, select=rows))
        return int(database.value(f"SELECT count(*) FROM {relation}"))
    database.run(render("psa/keep", relation="arriving", select=rows))
    names = {"relation": relation, "arriving": "temp.arriving", "hash_key": hash_key}
    order = ["load_date", "record_source", *spelling]
    database.run(render("vault/remove_later", **names, order=order))
    database.run(render("vault/add_new", **names))
    database.run("DROP TABLE temp.arriving")
    return int(database.value(f"SELECT count(*) FROM {relation}") - before)
