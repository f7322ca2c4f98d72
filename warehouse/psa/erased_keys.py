"""The keys of one table that are to be erased, and the rows of the log's files that are theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

from warehouse.database import Database
from warehouse.errors import IntegrityError
from warehouse.psa.hashes import canonical_text
from warehouse.psa.record import StoredFile
from warehouse.psa.table import PsaTable
from warehouse.templates import literal, name, render

#: What stands for the key of a table that declares none: equal rows go together.
ROW_HASH = "_row_hash"


@dataclass(frozen=True)
class Named:
    """Values of some columns, as canonical texts under `kinds`, in the temporary table `relation`."""

    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    relation: str

    @classmethod
    def empty(cls, database: Database, columns: Sequence[str], kinds: Sequence[str], relation: str) -> Named:
        """A place for values; nothing is in it yet."""
        database.run(render("psa/erased_keys", relation=relation))
        return cls(tuple(columns), tuple(kinds), relation)

    def add(self, database: Database, texts: Sequence[str]) -> None:
        """Add one value."""
        database.run(render("psa/add_key", relation=self.relation), [list(texts)])

    def texts(self, database: Database) -> list[list[str]]:
        """All values, in their order."""
        rows = database.rows(render("psa/all_keys", relation=self.relation))
        return [key for (key,) in rows]

    def count(self, database: Database) -> int:
        """How many values there are."""
        return int(database.value(render("psa/count_of_keys", relation=self.relation)))


@dataclass(frozen=True)
class Keys:
    """The keys of a table to erase.

    `words` are what a person named a key by. `references` are values of other columns by which rows of the
    table refer to keys erased elsewhere; every row that has one is of a key in `own`.
    """

    table: PsaTable
    own: Named
    words: Named | None = None
    references: tuple[Named, ...] = field(default=())

    @classmethod
    def of(cls, database: Database, table: PsaTable, number: int) -> Keys:
        """No key of a table yet. `number` tells this table's temporary tables from others'."""
        key = table.declared.key or (ROW_HASH,)
        kinds = [table.columns[c] for c in key] if table.has_key else ["BLOB"]
        return cls(table, Named.empty(database, key, kinds, f"erased_keys_{number}"))

    def referring(self, named: Named) -> Keys:
        """These keys, with one more set of values by which rows are found."""
        return replace(self, references=(*self.references, named))

    def of_event(self) -> str:
        """The condition that an event, as it is read back, is of one of the keys."""
        if not self.table.has_key:
            return _is_one_of([["replace(CAST(_row_hash AS VARCHAR), '-', '')"]], self.own)
        pairs = zip(self.own.columns, self.own.kinds, strict=True)
        return _is_one_of([[canonical_text(name(c), kind)] for c, kind in pairs], self.own)


def is_erased(database: Database, keys: Keys, path: Path, file: StoredFile) -> str:
    """The condition that a row of a file is one of the keys. IntegrityError for one without key columns."""
    if file.role == "rejected":
        return _is_letter(keys)
    tries = tries_of(database, keys.table, keys.own, path)
    if tries is None:
        raise IntegrityError(
            f"This file has not all columns of the key ({', '.join(keys.own.columns)}).",
            where=path,
            fix="reject and prune its load",
            state="nothing was changed",
        )
    return _is_one_of(tries, keys.own)


def refers(database: Database, table: PsaTable, named: Named, path: Path, file: StoredFile) -> str | None:
    """The condition that a row of a file has one of some values; None where it has no such columns."""
    if file.role == "rejected":
        return _given(named)
    tries = tries_of(database, table, named, path)
    return None if tries is None else _is_one_of(tries, named)


def key_text(database: Database, keys: Keys, path: Path, file: StoredFile) -> str | None:
    """The key of a row of a file, as its list of canonical texts; None where it has no key columns."""
    if file.role == "rejected":
        return "key" if keys.table.has_key else None
    return value_text(database, keys.table, keys.own, path)


def value_text(database: Database, table: PsaTable, named: Named, path: Path) -> str | None:
    """Some columns of a row of a file, as a list of canonical texts; None where it has not all of them."""
    tries = tries_of(database, table, named, path)
    if tries is None:
        return None
    parts = [f"coalesce({', '.join(texts)})" for texts in tries]
    return f"[{', '.join(parts)}]"


def tries_of(database: Database, table: PsaTable, named: Named, path: Path) -> list[list[str]] | None:
    """For each column the canonical texts it may have: under the type asked for, and under the file's."""
    found = database.types(render("psa/without_key", path=str(path), is_key="false"))
    tries = []
    for column, kind in zip(named.columns, named.kinds, strict=True):
        stored = next((c for c in (table.contract.first_name(column), column) if c in found), None)
        if stored is None:
            return None
        texts = [canonical_text(f"TRY_CAST({name(stored)} AS {kind})", kind)]
        own = canonical_text(name(stored), found[stored])
        tries.append(texts if found[stored] == kind else [*texts, own])
    return tries


def _is_one_of(tries: Sequence[Sequence[str]], named: Named) -> str:
    conditions = [
        render("psa/fragments/is_one_of_keys", key=f"[{', '.join(texts)}]", relation=named.relation)
        for texts in product(*tries)
    ]
    return "(" + " OR ".join(conditions) + ")"


def _is_letter(keys: Keys) -> str:
    """The condition that a dead letter is of one of the keys; by its words where its key cannot be read."""
    unread = []
    if keys.words is not None:
        text = "concat_ws(' ', raw, given)"
        unread.append(render("psa/fragments/names_key", text=text, relation=keys.words.relation))
    for named in keys.references:
        unread.append(_given(named))
        words = render("psa/fragments/names_key", text="raw", relation=named.relation)
        unread.append(f"(given IS NULL AND {words})")
    own = render("psa/fragments/is_one_of_keys", key="key", relation=keys.own.relation)
    return f"({own} OR (key IS NULL AND ({' OR '.join(unread) or 'false'})))"


def _given(named: Named) -> str:
    """The condition that the values a dead letter was given with are some of these."""
    texts = []
    for column, kind in zip(named.columns, named.kinds, strict=True):
        given = f"(given ->> {literal(column)})"
        own = canonical_text(f"TRY_CAST({given} AS {kind})", kind)
        texts.append([own] if kind == "VARCHAR" else [own, given])
    return _is_one_of(texts, named)
