"""Commit records: one JSON file per event of a table's log, written last and atomically.

A load exists when its record exists. Records are never changed; what happens later is another record.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from warehouse.errors import IntegrityError

#: The version of the record's shape.
FORMAT = 1

ACCEPTED = "accepted"
REJECTED = "rejected"
QUARANTINED = "quarantined"


@dataclass(frozen=True)
class StoredFile:
    """A file of the log. `role`: changes (against the predecessor), whole (quarantined), keyframe, rejected
    (dead letters).
    """

    path: str
    role: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class SourceFile:
    """An extract, as it was read. `path` is relative to the project where it lies inside."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Counts:
    """Rows of a delivery. read = new + changed + unchanged + deleted + duplicate + rejected + erased.

    `removed` counts keys gone by absence; they are no rows of the delivery. `erased` are rows of erased keys.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    duplicate: int = 0
    rejected: int = 0
    removed: int = 0
    erased: int = 0


@dataclass(frozen=True)
class Content:
    """The full content after a load: its rows, and the sums of the row hashes' halves modulo 2^64."""

    rows: int
    high: int
    low: int


@dataclass(frozen=True)
class Rebased:
    """A later load, whose changes were written anew because its predecessor changed."""

    load_id: str
    predecessor: str | None
    files: tuple[StoredFile, ...]
    counts: Counts
    superseded: tuple[str, ...]


@dataclass(frozen=True)
class Extras:
    """What is known of a delivery beside its rows.

    All tables of one dump share `delivery_id`; `delivery_tables` names those that were loaded with it, and
    `skipped` counts the statements of the dump that are neither tables nor rows. `tags` are the user's own
    words. `watermark` is the greatest value of the cursor column, as text.
    """

    delivery_id: str | None = None
    delivery_tables: tuple[str, ...] = ()
    skipped: dict[str, int] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    watermark: str | None = None


NO_EXTRAS = Extras()


@dataclass(frozen=True)
class Mended:
    """The dead letters of an earlier load that a load delivers again."""

    load_id: str
    letters: tuple[int, ...]
    note: str = ""


@dataclass(frozen=True)
class Restated:
    """A later load whose predecessor or content changed, because a load before it came or went."""

    load_id: str
    predecessor: str | None
    content: Content


@dataclass(frozen=True)
class LoadRecord:
    """The record of one load. Times are naive UTC. `slice` is None for a table without slices."""

    """The record of one load. Times are naive UTC.

    `schema` has the columns as the file holds them, `observed` those that were delivered with what they infer
    on their own: None for text that was only seen to fit what was known.
    """

    table: str
    load_id: str
    load_date: dt.datetime
    load_seq: int
    loaded_at: dt.datetime
    status: str
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    extract: str
    record_source: str
    predecessor: str | None
    sources: tuple[SourceFile, ...]
    files: tuple[StoredFile, ...]
    counts: Counts
    content: Content | None
    schema: tuple[tuple[str, str], ...]
    schema_hash: str
    key: tuple[str, ...]
    hash_rule: int
    hashes: dict[str, str]
    tools: dict[str, str]
    rebased: tuple[Rebased, ...] = ()
    extras: Extras = NO_EXTRAS
    mends: Mended | None = None
    restated: tuple[Restated, ...] = ()
    slice: str | None = None
    observed: tuple[tuple[str, str | None], ...] = ()

    def to_json(self) -> str:
        """The record as JSON text, one line."""
        data = asdict(self)
        data["load_date"] = self.load_date.isoformat()
        data["loaded_at"] = self.loaded_at.isoformat()
        return json.dumps(
            {"format": FORMAT, "event": "load", **data}, separators=(",", ":"), ensure_ascii=False
        )


@dataclass(frozen=True)
class FullCopyRecord:
    """The record of a keyframe: a full copy of the content after a load, written as changes pile up."""

    table: str
    load_id: str
    file: StoredFile
    hash_rule: int
    hashes: dict[str, str]

    def to_json(self) -> str:
        """The record as JSON text, one line."""
        return json.dumps({"format": FORMAT, "event": "keyframe", **asdict(self)}, separators=(",", ":"))


@dataclass(frozen=True)
class DecisionRecord:
    """The record of a person's decision on a load: accepted out of quarantine, or rejected.

    An accepted load gets its changes, counts and content here, its dead letters where it has any, and its
    kind where that is not the one it had; a rejected one is kept whole in `files`, and `contract` is what the
    columns are without it (None: as they were).
    """

    table: str
    load_id: str
    status: str
    decided_at: dt.datetime
    note: str
    predecessor: str | None
    files: tuple[StoredFile, ...]
    superseded: tuple[str, ...]
    counts: Counts | None
    content: Content | None
    schema: tuple[tuple[str, str], ...]
    hash_rule: int
    hashes: dict[str, str]
    rebased: tuple[Rebased, ...] = ()
    restated: tuple[Restated, ...] = ()
    contract: tuple[tuple[str, str], ...] | None = None
    extract: str | None = None

    def to_json(self) -> str:
        """The record as JSON text, one line."""
        data = {**asdict(self), "decided_at": self.decided_at.isoformat()}
        return json.dumps(
            {"format": FORMAT, "event": "decision", **data}, separators=(",", ":"), ensure_ascii=False
        )


@dataclass(frozen=True)
class LettersRecord:
    """The record of a person's decision on dead letters of a load. `fate`: discarded."""

    table: str
    load_id: str
    letters: tuple[int, ...]
    fate: str
    decided_at: dt.datetime
    note: str

    def to_json(self) -> str:
        """The record as JSON text, one line."""
        data = {**asdict(self), "decided_at": self.decided_at.isoformat()}
        return json.dumps(
            {"format": FORMAT, "event": "letters", **data}, separators=(",", ":"), ensure_ascii=False
        )


class OtherRecord(Protocol):
    """A record of another module: what the log keeps, and for how long."""

    @property
    def table(self) -> str:
        """SOURCE.TABLE."""

    @property
    def load_id(self) -> str:
        """The load that the record's file is named by."""

    def to_json(self) -> str:
        """The record as JSON text, one line."""


Record = LoadRecord | FullCopyRecord | DecisionRecord | LettersRecord | OtherRecord


def load_identity(table: str, load_date: dt.datetime, sha256: str, slice: str | None = None) -> str:
    """The load_id: a UUID from the SHA-256 of (table, slice, load_date, SHA-256 of the files).

    The same delivery has the same id everywhere.
    """
    text = json.dumps([table, slice, load_date.isoformat(), sha256])
    return str(uuid.UUID(bytes=hashlib.sha256(text.encode()).digest()[:16], version=5))


def write_record(folder: Path, number: int, record: Record) -> Path:
    """Write `folder`/000042-<load_id>.json so that after a crash it is there whole or not at all."""
    return write_text(folder / record_name(number, record), sealed(record.to_json()))


def record_name(number: int, record: Record) -> str:
    """The name of a record's file."""
    return f"{number:06d}-{record.load_id}.json"


def write_text(path: Path, text: str) -> Path:
    """Write a file so that after a crash it is there whole or not at all."""
    folder = path.parent
    folder.mkdir(parents=True, exist_ok=True)
    scratch = folder / f".{path.name}"
    with scratch.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.rename(path)
    sync_folder(folder)
    return path


def sealed(text: str) -> str:
    """JSON text of a record with the SHA-256 of itself as its last key, so that an edited record shows."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f'{text[:-1]},"sha256":"{digest}"}}\n'


def _unsealed(path: Path) -> dict[str, Any]:
    """The data of a sealed record; IntegrityError when its text is not what was sealed."""
    text = path.read_text(encoding="utf-8").rstrip("\n")
    body, mark, seal = text.rpartition(',"sha256":"')
    if not mark or hashlib.sha256(f"{body}}}".encode()).hexdigest() != seal.removesuffix('"}'):
        raise IntegrityError(
            "This commit record is not as it was written.",
            where=path,
            fix="restore the file from a backup",
            state="the log was not changed",
        )
    data: dict[str, Any] = json.loads(f"{body}}}")
    return data


def record_numbers(folder: Path) -> Iterator[tuple[int, str]]:
    """The number and the name of each record in a log folder, in their order."""
    if folder.is_dir():
        names = (name for name in os.listdir(folder) if name.endswith(".json") and name[0] != ".")
        yield from sorted((int(name[: name.index("-")]), name) for name in names)


def read_record(path: Path) -> Record:
    """The record in a file; IntegrityError when it is not one."""
    try:
        data = _unsealed(path)
        event = data.pop("event")
        version = data.pop("format")
        if version != FORMAT:
            raise IntegrityError(
                f"This record has format {version}; this version reads format {FORMAT}.",
                where=path,
                fix="use the version of the warehouse that wrote it, or a newer one",
            )
        if event == "keyframe":
            return FullCopyRecord(**{**data, "file": StoredFile(**data["file"])})
        if event == "decision":
            return _decision_record(data)
        if event == "letters":
            return LettersRecord(
                **{
                    **data,
                    "letters": tuple(data["letters"]),
                    "decided_at": dt.datetime.fromisoformat(data["decided_at"]),
                }
            )
        if event == "load":
            return _load_record(data)
        return _retained_record(event, data)
    except (ValueError, KeyError, TypeError) as error:
        raise IntegrityError(
            f"This commit record cannot be read: {error}.",
            where=path,
            fix="restore the file from a backup",
            state="the log was not changed",
        ) from error


def _retained_record(event: str, data: dict[str, Any]) -> Record:
    from warehouse.psa.erasures import erasure_record
    from warehouse.psa.retained import retained_record  # its records are made of the classes here

    record = retained_record(event, data) or erasure_record(event, data)
    if record is None:
        raise ValueError(f"no event is called '{event}'")
    return record


def _load_record(data: dict[str, Any]) -> LoadRecord:
    extras = data.get("extras", {})
    return LoadRecord(
        **{
            **_shared(data),
            "load_date": dt.datetime.fromisoformat(data["load_date"]),
            "loaded_at": dt.datetime.fromisoformat(data["loaded_at"]),
            "reasons": tuple(data["reasons"]),
            "notes": tuple(data["notes"]),
            "sources": tuple(SourceFile(**file) for file in data["sources"]),
            "key": tuple(data["key"]),
            "mends": _mended(data.get("mends")),
            "observed": tuple((column, kind) for column, kind in data.get("observed", ())),
            "extras": Extras(**{**extras, "delivery_tables": tuple(extras.get("delivery_tables", ()))}),
        }
    )


def _mended(data: dict[str, Any] | None) -> Mended | None:
    return None if data is None else Mended(data["load_id"], tuple(data["letters"]), data["note"])


def _decision_record(data: dict[str, Any]) -> DecisionRecord:
    return DecisionRecord(
        **{
            **_shared(data),
            "decided_at": dt.datetime.fromisoformat(data["decided_at"]),
            "superseded": tuple(data["superseded"]),
            "contract": _pairs(data.get("contract")),
        }
    )


def _pairs(contract: list[list[str]] | None) -> tuple[tuple[str, str], ...] | None:
    return None if contract is None else tuple((column, kind) for column, kind in contract)


def _shared(data: dict[str, Any]) -> dict[str, Any]:
    """The data of a record, with the parts that loads and decisions share as objects."""
    return {
        **data,
        "files": tuple(StoredFile(**file) for file in data["files"]),
        "counts": Counts(**data["counts"]) if data["counts"] else None,
        "content": Content(**data["content"]) if data["content"] else None,
        "schema": tuple((column, kind) for column, kind in data["schema"]),
        "rebased": tuple(
            Rebased(
                entry["load_id"],
                entry["predecessor"],
                tuple(StoredFile(**file) for file in entry["files"]),
                Counts(**entry["counts"]),
                tuple(entry["superseded"]),
            )
            for entry in data["rebased"]
        ),
        "restated": tuple(
            Restated(entry["load_id"], entry["predecessor"], Content(**entry["content"]))
            for entry in data.get("restated", ())
        ),
    }


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
