"""Dead letters beside retention, retries and other kinds of delivery."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import warehouse
from tests.deadletters.support import NOW, Desk, desk

LETTERS = "SELECT letter_id, status FROM meta.dead_letters ORDER BY ALL"


@pytest.fixture
def crm(tmp_path: Path) -> Desk:
    crm = desk(tmp_path)
    crm.receive(1, "1,1.50,a", "2,two,b", "3,3,a")
    crm.receive(2, "1,1.50,a", "2,2,b", "3,3,x")
    crm.receive(3, "1,1.75,a", "2,2,b", "3,3,b")
    return crm


def test_the_letters_of_a_pruned_load_go_with_it_and_everything_can_be_rebuilt(crm: Desk) -> None:
    wh = warehouse.open(crm.root)
    [first, second] = wh.dead_letters()
    wh.prune(loads=2, now=NOW)
    crm.run()
    assert not list(crm.root.glob("psa/crm/people/rejected/load_date=2026-01-01/*"))
    assert [letter.letter_id for letter in wh.dead_letters()] == [second.letter_id]
    assert crm.sql(LETTERS) == [(second.letter_id, "waiting")]
    before = crm.sql("FROM psa.crm__people__loads ORDER BY ALL")
    shutil.rmtree(crm.root / ".warehouse")
    wh.rebuild(now=NOW)
    assert crm.sql(LETTERS) == [(second.letter_id, "waiting")]
    assert crm.sql("FROM psa.crm__people__loads ORDER BY ALL") == before
    assert wh.verify(deep=True) == []
    [kept] = crm.sql("SELECT rows_rejected FROM meta.loads WHERE load_date = '2026-01-01'")
    assert kept == (1,), first


def test_a_retry_is_no_correction_of_the_file_that_it_mends(crm: Desk) -> None:
    wh = warehouse.open(crm.root)
    letter = wh.dead_letters()[0].letter_id
    wh.retry(letter, values={"amount": "2"}, now=NOW)
    shutil.rmtree(crm.root / ".warehouse")
    wh.rebuild(now=NOW)
    facts = crm.run()
    assert not [note for note in facts.notices if "corrected" in note]


def test_an_upsert_says_nothing_of_deletions(tmp_path: Path) -> None:
    crm = desk(tmp_path, "extract: upsert")
    crm.receive(1, "1,1.50,a", "2,2,b")
    load = crm.receive(2, "1,1.75,a,more")
    assert not [note for note in load.notes if "deleted" in note]
