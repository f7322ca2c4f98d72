"""The chain of accepted loads: when a load's predecessor changes, its changes are written anew."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from warehouse.database import Database
from warehouse.errors import IntegrityError
from warehouse.psa.loads import Load
from warehouse.psa.read import with_hash64
from warehouse.psa.record import Content, Counts, Rebased, StoredFile
from warehouse.psa.stage import Before, Moment, Staged, nothing_before, stage_content
from warehouse.psa.table import PsaTable
from warehouse.templates import render

#: Finished files with the places they go to.
Moves = list[tuple[Path, Path]]


@dataclass(frozen=True)
class Between:
    """A load whose predecessor changes.

    `now` is a SELECT of the content before it from now on (None: nothing) with its recorded `content`;
    `after` is a SELECT of the load's own content. `tag` tells its new file from all others: it is used once.
    """

    predecessor: str | None
    now: str | None
    content: Content
    successor: Load
    after: str
    tag: str


def rebase(database: Database, table: PsaTable, between: Between, incoming: Path) -> tuple[Rebased, Moves]:
    """The successor's changes against the content that comes before it now.

    Raises IntegrityError when the successor does not read back as its record says; nothing is changed then.
    """
    successor = between.successor
    if between.now is None:
        before = nothing_before(database, table)
    else:
        keep(database, "content_now", with_hash64(table, between.now))
        before = Before("temp.content_now", between.content)
    keep(database, "content_after", with_hash64(table, between.after))
    moment = Moment(successor.load_date, successor.load_seq)
    path = incoming / f"{successor.load_id}-{between.tag}.parquet"
    again = stage_content(database, table, "FROM temp.content_after", before, moment, path)
    if again.content != recorded_content(successor):
        raise IntegrityError(
            "A stored load does not read back as its record says.",
            where=f"{table.full_name}, load {successor.load_id} of {successor.load_date}",
            fix="restore its files from a backup",
            state="the log was not changed",
        )
    files: tuple[StoredFile, ...] = ()
    moves: Moves = []
    # Whatever comes first in the chain is stored even without rows: it shows which columns there are.
    if again.stored or between.predecessor is None:
        files, moves = to_store(table, again, moment, f"{successor.load_id}-{between.tag}")
    counts = replace(counts_of(again), read=successor.rows_read, duplicate=successor.rows_duplicate)
    superseded = (successor.changes_file,) if successor.changes_file else ()
    return Rebased(successor.load_id, between.predecessor, files, counts, superseded), moves


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
    path = f"{apart}load_date={moment.load_date.date().isoformat()}/{name}.parquet"
    stored = StoredFile(path, role, staged.stored, staged.path.stat().st_size, sha256_of(staged.path))
    return (stored,), [(staged.path, table.folder / path)]


def rejected_to_store(
    table: PsaTable, staged: Staged, moment: Moment, name: str
) -> tuple[tuple[StoredFile, ...], Moves]:
    """What the record says of the dead letters of a staged delivery, and where their file goes."""
    rejected = staged.rejected
    if rejected is None:
        return (), []
    path = f"rejected/load_date={moment.load_date.date().isoformat()}/{name}.parquet"
    size = rejected.path.stat().st_size
    stored = StoredFile(path, "rejected", rejected.rows, size, sha256_of(rejected.path))
    return (stored,), [(rejected.path, table.folder / path)]


def counts_of(staged: Staged) -> Counts:
    """The counts that a record keeps of a staged delivery."""
    return Counts(
        read=staged.read,
        new=staged.inserts,
        changed=staged.updates,
        unchanged=staged.unchanged,
        duplicate=staged.duplicates,
        rejected=staged.rejected_rows,
        removed=staged.deletes,
    )


def recorded_content(load: Load) -> Content:
    """The rows and fingerprint that a load's record gives its content."""
    return Content(load.row_count or 0, load.high or 0, load.low or 0)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
