"""Which questions were asked of which models: recorded under runs/queries/, a line each."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from warehouse.database import Database
from warehouse.project.deprecation import deprecated_models
from warehouse.project.project import Project


class Usage:
    """The record of one question. `warnings` are sentences about deprecated models that it asked for."""

    def __init__(self, project: Project, database: Database, sql: str, asked_at: dt.datetime) -> None:
        self._project = project
        self._database = database
        self._sql = sql
        self._asked_at = asked_at
        self._models = self._asked_models()
        deprecated = deprecated_models(project)
        self.warnings = [str(deprecated[model]) for model in self._models if model in deprecated]

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Run the question inside; what it cost is recorded afterwards. A question that fails is not."""
        self._database.measure()
        started = time.perf_counter()
        yield
        seconds = time.perf_counter() - started
        self.record(seconds, *self._database.measured())

    def record(
        self, seconds: float | None = None, rows_scanned: int | None = None, bytes_scanned: int | None = None
    ) -> None:
        """Append the question to the day's file; where the folder cannot be written, it is not recorded."""
        line = {
            "query_id": uuid.uuid4().hex,
            "asked_at": self._asked_at.isoformat(),
            "user_name": _user(),
            "sql": self._sql,
            "seconds": seconds,
            "rows_scanned": rows_scanned,
            "bytes_scanned": bytes_scanned,
            "models": self._models,
        }
        folder = self._project.root / "runs" / "queries"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / f"{self._asked_at:%Y-%m-%d}.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError:
            return

    def _asked_models(self) -> list[str]:
        named = self._database.tables_in(self._sql)
        return [
            model.name
            for model in self._project.models.values()
            if f"{model.schema}.{model.identifier}".lower() in named
            or model.schema == "main"
            and model.identifier.lower() in named
        ]


def _user() -> str | None:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return None
