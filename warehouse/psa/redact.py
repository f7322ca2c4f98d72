"""Erased keys in the sentences and samples of records: what stands there without them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from warehouse.psa.record import record_numbers, sealed
from warehouse.psa.table import PsaTable

#: What stands in records where a key stood.
GONE = "[erased]"


@dataclass(frozen=True)
class Redaction:
    """Takes keys out of texts: `keys` has the parts of each key, as they are shown."""

    keys: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, keys: Iterable[Iterable[str]]) -> Redaction:
        """The redaction of some keys."""
        return cls(frozenset(tuple(key) for key in keys))

    def text(self, sentence: str) -> str:
        """A sentence without the keys, where they stand as words of their own."""
        return self._pattern.sub(GONE, sentence) if self.keys else sentence

    def sample(self, row: list[Any]) -> list[Any]:
        """A row of a sample; one that has every part of a key says nothing any more."""
        values = set(map(str, row))
        alone = values & self._alone
        is_named = alone or any(len(key) > 1 and values.issuperset(key) for key in self.keys)
        return [GONE] * len(row) if is_named else row

    @cached_property
    def _alone(self) -> set[str]:
        return {key[0] for key in self.keys if len(key) == 1}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        shown = sorted({" | ".join(key) for key in self.keys}, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, shown))})(?!\w)")


def redacted_records(table: PsaTable, redaction: Redaction) -> tuple[dict[str, str], dict[str, str]]:
    """A table's records that name a key, by name, as sealed text without it; and each changed sentence."""
    found = {}
    sentences: dict[str, str] = {}

    def said(sentence: str) -> str:
        redacted = redaction.text(sentence)
        if redacted != sentence:
            sentences[sentence] = redacted
        return redacted

    for _, record in record_numbers(table.log_folder):
        text = (table.log_folder / record).read_text(encoding="utf-8")
        data = json.loads(text)
        data.pop("sha256", None)
        before = json.dumps(data)
        for part in ("reasons", "notes"):
            if part in data:
                data[part] = [said(sentence) for sentence in data[part]]
        for holder in (data, data.get("mends") or {}):
            if isinstance(holder.get("note"), str):
                holder["note"] = said(holder["note"])
        if json.dumps(data) != before:
            found[record] = sealed(json.dumps(data, separators=(",", ":"), ensure_ascii=False))
    return found, sentences
