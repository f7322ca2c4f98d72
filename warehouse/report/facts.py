"""What a report tells: plain values, gathered by the pipeline. The report draws them and knows no SQL."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class LoadFacts:
    """One load of the ledger. Rows are of the delivery; `removed` are keys gone by absence.

    `status` is accepted, quarantined, rejected or pruned. `reasons` say why a load is quarantined, `notes`
    what changed in its columns. `source_bytes` is the extract's size, `bytes_stored` what the log took.
    `slice` is None for a table without slices.
    """

    table: str
    load_date: dt.datetime
    load_seq: int
    load_id: str
    status: str
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    source_file: str
    source_bytes: int
    bytes_stored: int
    read: int
    new: int
    changed: int
    unchanged: int
    deleted: int
    duplicate: int
    rejected: int
    removed: int
    row_count: int | None
    is_new: bool
    slice: str | None = None

    @property
    def about(self) -> str:
        """The table, and the slice where there is one."""
        return self.table if self.slice is None else f"{self.table}, {self.slice}"

    @property
    def ended(self) -> int:
        """Keys that ended here: gone by absence or explicitly deleted."""
        return self.removed + self.deleted


@dataclass(frozen=True)
class LetterFacts:
    """One rejected row that waits for a person. `waiting` is how many do in all. `line` None: not known."""

    letter_id: str
    table: str
    load_date: dt.datetime
    column: str
    reason: str
    line: int | None
    source_file: str
    raw: str
    waiting: int


@dataclass(frozen=True)
class CheckFacts:
    """One check's result. `outcome` is pass, warn, fail or error (could not run).

    `failing` and `evaluated` count rows; a pass over no rows is `vacuous`. `sql` selects the failing rows,
    `sample` holds the first of them under `sample_columns`. `place` is the declaration's file and line.
    """

    check_id: str
    name: str
    kind: str
    target: str
    column: str
    severity: str
    outcome: str
    failing: int
    evaluated: int
    vacuous: bool
    seconds: float
    sql: str
    place: str
    sample_columns: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
    error: str | None = None


@dataclass(frozen=True)
class ModelFacts:
    """One model in a run. `outcome` is built, unchanged, failed or skipped; `how` is the way it was built."""

    name: str
    kind: str
    outcome: str
    how: str
    rows_added: int | None
    row_count: int | None
    seconds: float
    error: str | None = None


@dataclass(frozen=True)
class PrunedFacts:
    """What a retention let go of one table: accepted loads as (load date, id), ids of others, files, bytes.

    `is_trial`: nothing was pruned, this is what would go. `slices`: those of the loads, if any.
    """

    table: str
    retention: str
    loads: tuple[tuple[dt.datetime, str], ...]
    others: tuple[str, ...]
    files: tuple[str, ...]
    bytes: int
    is_trial: bool
    slices: tuple[str, ...] = ()


@dataclass(frozen=True)
class ArchivedFacts:
    """What was moved of one table: ids of loads, files, bytes, and the archive's folder."""

    table: str
    loads: tuple[str, ...]
    files: tuple[str, ...]
    bytes: int
    to: str


@dataclass(frozen=True)
class PublicationFacts:
    """What putting the file in the user's place took: seconds, and bytes written."""

    seconds: float
    bytes: int


@dataclass(frozen=True)
class RunFacts:
    """One run with everything a person should know of it. Times are naive UTC.

    `loads` is the whole ledger that the report shows (newest last), `is_new` marks this run's. `problems` are
    messages (errors of sources, models, publication), each several lines long. `notices` are sentences about
    what was done that no other part shows.
    """

    project: str
    run_id: str
    started_at: dt.datetime
    seconds: float
    published: bool
    exit_code: int
    problems: tuple[str, ...]
    loads: tuple[LoadFacts, ...]
    models: tuple[ModelFacts, ...]
    checks: tuple[CheckFacts, ...]
    notices: tuple[str, ...] = ()
    reads: tuple[tuple[str, tuple[str, ...]], ...] = ()
    dead_letters: tuple[LetterFacts, ...] = ()
    pruned: tuple[PrunedFacts, ...] = ()
    archived: tuple[ArchivedFacts, ...] = ()
    publication: PublicationFacts | None = None
