"""The statistics that `meta` shows: sizes of tables, what loads held, growth, anomalies, drift."""

from __future__ import annotations

from warehouse.models.external import External
from warehouse.project.sources import SourceTable
from warehouse.psa.table import PsaTable
from warehouse.run.command import Run
from warehouse.run.state import State
from warehouse.templates import name, relation, render


def refresh_statistics(run: Run) -> None:
    """Let `meta` follow what the run did; nothing to do where it did nothing."""
    for declared in run.project.sources.values():
        days = declared.retention.days
        changed = run.state.database.rows(
            render("meta/retention_until", source_table=declared.full_name, days=days)
        )
        run.did_something = run.did_something or bool(changed)
    if run.did_something:
        refresh(run.state)


def refresh(state: State) -> None:
    """Fill meta.tables and define the views of statistics anew."""
    database, project = state.database, state.project
    loaded = [table for table in project.sources.values() if state.ledger.has_columns(table)]
    database.run("CHECKPOINT")
    with database.transaction():
        _fill_tables(state, loaded)
        selects = [_load_statistics(state.ledger.table(declared)) for declared in loaded]
        database.run(render("meta/load_statistics", tables=selects))
        database.run(render("meta/growth"))
        database.run(render("meta/anomalies", threshold=project.settings.anomaly_threshold))
        database.run(render("meta/drift"))


def _fill_tables(state: State, loaded: list[SourceTable]) -> None:
    measures = [
        render(
            "meta/measure_source",
            relation=state.ledger.table(declared).current,
            schema="psa",
            table=declared.relation_name,
            source_table=declared.full_name,
        )
        for declared in loaded
    ]
    built = state.database.rows(
        "SELECT model, relation_schema, relation_name, kind FROM _store.models ORDER BY ALL"
    )
    measures += [_model_measure(state, *model) for model in built]
    state.database.run("DELETE FROM meta.tables")
    if measures:
        state.database.run(render("meta/fill_tables", tables=measures))


def _model_measure(state: State, model: str, schema: str, table: str, kind: str) -> str:
    stored = state.database.rows(render("meta/stored_tables", schema=schema, table=table, model=model))
    if not stored:
        return render("meta/measure_view", schema=schema, table=table)
    if kind == "external":
        files = External(state.database, state.project, state.project.models[model])
        parts = [render("meta/file_bytes", size_bytes=files.size_bytes())]
    else:
        parts = [render("meta/table_bytes", table=relation(*part)) for part in stored]
    return render(
        "meta/measure_model",
        relation=relation(schema, table),
        schema=schema,
        table=table,
        kind=kind,
        parts=parts,
    )


def _load_statistics(table: PsaTable) -> str:
    """The SELECT of one table's statistics; without a key the rows themselves are counted."""
    if table.has_key:
        parts = ", ".join(name(column) for column in table.key)
        value = parts if len(table.key) == 1 else f"({parts})"
        smallest, largest = f"CAST(min({value}) AS VARCHAR)", f"CAST(max({value}) AS VARCHAR)"
    else:
        value, smallest, largest = "_row_hash", "CAST(NULL AS VARCHAR)", "CAST(NULL AS VARCHAR)"
    return render(
        "meta/load_statistics_of_table",
        source_table=table.full_name,
        loads=table.view("__loads"),
        key_value=value,
        smallest=smallest,
        largest=largest,
    )
