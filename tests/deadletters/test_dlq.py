"""Dead letters to a person: listed from the log, in the published file and the report, and discarded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import warehouse
from tests.deadletters.support import NOW, Desk, desk
from warehouse.cli import commands
from warehouse.errors import UsageError

FIRST = ("1,1.50,a", "2,2,b", "3,3,a", "4,4,a")


def call(crm: Desk, *arguments: str) -> Result:
    return CliRunner().invoke(commands, ["--project", str(crm.root), *arguments])


@pytest.fixture
def crm(tmp_path: Path) -> Desk:
    """Three rows of the second day are dead letters: two that do not fit, one that is no row."""
    crm = desk(tmp_path)
    crm.receive(1, *FIRST)
    crm.receive(2, "1,1.75,a", "2,two,b", "3,3,<b>", "9,9")
    return crm


def letters(crm: Desk) -> list[tuple[object, ...]]:
    return crm.sql("SELECT letter_id, status, line, raw FROM meta.dead_letters ORDER BY line")


def test_the_list_names_place_and_reason(crm: Desk) -> None:
    said = call(crm, "dlq", "list").output
    assert "extracts/2026-01-02/people.csv:3  amount: 'two' is no DECIMAL(10,2)" in said
    assert "extracts/2026-01-02/people.csv:4  kind breaks accepted_values (a, b)" in said
    assert "extracts/2026-01-02/people.csv:5  a row has 2 fields, the header has 3" in said
    assert len(json.loads(call(crm, "dlq", "list", "crm.people", "--json").output)) == 3


def test_one_letter_is_shown_whole(crm: Desk) -> None:
    [letter] = [one for one in warehouse.open(crm.root).dead_letters("crm.people") if one.line == 3]
    said = call(crm, "dlq", "show", letter.letter_id).output
    assert "text:      2,two,b\n    id: 2\n    amount: two\n    kind: b\n" in said
    assert letter.key == ("2",)


def test_a_discarded_letter_waits_no_more_and_the_log_remembers_why(crm: Desk) -> None:
    one, other, third = [row[0] for row in letters(crm)]
    counts = crm.sql("SELECT * FROM meta.loads")
    said = call(crm, "dlq", "discard", one, "--note", "test data")
    assert said.exit_code == 0, said.output
    assert "1 dead letter of load" in said.output
    assert [row[1] for row in letters(crm)] == ["discarded", "waiting", "waiting"]
    assert crm.sql("SELECT note FROM meta.dead_letters WHERE status = 'discarded'") == [("test data",)]
    assert crm.sql("SELECT * FROM meta.loads") == counts
    assert one not in call(crm, "dlq", "list").output
    assert one in call(crm, "dlq", "list", "--all").output
    assert warehouse.open(crm.root).discard(one[:8], now=NOW).exit_code == 0
    assert {row[1] for row in letters(crm)} == {"discarded"}
    assert "No dead letter waits. --all shows 3 others." in call(crm, "dlq", "list").output
    before = crm.sql("FROM meta.dead_letters ORDER BY ALL")
    warehouse.open(crm.root).rebuild(now=NOW)
    assert crm.sql("FROM meta.dead_letters ORDER BY ALL") == before
    assert warehouse.open(crm.root).verify() == []


def test_what_names_no_waiting_letter_is_said(crm: Desk) -> None:
    said = call(crm, "dlq", "discard", "12345678-1")
    assert said.exit_code == 2
    assert "There is no dead letter '12345678-1'." in said.output
    one = str(letters(crm)[0][0])
    call(crm, "dlq", "discard", one)
    with pytest.raises(UsageError, match="does not wait: it is discarded"):
        warehouse.open(crm.root).discard(one, now=NOW)
    said = call(crm, "dlq", "show", "nothing")
    assert (said.exit_code, "There is no dead letter 'nothing'." in said.output) == (2, True)
    assert call(crm, "dlq", "list", "crm.peeple").exit_code == 2


def test_the_lines_of_a_quarantined_load_wait_with_it(tmp_path: Path) -> None:
    crm = desk(tmp_path, "max_rejects: 0")
    crm.receive(1, *FIRST)
    crm.receive(2, "1,1.75,a", "9,9")
    [letter] = warehouse.open(crm.root).dead_letters()
    assert (letter.status, letter.line, letter.raw) == ("quarantined", 3, "9,9")
    assert "No dead letter waits." in call(crm, "dlq", "list").output
    with pytest.raises(UsageError, match="its load is quarantined"):
        warehouse.open(crm.root).discard(letter.letter_id, now=NOW)


def test_the_report_shows_them_escaped(crm: Desk) -> None:
    page = (crm.root / "report.html").read_text()
    assert "Dead letters" in page
    assert "3,3,&lt;b&gt;" in page
    assert "3,3,<b>" not in page
    assert "3 rows were rejected" in page


def test_a_letters_record_that_was_edited_is_found(crm: Desk) -> None:
    warehouse.open(crm.root).discard(str(letters(crm)[0][0]), now=NOW)
    path = max((crm.root / "psa/crm/people/log").glob("*.json"))
    path.write_text(path.read_text().replace('"discarded"', '"forgotten"'))
    [finding] = warehouse.open(crm.root).verify()
    assert finding.what == "This commit record is not as it was written."
