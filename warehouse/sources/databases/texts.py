"""Rows as the texts that a server writes, kept in a file, with the types the columns turn out to have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.project.sources import SourceTable
from warehouse.sources.delivery import BATCH_ROWS, Delivery, renamed_columns
from warehouse.sources.dumps.typed import odd_value, typed_values
from warehouse.sources.spool import SpoolWriter

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class KeptTexts:
    """Rows in a file: text, or bytes where the contract type in `kinds` is BLOB."""

    declared: SourceTable
    shown: str
    path: Path
    kinds: dict[str, str]
    notes: tuple[str, ...]

    @property
    def stored(self) -> dict[str, str]:
        """Column names with the DuckDB types that the file has."""
        return {column: "BLOB" if kind == "BLOB" else "VARCHAR" for column, kind in self.kinds.items()}

    def open(self) -> Delivery:
        """The delivery. Raises SourceError for column names that cannot stand together."""
        where = Path(self.shown)
        ours = renamed_columns(list(self.kinds), self.declared, where)
        kinds = {ours[column]: kind for column, kind in self.kinds.items()}
        return Delivery(where, tuple(kinds), False, partial(self._read, ours, kinds), lambda: kinds)

    def _read(
        self, ours: Mapping[str, str], kinds: Mapping[str, str], wanted: Mapping[str, str]
    ) -> Iterator[pl.DataFrame]:
        import polars as pl

        scan = pl.scan_parquet(self.path, glob=False, hive_partitioning=False).rename(dict(ours))
        for batch in scan.collect_batches(chunk_size=BATCH_ROWS, maintain_order=True):
            yield batch.with_columns(typed_values(batch[c], kind)[0].alias(c) for c, kind in kinds.items())


def keep_texts(
    declared: SourceTable,
    shown: str,
    kinds: Mapping[str, str],
    batches: Iterable[list[tuple[Any, ...]]],
    path: Path,
) -> KeptTexts:
    """Keep rows of texts and bytes. A column with a value that its type cannot hold is text."""
    import polars as pl

    schema: Any = {c: pl.Binary() if kind == "BLOB" else pl.String() for c, kind in kinds.items()}
    odd: dict[str, str] = {}
    writer = SpoolWriter(path, schema)
    try:
        for rows in batches:
            frame = pl.DataFrame(rows, schema=schema, orient="row")
            odd |= {
                c: v for c, k in kinds.items() if c not in odd and (v := odd_value(frame[c], k)) is not None
            }
            writer.add(frame)
    finally:
        writer.close()
    notes = tuple(
        f"column {column} is text: {value!r} is no {kinds[column]}" for column, value in odd.items()
    )
    final = {column: "VARCHAR" if column in odd else kind for column, kind in kinds.items()}
    return KeptTexts(declared, shown, path, final, notes)
