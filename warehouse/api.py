"""The Python face of a project: what the commands do, as methods that return values."""

from __future__ import annotations

import datetime as dt
import logging
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any, overload

from warehouse.database import Database
from warehouse.errors import UsageError, did_you_mean
from warehouse.pipeline import (
    ARCHIVE_STAGES,
    BUILD_STAGES,
    CHECK_STAGES,
    DECIDE_STAGES,
    LETTER_STAGES,
    LOAD_STAGES,
    PRUNE_STAGES,
    PRUNE_TRIAL_STAGES,
    RUN_STAGES,
    Options,
    Stage,
    erase,
    execute,
    forget_erased,
    hand_over,
)
from warehouse.project.occasion import occasion_of
from warehouse.project.project import Project
from warehouse.project.retention import asked as pruning_retention
from warehouse.project.retention import time_before
from warehouse.project.sources import SourceTable
from warehouse.psa.repair import Repair
from warehouse.psa.verify import Finding
from warehouse.reading.deadletters import DeadLetter, dead_letters
from warehouse.reading.published import Answer, KeyEvent, Reader, moment_of
from warehouse.reading.statistics import Statistics, statistics
from warehouse.reading.usage import Usage
from warehouse.report.facts import RunFacts
from warehouse.run.command import Archiving, LetterChoice, Pruning
from warehouse.run.erasing import Erased
from warehouse.run.handing import LoadResult, load_handed, load_named, of_slice
from warehouse.run.then import derived_then
from warehouse.run.verifying import repair, verify
from warehouse.sources.discover import named_files, parse_load_date

#: Hears what templates say by log() and print() (INFO); what they warn of and a run notices (WARNING).
_LOG = logging.getLogger("warehouse")

#: A logical time, and words that go into a load's record.
When = str | dt.date | dt.datetime | None
Tags = Mapping[str, object] | None


@dataclass(frozen=True)
class Warehouse:
    """One project. Methods that change it take the clock as `now` (naive UTC), else they read it once."""

    project: Project

    def __repr__(self) -> str:
        return f"<warehouse {self.project.settings.name} in {self.project.root}>"

    def run(self, now: dt.datetime | None = None) -> RunFacts:
        """The daily job. What went wrong is in the facts, with an exit code; BusyError when locked."""
        return _execute(self.project, "run", RUN_STAGES, _options(now))

    @overload
    def load(self, *, now: dt.datetime | None = None, tags: Tags = None) -> RunFacts: ...

    @overload
    def load(
        self,
        data: object,
        table: str,
        *,
        load_date: When = None,
        slice: str | None = None,
        tags: Tags = None,
        now: dt.datetime | None = None,
    ) -> LoadResult: ...

    def load(
        self,
        data: object = None,
        table: str | None = None,
        *,
        load_date: When = None,
        slice: str | None = None,
        tags: Tags = None,
        now: dt.datetime | None = None,
    ) -> RunFacts | LoadResult:
        """Load into the log, and nothing more: every waiting extract, or `data` into one source table.

        `data` is a Polars or pandas frame, an Arrow table or reader, or the path of a file; `load_date` its
        logical time (UTC; default: a date in the path, else now). The same content under the same load date
        is not loaded twice. `slice` says which one the data is of, where the table has slices and the data
        no column for it. `tags` are kept in the record.
        Raises, with data, UsageError and SourceError; nothing was stored then.
        """
        words = {str(name): str(value) for name, value in (tags or {}).items()}
        options = _options(now, tags=words)
        if data is None:
            return _execute(self.project, "load", LOAD_STAGES, options, publishes=False)
        declared = self._source_table(table)
        moment = _moment(load_date)
        if isinstance(data, str | PathLike):
            files = of_slice(named_files(self.project.sources.values(), declared, Path(data), moment), slice)
            tables = [file.table for file in files]
            options = replace(options, tables=tables, files=files)
            return hand_over(self.project, options, lambda run: load_named(run, declared, files))
        return hand_over(self.project, options, lambda run: load_handed(run, declared, data, moment, slice))

    def _source_table(self, name: str | None) -> SourceTable:
        try:
            return self.project.source_table(name or "")
        except KeyError:
            raise UsageError(
                f"There is no source table '{name}'." if name else "It must be said which table to load.",
                fix=f"declare it in a sources.yml; {did_you_mean(name or '', self.project.sources)}",
                state="nothing was loaded",
            ) from None

    def build(self, now: dt.datetime | None = None) -> RunFacts:
        """Build the models, check, publish."""
        return _execute(self.project, "build", BUILD_STAGES, _options(now))

    def check(self, now: dt.datetime | None = None) -> RunFacts:
        """Run the checks on what was built last."""
        return _execute(self.project, "check", CHECK_STAGES, _options(now), publishes=False)

    def accept(self, load_id: str, now: dt.datetime | None = None) -> RunFacts:
        """Let a quarantined or rejected load (the beginning of its id) into history; tables follow."""
        return self._decide("accept", "accepted", load_id, now)

    def reject(self, load_id: str, now: dt.datetime | None = None) -> RunFacts:
        """Take a load (the beginning of its id) out of history; tables follow."""
        return self._decide("reject", "rejected", load_id, now)

    def _decide(self, command: str, status: str, load_id: str, now: dt.datetime | None) -> RunFacts:
        options = _options(now, decision=(status, load_id))
        return _execute(self.project, command, DECIDE_STAGES, options)

    def rebuild(self, now: dt.datetime | None = None) -> RunFacts:
        """Derive everything again from the log, then check and publish."""
        return _execute(self.project, "rebuild", BUILD_STAGES, _options(now), afresh=True)

    def prune(
        self,
        table: str | None = None,
        *,
        days: int | None = None,
        loads: int | None = None,
        dry_run: bool = False,
        now: dt.datetime | None = None,
    ) -> RunFacts:
        """Prune one table or all by their retention, or by so many days or loads; `pruned` says what went.

        With `dry_run` nothing goes. Raises UsageError when nothing says how much is to be kept.
        """
        tables = None if table is None else [self._source(table)]
        pruning = Pruning(pruning_retention(days, loads), dry_run)
        options = _options(now, tables=tables, pruning=pruning)
        stages = PRUNE_TRIAL_STAGES if dry_run else PRUNE_STAGES
        return _execute(self.project, "prune", stages, options, publishes=not dry_run)

    def archive(
        self,
        table: str | None = None,
        *,
        older_than: str,
        to: str | Path,
        now: dt.datetime | None = None,
    ) -> RunFacts:
        """Move files of loads older than 90d or 12w (before the newest load date) to the folder `to`.

        `archived` of the facts says what was moved. Raises UsageError for a time that is none.
        """
        tables = None if table is None else [self._source(table)]
        archiving = Archiving(time_before(older_than), Path(to).resolve())
        options = _options(now, tables=tables, archiving=archiving)
        return _execute(self.project, "archive", ARCHIVE_STAGES, options)

    def erase(
        self,
        table: str,
        *key: object,
        cascade: bool = False,
        dry_run: bool = False,
        forget: bool = False,
        now: dt.datetime | None = None,
    ) -> Erased:
        """Remove one key of a source table everywhere in the log and what is derived; later rows of it are
        suppressed. With `cascade` so are keys of other tables that refer to it, and those that refer to them.
        With `forget`, let them in again. Raises UsageError for an unknown table or key.
        """
        declared, options = self._source(table), _options(now)
        words = [str(part) for part in key]
        if forget:
            return forget_erased(self.project, declared, words, options, cascade=cascade)
        return erase(self.project, declared, words, options, is_trial=dry_run, cascade=cascade)

    def _source(self, name: str) -> SourceTable:
        try:
            return self.project.source_table(name)
        except KeyError:
            raise UsageError(
                f"There is no source table '{name}'.", fix=did_you_mean(name, self.project.sources)
            ) from None

    def verify(self, *, deep: bool = False) -> list[Finding]:
        """Everything in the log, and deep in the derived tables, that is not as recorded."""
        return verify(self.project, deep=deep)

    def repair(self, backup: str | Path | None = None, now: dt.datetime | None = None) -> list[Repair]:
        """Restore what is damaged in the log, from a backup folder or the extracts; what became of each."""
        return repair(self.project, now or utc_now(), None if backup is None else Path(backup))

    def sql(self, query: str) -> Any:
        """A DuckDB relation over the published file, open for reading: .pl(), .df(), .arrow()."""
        reader = Reader(self.project)
        usage = Usage(self.project, reader.database, query, utc_now())
        relation = reader.relation(query)
        _warn(usage.warnings)
        usage.record()
        return relation

    def sql_then(self, query: str, *, as_of: When = None, known_at: When = None) -> Any:
        """As `sql`, but over the warehouse as of a moment of the business or as known at one of the clock."""
        moments = _moment(as_of), _moment(known_at)
        with (
            derived_then(_now(self.project), as_of=moments[0], known_at=moments[1]) as then,
            Reader(then) as reader,
        ):
            rows = reader.relation(query).to_arrow_table()
        return Database.open(None).relation_of(rows)

    def table(self, name: str) -> TableReader:
        """A model, source table or schema.name of the published file."""
        return TableReader(self.project, name)

    def loads(self, table: str | None = None) -> Answer:
        """The load ledger of the published file."""
        with Reader(self.project) as reader:
            return reader.loads(table)

    def stats(self, table: str | None = None, days: int = 30) -> Statistics:
        """Of one table or all: what the newest loads held, how the log grew, anomalies, drift."""
        with Reader(self.project) as reader:
            return statistics(reader, table, days)

    def dead_letters(self, table: str | None = None) -> list[DeadLetter]:
        """All rejected rows in the log, of one table or of all, with what became of them."""
        return dead_letters(self.project, table)

    def retry(
        self,
        *letters: str,
        values: Mapping[str, str] | None = None,
        file: str | Path | None = None,
        note: str = "",
        now: dt.datetime | None = None,
    ) -> RunFacts:
        """Deliver dead letters again, with `values` set by column, or the rows of `file` in their place."""
        pairs = tuple((values or {}).items())
        choice = LetterChoice("retry", letters, note, pairs, Path(file) if file is not None else None)
        options = _options(now, letters=choice)
        return _execute(self.project, "dlq retry", LETTER_STAGES, options)

    def discard(self, *letters: str, note: str = "", now: dt.datetime | None = None) -> RunFacts:
        """Say that dead letters (ids, or the beginning of a load's id for all of its) need nothing more."""
        options = _options(now, letters=LetterChoice("discard", letters, note))
        return _execute(self.project, "dlq discard", LETTER_STAGES, options)

    def history(self, table: str, *key: object) -> list[KeyEvent]:
        """The life of one key of a source table, oldest first."""
        with Reader(self.project) as reader:
            return reader.history(table, [str(part) for part in key])


@dataclass(frozen=True)
class TableReader:
    """A relation of the published file, now or as of a moment."""

    project: Project
    name: str
    moment: str | None = None
    known: str | None = None

    def as_of(self, moment: str | dt.date) -> TableReader:
        """The same relation as of a moment of the business, such as 2026-02-07."""
        return replace(self, moment=moment if isinstance(moment, str) else moment.isoformat())

    def known_at(self, moment: str | dt.date) -> TableReader:
        """The same relation as it was derived from the loads known at a moment of the clock (UTC)."""
        return replace(self, known=moment if isinstance(moment, str) else moment.isoformat())

    def pl(self) -> Any:
        """The rows as a Polars DataFrame."""
        return self._relation().pl()

    def df(self) -> Any:
        """The rows as a pandas DataFrame."""
        return self._relation().df()

    def arrow(self) -> Any:
        """The rows as Arrow."""
        return self._relation().arrow()

    def _relation(self) -> Any:
        if self.known is not None:
            return self._known_then(self.known)
        reader = Reader(self.project)
        query = reader.show(self.name, self.moment)
        usage = Usage(self.project, reader.database, query, utc_now())
        _warn(usage.warnings)
        usage.record()
        return reader.relation(query)

    def _known_then(self, known: str) -> Any:
        """The rows, taken out of a scratch file that is gone afterwards."""
        with derived_then(_now(self.project), known_at=moment_of(known)) as then, Reader(then) as reader:
            rows = reader.relation(reader.show(self.name, self.moment)).to_arrow_table()
        return Database.open(None).relation_of(rows)


def _warn(sentences: list[str]) -> None:
    """Warn the caller of a public method that a model it asks for is deprecated."""
    for sentence in sentences:
        warnings.warn(sentence, FutureWarning, stacklevel=4)


def _moment(when: When) -> dt.datetime | None:
    """A load date as naive UTC. UsageError for text that is none."""
    if when is None or isinstance(when, str):
        moment = parse_load_date(when) if when else None
        if when and moment is None:
            raise UsageError(f"'{when}' is no load date.", fix="write 2026-06-01 or 2026-06-01T10-00")
        return moment
    if not isinstance(when, dt.datetime):
        return dt.datetime(when.year, when.month, when.day)
    return when.astimezone(dt.UTC).replace(tzinfo=None) if when.tzinfo else when


def _options(now: dt.datetime | None, **more: Any) -> Options:
    return Options(clock=now or utc_now(), says=_LOG.info, warns=_LOG.warning, **more)


def _execute(
    project: Project, command: str, stages: Sequence[Stage], options: Options, **how: bool
) -> RunFacts:
    """Run a command; what it notices, such as deprecated models that it built, is logged."""
    facts = execute(project, command, stages, options, **how)
    for notice in facts.notices:
        _LOG.warning("%s", notice)
    return facts


def _now(project: Project) -> Project:
    """The project as templates see it now: `run_started_at` is this moment."""
    return replace(project, occasion=occasion_of(utc_now()))


def utc_now() -> dt.datetime:
    """The clock: naive UTC, whole seconds."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
