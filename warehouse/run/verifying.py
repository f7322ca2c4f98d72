"""The command `verify`: the log against its records; deep, the derived tables against a fresh derivation."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path

from warehouse.database import Database
from warehouse.errors import IntegrityError, UsageError
from warehouse.models.incremental import path_dependent
from warehouse.operations.lock import run_lock
from warehouse.project.project import Project
from warehouse.psa.commit import clear_unfinished, complete_unfinished
from warehouse.psa.current import bring_current
from warehouse.psa.repair import Repair, Repairer
from warehouse.psa.verify import Finding, verify_table
from warehouse.run.materializations import builder
from warehouse.run.state import new_state
from warehouse.templates import name, relation, render


def verify(project: Project, *, deep: bool = False) -> list[Finding]:
    """Everything that is not as recorded. Deep also derives all tables again, aside, and compares them.

    Raises BusyError when a run holds the warehouse.
    """
    with run_lock(project.state_path.parent), tempfile.TemporaryDirectory(prefix="warehouse-") as folder:
        _settle(project)
        aside = new_state(Path(folder) / "aside.duckdb", project)
        with aside.database:
            findings: list[Finding] = []
            for declared in project.sources.values():
                try:
                    aside.ledger.follow(declared)
                except IntegrityError:
                    pass  # verify_table names the record
                findings += verify_table(aside.database, project, aside.ledger, declared)
            if deep and not findings:
                for declared in project.sources.values():
                    bring_current(aside.database, aside.ledger, declared)
                list(builder(aside.database, project, aside.ledger).build())
                findings += _other_tables(aside.database, project)
        return findings


def undeclared_folders(psa: Path, declared: Collection[str]) -> list[Path]:
    """The folders of the log whose table is not among `declared` (SOURCE.TABLE), in their order."""
    logs = sorted(psa.glob("*/*/log"))
    return [log.parent for log in logs if f"{log.parent.parent.name}.{log.parent.name}" not in declared]


def repair(project: Project, clock: dt.datetime, backup: Path | None = None) -> list[Repair]:
    """Restore what is damaged in the log: from a backup folder, or from the extracts that were loaded.

    What became of each damaged thing, in order. Raises BusyError when a run holds the warehouse, UsageError
    when there is no such folder.
    """
    if backup is not None and not backup.is_dir():
        raise UsageError("This folder does not exist.", where=backup, fix="name a copy of the project")
    with run_lock(project.state_path.parent), tempfile.TemporaryDirectory(prefix="warehouse-") as folder:
        _settle(project)
        aside = new_state(Path(folder) / "aside.duckdb", project)
        with aside.database:
            repairer = Repairer(aside.database, project, aside.ledger, backup, clock)
            found = [one for declared in project.sources.values() for one in repairer.repair(declared)]
        shutil.rmtree(project.psa_path / ".incoming", ignore_errors=True)
        return found


def _settle(project: Project) -> None:
    """Complete or take back what a killed command had begun, as the next run would."""
    complete_unfinished(project.psa_path)
    for declared in project.sources.values():
        clear_unfinished(project.psa_path / declared.source / declared.name)


def _other_tables(aside: Database, project: Project) -> list[Finding]:
    """Published relations whose rows are not those of a fresh derivation."""
    findings = []
    with Database.open_published(project.warehouse_path) as published:
        for schema, table in _relations(project):
            expected, found = (_table_hash(database, schema, table) for database in (aside, published))
            if expected != found:
                what = f"has {found} (rows, hash), a fresh derivation {expected}"
                findings.append(Finding(f"{schema}.{table}", "the published file", what))
    return findings


def _relations(project: Project) -> list[tuple[str, str]]:
    sources = [("psa", table.relation_name) for table in project.sources.values()]
    left_out = path_dependent(project)
    models = [m for m in project.models.values() if m.kind != "ephemeral" and m.name not in left_out]
    return [*sources, *((model.schema, model.identifier) for model in models)]


def _table_hash(database: Database, schema: str, table: str) -> tuple[int, int] | None:
    """The rows of a relation and the sum of their hashes, whatever their order; None when it is not there."""
    columns = [
        column
        for (column,) in database.rows(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_schema = ? AND table_name = ? ORDER BY column_name",
            [schema, table],
        )
    ]
    if not columns:
        return None
    texts = ", ".join(f"CAST({name(column)} AS VARCHAR)" for column in columns)
    rows, total = database.row(
        render("meta/table_hash", relation=relation(schema, table), row_hash=f"hash({texts})")
    )
    return int(rows), int(total)
