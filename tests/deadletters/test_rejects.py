"""Rows that do not fit what is declared: set aside with their text, counted, and never taken for absent."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

import warehouse
from tests.deadletters.support import NOW, desk
from warehouse.errors import DeclarationError

FIRST = ("1,1.50,a", "2,2,b", "3,3,a", "4,4,a")


def test_a_rejected_row_is_not_an_absent_row(tmp_path: Path) -> None:
    crm = desk(tmp_path)
    crm.receive(1, *FIRST)
    load = crm.receive(2, "1,1.75,a", "2,two,b", "3,3,x")
    assert load.status == "accepted"
    # 4 is absent and gone; 2 and 3 were delivered, if badly, and keep what they had.
    assert crm.content() == [(1, "1.75", "a"), (2, "2.00", "b"), (3, "3.00", "a")]
    assert (load.read, load.changed, load.rejected, load.removed, load.unchanged) == (3, 1, 2, 1, 0)
    assert load.notes == (
        "2 rows are rejected (amount: 1, kind: 1)",
        "2 keys keep their last state, because their rows are rejected",
    )
    assert load.row_count == 3


def test_while_a_key_cannot_be_read_nothing_is_deleted_and_the_load_says_so(tmp_path: Path) -> None:
    crm = desk(tmp_path)
    crm.receive(1, *FIRST)
    load = crm.receive(2, "1,1.75,a", "x,2,b")
    assert crm.content() == [(1, "1.75", "a"), (2, "2.00", "b"), (3, "3.00", "a"), (4, "4.00", "a")]
    assert (load.read, load.changed, load.rejected, load.removed) == (2, 1, 1, 0)
    assert "nothing was deleted, because the key of a rejected row cannot be read" in load.notes[1]
    load = crm.receive(3, "1,1.75,a")
    assert (load.removed, load.rejected) == (3, 0)


@pytest.mark.parametrize("line", ["9", "9,1,a,b", '9,"1"2,a', '"x" 9,1,a'])
def test_a_line_that_is_no_row_is_a_dead_letter_too(tmp_path: Path, line: str) -> None:
    crm = desk(tmp_path)
    crm.receive(1, *FIRST)
    load = crm.receive(2, "1,1.75,a", line, "2,2,b")
    assert (load.status, load.read, load.rejected, load.unchanged) == ("accepted", 3, 1, 1)
    [path] = tmp_path.glob("psa/crm/people/rejected/load_date=2026-01-02/*.parquet")
    [(number, raw, given)] = duckdb.execute(
        "SELECT line, raw, given FROM read_parquet(?)", [str(path)]
    ).fetchall()
    assert (number, raw, given) == (3, line, None)


def test_a_key_that_also_stands_in_a_sound_row_takes_that_row(tmp_path: Path) -> None:
    crm = desk(tmp_path)
    crm.receive(1, *FIRST)
    load = crm.receive(2, "1,1.75,a", "1,much,a", "2,2,b", "3,3,a", "4,4,a")
    assert crm.content()[0] == (1, "1.75", "a")
    assert (load.changed, load.rejected, load.unchanged) == (1, 1, 3)


def test_more_than_max_rejects_refuse_the_load_and_nothing_is_lost(tmp_path: Path) -> None:
    crm = desk(tmp_path, "max_rejects: 1")
    crm.receive(1, *FIRST)
    load = crm.receive(2, "1,1.75,a", "2,two,b", "3,three,a", "9")
    assert load.status == "quarantined"
    assert load.reasons == (
        "3 of 4 rows do not fit, more than max_rejects allows (1 row): 1 line is no row, amount: 2; such as "
        "a row has 1 fields, the header has 3 (line 5), amount: 'two' is no DECIMAL(10,2) (line 3), "
        "amount: 'three' is no DECIMAL(10,2) (line 4)",
    )
    assert (load.read, load.rejected) == (4, 1)
    assert len(crm.content()) == 4
    [whole] = tmp_path.glob("psa/crm/people/kept/load_date=2026-01-02/*.parquet")
    kept = duckdb.execute("SELECT id, amount, kind FROM read_parquet(?) ORDER BY id", [str(whole)])
    assert kept.fetchall() == [("1", "1.75", "a"), ("2", "two", "b"), ("3", "three", "a")]
    [letters] = tmp_path.glob("psa/crm/people/rejected/load_date=2026-01-02/*.parquet")
    assert duckdb.execute("SELECT raw FROM read_parquet(?)", [str(letters)]).fetchall() == [("9",)]


def test_readings_of_the_log_work_while_a_load_of_other_types_waits(tmp_path: Path) -> None:
    crm = desk(tmp_path, "max_rejects: 0")
    crm.receive(1, *FIRST)
    assert crm.receive(2, "1,many,a", "2,2,b").status == "quarantined"
    assert crm.sql("SELECT count(*) FROM psa.crm__people__changes") == [(4,)]


def test_accepted_over_max_rejects_what_fits_is_data_and_the_rest_dead_letters(tmp_path: Path) -> None:
    crm = desk(tmp_path, "max_rejects: 0")
    crm.receive(1, "1,1.00,a", "2,2,b", "3,3,a")
    before = crm.content()
    waits = crm.receive(2, "1,7.50,a", "2,many,b", "3,3,z")
    warehouse.open(tmp_path).accept(waits.load_id, now=NOW)
    assert crm.content() == [(1, "7.50", "a"), (2, "2.00", "b"), (3, "3.00", "a")]
    assert crm.sql(
        "SELECT rows_read, rows_changed, rows_unchanged, rows_rejected, rows_removed FROM meta.loads "
        "WHERE load_date = '2026-01-02'"
    ) == [(3, 1, 0, 2, 0)]
    wh = warehouse.open(tmp_path)
    letters = wh.dead_letters()
    assert [(x.status, x.reason, x.key, x.line) for x in letters] == [
        ("waiting", "amount: 'many' is no DECIMAL(10,2)", ("2",), 3),
        ("waiting", "kind breaks accepted_values (a, b)", ("3",), 4),
    ]
    assert [x.raw for x in letters] == ["2,many,b", "3,3,z"]
    assert [json.loads(x.given or "")["amount"] for x in letters] == ["many", "3"]
    assert crm.sql("SELECT count(*) FROM meta.dead_letters WHERE status = 'waiting'") == [(2,)]
    wh.reject(waits.load_id, now=NOW)
    assert (crm.content(), [x.status for x in wh.dead_letters()]) == (before, ["rejected"] * 2)
    wh.accept(waits.load_id, now=NOW)
    wh.retry(letters[0].letter_id, values={"amount": "9"}, now=NOW)
    wh.discard(letters[1].letter_id, now=NOW)
    assert crm.content() == [(1, "7.50", "a"), (2, "9.00", "b"), (3, "3.00", "a")]
    wh.reject(waits.load_id, now=NOW)
    wh.accept(waits.load_id, now=NOW)  # what was decided on the letters stays
    assert [x.status for x in wh.dead_letters()] == ["retried", "discarded"]
    assert wh.verify(deep=True) == []


def test_an_accepted_line_that_is_no_row_keeps_every_key(tmp_path: Path) -> None:
    crm = desk(tmp_path, "max_rejects: 0")
    crm.receive(1, "1,1.00,a", "2,2,b")
    waits = crm.receive(2, "1,1.00,a", "9")
    wh = warehouse.open(tmp_path)
    for _ in range(2):
        wh.accept(waits.load_id, now=NOW)
        assert len(crm.content()) == 2
        [letter] = wh.dead_letters()
        assert (letter.status, letter.raw, letter.line, letter.given) == ("waiting", "9", 3, None)
        assert wh.verify(deep=True) == []
        wh.reject(waits.load_id, now=NOW)


def test_operations_without_a_meaning_are_dead_letters_when_accepted(tmp_path: Path) -> None:
    crm = desk(tmp_path, "max_rejects: 0", "extract: changes")
    crm.deliver(1, "1,1,a,c", "2,2,b,?", "3,3,a,c", "3,,,d", header="id,amount,kind,op")
    waits = crm.run().loads[0]
    warehouse.open(tmp_path).accept(waits.load_id, now=NOW)
    letters = {x.reason.split(":")[0]: x for x in warehouse.open(tmp_path).dead_letters()}
    assert letters.keys() == {"op", "kind breaks not_null"}
    assert letters["op"].key == ("2",)
    assert crm.content() == [(1, "1.00", "a"), (3, "3.00", "a")]  # its deletion is a dead letter


def test_what_contradicts_an_appended_row_is_a_dead_letter(tmp_path: Path) -> None:
    crm = desk(tmp_path, "extract: append", "max_rejects: 2")
    first = crm.receive(1, "1,1,a", "2,2,b")
    load = crm.receive(2, "1,1,a", "2,9,b", "3,3,a", "4,x,a")
    assert (load.status, load.new, load.duplicate, load.rejected) == ("accepted", 1, 1, 2)
    assert crm.content() == [(1, "1.00", "a"), (2, "2.00", "b"), (3, "3.00", "a")]
    wh = warehouse.open(tmp_path)
    letters = {x.reason: x for x in wh.dead_letters()}
    letter = letters["id: 2 was appended before with other content"]
    assert (letter.line, letter.raw, letter.column) == (3, "2,9,b", "id")
    wh.retry(letter.letter_id, values={"id": "5"}, now=NOW)
    waits = crm.receive(3, "1,9,a", "2,9,b", "3,9,a", "6,6,a")
    assert waits.status == "quarantined"
    assert waits.reasons == ("3 keys (id) were appended by another load with other content",)
    wh.accept(waits.load_id, now=NOW)
    rows = [(1, "1.00"), (2, "2.00"), (3, "3.00"), (5, "9.00"), (6, "6.00")]
    assert [row[:2] for row in crm.content()] == rows
    assert len([x for x in wh.dead_letters() if x.load_id == waits.load_id]) == 3
    assert wh.verify(deep=True) == []
    wh.reject(waits.load_id, now=NOW)
    wh.reject(first.load_id, now=NOW)
    wh.accept(waits.load_id, now=NOW)  # 2 contradicts nothing now
    assert [row[:2] for row in crm.content()][:3] == [(1, "1.00"), (2, "9.00"), (3, "3.00")]
    assert wh.verify(deep=True) == []


def test_the_default_is_the_larger_of_ten_rows_and_a_thousandth(tmp_path: Path) -> None:
    crm = desk(tmp_path)
    good = [f"{i},1,a" for i in range(1, 12_001)]
    assert crm.receive(1, *good).status == "accepted"
    bad = [f"{i},x,a" for i in range(1, 13)]
    assert crm.receive(2, *good[12:], *bad).rejected == 12
    bad = [f"{i},x,a" for i in range(1, 14)]
    assert crm.receive(3, *good[13:], *bad).status == "quarantined"
    few = [f"{i},x,a" for i in range(1, 11)]
    assert crm.receive(4, *good[10:], *few).rejected == 10


def test_a_percentage(tmp_path: Path) -> None:
    crm = desk(tmp_path, 'max_rejects: "25%"')
    assert crm.receive(1, "1,1,a", "2,2,a", "3,3,b", "4,x,a").rejected == 1
    load = crm.receive(2, "1,1,a", "2,2,a", "3,x,b", "4,x,a")
    assert "2 of 4 rows do not fit, more than max_rejects allows (25 %): amount: 2;" in load.reasons[0]


@pytest.mark.parametrize("wrong", ["many", "-1", '"200%"', "true"])
def test_what_is_no_limit_is_said_with_its_line(tmp_path: Path, wrong: str) -> None:
    desk(tmp_path, f"max_rejects: {wrong}")
    with pytest.raises(DeclarationError, match="max_rejects' cannot be") as error:
        warehouse.open(tmp_path)
    assert "sources.yml:7" in str(error.value)


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("unique: {on: row}", "needs more than one row"),
        ("not_null: {on: line}", "'on' cannot be 'line'"),
        ("not_null: {config: {on: row, severity: warn}}", "cannot be meant"),
    ],
)
def test_a_row_check_that_cannot_be_one_is_refused_with_its_line(
    tmp_path: Path, test: str, words: str
) -> None:
    desk(tmp_path)
    path = tmp_path / "models" / "sources.yml"
    path.write_text(path.read_text() + f"              - {test}\n")
    with pytest.raises(DeclarationError, match=words) as error:
        warehouse.open(tmp_path)
    assert "sources.yml:14" in str(error.value)


def test_rejects_in_any_batch_are_found_with_their_lines(tmp_path: Path) -> None:
    crm = desk(tmp_path, 'max_rejects: "1%"')
    rows = [f'{i},1,"a"' for i in range(1, 200_001)]
    wrong = {5: "5,x,a", 77_777: "77777,1,z", 150_001: '150001,"1\n1",a', 199_999: "199999,y,"}
    for number, text in wrong.items():
        rows[number - 1] = text
    load = crm.receive(1, *rows)
    assert (load.read, load.rejected, load.row_count) == (200_000, 4, 199_996)
    [path] = tmp_path.glob("psa/crm/people/rejected/*/*.parquet")
    letters = duckdb.execute("SELECT line, raw, key FROM read_parquet(?) ORDER BY line", [str(path)])
    assert letters.fetchall() == [
        (number + 1 + (number > 150_001), text, [str(number)]) for number, text in wrong.items()
    ]


def test_a_table_without_a_key_deletes_nothing_while_a_row_is_rejected(tmp_path: Path) -> None:
    crm = desk(tmp_path)
    sources = tmp_path / "models" / "sources.yml"
    sources.write_text(sources.read_text().replace("        key: id\n", ""))
    crm.receive(1, "1,1,a", "1,1,a", "2,2,b")
    load = crm.receive(2, "1,1,a", "3,3,c")
    assert (load.read, load.rejected, load.unchanged, load.removed) == (2, 1, 1, 0)
    assert crm.content() == [(1, "1.00", "a"), (1, "1.00", "a"), (2, "2.00", "b")]


def test_everything_comes_out_of_the_log_again(tmp_path: Path) -> None:
    crm = desk(tmp_path)
    crm.receive(1, *FIRST)
    crm.receive(2, "1,1.75,a", "2,two,b", "3,3,x")
    content, loads = crm.content(), crm.sql("SELECT * FROM meta.loads ORDER BY load_date")
    assert warehouse.open(tmp_path).verify() == []
    warehouse.open(tmp_path).rebuild(now=NOW)
    assert (crm.content(), crm.sql("SELECT * FROM meta.loads ORDER BY load_date")) == (content, loads)
    [letters] = tmp_path.glob("psa/crm/people/rejected/*/*.parquet")
    letters.write_bytes(letters.read_bytes()[:-1] + b"x")
    assert ["its SHA-256 differs" in finding.what for finding in warehouse.open(tmp_path).verify()] == [True]
