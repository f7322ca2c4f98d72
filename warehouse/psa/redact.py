"""The log's records that name an erased key in their sentences: their text without it."""

from __future__ import annotations

import json

from warehouse.psa.erased_key import Key
from warehouse.psa.record import record_numbers, sealed
from warehouse.psa.table import PsaTable


def redacted_records(table: PsaTable, key: Key) -> dict[str, str]:
    """The records that name the key in their sentences, by name, as sealed text without it."""
    found = {}
    for _, record in record_numbers(table.log_folder):
        text = (table.log_folder / record).read_text(encoding="utf-8")
        data = json.loads(text)
        data.pop("sha256", None)
        before = json.dumps(data)
        for part in ("reasons", "notes"):
            if part in data:
                data[part] = [key.redacted(sentence) for sentence in data[part]]
        for holder in (data, data.get("mends") or {}):
            if isinstance(holder.get("note"), str):
                holder["note"] = key.redacted(holder["note"])
        if json.dumps(data) != before:
            found[record] = sealed(json.dumps(data, separators=(",", ":"), ensure_ascii=False))
    return found
