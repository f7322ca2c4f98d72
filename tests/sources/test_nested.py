"""How nested types widen: the order of deliveries and files must not matter."""

from __future__ import annotations

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from warehouse.contract import BIG, UNSEEN
from warehouse.sources.nested import bound, fields_of, is_struct, stored, struct_of
from warehouse.sources.typed import polars_type

SCALARS = st.sampled_from(["BOOLEAN", "BIGINT", BIG, "DECIMAL(38,0)", "DOUBLE", "DATE", "VARCHAR", UNSEEN])
FIELDS = st.sampled_from(["a", "b", "two words", "A", "x,(y)", 'q"'])
KINDS = st.recursive(
    SCALARS,
    lambda inner: (
        inner.map(lambda kind: f"{kind}[]") | st.dictionaries(FIELDS, inner, max_size=3).map(struct_of)
    ),
    max_leaves=6,
)


@given(KINDS, KINDS, KINDS)
def test_the_bound_is_one_whatever_the_order(one: str, two: str, three: str) -> None:
    assert bound(one, one) == one
    assert bound(one, two) == bound(two, one)
    assert bound(bound(one, two), three) == bound(one, bound(two, three))
    assert bound(bound(one, two), two) == bound(one, two)


@given(KINDS)
def test_what_is_stored_is_a_type_of_duckdb_and_of_polars(kind: str) -> None:
    kind = stored(kind)
    if kind not in (UNSEEN, BIG):
        assert duckdb.sql(f"SELECT CAST(NULL AS {kind}) AS x").types
    polars_type(kind)
    assert is_struct(kind) == bool(fields_of(kind) if is_struct(kind) else ())
