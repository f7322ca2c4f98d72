"""Several rows of one key: they wait, are refused, or the declared one counts; against a plain oracle."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warehouse.errors
from drift.support import Shop

TWICE = "id,at,city\n1,2026-01-02,Delft\n1,2026-01-03,Gouda\n1,2026-01-01,Leiden\n2,2026-01-01,Zwolle\n"


def test_the_declared_row_counts_and_the_others_are_duplicates(tmp_path: Path) -> None:
    found = {}
    for number, choice in enumerate(["first", "last", "{last: at}", "first by at"]):
        shop = Shop.with_table(tmp_path / str(number), f"key: id\non_duplicate_key: {choice}")
        assert shop.day(1, TWICE).exit_code == 0
        found[choice] = shop.sql("SELECT city FROM psa.s__t WHERE id = 1")
        load = shop.load(1)
        assert (load.read, load.new, load.duplicate) == (4, 2, 2)
        assert "1 key (id) stood several times with different rows; the" in load.notes[0]
    assert [city for [(city,)] in found.values()] == ["Delft", "Leiden", "Gouda", "Leiden"]


def test_a_delivery_can_be_refused(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, "key: id\non_duplicate_key: refuse")
    facts = shop.day(1, TWICE)
    assert facts.exit_code == 3
    assert "refused: 1 key (id) stands several times with different rows: 1" in facts.problems[0]
    assert shop.loads() == []


def test_what_waits_for_its_duplicates_can_be_accepted_once_it_is_said_which_row_counts(
    tmp_path: Path,
) -> None:
    shop = Shop.with_table(tmp_path)
    shop.day(1, "id,at,city\n1,2026-01-01,Delft\n")
    shop.day(2, TWICE)
    with pytest.raises(warehouse.errors.UsageError, match="on_duplicate_key: last"):
        shop.accept(2)
    shop.declare("key: id\non_duplicate_key: last")
    assert shop.accept(2).exit_code == 0
    assert shop.sql("SELECT id, city FROM psa.s__t ORDER BY id") == [(1, "Leiden"), (2, "Zwolle")]
    load = shop.load(2)
    assert (load.read, load.new, load.changed, load.duplicate) == (4, 1, 1, 2)
    assert "the last counts" in load.notes[-1]
    assert shop.is_sound()


def test_a_column_that_orders_must_be_there(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, "key: id\non_duplicate_key: {last: changed_at}")
    [problem] = shop.day(1, TWICE).problems
    assert "has no column 'changed_at'" in problem
    assert "on_duplicate_key" in problem


ROWS = st.lists(
    st.tuples(st.integers(1, 3), st.one_of(st.none(), st.integers(0, 2)), st.sampled_from("ab")), max_size=6
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ROWS, min_size=1, max_size=3), st.sampled_from(["first", "last"]), st.booleans())
def test_the_chosen_rows_are_those_of_a_plain_loop(days: list, which: str, by_column: bool) -> None:
    choice = f"{{{which}: seen}}" if by_column else which
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop.with_table(
            Path(folder), f"key: id\non_duplicate_key: {choice}\ngates: {{empty: accept, keys_gone: 100%}}"
        )
        for day, rows in enumerate(days, start=1):
            lines = "".join(f"{i},{'' if at is None else at},{v}\n" for i, at, v in rows)
            shop.deliver(day, f"id,seen,v\n{lines}")
        shop.run()
        for load, rows in zip(shop.loads(), days, strict=True):
            chosen: dict[int, tuple] = {}
            for row in rows:
                held = chosen.get(row[0])
                if held is None or _comes_before(row, held, which, by_column):
                    chosen[row[0]] = row
            day = load.load_date.day
            found = shop.sql(f"SELECT id, seen, v FROM psa.s__t__loads WHERE day(load_date) = {day}")
            read = {(int(i), None if seen is None else int(seen), v) for i, seen, v in found}
            assert read == set(chosen.values())
            assert len(found) == len(chosen)
            assert load.read == load.new + load.changed + load.unchanged + load.duplicate
        assert shop.is_sound()


def _comes_before(row: tuple, held: tuple, which: str, by_column: bool) -> bool:
    """Whether a later row of a key is chosen instead of the one held so far."""
    if by_column and row[1] != held[1]:
        if row[1] is None or held[1] is None:
            return held[1] is None
        return row[1] > held[1] if which == "last" else row[1] < held[1]
    return which == "last"
