"""Extracts that are in the log already are recognised together, whatever became of the private file."""

from __future__ import annotations

from pathlib import Path

import pytest

import warehouse
from tests.laws.support import NOW, Delivery, arrive, deliver, make_project, run, tables
from warehouse.pipeline import RUN_STAGES, Options, execute
from warehouse.project.project import read_project

FIRST = (("1", "Ann", "Delft"), ("2", "Bob", "Gouda"))
OTHER = (("1", "Ann", "Breda"), ("2", "Bob", "Gouda"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = make_project(tmp_path / "shop")
    arrive(root, [[Delivery("people", day, FIRST) for day in range(1, 9)]])
    return root


def statements_after_rebuild(root: Path) -> int:
    """How many statements the run after a rebuild takes."""
    warehouse.open(root).rebuild(now=NOW)
    said: list[str] = []
    execute(read_project(root), "run", RUN_STAGES, Options(clock=NOW, trace=said.append))
    return len(said)


def test_after_a_rebuild_nothing_is_loaded_again(root: Path) -> None:
    before = tables(root)
    warehouse.open(root).rebuild(now=NOW)
    facts = run(root)
    assert not any(load.is_new for load in facts.loads)
    assert facts.notices == ()
    assert tables(root) == before


def test_the_run_after_a_rebuild_asks_as_much_for_many_extracts_as_for_few(root: Path) -> None:
    few = statements_after_rebuild(root)
    arrive(root, [[Delivery("people", day, FIRST) for day in range(9, 25)]])
    assert statements_after_rebuild(root) == few


def test_an_extract_that_changed_and_kept_its_size_is_a_correction(root: Path) -> None:
    deliver(root, Delivery("people", 3, OTHER))
    warehouse.open(root).rebuild(now=NOW)
    facts = run(root)
    assert [load.load_seq for load in facts.loads if load.is_new] == [2]


def test_an_extract_that_was_corrected_since_is_named(root: Path) -> None:
    arrive(root, [[Delivery("people", 3, OTHER)]])
    deliver(root, Delivery("people", 3, FIRST))
    warehouse.open(root).rebuild(now=NOW)
    (notice,) = run(root).notices
    assert "people.csv of crm.people is load" in notice
    assert "has corrected since" in notice


def test_an_extract_that_was_moved_is_still_known(root: Path) -> None:
    (root / "extracts" / "2026-01-03").rename(root / "extracts" / "20260103")
    warehouse.open(root).rebuild(now=NOW)
    assert not any(load.is_new for load in run(root).loads)
