"""The chain of accepted loads: what a load that comes or goes means for the loads after it.

Each key that it changes is moved until the first later load that names that key: the next snapshot, or an
upsert or change of it. Up to there contents are other ones and are restated; there the load's changes are
written anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from warehouse.database import Database
from warehouse.project.deliveries import APPEND, SNAPSHOT
from warehouse.psa.loads import Load
from warehouse.psa.read import ALL_EVENTS, STORED_EVENTS, events_of, no_events
from warehouse.psa.record import Content, Counts, Rebased, Restated, StoredFile
from warehouse.psa.stage import Moment, Staged, write
from warehouse.psa.table import PsaTable
from warehouse.templates import name, render, union_all

#: Finished files with the places they go to.
Moves = list[tuple[Path, Path]]

_MODULO = 2**64


@dataclass(frozen=True)
class Shift:
    """A load that comes or goes. `later` are the accepted loads after its place.

    `keys`, `old` and `new` are SELECTs: the keys it changes, and the contents without and with the shift, of
    those keys at least. `predecessor` comes before the later loads from now on (None: nothing does). `tag`
    tells new files from all others: it is used once.
    """

    keys: str
    old: str
    new: str
    predecessor: str | None
    later: Sequence[Load]
    tag: str


@dataclass(frozen=True)
class Aftermath:
    """What a shift means for later loads, as the record keeps it.

    `overwritten` counts keys of which a later `append` load has other content than the shift brings.
    """

    rebased: tuple[Rebased, ...] = ()
    restated: tuple[Restated, ...] = ()
    moves: tuple[tuple[Path, Path], ...] = ()
    overwritten: int = 0


def aftermath(database: Database, table: PsaTable, shift: Shift, incoming: Path) -> Aftermath:
    """Write anew what a shift changes in later loads. Nothing in the log is touched."""
    if not shift.later:
        return Aftermath()
    affected = _until_a_snapshot(shift.later)
    _keep_moved(database, table, shift, affected)
    settled = _settled(database)
    left = sum(keys for keys, _ in settled.values())
    difference = Content(0, 0, 0)
    for _, content in settled.values():
        difference = _plus(difference, content)
    found = Aftermath()
    predecessor = shift.predecessor
    for load in affected:
        keys, content = settled.get(load.order, (0, Content(0, 0, 0)))
        left -= keys
        difference = _minus(difference, content)
        if keys:
            found = _rewritten(database, table, load, (predecessor, shift.tag, incoming), found)
        now = Restated(load.load_id, predecessor, _plus(recorded_content(load), difference))
        found = replace(found, restated=(*found.restated, now))
        predecessor = load.load_id
        if not left:
            break
    return found


def _until_a_snapshot(later: Sequence[Load]) -> list[Load]:
    """The loads up to the next snapshot that names every key; that one included."""
    found: list[Load] = []
    for load in later:
        found.append(load)
        if _names_all(load):
            break
    return found


def _names_all(load: Load) -> bool:
    """Whether a load says something of every key: a snapshot, of which no row was rejected."""
    return load.extract == SNAPSHOT and not load.rows_rejected


def _keep_moved(database: Database, table: PsaTable, shift: Shift, affected: Sequence[Load]) -> None:
    moved = render(
        "psa/moved",
        keys=shift.keys,
        old=shift.old,
        new=shift.new,
        key=table.key,
        columns=list(table.content_columns),
    )
    keep(database, "moved", moved)
    then = affected[-1].order if _names_all(affected[-1]) else (None, None)
    until = render(
        "psa/moved_until",
        named=_named(table, affected),
        key=table.key,
        then_date=then[0],
        then_seq=then[1],
    )
    keep(database, "moved_until", until)


def _named(table: PsaTable, affected: Sequence[Load]) -> str:
    """A SELECT of the keys that loads name, and where; without a snapshot that names all."""
    some = [load for load in affected if load.extract != SNAPSHOT]
    events = events_of(table, some, ALL_EVENTS) or no_events(table)
    named = [render("psa/named_keys", events=events, key=table.key)]
    for load in affected:
        if load.extract == SNAPSHOT and not _names_all(load):
            kept = events_of(table, [load], ("kept",)) or no_events(table)
            named.append(
                render(
                    "psa/named_but_kept",
                    moved="temp.moved",
                    kept=kept,
                    key=table.key,
                    load_date=load.load_date,
                    load_seq=load.load_seq,
                )
            )
    return union_all(named)


def _settled(database: Database) -> dict[tuple[dt.datetime | None, int | None], tuple[int, Content]]:
    """By the place of each load: how many moved keys are as they were from it on, and their difference."""
    return {
        (date, seq): (keys, Content(rows, int(high), int(low)))
        for date, seq, keys, rows, high, low in database.rows(
            render("psa/moved_sums", relation="temp.moved_until")
        )
    }


def _rewritten(
    database: Database, table: PsaTable, load: Load, new: tuple[str | None, str, Path], found: Aftermath
) -> Aftermath:
    """`found` with a load whose changes are written anew; `new` has its predecessor, the tag, the folder."""
    predecessor, tag, incoming = new
    named = f"{load.load_id}-{tag}"
    moment = Moment(load.load_date, load.load_seq, load.slice)
    path = incoming / f"{named}.parquet"
    write(database, _restated(table, load), path)
    inserts, updates, deletes, seen, misses, *_, kept = database.row(
        render("psa/summary", path=str(path), key=table.file_key)
    )
    nothing = Content(0, 0, 0)
    again = Staged(path, 0, inserts, updates, deletes, 0, nothing, seen=seen, misses=misses, kept=kept)
    files: tuple[StoredFile, ...] = ()
    moves: Moves = []
    # Whatever comes first in the chain is stored even without rows: it shows which columns there are.
    if again.stored or predecessor is None:
        files, moves = to_store(table, again, moment, named)
    counts = _counts_again(load, again)
    superseded = (load.changes_file,) if load.changes_file else ()
    return replace(
        found,
        rebased=(*found.rebased, Rebased(load.load_id, predecessor, files, counts, superseded)),
        moves=(*found.moves, *moves),
        overwritten=found.overwritten + (updates if load.extract == APPEND else 0),
    )


def _restated(table: PsaTable, load: Load) -> str:
    """The SELECT of a load's events over the moved rows in temp.moved_until."""
    columns = list(table.content_columns)
    is_snapshot = load.extract == SNAPSHOT
    rows = {
        c: f"m.{name(c)}"
        if c in table.key
        else f"CASE WHEN s._op IN ('insert', 'update') THEN s.{name(c)} ELSE m.{name(c)} END"
        for c in columns
    }
    return render(
        "psa/restated",
        moved="temp.moved_until",
        events=events_of(table, [load], STORED_EVENTS) or no_events(table),
        key=table.key,
        columns=columns,
        rows=rows,
        same=None if is_snapshot else "seen",
        neither=None if is_snapshot else "miss",
        values=table.values_to_restate(),
        load_date=load.load_date,
        load_seq=load.load_seq,
    )


def keep(database: Database, relation: str, select: str) -> None:
    """Keep the rows of a SELECT under a temporary name."""
    database.run(render("psa/keep", relation=relation, select=select))


def to_store(
    table: PsaTable, staged: Staged, moment: Moment, name: str, role: str = "changes"
) -> tuple[tuple[StoredFile, ...], Moves]:
    """What the record says of a staged file, and where the file goes.

    A delivery that is kept whole stands apart: its types need not be the contract's, which readings expect.
    """
    apart = "kept/" if role == "whole" else ""
    path = f"{apart}{folder_of(moment.slice, moment.load_date)}/{name}.parquet"
    stored = StoredFile(path, role, staged.stored, staged.path.stat().st_size, sha256_of(staged.path))
    return (stored,), [(staged.path, table.folder / path)]


def rejected_to_store(
    table: PsaTable, staged: Staged, moment: Moment, name: str
) -> tuple[tuple[StoredFile, ...], Moves]:
    """What the record says of the dead letters of a staged delivery, and where their file goes."""
    rejected = staged.rejected
    if rejected is None:
        return (), []
    path = f"rejected/{folder_of(moment.slice, moment.load_date)}/{name}.parquet"
    size = rejected.path.stat().st_size
    stored = StoredFile(path, "rejected", rejected.rows, size, sha256_of(rejected.path))
    return (stored,), [(rejected.path, table.folder / path)]


def folder_of(slice: str | None, load_date: dt.datetime) -> str:
    """The folder of a load's files inside its table's, as Hive names partitions."""
    folder = f"load_date={load_date.date().isoformat()}"
    return folder if slice is None else f"slice={quote(slice, safe='')}/{folder}"


def counts_of(staged: Staged, extract: str = SNAPSHOT) -> Counts:
    """The counts that a record keeps of a staged delivery of that kind."""
    counts = Counts(
        read=staged.read,
        new=staged.inserts,
        changed=staged.updates,
        unchanged=staged.unchanged,
        duplicate=staged.duplicates,
        rejected=staged.rejected_rows,
    )
    if extract == SNAPSHOT:
        return replace(counts, removed=staged.deletes)
    if extract == APPEND:
        return replace(counts, unchanged=0, duplicate=staged.duplicates + counts.unchanged)
    deleted = staged.deletes + staged.misses
    return replace(counts, unchanged=counts.unchanged - deleted, deleted=deleted)


def _counts_again(load: Load, staged: Staged) -> Counts:
    """The counts of a load that was written anew: what it read, and what the sources rejected, stays."""
    again = replace(staged, read=load.rows_read - load.rows_rejected - load.rows_erased)
    if load.extract != APPEND:
        again = replace(again, duplicates=load.rows_duplicate)
    counts = counts_of(again, load.extract)
    return replace(counts, read=load.rows_read, rejected=load.rows_rejected, erased=load.rows_erased)


def recorded_content(load: Load) -> Content:
    """The rows and fingerprint that a load's record gives its content."""
    return Content(load.row_count or 0, load.high or 0, load.low or 0)


def _plus(one: Content, other: Content) -> Content:
    return Content(one.rows + other.rows, (one.high + other.high) % _MODULO, (one.low + other.low) % _MODULO)


def _minus(one: Content, other: Content) -> Content:
    return Content(one.rows - other.rows, (one.high - other.high) % _MODULO, (one.low - other.low) % _MODULO)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
