"""Loading what Python hands over: a frame, or one named file."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from warehouse.errors import UsageError
from warehouse.project.sources import SourceTable
from warehouse.psa.handed import handed
from warehouse.psa.load import Loader, LoadOutcome
from warehouse.psa.record import ACCEPTED, Extras
from warehouse.run.command import Run
from warehouse.run.stages import load_files, take_in
from warehouse.sources.discover import FoundFile
from warehouse.sources.frames import keep_rows, rows_of
from warehouse.sources.spool import Spooled
from warehouse.templates import render

Delivered = TypeVar("Delivered", FoundFile, Spooled)


@dataclass(frozen=True)
class LoadResult:
    """What became of rows that were handed over.

    `status` is accepted or quarantined; `reasons` say why it waits. `is_new` is False when the same content
    was loaded for that load date before: then `load_id` is that load's. Counts are those of its record.
    Of a delivery with several slices `slices` has the result of each; then counts are sums, and `load_id` and
    `status` those of the first load that waits, if one does.
    """

    table: str
    load_id: str
    load_date: dt.datetime
    status: str
    is_new: bool
    reasons: tuple[str, ...]
    counts: Mapping[str, int]
    slices: Mapping[str, LoadResult] = field(default_factory=dict)


def of_slice(found: Sequence[Delivered], slice: str | None) -> list[Delivered]:
    """Deliveries, each as one of a slice where one is named. UsageError for a table without slices."""
    if slice is None:
        return list(found)
    for one in found:
        if one.table.slice is None:
            raise UsageError(
                f"{one.table.full_name} has no slices.",
                where=one.table.place,
                fix="declare `slice:` with the column that it is to fill, or name no slice",
                state="nothing was loaded",
            )
    if not slice:
        raise UsageError(
            "The slice is empty.", fix="name the slice that the rows are of", state="nothing was loaded"
        )
    return [replace(one, slice=slice) for one in found]


def load_handed(
    run: Run, declared: SourceTable, data: Any, load_date: dt.datetime | None, slice: str | None = None
) -> LoadResult:
    """Load rows from Python into one table, as a delivery of a slice where one is named.

    Raises SourceError and UsageError; nothing was stored then.
    """
    loader = Loader(run.state.database, run.project, run.state.ledger, run.clock)
    try:
        rows = keep_rows(declared, rows_of(data), loader.incoming / "handed.parquet")
        [found] = of_slice([handed(run.state.database, rows, load_date)], slice)
        outcomes = loader.load_slices(found, Extras(tags=run.tags))
        take_in(run, [declared], outcomes)
        return _result_of(run, declared, outcomes)
    finally:
        shutil.rmtree(loader.incoming, ignore_errors=True)


def load_named(run: Run, declared: SourceTable, files: Sequence[FoundFile]) -> LoadResult:
    """Load one named file (with it the other tables of a dump). Raises what keeps it from being loaded."""
    try:
        outcomes = load_files(run, files)
    finally:
        shutil.rmtree(run.project.psa_path / ".incoming", ignore_errors=True)
    if run.problems:
        raise run.problems[0]
    return _result_of(run, declared, [o for o in outcomes if o.table == declared.full_name])


def _result_of(run: Run, declared: SourceTable, outcomes: Sequence[LoadOutcome]) -> LoadResult:
    """The result of a delivery; of one with several slices that of all, with `slices` apart."""
    results = [_result(run, declared, outcome) for outcome in outcomes]
    first = next((one for one in results if one.status != ACCEPTED), results[0])
    if len(results) == 1:
        return first
    return replace(
        first,
        is_new=any(one.is_new for one in results),
        reasons=tuple(reason for one in results for reason in one.reasons),
        counts={name: sum(one.counts[name] for one in results) for name in first.counts},
        slices={str(outcome.slice): one for outcome, one in zip(outcomes, results, strict=True)},
    )


def _result(run: Run, declared: SourceTable, outcome: LoadOutcome) -> LoadResult:
    load_id = outcome.load_id or outcome.same_as
    (row,) = run.state.database.dicts(render("meta/load_result"), [declared.full_name, load_id])
    return LoadResult(
        declared.full_name,
        row["load_id"],
        row["load_date"],
        row["status"],
        outcome.load_id is not None,
        tuple(row["reasons"]),
        {name.removeprefix("rows_"): row[name] for name in row if name.startswith("rows_")},
    )
