"""The command `erase`: a key out of the log, the records and what is derived; and keys that refer to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.errors import UsageError
from warehouse.models.erased import rows_of_models
from warehouse.models.origins import origins
from warehouse.project.references import references
from warehouse.project.sources import SourceTable
from warehouse.psa.cascade import Cascade
from warehouse.psa.erase import Cause, Erasing, erase, forget, plan, unfinished
from warehouse.psa.erased_key import Key, key_of
from warehouse.psa.erased_keys import Keys, Named
from warehouse.psa.record import write_text
from warehouse.report.facts import RunFacts
from warehouse.run.command import Run


@dataclass(frozen=True)
class ErasedTable:
    """What was, or would be, erased in one table: so many keys in so many rows of its files.

    `because` are the references by which they were found. The rest is as in Erased.
    """

    table: str
    keys: int
    rows: int
    because: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()
    extracts: tuple[str, ...] = ()
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Erased:
    """What `erase` did, or would do: files written anew and loads counted anew, by path and id.

    `extracts` brought the key and still have it. `others` are the tables that a cascade reached, `referring`
    the references to the table, `unknown` relationships of which it is not known what columns they mean.
    `is_finishing`: the key was erased before, and what a killed command had left undone is done. `facts` are
    those of the publication, if there was one.
    """

    table: str
    key: tuple[str, ...]
    files: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()
    extracts: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    others: tuple[ErasedTable, ...] = ()
    referring: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    is_cascade: bool = False
    is_trial: bool = False
    is_finishing: bool = False
    facts: RunFacts | None = None


def erase_key(
    run: Run, declared: SourceTable, words: Sequence[str], *, is_trial: bool, cascade: bool
) -> Erased:
    """Remove a key from the log, with `cascade` also the keys that refer to it; nothing is published yet.

    UsageError for an unknown key, or one that was erased before with nothing left to do.
    """
    project, database, ledger = run.project, run.state.database, run.state.ledger
    key = key_of(database, project, ledger, declared, words)
    was_erased = ledger.is_erased(declared, key.known.digest)
    found, unknown = references(project, origins(project, database))
    keys = _named_keys(run, declared, key)
    following = Cascade(database, project, ledger, found if cascade else ())
    following.begin(keys)
    erasings = [
        plan(database, project, ledger, one, rows_of_models(project, database, one))
        for one in following.found.values()
    ]
    root, others = erasings[0], erasings[1:]
    erased = Erased(
        declared.full_name,
        tuple(words),
        *_parts(root),
        tuple(_of_table(erasing, following) for erasing in others),
        tuple(str(one) for one in found if one.parent == declared.full_name),
        tuple(f"{check.name} ({check.place})" for check in unknown),
        is_cascade=cascade,
        is_trial=is_trial,
    )
    if not any(erasing.files for erasing in erasings):
        if not was_erased:
            raise _never_had(declared, key)
        if is_trial or not unfinished(project, project.sources.values()):
            raise _erased_before(declared)
        return Erased(declared.full_name, tuple(words), is_cascade=cascade, is_finishing=True)
    if not is_trial:
        _redact_runs(project.root / "runs", key, erasings)
        cause = Cause(declared.full_name, key.known)
        doing = others if was_erased and not root.files else erasings
        erase(database, project, ledger, doing, cause, run.clock)
    return erased


def forget_key(run: Run, declared: SourceTable, words: Sequence[str], *, cascade: bool) -> Erased:
    """Let later deliveries of an erased key in again; with `cascade` also what was erased because of it."""
    state = run.state
    key = key_of(state.database, run.project, state.ledger, declared, words)
    cause = Cause(declared.full_name, key.known)
    others = forget(state.database, run.project, state.ledger, cause, run.clock, cascade=cascade)
    if others is None:
        raise UsageError(
            f"The key {', '.join(key.words)} of {declared.full_name} is not erased.",
            fix="there is nothing to forget",
            state="nothing was changed",
        )
    tables = tuple(ErasedTable(table, 0, 0) for table in others)
    return Erased(declared.full_name, tuple(words), others=tables, is_cascade=cascade)


def _named_keys(run: Run, declared: SourceTable, key: Key) -> Keys:
    """The one key that a person named."""
    database = run.state.database
    table = run.state.ledger.table(declared)
    keys = Keys.of(database, table, 0)
    keys.own.add(database, key.texts)
    words = Named.empty(database, declared.key, key.known.kinds, "erased_words")
    for texts in {key.words, key.texts}:
        words.add(database, texts)
    return Keys(table, keys.own, words)


def _parts(erasing: Erasing) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return (
        tuple(one.file.path for one in erasing.files),
        tuple(load.load_id for load in erasing.loads),
        erasing.extracts,
        tuple(erasing.records),
    )


def _of_table(erasing: Erasing, following: Cascade) -> ErasedTable:
    full_name = erasing.table.full_name
    because = tuple(map(str, following.reasons.get(full_name, ())))
    rows = sum(one.rows for one in erasing.files)
    return ErasedTable(full_name, erasing.count, rows, because, *_parts(erasing))


def _never_had(declared: SourceTable, key: Key) -> UsageError:
    return UsageError(
        f"{declared.full_name} never had the key {', '.join(key.words)}.",
        fix="check the key; `warehouse history` shows the life of one",
        state="nothing was changed",
    )


def _erased_before(declared: SourceTable) -> UsageError:
    return UsageError(
        f"This key of {declared.full_name} was erased already; its deliveries are suppressed.",
        fix="`warehouse erase --forget` lets them in again",
        state="nothing was changed",
    )


def _redact_runs(folder: Path, key: Key, erasings: Sequence[Erasing]) -> None:
    """Take the keys out of the samples and sentences that records of past runs have."""
    redactor = _Redactor(key, erasings)
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        record = json.loads(path.read_text(encoding="utf-8"))
        redacted = redactor.redacted(record)
        if redacted != record:
            write_text(path, json.dumps(redacted, ensure_ascii=False, indent=1))


class _Redactor:
    """The named key goes wherever it stands; others in samples, and in what their tables' records say."""

    def __init__(self, key: Key, erasings: Sequence[Erasing]) -> None:
        self._words = key.words
        self._named, self._all = erasings[0].redaction, [erasing.redaction for erasing in erasings]
        self._sentences = {old: new for erasing in erasings for old, new in erasing.sentences.items()}

    def redacted(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {
                name: self._rows(part) if name == "sample" else self.redacted(part)
                for name, part in value.items()
            }
        if isinstance(value, list):
            return [self.redacted(part) for part in value]
        if not isinstance(value, str) or value in self._words:
            return value
        return self._named.text(self._sentences.get(value, value))

    def _rows(self, rows: Any) -> Any:
        for redaction in self._all:
            rows = [redaction.sample(row) for row in rows]
        return rows
