"""The generated days hold exactly the changes that expected.json tells of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from benchmarks.tpch_days import CHANGING, KEYS, DayCounts, write_days

Row = dict[str, Any]
Table = dict[tuple[Any, ...], Row]
DAYS = ["2026-01-01", "2026-01-02", "2026-01-03"]
CHANGED_TABLES = ("orders", "customer", "lineitem")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[DayCounts]]:
    target = tmp_path_factory.mktemp("days") / "extracts"
    return target, write_days(target, 0.01, 3)


def content(target: Path, day: str, table: str) -> Table:
    """The rows of one table on one day, by key. A key that stands twice fails here."""
    path = next((target / day).glob(f"{table}.*"))
    frame = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)
    rows = {tuple(row[k] for k in KEYS[table]): row for row in frame.to_dicts()}
    assert len(rows) == frame.height
    return rows


def seen_counts(before: Table, after: Table) -> dict[str, int]:
    kept = before.keys() & after.keys()
    return {
        "rows": len(after),
        "new": len(after.keys() - before.keys()),
        "changed": sum(before[key] != after[key] for key in kept),
        "removed": len(before.keys() - after.keys()),
    }


def assert_counts_are_true(target: Path, expected: Row) -> None:
    assert sorted(path.name for path in target.iterdir()) == [*DAYS, "expected.json"]
    for table in KEYS:
        before: Table = {}
        for day in DAYS:
            after = content(target, day, table)
            assert expected[day][table] == seen_counts(before, after), (day, table)
            before = after


def test_expected_json_counts_what_the_files_show(written: tuple[Path, list[DayCounts]]) -> None:
    target, counts = written
    expected = json.loads((target / "expected.json").read_text(encoding="utf-8"))
    assert_counts_are_true(target, expected)
    returned = {
        c.day: {
            table: {"rows": of.rows, "new": of.new, "changed": of.changed, "removed": of.removed}
            for table, of in c.tables.items()
        }
        for c in counts
    }
    assert returned == expected


@pytest.mark.parametrize("table", ["orders", "lineitem"])
def test_something_of_each_kind_happens_every_day(written: tuple[Path, list[DayCounts]], table: str) -> None:
    for day in written[1][1:]:
        of = day.tables[table]
        assert of.new > 0
        assert of.removed > 0
        assert 0.005 * of.rows < of.changed < 0.015 * of.rows


@pytest.mark.parametrize("table", CHANGED_TABLES)
def test_a_changed_row_differs_in_its_number_and_its_text_alone(
    written: tuple[Path, list[DayCounts]], table: str
) -> None:
    target, _ = written
    for day, next_day in zip(DAYS, DAYS[1:], strict=False):
        before, after = content(target, day, table), content(target, next_day, table)
        for key in before.keys() & after.keys():
            if before[key] != after[key]:
                differing = {c for c in before[key] if before[key][c] != after[key][c]}
                assert differing == set(CHANGING[table])


@pytest.mark.parametrize("table", CHANGED_TABLES)
def test_a_new_key_was_never_there_before(written: tuple[Path, list[DayCounts]], table: str) -> None:
    target, _ = written
    days = [set(content(target, day, table)) for day in DAYS]
    ever = set(days[0])
    for before, after in zip(days, days[1:], strict=False):
        assert not (after - before) & ever
        ever |= after


def test_the_other_tables_are_the_same_bytes_again(written: tuple[Path, list[DayCounts]]) -> None:
    target, _ = written
    for table in KEYS.keys() - set(CHANGED_TABLES):
        files = [next((target / day).glob(f"{table}.*")).read_bytes() for day in DAYS]
        assert files[0] == files[1] == files[2]


def test_two_runs_give_equal_content(written: tuple[Path, list[DayCounts]], tmp_path: Path) -> None:
    target, counts = written
    assert write_days(tmp_path / "again", 0.01, 3) == counts
    for day in DAYS:
        for table in KEYS:
            again = content(tmp_path / "again", day, table)
            assert list(content(target, day, table).values()) == list(again.values())


def test_csv_tells_the_same_story(written: tuple[Path, list[DayCounts]], tmp_path: Path) -> None:
    assert write_days(tmp_path / "csv", 0.01, 3, "csv") == written[1]
    expected = json.loads((tmp_path / "csv" / "expected.json").read_text(encoding="utf-8"))
    assert_counts_are_true(tmp_path / "csv", expected)
    nations = [(tmp_path / "csv" / day / "nation.csv").read_bytes() for day in DAYS]
    assert nations[0] == nations[1] == nations[2]


def test_every_table_that_can_change_does(tmp_path: Path) -> None:
    write_days(tmp_path / "all", 0.01, 2, changed=0.1, new=0.05, gone=0.05, tables=tuple(CHANGING))
    expected = json.loads((tmp_path / "all" / "expected.json").read_text(encoding="utf-8"))
    for table in CHANGING:
        before, after = (content(tmp_path / "all", day, table) for day in DAYS[:2])
        assert expected[DAYS[1]][table] == seen_counts(before, after)
        assert min(expected[DAYS[1]][table].values()) > 0


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        write_days(tmp_path, 0.01, 2)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"tables": ("nation",)},
        {"changed": 0.9, "new": 0.2},
        {"gone": -0.1},
        {"days": 0},
        {"scale": 0.001, "tables": ("partsupp",)},
    ],
)
def test_what_cannot_be_written_is_refused_before_anything_is(tmp_path: Path, wrong: Row) -> None:
    given: Row = {"scale": 0.01, "days": 2, **wrong}
    with pytest.raises(ValueError, match="cannot change|shares|at least|twice"):
        write_days(tmp_path / "days", **given)
    assert not (tmp_path / "days").exists()
