"""Which keys of other tables refer to a key, by declared references, and theirs in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from warehouse.database import Database
from warehouse.errors import IntegrityError
from warehouse.project.project import Project
from warehouse.project.references import Reference
from warehouse.psa.erased_keys import Keys, Named, is_erased, key_text, refers, value_text
from warehouse.psa.files import files_of, records_in
from warehouse.psa.hashes import canonical_text
from warehouse.psa.ledger import Ledger
from warehouse.psa.record import StoredFile
from warehouse.psa.table import PsaTable
from warehouse.templates import render

_TEXT = "VARCHAR"


class Cascade:
    """The keys to erase, by table: of the table a person named, and of those that refer to it."""

    def __init__(
        self, database: Database, project: Project, ledger: Ledger, references: Sequence[Reference]
    ) -> None:
        self._database, self._project, self._ledger = database, project, ledger
        self._references = references
        self._numbers = count(1)
        self._values: dict[Reference, Named] = {}
        self.found: dict[str, Keys] = {}
        self.reasons: dict[str, list[Reference]] = {}

    def begin(self, keys: Keys) -> None:
        """Follow the references to these keys, and those to what was found, until nothing more is."""
        self.found[keys.table.full_name] = keys
        waiting = [keys.table.full_name]
        while waiting:
            parent = waiting.pop()
            for reference in self._references:
                if reference.parent == parent and self._follow(reference):
                    waiting.append(reference.child)

    def _follow(self, reference: Reference) -> bool:
        """Take in the keys of the child that refer to keys of the parent; whether there were new ones."""
        declared = self._project.sources[reference.child]
        if not self._ledger.has_columns(declared):
            return False
        child, parent = self._ledger.table(declared), self.found[reference.parent]
        columns = zip(reference.columns, reference.referenced, strict=True)
        if not all(c in child.columns and p in parent.table.columns for c, p in columns):
            return False
        if not self._refill(reference, child, parent):
            return False
        keys = self.found.get(reference.child) or Keys.of(self._database, child, next(self._numbers))
        named = self._values[reference]
        if named not in keys.references:
            keys = keys.referring(named)
            self.reasons.setdefault(reference.child, []).append(reference)
        self.found[reference.child] = keys
        before = keys.own.count(self._database)
        for path, file in live_files(self._project, self._ledger, child):
            if file.role == "model":
                continue
            condition = refers(self._database, child, named, path, file)
            key = key_text(self._database, keys, path, file)
            if condition is not None and key is not None:
                self._take(keys.own, key, path, condition)
        return keys.own.count(self._database) > before

    def _refill(self, reference: Reference, child: PsaTable, parent: Keys) -> bool:
        """Find the values by which the child refers to keys of the parent; whether there are any."""
        pairs = list(zip(reference.columns, reference.referenced, strict=True))
        kinds = [_compared(child.columns[c], parent.table.columns[p]) for c, p in pairs]
        if reference not in self._values:
            relation = f"erased_values_{next(self._numbers)}"
            self._values[reference] = Named.empty(self._database, reference.columns, kinds, relation)
        values = self._values[reference]
        asked = Named(
            reference.referenced,
            tuple(_compared(parent.table.columns[p], child.columns[c]) for c, p in pairs),
            values.relation,
        )
        if set(reference.referenced) <= set(parent.own.columns):
            self._database.run(
                render(
                    "psa/values_of_keys",
                    relation=values.relation,
                    keys=parent.own.relation,
                    value=_of_key(parent, asked),
                )
            )
        if set(reference.referenced) != set(parent.own.columns):
            self._from_files(asked, parent)
        return values.count(self._database) > 0

    def _from_files(self, asked: Named, parent: Keys) -> None:
        """Take values that rows of the parent's keys have, and leave those that other rows have as well."""
        files = list(live_files(self._project, self._ledger, parent.table))
        for take in (True, False):
            for path, file in files:
                if file.role in ("rejected", "model"):
                    continue
                text = value_text(self._database, parent.table, asked, path)
                if text is None:
                    continue
                is_key = is_erased(self._database, parent, path, file)
                if take:
                    self._take(asked, text, path, is_key)
                else:
                    others = render(
                        "psa/leave_keys", relation=asked.relation, value=text, path=str(path), is_key=is_key
                    )
                    self._database.run(others)

    def _take(self, named: Named, key: str, path: Path, condition: str) -> None:
        self._database.run(
            render("psa/take_keys", relation=named.relation, key=key, path=str(path), condition=condition)
        )


def _of_key(parent: Keys, asked: Named) -> str:
    """The value of some columns of a key, out of its list of texts, under the types asked for."""
    texts = []
    for column, kind in zip(asked.columns, asked.kinds, strict=True):
        place = parent.own.columns.index(column)
        text = f"key[{place + 1}]"
        is_same = kind == parent.own.kinds[place]
        texts.append(text if is_same else canonical_text(f"TRY_CAST({text} AS {kind})", kind))
    return f"[{', '.join(texts)}]"


def live_files(project: Project, ledger: Ledger, table: PsaTable) -> Iterator[tuple[Path, StoredFile]]:
    """A table's files that are in use, with those of models' rows. IntegrityError for a missing one."""
    used = {load.keyframe_file for load in ledger.loads(table.declared)}
    for inside, file in files_of(project.root, records_in(table.folder)).live.items():
        path = table.folder / inside
        if file.role == "keyframe" and inside not in used and not path.is_file():
            continue
        if not path.is_file():
            raise IntegrityError(
                "This file of the log is missing, so it cannot be seen whether it holds the key.",
                where=path,
                fix="`warehouse verify --repair`, or bring the archive's folder back; then erase again",
                state="nothing was changed",
            )
        yield path, file


def _compared(kind: str, other: str) -> str:
    """The type under which a column of one type is compared with one of another: text gives way."""
    return other if kind == _TEXT else kind
