"""`drift: discard`: columns that the contract does not know are dropped, counted and named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.contract import Contract
from warehouse.database import Database
from warehouse.errors import agreeing
from warehouse.project.gates import DISCARD
from warehouse.project.sources import SourceTable
from warehouse.sources.delivery import Delivery
from warehouse.templates import render

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Dropped:
    """The columns that were dropped, with the number of values that stood in them."""

    values: dict[str, int] = field(default_factory=dict)

    def sentences(self) -> list[str]:
        """What a person should know, a sentence for each column."""
        return [
            f"column {column} is not in the contract and was dropped "
            f"({agreeing(count, 'value', 'values')}; drift: discard)"
            for column, count in self.values.items()
        ]


def known_columns(declared: SourceTable, contract: Contract) -> set[str] | None:
    """The columns that a table takes in; None where it takes any: by policy, or as nothing came yet."""
    if declared.gates.drift != DISCARD or not contract.types:
        return None
    return {*contract.types, *declared.listed}


def dropped_of(database: Database, path: Path, unknown: Sequence[str]) -> Dropped:
    """What is dropped of a delivery that the log keeps whole in the file at `path`."""
    if not unknown:
        return Dropped()
    counts = database.row(render("psa/count_values", path=str(path), columns=unknown))
    return Dropped(dict(zip(unknown, counts, strict=True)))


def without_unknown(
    delivery: Delivery, declared: SourceTable, contract: Contract
) -> tuple[Delivery, Dropped]:
    """The delivery without columns that its table does not know, and what a pass over it dropped."""
    known = known_columns(declared, contract)
    unknown = [c for c in delivery.columns if known is not None and c not in known]
    if not unknown:
        return delivery, Dropped()
    dropped = Dropped(dict.fromkeys(unknown, 0))

    def read(wanted: Mapping[str, str]) -> Iterator[pl.DataFrame]:
        dropped.values.update(dict.fromkeys(unknown, 0))
        for batch in delivery.read(wanted):
            for column in unknown:
                if column in batch.columns:
                    dropped.values[column] += len(batch) - batch[column].null_count()
            yield batch.drop(unknown, strict=False)

    kinds = delivery.kinds
    return replace(
        delivery,
        columns=tuple(column for column in delivery.columns if column not in unknown),
        read=read,
        kinds=None if kinds is None else lambda: {c: k for c, k in kinds().items() if c not in unknown},
    ), dropped
