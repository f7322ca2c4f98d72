"""Questions to the ledger: which loads a table has, how far it was followed, what its contract is."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from warehouse.contract import Contract, as_declared, contract_from_json
from warehouse.database import Database
from warehouse.errors import DeclarationError
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.suppress import ErasedKey
from warehouse.psa.table import PsaTable
from warehouse.templates import render

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Load:
    """One load as the ledger has it. The files are relative to the table's folder."""

    load_id: str
    load_date: dt.datetime
    load_seq: int
    status: str
    rows_read: int
    rows_duplicate: int
    row_count: int | None
    high: int | None
    low: int | None
    changes_file: str | None
    rows_stored: int
    keyframe_file: str | None
    keyframe_definition: str | None
    hash_definition: str
    is_pruned: bool
    extract: str
    slice: str | None
    rows_rejected: int
    rows_erased: int

    @property
    def order(self) -> tuple[dt.datetime, int]:
        """What history is ordered by."""
        return self.load_date, self.load_seq


@dataclass(frozen=True)
class TableState:
    """How far the file has followed one table. `current_*` say what `_store`'s content was made from.

    `contract` has the names and types that are declared now, `logged` those of the log.
    """

    log_number: int = 0
    epoch: int = 0
    contract: Contract = Contract()
    log_key: tuple[str, ...] | None = None
    current_definition: str | None = None
    current_epoch: int = -1
    current_loads: int = 0
    logged: Contract = Contract()


class Loads:
    """The loads in one DuckDB file, to ask. What was asked of a table is remembered until it changes."""

    def __init__(self, database: Database, project: Project) -> None:
        self._database = database
        self._project = project
        self._answers: dict[str, dict[Hashable, object]] = {}

    def ask_anew(self) -> None:
        """Forget what was asked: what a transaction that was taken back said is not so."""
        self._answers.clear()

    def _forget(self, declared: SourceTable) -> None:
        """Ask anew about this table: it has changed in the file."""
        self._answers.pop(declared.full_name, None)

    def _forget_state(self, declared: SourceTable) -> None:
        """Ask anew how far this file has followed the table: its loads are what they were."""
        self._answers.get(declared.full_name, {}).pop("state", None)

    def _once(self, declared: SourceTable, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """What `ask` answers to a question about a table, asked once as long as the table does not change."""
        answers = self._answers.setdefault(declared.full_name, {})
        if question not in answers:
            answers[question] = ask()
        return answers[question]  # type: ignore[return-value]

    def state(self, declared: SourceTable) -> TableState:
        """How far this file has followed a table."""
        return self._once(declared, "state", lambda: self._read_state(declared))

    def _read_state(self, declared: SourceTable) -> TableState:
        rows = self._database.rows(
            "SELECT * EXCLUDE (source_table) FROM _store.tables WHERE source_table = ?", [declared.full_name]
        )
        if not rows:
            return TableState(contract=as_declared(Contract(), declared.types, declared.formers))
        number, epoch, contract, log_key, definition, current_epoch, current_loads = rows[0]
        logged = contract_from_json(json.loads(contract))
        return TableState(
            number,
            epoch,
            as_declared(logged, declared.types, declared.formers),
            tuple(json.loads(log_key)) if log_key else None,
            definition,
            current_epoch,
            current_loads,
            logged,
        )

    def table(self, declared: SourceTable) -> PsaTable:
        """The table under the contract that its accepted loads have made."""
        state = self.state(declared)
        if state.log_key is not None and state.log_key != declared.log_key:
            raise DeclarationError(
                f"The key of {declared.full_name} is ({', '.join(declared.log_key) or 'no key'}), but its "
                f"log was written under ({', '.join(state.log_key) or 'no key'}).",
                where=declared.place,
                fix="give the key back, or declare the table under a new name and load its extracts there",
                state="the log was not changed",
            )
        if state.contract.conflict is not None:
            raise _two_are_one(declared, *state.contract.conflict)
        return PsaTable.of(self._project, declared, state.contract)

    def loads(self, declared: SourceTable, skip: int = 0) -> list[Load]:
        """The accepted loads in the order of history, without the first `skip`; those of all slices.

        Pruned loads count, but only the newest of them is there: its content is what the kept ones build on.
        """
        return list(
            self._once(declared, ("loads", skip), lambda: self._read_loads(declared, True, None, skip))
        )

    def chain(self, declared: SourceTable, slice: str | None) -> list[Load]:
        """The accepted loads of one slice (None: of a table without slices) in the order of history."""
        return list(self._once(declared, ("chain", slice), lambda: self._read_loads(declared, False, slice)))

    def _read_loads(
        self, declared: SourceTable, of_all: bool, slice: str | None, skip: int = 0
    ) -> list[Load]:
        rows = self._database.rows(render("meta/accepted_loads"), [declared.full_name, of_all, slice, skip])
        return [Load(*row) for row in rows]

    def bases(self, declared: SourceTable) -> list[Load]:
        """The newest pruned load of a table (of each slice), which is its horizon; none before pruning."""
        if not self.pruned(declared):
            return []
        return [load for load in self.loads(declared) if load.is_pruned]

    def horizon(self, declared: SourceTable, slice: str | None = None) -> dt.datetime | None:
        """Up to when nothing can be delivered or decided any more: the newest pruned load date of a slice.

        Where a model keeps a history across slices, that of the table.
        """
        until: dt.datetime | None = self._database.value(
            render("meta/horizon"), [declared.full_name, slice, declared.full_name]
        )
        return until

    def archives(self, declared: SourceTable) -> list[str]:
        """The folders that hold files of archived loads, and "" for the log's own where it holds any.

        None while nothing is archived.
        """
        return list(self._once(declared, "archives", lambda: self._read_archives(declared)))

    def _read_archives(self, declared: SourceTable) -> list[str]:
        rows = self._database.rows(render("meta/archives"), [declared.full_name])
        folders = [folder for (folder,) in rows]
        return folders if any(folders) else []

    def pruned(self, declared: SourceTable) -> int:
        """How many of the accepted loads were pruned."""
        statement = (
            "SELECT count(*) FROM meta.loads "
            "WHERE source_table = ? AND status = 'accepted' AND pruned_at IS NOT NULL"
        )
        return self._once(
            declared, "pruned", lambda: int(self._database.value(statement, [declared.full_name]))
        )

    def find(self, declared: SourceTable, load_id: str) -> Load:
        """The load with this id, whatever its status. KeyError when there is none."""
        rows = self._database.rows(render("meta/one_load"), [declared.full_name, load_id])
        if not rows:
            raise KeyError(load_id)
        return Load(*rows[0])

    def ids_like(self, declared: SourceTable, start: str) -> list[str]:
        """The ids of a table's loads that begin so."""
        rows = self._database.rows(
            "SELECT CAST(load_id AS VARCHAR) FROM meta.loads "
            "WHERE source_table = ? AND starts_with(CAST(load_id AS VARCHAR), ?)",
            [declared.full_name, start.lower()],
        )
        return [load_id for (load_id,) in rows]

    def head(self, declared: SourceTable) -> Load | None:
        """The newest accepted load, of whatever slice."""
        rows = self._database.rows(render("meta/newest_load"), [declared.full_name, True, None])
        return Load(*rows[0]) if rows else None

    def head_of(self, declared: SourceTable, slice: str | None) -> Load | None:
        """The newest accepted load of one slice; None of a table without slices."""
        rows = self._database.rows(render("meta/newest_load"), [declared.full_name, False, slice])
        return Load(*rows[0]) if rows else None

    def has_columns(self, declared: SourceTable) -> bool:
        """Whether a load was ever accepted, so that the table's columns are known and its relations exist."""
        return bool(self.state(declared).contract.types)

    def accepted(self, declared: SourceTable) -> int:
        """How many loads are accepted."""
        statement = "SELECT count(*) FROM meta.loads WHERE source_table = ? AND status = 'accepted'"
        return self._once(
            declared, "accepted", lambda: int(self._database.value(statement, [declared.full_name]))
        )

    def has_files(self, declared: SourceTable) -> bool:
        """Whether an accepted load of a table has a file of its own in the log."""
        return bool(
            self._database.value(
                "SELECT count(*) FROM meta.loads WHERE source_table = ? AND status = 'accepted' "
                "AND (changes_file IS NOT NULL OR keyframe_file IS NOT NULL)",
                [declared.full_name],
            )
        )

    def has_correction(self, full_names: Sequence[str], dates: Collection[dt.datetime]) -> bool:
        """Whether one of these tables was delivered more than once for one of these load dates."""
        return bool(dates) and bool(
            self._database.value(
                "SELECT count(*) FROM meta.loads WHERE load_seq > 1 AND status = 'accepted' "
                "AND source_table IN (SELECT unnest(?)) AND load_date IN (SELECT unnest(?))",
                [list(full_names), list(dates)],
            )
        )

    def corrected_by(self, declared: SourceTable, load_id: str) -> str | None:
        """The accepted load that came later for this accepted load's load date, if there is one."""
        value = self._database.value(render("meta/corrected_by"), [declared.full_name, load_id])
        return None if value is None else str(value)

    def has_load(self, declared: SourceTable, load_id: str) -> bool:
        """Whether a load exists, whatever its status."""
        return bool(
            self._database.value(
                "SELECT count(*) FROM meta.loads WHERE source_table = ? AND load_id = ?",
                [declared.full_name, load_id],
            )
        )

    def watermark(self, declared: SourceTable) -> str | None:
        """The greatest value of the cursor column that the table's loads have brought."""
        value = self._database.value(render("meta/watermark"), [declared.full_name])
        return None if value is None else str(value)

    def newest_delivery(self, declared: SourceTable, slice: str | None = None) -> tuple[str, str] | None:
        """The id of the load that was made last, whatever its load date, and the SHA-256 of its extract."""
        rows = self._database.rows(
            "SELECT CAST(load_id AS VARCHAR), source_sha256 FROM meta.loads "
            "WHERE source_table = ? AND slice IS NOT DISTINCT FROM ? ORDER BY log_number DESC LIMIT 1",
            [declared.full_name, slice],
        )
        return (str(rows[0][0]), str(rows[0][1])) if rows else None

    def delivered_for(
        self, declared: SourceTable, load_date: dt.datetime, slice: str | None
    ) -> tuple[str, str] | None:
        """The id and the source files of the last delivery of a load date (and slice); not of a retry."""
        rows = self._database.rows(
            "SELECT CAST(load_id AS VARCHAR), source_file FROM meta.loads "
            "WHERE source_table = ? AND load_date = ? AND slice IS NOT DISTINCT FROM ? "
            "AND status <> 'rejected' ORDER BY load_seq DESC LIMIT 1",
            [declared.full_name, load_date, slice],
        )
        return rows[0] if rows else None

    def next_seq(self, declared: SourceTable, load_date: dt.datetime, slice: str | None = None) -> int:
        """The number that the next delivery of a load date (and slice) gets: 1, then 2 for a correction."""
        return int(
            self._database.value(
                "SELECT coalesce(max(load_seq), 0) + 1 FROM meta.loads "
                "WHERE source_table = ? AND load_date = ? AND slice IS NOT DISTINCT FROM ?",
                [declared.full_name, load_date, slice],
            )
        )

    def erased(self, declared: SourceTable) -> list[ErasedKey]:
        """What rows of a table's later deliveries are left out, because of erased keys."""
        rows = self._database.rows(
            "SELECT DISTINCT digest, kinds, columns FROM _store.erased WHERE source_table = ? ORDER BY ALL",
            [declared.full_name],
        )
        return [ErasedKey(digest, tuple(kinds), tuple(columns)) for digest, kinds, columns in rows]

    def is_erased(self, declared: SourceTable, digest: str) -> bool:
        """Whether a key of a table, by its digest, is erased."""
        return digest in {one.digest for one in self.erased(declared) if not one.columns}

    def erased_because(self, cause: SourceTable, digest: str) -> list[str]:
        """The tables (SOURCE.TABLE), other than its own, with rows left out because of an erased key."""
        rows = self._database.rows(
            "SELECT DISTINCT source_table FROM _store.erased "
            "WHERE cause = ? AND caused_by = ? AND source_table <> cause ORDER BY source_table",
            [cause.full_name, digest],
        )
        return [table for (table,) in rows]

    def seen_files(self, declared: SourceTable) -> set[tuple[str, int, int]]:
        """Path, size and time of the files that were taken in before, so that they need not be read."""
        rows = self._database.rows(
            "SELECT path, bytes, modified_ns FROM _store.files WHERE source_table = ?", [declared.full_name]
        )
        return {(path, size, modified_ns) for path, size, modified_ns in rows}

    def rows_since_full_copy(self, declared: SourceTable, slice: str | None) -> int:
        """How many rows a slice's loads stored since its last keyframe, or since its first load."""
        return int(
            self._database.value(
                render("meta/rows_since_full_copy", source_table=declared.full_name, slice=slice)
            )
        )


def _two_are_one(declared: SourceTable, older: str, newer: str) -> DeclarationError:
    return DeclarationError(
        f"The columns '{older}' and '{newer}' of {declared.full_name} are one by `renamed_from`, but the "
        "log has loads in which they are two.",
        where=declared.place,
        fix=f"take `renamed_from` out, `warehouse reject` the loads that brought '{newer}', put it back, "
        "and `warehouse accept` them",
        state="the log was not changed",
    )
