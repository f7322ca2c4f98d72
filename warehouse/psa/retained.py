"""Records about what the log keeps: loads pruned, moved to an archive, or mended, and history given up."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

from warehouse.psa.record import FORMAT, StoredFile


class _Record:
    """What all of these records share: how they become JSON."""

    EVENT: ClassVar[str]

    def to_json(self) -> str:
        """The record as JSON text, one line."""
        data = {k: v.isoformat() if isinstance(v, dt.datetime) else v for k, v in asdict(self).items()}  # type: ignore[call-overload]
        return json.dumps(
            {"format": FORMAT, "event": self.EVENT, **data}, separators=(",", ":"), ensure_ascii=False
        )


@dataclass(frozen=True)
class Base:
    """The full copy at a horizon: the content after `load_id`, the newest load (of its slice) that went."""

    load_id: str
    file: StoredFile


@dataclass(frozen=True)
class ModelCheckpoint:
    """The rows of a history-keeping model under the horizon.

    `definition` is the hash of what the model was declared as; `taken` says, by SOURCE.TABLE, how many pruned
    loads are in the rows; `relations` are its tables as (schema, name, file). `until` has the tables of which
    all loads up to that moment (UTC, ISO) are in the rows, also those of slices that keep them.
    """

    model: str
    definition: str
    taken: dict[str, int]
    relations: tuple[tuple[str, str, StoredFile], ...]
    until: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PruneRecord(_Record):
    """Loads whose rows go. `loads` are their ids, `load_id` the newest; `superseded` the files that go."""

    EVENT: ClassVar[str] = "prune"
    table: str
    load_id: str
    pruned_at: dt.datetime
    loads: tuple[str, ...]
    bases: tuple[Base, ...]
    hash_rule: int
    hashes: dict[str, str]
    models: tuple[ModelCheckpoint, ...]
    superseded: tuple[str, ...]


@dataclass(frozen=True)
class HistoryLossRecord(_Record):
    """A model that was declared otherwise after pruning, whose history a person lets begin at the horizon."""

    EVENT: ClassVar[str] = "history_loss"
    table: str
    load_id: str
    accepted_at: dt.datetime
    model: str
    definition: str
    taken: dict[str, int]


@dataclass(frozen=True)
class Moved:
    """A file of a load with its new place: `file.path` is absolute, or relative to the project's folder."""

    load_id: str
    before: str
    file: StoredFile


@dataclass(frozen=True)
class ArchiveRecord(_Record):
    """Loads whose files were moved to an archive folder: absolute, or relative to the project's folder."""

    EVENT: ClassVar[str] = "archive"
    table: str
    load_id: str
    archived_at: dt.datetime
    to: str
    files: tuple[Moved, ...]


@dataclass(frozen=True)
class RepairRecord(_Record):
    """A file of a load, derived again from its extract: the same rows in other bytes."""

    EVENT: ClassVar[str] = "repair"
    table: str
    load_id: str
    repaired_at: dt.datetime
    before: str
    file: StoredFile


Retained = PruneRecord | HistoryLossRecord | ArchiveRecord | RepairRecord


def retained_record(event: str, data: dict[str, Any]) -> Retained | None:
    """The record of an event, from its data; None when it is no event of these."""
    for key in ("pruned_at", "accepted_at", "archived_at", "repaired_at"):
        if key in data:
            data[key] = dt.datetime.fromisoformat(data[key])
    if event == PruneRecord.EVENT:
        return PruneRecord(
            **{
                **data,
                "loads": tuple(data["loads"]),
                "bases": tuple(Base(base["load_id"], StoredFile(**base["file"])) for base in data["bases"]),
                "models": tuple(_checkpoint(model) for model in data["models"]),
                "superseded": tuple(data["superseded"]),
            }
        )
    if event == HistoryLossRecord.EVENT:
        return HistoryLossRecord(**data)
    if event == ArchiveRecord.EVENT:
        files = (Moved(m["load_id"], m["before"], StoredFile(**m["file"])) for m in data["files"])
        return ArchiveRecord(**{**data, "files": tuple(files)})
    if event == RepairRecord.EVENT:
        return RepairRecord(**{**data, "file": StoredFile(**data["file"])})
    return None


def _checkpoint(data: dict[str, Any]) -> ModelCheckpoint:
    relations = ((schema, name, StoredFile(**file)) for schema, name, file in data["relations"])
    return ModelCheckpoint(**{**data, "relations": tuple(relations)})
