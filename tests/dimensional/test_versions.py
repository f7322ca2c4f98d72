"""Every type of slowly changing dimension against an oracle of dicts and lists, over random deliveries."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dimensional.support import KEY, declared, rows_of, take_in
from tests.oracles.dimensions import Options, newest, versions
from tests.oracles.typing import Delivery
from warehouse.database import Database

OPTIONS: dict[str, tuple[dict[str, Any], Options]] = {
    "all tracked": ({}, Options(("a", "b", "c", "at"))),
    "some tracked": ({"track": ["a"]}, Options(("a",))),
    "every type at once": (
        {
            "track": ["a", "at"],
            "overwrite": ["b"],
            "keep": ["c"],
            "previous": ["a", "b"],
            "current": ["a"],
            "first_valid_from": "beginning",
        },
        Options(
            ("a", "at"),
            overwrite=("b",),
            keep=("c",),
            previous=("a", "b"),
            current=("a",),
            beginning=True,
        ),
    ),
    "deletes ignored": ({"deletes": "ignore"}, Options(("a", "b", "c", "at"), deletes="ignore")),
    "deletes flagged": (
        {"deletes": "flag", "track": ["a"], "previous": ["a"], "overwrite": ["c"]},
        Options(("a",), deletes="flag", previous=("a",), overwrite=("c",)),
    ),
    "by day": ({"valid_to": "inclusive"}, Options(("a", "b", "c", "at"), by_day=True)),
    "from a column": ({"valid_from": "at"}, Options(("a", "b", "c", "at"), valid_from="at")),
    "from a column by day, flagged": (
        {"valid_from": "at", "track": ["a"], "deletes": "flag", "valid_to": "inclusive", "keep": ["b"]},
        Options(("a",), valid_from="at", deletes="flag", by_day=True, keep=("b",)),
    ),
}

SCD1: dict[str, tuple[dict[str, Any], Options]] = {
    "overwritten": ({}, Options(())),
    "kept and previous": (
        {"keep": ["a"], "previous": ["b"], "deletes": "flag"},
        Options((), overwrite=("b",), keep=("a",), previous=("b",), deletes="flag"),
    ),
    "deletes ignored": ({"deletes": "ignore"}, Options((), deletes="ignore")),
}

HOURS = [dt.datetime(2026, 1, 1) + dt.timedelta(hours=8 * n) for n in range(12)]
KEYS = st.tuples(st.sampled_from(["1", "", None]), st.sampled_from(["x|y", "x"]))
STATES = st.tuples(
    st.sampled_from(["p", "q", "", None]),
    st.sampled_from([1, 2, None]),
    st.sampled_from(["r", "s"]),
    st.sampled_from([*HOURS[:6], None]),
)


@st.composite
def batches(draw: st.DrawFn) -> list[list[Delivery]]:
    """Deliveries at some moments, cut into batches; a moment may have a correction in the same batch."""
    days = sorted(draw(st.lists(st.sampled_from(HOURS), min_size=1, max_size=7)))
    deliveries: list[Delivery] = []
    for day in days:
        content = draw(st.dictionaries(KEYS, STATES, max_size=4))
        rows = [
            {"id": k[0], "part": k[1], "a": a, "b": b, "c": c, "at": at}
            for k, (a, b, c, at) in content.items()
        ]
        deliveries.append((day, rows))
    found: list[list[Delivery]] = [[]]
    for _, same_moment in groupby(deliveries, key=lambda delivery: delivery[0]):
        if found[-1] and draw(st.booleans()):
            found.append([])
        found[-1] += list(same_moment)
    return found


@pytest.mark.parametrize("config", OPTIONS)
@settings(max_examples=25, deadline=None)
@given(arriving=batches())
def test_versions_are_those_of_the_oracle(config: str, arriving: list[list[Delivery]]) -> None:
    declaration, options = OPTIONS[config]
    with Database.open(None) as database:
        take_in(database, declared({**declaration, "surrogate_key": "sk"}), arriving)
        found = rows_of(database)
    expected = versions([delivery for batch in arriving for delivery in batch], KEY, options)
    for row in expected:
        row["is_current"] = row["valid_to"] is None
        if options.by_day:
            row["valid_from"] = row["valid_from"].date()
            row["valid_to"] = row["valid_to"] and (row["valid_to"] - dt.timedelta(days=1)).date()
    assert len({row["sk"] for row in found}) == len(found)
    assert _sorted(found, without=("sk", "load_id")) == _sorted(expected)


def test_a_key_that_goes_and_comes_within_one_load_date_has_no_new_state() -> None:
    """Else its old moment would come after its reappearance, and would cover what it was before it went."""

    def row(value: str) -> dict[str, Any]:
        return {"id": "1", "part": "x", "a": "p", "b": 1, "c": value, "at": dt.datetime(2026, 1, 1)}

    days: list[Delivery] = [
        (dt.datetime(2026, 1, 1), [row("r")]),
        (dt.datetime(2026, 1, 1, 8), []),
        (dt.datetime(2026, 1, 1, 16), [row("s")]),
        (dt.datetime(2026, 1, 2), []),
        (dt.datetime(2026, 1, 2), [row("s")]),
    ]
    with Database.open(None) as database:
        take_in(database, declared({"valid_from": "at"}), [days])
        found = [(r["c"], r["valid_from"].hour, r["valid_to"]) for r in rows_of(database)]
    assert sorted(found) == [("r", 0, dt.datetime(2026, 1, 1, 8)), ("s", 16, None)]


@pytest.mark.parametrize("config", SCD1)
@settings(max_examples=25, deadline=None)
@given(arriving=batches())
def test_a_dimension_of_type_1_is_that_of_the_oracle(config: str, arriving: list[list[Delivery]]) -> None:
    declaration, options = SCD1[config]
    with Database.open(None) as database:
        take_in(database, declared({"materialized": "scd1", **declaration}), arriving)
        found = rows_of(database)
    expected = newest([delivery for batch in arriving for delivery in batch], KEY, options)
    assert _sorted(found, without=("load_id",)) == _sorted(expected)


def _sorted(rows: list[dict[str, Any]], without: tuple[str, ...] = ()) -> list[str]:
    return sorted(repr(sorted((c, v) for c, v in row.items() if c not in without)) for row in rows)
