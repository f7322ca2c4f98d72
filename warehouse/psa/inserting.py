"""How the ledger takes in the rows of loads: of any number in one statement."""

from __future__ import annotations

import json
from collections.abc import Sequence

from warehouse.database import Database
from warehouse.psa.letters import REJECTED_ROWS
from warehouse.psa.record import LoadRecord
from warehouse.psa.table import definition_hash
from warehouse.templates import render

Numbered = tuple[int, LoadRecord]


def only_adds(record: LoadRecord) -> bool:
    """Whether a load is its own row alone: it changes no other load and brings no dead letter."""
    has_letters = any(file.role == REJECTED_ROWS for file in record.files)
    return not (record.rebased or record.restated or record.mends or has_letters)


def insert_loads(database: Database, full_name: str, loads: Sequence[Numbered]) -> None:
    """Enter loads of SOURCE.TABLE, each with its record's number. The caller holds the transaction."""
    observed = [json.dumps([list(pair) for pair in load.observed or load.schema]) for _, load in loads]
    database.run(
        "INSERT INTO _store.observed SELECT ?, unnest(CAST(? AS UUID[])), unnest(CAST(? AS VARCHAR[]))",
        [full_name, [load.load_id for _, load in loads], observed],
    )
    rows = [_row(full_name, number, load) for number, load in loads]
    database.run(render("meta/insert_loads"), [list(column) for column in zip(*rows, strict=True)])


def _row(full_name: str, number: int, load: LoadRecord) -> list[object]:
    counts, content, extras = load.counts, load.content, load.extras
    changes = next((file for file in load.files if file.role == "changes"), None)
    whole = next((file for file in load.files if file.role != REJECTED_ROWS), None)
    return [
        *(full_name, load.load_date, load.load_seq, load.load_id, load.status),
        *(list(load.reasons), list(load.notes), load.extract, load.record_source),
        ", ".join(source.path for source in load.sources),
        sum(source.bytes for source in load.sources),
        ", ".join(source.sha256 for source in load.sources),
        *(load.loaded_at, load.predecessor),
        *(counts.read, counts.new, counts.changed, counts.unchanged),
        *(counts.deleted, counts.duplicate, counts.rejected, counts.removed),
        *((content.rows, str(content.high), str(content.low)) if content else (None, None, None)),
        changes.path if changes else None,
        *((whole.rows, whole.bytes) if whole else (0, 0)),
        *(load.schema_hash, definition_hash(load.hash_rule, load.hashes), number, extras.delivery_id),
        *([*extras.tags], [*extras.tags.values()], [*extras.skipped], [*extras.skipped.values()]),
        *(extras.watermark, load.slice, counts.erased),
    ]
