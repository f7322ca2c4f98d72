"""Checks of a source marked `on: load`: a delivery after which they would fail waits in quarantine."""

from __future__ import annotations

from pathlib import Path

import pytest

import warehouse.errors
from drift.support import Shop

CHECKED = """\
key: id
columns:
  - name: city
    data_tests:
      - not_null: {config: {on: load}}
      - accepted_values: {values: [Delft, Gouda], config: {on: load, where: "id < 10"}}
  - name: email
    data_tests: [{unique: {config: {on: load}}}]
  - name: boss
    data_tests: [{relationships: {to: "source('s', 't')", field: id, config: {on: load}}}]
"""

UNIQUE = "key: id\ncolumns: [{name: v, data_tests: [{unique: {config: {on: load}}}]}]"


def test_a_delivery_that_would_break_them_waits_with_the_reasons(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, CHECKED)
    assert shop.day(1, "id,city,email,boss\n1,Delft,a@x,\n2,Gouda,b@x,1\n").exit_code == 0
    facts = shop.day(2, "id,city,email,boss\n1,Leiden,a@x,\n2,,a@x,7\n11,Leiden,c@x,1\n")
    assert facts.exit_code == 1
    [reason] = shop.load(2).reasons
    assert reason == (
        "checks on load failed: not_null(city): 1 of 3 rows, such as NULL; "
        "accepted_values(city): 1 of 2 rows, such as Leiden; "
        "unique(email): 2 of 3 rows, such as a@x; "
        "relationships(boss): 1 of 3 rows, such as 7"
    )
    assert shop.sql("SELECT count(*) FROM psa.s__t") == [(2,)]
    shop.day(3, "id,city,email,boss\n1,Gouda,b@x,2\n2,Gouda,a@x,1\n")
    assert shop.load(3).status == "accepted"
    assert shop.is_sound()


def test_they_look_at_the_content_at_the_place_of_a_late_load(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, UNIQUE)
    shop.day(1, "id,v\n1,a\n2,b\n")
    shop.day(9, "id,v\n1,c\n2,d\n")
    shop.day(5, "id,v\n1,b\n2,a\n3,c\n")
    assert shop.load(5).status == "accepted"
    shop.day(6, "id,v\n1,b\n2,a\n3,a\n")
    assert shop.load(6).status == "quarantined"
    assert shop.is_sound()


def test_a_check_that_cannot_run_is_no_pass(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, UNIQUE)
    shop.day(1, "id\n1\n")
    assert "unique(v) could not run" in shop.load(1).reasons[0]


WRONG = {
    "{unique: {config: {on: load, severity: warn}}}": "holds back",
    "{unique: {config: {on: insert}}}": "`on: row` or `on: load`",
    "{relationships: {to: ref('m'), field: id, config: {on: load}}}": "before models are built",
}


@pytest.mark.parametrize("check", WRONG)
def test_what_cannot_be_meant_is_said_with_its_line(tmp_path: Path, check: str) -> None:
    check = check.replace("ref('m')", "\"ref('m')\"")
    shop = Shop.with_table(tmp_path, f"key: id\ncolumns: [{{name: v, data_tests: [{check}]}}]")
    with pytest.raises(warehouse.errors.DeclarationError, match=WRONG[check.replace('"', "")]) as error:
        shop.run()
    assert "sources.yml:6" in str(error.value)
