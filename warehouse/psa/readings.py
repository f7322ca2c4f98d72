"""The readings of a table's log: psa.x, psa.x__changes, psa.x__loads and psa.x__at(ts)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from warehouse.database import Database
from warehouse.psa.loads import Load
from warehouse.psa.table import PsaTable
from warehouse.templates import glob_escaped, relation, render

#: What an event has of the load that it is of.
_OF_LOADS = {
    "load_date": "TIMESTAMP",
    "load_seq": "INTEGER",
    "load_id": "UUID",
    "record_source": "VARCHAR",
    "_source_file": "VARCHAR",
    "_loaded_at": "TIMESTAMP",
    "_position": "BIGINT",
    "_file": "VARCHAR",
}


def make_readings(
    database: Database,
    table: PsaTable,
    bases: Sequence[Load] = (),
    archives: Sequence[str] = (),
    replaced: Sequence[str] = (),
    has_files: bool = True,
) -> None:
    """The views psa.x, psa.x__changes, psa.x__loads and the macro psa.x__at(ts).

    `bases` are the newest pruned loads, whose contents the readings build on. `archives` are folders that
    hold files of loads beside the log; the log's own is "" among them where it holds some as well.
    `replaced` are files that still lie there and are not to be opened. `has_files`: whether an accepted load
    has one.
    """
    shown = table.shown_columns
    database.run(
        render(
            "psa/current_view",
            view=table.view(),
            relation=table.current,
            columns=shown,
            source_table=table.full_name,
            of_slice=table.of_slice("l", "e"),
        )
    )
    identity = [*table.raw_columns, *table.hashes, "_row_hash"]
    if has_files:
        database.run(_events_view(table, archives, replaced))
    else:
        columns = {"_op": "VARCHAR", **table.content_columns, **_OF_LOADS}
        database.run(render("psa/no_events_view", view=table.events_view, columns=columns))
    every = list(table.values_to_read(hashes_as_stored=True))
    changes = table.view("__changes")
    database.run(render("psa/changes_view", view=changes, events=table.events_view, columns=every))
    events, moment = _with_bases(database, table, bases)
    numbered = render("psa/numbered_loads", source_table=table.full_name)
    for reading, template in (("__loads", "loads_view"), ("__at", "at_macro")):
        database.run(
            render(
                f"psa/{template}",
                view=table.view(reading),
                macro=table.view(reading),
                events=events,
                key=table.key,
                columns=shown if table.has_key else identity,
                loads=numbered,
                source_table=table.full_name,
                moment=moment,
                of_slice=table.of_slice("l", "e"),
            )
        )


def _events_view(table: PsaTable, archives: Sequence[str], replaced: Sequence[str]) -> str:
    where = "psa/fragments/file_anywhere" if archives else "psa/fragments/file_in_log"
    return render(
        "psa/events_view",
        view=table.events_view,
        globs=_globs(table, archives),
        file=render(where, folder=f"{table.folder}/"),
        schema=table.file_schema,
        values=table.values_to_read(hashes_as_stored=True, prefix="e"),
        loads=render("psa/numbered_loads", source_table=table.full_name),
        source_table=table.full_name,
        replaced=[str(table.folder / path) for path in replaced] or [""],
    )


def _globs(table: PsaTable, archives: Sequence[str]) -> list[str]:
    """Where the files of loads lie."""
    inside = f"{table.declared.source}/{table.declared.name}"
    folders = [Path(archive, inside) if archive else table.folder for archive in archives or [""]]
    return [f"{glob_escaped(folder)}/{table.partitions}/*.parquet" for folder in folders]


def _with_bases(database: Database, table: PsaTable, bases: Sequence[Load]) -> tuple[str, str]:
    """The relation that contents are read back from, and the moment that a reading may be asked for."""
    if not bases:
        return table.events_view, render("psa/fragments/moment")
    view = relation("_store", f"{table.declared.relation_name}__kept")
    database.run(
        render(
            "psa/kept_events_view",
            view=view,
            changes=table.events_view,
            paths=[str(table.folder / str(base.keyframe_file)) for base in bases],
            columns=list(table.values_to_read(hashes_as_stored=True)),
            schema=table.file_schema,
            values=table.values_to_read(hashes_as_stored=True, prefix="e"),
            loads=render("psa/numbered_loads", source_table=table.full_name),
            of_slice=table.of_slice("l", "e", as_stored=True),
        )
    )
    horizon = max(base.load_date for base in bases)
    message = (
        f"The loads of {table.full_name} up to {horizon} were pruned; its content before that is not known. "
        f"Ask for {horizon} or later."
    )
    return view, render("psa/fragments/moment_kept", horizon=horizon, message=message)
