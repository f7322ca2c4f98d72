"""Records of erasures: a key removed from a table's files, and one whose deliveries are taken in again."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from warehouse.database import Database
from warehouse.psa.letters import enter_letters
from warehouse.psa.record import FORMAT, Content, Counts, StoredFile
from warehouse.templates import render

_ERASE = "erase"
_FORGET = "forget"


@dataclass(frozen=True)
class Rewritten:
    """A file that held the key: `file` has its other rows (None: nothing needed it any more).

    Paths are relative to the table's folder; those of an archive absolute, or relative to the project's.
    """

    load_id: str
    before: str
    file: StoredFile | None
    is_archived: bool


@dataclass(frozen=True)
class Recounted:
    """What a load counts and comes to without the key; `content` is None for one outside of history."""

    load_id: str
    counts: Counts
    content: Content | None


@dataclass(frozen=True)
class Suppression:
    """Rows of later deliveries that are left out: their `columns` (none: the key) have one of the digests.

    The digests (hex) are keyed, and made under the types `kinds`.
    """

    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    digests: tuple[str, ...]


@dataclass(frozen=True)
class EraseRecord:
    """Keys of a table that were removed, because a person named a key of the table `cause`.

    `digest` is the keyed digest of the named key, made under the types `kinds`; `suppressed` says which rows
    of this table are left out from now on. `redacted` are the records that named a key, written anew.
    """

    table: str
    load_id: str
    erased_at: dt.datetime
    digest: str
    kinds: tuple[str, ...]
    files: tuple[Rewritten, ...]
    loads: tuple[Recounted, ...]
    redacted: tuple[str, ...]
    cause: str
    suppressed: tuple[Suppression, ...]

    def to_json(self) -> str:
        """The record as JSON text, one line."""
        return _json(_ERASE, {**asdict(self), "erased_at": self.erased_at.isoformat()})


@dataclass(frozen=True)
class ForgetRecord:
    """An erased key whose deliveries are taken in again.

    With `cause` the digest is of a key of that table, and what was erased here because of it comes in again.
    """

    table: str
    load_id: str
    forgotten_at: dt.datetime
    digest: str
    cause: str | None = None

    def to_json(self) -> str:
        """The record as JSON text, one line."""
        return _json(_FORGET, {**asdict(self), "forgotten_at": self.forgotten_at.isoformat()})


Erasure = EraseRecord | ForgetRecord


def _json(event: str, data: dict[str, Any]) -> str:
    return json.dumps({"format": FORMAT, "event": event, **data}, separators=(",", ":"), ensure_ascii=False)


def erasure_record(event: str, data: dict[str, Any]) -> Erasure | None:
    """The record of an event, from its data; None when it is no event of these."""
    if event == _FORGET:
        return ForgetRecord(**{**data, "forgotten_at": dt.datetime.fromisoformat(data["forgotten_at"])})
    if event != _ERASE:
        return None
    return EraseRecord(
        **{
            **data,
            "erased_at": dt.datetime.fromisoformat(data["erased_at"]),
            "kinds": tuple(data["kinds"]),
            "files": tuple(
                Rewritten(**{**one, "file": StoredFile(**one["file"]) if one["file"] else None})
                for one in data["files"]
            ),
            "loads": tuple(
                Recounted(
                    one["load_id"],
                    Counts(**one["counts"]),
                    Content(**one["content"]) if one["content"] else None,
                )
                for one in data["loads"]
            ),
            "redacted": tuple(data["redacted"]),
            "cause": data.get("cause", data["table"]),
            "suppressed": tuple(_suppressions(data)),
        }
    )


def _suppressions(data: dict[str, Any]) -> Iterator[Suppression]:
    """Those of a record; one that has none is of the one key that was named."""
    if "suppressed" not in data:
        yield Suppression((), tuple(data["kinds"]), (data["digest"],))
    for one in data.get("suppressed", ()):
        yield Suppression(tuple(one["columns"]), tuple(one["kinds"]), tuple(one["digests"]))


def place_of(root: Path, one: Rewritten, path: str) -> str:
    """A path of the record as the ledger has it: `root` is the project's folder."""
    return str(root / path) if one.is_archived else path


def present_path(records: Sequence[object], path: str) -> str:
    """Where a file of the log is now that records of a table named `path`: an erasure writes it anew."""
    for record in records:
        for one in record.files if isinstance(record, EraseRecord) else ():
            if one.before == path and one.file is not None:
                path = one.file.path
    return path


def enter_erasure(database: Database, root: Path, folder: Path, record: Erasure) -> Sequence[str]:
    """Take in one record of the table in `folder`; the files that nothing reads any more.

    The caller holds the transaction.
    """
    if isinstance(record, ForgetRecord):
        database.run(render("meta/forget_erased"), [record.table, record.cause, record.digest, record.digest])
        return ()
    for one in record.suppressed:
        database.run(
            render("meta/note_erased"),
            [record.table, [*one.columns], [*one.kinds], [*one.digests], record.cause, record.digest],
        )
    for written in record.files:
        if written.file is not None:
            _enter_file(database, root, folder, record.table, written, written.file)
    for load in record.loads:
        counts, content = load.counts, load.content
        database.run(
            render("meta/recount_load"),
            [
                *(counts.new, counts.changed, counts.unchanged, counts.deleted, counts.duplicate),
                *(counts.rejected, counts.removed, counts.erased),
                *((content.rows, content.high, content.low) if content else (None, None, None)),
                *(record.table, load.load_id),
            ],
        )
    return [place_of(root, one, one.before) for one in record.files]


def _enter_file(
    database: Database, root: Path, folder: Path, table: str, one: Rewritten, file: StoredFile
) -> None:
    if file.role == "rejected":
        enter_letters(database, folder, table, one.load_id, [file])
        return
    if file.role == "model":
        paths = [json.dumps(path) for path in (one.before, file.path)]
        database.run(render("meta/erase_checkpoint"), [*paths, table])
        return
    database.run(
        render(
            "meta/erase_file",
            source_table=table,
            load_id=one.load_id,
            before=place_of(root, one, one.before),
            after=place_of(root, one, file.path),
            role=file.role,
            rows=file.rows,
            bytes=file.bytes,
        )
    )
