"""Dead letters delivered again: rows that a person or a newer declaration mended, as an upsert of their own.

A retry stands at the load date of the load that it mends, directly after it, and names the keys of its rows
alone. The mended load stays as it is, and so do its counts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.errors import UsageError, did_you_mean
from warehouse.project.deliveries import APPEND, CHANGES, UPSERT
from warehouse.project.gates import Gates
from warehouse.project.sources import MaxRejects, SourceTable
from warehouse.psa.rejects import set_aside
from warehouse.psa.table import PsaTable
from warehouse.sources.delivery import Delivery
from warehouse.sources.spool import Spooled
from warehouse.sources.typed import TypedRows

if TYPE_CHECKING:
    import polars as pl

_NOTHING = "nothing was changed"


@dataclass(frozen=True)
class Mending:
    """What a retry delivers: the values by column of each letter (`given`, JSON), with some of them set anew.

    `letters` are their numbers in their load, `shown` is the extract that they came from. `file` holds the
    mended rows instead, opened.
    """

    load_id: str
    load_date: dt.datetime
    letters: tuple[int, ...]
    shown: str
    given: Sequence[str | None]
    values: Mapping[str, str]
    note: str = ""
    file: Delivery | None = None


def retry_of(declared: SourceTable, mending: Mending) -> Spooled:
    """The delivery of a retry. UsageError for letters without values, and for columns that are not there."""
    again = as_upsert(declared)
    if mending.file is not None:
        return _spooled(again, mending, mending.file, _digest_of(mending.file))
    rows = [_row(given) for given in mending.given]
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    for column in mending.values:
        if column not in columns:
            raise UsageError(
                f"The dead letters have no column '{column}'.",
                fix=did_you_mean(column, columns),
                state=_NOTHING,
            )
    texts = [{**dict.fromkeys(columns), **row, **mending.values} for row in rows]
    delivery = Delivery(Path(mending.shown), columns, True, partial(_frames, texts, columns))
    return _spooled(again, mending, delivery, json.dumps(texts, sort_keys=True))


def as_upsert(declared: SourceTable) -> SourceTable:
    """The table as a retry delivers to it: rows in the place of others, judged by their types alone."""
    if declared.extract == CHANGES:
        raise UsageError(
            f"{declared.full_name} takes changes, and what a rejected row was to do is not kept.",
            where=declared.place,
            fix="let the source deliver the change again, then `warehouse dlq discard` the letter",
            state=_NOTHING,
        )
    extract = APPEND if declared.extract == APPEND or not declared.key else UPSERT
    holds = replace(declared.holds, extract=extract, operation=None, order_by=())
    return replace(declared, holds=holds, gates=Gates(keys_gone=1.0), max_rejects=MaxRejects(0, 0))


def refuse_unfit(table: PsaTable, found: Spooled, incoming: Path) -> None:
    """UsageError when a row of a retry still does not fit."""
    rejects = set_aside(table, incoming / "retry.parquet")
    rows = TypedRows(found.open(), table.contract, rejects)
    for _ in rows.reader():
        pass
    rows.close()
    rejects.path.unlink(missing_ok=True)
    if rejects.rows:
        raise UsageError(
            f"{rejects.rows:,} of {rows.rows_read:,} rows still do not fit: {', '.join(rejects.samples)}.",
            where=f"{table.full_name} ({table.declared.place})",
            fix="set a value (--set COLUMN=VALUE), give mended rows (--file), or change what is declared",
            state=_NOTHING,
        )


def _row(given: str | None) -> dict[str, Any]:
    if given is None:
        raise UsageError(
            "A dead letter is a line that is no row, so that nobody can tell its values apart.",
            fix="write it as it should be into a file with a header, and name that: --file FILE",
            state=_NOTHING,
        )
    row = json.loads(given)
    return {c: json.dumps(v) if isinstance(v, dict | list) else v for c, v in row.items()}


def _frames(
    texts: Sequence[Mapping[str, str | None]], columns: tuple[str, ...], wanted: Mapping[str, str]
) -> Iterator[pl.DataFrame]:
    import polars as pl

    yield pl.DataFrame({c: [row[c] for row in texts] for c in columns}, dict.fromkeys(columns, pl.String()))


def _digest_of(delivery: Delivery) -> str:
    """The rows of a small file as text, which tells it from others."""
    return json.dumps([batch.write_json() for batch in delivery.batches()])


def _spooled(declared: SourceTable, mending: Mending, delivery: Delivery, content: str) -> Spooled:
    digest = hashlib.sha256(json.dumps([mending.load_id, content]).encode()).hexdigest()
    rows = len(mending.given)
    letters = "1 dead letter" if rows == 1 else f"{rows:,} dead letters"
    return Spooled(
        declared,
        Path(mending.shown),
        mending.load_date,
        mending.shown,
        len(content),
        digest,
        lambda: delivery,
        (f"{letters} of load {mending.load_id[:8]} delivered again",),
        (mending.load_id, mending.letters, mending.note),
    )
