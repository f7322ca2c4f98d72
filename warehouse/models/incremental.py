"""Incremental models: only what changed is computed again, and the result is that of a full build.

Three ways. The SQL asks is_incremental(): its rows, applied as in dbt (path-dependent). A period is declared:
the periods whose rows changed. Else the rows whose key a new load touched or a declared relation re-states.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from warehouse.database import Database
from warehouse.errors import BuildError, DeclarationError, did_you_mean
from warehouse.models.compiling import Compiler
from warehouse.models.driver import Driver, driver_of, leaves
from warehouse.models.events import no_events
from warehouse.models.narrowed import Narrowed
from warehouse.models.spans import Spans
from warehouse.project.incremental import IncrementalShape
from warehouse.project.models import ModelDecl
from warehouse.project.occasion import Occasion
from warehouse.project.project import Project
from warehouse.psa.loads import Loads
from warehouse.psa.read import events_of
from warehouse.templates import name, relation, render


def path_dependent(project: Project) -> set[str]:
    """The models whose rows depend on when they were built, so that a rebuild may give others.

    Those that choose their rows themselves or ask for `run_started_at`, and whatever reads them.
    """
    found: set[str] = set()
    for model in project.models.values():  # in building order
        if any(read.model in found for read in model.reads) or _varies(project, model):
            found.add(model.name)
    return found


def _varies(project: Project, model: ModelDecl) -> bool:
    if model.sql_path is None:
        return False
    texts = {text for flag in (False, True) for text in _texts(project, model, is_incremental=flag)}
    is_updated_in_part = isinstance(model.config, IncrementalShape) and model.config.merge_update_columns
    return len(texts) > 1 or bool(is_updated_in_part)


def asks_clock(project: Project, model: ModelDecl) -> bool:
    """Whether the SELECT of a model depends on when the run began."""
    return len(_texts(project, model, is_incremental=False)) > 1


def _texts(project: Project, model: ModelDecl, *, is_incremental: bool) -> set[str]:
    """The SELECT of a model at two moments."""
    return {
        Compiler(replace(project, occasion=Occasion(moment)))
        .model(model, is_incremental=is_incremental)
        .select
        for moment in (dt.datetime(1970, 1, 1), dt.datetime(2001, 12, 31, 23, 59, 59))
    }


class Incremental:
    """One incremental model in one database. The caller holds the transaction."""

    def __init__(self, project: Project, database: Database, loads: Loads, model: ModelDecl) -> None:
        assert isinstance(model.config, IncrementalShape)
        self._project, self._database, self._loads, self._model = project, database, loads, model
        self._config = model.config
        self._compiler = Compiler(project, database)
        self._table = relation(model.schema, model.identifier)
        self._seen = relation("_store", f"{model.schema}__{model.name}__seen")
        self._taken = relation("_store", f"{model.schema}__{model.name}__loads")
        self._full = self._compiler.model(model).select
        self._again = self._compiler.model(model, is_incremental=True).select
        self._spans = Spans(project, database, model, self._seen)
        self._check()

    @property
    def is_path_dependent(self) -> bool:
        """Whether rows depend on when it was built: the SQL chooses them, or some columns are not updated."""
        return self._full != self._again or bool(self._config.merge_update_columns)

    def definition(self) -> str:
        """Changes when the model must be built anew. As in dbt, a path-dependent one outlives its SQL."""
        if self.is_path_dependent:
            return json.dumps(["path-dependent", self._config.strategy, self._config.unique_key])
        views = leaves(self._project, self._model).views
        texts = [self._compiler.model(view).select for view in views]
        return json.dumps([self._config.model_dump(mode="json"), self._full, texts])

    def build(self) -> int:
        """Make the table anew; its rows."""
        self._database.run(render("models/table", relation=self._table, select=self._full))
        self._remember()
        return int(self._database.value(f"SELECT count(*) FROM {self._table}"))

    def advance(self, changed: Sequence[str]) -> int | None:
        """Bring the table up after some of what it reads changed; the rows written. None: build it anew."""
        if self.is_path_dependent:
            return self._apply()
        if self._config.period is not None:
            written = self._by_period(changed)
        else:
            written = self._by_key(changed)
        if written is not None:
            self._remember()
        return written

    def _by_key(self, changed: Sequence[str]) -> int | None:
        driver = self._driver
        if driver is None or not set(changed) <= {driver.source.full_name, *self._config.restate}:
            return None
        if not self._find_touched(driver, changed):
            return None
        narrowed = Narrowed(self._project, self._database, driver.source, driver.views)
        content = render(
            "incremental/only_touched",
            current=driver.table.view(),
            keys="temp.touched",
            key=driver.table.key,
        )
        with narrowed.to(content) as compiler:
            self._keep_rows(compiler.model(self._model).select)
        self._database.run(
            render(
                "incremental/forget_touched",
                relation=self._table,
                keys="temp.touched",
                pairs=driver.identity,
            )
        )
        return self._insert()

    def _find_touched(self, driver: Driver, changed: Sequence[str]) -> bool:
        """Fill temp.touched with the driver's keys to compute again; False where they cannot be known."""
        gone = self._database.value(
            render("incremental/loads_gone", taken=self._taken, source_table=driver.source.full_name)
        )
        if gone:
            return False
        new = self._database.rows(
            render("incremental/loads_new", taken=self._taken, source_table=driver.source.full_name)
        )
        ids = {load_id for (load_id,) in new}
        loads = [load for load in self._loads.loads(driver.source) if load.load_id in ids]
        key = driver.table.key
        events = events_of(driver.table, loads)
        touched = [render("incremental/touched_by_loads", events=events, key=key)] if events else []
        for other in self._config.restate:
            if other in changed:
                select = self._spans.touched(other, driver)
                if select is None:
                    return False
                touched.append(select)
        if not touched:
            nothing = no_events(driver.table).select
            touched = [render("incremental/touched_by_loads", events=nothing, key=key)]
        union = render("incremental/union", selects=touched)
        self._database.run(render("psa/keep", relation="touched", select=union))
        return True

    def _by_period(self, changed: Sequence[str]) -> int | None:
        period = self._config.period
        assert period is not None
        first = self._model.reads[0]
        under = leaves(self._project, self._model, first)
        if first.model is not None and self._project.models[first.model].kind == "ephemeral":
            return None
        if not set(changed) <= {*under.sources, *under.models}:
            return None
        read = self._compiler.relation_of(first)
        names = {"of": period.of, "grain": period.grain}
        after = render("incremental/periods", relation=read, **names)
        self._database.run(render("psa/keep", relation="periods_now", select=after))
        changes = render("incremental/changed_periods", before=self._seen, after="temp.periods_now")
        self._database.run(render("psa/keep", relation="periods", select=changes))
        narrowed = Narrowed.to_relation(self._project, self._database, first)
        rows = render("incremental/only_periods", relation=read, periods="temp.periods", **names)
        with narrowed.to(rows) as compiler:
            self._keep_rows(compiler.model(self._model).select)
        self._database.run(
            render(
                "incremental/forget_periods",
                relation=self._table,
                column=period.column,
                grain=period.grain,
                periods="temp.periods",
            )
        )
        return self._insert()

    def _apply(self) -> int:
        """The rows that the SQL chooses, put into the table by the strategy, as dbt does it."""
        self._keep_rows(self._again)
        columns = self._follow_schema()
        key, rows = self._config.unique_key, "temp.new_rows"
        names = {"relation": self._table, "key": key, "rows": rows}
        if self._config.merge_update_columns:
            self._database.run(
                render("incremental/update", **names, columns=self._config.merge_update_columns)
            )
            self._database.run(render("incremental/insert_new", **names, columns=columns))
            return int(self._database.value(f"SELECT count(*) FROM {rows}"))
        if self._config.strategy == "period" and self._config.period is not None:
            period = self._config.period
            self._database.run(
                render(
                    "incremental/forget_same_periods",
                    relation=self._table,
                    column=period.column,
                    grain=period.grain,
                    rows=rows,
                )
            )
        elif key and self._config.strategy != "append":
            self._database.run(
                render("dimensional/forget_keys", relation=self._table, keys=rows, key=key, never_null=False)
            )
        return self._insert(columns)

    def _keep_rows(self, select: str) -> None:
        self._database.run(render("psa/keep", relation="new_rows", select=select))

    def _insert(self, columns: Sequence[str] | None = None) -> int:
        columns = columns or list(self._database.types("SELECT * FROM temp.new_rows"))
        self._database.run(
            render("incremental/insert", relation=self._table, columns=columns, rows="temp.new_rows")
        )
        return int(self._database.value("SELECT count(*) FROM temp.new_rows"))

    def _follow_schema(self) -> list[str]:
        """The columns to fill, after the table followed those of the SELECT as on_schema_change says."""
        new = self._database.types("SELECT * FROM temp.new_rows")
        old = self._database.types(f"SELECT * FROM {self._table}")
        added = {c: kind for c, kind in new.items() if c not in old}
        gone = [c for c in old if c not in new]
        policy = self._config.on_schema_change
        if policy == "fail" and (added or gone):
            raise BuildError(
                f"The columns of {self._model.name} changed: added {', '.join(added) or 'none'}, "
                f"gone {', '.join(gone) or 'none'}.",
                where=self._model.place,
                fix="build it with --full-refresh, or set on_schema_change: append_new_columns",
                state="its last rows stay; nothing is published",
            )
        if policy in ("append_new_columns", "sync_all_columns"):
            for column, kind in added.items():
                self._database.run(f"ALTER TABLE {self._table} ADD COLUMN {name(column)} {kind}")
        if policy == "sync_all_columns":
            for column in gone:
                self._database.run(f"ALTER TABLE {self._table} DROP COLUMN {name(column)}")
            for column in (c for c in new if c in old and new[c] != old[c]):
                self._database.run(f"ALTER TABLE {self._table} ALTER {name(column)} TYPE {new[column]}")
        there = self._database.types(f"SELECT * FROM {self._table}")
        return [c for c in new if c in there]

    def _remember(self) -> None:
        """Note what was taken in, for the comparison next time."""
        if self.is_path_dependent:
            return
        period = self._config.period
        if period is not None:
            read = self._compiler.relation_of(self._model.reads[0])
            names = {"of": period.of, "grain": period.grain}
            select = render("incremental/periods", relation=read, **names)
            self._database.run(render("models/table", relation=self._seen, select=select))
            return
        if self._driver is not None:
            select = render("incremental/loads_taken", source_table=self._driver.source.full_name)
            self._database.run(render("models/table", relation=self._taken, select=select))
        self._spans.remember(list(self._config.restate))

    @cached_property
    def _driver(self) -> Driver | None:
        return driver_of(self._project, self._database, self._loads, self._model, self._full)

    def _check(self) -> None:
        config = self._config
        known = {str(target): target for target in self._model.reads}
        for other in config.restate:
            if other not in known:
                raise DeclarationError(
                    f"`restate` names {other}, which {self._model.name} does not read.",
                    where=self._model.place,
                    fix=did_you_mean(other, known),
                )
        needs_key = config.strategy in ("merge", "delete+insert")
        if needs_key and not config.unique_key:
            raise DeclarationError(
                f"incremental_strategy {config.strategy} needs a unique key.",
                where=self._model.place,
                fix="add `unique_key: …`",
            )
        if config.strategy == "period" and config.period is None:
            raise DeclarationError(
                "incremental_strategy period needs to know its periods.",
                where=self._model.place,
                fix="add `period: {column: month, of: transaction_date, grain: month}`: the result's column, "
                "and the column of the first relation it reads",
            )
