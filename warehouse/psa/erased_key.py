"""The key that a person names to erase it, and the rows of the log's files that are its."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.database import Database
from warehouse.errors import IntegrityError, UsageError
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.hashes import canonical_text
from warehouse.psa.ledger import Ledger
from warehouse.psa.record import StoredFile
from warehouse.psa.suppress import ErasedKey, digests_select, secret_of, typed_keys
from warehouse.psa.table import PsaTable
from warehouse.templates import literal, literals, name, render

#: What stands in records where the key stood.
GONE = "[erased]"


@dataclass(frozen=True)
class Key:
    """The key to erase: the words it was given by, its canonical texts, its keyed digest."""

    words: tuple[str, ...]
    texts: tuple[str, ...]
    known: ErasedKey

    def redacted(self, text: str) -> str:
        """A sentence of a record without the key, where it stands as a word of its own."""
        for shown in {" | ".join(self.words), " | ".join(self.texts)}:
            text = re.sub(rf"(?<!\w){re.escape(shown)}(?!\w)", GONE, text)
        return text


def key_of(
    database: Database, project: Project, ledger: Ledger, declared: SourceTable, words: Sequence[str]
) -> Key:
    """The key that words name. UsageError when they are no key of the table."""
    if not declared.key:
        raise UsageError(
            f"{declared.full_name} has no key, so none of its rows can be named.",
            where=declared.place,
            fix="declare `key:` on the source table",
            state="nothing was changed",
        )
    if len(words) != len(declared.key):
        raise UsageError(
            f"The key of {declared.full_name} is ({', '.join(declared.key)}): {len(declared.key)} values.",
            fix=f"give {' '.join(c.upper() for c in declared.key)}",
            state="nothing was changed",
        )
    if not ledger.has_columns(declared):
        raise UsageError(
            f"{declared.full_name} has no accepted load, so there is nothing to erase.",
            where=declared.place,
            fix="accept a load first; `warehouse loads` shows what there is",
            state="nothing was changed",
        )
    import polars as pl

    table = ledger.table(declared)
    kinds = tuple(table.columns[c] for c in declared.key)
    given = pl.DataFrame({c: [word] for c, word in zip(declared.key, words, strict=True)})
    secret = secret_of(project.psa_path, make=not _was_erased(project))
    with Database.open(None) as aside:
        aside.bind("typed_keys", typed_keys(given, declared.key, kinds, is_text=True).to_arrow())
        select = digests_select(declared.full_name, declared.key, kinds, secret)
        _, texts, digest = aside.row(select)
    for column, kind, word, text in zip(declared.key, kinds, words, texts, strict=True):
        if text is None:
            raise UsageError(
                f"'{word}' is no value of {declared.full_name}.{column}, which is {kind}.",
                fix="give the key as the source writes it",
                state="nothing was changed",
            )
    return Key(tuple(words), tuple(texts), ErasedKey(digest, kinds))


def _was_erased(project: Project) -> bool:
    """Whether any table has erased a key: then the key of the digests must be there."""
    return any(b'"event":"erase"' in path.read_bytes() for path in project.psa_path.glob("*/*/log/*.json"))


def is_key(database: Database, table: PsaTable, key: Key, path: Path, file: StoredFile) -> str:
    """The condition that a row of a file is one of the key."""
    if file.role == "rejected":
        words = " AND ".join(
            f"regexp_matches(concat_ws(' ', raw, given), {literal(_word(part))})" for part in key.words
        )
        return f"key = [{literals(key.texts)}] OR (key IS NULL AND {words})"
    found = database.types(render("psa/without_key", path=str(path), is_key="false"))
    parts = []
    for column, kind, text in zip(table.declared.key, key.known.kinds, key.texts, strict=True):
        stored = next((c for c in (table.contract.first_name(column), column) if c in found), None)
        if stored is None:
            raise IntegrityError(
                f"This file has no column '{column}', which is part of the key.",
                where=path,
                fix="reject and prune its load",
                state="nothing was changed",
            )
        tries = {
            canonical_text(f"TRY_CAST({name(stored)} AS {kind})", kind),
            canonical_text(name(stored), found[stored]),
        }
        parts.append("(" + " OR ".join(f"{one} = {literal(text)}" for one in sorted(tries)) + ")")
    return " AND ".join(parts)


def _word(part: str) -> str:
    """The pattern of a text as a word of its own, as DuckDB's regular expressions have it."""
    escaped = "".join(c if c.isalnum() or ord(c) > 127 else f"\\x{{{ord(c):x}}}" for c in part)
    return rf"(^|[^\pL\pN_]){escaped}($|[^\pL\pN_])"
