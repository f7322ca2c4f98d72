"""`load_date:` names a column: the dates of a delivery are those of its rows, and each date is a load."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sources.support import NOW, Project, project

import warehouse
from warehouse.errors import DeclarationError, SourceError
from warehouse.psa import keyframe

JANUARY = '  location: "extracts/{table}*"'


def dated(root: Path, *options: str, load_date: str = "exported_on", key: str | None = "id") -> Project:
    made = project(root, f"load_date: {load_date}", *options, key=key)
    sources = root / "models" / "sources.yml"
    if not any("location" in option for option in options):
        sources.write_text(sources.read_text().replace("    tables:", f"  {JANUARY}\n    tables:"))
    (root / "extracts").mkdir()
    return made


def put(made: Project, name: str, text: str) -> Path:
    path = made.root / "extracts" / name
    path.write_text(text)
    return path


def loads(made: Project) -> list[tuple[Any, ...]]:
    columns = "strftime(load_date, '%d %H:%M'), load_seq, status, row_count"
    return made.sql(f"SELECT {columns} FROM meta.loads ORDER BY ALL")


def test_a_file_of_three_days_is_a_load_for_each_in_the_order_of_the_dates(tmp_path: Path) -> None:
    made = dated(tmp_path)
    put(
        made,
        "people.csv",
        "id,name,exported_on\n1,Ada,2026-01-02\n2,Bo,2026-01-02\n1,Ada,2026-01-01\n2,Bob,2026-01-03\n",
    )
    made.run()
    assert loads(made) == [
        ("01 00:00", 1, "accepted", 1),
        ("02 00:00", 1, "accepted", 2),
        ("03 00:00", 1, "accepted", 1),
    ]
    assert made.types().keys() == {"id", "name"}  # what tells the date is no column of the rows
    changes = made.sql(
        "SELECT strftime(load_date, '%d'), _op, id, name FROM psa.crm__people__changes ORDER BY load_date, id"
    )
    assert changes == [
        ("01", "insert", 1, "Ada"),
        ("02", "insert", 2, "Bo"),
        ("03", "delete", 1, None),
        ("03", "update", 2, "Bob"),
    ]
    [(deliveries,)] = made.sql("SELECT count(DISTINCT delivery_id) FROM meta.loads")
    assert deliveries == 1
    assert warehouse.open(made.root).verify() == []


def test_the_same_file_is_nothing_to_do_and_a_corrected_one_corrects_each_date(
    tmp_path: Path,
) -> None:
    made = dated(tmp_path)
    path = put(made, "people.csv", "id,name,exported_on\n1,Ada,2026-01-01\n1,Ada,2026-01-02\n")
    made.run()
    path.touch()
    made.run()
    assert len(loads(made)) == 2
    path.write_text("id,name,exported_on\n1,Eva,2026-01-01\n1,Ada,2026-01-02\n")
    made.run()
    assert [(day, seq) for day, seq, *_ in loads(made)] == [
        ("01 00:00", 1),
        ("01 00:00", 2),
        ("02 00:00", 1),
        ("02 00:00", 2),
    ]
    assert made.sql("SELECT name FROM psa.crm__people__at('2026-01-01')") == [("Eva",)]


def test_another_file_leaves_the_dates_of_the_files_beside_it_alone(tmp_path: Path) -> None:
    made = dated(tmp_path)
    put(made, "people_1.csv", "id,name,exported_on\n1,Ada,2026-01-01\n1,Ada,2026-01-02\n")
    made.run()
    put(made, "people_2.csv", "id,name,born,exported_on\n1,Eva,1970,2026-01-02\n1,Eva,1970,2026-01-03\n")
    # On 2 January there are rows of both files, which are one delivery.
    made.refuses("This file has no column 'born'")
    put(made, "people_2.csv", "id,name,born,exported_on\n1,Eva,1970,2026-01-03\n")
    made.run()
    assert loads(made) == [(f"0{day} 00:00", 1, "accepted", 1) for day in (1, 2, 3)]


@pytest.mark.parametrize(
    ("load_date", "text", "shown"),
    [
        ("sent", "2026-01-05T06:30:00+02:00", "05 04:30"),
        ("sent", "2026-01-05 06:30:15.250", "05 06:30"),
        ("sent", "20260105", "05 00:00"),
        ('{column: sent, format: "%d.%m.%Y %H h"}', "05.01.2026 7 h", "05 07:00"),
    ],
)
def test_how_a_date_may_be_written(tmp_path: Path, load_date: str, text: str, shown: str) -> None:
    made = dated(tmp_path, load_date=load_date)
    put(made, "people.csv", f"id,sent\n1,{text}\n")
    made.run()
    assert loads(made) == [(shown, 1, "accepted", 1)]


def test_typed_dates_of_parquet_json_and_frames(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"id": [1, 1, 2], "load_date": [dt.date(2026, 1, 1), dt.date(2026, 1, 2), dt.date(2026, 1, 2)]}
    )
    for name in ("parquet", "ndjson"):
        made = dated(tmp_path / name, load_date="load_date")
        getattr(frame, f"write_{name}")(made.root / "extracts" / f"people.{name}")
        made.run()
        assert loads(made) == [("01 00:00", 1, "accepted", 1), ("02 00:00", 1, "accepted", 2)]
    made = dated(tmp_path / "frame", load_date="load_date")
    times = pl.col("load_date").cast(pl.Datetime("us")).dt.replace_time_zone("Europe/Amsterdam")
    warehouse.open(made.root).load(frame.with_columns(times), "crm.people", now=NOW)
    warehouse.open(made.root).build(now=NOW)
    assert sorted(load[0] for load in loads(made)) == ["01 23:00", "31 23:00"]


def test_slices_and_dates_of_one_file(tmp_path: Path) -> None:
    made = dated(tmp_path, "slice: city")
    put(made, "people.csv", "id,city,exported_on\n1,A,2026-01-01\n1,B,2026-01-02\n2,A,2026-01-02\n")
    made.run()
    found = made.sql("SELECT slice, day(load_date), row_count FROM meta.loads ORDER BY ALL")
    assert found == [("A", 1, 1), ("A", 2, 1), ("B", 2, 1)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,exported_on\n1,2026-01-01\n2,\n", ["A row has no load date", "'exported_on'", "people.csv:3"]),
        ("id,exported_on\n1,2026-01-01\n2,soon\n", ["'soon' as the load date", "people.csv:3", "format"]),
        ("id,exported_on\n1,2026-02-30\n2,2026-01-01\n", ["'2026-02-30'", "people.csv:2"]),
        ("id,exportd_on\n1,2026-01-01\n", ["no column 'exported_on'", "'exportd_on'", "--load-date"]),
        ("id,exported_on\n", ["no rows", "--load-date"]),
    ],
)
def test_a_date_that_cannot_be_told_refuses_the_delivery(tmp_path: Path, text: str, words: list[str]) -> None:
    made = dated(tmp_path)
    put(made, "people.csv", "id,exported_on\n1,2026-01-01\n")
    made.run()
    put(made, "people.csv", text)
    made.refuses(*words, "sources.yml:")


def test_what_goes_wrong_on_the_second_date_stores_nothing_of_the_first(tmp_path: Path) -> None:
    made = dated(tmp_path, "on_duplicate_key: refuse")
    put(made, "people.csv", "id,name,exported_on\n1,Ada,2026-01-05\n")
    made.run()
    before = warehouse.open(made.root).sql("FROM meta.loads").fetchall()
    put(
        made,
        "people.csv",
        "id,name,exported_on\n1,Ada,2026-01-01\n1,Ada,2026-01-06\n1,Bo,2026-01-06\n1,Ada,2026-01-07\n",
    )
    made.refuses("1 key")
    assert warehouse.open(made.root).verify() == []
    put(made, "people.csv", "id,name,exported_on\n1,Ada,2026-01-01\n1,Bo,2026-01-06\n1,Ada,2026-01-07\n")
    made.run()
    assert [day for day, *_ in loads(made)] == ["01 00:00", "05 00:00", "06 00:00", "07 00:00"]
    assert len(before) == 1


class _Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("moment", ["rename", "journal", "record"])
def test_killed_between_two_dates_the_next_run_has_all_of_them_once(
    tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from warehouse.psa import commit

    made = dated(tmp_path)
    put(made, "people.csv", "id,name,exported_on\n" + "".join(f"1,n{d},2026-01-0{d}\n" for d in range(1, 6)))
    monkeypatch.setattr(keyframe, "KEYFRAME", 1.0)
    whole = commit.write_text
    written: list[str] = []

    def kill(path: Path, text: str) -> Path:
        written.append(path.name)
        is_third = {"rename": written.count(".intent") == 3, "journal": path.name == ".together"}
        if moment == "record" and path.suffix == ".json" and sum(n.endswith(".json") for n in written) == 3:
            raise _Killed
        if is_third.get(moment):
            raise _Killed
        return whole(path, text)

    with monkeypatch.context() as patched:
        patched.setattr(commit, "write_text", kill)
        patched.setattr(commit.Gathered, "take_back", lambda self: None)  # a killed process mends nothing
        with pytest.raises(_Killed):
            warehouse.open(made.root).run(now=NOW)
    made.run()
    assert [(day, seq) for day, seq, *_ in loads(made)] == [(f"0{day} 00:00", 1) for day in range(1, 6)]
    assert warehouse.open(made.root).verify() == []
    assert made.rows() == [(1, "n5")]


def test_one_date_may_wait_in_quarantine_and_the_others_count(tmp_path: Path) -> None:
    made = dated(tmp_path)
    text = "id,name,exported_on\n1,Ada,2026-01-01\n1,Ada,2026-01-02\n1,Bo,2026-01-02\n1,Cy,2026-01-03\n"
    put(made, "people.csv", text)
    warehouse.open(made.root).run(now=NOW)
    assert [load[2] for load in loads(made)] == ["accepted", "quarantined", "accepted"]
    assert made.rows() == [(1, "Cy")]


def test_a_person_may_say_the_date_where_the_rows_do_not_contradict(tmp_path: Path) -> None:
    made = dated(tmp_path)
    wh = warehouse.open(made.root)
    wh.load(pl.DataFrame({"id": [1]}), "crm.people", load_date="2026-01-04", now=NOW)
    rows = pl.DataFrame({"id": [1], "exported_on": ["2026-01-06"]})
    with pytest.raises(SourceError, match="is delivered for 2026-01-05"):
        wh.load(rows, "crm.people", load_date="2026-01-05", now=NOW)
    wh.build(now=NOW)
    assert [day for day, *_ in loads(made)] == ["04 00:00"]


def test_dead_letters_of_a_date_and_their_retry(tmp_path: Path) -> None:
    made = dated(tmp_path, "columns: [{name: age, data_type: bigint}]")
    put(made, "people.csv", "id,age,exported_on\n1,40,2026-01-01\n2,old,2026-01-02\n1,41,2026-01-02\n")
    made.run()
    wh = warehouse.open(made.root)
    [letter] = wh.dead_letters()
    assert (letter.load_date.day, letter.line) == (2, 3)
    assert json.loads(letter.given or "") == {"id": "2", "age": "old"}
    wh.retry(letter.letter_id, values={"age": "7"}, now=NOW)
    assert made.rows() == [(1, 41), (2, 7)]


def test_a_damaged_file_of_one_date_is_derived_again_from_the_extract_of_several(tmp_path: Path) -> None:
    made = dated(tmp_path)
    put(made, "people.csv", "id,name,exported_on\n1,Ada,2026-01-01\n2,Bo,2026-01-02\n1,Ada,2026-01-02\n")
    made.run()
    for path in made.root.glob("psa/crm/people/load_date=2026-01-02/*.parquet"):
        path.unlink()
    repairs = warehouse.open(made.root).repair(now=NOW)
    assert [repair.is_restored for repair in repairs] == [True]
    assert warehouse.open(made.root).verify() == []


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["slice: exported_on"], "slice"),
        (["hash_keys: {day_hk: exported_on}"], "hash_keys"),
        (["extract: upsert", "order_by: exported_on"], "order_by"),
        (["columns: [{name: exported_on, data_tests: [not_null]}]"], "data_tests"),
        (["format: mysql_dump"], "dump"),
    ],
)
def test_the_column_of_the_load_date_is_no_other(tmp_path: Path, options: list[str], word: str) -> None:
    made = dated(tmp_path, *options)
    with pytest.raises(DeclarationError) as error:
        warehouse.open(made.root)
    assert word in str(error.value)
