"""A table that keeps three days: what goes, what stays, what is refused, and what can be moved away."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from laws.support import NOW, Delivery, arrive, deliver, make_project, run, tables

import warehouse
from warehouse.cli import commands
from warehouse.errors import UsageError

PEOPLE = {
    1: (("1", "Ann", "Gouda"), ("2", "Bob", "Delft")),
    2: (("1", "Ann", "Delft"), ("2", "Bob", "Delft")),
    3: (("1", "Ann", "Delft"), ("3", "Cas", "Delft")),
    8: (("1", "Ann", "Gouda"), ("3", "Cas", "Delft")),
    9: (("1", "Ann", "Gouda"), ("3", "Cas", "Gouda")),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = make_project(tmp_path / "project")
    sources = root / "models" / "sources.yml"
    kept = "- name: people\n        retention: {days: 6}\n"
    sources.write_text(sources.read_text().replace("- name: people\n", kept))
    arrive(root, [[Delivery("places", 1, (("Gouda", "A", "1"),)), Delivery("notes", 1, (("x", "1"),))]])
    arrive(root, [[Delivery("people", day, rows) for day, rows in PEOPLE.items()]])
    return root


def _command(root: Path, *words: str) -> str:
    result = CliRunner().invoke(commands, ["--project", str(root), *words])
    return f"{result.exit_code}\n{result.output}"


def test_a_dry_run_says_what_would_go_and_changes_nothing(project: Path) -> None:
    before = sorted((p, p.stat().st_mtime_ns) for p in (project / "psa").rglob("*") if p.is_file())
    printed = _command(project, "prune", "--dry-run")
    assert printed.startswith("0\ncrm.people: 2 loads, 2 files, ")
    assert "would go; kept are 6 days" in printed
    assert before == sorted((p, p.stat().st_mtime_ns) for p in (project / "psa").rglob("*") if p.is_file())


def test_history_stays_when_its_loads_have_gone(project: Path) -> None:
    before = tables(project)
    assert "2 loads, 2 files" in _command(project, "prune")
    run(project)
    after = tables(project)
    by_load = {f"psa.crm__{t}__{r}" for t in ("people", "places", "notes") for r in ("loads", "changes")}
    assert {n: rows for n, rows in after.items() if n not in by_load} == {
        n: rows for n, rows in before.items() if n not in by_load
    }
    days = sorted({p.parent.name for p in (project / "psa" / "crm" / "people").glob("load_date=*/*.parquet")})
    assert days == [f"load_date=2026-01-0{day}" for day in (2, 3, 8, 9)]  # at the horizon, the full copy
    assert warehouse.open(project).verify(deep=True) == []


def test_what_comes_before_the_horizon_is_refused_and_what_comes_after_is_not(project: Path) -> None:
    _command(project, "prune")
    deliver(project, Delivery("people", 1, (("9", "Eve", "Gouda"),), attempt=2))
    facts = warehouse.open(project).run(now=NOW)
    assert facts.exit_code == 3
    assert "comes too late" in facts.problems[0]
    arrive(project, [[Delivery("people", 1, PEOPLE[1])]])  # delivered before: known, whatever was pruned
    arrive(project, [[Delivery("people", 5, PEOPLE[2])]])
    reading = duckdb.connect(str(project / "warehouse.duckdb"), read_only=True)
    ids = [i for _, i in sorted((r[1], r[3]) for r in warehouse.open(project).loads("people").rows)]
    with reading, pytest.raises(duckdb.Error, match="were pruned"):
        reading.execute("FROM psa.crm__people__at('2026-01-01')")
    with pytest.raises(UsageError, match="were pruned"):
        warehouse.open(project).reject(ids[0], now=NOW)
    assert warehouse.open(project).verify(deep=True) == []


def test_a_model_declared_otherwise_has_history_from_the_horizon_once_a_person_agrees(project: Path) -> None:
    _command(project, "prune")
    models = project / "models" / "vault" / "vault.yml"
    models.write_text(
        models.read_text().replace("track: [city], deletes: ignore", "track: [name, city], deletes: ignore")
    )
    before = tables(project)["vault.dim_person_city"]
    printed = _command(project, "run")
    assert printed.startswith("1\n")
    assert "--accept-history-loss" in printed
    assert tables(project)["vault.dim_person_city"] == before
    assert _command(project, "build", "--accept-history-loss").startswith("0\n")
    at = before[0].index("valid_from")
    agreed = tables(project)["vault.dim_person_city"]
    assert min(row[at] for row in agreed[1:]) == "2026-01-02 00:00:00"
    shutil.rmtree(project / ".warehouse")
    assert _command(project, "rebuild").startswith("0\n"), "what was agreed to is in the log"
    assert tables(project)["vault.dim_person_city"] == agreed


def test_a_new_column_after_pruning_loses_no_history(project: Path) -> None:
    _command(project, "prune")
    deliver(project, Delivery("people", 10, PEOPLE[9]))
    path = project / "extracts" / "2026-01-10" / "people.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([f"{lines[0]},phone", *(f"{line},123" for line in lines[1:])]))
    run(project)
    rows = tables(project)["vault.dim_person"]
    at = rows[0].index("valid_from")
    assert min(row[at] for row in rows[1:]) == "2026-01-01 00:00:00"
    assert warehouse.open(project).verify(deep=True) == []


def test_only_prune_prunes_unless_the_retention_is_automatic(project: Path) -> None:
    arrive(project, [[Delivery("people", 20, PEOPLE[9])]])
    assert not list((project / "psa").rglob("*.base.parquet"))
    sources = project / "models" / "sources.yml"
    sources.write_text(sources.read_text().replace("{days: 6}", "{days: 6, auto: true}"))
    arrive(project, [[Delivery("people", 21, PEOPLE[8])]])
    assert list((project / "psa").rglob("*.base.parquet"))
    pruned = [row for row in warehouse.open(project).loads("people").rows if "pruned" in row]
    assert len(pruned) == len(PEOPLE)


def test_archived_loads_are_read_where_they_are_and_missed_when_they_are_not(project: Path) -> None:
    before = tables(project)
    cold = project.parent / "cold"
    assert _command(project, "archive", "--older-than", "1d", "--to", str(cold)).startswith(
        "0\ncrm.people: 3"
    )
    assert tables(project) == before
    run(project)
    names = {p.parent.name for p in (project / "psa" / "crm" / "people").glob("load_date=*/*.parquet")}
    assert names == {"load_date=2026-01-08", "load_date=2026-01-09"}
    deliver(project, Delivery("people", 2, PEOPLE[1], attempt=2))  # rebases an archived load
    run(project)
    warehouse.open(project).rebuild(now=NOW)
    assert warehouse.open(project).verify(deep=True) == []
    cold.rename(project.parent / "elsewhere")
    printed = _command(project, "verify")
    assert printed.startswith("5\n")
    assert "missing from the archive" in printed
    assert "Files of the log are not there" in _command(project, "query", "FROM psa.crm__people__loads")
    assert _command(project, "show", "crm.people").startswith("0\n"), "the newest content needs no archive"
