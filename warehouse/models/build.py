"""Models, built in graph order: each does what is new to it, or is replayed, or is left alone."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from warehouse.database import Database, SqlError, first_error_line
from warehouse.errors import BuildError, Place, WarehouseError
from warehouse.models.checkpoint import Start, declared_as, history_loss, restore, start_of, with_base
from warehouse.models.compiling import Compiler, reads_of
from warehouse.models.derived import Additions, DerivedFactory, changed_since, newest_load, note_change
from warehouse.models.driver import leaves
from warehouse.models.events import SourceEvents, source_events
from warehouse.models.history import HistoryModel, OverSelection, Restating
from warehouse.models.hooks import hook_texts, hooks_of, run_hooks
from warehouse.models.incremental import Incremental, asks_clock
from warehouse.models.late import TouchedKeys, touched_by_late
from warehouse.models.places import place_of
from warehouse.models.planning import Planned, WouldBuild, waits, why_brought_up, why_rebuilt
from warehouse.models.progress import Progress, TakenIn
from warehouse.models.seeds import seed_definition, seed_select
from warehouse.models.selection import Selection, reads_select, sources_under
from warehouse.models.written import compiled_of, how_kept, is_calendar, is_whole, write
from warehouse.project.checks import Target
from warehouse.project.deprecation import deprecation_of
from warehouse.project.files import ARCHIVE
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.settings import settings_path
from warehouse.project.sources import SourceTable
from warehouse.psa.ledger import Ledger
from warehouse.psa.table import PsaTable
from warehouse.templates import name, relation, render
from warehouse.version import count_change

#: Makes the history-keeping model of a declaration, from its source tables by SOURCE.TABLE.
HistoryFactory = Callable[[Project, ModelDecl, Mapping[str, PsaTable]], HistoryModel]

#: Records that a person agrees: a model, declared as so much, has history from its sources' horizons on.
AgreeToLoss = Callable[[ModelDecl, str, Mapping[str, PsaTable]], None]


@dataclass(frozen=True)
class Materializations:
    """What can be built beside SQL, by name, and the rows that the system adds of itself."""

    history: Mapping[str, HistoryFactory]
    derived: Mapping[str, DerivedFactory]
    additions: Additions


@dataclass(frozen=True)
class ModelResult:
    """What became of one model. `outcome` is built, unchanged, failed or skipped; `how` says in which way."""

    model: ModelDecl
    outcome: str
    how: str
    rows_added: int | None = None
    row_count: int | None = None
    seconds: float = 0.0
    error: WarehouseError | None = None


class Builder:
    """Builds the models of a project in one DuckDB file. Each model is one transaction.

    With `today` set, models past their deprecation date fail. `examine` is asked before a model is looked at,
    and raises WarehouseError when it must not be built.
    """

    def __init__(
        self,
        database: Database,
        project: Project,
        ledger: Ledger,
        materializations: Materializations,
        agree: AgreeToLoss | None = None,
    ) -> None:
        self._database = database
        self._project = project
        self._ledger = ledger
        self._known = materializations
        self._agree = agree
        self._compiler = Compiler(project, database)
        self._kept = Progress(database)
        self._progress = self._kept.taken_in
        self._failed: set[str] = set()
        self._lines_before: dict[str, int] = {}
        self._plans = False
        self._has_begun = False
        self.today: dt.date | None = None
        self.examine: Callable[[ModelDecl], None] = lambda model: None

    def build(
        self, only: Collection[str] | None = None, *, full_refresh: bool = False
    ) -> Iterator[ModelResult]:
        """Build every model, or only those named. What reads one that failed is skipped, the rest goes on.

        `full_refresh` makes them anew, as if their definition had changed.
        """
        self.drop_removed()
        for built, progress in self._progress.items() if full_refresh else ():
            if only is None or built in only:
                self._progress[built] = replace(progress, definition="")
        for model in self._project.models.values():
            if model.kind == "ephemeral" or only is not None and model.name not in only:
                continue
            started = time.perf_counter()
            result = self._build(model)
            if result.outcome in ("failed", "skipped"):
                self._failed.add(model.name)
            yield ModelResult(
                model,
                result.outcome,
                result.how,
                result.rows_added,
                result.row_count,
                time.perf_counter() - started,
                result.error,
            )
        if self._has_begun and not self._failed:
            self._run_hooks(self._project.settings.on_run_end)

    def plan(self, waiting: Mapping[str, int] | None = None) -> Iterator[Planned]:
        """What build() would do with each model, and why. Nothing is written.

        `waiting` is how many extracts of a source table (SOURCE.TABLE) are loaded before.
        """
        self._plans = True
        touched: set[str] = set()
        news = waits(waiting or {})
        for model in self._project.models.values():
            if model.kind == "ephemeral":
                continue
            action, reason = self._planned(model, touched, news)
            if action not in ("nothing", "wait"):
                touched.add(model.name)
            yield Planned(f"{model.schema}.{model.name}", model.kind, action, reason)

    def _planned(self, model: ModelDecl, touched: set[str], news: Mapping[str, str]) -> tuple[str, str]:
        progress = self._progress.get(model.name)
        reads = reads_of(self._project, model)
        sources = dict.fromkeys(str(t) for t in reads if not t.model)
        if model.kind in self._known.history:
            sources |= dict.fromkeys(source.full_name for source in self.history_sources(model))
        for source in sources:
            if source not in news and not self._ledger.has_columns(self._project.sources[source]):
                return "wait", f"{source} has no load yet"
        if progress is None:
            return "create", "it was never built"
        follows = [news[source] for source in sources if source in news]
        follows += [f"it reads {name}" for name in [t.model for t in reads if t.model in touched]]
        try:
            result = self._build(model)
        except WouldBuild as would:
            if would.definition != progress.definition:
                if model.sql_path is not None and asks_clock(self._project, model):
                    return "rebuild", "it asks for run_started_at, which differs in every run"
                return "rebuild", why_rebuilt(progress.definition, would.definition)
            if model.kind == "external" and would.inputs == progress.inputs and not follows:
                return "bring up", "its files are not all there"
            return "bring up", "; ".join([why_brought_up(progress.inputs, would.inputs), *follows[:1]])
        if follows:
            return "bring up", "; ".join(follows)
        if result.error is not None:
            return "fail", str(result.error).splitlines()[0]
        return "nothing", ""

    def drop_removed(self) -> list[str]:
        """Drop the relations of models that the project no longer has; their names."""
        return self._kept.drop_removed(self._project)

    def _build(self, model: ModelDecl) -> ModelResult:
        missing = self._missing(model)
        if missing is not None:
            return ModelResult(model, "skipped", missing)
        try:
            self._refuse_expired(model)
            self.examine(model)
            if model.seed_path is not None:
                return self._build_seed(model)
            if model.kind == "incremental":
                return self._build_incremental(model)
            if model.sql_path is not None and model.kind not in self._known.history or is_calendar(model):
                return self._build_sql(model)
            if model.kind in self._known.derived:
                return self._build_derived(model)
            return self._build_history(model)
        except WarehouseError as error:
            return ModelResult(model, "failed", "", error=error)
        except SqlError as error:
            wrong = BuildError(
                f"The model {model.name} could not be built: {first_error_line(error)}",
                where=place_of(model, error, self._lines_before.get(model.name, 0)),
                fix="mend the model, or the data it reads",
                state="its last rows stay; nothing is published",
            )
            return ModelResult(model, "failed", "", error=wrong)

    def _refuse_expired(self, model: ModelDecl) -> None:
        """BuildError for a model whose deprecation date has gone by. Without a date of today none has."""
        deprecation = deprecation_of(model)
        if deprecation is not None and self.today is not None and deprecation.is_past(self.today):
            readers = [m.name for m in self._project.models.values() if Target(model=model.name) in m.reads]
            raise BuildError(
                f"{deprecation}: that day is past.",
                where=model.place,
                fix=f"move its file into a folder {ARCHIVE}, or give it a later deprecation_date"
                + (f"; it is read by {', '.join(readers)}" if readers else ""),
                state="its last rows stay; nothing is published",
            )

    def _missing(self, model: ModelDecl) -> str | None:
        """Why a model cannot be built now, if it reads what is not there."""
        for target in reads_of(self._project, model):
            if target.model in self._failed:
                return f"{target.model} was not built"
            if target.model is not None and target.model not in self._progress:
                return f"{target.model} was never built; select it too: +{model.name}"
            if target.model is None and not self._ledger.has_columns(self._project.sources[str(target)]):
                return f"{target} has no load yet"
        return None

    def _build_sql(self, model: ModelDecl) -> ModelResult:
        compiled = compiled_of(self._project, self._compiler, model)
        self._lines_before[model.name] = compiled.lines_before
        select = compiled.select
        definition = json.dumps([model.kind, select, *how_kept(model), *hooks_of(model)])
        inputs = self._tokens(model)
        progress = self._progress.get(model.name)
        is_new = progress is None or (progress.definition, progress.inputs) != (definition, inputs)
        if not is_new and is_whole(self._database, self._project, model):
            return ModelResult(model, "unchanged", "", row_count=self._row_count(model))
        how = "created" if progress is None else "rebuilt"
        with self._transaction(model, definition, inputs):
            self._make_schema(model)
            how = write(self._database, self._project, model, select, how)
            self._kept.save(model, definition, inputs, bump=True)
        rows = self._row_count(model)
        return ModelResult(model, "built", how, rows, rows)

    def _build_incremental(self, model: ModelDecl) -> ModelResult:
        incremental = Incremental(self._project, self._database, self._ledger, model)
        definition = json.dumps([model.kind, incremental.definition(), *hooks_of(model)])
        inputs = self._leaf_tokens(model)
        progress = self._progress.get(model.name)
        changed = [
            read for read, token in inputs.items() if not progress or progress.inputs.get(read) != token
        ]
        is_new = progress is None or progress.definition != definition
        if not is_new and not changed:
            return ModelResult(model, "unchanged", "", 0, self._row_count(model))
        with self._transaction(model, definition, inputs):
            self._make_schema(model)
            written = None if is_new else incremental.advance(changed)
            how = "appended" if written is not None else ("rebuilt" if progress else "created")
            if written is None:
                written = incremental.build()
            self._kept.save(model, definition, inputs, bump=True)
        if incremental.is_path_dependent:
            how += ", path-dependent"
        return ModelResult(model, "built", how, written, self._row_count(model))

    def _leaf_tokens(self, model: ModelDecl) -> dict[str, Any]:
        """Tokens of the sources and built models under a model, through views and ephemerals."""
        under = leaves(self._project, model)
        tokens: dict[str, Any] = {name: self._progress[name].version for name in under.models}
        for full_name, declared in under.sources.items():
            tokens[full_name] = [self._ledger.state(declared).epoch, self._ledger.accepted(declared)]
        return tokens

    def _build_seed(self, model: ModelDecl) -> ModelResult:
        definition = seed_definition(model)
        progress = self._progress.get(model.name)
        if progress is not None and progress.definition == definition:
            return ModelResult(model, "unchanged", "", row_count=self._row_count(model))
        select = seed_select(self._database, model)
        with self._transaction(model, definition, {}):
            self._make_schema(model)
            own = relation(model.schema, model.identifier)
            self._database.run(render("models/table", relation=own, select=select))
            self._kept.save(model, definition, {}, bump=True)
        rows = self._row_count(model)
        return ModelResult(model, "built", "created" if progress is None else "rebuilt", rows, rows)

    def history_of(self, model: ModelDecl) -> tuple[HistoryModel, dict[str, PsaTable]]:
        """A history-keeping model, and the source tables it reads, by SOURCE.TABLE."""
        sources = self.history_sources(model)
        tables = {source.full_name: self._ledger.table(source) for source in sources}
        history = self._known.history[model.kind](self._project, model, tables)
        if isinstance(history, OverSelection):
            history.use(Selection(self._project, self._database, self._ledger, model))
        return history, tables

    def _build_history(self, model: ModelDecl) -> ModelResult:
        history, tables = self.history_of(model)
        definition = json.dumps([model.kind, history.definition(), *hooks_of(model)])
        inputs = self._tokens(model)
        progress = self._progress.get(model.name)
        skip = self._taken_in(model, history, progress, definition)
        if skip is not None and progress is not None and progress.inputs == inputs:
            return self._settled(model, definition, inputs)
        if skip is None and progress is not None and progress.definition == definition:
            if isinstance(history, Restating) and history.restates:
                late = touched_by_late(self._database, self._ledger, tables, progress.inputs)
                if late is not None:
                    return self._restate(model, history, definition, inputs, late)
        start = self._start(model, tables) if skip is None else Start()
        with self._transaction(model, definition, inputs):
            if skip is None:
                self._make_schema(model)
                history.empty(self._database)
                restore(self._database, start)
            events = self._events(tables, skip or {}, start)
            added = history.advance(self._database, events) if events else 0
            is_new = self._known.additions.settle(self._database, model) or skip is None
            self._kept.save(model, definition, inputs, bump=bool(added) or bool(events) or is_new)
            if events or is_new:
                since = None if is_new else self._first_moment(tables, skip or {})
                note_change(self._database, model.name, self._progress[model.name].version, since)
        how = "appended" if skip is not None else ("created" if progress is None else "replayed")
        return ModelResult(model, "built", how, added, self._row_count(model))

    def _restate(
        self,
        model: ModelDecl,
        history: Restating,
        definition: str,
        inputs: dict[str, Any],
        late: Mapping[str, TouchedKeys],
    ) -> ModelResult:
        """A model whose sources had late loads: it is made again for the keys that these touched."""
        with self._transaction(model, definition, inputs):
            added = history.restate(self._database, late) if late else 0
            is_changed = self._known.additions.settle(self._database, model) or bool(late)
            self._kept.save(model, definition, inputs, bump=is_changed)
            if is_changed:
                note_change(self._database, model.name, self._progress[model.name].version, None)
        return ModelResult(model, "built", "restated", added, self._row_count(model))

    def settle(self, model: ModelDecl) -> None:
        """Let a model have the system's own rows, such as ghost records. The caller holds the transaction."""
        self._known.additions.settle(self._database, model)

    def _settled(self, model: ModelDecl, definition: str, inputs: dict[str, Any]) -> ModelResult:
        """A model whose sources have nothing new; the system's own rows in it may have."""
        if self._plans:
            return ModelResult(model, "unchanged", "")
        with self._database.transaction():
            is_changed = self._known.additions.settle(self._database, model)
            if is_changed:
                self._kept.save(model, definition, inputs, bump=True)
        outcome, how = ("built", "ghost records") if is_changed else ("unchanged", "")
        return ModelResult(model, outcome, how, 0, self._row_count(model))

    def _first_moment(self, tables: Mapping[str, PsaTable], skip: Mapping[str, int]) -> dt.datetime | None:
        """The first load date among the loads that a model takes in now."""
        return min(
            load.load_date
            for full_name, table in tables.items()
            for load in self._ledger.loads(table.declared, skip=skip.get(full_name, 0))
        )

    def _build_derived(self, model: ModelDecl) -> ModelResult:
        derived = self._known.derived[model.kind](self._project, model)
        definition = json.dumps([model.kind, derived.definition(), *hooks_of(model)])
        newest = newest_load(self._project, self._ledger, model)
        inputs = {**self._tokens(model), "newest load": newest.isoformat()}
        progress = self._progress.get(model.name)
        is_new = progress is None or progress.definition != definition
        if progress is not None and not is_new and progress.inputs == inputs:
            return ModelResult(model, "unchanged", "", 0, self._row_count(model))
        since = None
        if progress is not None and not is_new:
            read = {name: v for name, v in progress.inputs.items() if name in self._project.models}
            is_new, since = changed_since(self._database, read)
        with self._transaction(model, definition, inputs):
            if is_new:
                self._make_schema(model)
                derived.empty(self._database)
            added = derived.bring_up(self._database, newest, since)
            self._kept.save(model, definition, inputs, bump=True)
        how = "created" if progress is None else ("rebuilt" if is_new else "appended")
        return ModelResult(model, "built", how, added, self._row_count(model))

    def _start(self, model: ModelDecl, tables: Mapping[str, PsaTable]) -> Start:
        """Where a replay begins. BuildError when a person must first agree that history is given up."""
        definition = declared_as(self._project, model, tables)
        start = start_of(self._database, self._ledger, model, definition, tables)
        if start.is_loss:
            if self._agree is None:
                raise history_loss(model, start)
            self._agree(model, definition, tables)
        return start

    def _taken_in(
        self, model: ModelDecl, history: HistoryModel, progress: TakenIn | None, definition: str
    ) -> dict[str, int] | None:
        """How many loads of each source a model has taken in; None when it must be replayed."""
        if progress is None or progress.definition != definition:
            return None
        taken: dict[str, int] = {}
        dates: set[dt.datetime] = set()
        newest = dt.datetime.min
        is_apart = True
        for declared in self.history_sources(model):
            epoch, loads = progress.inputs.get(declared.full_name, (-1, 0))
            new = self._ledger.loads(declared, skip=loads)
            if epoch != self._ledger.state(declared).epoch or any(load.is_pruned for load in new):
                return None
            dates |= {load.load_date for load in new}
            taken[declared.full_name] = loads
            if not history.keeps_apart(declared.slice):
                is_apart = False
                known = self._ledger.loads(declared)[: -len(new) or None]
                newest = max([newest, *(load.load_date for load in known)])
        if not is_apart and dates and min(dates) <= newest:
            return None
        # A second delivery of one load date changes what its first one meant, in any of the sources.
        return None if self._ledger.has_correction(list(taken), dates) else taken

    def history_sources(self, model: ModelDecl) -> list[SourceTable]:
        """The source tables whose loads a history-keeping model takes in."""
        if reads_select(model):
            return sources_under(self._project, model)
        return [self._project.sources[str(target)] for target in model.reads if target.model is None]

    def _events(
        self, tables: Mapping[str, PsaTable], skip: Mapping[str, int], start: Start
    ) -> dict[str, SourceEvents]:
        found = {}
        for full_name, table in tables.items():
            loads = self._ledger.loads(table.declared, skip=skip.get(full_name, 0))
            loads = start.not_taken(full_name, loads)
            events = source_events(table, loads, partial(self._ledger.loads, table.declared))
            events = with_base(table, (start.bases or {}).get(full_name, ()), events)
            if events is not None:
                found[full_name] = events
        return found

    def _tokens(self, model: ModelDecl) -> dict[str, Any]:
        """What a model reads, as tokens that change when it does."""
        tokens: dict[str, Any] = {}
        under = self.history_sources(model) if model.kind in self._known.history else []
        targets = [Target(source=source.source, table=source.name) for source in under]
        for target in dict.fromkeys((*reads_of(self._project, model), *targets)):
            if target.model is not None:
                tokens[str(target)] = self._progress[target.model].version
            else:
                declared = self._project.sources[str(target)]
                tokens[str(target)] = [self._ledger.state(declared).epoch, self._ledger.accepted(declared)]
                if model.kind not in self._known.history and (pruned := self._ledger.pruned(declared)):
                    tokens[str(target)].append(pruned)
        return tokens

    @contextmanager
    def _transaction(self, model: ModelDecl, definition: str, inputs: Mapping[str, Any]) -> Iterator[None]:
        """The transaction in which a model is built, between its hooks; before the first, on-run-start.

        A plan ends here: it raises WouldBuild.
        """
        if self._plans:
            raise WouldBuild(definition, inputs)
        if not self._has_begun:
            self._run_hooks(self._project.settings.on_run_start)
            self._has_begun = True
        hook = partial(self._compiler.hook, model=model)
        pre, post = (hook_texts(model.raw.get(key), model.place) for key in ("pre_hook", "post_hook"))
        with self._database.transaction():
            run_hooks(self._database, pre, hook, model.place)
            yield
            run_hooks(self._database, post, hook, model.place)

    def _run_hooks(self, configured: Any) -> None:
        """Run on-run-start or on-run-end, in a transaction of its own."""
        place = Place(settings_path(self._project.root))
        texts = hook_texts(configured, place)
        if texts:
            with self._database.transaction():
                run_hooks(self._database, texts, partial(self._compiler.run_hook, place=place), place)
                count_change(self._database)

    def _make_schema(self, model: ModelDecl) -> None:
        self._database.run(f"CREATE SCHEMA IF NOT EXISTS {name(model.schema)}")

    def _row_count(self, model: ModelDecl) -> int | None:
        """The rows of a model; None for a view, which would have to be run for it."""
        if model.kind == "view":
            return None
        rows = self._database.value(f"SELECT count(*) FROM {relation(model.schema, model.identifier)}")
        return int(rows) - self._known.additions.count(model)
