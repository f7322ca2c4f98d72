"""What keeps a delivery out of history until a person has looked, as the schema YAML declares it.

gates: {rows_change: 30%, over: 7, keys_gone: 50%, empty: quarantine}
on_duplicate_key: quarantine          # refuse | quarantine | first | last | {last: updated_at}
drift: evolve                         # evolve | freeze | discard
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from warehouse.project.shape import Shape

ACCEPT = "accept"
QUARANTINE = "quarantine"
REFUSE = "refuse"
FIRST = "first"
LAST = "last"
EVOLVE = "evolve"
FREEZE = "freeze"
DISCARD = "discard"

#: Below so many keys a share of them says little, so that only a declared `keys_gone` judges fewer.
FEW_KEYS = 20


def _share(value: Any) -> Any:
    """30% as 0.3; YAML gives it as a text."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?) ?%", value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError("a percentage, such as 30%")
    return float(match[1]) / 100


Share = Annotated[float, BeforeValidator(_share)]


class GatesShape(Shape):
    """`rows_change` judges only where it is declared; `over` counts the accepted loads behind its median."""

    rows_change: Share | None = None
    over: Annotated[int, Field(strict=True, ge=1, description="a whole number, 1 or more")] | None = None
    keys_gone: Share | None = None
    empty: Literal["refuse", "quarantine", "accept"] | None = None


_ACTIONS = (REFUSE, QUARANTINE, FIRST, LAST)
_CHOICE = re.compile(r"(first|last)(?: by (.+))?")


def _duplicates(value: Any) -> Any:
    """The action, and for first and last the column that orders the rows of one key."""
    if isinstance(value, dict) and len(value) == 1:
        [(action, column)] = value.items()
        if action in (FIRST, LAST) and isinstance(column, str) and column.strip():
            return action, column.strip()
    if isinstance(value, str) and (match := _CHOICE.fullmatch(value.strip())):
        return match[1], match[2] and match[2].strip()
    if value in _ACTIONS:
        return value, None
    raise ValueError("one of refuse, quarantine, first, last, or {last: updated_at}")


class GateKeys(Shape):
    """The keys of gates and drift; they may stand on a source or on one of its tables."""

    gates: GatesShape | None = None
    on_duplicate_key: Annotated[tuple[str, str | None], BeforeValidator(_duplicates)] | None = None
    drift: Literal["evolve", "freeze", "discard"] | None = None


@dataclass(frozen=True)
class Gates:
    """The gates of one table. Shares are fractions: 0.3 is 30 %.

    `rows_change` None: not judged. `keys_gone` judges tables of fewer than `few_keys` keys not at all.
    `duplicates_by` None: rows of one key are ordered by their position in the delivery.
    """

    rows_change: float | None = None
    over: int = 7
    keys_gone: float = 0.5
    few_keys: int = FEW_KEYS
    empty: str = QUARANTINE
    on_duplicate_key: str = QUARANTINE
    duplicates_by: str | None = None
    drift: str = EVOLVE

    @property
    def chooses_a_row(self) -> bool:
        """Whether of several rows of one key the first or the last is taken."""
        return self.on_duplicate_key in (FIRST, LAST)


def gates_of(source: GateKeys, table: GateKeys) -> Gates:
    """The gates of a table: each key from the table, else from its source, else the default."""
    theirs, ours = source.gates or GatesShape(), table.gates or GatesShape()
    shape = GatesShape.model_construct(**{**_given(theirs), **_given(ours)})
    duplicates = table.on_duplicate_key or source.on_duplicate_key or (QUARANTINE, None)
    return Gates(
        rows_change=shape.rows_change,
        over=shape.over or 7,
        keys_gone=0.5 if shape.keys_gone is None else shape.keys_gone,
        few_keys=FEW_KEYS if shape.keys_gone is None else 1,
        empty=shape.empty or QUARANTINE,
        on_duplicate_key=duplicates[0],
        duplicates_by=duplicates[1],
        drift=table.drift or source.drift or EVOLVE,
    )


def _given(shape: GatesShape) -> dict[str, Any]:
    return {key: value for key, value in shape if value is not None}
