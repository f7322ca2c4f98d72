"""Dead letters delivered again: an upsert at the load date of the load that lost them, directly after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import warehouse
from tests.deadletters.support import NOW, Desk, desk
from warehouse.cli import commands
from warehouse.errors import UsageError

FIRST = ("1,1.50,a", "2,2,b", "3,3,a", "4,4,a")


def call(crm: Desk, *arguments: str) -> Result:
    return CliRunner().invoke(commands, ["--project", str(crm.root), "dlq", *arguments])


def at(crm: Desk, day: int) -> list[tuple[object, ...]]:
    return crm.sql(
        "SELECT id, CAST(amount AS VARCHAR), kind "
        f"FROM psa.crm__people__at(TIMESTAMP '2026-01-{day:02}') ORDER BY id"
    )


def statuses(crm: Desk) -> list[str]:
    return [letter.status for letter in warehouse.open(crm.root).dead_letters()]


@pytest.fixture
def crm(tmp_path: Path) -> Desk:
    """On the second of three days the rows of 2 and 3 are dead letters, and a line that is no row."""
    crm = desk(tmp_path)
    crm.receive(1, *FIRST)
    crm.receive(2, "1,1.75,a", "2,two,b", "3,3,x", "4,4,a")
    crm.receive(3, "1,1.75,a", "2,9,b", "3,3,a", "4,4,a")
    return crm


def test_a_retry_is_an_upsert_directly_after_the_load_it_mends(crm: Desk) -> None:
    [two, three] = warehouse.open(crm.root).dead_letters()
    mended = "SELECT * FROM meta.loads WHERE day(load_date) = 2 AND load_seq = 1"
    before, third = crm.sql(mended), at(crm, 3)
    said = call(crm, "retry", two.letter_id, "--set", "amount=2.25", "--note", "as the shop said")
    assert said.exit_code == 0, said.output
    assert f"1 dead letter of load {two.load_id[:8]} of crm.people delivered again as load" in said.output
    assert at(crm, 2) == [(1, "1.75", "a"), (2, "2.25", "b"), (3, "3.00", "a"), (4, "4.00", "a")]
    assert at(crm, 3) == third
    assert crm.sql(mended) == before
    [load] = crm.sql(
        "SELECT extract, load_seq, rows_read, rows_changed, row_count, _source_file, notes "
        "FROM (SELECT *, source_file AS _source_file FROM meta.loads) "
        "WHERE day(load_date) = 2 AND load_seq > 1"
    )
    assert load[:6] == ("upsert", 2, 1, 1, 4, "extracts/2026-01-02/people.csv")
    assert load[6] == [f"1 dead letter of load {two.load_id[:8]} delivered again"]
    assert statuses(crm) == ["retried", "waiting"]
    with pytest.raises(UsageError, match="it is retried"):
        warehouse.open(crm.root).retry(two.letter_id, now=NOW)
    events = crm.sql("SELECT id, _op, day(load_date) FROM psa.crm__people__changes WHERE id = 2 ORDER BY 3")
    assert events == [(2, "insert", 1), (2, "update", 2), (2, "update", 3)]
    rows = crm.sql("FROM meta.dead_letters ORDER BY ALL")
    content = [at(crm, day) for day in (1, 2, 3)]
    warehouse.open(crm.root).rebuild(now=NOW)
    assert [at(crm, day) for day in (1, 2, 3)] == content
    assert crm.sql("FROM meta.dead_letters ORDER BY ALL") == rows
    assert warehouse.open(crm.root).verify() == []
    assert three.status == "waiting"


def test_a_retry_after_the_declaration_changed(crm: Desk) -> None:
    with pytest.raises(UsageError, match="1 of 1 rows still do not fit: kind breaks accepted_values"):
        warehouse.open(crm.root).retry(warehouse.open(crm.root).dead_letters()[1].letter_id, now=NOW)
    assert statuses(crm) == ["waiting", "waiting"]
    sources = crm.root / "models" / "sources.yml"
    sources.write_text(sources.read_text().replace("[a, b]", "[a, b, x]"))
    warehouse.open(crm.root).retry(warehouse.open(crm.root).dead_letters()[1].letter_id, now=NOW)
    assert at(crm, 2)[2] == (3, "3.00", "x")
    assert statuses(crm) == ["waiting", "retried"]


def test_a_line_that_is_no_row_is_mended_by_a_file(tmp_path: Path) -> None:
    crm = desk(tmp_path)
    crm.receive(1, *FIRST)
    crm.receive(2, "1,1.75,a", "2,8")
    [letter] = warehouse.open(tmp_path).dead_letters()
    said = call(crm, "retry", letter.letter_id)
    assert said.exit_code == 2
    assert "A dead letter is a line that is no row" in said.output
    (tmp_path / "mended.csv").write_text("id,amount,kind\n2,8,b\n")
    said = call(crm, "retry", letter.letter_id, "--file", str(tmp_path / "mended.csv"))
    assert said.exit_code == 0, said.output
    # The load could not know what was absent, so that it deleted nothing; neither does the retry.
    assert at(crm, 2) == [(1, "1.75", "a"), (2, "8.00", "b"), (3, "3.00", "a"), (4, "4.00", "a")]


def test_a_retry_that_is_rejected_lets_its_letters_wait_again(crm: Desk) -> None:
    wh = warehouse.open(crm.root)
    facts = wh.retry(wh.dead_letters()[0].letter_id, values={"amount": "2.25"}, now=NOW)
    [load] = [load for load in facts.loads if load.is_new]
    wh.reject(load.load_id, now=NOW)
    assert statuses(crm) == ["waiting", "waiting"]
    assert at(crm, 2)[1] == (2, "2.00", "b")
    assert [row[0] for row in crm.sql("SELECT status FROM meta.dead_letters")] == ["waiting", "waiting"]


def test_a_corrected_load_has_nothing_to_mend(crm: Desk) -> None:
    crm.receive(2, "1,1.75,a", "2,2.50,b", "3,3,a", "4,4,a")
    with pytest.raises(UsageError, match="was corrected by load"):
        warehouse.open(crm.root).retry(warehouse.open(crm.root).dead_letters()[0].letter_id, now=NOW)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "amount"], "'amount' sets nothing"),
        (["--set", "amont=1"], "have no column 'amont'"),
        (["--set", "amount=1", "--file", "x.csv"], "cannot both be given"),
        (["--file", "nowhere.csv"], "This file does not exist"),
    ],
)
def test_what_cannot_be_retried_is_said(crm: Desk, arguments: list[str], words: str) -> None:
    letter = warehouse.open(crm.root).dead_letters()[0].letter_id
    said = call(crm, "retry", letter, *arguments)
    assert (said.exit_code, words in said.output) == (2, True), said.output
    assert statuses(crm) == ["waiting", "waiting"]
