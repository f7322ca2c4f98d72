"""Values of JSON, column by column: which contract types hold them without loss, and the columns as Arrow.

Numbers keep the text they came with, so that a DOUBLE is only chosen where it is the same number. A column
whose values are of several kinds is text: strings as they are, everything else as its JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import accumulate, chain
from typing import Any

from warehouse.contract import BIG, UNSEEN
from warehouse.sources.nested import bound, fields_of, is_struct, stored, struct_of
from warehouse.sources.texts import holds, misfits, typed_text

_FEW = 100
_EXACT = 2**53
_INT64 = 2**63
_DIGITS_38 = 10**38


class Number(str):
    """A JSON number with a point or an exponent (or NaN or Infinity), as it was written."""

    __slots__ = ()


def kind_of(values: Sequence[Any], so_far: str = UNSEEN, *, with_dates: bool = False) -> str:
    """The contract type of one more batch of a column whose earlier batches are `so_far`.

    Inside lists and structs UNSEEN may remain until the end. Dates are looked for where asked.
    """
    kind = so_far
    for python in _kinds(values):
        if kind == "VARCHAR":
            break
        of_kind: list[Any] = [value for value in values if type(value) is python]
        if python is str:
            kind = bound(kind, _kind_of_text(of_kind, kind) if with_dates else "VARCHAR")
        elif python is dict:
            kind = bound(kind, _kind_of_objects(of_kind))
        elif python is list:
            kind = bound(kind, kind_of(list(chain.from_iterable(of_kind))) + "[]")
        else:
            kind = bound(kind, _SCALARS[python](of_kind))
    return kind


def _kinds(values: Sequence[Any]) -> set[type]:
    return set(map(type, values)) - {type(None)}


def _kind_of_text(texts: list[str], so_far: str) -> str:
    import polars as pl

    series = pl.Series(texts, dtype=pl.String)
    for kind in ("DATE", "TIMESTAMP"):
        if so_far in (kind, UNSEEN) and holds(kind, series.head(_FEW)) and holds(kind, series):
            return kind
    return "VARCHAR"


def _kind_of_objects(objects: list[dict[str, Any]]) -> str:
    names = dict.fromkeys(chain.from_iterable(objects))
    return struct_of({name: kind_of([o.get(name) for o in objects]) for name in names})


def _kind_of_integers(values: list[int]) -> str:
    low, high = min(values), max(values)
    if -_EXACT <= low and high <= _EXACT:
        return "BIGINT"
    if -_INT64 <= low and high < _INT64:
        return BIG
    return "DECIMAL(38,0)" if max(-low, high) < _DIGITS_38 else "VARCHAR"


def _kind_of_numbers(values: list[Number]) -> str:
    import polars as pl

    texts = pl.Series(values, dtype=pl.String)
    unsure = texts.filter(misfits(texts, typed_text(texts, "DOUBLE"), "DOUBLE"))
    return "DOUBLE" if all(map(_is_a_double, unsure)) else "VARCHAR"


def _is_a_double(text: str) -> bool:
    """Whether the double that is nearest to a number, written in its shortest form, is the number."""
    number = float(text)
    if text in _CONSTANTS:
        return True
    try:
        return Decimal(repr(number)) == Decimal(text)
    except InvalidOperation:
        return False


_CONSTANTS = ("NaN", "Infinity", "-Infinity")

_SCALARS: Mapping[type, Callable[[list[Any]], str]] = {
    bool: lambda values: "BOOLEAN",
    int: _kind_of_integers,
    Number: _kind_of_numbers,
}


def arrow_column(values: Sequence[Any], kind: str) -> Any:
    """The values of a column as Arrow, of a type that `kind_of` found or a wider one."""
    pa = _arrow()
    if kind.endswith("[]"):
        lengths = accumulate((len(value or ()) for value in values), initial=0)
        offsets = pa.array(lengths, pa.int64())
        elements = arrow_column(list(chain.from_iterable(value or () for value in values)), kind[:-2])
        return pa.LargeListArray.from_arrays(offsets, elements, mask=_nulls(values))
    if is_struct(kind):
        fields = fields_of(kind)
        children = [arrow_column([_part(v, name) for v in values], inner) for name, inner in fields.items()]
        return pa.StructArray.from_arrays(children, list(fields), mask=_nulls(values))
    if kind.startswith("DECIMAL("):
        digits, _, scale = kind[8:-1].partition(",")
        exact = [None if value is None else Decimal(value) for value in values]
        return pa.array(exact, pa.decimal128(int(digits), int(scale)))
    if kind in ("BOOLEAN", "BIGINT", BIG):
        return pa.array(values, pa.bool_() if kind == "BOOLEAN" else pa.int64())
    if kind == "DOUBLE":
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    return pa.array(list(map(text_of, values)), pa.large_string())


def _part(value: dict[str, Any] | None, name: str) -> Any:
    return None if value is None else value.get(name)


def _nulls(values: Sequence[Any]) -> Any:
    pa = _arrow()
    return pa.array([value is None for value in values], pa.bool_())


def _arrow() -> Any:
    import pyarrow

    return pyarrow


def text_of(value: Any) -> str | None:
    """A value as text: strings as they are, everything else as its JSON text, NULL as NULL."""
    if value is None or isinstance(value, str):
        return value
    return json_text(value)


def json_text(value: Any) -> str:
    """The compact JSON text of a value; numbers as they were written."""
    if isinstance(value, Number):
        return str.__str__(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json_text(name)}:{json_text(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(json_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def readable_as(own: str, wanted: str) -> str:
    """The type to read a column as: the wanted one where it holds what was found, else its own."""
    wanted = stored(wanted)
    if wanted == "VARCHAR" or ("[" in wanted or "(" in wanted) and stored(bound(own, wanted)) == wanted:
        return wanted
    return own
