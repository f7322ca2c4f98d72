"""From delivered rows to a file of changes, in one pass: read, compare, hash what is stored, write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from warehouse.database import Database, SqlError
from warehouse.project.deliveries import SNAPSHOT, UPSERT
from warehouse.psa.duplicates import collapse
from warehouse.psa.record import Content
from warehouse.psa.rejects import Rejected, keep_rejected, keys_aside, lines_aside, set_aside, settle
from warehouse.psa.table import PsaTable
from warehouse.sources.delivery import Delivery
from warehouse.sources.rejects import Rejects
from warehouse.sources.typed import TypedRows
from warehouse.templates import name, render

_MODULO = 2**64


@dataclass(frozen=True)
class Before:
    """The content that a delivery is compared with: a relation with key, _hash64 and _row_hash."""

    relation: str
    content: Content


@dataclass(frozen=True)
class Staged:
    """A file of changes that is no part of the log yet, and what it means.

    Rows: `read` in the delivery, of which `duplicates` were the same row again. `doubled` are keys that stand
    several times with different rows (their number and the first of them); `chosen` are those of which one
    row was taken and the others are duplicates. `misfits` counts, by column, values that are none of an
    inferred type. `rejected` are rows that do not fit what is declared.
    Where a delivery names keys, `seen` are rows that changed nothing, `misses` deletions of keys that were
    not there; `unknown` counts operations without a meaning.
    """

    path: Path
    read: int
    inserts: int
    updates: int
    deletes: int
    null_keys: int
    content: Content
    duplicates: int = 0
    doubled: int = 0
    doubled_sample: tuple[str, ...] = ()
    chosen: int = 0
    misfits: tuple[tuple[str, int], ...] = ()
    seen: int = 0
    misses: int = 0
    unknown: tuple[tuple[str, int], ...] = ()
    rejected: Rejected | None = None
    kept: int = 0

    @property
    def rejected_rows(self) -> int:
        """Rows that do not fit and were set aside."""
        return self.rejected.rows if self.rejected is not None else 0

    @property
    def stored(self) -> int:
        """Rows in the file."""
        return self.inserts + self.updates + self.deletes + self.seen + self.misses + self.kept

    @property
    def unchanged(self) -> int:
        """Delivered rows that the content before already had."""
        return self.read - self.rejected_rows - self.duplicates - self.inserts - self.updates


def extract_of(extract: str, staged: Staged) -> str:
    """What a delivery of a kind turned out to hold: a snapshot that may delete nothing is an upsert."""
    is_unkeyed = staged.rejected is not None and staged.rejected.unkeyed
    return UPSERT if extract == SNAPSHOT and is_unkeyed else extract


def notes_of_rejected(staged: Staged, extract: str) -> tuple[str, ...]:
    """What a person should know of the rejected rows of a delivery of a kind, a sentence each."""
    return staged.rejected.notes(may_delete=extract == SNAPSHOT) if staged.rejected else ()


@dataclass(frozen=True)
class Kept:
    """A file that holds a delivery whole. `names`: the table's columns, as the file calls them."""

    path: Path
    names: dict[str, str]


@dataclass(frozen=True)
class Moment:
    """When in history a load stands, and in the history of which slice."""

    load_date: dt.datetime
    load_seq: int
    slice: str | None = None


def nothing_before(database: Database, table: PsaTable) -> Before:
    """The content before a first load."""
    kinds = {column: table.content_columns[column] for column in table.key}
    columns = {**kinds, "_row_hash": "UUID", "_hash64": "UBIGINT"}
    database.run(render("psa/create_nothing_before", columns=columns))
    return Before("temp.nothing_before", Content(0, 0, 0))


def stage_delivery(
    database: Database, table: PsaTable, delivery: Delivery, before: Before, moment: Moment, path: Path
) -> Staged:
    """Write the changes that a delivery makes to the content before it; identical rows count once.

    Raises SourceError when the delivery cannot be read to its end.
    """
    rejects = set_aside(table, path)
    rows = TypedRows(delivery, table.contract, rejects)
    _run_over(database, rows, changes_select(table, _delivered(table, "delivery"), before, moment), path)
    rejected = _settled_snapshot(database, table, rejects, before, moment, path)
    staged = summarised(database, table, before, path, rows.rows_read)
    staged = replace(staged, misfits=tuple(rows.misfits.items()), rejected=rejected)
    if not table.has_key or not _has_doubled_keys(database, table, before, staged):
        return staged
    return _stage_collapsed(database, table, delivery, before, moment, staged)


def stage_whole(
    database: Database, table: PsaTable, delivery: Delivery, moment: Moment, path: Path
) -> Staged:
    """Write a delivery whole, as it came: nothing is compared, collapsed or left out."""
    before = nothing_before(database, table)
    rejects = lines_aside(table, path)
    rows = TypedRows(delivery, table.contract, rejects)
    select = render(
        "psa/as_delivered",
        delivered=_delivered(table, "delivery"),
        texts=table.texts,
        values=table.values_to_store(),
        load_date=moment.load_date,
        load_seq=moment.load_seq,
    )
    _run_over(database, rows, select, path)
    rejected = settled(database, table, rejects, path)
    return replace(summarised(database, table, before, path, rows.rows_read), rejected=rejected)


def changes_select(table: PsaTable, delivered: str, before: Before, moment: Moment) -> str:
    """The SELECT of the rows by which `delivered` (a SELECT with key and _hash64) differs from before."""
    return render(
        "psa/changes",
        delivered=delivered,
        before=render("psa/before", relation=before.relation, key=table.key),
        key=table.key,
        columns=[*table.raw_columns, *([] if table.has_key else ["_row_hash"])],
        texts=table.texts,
        values=table.values_to_store(),
        load_date=moment.load_date,
        load_seq=moment.load_seq,
    )


def _delivered(table: PsaTable, relation: str) -> str:
    if table.has_key:
        return render("psa/delivered", relation=relation, columns=list(table.columns), hash64=table.hash64)
    return render(
        "psa/delivered_without_key",
        relation=relation,
        columns=list(table.columns),
        row_hash=table.row_hash,
    )


def _run_over(database: Database, rows: TypedRows, select: str, path: Path) -> None:
    database.bind("delivery", rows.reader())
    try:
        write(database, select, path)
    except SqlError:
        if rows.error is not None:
            raise rows.error from None
        raise
    finally:
        database.unbind("delivery")
        rows.close()


def settled(database: Database, table: PsaTable, rejects: Rejects, path: Path) -> Rejected | None:
    """The rejected rows of a pass to `path`, if there are any, in a file of their own."""
    if not rejects.rows:
        return None
    rejected = settle(table, rejects, path, partial(write, database))
    rejects.path.unlink()
    return rejected


def _settled_snapshot(
    database: Database, table: PsaTable, rejects: Rejects, before: Before, moment: Moment, path: Path
) -> Rejected | None:
    """The rejected rows of a snapshot staged to `path`; what their keys keep is no change there any more.

    Where a key cannot be read, the changes stay: such a snapshot is staged again as one that names its keys.
    """
    if not rejects.rows or rejects.unkeyed:
        return settled(database, table, rejects, path)
    deletes = _events_in(database, path, "delete")
    _keep_state(database, table, keys_aside(table, rejects), before, moment, path)
    rejected = settled(database, table, rejects, path)
    assert rejected is not None
    return replace(rejected, kept=deletes - _events_in(database, path, "delete"))


def _keep_state(
    database: Database, table: PsaTable, rejected: str, before: Before, moment: Moment, path: Path
) -> None:
    """Write the changes at `path` anew: `rejected` (a SELECT of keys) keep what they have where only they
    stand there.
    """
    content = render("psa/before", relation=before.relation, key=table.key)
    filtered = path.with_suffix(".kept.parquet")
    place = (moment.load_date, moment.load_seq)
    write(database, keep_rejected(table, rejected, content, place, path), filtered)
    filtered.rename(path)


def _events_in(database: Database, path: Path, operation: str) -> int:
    return int(database.value(render("psa/events_in_file", path=str(path), operation=operation)))


def write(database: Database, select: str, path: Path) -> None:
    """Write the rows of a SELECT into a new file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database.finish(render("psa/write_parquet", select=select, path=str(path)))


def summarised(database: Database, table: PsaTable, before: Before, path: Path, read: int) -> Staged:
    """What a file of changes against the content `before` means; `read` rows were delivered."""
    inserts, updates, deletes, seen, misses, null_keys, high, low, kept = database.row(
        render("psa/summary", path=str(path), key=table.file_key)
    )
    lost_high, lost_low = (0, 0)
    if updates or deletes:
        lost_high, lost_low = database.row(
            render(
                "psa/lost",
                path=str(path),
                key=table.key,
                key_values=table.key_values(),
                relation=before.relation,
            )
        )
    content = Content(
        before.content.rows + inserts - deletes,
        int(before.content.high - lost_high + high) % _MODULO,
        int(before.content.low - lost_low + low) % _MODULO,
    )
    return Staged(
        path, read, inserts, updates, deletes, null_keys, content, seen=seen, misses=misses, kept=kept
    )


def _has_doubled_keys(database: Database, table: PsaTable, before: Before, staged: Staged) -> bool:
    """Whether a key stands twice: then more rows matched the content before than it has keys left."""
    matched = staged.unchanged
    kept = staged.rejected.kept if staged.rejected is not None else 0
    if matched != before.content.rows - staged.deletes - staged.updates - kept:
        return True
    return bool(
        database.rows(render("psa/duplicate_keys", path=str(staged.path), key=table.file_key) + "\nLIMIT 1")
    )


def _stage_collapsed(
    database: Database, table: PsaTable, delivery: Delivery, before: Before, moment: Moment, first: Staged
) -> Staged:
    rejects = set_aside(table, first.path)
    rows = TypedRows(delivery, table.contract, rejects)
    database.bind("delivery", rows.reader())
    try:
        chosen = collapse(database, table, "delivery")
    finally:
        database.unbind("delivery")
        rows.close()
    staged = _stage_relation(database, table, first.read - first.rejected_rows, before, moment, first.path)
    if not rejects.rows:
        return replace(staged, misfits=first.misfits, chosen=chosen)
    rejected = _settled_snapshot(database, table, rejects, before, moment, first.path)
    again = summarised(database, table, before, first.path, first.read)
    return replace(
        again,
        duplicates=staged.duplicates,
        doubled=staged.doubled,
        doubled_sample=staged.doubled_sample,
        chosen=chosen,
        misfits=first.misfits,
        rejected=rejected,
    )


def stage_kept(
    database: Database, table: PsaTable, whole: Kept, before: Before, moment: Moment, path: Path
) -> Staged:
    """Write the changes that a delivery kept whole in the log makes to the content before it."""
    kept = _rows_of(table, whole, list(table.columns), "insert")
    read = int(database.value(f"SELECT count(*) FROM ({kept})"))
    chosen = 0
    if table.has_key:
        chosen = collapse(database, table, f"({kept})")
    else:
        database.run(render("psa/keep", relation="collapsed", select=kept))
    staged = replace(_stage_relation(database, table, read, before, moment, path), chosen=chosen)
    return _with_kept_keys(database, table, whole, before, moment, staged) if table.has_key else staged


def _with_kept_keys(
    database: Database, table: PsaTable, whole: Kept, before: Before, moment: Moment, staged: Staged
) -> Staged:
    """A staged snapshot, of which the file that keeps it whole says which keys only its rejected rows had."""
    keys = _rows_of(table, whole, table.key, "kept")
    if not database.value(f"SELECT count(*) FROM ({keys})"):
        return staged
    _keep_state(database, table, keys, before, moment, staged.path)
    now = summarised(database, table, before, staged.path, staged.read)
    return replace(staged, deletes=now.deletes, kept=now.kept, content=now.content)


def _rows_of(table: PsaTable, whole: Kept, columns: Sequence[str], operation: str) -> str:
    """A SELECT of columns of the rows of a kind in a file that keeps a snapshot whole."""
    in_file = {c: whole.names.get(c, c) for c in columns}
    return render(
        "psa/kept",
        path=str(whole.path),
        schema={**{in_file[c]: table.columns[c] for c in columns}, "_op": "VARCHAR"},
        values={c: name(file) for c, file in in_file.items()},
        operations=(operation,),
    )


def _stage_relation(
    database: Database, table: PsaTable, read: int, before: Before, moment: Moment, path: Path
) -> Staged:
    """Stage the collapsed delivery of `read` rows that temp.collapsed holds, and drop it."""
    try:
        write(database, changes_select(table, _delivered(table, "temp.collapsed"), before, moment), path)
        distinct = int(database.value("SELECT count(*) FROM temp.collapsed"))
        doubled = []
        if table.has_key:
            doubled = database.rows(render("psa/doubled_keys", relation="temp.collapsed", key=table.key))
    finally:
        database.run("DROP TABLE temp.collapsed")
    return replace(
        summarised(database, table, before, path, read),
        duplicates=read - distinct,
        doubled=len(doubled),
        doubled_sample=tuple(shown_key(key) for key in doubled[:5]),
    )


def shown_key(key: tuple[Any, ...]) -> str:
    """A key as messages show it."""
    return " | ".join("NULL" if part is None else str(part) for part in key)
