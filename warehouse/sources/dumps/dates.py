"""Dates as MySQL reads them, in the one form in which it writes them; and which values a type cannot hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_DATE = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_TIME = r" [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
_ZONE = r"[+-][0-9]{2}(?::[0-9]{2}){0,2}"

#: What every value of a type looks like; a column with another value is kept as text.
PLAIN = {
    "DATE": f"^{_DATE}$",
    "TIMESTAMP": f"^{_DATE}{_TIME}$",
    "TIMESTAMP WITH TIME ZONE": f"^{_DATE}{_TIME}{_ZONE}$",
    "DECIMAL": r"^[-+]?[0-9]*\.?[0-9]*(?:[eE][-+]?[0-9]+)?$",
}
_LOOSE = r"^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})"
_LOOSE_TIME = r"(?:[ T]([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(\.[0-9]{1,6})?)?)?"


def iso_dates(text: pl.Series, *, with_time: bool) -> pl.Series:
    """Dates such as 2024/1/2, which MySQL takes for 2024-01-02, as it writes them; with_time: at 00:00:00.

    What is certainly no such date stays as it is.
    """
    import polars as pl

    odd = ~text.str.contains(PLAIN["TIMESTAMP" if with_time else "DATE"])
    if not odd.any():
        return text
    parts = text.str.extract_groups(_LOOSE + (_LOOSE_TIME if with_time else "") + "$").struct.unnest()
    two = [pl.col(name).fill_null("00").str.zfill(2) for name in parts.columns[1:6]]
    iso = pl.concat_str([pl.col("1"), *two[:2]], separator="-")
    if with_time:
        iso = iso + " " + pl.concat_str(two[2:], separator=":") + pl.col("7").fill_null("")
    whole = parts.with_columns(text.alias("text"), odd.alias("odd"))
    return whole.select(
        pl.when(pl.col("odd") & pl.col("1").is_not_null()).then(iso).otherwise("text").alias(text.name)
    ).to_series()


def misfit(text: pl.Series, kind: str) -> str | None:
    """The first value that the contract type `kind` cannot hold; None if it holds all."""
    plain = PLAIN.get(kind.partition("(")[0])
    if plain is None:
        return None
    values = text.drop_nulls()
    odd = values.filter(~values.str.contains(plain))
    return str(odd[0]) if len(odd) else None
