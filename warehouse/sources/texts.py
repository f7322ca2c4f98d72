"""Columns of text: which types hold them without loss, and the typed columns.

Numbers are read by value (50 and 50.5 are numbers, and so is 50.50), everything else by its text: `02`, `+5`,
`1E5`, ` 5` and `TRUE` stay text, because writing the value again would give another text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from warehouse.contract import BIG, UNSEEN, least_upper_bound

if TYPE_CHECKING:
    import polars as pl

#: The types that inference tries, narrowest first; text is what remains.
CANDIDATES = ("BOOLEAN", "BIGINT", BIG, "DECIMAL(38,0)", "DOUBLE", "DATE", "TIMESTAMP")

_DOUBLE_EXACT = 2**53
_DOUBLE_DIGITS = 15
_PLAIN_NUMBER = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_TIMESTAMP = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?$"


def typed_text(text: pl.Series, kind: str) -> pl.Series:
    """The String column as `kind` (a contract type); what does not parse becomes NULL."""
    return _READERS.get(kind.partition("(")[0], _as_it_is)(text, kind)


def misfits(text: pl.Series, typed: pl.Series, kind: str) -> pl.Series:
    """True where a non-NULL text is not exactly a value of `kind` (`typed` is what typed_text gave)."""
    import polars as pl

    unread = typed.is_null() & text.is_not_null()
    if kind in ("BIGINT", BIG) or kind.startswith("DECIMAL"):
        wrong = unread | (typed.cast(pl.String) != text).fill_null(False)
        if kind == "BIGINT":
            wrong |= ((typed > _DOUBLE_EXACT) | (typed < -_DOUBLE_EXACT)).fill_null(False)
        if kind.startswith("DECIMAL") and not kind.endswith(",0)"):
            wrong &= ~_same_number(text, typed.cast(pl.String))
        return wrong
    if kind == "DOUBLE":
        return _not_exactly_double(text, typed)
    if kind == "TIMESTAMP":
        return unread | (~text.str.contains(_TIMESTAMP)).fill_null(False)
    if kind == "VARCHAR":
        return unread
    if kind == "DATE":
        return _but_for(text.str.contains(_DATE), text, typed, _written_otherwise)
    return _written_otherwise(text, typed)


def infer_text(text: pl.Series, so_far: str) -> str:
    """The narrowest type that holds one more batch of a column whose earlier batches are `so_far`."""
    if so_far == "VARCHAR" or text.null_count() == len(text):
        return so_far
    if so_far != UNSEEN and holds(so_far, text):
        return so_far
    few = text.drop_nulls().head(_FEW)
    for kind in CANDIDATES:
        if holds(kind, few) and holds(kind, text):
            return least_upper_bound(so_far, kind)
    return "VARCHAR"


_FEW = 100


def holds(kind: str, text: pl.Series) -> bool:
    """Whether every text of a column is exactly a value of `kind`."""
    return not misfits(text, typed_text(text, kind), kind).any()


def _written_otherwise(text: pl.Series, typed: pl.Series) -> pl.Series:
    """Where a value that was read is written in another way, or nothing could be read."""
    import polars as pl

    return (typed.is_null() & text.is_not_null()) | (typed.cast(pl.String) != text).fill_null(False)


def _but_for(
    sure: pl.Series,
    text: pl.Series,
    typed: pl.Series,
    misfits: Callable[[pl.Series, pl.Series], pl.Series],
) -> pl.Series:
    """The misfits, where it is not `sure` already (NULL: no value) that what parses fits."""
    wrong = typed.is_null() & text.is_not_null()
    rest = ~sure.fill_null(True)
    if not rest.any():
        return wrong
    return wrong.scatter(rest.arg_true(), misfits(text.filter(rest), typed.filter(rest)))


def _not_exactly_double(text: pl.Series, typed: pl.Series) -> pl.Series:
    """Fifteen digits and less come back from a double as they were (DBL_DIG of IEEE 754)."""
    few_digits = text.str.contains(_PLAIN_NUMBER) & (text.str.len_bytes() <= _DOUBLE_DIGITS)
    return _but_for(few_digits, text, typed, _other_in_double)


def _other_in_double(text: pl.Series, typed: pl.Series) -> pl.Series:
    import polars as pl

    written = typed.cast(pl.String)
    wrong = (written != text).fill_null(False) | (typed.is_null() & text.is_not_null())
    if not wrong.any():
        return ~typed.is_finite().fill_null(True)
    # Most remaining differences are 17 against 17.0 and 2.50 against 2.5: the same number, written otherwise.
    rest, rest_written = text.filter(wrong), written.filter(wrong)
    plain = rest.str.contains(_PLAIN_NUMBER)
    same = plain & ((rest.str.count_matches("[0-9]") <= 15) | _same_number(rest, rest_written))
    return wrong.scatter(wrong.arg_true(), ~same.fill_null(False))


def _same_number(one: pl.Series, other: pl.Series) -> pl.Series:
    """Whether two plain decimal texts are the same number: equal but for zeros behind the point."""
    return (_trimmed(one) == _trimmed(other)) & one.str.contains(_PLAIN_NUMBER)


def _trimmed(text: pl.Series) -> pl.Series:
    import polars as pl

    frame = pl.select(
        pl.when(text.str.contains(".", literal=True))
        .then(text.str.strip_chars_end("0").str.strip_chars_end("."))
        .otherwise(text)
        .alias("trimmed")
    )
    return frame["trimmed"]


def _as_bigint(text: pl.Series, kind: str) -> pl.Series:
    import polars as pl

    return text.cast(pl.Int64, strict=False)


def _as_decimal(text: pl.Series, kind: str) -> pl.Series:
    import polars as pl

    digits, _, scale = kind.removeprefix("DECIMAL(").removesuffix(")").partition(",")
    return text.cast(pl.Decimal(int(digits), int(scale)), strict=False)


def _as_double(text: pl.Series, kind: str) -> pl.Series:
    import polars as pl

    return text.cast(pl.Float64, strict=False)


def _as_boolean(text: pl.Series, kind: str) -> pl.Series:
    import polars as pl

    read = pl.select(pl.when(text == "true").then(True).when(text == "false").then(False).alias("read"))
    return read["read"].rename(text.name)


def _as_date(text: pl.Series, kind: str) -> pl.Series:
    return text.str.to_date("%Y-%m-%d", strict=False)


def _as_timestamp(text: pl.Series, kind: str) -> pl.Series:
    blank = text.str.replace("T", " ", literal=True)
    return blank.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)


def _as_it_is(text: pl.Series, kind: str) -> pl.Series:
    return text


_READERS: dict[str, Callable[[pl.Series, str], pl.Series]] = {
    "BOOLEAN": _as_boolean,
    "BIGINT": _as_bigint,
    BIG: _as_bigint,
    "DECIMAL": _as_decimal,
    "DOUBLE": _as_double,
    "FLOAT": _as_double,
    "DATE": _as_date,
    "TIMESTAMP": _as_timestamp,
}
