"""History-keeping models under a horizon: their rows are kept when the loads they came from are pruned.

A replay then does not begin from nothing but from the checkpoint. A model that was declared otherwise since
has history from the horizon on: its replay begins with the full copy of each source there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from warehouse.database import Database
from warehouse.errors import BuildError
from warehouse.models.events import SourceEvents, select_of
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.psa.ledger import Ledger
from warehouse.psa.loads import Load
from warehouse.psa.read import base_events
from warehouse.psa.table import PsaTable
from warehouse.templates import name, relation, render, union_all

#: A table of a model: its schema and name.
OwnTable = tuple[str, str]

#: Types that not every reader of Parquet has.
_AS_TEXT = ("UUID", "HUGEINT", "UHUGEINT", "TIME", "INTERVAL")


@dataclass(frozen=True)
class Start:
    """Where a replay begins.

    `files` are the checkpoint's, by table: the model has taken in what was pruned. Otherwise it begins from
    nothing, with the full copies at its sources' horizons (`bases`, by SOURCE.TABLE), where there are any.
    `is_loss`: a person must agree, because the rows that an earlier definition had made are given up.
    `until` says up to when the checkpoint's rows hold all loads of a source, also those that slices keep.
    """

    files: tuple[tuple[OwnTable, Path], ...] = ()
    bases: Mapping[str, Sequence[Load]] | None = None
    is_loss: bool = False
    until: Mapping[str, dt.datetime] = field(default_factory=dict)

    def not_taken(self, full_name: str, loads: Sequence[Load]) -> list[Load]:
        """The loads of a source that the rows of the checkpoint do not hold."""
        until = self.until.get(full_name)
        return [load for load in loads if until is None or load.load_date > until]


def declared_as(project: Project, model: ModelDecl, tables: Mapping[str, PsaTable]) -> str:
    """16 hex digits that change with what a model was declared as, but not with columns its sources gain."""
    parts = [
        model.kind,
        [
            [
                one.config.model_dump(mode="json"),
                one.sql_path.read_text(encoding="utf-8") if one.sql_path else "",
                *([one.config.alias] if one.config.alias else []),
            ]
            for one in (model, *_under(project, model))
        ],
        [[name, list(table.key), table.hash_definitions()] for name, table in sorted(tables.items())],
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def _under(project: Project, model: ModelDecl) -> list[ModelDecl]:
    """The models that a model reads, and what they read."""
    found: list[ModelDecl] = []
    for target in model.reads:
        if target.model is not None:
            other = project.models[target.model]
            found += [other, *_under(project, other)]
    return found


def start_of(
    database: Database, ledger: Ledger, model: ModelDecl, definition: str, tables: Mapping[str, PsaTable]
) -> Start:
    """Where a replay of a model begins that is declared as `definition` (see declared_as)."""
    bases = {name: ledger.bases(table.declared) for name, table in tables.items()}
    if not any(bases.values()):
        return Start()
    found = database.rows(
        "SELECT source_table, definition, taken, files, until FROM _store.checkpoints WHERE model = ?",
        [model.name],
    )
    present = taken_of(ledger, tables)
    of_now = [row for row in found if row[0] in tables and json.loads(row[2]) == present]
    for source, then, _, files, until in of_now:
        if then == definition and files is not None:
            own = [
                ((schema, table), tables[source].folder / path) for schema, table, path in json.loads(files)
            ]
            moments = {t: dt.datetime.fromisoformat(text) for t, text in json.loads(until).items()}
            return Start(files=tuple(own), until=moments)
    is_agreed = any(row[1] == definition for row in of_now)
    return Start(bases=bases, is_loss=bool(of_now) and not is_agreed)


def taken_of(ledger: Ledger, tables: Mapping[str, PsaTable]) -> dict[str, int]:
    """By SOURCE.TABLE, how many loads were pruned; of the tables that were."""
    pruned = {name: ledger.pruned(table.declared) for name, table in tables.items()}
    return {name: count for name, count in pruned.items() if count}


def history_loss(model: ModelDecl, start: Start) -> BuildError:
    """What a person is asked when a model's definition changed and its early loads are gone."""
    dates = [base.load_date for bases in (start.bases or {}).values() for base in bases]
    return BuildError(
        f"{model.name} is declared otherwise than when loads it read were pruned: its history would begin at "
        f"{max(dates):%Y-%m-%d}.",
        where=model.place,
        fix="give the declaration back, or agree: warehouse build --accept-history-loss",
        state="its last rows stay; nothing is published",
    )


def restore(database: Database, start: Start) -> None:
    """Put a checkpoint's rows into the tables of a model that empty() has made."""
    for own, path in start.files:
        kept = database.types(render("models/checkpoint_rows", path=str(path)))
        # A column that the source has gained since is NULL in what came before it.
        columns = [column for column in database.types(f"FROM {relation(*own)}") if column in kept]
        database.run(render("models/restore", relation=relation(*own), columns=columns, path=str(path)))


def with_base(table: PsaTable, bases: Sequence[Load], events: SourceEvents | None) -> SourceEvents | None:
    """A table's events, before them the contents at its horizons as if those had been its first loads."""
    if not bases:
        return events
    selects = [select_of(table, base_events(table, base)) for base in bases]
    union = union_all([*selects, *([events.select] if events else [])])
    loads = [*bases, *(events.loads if events else [])]
    return SourceEvents(table, union, loads, events.chain if events else tuple)


def made_by(database: Database, make: Callable[[], None]) -> list[OwnTable]:
    """The tables that `make` makes (anew), whatever they are called."""
    before = {oid for oid, *_ in database.rows(render("models/own_tables"))}
    make()
    after = database.rows(render("models/own_tables"))
    return sorted((schema, table) for oid, schema, table in after if oid not in before)


def write_table(database: Database, own: OwnTable, path: Path) -> int:
    """Write the rows of one table of a model into a file of a checkpoint; how many there are."""
    values = {}
    for column, kind in database.types(f"FROM {relation(*own)}").items():
        values[column] = f"CAST({name(column)} AS VARCHAR)" if kind in _AS_TEXT else name(column)
    select = render("models/portable_copy", relation=relation(*own), values=values)
    path.parent.mkdir(parents=True, exist_ok=True)
    database.finish(render("psa/write_parquet", select=select, path=str(path)))
    return int(database.value(f"SELECT count(*) FROM {relation(*own)}"))


def fingerprint(database: Database, own: OwnTable) -> tuple[int, ...]:
    """The rows of a relation and two numbers that change with any of them, whatever their order."""
    columns = sorted(database.types(f"FROM {relation(*own)}"))
    found = database.row(render("models/fingerprint", relation=relation(*own), columns=columns))
    return tuple(int(number) for number in found)
