"""The command `erase`: one key of a table out of the log, the records and what is derived."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from warehouse.project.sources import SourceTable
from warehouse.psa.erase import erase, forget, plan
from warehouse.psa.erased_key import GONE, Key, key_of
from warehouse.psa.record import write_text
from warehouse.report.facts import RunFacts
from warehouse.run.command import Run


@dataclass(frozen=True)
class Erased:
    """What `erase` did, or would do: files written anew and loads counted anew, by path and id.

    `extracts` brought the key and still have it. `facts` are those of the publication, if there was one.
    """

    table: str
    key: tuple[str, ...]
    files: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()
    extracts: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    is_trial: bool = False
    facts: RunFacts | None = None


def erase_key(run: Run, declared: SourceTable, words: Sequence[str], *, is_trial: bool) -> Erased:
    """Remove a key from the log; nothing is published yet. UsageError for an unknown one."""
    state = run.state
    key = key_of(state.database, run.project, state.ledger, declared, words)
    erasing = plan(state.database, run.project, state.ledger, declared, key)
    if not is_trial:
        _redact_runs(run.project.root / "runs", key)
        erase(state.database, run.project, state.ledger, erasing, run.clock)
    return Erased(
        declared.full_name,
        tuple(words),
        tuple(one.file.path for one in erasing.files),
        tuple(load.load_id for load in erasing.loads),
        erasing.extracts,
        tuple(erasing.records),
        is_trial,
    )


def forget_key(run: Run, declared: SourceTable, words: Sequence[str]) -> Erased:
    """Let later deliveries of an erased key in again."""
    state = run.state
    key = key_of(state.database, run.project, state.ledger, declared, words)
    forget(state.database, state.ledger, declared, key, run.clock)
    return replace(Erased(declared.full_name, tuple(words)))


def _redact_runs(folder: Path, key: Key) -> None:
    """Take the key out of the samples and sentences that records of past runs have."""
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        record = json.loads(path.read_text(encoding="utf-8"))
        redacted = _redacted(record, key)
        if redacted != record:
            write_text(path, json.dumps(redacted, ensure_ascii=False, indent=1))


def _redacted(value: Any, key: Key) -> Any:
    if isinstance(value, dict):
        return {
            name: _redacted_sample(part, key) if name == "sample" else _redacted(part, key)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_redacted(part, key) for part in value]
    return key.redacted(value) if isinstance(value, str) and value not in key.words else value


def _redacted_sample(rows: Any, key: Key) -> Any:
    """The rows of a sample; one that has every part of the key says nothing any more."""
    return [
        [GONE] * len(row) if set(key.words) <= set(row) or set(key.texts) <= set(row) else row for row in rows
    ]
