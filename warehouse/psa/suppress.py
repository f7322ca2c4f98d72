"""Erased keys in later deliveries: their rows are left out, and counted.

The log keeps no erased key, only its keyed digest: HMAC-SHA256 under a random key of this log. A plain hash
of a customer number could be found by trying all numbers; without the file `.erasure-key` this one cannot.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.database import Database
from warehouse.errors import IntegrityError
from warehouse.project.sources import SourceTable
from warehouse.psa.hashes import canonical_text
from warehouse.psa.record import sync_folder
from warehouse.sources.delivery import Delivery, Places, Spot
from warehouse.sources.texts import typed_text
from warehouse.sources.typed import polars_type
from warehouse.templates import name, render

if TYPE_CHECKING:
    import polars as pl

#: The file in the log's folder that holds the key of the digests, in hex.
KEY_FILE = ".erasure-key"

_BLOCK = 64


@dataclass(frozen=True)
class ErasedKey:
    """An erased key, or a value of other `columns` that refers to one: its digest, made under `kinds`."""

    digest: str
    kinds: tuple[str, ...]
    columns: tuple[str, ...] = ()


@dataclass
class Suppressed:
    """How many rows of erased keys the last pass over a delivery left out."""

    rows: int = 0


def secret_of(psa: Path, *, make: bool = False) -> bytes:
    """The key of the digests; `make`: a new one where there is none. IntegrityError when it is gone."""
    path = psa / KEY_FILE
    if make and not path.exists():
        scratch = psa / f".{KEY_FILE}"
        scratch.unlink(missing_ok=True)
        descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        scratch.rename(path)
        sync_folder(psa)
    try:
        found = bytes.fromhex(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        found = b""
    if len(found) != 32:
        raise IntegrityError(
            "The key under which erased keys are known is missing or damaged.",
            where=path,
            fix="restore this file from a backup of the log; without it later deliveries of erased keys "
            "cannot be told from others",
            state="nothing was stored",
        )
    return found


def digests_select(table: str, key: Sequence[str], kinds: Sequence[str], secret: bytes) -> str:
    """The SELECT of the keyed digests of the keys in `typed_keys`, with their canonical texts."""
    texts = (canonical_text(name(column), kind) for column, kind in zip(key, kinds, strict=True))
    return digests_of("typed_keys", f"[{', '.join(texts)}]", table, secret)


def digests_of(relation: str, texts: str, table: str, secret: bytes) -> str:
    """The SELECT of the keyed digests of a relation's keys; `texts` is a list expression."""
    padded = secret.ljust(_BLOCK, b"\0")
    return render(
        "psa/key_digests",
        relation=relation,
        table=table,
        texts=texts,
        inner=bytes(byte ^ 0x36 for byte in padded).hex(),
        outer=bytes(byte ^ 0x5C for byte in padded).hex(),
    )


def typed_keys(
    batch: pl.DataFrame, key: Sequence[str], kinds: Sequence[str], *, is_text: bool
) -> pl.DataFrame:
    """The key of each row in the given types, NULL where a value is none of them; with its _position."""
    import polars as pl

    columns = [pl.int_range(batch.height, dtype=pl.Int64, eager=True).alias("_position")]
    for column, kind in zip(key, kinds, strict=True):
        given = batch[column]
        if is_text:
            given = typed_text(given, kind)
        columns.append(given.cast(polars_type(kind), strict=False).alias(column))
    return pl.DataFrame(columns)


def without_erased(
    delivery: Delivery, declared: SourceTable, psa: Path, erased: Sequence[ErasedKey]
) -> tuple[Delivery, Suppressed]:
    """The delivery without the rows of erased keys, and how many the last pass left out."""
    suppressed = Suppressed()
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for one in erased:
        columns = one.columns or declared.key
        if set(columns) <= set(delivery.columns):
            alike.setdefault((columns, one.kinds), []).append(one.digest)
    if not alike:
        return delivery, suppressed
    secret = secret_of(psa)
    places = None if delivery.places is None else _FewerPlaces(delivery.places)

    def found(aside: Database, batch: pl.DataFrame) -> set[int]:
        gone: set[int] = set()
        for (columns, kinds), digests in alike.items():
            select = digests_select(declared.full_name, columns, kinds, secret)
            keys = typed_keys(batch, columns, kinds, is_text=delivery.is_text)
            aside.bind("typed_keys", keys.to_arrow())
            rows = aside.rows(render("psa/erased_rows", digests=select, erased=digests))
            aside.unbind("typed_keys")
            gone |= {position for (position,) in rows}
        return gone

    return replace(delivery, read=_reading(delivery, suppressed, places, found), places=places), suppressed


def _reading(
    delivery: Delivery,
    suppressed: Suppressed,
    places: _FewerPlaces | None,
    found: Callable[[Database, pl.DataFrame], set[int]],
) -> Callable[[Mapping[str, str]], Iterator[pl.DataFrame]]:
    """How the rest of a delivery is read, in passes that count what they leave out."""

    def read(wanted: Mapping[str, str]) -> Iterator[pl.DataFrame]:
        import polars as pl

        suppressed.rows = 0
        with Database.open(None) as aside:
            for batch in delivery.read(wanted):
                gone = found(aside, batch)
                suppressed.rows += len(gone)
                kept = pl.Series([True]).new_from_index(0, batch.height).scatter(sorted(gone), False)
                if places is not None:
                    places.kept = kept.arg_true()
                yield batch.filter(kept) if gone else batch

    return read


class _FewerPlaces:
    """The places of a pass some of whose rows are left out."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.kept: pl.Series | None = None

    def unread(self) -> list[tuple[Spot, str]]:
        """Lines that are no rows, each with the reason; all that were found since this was asked last."""
        return self._places.unread()

    def locate(self, rows: Sequence[int]) -> list[Spot]:
        """Rows of the batch that was given last, by their number in what is left of it."""
        return self._places.locate(list(rows) if self.kept is None else self.kept[list(rows)].to_list())
