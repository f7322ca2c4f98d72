"""One source table in the log: its folder, its columns, and the expressions its hashes have."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from warehouse.contract import Contract
from warehouse.errors import DeclarationError, did_you_mean
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.hashes import (
    HASH_RULE,
    MD5,
    HashType,
    canonical_text,
    hashdiff,
    key_hash,
    row_hash,
    texts_of,
)
from warehouse.templates import name, relation, unless_deleted, unless_key_only

#: What stands in for a key where a table has none: the row's hash, and the number among equal rows.
ROW_AS_KEY = ("_row_hash", "_occurrence")


@dataclass(frozen=True)
class PsaTable:
    """A declared source table under a contract. The contract has no columns before the first load."""

    declared: SourceTable
    contract: Contract
    hash_type: HashType
    folder: Path
    root: Path = Path()

    @classmethod
    def of(cls, project: Project, declared: SourceTable, contract: Contract) -> PsaTable:
        """The table of a project, checked: every column that a key or hash names is there."""
        folder = project.psa_path / declared.source / declared.name
        table = cls(declared, contract, HashType(project.settings.hash), folder, project.root)
        table._check_columns()
        return table

    @property
    def full_name(self) -> str:
        """SOURCE.TABLE."""
        return self.declared.full_name

    @property
    def log_folder(self) -> Path:
        """Where the commit records lie."""
        return self.folder / "log"

    @property
    def current(self) -> str:
        """The quoted relation that holds the newest accepted content."""
        return relation("_store", self.declared.relation_name)

    def view(self, reading: str = "") -> str:
        """The quoted relation in `psa`: the current content, or its reading __loads, __changes, __at."""
        return relation("psa", self.declared.relation_name + reading)

    @property
    def events_view(self) -> str:
        """The quoted relation of all that its accepted loads stored, which the readings stand on."""
        return relation("_store", self.declared.relation_name + "__events")

    @property
    def partitions(self) -> str:
        """A glob of the folders that hold its loads' files."""
        return "*" if self.declared.slice is None else "slice=*/load_date=*"

    def of_slice(self, load: str, row: str, *, as_stored: bool = False) -> str:
        """The condition that the load `load` is of the slice of the row `row` (of a file)."""
        slice = self.declared.slice
        if slice is None:
            return "true"
        return f"{load}.slice = {row}.{name(self.contract.first_name(slice) if as_stored else slice)}"

    @property
    def slice_value(self) -> str:
        """The slice of a row as an expression; NULL where a table has none."""
        return "CAST(NULL AS VARCHAR)" if self.declared.slice is None else name(self.declared.slice)

    @property
    def has_key(self) -> bool:
        """Whether a key is declared; without one the row is the key."""
        return bool(self.declared.key)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that identify a row in the log."""
        if self.declared.key or self.declared.slice is None:
            return self.declared.key or ROW_AS_KEY
        return (self.declared.slice, *ROW_AS_KEY)

    @property
    def first_names(self) -> dict[str, str]:
        """Columns that were renamed, with the names the log knows them by."""
        return self.contract.first_names

    @property
    def file_key(self) -> tuple[str, ...]:
        """The key as the log's files name it."""
        return tuple(self.contract.first_name(c) for c in self.key)

    @cached_property
    def columns(self) -> dict[str, str]:
        """The delivered columns with the types they are stored as."""
        return self.contract.stored

    @cached_property
    def raw_columns(self) -> dict[str, str]:
        """The columns of the log's files but hashes and metadata: the delivered ones, and `_occurrence`."""
        return self.columns if self.has_key else {**self.columns, "_occurrence": "BIGINT"}

    @cached_property
    def hashes(self) -> dict[str, str]:
        """Hash keys and hashdiffs as expressions over the delivered columns, as bytes."""
        return self._hashes()

    def _hashes(self, *, made: bool = False) -> dict[str, str]:
        """The same; `made`: over the texts of the columns, where they are there."""
        kind, columns = self.hash_type, self.columns
        found = {
            alias: key_hash([(part, columns[part]) for part in parts], kind, made=made)
            for alias, parts in self.declared.hash_keys.items()
        }
        for alias in self.declared.hashdiffs:
            covered = {c: columns[c] for c in self.hashdiff_columns(alias)}
            found[alias] = hashdiff(covered, kind, self.first_names, made=made)
        return found

    @property
    def texts(self) -> dict[str, str]:
        """The texts under the hashes as expressions over the delivered columns: made once for all of them."""
        return texts_of(self.columns)

    def hashdiff_columns(self, alias: str) -> list[str]:
        """The columns that a declared hashdiff covers, in the contract's order."""
        mode, listed = self.declared.hashdiffs[alias]
        return [c for c in self.columns if (c in listed) == (mode == "include")]

    @property
    def row_hash(self) -> str:
        """The row hash as an expression over the delivered columns, as bytes."""
        return row_hash(self.columns, self.first_names)

    @property
    def hash64(self) -> str:
        """The 64-bit hash of a row, which finds unchanged rows and is never stored in the log."""
        if not self.has_key:
            return "CAST(0 AS UBIGINT)"
        # DuckDB gives NULL, an empty list and a struct of NULLs one hash; their canonical texts differ.
        values = [
            canonical_text(name(c), kind) if kind.endswith("]") or kind.startswith("STRUCT(") else name(c)
            for c, kind in self.columns.items()
        ]
        return f"hash({', '.join(values)})"

    @cached_property
    def hash_definition(self) -> str:
        """16 hex digits that change with the definition of any stored hash."""
        return definition_hash(HASH_RULE, self.hash_definitions())

    def hash_definitions(self) -> dict[str, str]:
        """Each stored hash column with its definition, as the commit record keeps it."""
        word = self.hash_type.algorithm
        found = {a: f"{word} key({', '.join(parts)})" for a, parts in self.declared.hash_keys.items()}
        for alias, (mode, listed) in self.declared.hashdiffs.items():
            found[alias] = f"{word} hashdiff({mode} {', '.join(listed)})"
        return found

    def values_to_store(self) -> dict[str, str]:
        """What a file of changes holds, as expressions over the differing rows and their texts."""
        hashes = self._hashes(made=True)
        if self.has_key:
            hashes = {"_row_hash": row_hash(self.columns, self.first_names, made=True), **hashes}
            row_identity = {}
        else:
            row_identity = {"_row_hash": MD5.to_bytes("_row_hash")}
        kept = {alias: unless_deleted(expression) for alias, expression in hashes.items()}
        return {**self._as_in_files(), **row_identity, **kept}

    def values_as_delivered(self) -> dict[str, str]:
        """What a delivery kept whole holds, as expressions over its rows."""
        return {**self._as_in_files(), "_row_hash": self.row_hash, **self.hashes}

    def values_to_name(self) -> dict[str, str]:
        """What a file of changes holds where a delivery names keys, as expressions over the named rows."""
        values = self.values_as_delivered()
        if not self.has_key:
            values["_row_hash"] = MD5.to_bytes("_row_hash")
        return self._key_or_all(values)

    def values_to_restate(self) -> dict[str, str]:
        """What a file of changes holds, as expressions over events that were read back."""
        return self._key_or_all(self.values_to_copy())

    def _key_or_all(self, values: dict[str, str]) -> dict[str, str]:
        """The key always, everything else in events that have a row."""
        return {c: value if c in self.file_key else unless_key_only(value) for c, value in values.items()}

    def values_to_copy(self) -> dict[str, str]:
        """What a full copy holds, as expressions over a content."""
        hashes = {alias: self.hash_type.to_bytes(name(alias)) for alias in self.hashes}
        return {**self._as_in_files(), "_row_hash": MD5.to_bytes("_row_hash"), **hashes}

    def values_at_horizon(self) -> dict[str, str]:
        """What the full copy at a horizon holds, as expressions over a content with _op."""
        slice = self.declared.slice and self.contract.first_name(self.declared.slice)
        return {
            c: value if c in self.file_key or c == slice else unless_key_only(value)
            for c, value in self.values_to_copy().items()
        }

    def key_values(self) -> dict[str, str]:
        """The key as expressions over a file of changes, in the types the content has."""
        return {
            c: "CAST(_row_hash AS UUID)" if c == "_row_hash" else name(self.contract.first_name(c))
            for c in self.key
        }

    def values_to_read(self, *, hashes_as_stored: bool, prefix: str = "") -> dict[str, str]:
        """What reading the files gives, as expressions over them; hashes recomputed where they are stale."""
        dotted = f"{prefix}." if prefix else ""
        found = {c: dotted + name(self.contract.first_name(c)) for c in self.raw_columns}
        for alias, expression in self.hashes.items():
            stored = dotted + name(alias)
            found[alias] = self.hash_type.to_file(stored if hashes_as_stored else unless_deleted(expression))
        return {**found, "_row_hash": f"CAST({dotted}_row_hash AS UUID)"}

    @cached_property
    def file_schema(self) -> dict[str, str]:
        """The columns of the log's files with their Parquet types, as DuckDB names them."""
        hashes = dict.fromkeys(self.hashes, "BLOB")
        own = {"_row_hash": "BLOB", "_op": "VARCHAR", "_load_date": "TIMESTAMP", "_load_seq": "INTEGER"}
        raw = {self.contract.first_name(c): kind for c, kind in self.raw_columns.items()}
        return {**raw, **hashes, **own}

    def _as_in_files(self) -> dict[str, str]:
        """The raw columns under the names that the log's files have, as expressions over rows."""
        return {self.contract.first_name(c): name(c) for c in self.raw_columns}

    @cached_property
    def content_columns(self) -> dict[str, str]:
        """The columns of a content in the file: raw columns, hash columns, the row hash; with types."""
        hashes = dict.fromkeys(self.hashes, self.hash_type.in_file)
        return {**self.raw_columns, **hashes, "_row_hash": "UUID"}

    @property
    def shown_columns(self) -> list[str]:
        """The columns a person sees: the delivered ones and the hashes."""
        return [*self.columns, *self.hashes, "_row_hash"]

    def _check_columns(self) -> None:
        if not self.contract.types:
            return
        named = [("key", c) for c in self.declared.key]
        named += [("on_duplicate_key", c) for c in [self.declared.gates.duplicates_by] if c]
        named += [(f"hash_keys: {a}", c) for a, parts in self.declared.hash_keys.items() for c in parts]
        named += [(f"hashdiffs: {a}", c) for a, (_, cs) in self.declared.hashdiffs.items() for c in cs]
        for where, column in named:
            if column not in self.columns:
                raise DeclarationError(
                    f"{self.full_name} has no column '{column}'.",
                    where=f"{self.declared.place}, {where}",
                    fix=did_you_mean(column, self.columns),
                    state="nothing of this delivery was stored",
                )


def definition_hash(rule: int, definitions: dict[str, str]) -> str:
    """16 hex digits that change with the hash rule or with the definition of any stored hash."""
    text = json.dumps([rule, sorted(definitions.items())])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
