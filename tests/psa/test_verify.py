"""`verify` finds and names what is not as recorded; what is as recorded passes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from laws.support import NOW, Delivery, arrive, make_project

import warehouse
from warehouse.cli import commands


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three days of people, the second late; notes without a key."""
    root = make_project(tmp_path / "project")
    people = [
        Delivery("people", 1, (("1", "Ann", "Gouda"), ("2", "Bob", "Delft"))),
        Delivery("people", 3, (("1", "Ann", "Delft"), ("3", "Cas", "Gouda"))),
        Delivery("people", 2, (("1", "Ann", "Gouda"), ("2", "Bob", "Gouda"))),
    ]
    notes = [Delivery("notes", 1, (("x", "1"), ("x", "1"))), Delivery("notes", 2, (("x", "1"), ("y", "2")))]
    arrive(root, [[people[0], notes[0]], [people[1]], [people[2], notes[1]]])
    return root


def _stored(root: Path, day: int) -> Path:
    return next((root / "psa" / "crm" / "people" / f"load_date=2026-01-0{day}").glob("*.parquet"))


def _record(root: Path, number: int) -> Path:
    return next((root / "psa" / "crm" / "people" / "log").glob(f"{number:06d}-*.json"))


def _flip_a_bit(root: Path) -> None:
    path = _stored(root, 1)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _truncate(root: Path) -> None:
    path = _stored(root, 1)
    path.write_bytes(path.read_bytes()[:-20])


def _edit_a_record(root: Path) -> None:
    path = _record(root, 1)
    path.write_text(path.read_text().replace('"new":2', '"new":3'))


def _add_a_file(root: Path) -> None:
    (_stored(root, 1).parent / "stray.parquet").write_bytes(b"PAR1")


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (_flip_a_bit, "SHA-256"),
        (_truncate, "bytes"),
        (lambda root: _stored(root, 1).unlink(), "missing"),
        (lambda root: _record(root, 2).unlink(), "000002"),
        (_edit_a_record, "not as it was written"),
        (_add_a_file, "stray.parquet"),
    ],
    ids=["bit", "truncated", "missing file", "missing record", "edited record", "unknown file"],
)
def test_damage_is_found_and_named(project: Path, damage: Callable[[Path], None], named: str) -> None:
    damage(project)
    result = CliRunner().invoke(commands, ["--project", str(project), "verify"])
    assert result.exit_code == 5
    assert "crm.people" in result.stdout
    assert named in result.stdout


def test_what_is_as_recorded_passes_also_after_late_loads_and_decisions(project: Path) -> None:
    assert warehouse.open(project).verify(deep=True) == []
    first = json.loads(_record(project, 1).read_text())["load_id"]
    warehouse.open(project).reject(first, now=NOW)
    assert warehouse.open(project).verify(deep=True) == []
    warehouse.open(project).accept(first, now=NOW)
    assert warehouse.open(project).verify(deep=True) == []


def test_rows_that_do_not_have_their_hash_are_found_even_when_the_file_is_as_recorded(project: Path) -> None:
    """A file replaced together with its record: only recomputing the hashes can tell."""
    path = _stored(project, 1)
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * REPLACE ('Eve' AS name) FROM read_parquet('{path}', hive_partitioning = false)) "
            f"TO '{path}.new' (FORMAT parquet)"
        )
    Path(f"{path}.new").rename(path)
    _reseal(project, path)
    result = CliRunner().invoke(commands, ["--project", str(project), "verify"])
    assert result.exit_code == 5
    assert "hash" in result.stdout


def _reseal(root: Path, path: Path) -> None:
    from warehouse.psa.chain import sha256_of
    from warehouse.psa.record import sealed

    record = _record(root, 1)
    data = json.loads(record.read_text())
    data.pop("sha256")
    data["files"][0] |= {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
    record.write_text(sealed(json.dumps(data, separators=(",", ":"), ensure_ascii=False)))


def test_a_table_changed_in_the_published_file_is_found_by_a_deep_look(project: Path) -> None:
    with duckdb.connect(str(project / "warehouse.duckdb")) as connection:
        connection.execute("DELETE FROM vault.hub_person")
    [finding] = warehouse.open(project).verify(deep=True)
    assert finding.table == "vault.hub_person"
