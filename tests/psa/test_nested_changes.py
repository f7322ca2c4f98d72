"""Changes between NULL, empty and NULL-holding nested values count, although DuckDB hashes them alike."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

import warehouse

NOW = dt.datetime(2026, 3, 1)
LISTS = [None, [], [None], [1], [1, None], None]
STRUCTS = [None, {"a": None}, {"a": 1}, {"a": None}, None]


@pytest.mark.parametrize(
    ("values", "dtype"), [(LISTS, pl.List(pl.Int64)), (STRUCTS, pl.Struct({"a": pl.Int64}))]
)
def test_every_day_brings_its_change(tmp_path: Path, values: list[object], dtype: pl.DataType) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "warehouse.yml").write_text("name: nested\n")
    (tmp_path / "models" / "sources.yml").write_text(
        "sources:\n  - name: s\n    tables:\n      - {name: t, key: id}\n"
    )
    wh = warehouse.open(tmp_path)
    for day, value in enumerate(values, start=1):
        folder = tmp_path / "extracts" / f"2026-01-0{day}"
        folder.mkdir(parents=True)
        rows = {"id": pl.Series([1, 2]), "v": pl.Series([value, None], dtype=dtype)}
        pl.DataFrame(rows).write_parquet(folder / "t.parquet")
        facts = wh.run(now=NOW)
        assert facts.problems == ()
        assert wh.sql("SELECT v FROM psa.s__t WHERE id = 1").fetchall() == [(value,)]
    assert [load.changed for load in facts.loads] == [0] + [1] * (len(values) - 1)
    assert wh.verify(deep=True) == []
