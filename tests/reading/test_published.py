"""Readers always see the file that was published last, and an open reader keeps what it opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from laws.support import NOW, Delivery, arrive, deliver, make_project

import warehouse
from warehouse.errors import IntegrityError, UsageError
from warehouse.reading.published import Reader


def test_a_notebook_that_holds_an_old_answer_still_gets_the_new_one(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project")
    arrive(root, [[Delivery("people", 1, (("1", "Ann", "Gouda"),))]])
    wh = warehouse.open(root)
    held = wh.sql("SELECT name FROM psa.crm__people")
    assert held.fetchall() == [("Ann",)]
    deliver(root, Delivery("people", 2, (("1", "Bob", "Gouda"),)))
    wh.run(now=NOW)
    assert wh.sql("SELECT name FROM psa.crm__people").fetchall() == [("Bob",)]
    assert wh.table("dim_person").as_of("2026-01-01").pl()["name"].to_list() == ["Ann"]
    assert held.fetchall() == [("Ann",)]


def test_the_life_of_a_key_tells_what_each_load_changed(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project")
    arrive(
        root,
        [
            [Delivery("people", 1, (("1", "Ann", "Gouda"), ("2", "Bob", "Delft")))],
            [Delivery("people", 2, (("1", "Ann", "Delft"), ("2", "Bob", "Delft")))],
            [Delivery("people", 3, (("2", "Bob", "Delft"),))],
        ],
    )
    life = warehouse.open(root).history("crm.people", 1)
    assert [event.operation for event in life] == ["insert", "update", "delete"]
    assert life[1].changes == {"city": ("Gouda", "Delft")}
    assert life[2].source_file == "extracts/2026-01-03/people.csv"


def test_a_wrong_query_and_an_unknown_name_are_said_in_our_words(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project")
    arrive(root, [[Delivery("people", 1, (("1", "Ann", "Gouda"),))]])
    wh = warehouse.open(root)
    with pytest.raises(UsageError, match="does not run"):
        wh.sql("SELECT nope FROM psa.crm__people")
    with pytest.raises(UsageError, match="does not have it"):
        wh.table("crm.places").pl()
    with pytest.raises(UsageError, match="did you mean"):
        wh.table("dim_persn").pl()
    assert repr(wh).startswith("<warehouse laws")


@pytest.mark.parametrize("day", ["2026-01-01", "2026-01-02"])
@pytest.mark.parametrize("reading", ["__changes", "__loads", "__at(TIMESTAMP '2026-01-03')"])
def test_a_file_that_is_gone_from_the_log_is_an_error_and_never_fewer_rows(
    tmp_path: Path, day: str, reading: str
) -> None:
    root = make_project(tmp_path / "project")
    arrive(
        root,
        [
            [Delivery("people", 1, (("1", "Ann", "Gouda"),))],
            [Delivery("people", 2, (("1", "Ann", "Delft"), ("2", "Bob", "Delft")))],
        ],
    )
    with Reader(warehouse.open(root).project) as reader:
        whole = reader.query(f"SELECT id, city FROM psa.crm__people{reading}")
    assert whole.rows
    (gone,) = (root / "psa" / "crm" / "people" / f"load_date={day}").glob("*.parquet")
    gone.rename(tmp_path / "aside.parquet")
    with Reader(warehouse.open(root).project) as reader, pytest.raises(IntegrityError, match=gone.name):
        reader.query(f"SELECT id, city FROM psa.crm__people{reading}")
    (tmp_path / "aside.parquet").rename(gone)
    with Reader(warehouse.open(root).project) as reader:
        assert sorted(reader.query(f"SELECT id, city FROM psa.crm__people{reading}").rows) == sorted(
            whole.rows
        )
