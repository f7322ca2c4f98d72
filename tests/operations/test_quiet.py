"""A run with nothing to do is a glance at files; what could change its result makes it a real run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import warehouse
from tests.laws.support import Delivery, deliver, make_project
from warehouse.cli import commands
from warehouse.operations.quiet import SENTENCE, nothing_to_do


def command(root: Path, *arguments: str) -> str:
    done = CliRunner().invoke(commands, ["--project", str(root), *arguments])
    assert done.exit_code == 0, done.output
    return done.output.strip()


@pytest.fixture
def settled(tmp_path: Path) -> Path:
    """A project whose last run found nothing to do."""
    root = make_project(tmp_path / "shop")
    deliver(root, Delivery("people", 1, (("1", "a", "Delft"), ("2", "b", "Gouda"))))
    deliver(root, Delivery("places", 1, (("Delft", "A", "1"),)))
    deliver(root, Delivery("notes", 1, (("x", "1"),)))
    assert "published" in command(root, "run")
    assert not nothing_to_do(root), "the run that did something is no proof that there is nothing to do"
    assert command(root, "run") == SENTENCE
    assert nothing_to_do(root)
    return root


def test_the_glance_says_what_the_whole_run_says(settled: Path) -> None:
    at_a_glance = command(settled, "run")
    (settled / ".warehouse" / "quiet.json").unlink()
    assert command(settled, "run") == at_a_glance == SENTENCE
    assert nothing_to_do(settled / "models"), "also from a folder inside"


def a_new_extract(root: Path) -> None:
    deliver(root, Delivery("people", 2, (("1", "a", "Delft"),)))


def a_late_extract(root: Path) -> None:
    deliver(root, Delivery("people", 0, (("1", "a", "Delft"),)))


def an_extract_written_anew(root: Path) -> None:
    deliver(root, Delivery("people", 1, (("1", "a", "Delft"), ("2", "b", "Leiden"))))


def another_model(root: Path) -> None:
    (root / "models" / "marts" / "people_by_city.sql").write_text("SELECT 1 AS one\n")


def a_macro_folder(root: Path) -> None:
    (root / "macros").mkdir()
    (root / "macros" / "m.sql").write_text("{% macro m() %}1{% endmacro %}\n")


def no_published_file(root: Path) -> None:
    (root / "warehouse.duckdb").unlink()


def no_private_file(root: Path) -> None:
    (root / ".warehouse" / "state.duckdb").unlink()


def no_report(root: Path) -> None:
    (root / "report.html").unlink()


def a_load_by_itself(root: Path) -> None:
    deliver(root, Delivery("people", 2, (("1", "a", "Delft"),)))
    command(root, "load")


def a_record_that_is_gone(root: Path) -> None:
    next((root / "psa" / "crm" / "people" / "log").glob("*.json")).unlink()


def another_setting(root: Path) -> None:
    (root / "warehouse.yml").write_text("name: laws\nvars: {least: 1}\n")


CHANGES: list[Callable[[Path], None]] = [
    a_new_extract,
    a_late_extract,
    an_extract_written_anew,
    another_model,
    a_macro_folder,
    no_published_file,
    no_private_file,
    no_report,
    a_load_by_itself,
    a_record_that_is_gone,
    another_setting,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_whatever_could_change_the_result_makes_it_a_real_run(
    settled: Path, change: Callable[[Path], None]
) -> None:
    change(settled)
    assert not nothing_to_do(settled)


def test_a_copied_project_looks_for_itself(settled: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(settled, tmp_path / "copy"))
    assert not nothing_to_do(copy)
    assert nothing_to_do(settled)


def test_a_folder_without_a_project_has_no_note(tmp_path: Path) -> None:
    assert not nothing_to_do(tmp_path)


def test_what_depends_on_the_environment_is_always_run(settled: Path) -> None:
    mart = settled / "models" / "marts" / "people_by_city.sql"
    mart.write_text("SELECT '{{ env_var('HOME') }}' AS home\n")
    warehouse.open(settled).run()
    assert command(settled, "run") == SENTENCE
    assert not nothing_to_do(settled), os.environ["HOME"]
