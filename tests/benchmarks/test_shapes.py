"""The projects that the benchmarks write are projects."""

from __future__ import annotations

from pathlib import Path

import pytest

import warehouse
from benchmarks.shapes import DAILY, HUBS, LINKS, SATELLITES, SHAPES, write_project


@pytest.mark.parametrize("tables", [DAILY, tuple(SHAPES)], ids=["daily", "all"])
def test_every_object_of_every_table_is_declared_rightly(tmp_path: Path, tables: tuple[str, ...]) -> None:
    (tmp_path / "arrived").mkdir()
    root = write_project(tmp_path / "p", tmp_path / "arrived", tables, ("scd2", "vault"))
    models = warehouse.open(root).project.models
    assert {name.removeprefix("dim_") for name in models if name.startswith("dim_")} == set(tables)
    if tables != DAILY:
        assert {*HUBS, *LINKS, *SATELLITES} <= set(models)
