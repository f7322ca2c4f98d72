"""What each model had taken in when it was last built, and the relations that it left."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from warehouse.database import Database
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.templates import relation
from warehouse.version import count_change

#: What the tables are called that a model may have in `_store`.
_PARTS = ("open", "closed", "latest", "rows", "changes", "seen", "loads", "files")


@dataclass(frozen=True)
class TakenIn:
    """What a model had taken in when it was last built; tokens by the name of what it reads."""

    definition: str
    inputs: dict[str, Any]
    version: int


class Progress:
    """The progress of all models in one DuckDB file; `taken_in` has it by the name of the model."""

    def __init__(self, database: Database) -> None:
        self._database = database
        rows = database.rows("SELECT model, definition, inputs, version FROM _store.models")
        self.taken_in = {
            name: TakenIn(definition, json.loads(inputs), version)
            for name, definition, inputs, version in rows
        }

    def save(self, model: ModelDecl, definition: str, inputs: dict[str, Any], *, bump: bool) -> None:
        """Keep what a model has taken in now; with `bump` its rows have changed."""
        count_change(self._database)
        before = self.taken_in.get(model.name)
        version = (before.version if before else 0) + bump
        self._database.run(
            "INSERT OR REPLACE INTO _store.models VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                model.name,
                model.schema,
                model.identifier,
                model.kind,
                definition,
                json.dumps(inputs),
                version,
            ],
        )
        self.taken_in[model.name] = TakenIn(definition, inputs, version)

    def drop_removed(self, project: Project) -> list[str]:
        """Drop the relations of models that the project no longer has so; their names."""
        gone = [model for model in self.taken_in if not self._is_as_declared(model, project)]
        for model in gone:
            with self._database.transaction():
                self._drop_relations(model)
                self._database.run("DELETE FROM _store.models WHERE model = ?", [model])
                self._database.run("DELETE FROM _store.changes WHERE model = ?", [model])
                count_change(self._database)
            del self.taken_in[model]
        return gone

    def _is_as_declared(self, name: str, project: Project) -> bool:
        model = project.models.get(name)
        rows = self._database.rows(
            "SELECT relation_schema, relation_name, kind FROM _store.models WHERE model = ?", [name]
        )
        return model is not None and rows == [(model.schema, model.identifier, model.kind)]

    def _drop_relations(self, name: str) -> None:
        """Drop a model's relation, and its tables in `_store`, whatever kind it was."""
        schema, own = self._database.row(
            "SELECT relation_schema, relation_name FROM _store.models WHERE model = ?", [name]
        )
        parts = [(schema, f"{own}__{part}") for part in ("history", "current")] + [(schema, own)]
        parts += [("_store", f"{schema}__{name}__{part}") for part in _PARTS]
        for in_schema, relation_name in parts:
            kind = self._database.value(
                "SELECT table_type FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
                [in_schema, relation_name],
            )
            if kind is not None:
                word = "VIEW" if kind == "VIEW" else "TABLE"
                self._database.run(f"DROP {word} {relation(in_schema, relation_name)}")
