"""Keyframes: full copies of a content, so that reading back costs a bounded number of snapshots."""

from __future__ import annotations

from pathlib import Path

from warehouse.database import Database
from warehouse.project.sources import SourceTable
from warehouse.psa.chain import folder_of, sha256_of
from warehouse.psa.commit import Gathered, commit
from warehouse.psa.hashes import HASH_RULE
from warehouse.psa.ledger import Ledger
from warehouse.psa.read import content_of
from warehouse.psa.record import FullCopyRecord, StoredFile
from warehouse.templates import render

#: A full copy is due when the rows stored since the last one exceed so many times the content's rows.
KEYFRAME = 2.0


def write_keyframe_if_due(
    database: Database,
    ledger: Ledger,
    declared: SourceTable,
    incoming: Path,
    slice: str | None = None,
    gathered: Gathered | None = None,
) -> bool:
    """Write a full copy of a slice's newest content when the changes since the last one have piled up.

    With `gathered` its record comes to exist with others, and the caller holds the transaction.
    """
    head = ledger.head_of(declared, slice)
    if head is None or head.keyframe_file is not None:
        return False
    if ledger.rows_since_full_copy(declared, slice) <= KEYFRAME * (head.row_count or 0):
        return False
    table = ledger.table(declared)
    copy = render(
        "psa/full_copy",
        content=content_of(table, ledger.chain(declared, slice)),
        values=table.values_to_copy(),
    )
    scratch = incoming / f"{head.load_id}.keyframe.parquet"
    scratch.parent.mkdir(parents=True, exist_ok=True)
    database.run(render("psa/write_parquet", select=copy, path=str(scratch)))
    number = ledger.state(declared).log_number + 1
    path = f"{folder_of(slice, head.load_date)}/{head.load_id}-{number:06d}.keyframe.parquet"
    file = StoredFile(path, "keyframe", head.row_count or 0, scratch.stat().st_size, sha256_of(scratch))
    record = FullCopyRecord(table.full_name, head.load_id, file, HASH_RULE, table.hash_definitions())
    add = commit if gathered is None else gathered.add
    add(table.folder, number, record, [(scratch, table.folder / path)])
    with database.transaction():
        ledger.enter(declared, number, record)
    return True
