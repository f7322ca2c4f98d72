"""A run notices at once when commit records that it has followed are gone or edited."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from sources.support import NOW, Project, project

import warehouse
from warehouse.cli import commands
from warehouse.errors import IntegrityError


@pytest.fixture
def made(tmp_path: Path) -> Project:
    made = project(tmp_path / "p")
    for day in (1, 2):
        made.deliver("people.csv", f"id,name\n1,n{day}\n", day)
        made.run()
    return made


def _fails(made: Project, *words: str) -> None:
    with pytest.raises(IntegrityError) as error:
        warehouse.open(made.root).run(now=NOW)
    for word in words:
        assert word in str(error.value)
    said = CliRunner().invoke(commands, ["--project", str(made.root), "run"])
    assert (said.exit_code, words[0] in said.output) == (5, True)
    assert warehouse.open(made.root).verify() != []


@pytest.mark.parametrize("number", [1, 2])
def test_a_deleted_record(made: Project, number: int) -> None:
    [record] = made.root.glob(f"psa/crm/people/log/00000{number}-*.json")
    kept = record.read_bytes()
    record.unlink()
    _fails(made, "A commit record is missing", f"log/00000{number}-")
    record.write_bytes(kept)
    made.run()


def test_an_edited_record(made: Project) -> None:
    [record] = made.root.glob("psa/crm/people/log/000001-*.json")
    made.deliver("people.csv", "id,name\n1,n3\n", 3)
    made.run()  # the sizes of all records are noted
    record.write_text(record.read_text().replace('"new":1', '"new":10'))
    made.deliver("people.csv", "id,name\n1,n4\n", 4)
    _fails(made, "not as it was written", record.name)


def test_a_record_of_another_log(made: Project, tmp_path: Path) -> None:
    made.deliver("people.csv", "id,name\n1,n3\n", 3)
    made.run()
    first, second, *_ = sorted(made.root.glob("psa/crm/people/log/*.json"))
    shutil.copyfile(second, first)
    made.deliver("people.csv", "id,name\n1,n4\n", 4)
    _fails(made, "not the one that was followed", first.name)


def test_records_that_an_erasure_wrote_anew_are_no_fault(made: Project) -> None:
    called = CliRunner().invoke(commands, ["--project", str(made.root), "erase", "crm.people", "1"])
    assert called.exit_code == 0, called.output
    made.deliver("people.csv", "id,name\n2,n4\n", 4)
    made.run()
    made.deliver("people.csv", "id,name\n2,n5\n", 5)
    made.run()
