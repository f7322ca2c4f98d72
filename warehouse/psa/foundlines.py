"""Where the rejected rows of a load that was kept whole stood, looked up in its extract."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.errors import SourceError
from warehouse.psa.chain import sha256_of
from warehouse.psa.record import LoadRecord
from warehouse.psa.table import PsaTable
from warehouse.sources.delivery import Delivery, Spot
from warehouse.sources.discover import opener_of
from warehouse.sources.rejects import as_json
from warehouse.sources.texts import typed_text

if TYPE_CHECKING:
    import polars as pl


def find_lines(table: PsaTable, record: LoadRecord, rejected: Path) -> None:
    """Give the dead letters in the file `rejected`, which is no part of the log yet, their lines and texts.

    A load in quarantine is kept in the types of its values, without lines. Where the extract is gone or
    another one, is no text of lines, or its row cannot be told, a letter keeps its values alone.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    delivery = _extract(table, record)
    if delivery is None:
        return
    parquet: Any = pq
    arrow: Any = pa
    letters = parquet.read_table(rejected)
    lines, texts = letters["line"].to_pylist(), letters["raw"].to_pylist()
    wanted: dict[str, list[int]] = defaultdict(list)
    for at, given in enumerate(letters["given"].to_pylist()):
        if given is not None and lines[at] is None:
            wanted[given].append(at)
    try:
        spots = _spots(delivery, _kinds(table, record), wanted)
    except SourceError:  # what cannot be read as it was tells nothing
        return
    if not spots:
        return
    for at, spot in spots.items():
        lines[at], texts[at] = spot.line, spot.text
    for name, values in (("line", lines), ("raw", texts)):
        column = letters.schema.get_field_index(name)
        letters = letters.set_column(column, name, arrow.array(values, letters.schema.field(name).type))
    parquet.write_table(letters, rejected, compression="zstd")


def _extract(table: PsaTable, record: LoadRecord) -> Delivery | None:
    """The one file of text that the load came from, if it is there and the same."""
    if len(record.sources) != 1:
        return None
    source = record.sources[0]
    path = table.root / source.path
    opener = opener_of(path)
    if opener is None or not path.is_file() or sha256_of(path) != source.sha256:
        return None
    try:
        delivery = opener(path, table.declared)
    except SourceError:
        return None
    return delivery if delivery.is_text and delivery.places is not None else None


def _kinds(table: PsaTable, record: LoadRecord) -> dict[str, str]:
    """The types that the kept rows are read in: text of a declared type stays text."""
    own = {table.declared.present_name(column): kind for column, kind in record.schema}
    return {c: "VARCHAR" if own.get(c) == "VARCHAR" else kind for c, kind in table.contract.types.items()}


def _spots(
    delivery: Delivery, kinds: Mapping[str, str], wanted: Mapping[str, Sequence[int]]
) -> dict[int, Spot]:
    """Where rows stand that give these values (as JSON); of several alike, each has a line of its own."""
    assert delivery.places is not None
    found: dict[int, Spot] = {}
    left = {given: list(reversed(places)) for given, places in wanted.items()}
    columns = list(json.loads(next(iter(wanted)))) if wanted else []
    for batch in delivery.batches() if wanted else ():
        given = as_json(_as_kept(batch, columns, kinds))
        rows = given.is_in(list(left)).arg_true().to_list()
        spots = delivery.places.locate(rows) if rows else []
        for row, spot in zip(rows, spots, strict=True):
            if left[given[row]]:
                found[left[given[row]].pop()] = spot
        left = {one: places for one, places in left.items() if places}
        if not left:
            break
    return found


def _as_kept(batch: pl.DataFrame, columns: Sequence[str], kinds: Mapping[str, str]) -> pl.DataFrame:
    """A batch of text in the columns and types that a load is kept in."""
    import polars as pl

    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, batch.height)
    return pl.DataFrame(
        [
            typed_text(batch[c], kinds.get(c, "VARCHAR")).alias(c) if c in batch.columns else nothing.alias(c)
            for c in columns
        ]
    )
