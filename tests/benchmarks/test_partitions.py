"""The partitioned fact answers as one plain file does, and reads less of what is there."""

from __future__ import annotations

from pathlib import Path

import warehouse
from benchmarks.floors.unpartitioned import QUESTIONS, read_both, write_plain, write_project

ROWS = 100_000


def test_a_question_of_one_month_reads_that_month(tmp_path: Path) -> None:
    write_project(tmp_path, ROWS)
    write_plain(tmp_path / "plain.parquet", ROWS)
    assert warehouse.open(tmp_path).run().published
    assert len(list(tmp_path.glob("external/main/fct_sales/v1/month=*"))) == 84
    answers = read_both(str(tmp_path / "warehouse.duckdb"), str(tmp_path / "plain.parquet"), 3)
    assert set(answers) == set(QUESTIONS)
    for taken in answers.values():
        partitioned, plain = taken["bytes"]
        assert partitioned * 3 < plain
