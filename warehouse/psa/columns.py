"""The registry of columns and its history, `meta.schema_history`: what the accepted loads infer, in order."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass

from warehouse.contract import UNSEEN, least_upper_bound, stored_type
from warehouse.database import Database
from warehouse.psa.table import PsaTable
from warehouse.templates import render

#: A load's columns by the names of the log, with the type each infers; None where it only fitted.
Observed = list[tuple[str, str | None]]


@dataclass(frozen=True)
class Step:
    """A column that is new with a load, or whose type widened with it."""

    column: str
    kind: str
    change: str
    load_date: dt.datetime
    load_id: str


def write_schema_history(database: Database, table: PsaTable) -> None:
    """Write a table's history of columns anew. The caller holds the transaction.

    Loads stand in the order of their load dates, so that the order of arrival does not show.
    """
    rows = database.rows(render("meta/observed_columns"), [table.full_name])
    found = steps((load_date, load_id, json.loads(columns)) for load_date, load_id, columns in rows)
    present = {table.contract.first_name(column): column for column in table.columns}
    declared = table.contract.declared
    # What the values of a declared column infer is overruled, so it only begins.
    shown = [s for s in found if s.column in present]
    found = [s for s in shown if s.change == "new" or present[s.column] not in declared]
    kinds = [_kind_shown(table, present[step.column], step, found) for step in found]
    database.run("DELETE FROM meta.schema_history WHERE source_table = ?", [table.full_name])
    if not found:
        return
    database.run(
        render("meta/insert_schema_history"),
        [
            table.full_name,
            [present[step.column] for step in found],
            kinds,
            [step.change for step in found],
            [step.load_date for step in found],
            [step.load_id for step in found],
            [present[step.column] in declared for step in found],
            [step.column for step in found],
        ],
    )


def steps(loads: Iterable[tuple[dt.datetime, str, Observed]]) -> list[Step]:
    """The steps in which a contract became what it is, from loads in the order of history."""
    types: dict[str, str] = {}
    found: list[Step] = []
    for load_date, load_id, columns in loads:
        for column, kind in columns:
            before = types.get(column)
            after = least_upper_bound(before or UNSEEN, kind or UNSEEN)
            types[column] = after
            if before is None:
                found.append(Step(column, stored_type(after), "new", load_date, load_id))
            elif stored_type(after) != stored_type(before) or (before == UNSEEN != after):
                change = "first value" if before == UNSEEN else "wider"
                found.append(Step(column, stored_type(after), change, load_date, load_id))
    return found


def _kind_shown(table: PsaTable, column: str, step: Step, found: list[Step]) -> str:
    """The type of a step: as declared; of the last step, as the contract has it."""
    is_last = step is [other for other in found if other.column == step.column][-1]
    return table.columns[column] if is_last or column in table.contract.declared else step.kind
