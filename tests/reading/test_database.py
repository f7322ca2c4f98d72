"""The door to DuckDB: what it sets on purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.database import Database


@pytest.mark.parametrize("file", [None, "some.duckdb"])
def test_nothing_is_drawn_into_standard_output(tmp_path: Path, file: str | None) -> None:
    with Database.open(tmp_path / file if file else None) as database:
        assert database.value("SELECT current_setting('enable_progress_bar')") is False
