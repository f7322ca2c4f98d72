"""The key that a person names to erase it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.database import Database
from warehouse.errors import UsageError, agreeing
from warehouse.project.project import Project
from warehouse.project.sources import SourceTable
from warehouse.psa.ledger import Ledger
from warehouse.psa.suppress import ErasedKey, digests_select, secret_of, typed_keys


@dataclass(frozen=True)
class Key:
    """The key to erase: the words it was given by, its canonical texts, its keyed digest."""

    words: tuple[str, ...]
    texts: tuple[str, ...]
    known: ErasedKey


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
            f"The key of {declared.full_name} is ({', '.join(declared.key)}): "
            f"{agreeing(len(declared.key), 'value', 'values')}.",
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
