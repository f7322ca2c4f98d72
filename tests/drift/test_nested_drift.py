"""Nested values drift as columns do: a new key, a wider number, an empty list before a full one."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from drift.support import Shop

DAYS: dict[str, list[object]] = {
    "a new key": [{"a": 1}, {"a": 1, "b": "x"}, {"a": 2}],
    "a key that goes": [{"a": 1, "b": True}, {"a": 1}, {"a": 1, "b": False}],
    "whole numbers, then a fraction": [[1], [1.5, 2], [3]],
    "an empty list, then a full one": [[], [{"x": 1}], [{"x": 2, "y": [1]}]],
    "an empty object, then a full one": [{}, {"a": {"b": 1}}, {"a": {"b": 2, "c": None}}],
    "a field that was never filled": [{"a": None}, {"a": "text"}, {"a": None}],
    "the order of keys": [{"b": 1, "a": 2}, {"a": 2, "b": 1}, {"b": 1, "a": 2.5}],
}


def _extract(value: object) -> str:
    return json.dumps([{"id": 1, "v": value}, {"id": 2, "v": None}])


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [_without_nulls(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("drift", DAYS)
def test_every_day_reads_back_as_it_came_in_any_order(tmp_path: Path, drift: str) -> None:
    found = set()
    for number, order in enumerate(itertools.permutations(enumerate(DAYS[drift], start=1))):
        shop = Shop.with_table(tmp_path / str(number), "key: id", ending="json")
        for day, value in order:
            facts = shop.day(day, _extract(value))
            assert facts.problems == ()
            assert [load.reasons for load in facts.loads if load.reasons] == []
        assert shop.is_sound()
        for day, value in enumerate(DAYS[drift], start=1):
            [(back,)] = shop.sql(f"SELECT v FROM psa.s__t__loads WHERE id = 1 AND day(load_date) = {day}")
            assert _without_nulls(back) == _without_nulls(value)
        hashes = shop.sql("SELECT load_date, id, _row_hash FROM psa.s__t__changes ORDER BY ALL")
        found.add(str((hashes, shop.sql("DESCRIBE psa.s__t"))))
    assert len(found) == 1


def test_a_new_key_that_nothing_fills_changes_no_row(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, "key: id", ending="json")
    shop.day(1, _extract({"a": 1}))
    facts = shop.day(2, _extract({"a": 1, "b": None}))
    assert [load.changed for load in facts.loads] == [0, 0]
    assert facts.loads[1].unchanged == 2


def test_text_among_numbers_inside_a_list_waits(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, "key: id", ending="json")
    shop.day(1, _extract({"sizes": [1, 2]}))
    shop.day(2, _extract({"sizes": [1, "two"]}))
    [reason] = shop.load(2).reasons
    assert "v (" in reason
    assert "so far" in reason
