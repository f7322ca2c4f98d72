"""The private DuckDB file a run works on. Everything in it is derived: without it, the log makes it anew."""

from __future__ import annotations

import uuid
from pathlib import Path

from warehouse.database import Database, SqlError, Trace
from warehouse.errors import IntegrityError
from warehouse.project.project import Project
from warehouse.psa.ledger import Ledger
from warehouse.templates import render
from warehouse.version import current_version

#: The version of the file's inner shape; a file of another version is made anew from the log.
LAYOUT = "14"


_TABLES = (
    "schemas",
    "loads",
    "runs",
    "model_runs",
    "check_results",
    "query_log",
    "model_usage",
    "tables",
    "store_facts",
    "store_tables",
    "store_files",
    "store_models",
    "store_changes",
    "store_superseded",
    "store_late",
    "store_dead_letters",
    "store_letter_fates",
    "dead_letters",
    "store_checkpoints",
    "store_observed",
    "store_erased",
    "store_records",
    "schema_history",
    "columns",
)


class State:
    """The open private file with its ledger, and a version that counts changes worth publishing."""

    def __init__(self, database: Database, project: Project, *, is_new: bool) -> None:
        self.database = database
        self.project = project
        self.ledger = Ledger(database, project)
        self.is_new = is_new

    @property
    def version(self) -> int:
        """Counts what changed in the relations that users see."""
        return current_version(self.database)

    def fact(self, name: str) -> str | None:
        """A noted fact; None when it was never noted."""
        value = self.database.value("SELECT value FROM _store.facts WHERE name = ?", [name])
        return None if value is None else str(value)

    def note(self, name: str, value: str) -> None:
        """Note a fact about this file."""
        self.database.run("INSERT OR REPLACE INTO _store.facts VALUES (?, ?)", [name, value])


def open_state(project: Project, trace: Trace | None = None) -> State:
    """Open the project's private file, or make it. One that is damaged or of another version is made anew."""
    path = project.state_path
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    if not is_new:
        database = _opened(path, trace)
        if database is not None:
            _keep_to_memory(database, project)
            return State(database, project, is_new=False)
        discard_state(project)
    return new_state(path, project, trace)


def new_state(path: Path, project: Project, trace: Trace | None = None) -> State:
    """A new file at `path` in the shape of a project's private one, which has followed nothing yet."""
    database = Database.open(path, trace=trace)
    _keep_to_memory(database, project)
    for template in _TABLES:
        database.run(render(f"meta/{template}"))
    state = State(database, project, is_new=True)
    state.note("layout", LAYOUT)
    state.note("made", uuid.uuid4().hex)
    return state


def without_erased(state: State) -> State:
    """The state; a new one where a key was erased that this one has: a file keeps what is deleted in it."""
    sources = state.project.sources.values()
    if state.is_new or not any(state.ledger.has_erased_since(declared) for declared in sources):
        return state
    state.database.close()
    discard_state(state.project)
    return new_state(state.project.state_path, state.project, state.database.trace)


def _keep_to_memory(database: Database, project: Project) -> None:
    """Let DuckDB keep to the project's `memory_limit`; else to its own, 80 % of the machine's memory."""
    if project.settings.memory_limit is not None:
        database.limit_memory(project.settings.memory_limit)


def _opened(path: Path, trace: Trace | None) -> Database | None:
    """The file, open; None when it is damaged, half made, or of another layout."""
    try:
        database = Database.open(path, trace=trace)
    except IntegrityError:
        return None
    try:
        if database.value(render("meta/layout")) == LAYOUT:
            return database
    except SqlError:
        pass
    database.close()
    return None


def discard_state(project: Project) -> None:
    """Delete the private file. Nothing is lost: the next run derives it from the log."""
    for path in _files(project.state_path):
        path.unlink(missing_ok=True)


def _files(path: Path) -> tuple[Path, Path]:
    return path, path.with_name(path.name + ".wal")
