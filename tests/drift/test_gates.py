"""Gates: what puts a delivery into quarantine, told day by day, and against a plain oracle."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warehouse.errors
from drift.support import Shop


def people(*ids: int, city: str = "Delft") -> str:
    return "id,city\n" + "".join(f"{i},{city}\n" for i in ids)


def test_half_of_the_keys_may_go_and_no_more(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path)
    shop.day(1, people(*range(40)))
    assert shop.day(2, people(*range(20))).exit_code == 0
    assert shop.day(3, people(*range(9))).exit_code == 1
    assert shop.load(3).reasons == ("11 of 20 keys are gone (55%), more than 50%",)
    assert shop.sql("SELECT count(*) FROM psa.s__t") == [(20,)]
    shop.accept(3)
    assert shop.sql("SELECT count(*) FROM psa.s__t") == [(9,)]


def test_of_a_handful_of_rows_most_may_go_unless_it_is_declared(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path)
    shop.day(1, people(1, 2, 3))
    assert shop.day(2, people(1)).exit_code == 0
    shop.declare("key: id\ngates: {keys_gone: 60%}")
    assert shop.day(3, people(1, 2, 3)).exit_code == 0
    assert shop.day(4, people(3)).exit_code == 1
    assert shop.load(4).reasons == ("2 of 3 keys are gone (67%), more than 60%",)


def test_gates_look_at_the_neighbours_by_load_date_and_not_by_arrival(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, "key: id\ngates: {keys_gone: 20%, rows_change: 50%, over: 1}")
    shop.day(1, people(1, 2, 3))
    shop.day(9, people(*range(1, 5)))
    assert shop.day(5, people(1, 2)).exit_code == 1  # one of the three of day 1 is gone
    assert shop.day(10, people(*range(1, 6))).exit_code == 0
    assert shop.day(6, people(*range(1, 4))).exit_code == 0  # day 5 waits, so day 1 is the one before


def test_an_empty_snapshot_can_be_refused_or_taken(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, "key: id\ngates: {empty: refuse}")
    shop.day(1, people(1, 2))
    facts = shop.day(2, people())
    assert facts.exit_code == 3
    assert "This delivery is refused: the snapshot is empty" in facts.problems[0]
    assert "nothing of this delivery was stored" in facts.problems[0]
    assert len(shop.loads()) == 1
    shop.declare("key: id\ngates: {empty: accept}")
    assert shop.run().exit_code == 0
    assert shop.sql("SELECT count(*) FROM psa.s__t") == [(0,)]


def test_rows_far_from_the_median_wait(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, "key: id\ngates: {rows_change: 30%, over: 3}")
    for day, rows in enumerate([10, 30, 11, 12], start=1):
        shop.day(day, people(*range(rows)))
    assert shop.load(2).reasons == ("30 rows are not within 30% of 10, the accepted load before",)
    assert [load.status for load in shop.loads()] == ["accepted", "quarantined", "accepted", "accepted"]
    shop.day(5, people(*range(20)))
    assert shop.load(5).reasons == (
        "20 rows are not within 30% of 11, the median of the last 3 accepted loads",
    )
    shop.accept(2)
    shop.day(6, people(*range(13)))
    assert shop.load(6).status == "accepted"


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sets(st.integers(0, 5)), min_size=2, max_size=6), st.sampled_from([20, 50, 75]))
def test_what_waits_is_what_a_plain_calculation_says(days: list[set[int]], percent: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop.with_table(
            Path(folder), f"key: id\ngates: {{keys_gone: {percent}%, rows_change: 100%, over: 2}}"
        )
        for day, ids in enumerate(days, start=1):
            shop.deliver(day, people(*sorted(ids)))
        shop.run()
        accepted: list[set[int]] = []
        expected = []
        for ids in days:
            before = accepted[-1] if accepted else set()
            waits = bool(before and not ids)
            waits |= 100 * len(before - ids) > percent * len(before)
            usual = median([len(day) for day in accepted[-2:]]) if accepted else None
            waits |= usual is not None and abs(len(ids) - usual) > usual
            expected.append("quarantined" if waits else "accepted")
            accepted += [] if waits else [ids]
        assert [load.status for load in shop.loads()] == expected
        assert shop.is_sound()


WRONG = {
    "gates: {rows_change: 30}": "a percentage, such as 30%",
    "gates: {over: 0}": "write 1 or more",
    "gates: {empty: ignore}": "'refuse', 'quarantine' or 'accept'",
    "gates: {key_gone: 5%}": "keys_gone",
    "on_duplicate_key: latest": "one of refuse, quarantine, first, last, or {last: updated_at}",
    "drift: strict": "'evolve', 'freeze' or 'discard'",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_mistake_in_a_declaration_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    shop = Shop.with_table(tmp_path, f"key: id\n{line}")
    with pytest.raises(warehouse.errors.DeclarationError) as error:
        shop.run()
    assert "sources.yml:6" in str(error.value)
    assert WRONG[line] in str(error.value)
