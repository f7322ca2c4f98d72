"""Things that go wrong or deserve a word when a load enters, each said so that an analyst can mend it."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from sources.support import NOW, project

import warehouse
from warehouse.cli import commands
from warehouse.errors import did_you_mean


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            ("extract: upsert", "order_by: updated_att"),
            ("no column 'updated_att'", "`order_by:`", "did you mean 'updated_at'", "sources.yml:7"),
        ),
        (
            ("on_duplicate_key: {last: changed}",),
            ("no column 'changed'", "`on_duplicate_key:`", "known are: id, updated_at", "sources.yml:4"),
        ),
    ],
)
def test_an_unknown_column_that_says_which_row_counts_is_an_error_at_its_line(
    tmp_path: Path, options: tuple[str, ...], words: tuple[str, ...]
) -> None:
    made = project(tmp_path, *options)
    made.deliver("people.csv", "id,updated_at\n1,2\n")
    facts = warehouse.open(tmp_path).run(now=NOW)
    assert facts.exit_code == 2
    for word in (*words, "nothing of this delivery was stored"):
        assert word in facts.problems[0]
    assert list((tmp_path / "psa").rglob("*.json")) == []


def test_a_declared_column_that_never_came_is_noted(tmp_path: Path) -> None:
    made = project(tmp_path, "columns: [{name: ID}, {name: name}, {name: born, data_type: date}]")
    made.deliver("people.csv", "id,name\n1,Ada\n")
    [load] = made.run().loads
    assert load.notes == ("column born is declared and missing (NULL)",)


def test_two_files_of_one_table_and_date_are_said_to_be_a_correction(tmp_path: Path) -> None:
    made = project(tmp_path)
    made.deliver("people.csv", "id,name\n1,Ada\n")
    made.deliver("people.json", '[{"id": 2, "name": "Bo"}]')
    first, second = sorted(made.run().loads, key=lambda load: load.load_seq)
    assert first.notes == ()
    assert second.notes == (
        f"another file of the same load date, extracts/2026-01-01/people.csv, was loaded before "
        f"(load {first.load_id[:8]}); this one is its correction",
    )
    made.deliver("people.json", '[{"id": 3, "name": "Bo"}]')
    [third] = [load for load in made.run().loads if load.is_new]
    assert third.notes == ()  # the same file, corrected


def test_a_parquet_file_that_is_called_csv(tmp_path: Path) -> None:
    made = project(tmp_path)
    pl.DataFrame({"id": [1]}).write_parquet(tmp_path / "people.parquet")
    made.deliver("people.csv", (tmp_path / "people.parquet").read_bytes())
    problem = made.refuses(
        "This is a Parquet file, and its name ends in .csv", "let its name end in .parquet"
    )
    assert "encoding" not in problem


@pytest.mark.parametrize(("begins", "what"), [(b"PK\3\4", "Excel"), (b"\x1f\x8b\x08", "gzip")])
def test_other_files_that_are_called_csv(tmp_path: Path, begins: bytes, what: str) -> None:
    made = project(tmp_path)
    made.deliver("people.csv", begins + b"\x00\xff\xfe\xb5\x2f\xfd" * 20)
    made.refuses(what)


def test_verify_counts_in_plain_words_and_names_folders_that_nobody_declares(tmp_path: Path) -> None:
    made = project(tmp_path)
    made.deliver("people.csv", "id\n1\n")
    made.run()
    shutil.copytree(tmp_path / "psa/crm/people", tmp_path / "psa/old/people")
    (tmp_path / "psa/crm/people/extra.parquet").write_bytes(b"x")
    said = CliRunner().invoke(commands, ["--project", str(tmp_path), "verify"])
    assert said.exit_code == 5
    assert "1 thing is not as recorded" in said.output
    assert "psa/old/people was not verified: no source of the project declares it." in said.output
    assert warehouse.open(tmp_path).verify()[0].about == "extra.parquet"
    said = CliRunner().invoke(commands, ["--project", str(tmp_path), "show", "nosuch"])
    assert said.output.count("psa.crm__people,") <= 1
    assert said.output.count("meta.loads") == 1


def test_names_are_said_once() -> None:
    assert did_you_mean("zzz", ["b", "a", "b"]) == "known are: a, b"


def test_what_was_restored_is_said_once(tmp_path: Path) -> None:
    made = project(tmp_path)
    made.deliver("people.csv", "id\n1\n")
    made.run()
    shutil.copytree(tmp_path / "psa", tmp_path / "backup" / "psa")
    next(tmp_path.glob("psa/crm/people/load_date=*/*.parquet")).unlink()
    said = CliRunner().invoke(
        commands, ["--project", str(tmp_path), "verify", "--repair", "--from", str(tmp_path / "backup")]
    )
    assert ": restored from " in said.output
    assert "restored: " not in said.output
