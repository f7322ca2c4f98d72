"""A dimension over made-up deliveries, without a project: events in, rows out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.oracles.history import contents
from tests.oracles.typing import Delivery, Row
from warehouse.database import Database
from warehouse.dimensional.roles import Roles
from warehouse.dimensional.versions import Versions
from warehouse.errors import Place
from warehouse.project.models import SHAPES, ModelDecl
from warehouse.templates import render

#: id and part are the key; the others may change.
COLUMNS = {
    "id": "VARCHAR",
    "part": "VARCHAR",
    "a": "VARCHAR",
    "b": "BIGINT",
    "c": "VARCHAR",
    "at": "TIMESTAMP",
}
KEY = ("id", "part")


def declared(config: dict[str, Any]) -> Versions:
    """The tables of a dimension `main.dim` with this configuration."""
    kind = config.get("materialized", "scd2")
    shape: Any = SHAPES[kind].model_validate({"materialized": kind, "unique_key": list(KEY), **config})
    model = ModelDecl("dim", "main", shape, (), Place(Path("dim.yml")))
    return Versions(model, shape, Roles.of(model, shape, COLUMNS))


def rows_of(database: Database) -> list[Row]:
    """What the dimension shows."""
    return database.dicts("SELECT * FROM dim")


def take_in(database: Database, dimension: Versions, batches: Iterable[Sequence[Delivery]]) -> None:
    """Let deliveries arrive, batch after batch, each later than those before."""
    database.run("CREATE SCHEMA IF NOT EXISTS _store")
    types = {**COLUMNS, "load_date": "TIMESTAMP", "load_seq": "INT", "load_id": "UUID", "_op": "VARCHAR"}
    columns = ", ".join(f'"{c}" {kind}' for c, kind in types.items())
    database.run(f"CREATE TABLE log ({columns}, batch INT)")
    dimension.empty(database)
    before: dict[Any, Row] = {}
    for number, batch in enumerate(batches):
        seq: dict[dt.datetime, int] = {}
        for load_date, content in contents(batch, KEY):
            seq[load_date] = seq.get(load_date, 0) + 1
            own = [load_date, seq[load_date]]
            for k, row in content.items():
                if before.get(k) != row:
                    operation = "update" if k in before else "insert"
                    _add(database, [*(row[c] for c in COLUMNS), *own], operation, number)
            for k in before.keys() - content.keys():
                _add(database, [*k, None, None, None, None, *own], "delete", number)
            before = content
        arriving = f"SELECT * EXCLUDE (batch) FROM log WHERE batch = {number}"
        if database.value(f"SELECT count(*) FROM ({arriving})"):
            dates = database.value(f"SELECT count(DISTINCT load_date) FROM ({arriving})")
            dimension.advance(database, _last_of_dates(arriving), _all_of_the_log, at_once=int(dates) == 1)


def _all_of_the_log() -> str:
    return _last_of_dates("SELECT * EXCLUDE (batch) FROM log")


def _last_of_dates(events: str) -> str:
    return render("models/last_of_dates", events=events, key=KEY)


def _add(database: Database, values: list[Any], operation: str, batch: int) -> None:
    marks = ", ".join("?" for _ in values)
    database.run(f"INSERT INTO log VALUES ({marks}, uuid(), ?, ?)", [*values, operation, batch])
