"""`verify --repair` restores a damaged log from the extracts or a backup, and says where it cannot."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from laws.support import Delivery, arrive, make_project, tables

import warehouse
from warehouse.cli import commands


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three days of people, the second late; and a backup of the whole project beside it."""
    root = make_project(tmp_path / "project")
    people = [
        Delivery("people", 1, (("1", "Ann", "Gouda"), ("2", "Bob", "Delft"))),
        Delivery("people", 3, (("1", "Ann", "Delft"), ("3", "Cas", "Gouda"))),
        Delivery("people", 2, (("1", "Ann", "Gouda"), ("2", "Bob", "Gouda"))),
    ]
    arrive(root, [[people[0]], [people[1]], [people[2]]])
    shutil.copytree(root, tmp_path / "backup")
    return root


def _stored(root: Path, day: int) -> Path:
    return next((root / "psa" / "crm" / "people" / f"load_date=2026-01-0{day}").glob("*.parquet"))


def _flip_a_bit(root: Path) -> None:
    data = bytearray(_stored(root, 1).read_bytes())
    data[len(data) // 2] ^= 1
    _stored(root, 1).write_bytes(data)


def _lose_two(root: Path) -> None:
    _stored(root, 2).unlink()
    _stored(root, 3).unlink()


def _repair(root: Path, *words: str) -> str:
    result = CliRunner().invoke(commands, ["--project", str(root), "verify", "--repair", *words])
    return f"{result.exit_code}\n{result.output}"


@pytest.mark.parametrize("damage", [_flip_a_bit, _lose_two])
def test_a_file_is_derived_again_from_its_extract(project: Path, damage: Callable[[Path], None]) -> None:
    before = tables(project)
    damage(project)
    printed = _repair(project)
    assert printed.startswith("0\n"), printed
    assert "derived again from extracts/2026-01-0" in printed
    assert tables(project) == before
    shutil.rmtree(project / ".warehouse")
    warehouse.open(project).rebuild()
    assert tables(project) == before
    assert warehouse.open(project).verify(deep=True) == []


def test_a_backup_restores_files_and_records_byte_by_byte(project: Path) -> None:
    shutil.rmtree(project / "extracts")
    log = project / "psa" / "crm" / "people" / "log"
    original = {path.name: path.read_bytes() for path in log.glob("*.json")}
    _lose_two(project)
    next(log.glob("000002-*.json")).unlink()
    path = next(log.glob("000001-*.json"))
    path.write_text(path.read_text().replace('"new":2', '"new":3'))
    printed = _repair(project, "--from", str(project.parent / "backup"))
    assert printed.startswith("0\n"), printed
    assert {path.name: path.read_bytes() for path in log.glob("*.json")} == original
    assert warehouse.open(project).verify(deep=True) == []


def test_what_cannot_be_restored_is_said_plainly(project: Path) -> None:
    _flip_a_bit(project)
    extract = project / "extracts" / "2026-01-01" / "people.csv"
    extract.write_text(extract.read_text().replace("Ann", "Eve"))
    printed = _repair(project)
    assert printed.startswith("5\n")
    assert "its extract extracts/2026-01-01/people.csv is not the one that was loaded" in printed
    assert "no backup was named" in printed
    extract.unlink()
    assert "its extract extracts/2026-01-01/people.csv is not there" in _repair(project)
    assert "does not exist" in _repair(project, "--from", str(project / "nowhere"))
