"""External models: files by partition beside the warehouse, under a view of the model's name."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import warehouse
from models.support import Shop

CLI = Path(__file__).parents[2] / "cli.py"
BY_MONTH = "partition_by={'month': \"date_trunc('month', day)\"}"
JUNE, JULY = (2, "2026-06-02", 7), (3, "2026-07-01", 9)
MAY = (1, "2026-05-31", 5)


def _shop(root: Path, config: str = BY_MONTH, select: str = "id, day, amount") -> Shop:
    sql = f"{{{{ config(materialized='external', {config}) }}}}\n"
    sql += f"SELECT {select} FROM {{{{ source('shop', 'sales') }}}}"
    return Shop.of(root, {"models/marts/fct_sales.sql": sql})


def _files(root: Path) -> dict[str, int]:
    """The files of the newest version by their partition's folder, with their inodes."""
    versions = sorted((root / "external/marts/fct_sales").glob("v*"), key=lambda p: int(p.name[1:]))
    newest = versions[-1]
    found = [path for path in newest.rglob("*") if path.is_file()]
    return {str(path.parent.relative_to(newest)): path.stat().st_ino for path in found}


def _versions(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "external/marts/fct_sales").iterdir())


def test_rows_are_files_in_a_folder_for_each_month_and_a_view_shows_them(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.sold(1, MAY, JUNE, JULY)
    facts = shop.run()
    assert [model.how for model in facts.models] == ["created, 3 of 3 partitions written"]
    assert set(_files(tmp_path)) == {"month=2026-05-01", "month=2026-06-01", "month=2026-07-01"}
    found = shop.rows("SELECT id, CAST(day AS VARCHAR), amount, CAST(month AS VARCHAR) FROM marts.fct_sales")
    assert sorted(found) == [(*sale, f"{sale[1][:7]}-01") for sale in (MAY, JUNE, JULY)]
    types = shop.rows("SELECT column_name, column_type FROM (DESCRIBE marts.fct_sales) ORDER BY ALL")
    assert types == [("amount", "BIGINT"), ("day", "DATE"), ("id", "BIGINT"), ("month", "DATE")]


def test_only_the_months_whose_rows_changed_are_written_again(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.sold(1, MAY, JUNE, JULY)
    shop.run()
    before = _files(tmp_path)
    shop.sold(2, MAY, (2, "2026-06-02", 8), JULY)
    assert [model.how for model in shop.run().models] == ["rebuilt, 1 of 3 partitions written"]
    after = _files(tmp_path)
    assert {folder for folder in after if after[folder] != before[folder]} == {"month=2026-06-01"}
    assert shop.rows("SELECT sum(amount) FROM marts.fct_sales") == [(22,)]


def test_a_month_that_has_no_rows_any_more_goes_and_so_may_all(tmp_path: Path) -> None:
    shop = _shop(tmp_path, select="id, day, amount", config=BY_MONTH)
    shop.sold(1, MAY, JUNE, JULY)
    shop.run()
    shop.sold(2, JUNE, JULY)
    assert [model.how for model in shop.run().models] == ["rebuilt, 0 of 2 partitions written"]
    assert set(_files(tmp_path)) == {"month=2026-06-01", "month=2026-07-01"}
    text = (tmp_path / "models/marts/fct_sales.sql").read_text() + " WHERE amount > 100"
    shop.write("models/marts/fct_sales.sql", text)
    shop.run()
    assert shop.rows("FROM marts.fct_sales") == []
    shop.sold(3, JUNE, (3, "2026-07-01", 900))
    shop.run()
    assert shop.rows("SELECT id FROM marts.fct_sales") == [(3,)]


def test_a_question_about_one_month_reads_one_file(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.sold(1, MAY, JUNE, JULY)
    shop.run()
    asked = "EXPLAIN ANALYZE SELECT sum(amount) FROM marts.fct_sales WHERE month = DATE '2026-06-01'"
    [(_, plan)] = shop.rows(asked)
    assert "Total Files Read: 1" in plan
    [(_, plan)] = shop.rows("EXPLAIN ANALYZE SELECT sum(amount) FROM marts.fct_sales")
    assert "Total Files Read: 3" in plan


def test_readers_of_the_published_file_keep_its_files_until_another_is_published(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.sold(1, MAY)
    shop.run()
    with duckdb.connect(":memory:") as reader:
        reader.execute(f"ATTACH '{tmp_path / 'warehouse.duckdb'}' AS wh (READ_ONLY)")
        total = "SELECT sum(amount) FROM wh.marts.fct_sales"
        shop.sold(2, MAY, JUNE)
        shop.run()
        assert reader.execute(total).fetchone() == (5,)
    assert _versions(tmp_path) == ["v1", "v2"]
    shop.sold(3, MAY, JUNE, JULY)
    shop.run()
    assert _versions(tmp_path) == ["v2", "v3"]
    assert shop.rows("SELECT sum(amount) FROM marts.fct_sales") == [(21,)]


def test_a_failed_check_leaves_the_published_files_as_they_are(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    columns = "columns: [{name: id, data_tests: [unique]}]"
    shop.write("models/marts/m.yml", f"models:\n  - name: fct_sales\n    {columns}\n")
    shop.sold(1, MAY)
    shop.run()
    text = (tmp_path / "models/marts/fct_sales.sql").read_text()
    shop.write("models/marts/fct_sales.sql", f"{text} UNION ALL SELECT 1, DATE '2026-05-30', 1")
    for day in (2, 3):
        shop.sold(day, MAY, (day, "2026-06-02", day))
        assert shop.run().exit_code == 1
        assert shop.rows("SELECT sum(amount) FROM marts.fct_sales") == [(5,)]
    shop.write("models/marts/fct_sales.sql", text)
    assert shop.run().exit_code == 0
    shop.sold(4, MAY)
    shop.run()
    assert len(_versions(tmp_path)) == 2


def test_a_run_killed_while_it_writes_leaves_the_old_files_and_the_next_one_mends_it(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.sold(1, MAY)
    shop.run()
    shop.sold(2, MAY, JUNE)
    for moment in ("COPY (", "_store"):
        command = [sys.executable, str(CLI), "--project", str(tmp_path), "--show-sql", "run"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        has_begun = False
        for line in process.stderr:
            has_begun = has_begun or "external_rows" in line
            if has_begun and moment in line:
                process.send_signal(signal.SIGKILL)
                break
        process.stderr.close()
        assert process.wait() == -signal.SIGKILL
        assert shop.rows("SELECT sum(amount) FROM marts.fct_sales") == [(5,)]
    shop.run()
    assert shop.rows("SELECT sum(amount) FROM marts.fct_sales") == [(12,)]
    shop.sold(3, MAY, JUNE, JULY)
    shop.run()
    assert len(_versions(tmp_path)) == 2


def test_files_that_somebody_deleted_are_written_again(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.sold(1, MAY, JUNE)
    shop.run()
    shop.run()
    next((tmp_path / "external").rglob("month=2026-06-01/*")).unlink()
    assert [model.how for model in shop.run().models] == ["rebuilt, 1 of 2 partitions written"]
    assert shop.rows("SELECT sum(amount) FROM marts.fct_sales") == [(12,)]


def test_rebuild_gives_the_same_rows_and_verify_looks_at_the_files(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.sold(1, MAY, JUNE)
    shop.run()
    before = shop.rows("FROM marts.fct_sales ORDER BY ALL")
    assert warehouse.open(tmp_path).verify(deep=True) == []
    assert _versions(tmp_path) == ["v1"], "verify writes its own files elsewhere"
    warehouse.open(tmp_path).rebuild()
    assert shop.rows("FROM marts.fct_sales ORDER BY ALL") == before
    damaged = next((tmp_path / "external/marts/fct_sales/v2").rglob("month=2026-06-01/*"))
    duckdb.sql(f"COPY (SELECT 1 AS id, DATE '2026-06-02' AS day, 1 AS amount) TO '{damaged}'")
    [finding] = warehouse.open(tmp_path).verify(deep=True)
    assert "fct_sales" in str(finding)


@pytest.mark.parametrize("format", ["parquet", "csv"])
def test_any_text_may_name_a_partition_and_any_value_comes_back(tmp_path: Path, format: str) -> None:
    texts = ["'a/b'", "'x y'", "'ü%='", "''", "NULL", "'?*[1]'", "'2026-01-01'"]
    notes = ["NULL", "''", "'a,b'", "'line' || chr(10) || '\"quoted\"'", "'NULL'"]
    rows = ", ".join(f"({text}, {note}, 1.50)" for text in texts for note in notes)
    config = f"format='{format}', partition_by='region', location='out/[sales]'"
    shop = _shop(tmp_path, config, "t.* FROM (VALUES " + rows + ") AS t(region, note, price), ")
    sql = (tmp_path / "models/marts/fct_sales.sql").read_text()
    shop.write("models/marts/fct_sales.sql", sql.replace(",  FROM", ","))
    shop.sold(1, MAY)
    assert shop.run().exit_code == 0
    order = "ORDER BY ALL"
    expected = duckdb.sql(f"SELECT * FROM (VALUES {rows}) AS t(region, note, price) {order}").fetchall()
    assert shop.rows(f"SELECT region, note, price FROM marts.fct_sales {order}") == expected
    assert len(list((tmp_path / "out/[sales]/v1").iterdir())) == len(texts)


def test_a_partition_is_sorted(tmp_path: Path) -> None:
    select = "n AS id, 1 AS k, n * 7919 % 100003 AS v FROM range(200000) AS t(n), "
    shop = _shop(tmp_path, "partition_by='k', sort_by='v'", select)
    sql = (tmp_path / "models/marts/fct_sales.sql").read_text()
    shop.write("models/marts/fct_sales.sql", sql.replace(",  FROM", ","))
    shop.sold(1, MAY)
    shop.run()
    [file] = (tmp_path / "external").rglob("*.parquet")
    rows = f"SELECT v FROM read_parquet('{file}', file_row_number = true) ORDER BY file_row_number"
    values = [v for (v,) in duckdb.sql(rows).fetchall()]
    assert len(values) == 200000
    assert values == sorted(values)


def test_without_partitions_there_is_one_file_and_models_read_it(tmp_path: Path) -> None:
    shop = _shop(tmp_path, "format='csv'")
    shop.write(
        "models/marts/total.sql",
        "{{ config(materialized='table') }} SELECT sum(amount) AS t FROM {{ ref('fct_sales') }}",
    )
    shop.sold(1, MAY, JUNE)
    shop.run()
    assert (tmp_path / "external/marts/fct_sales/v1/data_0.csv").is_file()
    shop.sold(2, MAY, JUNE, JULY)
    shop.run()
    assert shop.rows("FROM marts.total") == [(21,)]


def test_files_follow_another_declaration_and_a_project_that_moves(tmp_path: Path) -> None:
    shop = _shop(tmp_path / "here")
    shop.sold(1, MAY, JUNE)
    shop.run()
    sql = (shop.root / "models/marts/fct_sales.sql").read_text()
    shop.write("models/marts/fct_sales.sql", sql.replace("month", "year"))
    shop.run()
    assert set(_files(shop.root)) == {"year=2026-01-01"}
    os.rename(tmp_path / "here", tmp_path / "there")
    moved = Shop(tmp_path / "there")
    moved.run()
    assert moved.rows("SELECT sum(amount) FROM marts.fct_sales") == [(12,)]


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("partition_by='mnth'", "The result has no column 'mnth'"),
        ("sort_by='dey'", "The result has no column 'dey'"),
        ("partition_by={'day': 'id'}", "There is a column 'day' already"),
        ("partition_by=['id', 'day', 'amount']", "All columns are partitions"),
        ("partition_by={'m': 'month(dey)'}", "could not be built"),
        ("format='excel'", "'format' cannot be 'excel'"),
        ("partition='day'", "There is no key 'partition' here"),
        ("location='external/marts'", "would lie in one folder"),
    ],
)
def test_a_wrong_declaration_is_named_with_its_file(tmp_path: Path, config: str, words: str) -> None:
    shop = _shop(tmp_path, config)
    shop.write("models/marts/another.sql", "{{ config(materialized='external') }} SELECT 1 AS a, 2 AS b")
    shop.sold(1, MAY)
    command = [sys.executable, str(CLI), "--project", str(tmp_path), "run"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode in (1, 2)
    assert words in said.stdout + said.stderr
    assert "fct_sales.sql" in said.stdout + said.stderr
    assert "Traceback" not in said.stderr


def test_meta_tables_has_the_bytes_of_the_files(tmp_path: Path) -> None:
    shop = _shop(tmp_path)
    shop.sold(1, MAY, JUNE, JULY)
    shop.run()
    files = list((tmp_path / "external/marts/fct_sales/v1").rglob("*.parquet"))
    measured = shop.rows("SELECT row_count, size_bytes FROM meta.tables WHERE table_name = 'fct_sales'")
    assert measured == [(3, sum(path.stat().st_size for path in files))]
    assert len(files) == 3
