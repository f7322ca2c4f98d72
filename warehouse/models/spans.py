"""Over which spans of time, by key, a joined relation says other things than when a model was last built."""

from __future__ import annotations

from warehouse.database import Database
from warehouse.models.driver import Driver
from warehouse.models.selection import METADATA
from warehouse.project.dimensions import Scd2Shape
from warehouse.project.incremental import IncrementalShape
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.templates import name, relation, render

_ALWAYS = ("CAST('-infinity' AS TIMESTAMP)", "CAST('infinity' AS TIMESTAMP)")


class Spans:
    """The relations that a model declares under `restate`, and what they said (`seen`)."""

    def __init__(self, project: Project, database: Database, model: ModelDecl, seen: str) -> None:
        assert isinstance(model.config, IncrementalShape)
        self._project, self._database, self._seen = project, database, seen
        self._restate = model.config.restate

    def touched(self, other: str, driver: Driver) -> str | None:
        """The SELECT of the driver's keys whose rows lie in changed spans; None where it cannot be known."""
        shape = self._restate[other]
        on = [driver.column(c) for c in shape.on]
        when = driver.column(shape.when) if shape.when else None
        if None in on or (shape.when and when is None):
            return None
        after = self._timeline(other)
        self._database.run(render("psa/keep", relation="timeline", select=after))
        spans = render(
            "incremental/changed_spans", before=self._seen, after="temp.timeline", relation_name=other
        )
        table = f"spans_{list(self._restate).index(other)}"
        self._database.run(render("psa/keep", relation=table, select=spans))
        return render(
            "incremental/touched_by_spans",
            current=driver.table.view(),
            key=driver.table.key,
            on_texts=_texts([c for c in on if c], "c"),
            moment=f"CAST(c.{name(when)} AS TIMESTAMP)" if when else "s.starts",
            spans=f"temp.{table}",
        )

    def remember(self, others: list[str]) -> None:
        """Note what the relations say now."""
        if others:
            union = render("incremental/union", selects=[self._timeline(other) for other in others])
            self._database.run(render("models/table", relation=self._seen, select=union))

    def _timeline(self, other: str) -> str:
        model = self._project.models.get(other)
        if model is not None:
            table = relation(model.schema, model.identifier)
        else:
            table = relation("psa", self._project.sources[other].relation_name)
        starts, ends = _ALWAYS
        columns = [c for c in self._database.types(f"SELECT * FROM {table}") if c not in METADATA]
        if model is not None and isinstance(model.config, Scd2Shape):
            columns = [c for c in columns if c not in (model.config.shown("valid_to"), "is_current")]
            starts = f"CAST({name(model.config.shown('valid_from'))} AS TIMESTAMP)"
            day = " + INTERVAL 1 DAY" if model.config.valid_to == "inclusive" else ""
            ends = f"coalesce(CAST({name(model.config.shown('valid_to'))}{day} AS TIMESTAMP), {ends})"
        return render(
            "incremental/timeline",
            relation=table,
            relation_name=other,
            on_texts=_texts(self._restate[other].on),
            starts=starts,
            ends=ends,
            hashed=columns,
        )


def _texts(columns: list[str], prefix: str = "") -> str:
    dotted = f"{prefix}." if prefix else ""
    return ", ".join(f"CAST({dotted}{name(c)} AS VARCHAR)" for c in columns)
