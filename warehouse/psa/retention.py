"""What a table's retention lets go, and pruning: a full copy at the horizon takes the place of what goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.database import Database
from warehouse.errors import SourceError, UsageError
from warehouse.project.project import Project
from warehouse.project.retention import Retention
from warehouse.project.sources import SourceTable
from warehouse.psa.chain import Moves, folder_of, sha256_of
from warehouse.psa.commit import commit
from warehouse.psa.files import files_of, records_in
from warehouse.psa.hashes import HASH_RULE
from warehouse.psa.ledger import Ledger
from warehouse.psa.loads import Load
from warehouse.psa.read import content_of, no_events, seen_in
from warehouse.psa.record import LoadRecord, StoredFile
from warehouse.psa.retained import Base, HistoryLossRecord, ModelCheckpoint, PruneRecord
from warehouse.psa.table import PsaTable
from warehouse.templates import render


@dataclass(frozen=True)
class Going:
    """What a retention lets go of one table.

    `loads` are accepted ones in the order of history; `others` the ids of quarantined and rejected ones of
    the same time. `horizons` are the newest load that goes of each slice. `files` go with them. `until` is
    set where models keep a history across slices or tables: what they hold of all these goes up to there.
    """

    declared: SourceTable
    loads: tuple[Load, ...]
    others: tuple[str, ...]
    horizons: tuple[Load, ...]
    files: tuple[StoredFile, ...]
    until: dt.datetime | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all loads that go."""
        return (*(load.load_id for load in self.loads), *self.others)

    @property
    def bytes(self) -> int:
        """The bytes of the files that go."""
        return sum(file.bytes for file in self.files)


def going(
    project: Project, ledger: Ledger, declared: SourceTable, retention: Retention, *, across: bool
) -> Going | None:
    """What a retention lets go of a table; None when that is nothing. The newest load of a slice stays.

    Deliveries of one load date go or stay together. Days count back from the table's newest load date.
    `across`: a model keeps a history across slices or tables, so that they have one horizon for it.
    """
    loads = [load for load in ledger.loads(declared) if not load.is_pruned]
    gone = [load for slice_loads in _slices(loads) for load in _letting_go(slice_loads, loads, retention)]
    if not gone:
        return None
    ordered = tuple(sorted(gone, key=lambda load: load.order))
    newest: dict[str | None, Load] = {load.slice: load for load in ordered}
    until = max(load.load_date for load in (*gone, *ledger.bases(declared))) if across else None
    records = records_in(project.psa_path / declared.source / declared.name)
    others = _other_loads(records, {load.load_id for load in loads}, newest, until)
    bases = [base for base in ledger.bases(declared) if base.slice in newest]
    files = files_of(project.root, records)
    ids = [*(load.load_id for load in (*gone, *bases)), *others]
    of_loads = {file.path: file for file in files.of(ids)}
    of_models = {path: file for path, file in files.live.items() if file.role == "model"}
    going_files = tuple({**of_loads, **of_models}.values())
    return Going(declared, ordered, tuple(others), tuple(newest.values()), going_files, until)


@dataclass(frozen=True)
class KeptRows:
    """The rows of a model under the new horizon, in finished files: tables as (schema, name, file, rows).

    `until` is as a ModelCheckpoint has it.
    """

    model: str
    definition: str
    taken: dict[str, int]
    tables: tuple[tuple[str, str, Path, int], ...]
    until: dict[str, str]


def prune(
    database: Database,
    project: Project,
    ledger: Ledger,
    gone: Going,
    models: Sequence[KeptRows],
    pruned_at: dt.datetime,
) -> None:
    """Let loads go: in one commit, a full copy at each horizon, the models' rows under it, and the record.

    The files that go are deleted after the next publication. `pruned_at` is the clock (UTC).
    """
    table = ledger.table(gone.declared)
    number = ledger.state(gone.declared).log_number + 1
    bases, moves = _bases(database, project, ledger, table, gone)
    checkpoints = []
    for kept in models:
        relations = []
        for i, (schema, name, path, rows) in enumerate(kept.tables):
            stored = _stored(path, f"checkpoints/{number:06d}/{kept.model}/{i}.parquet", "model", rows)
            relations.append((schema, name, stored))
            moves.append((path, table.folder / stored.path))
        checkpoints.append(_checkpoint(kept, relations))
    record = PruneRecord(
        table=table.full_name,
        load_id=gone.loads[-1].load_id,
        pruned_at=pruned_at,
        loads=gone.ids,
        bases=tuple(bases),
        hash_rule=HASH_RULE,
        hashes=table.hash_definitions(),
        models=tuple(checkpoints),
        superseded=tuple(file.path for file in gone.files),
    )
    commit(table.folder, number, record, moves)
    with database.transaction():
        ledger.enter(gone.declared, number, record)


def _checkpoint(kept: KeptRows, relations: Sequence[tuple[str, str, StoredFile]]) -> ModelCheckpoint:
    return ModelCheckpoint(kept.model, kept.definition, kept.taken, tuple(relations), kept.until)


def _bases(
    database: Database, project: Project, ledger: Ledger, table: PsaTable, gone: Going
) -> tuple[list[Base], Moves]:
    number = ledger.state(gone.declared).log_number + 1
    loads = ledger.loads(gone.declared)
    bases: list[Base] = []
    moves: Moves = []
    for last in gone.horizons:
        chain = [x for x in loads if x.slice == last.slice and x.order <= last.order]
        copy = render(
            "psa/base_copy",
            content=content_of(table, chain),
            seen=seen_in(table, chain) or no_events(table),
            key=table.key,
            columns=list(table.content_columns),
            values=table.values_at_horizon(),
        )
        scratch = project.psa_path / ".incoming" / f"{last.load_id}.base.parquet"
        scratch.parent.mkdir(parents=True, exist_ok=True)
        database.finish(render("psa/write_parquet", select=copy, path=str(scratch)))
        path = f"{folder_of(last.slice, last.load_date)}/{last.load_id}-{number:06d}.base.parquet"
        bases.append(Base(last.load_id, _stored(scratch, path, "base", last.row_count or 0)))
        moves.append((scratch, table.folder / path))
    return bases, moves


def _stored(scratch: Path, path: str, role: str, rows: int) -> StoredFile:
    return StoredFile(path, role, rows, scratch.stat().st_size, sha256_of(scratch))


@dataclass(frozen=True)
class Loss:
    """A model, declared as `definition`, whose history begins at the horizon after so many pruned loads."""

    model: str
    definition: str
    taken: dict[str, int]


def agree_to_loss(
    database: Database, ledger: Ledger, table: PsaTable, loss: Loss, accepted_at: dt.datetime
) -> None:
    """Record that a person lets a model's history begin at the horizon of a pruned table."""
    number = ledger.state(table.declared).log_number + 1
    base = ledger.bases(table.declared)[-1]
    record = HistoryLossRecord(
        table.full_name, base.load_id, accepted_at, loss.model, loss.definition, loss.taken
    )
    commit(table.folder, number, record, [])
    with database.transaction():
        ledger.enter(table.declared, number, record)


def refuse_pruned(ledger: Ledger, declared: SourceTable, load: Load) -> None:
    """UsageError when a load was pruned, or lies before the horizon: nothing can be decided on it."""
    until = ledger.horizon(declared, load.slice)
    if until is None or load.load_date > until:
        return
    raise UsageError(
        f"Nothing can be decided on this load: {_what_went(ledger, declared, load.slice, until)}.",
        where=f"{declared.full_name}, load {load.load_id} of {load.load_date}",
        fix="deliver a correction for a later load date",
        state="nothing was changed",
    )


def refuse_late(
    ledger: Ledger, declared: SourceTable, load_date: dt.datetime, file: str, slice: str | None = None
) -> None:
    """SourceError when a delivery is for a load date that was pruned."""
    until = ledger.horizon(declared, slice)
    if until is not None and load_date <= until:
        raise SourceError(
            f"This delivery comes too late: {_what_went(ledger, declared, slice, until)}.",
            where=f"{declared.full_name}, {file}, load date {load_date:%Y-%m-%d %H:%M}",
            fix="deliver it for a later load date, or take the file away",
            state="nothing of this delivery was stored",
        )


def _what_went(ledger: Ledger, declared: SourceTable, slice: str | None, until: dt.datetime) -> str:
    own = [base.load_date for base in ledger.bases(declared) if base.slice == slice]
    of_slice = "" if slice is None else f" for '{slice}'"
    if until in own:
        return f"the loads of {declared.full_name}{of_slice} up to {until:%Y-%m-%d %H:%M} were pruned"
    return (
        f"loads up to {until:%Y-%m-%d %H:%M} were pruned, and a model keeps one history of them and of "
        f"{declared.full_name}{of_slice}"
    )


def _slices(loads: Sequence[Load]) -> list[list[Load]]:
    found: dict[str | None, list[Load]] = {}
    for load in loads:
        found.setdefault(load.slice, []).append(load)
    return list(found.values())


def _letting_go(loads: Sequence[Load], all_loads: Sequence[Load], retention: Retention) -> list[Load]:
    """The loads of one slice, in the order of history, that are not kept."""
    first_kept = loads[-1].load_date
    if retention.days is not None:
        newest = max(load.load_date for load in all_loads)
        first_kept = min(first_kept, newest - dt.timedelta(days=retention.days))
    elif retention.loads is not None:
        first_kept = loads[-min(retention.loads, len(loads))].load_date
    else:
        return []
    return [load for load in loads if load.load_date < first_kept]


def _other_loads(
    records: Sequence[object],
    accepted: set[str],
    newest: dict[str | None, Load],
    until: dt.datetime | None,
) -> list[str]:
    """Loads that are not in history, of a time that goes: nobody can accept them any more."""
    pruned = {load_id for record in records if isinstance(record, PruneRecord) for load_id in record.loads}
    found = []
    for record in records:
        if not isinstance(record, LoadRecord) or record.load_id in pruned | accepted:
            continue
        last = newest.get(record.slice)
        moments = [until, last.load_date if last else None]
        if any(moment is not None and record.load_date <= moment for moment in moments):
            found.append(record.load_id)
    return found
