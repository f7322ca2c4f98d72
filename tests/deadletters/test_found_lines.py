"""Dead letters of a load that waited and was accepted: their lines are looked up in the extract."""

from __future__ import annotations

from pathlib import Path

import pytest

import warehouse
from tests.deadletters.support import NOW, Desk, desk


@pytest.fixture
def crm(tmp_path: Path) -> Desk:
    found = desk(tmp_path, "max_rejects: 0")
    found.receive(1, "1,1.00,a")
    return found


def _lines(crm: Desk) -> list[tuple[int | None, str | None]]:
    return [(letter.line, letter.raw) for letter in warehouse.open(crm.root).dead_letters()]


def test_rows_that_are_alike_have_a_line_each(crm: Desk) -> None:
    waits = crm.receive(2, "1,1.50,a", '2,"1,5",a', "3,2.50,z", '2,"1,5",a')
    warehouse.open(crm.root).accept(waits.load_id, now=NOW)
    assert sorted(_lines(crm)) == [(3, '2,"1,5",a'), (4, "3,2.50,z"), (5, '2,"1,5",a')]
    assert warehouse.open(crm.root).verify(deep=True) == []


@pytest.mark.parametrize("now", ["another", "gone"])
def test_an_extract_that_is_not_as_it_was_tells_no_lines(crm: Desk, now: str) -> None:
    waits = crm.receive(2, "1,1.50,a", "2,many,a")
    path = crm.root / "extracts/2026-01-02/people.csv"
    if now == "gone":
        path.unlink()
    else:
        path.write_text(path.read_text().replace("1.50", "1.60"))
    warehouse.open(crm.root).accept(waits.load_id, now=NOW)
    [(line, raw)] = _lines(crm)
    assert line is None
    assert '"many"' in (raw or "")


def test_accepted_once_more_they_are_looked_up_again(crm: Desk) -> None:
    waits = crm.receive(2, "1,1.50,a", "2,many,a")
    wh = warehouse.open(crm.root)
    for _ in range(2):
        wh.accept(waits.load_id, now=NOW)
        assert _lines(crm) == [(3, "2,many,a")]
        wh.reject(waits.load_id, now=NOW)
    assert wh.verify(deep=True) == []
