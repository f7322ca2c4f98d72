"""What the statistics say of a small log, against what was delivered."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from laws.support import Delivery, arrive, deliver, make_project, run

import warehouse
from warehouse.cli import commands
from warehouse.errors import DeclarationError

DAYS = {
    1: (("1", "Ann", "Gouda"), ("2", "Bob", "Delft"), ("9", "Cas", "Delft")),
    2: (("1", "Ann", "Gouda"), ("2", "Bob", "Delft"), ("9", "Cas", "Delft")),
    3: (("3", "Dirk", "Gouda"),),
    40: (("3", "Dirk", "Gouda"),),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_project(tmp_path_factory.mktemp("statistics") / "project")
    arrive(root, [[Delivery("people", day, rows)] for day, rows in DAYS.items()])
    arrive(root, [[Delivery("places", 1, (("Gouda", "B", "1"), ("Gouda", "A", "2")))]])
    arrive(root, [[Delivery("notes", 1, (("x", "1"), ("x", "1")))]])
    return root


def _rows(root: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_each_load_has_its_records_and_keys(project: Path) -> None:
    found = _rows(
        project,
        "SELECT source_table, strftime(load_date, '%m-%d'), records, distinct_keys, min_key, max_key "
        "FROM meta.load_statistics ORDER BY ALL",
    )
    assert found == [
        ("crm.notes", "01-01", 2, 1, None, None),
        ("crm.people", "01-01", 3, 3, "1", "9"),
        ("crm.people", "01-02", 3, 3, "1", "9"),
        ("crm.people", "01-03", 1, 1, "3", "3"),
        ("crm.people", "02-09", 1, 1, "3", "3"),
        ("crm.places", "01-01", 2, 2, "(Gouda, A)", "(Gouda, B)"),
    ]


def test_growth_counts_the_bytes_on_disk(project: Path) -> None:
    stored = sum(path.stat().st_size for path in (project / "psa" / "crm" / "people").rglob("*.parquet"))
    [(total, copies, loads)] = _rows(
        project,
        "SELECT max(total_bytes), max(total_copy_bytes), count(*) FROM meta.growth "
        "WHERE source_table = 'crm.people'",
    )
    assert total == stored
    assert loads == len(DAYS)
    [first] = (project / "psa" / "crm" / "people" / "load_date=2026-01-01").glob("*.parquet")
    per_row = first.stat().st_size / 3
    assert copies == sum(round(len(rows) * per_row) for rows in DAYS.values())


def test_tables_have_their_rows_and_their_bytes(project: Path) -> None:
    found = {
        name: (kind, rows, size)
        for name, kind, rows, size in _rows(
            project, "SELECT table_schema || '.' || table_name, kind, row_count, size_bytes FROM meta.tables"
        )
    }
    assert found["psa.crm__people"][:2] == ("source", 1)
    assert found["vault.dim_person"][:2] == ("scd2", 4)
    assert found["vault.dim_person"][2] > 0
    assert found["marts.people_by_city"] == ("view", None, 0)


def test_a_change_above_the_threshold_is_an_anomaly(project: Path) -> None:
    assert _rows(project, "SELECT rows_before, row_count, change_percent FROM meta.anomalies") == [
        (3, 1, -66.7)
    ]


def test_the_threshold_is_a_variable(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project")
    settings = root / "warehouse.yml"
    settings.write_text("name: laws\nvars: {anomaly_threshold: 0.7}\n")
    arrive(root, [[Delivery("people", day, rows)] for day, rows in DAYS.items()])
    assert _rows(root, "FROM meta.anomalies") == []
    settings.write_text("name: laws\nvars:\n  anomaly_threshold: 20 %\n")
    with pytest.raises(DeclarationError, match="cannot be '20 %'") as error:
        warehouse.open(root)
    assert str(error.value.where).endswith("warehouse.yml:3")


def test_drift_shows_the_load_that_brought_a_column(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project")
    arrive(root, [[Delivery("people", 1, DAYS[1])]])
    deliver(root, Delivery("people", 2, DAYS[2]))
    path = root / "extracts" / "2026-01-02" / "people.csv"
    path.write_text(path.read_text().replace("city", "city,street").replace("Gouda", "Gouda,A"))
    path.write_text(path.read_text().replace("Delft", "Delft,B"))
    run(root)
    [(table, notes)] = _rows(root, "SELECT source_table, notes FROM meta.drift")
    assert (table, notes) == ("crm.people", ["column street is new"])


def test_stats_looks_back_from_the_newest_load_date(project: Path) -> None:
    wh = warehouse.open(project)
    assert [row[0] for row in wh.stats("people", days=30).loads.rows] == ["crm.people"]
    assert len(wh.stats("people", days=60).loads.rows) == 4
    assert [row[0] for row in wh.stats().growth.rows] == ["crm.notes", "crm.people", "crm.places"]


def test_the_command_prints_loads_growth_and_anomalies(project: Path) -> None:
    result = CliRunner().invoke(commands, ["--project", str(project), "stats", "--days", "60"])
    assert result.exit_code == 0, result.output
    assert "crm.people of 2026-01-03: 3 → 1 rows (-66.7 %), more than 20 %" in result.stdout
    assert "copy_ratio" in result.stdout
