"""Several rows of one key in a delivery: identical ones are one, of others the declared one counts."""

from __future__ import annotations

from warehouse.database import Database
from warehouse.errors import agreeing
from warehouse.project.gates import LAST
from warehouse.psa.table import PsaTable
from warehouse.templates import name, render


def collapse(database: Database, table: PsaTable, relation: str) -> int:
    """Keep a delivery in temp.collapsed, identical rows once; the keys of which one row of several was taken.

    That is only done where `on_duplicate_key` says which; else different rows of one key all stay.
    """
    columns = list(table.columns)
    if not table.declared.gates.chooses_a_row:
        _keep(database, "collapsed", render("psa/collapsed", relation=relation, columns=columns))
        return 0
    _keep(database, "numbered", render("psa/numbered", relation=relation, columns=columns))
    try:
        distinct = render("psa/collapsed", relation="temp.numbered", columns=columns)
        doubled = render("psa/doubled_keys", relation=f"({distinct})", key=table.key)
        chosen = int(database.value(f"SELECT count(*) FROM ({doubled})"))
        select = render(
            "psa/chosen", relation="temp.numbered", columns=columns, key=table.key, order=_order(table)
        )
        _keep(database, "collapsed", select)
    finally:
        database.run("DROP TABLE temp.numbered")
    return chosen


def choice_note(table: PsaTable, chosen: int) -> list[str]:
    """What a person should know of the choice: a sentence, or none where nothing was chosen."""
    if not chosen:
        return []
    gates = table.declared.gates
    by = f" by {gates.duplicates_by}" if gates.duplicates_by else ""
    key = ", ".join(table.key)
    return [
        f"{agreeing(chosen, f'key ({key})', f'keys ({key})')} stood several times with different rows; "
        f"the {gates.on_duplicate_key}{by} counts, the others are duplicates"
    ]


def _order(table: PsaTable) -> str:
    """The order whose first row is taken. A NULL in the column comes last; the position settles a tie."""
    gates = table.declared.gates
    direction = "DESC" if gates.on_duplicate_key == LAST else "ASC"
    by = [f"{name(gates.duplicates_by)} {direction} NULLS LAST"] if gates.duplicates_by else []
    return ", ".join([*by, f"_position {direction}"])


def _keep(database: Database, relation: str, select: str) -> None:
    database.finish(render("psa/keep", relation=relation, select=select))
