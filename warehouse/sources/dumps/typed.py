"""The texts of a dump as values of the types that its CREATE TABLE declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warehouse.sources.dumps.dates import misfit
from warehouse.sources.texts import holds, infer_text, typed_text

if TYPE_CHECKING:
    import polars as pl

_ZONED = r"^(.{10} .{8}(?:\.[0-9]{1,6})?)([+-])([0-9]{2})(?::?([0-9]{2}))?(?::?([0-9]{2}))?$"
_HEX = r"^\\x(?:[0-9a-fA-F]{2})*$"


def typed_values(text: pl.Series, kind: str) -> tuple[pl.Series, str | None]:
    """The column as `kind` (a contract type), and the first text that is no value of it; None: all are."""
    import polars as pl

    if kind == "VARCHAR" or text.dtype == pl.Binary:
        return text, None
    if kind == "TIMESTAMP WITH TIME ZONE":
        typed = _moments(text)
    elif kind == "DOUBLE":
        typed = text.cast(pl.Float64, strict=False)
    else:
        typed = typed_text(text, kind)
    lost = typed.is_null() & text.is_not_null()
    if kind.startswith("DECIMAL("):
        lost |= _loses_digits(text, int(kind[:-1].partition(",")[2])).fill_null(False)
    return typed.alias(text.name), str(text.filter(lost)[0]) if lost.any() else None


def odd_value(values: pl.Series, kind: str) -> str | None:
    """The first text of a column that the contract type `kind` cannot hold; None: it holds all."""
    if kind == "VARCHAR" or kind == "BLOB":
        return None
    found = misfit(values, kind)
    return found if found is not None else typed_values(values, kind)[1]


def observed_kind(text: pl.Series, so_far: str, known: str | None) -> str:
    """The type of one more batch of a column of which the dump does not tell it.

    That of the contract (`known`) as long as it holds all values, else the narrowest one that does.
    """
    if known is not None and so_far == known and _fits(text, known):
        return known
    return infer_text(text, so_far)


def untold_values(text: pl.Series, kind: str) -> pl.Series:
    """The column as the type that `observed_kind` found."""
    import polars as pl

    if kind != "BLOB":
        return typed_values(text, kind)[0]
    return text.str.slice(2).str.decode("hex").alias(text.name) if text.dtype == pl.String else text


def _fits(text: pl.Series, kind: str) -> bool:
    if kind == "VARCHAR":
        return True
    if kind == "BLOB":
        return bool(text.str.contains(_HEX).fill_null(True).all())
    if kind == "TIMESTAMP WITH TIME ZONE":
        return typed_values(text, kind)[1] is None
    return holds(kind, text)


def _moments(text: pl.Series) -> pl.Series:
    """Times with an offset such as +05:30 or -00, in UTC."""
    import polars as pl

    parts = text.str.extract_groups(_ZONED).struct.unnest()
    names = parts.columns
    naive = pl.col(names[0]).str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
    h, m, s = (pl.col(name).cast(pl.Int64).fill_null(0) for name in names[2:5])
    seconds: Any = (h * 3600 + m * 60 + s) * pl.when(pl.col(names[1]) == "-").then(-1).otherwise(1)
    return parts.select((naive - pl.duration(seconds=seconds)).dt.replace_time_zone("UTC")).to_series()


def _loses_digits(text: pl.Series, scale: int) -> pl.Series:
    """Which numbers have digits behind the point that the type has no place for."""
    return text.str.contains(rf"\.[0-9]{{{scale}}}[0-9]*[1-9]|[eE]")
