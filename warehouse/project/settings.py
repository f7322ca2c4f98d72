"""warehouse.yml: what holds for the whole project."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from warehouse.errors import DeclarationError, UsageError
from warehouse.project.dbtproject import FILE_NAME as DBT_FILE_NAME
from warehouse.project.dbtproject import read_dbt_project
from warehouse.project.names import checked_name
from warehouse.project.shape import Shape, shaped
from warehouse.project.yamlfile import read_yaml

FILE_NAME = "warehouse.yml"


#: The variable under `vars:` that says from which share on a change of a load's rows is an anomaly.
THRESHOLD = "anomaly_threshold"


_SIZE = re.compile(r"[1-9]\d*(\.\d+)? ?([KMGT]i?B)", re.IGNORECASE)


def _size(value: Any) -> str:
    if isinstance(value, str) and _SIZE.fullmatch(value.strip()):
        return value.strip()
    raise ValueError("write a size with its unit, such as 4GB or 500MB")


class Settings(Shape):
    """The keys of warehouse.yml; every one but `name` has a default."""

    name: str
    warehouse: str = "warehouse.duckdb"
    psa: str = "psa"
    model_paths: list[str] = Field(default=["models"], alias="model-paths")
    macro_paths: list[str] = Field(default=["macros"], alias="macro-paths")
    test_paths: list[str] = Field(default=["tests"], alias="test-paths")
    seed_paths: list[str] = Field(default=["seeds"], alias="seed-paths")
    snapshot_paths: list[str] = Field(default=["snapshots"], alias="snapshot-paths")
    models: dict[str, Any] = {}
    seeds: dict[str, Any] = {}
    snapshots: dict[str, Any] = {}
    tests: dict[str, Any] = {}
    data_tests: dict[str, Any] = {}
    on_run_start: Any = Field(default=None, alias="on-run-start")
    on_run_end: Any = Field(default=None, alias="on-run-end")
    vars: dict[str, Any] = {}
    hash: Literal["md5", "sha1", "sha256"] = "md5"
    ghost_records: bool = False
    memory_limit: Annotated[str, BeforeValidator(_size)] | None = None

    @property
    def anomaly_threshold(self) -> float:
        """The share from which on a change of a load's rows is an anomaly; 0.2 unless `vars:` say so."""
        return float(self.vars.get(THRESHOLD, 0.2))


def find_project(start: Path) -> Path:
    """The folder with a warehouse.yml or dbt_project.yml: `start` or the nearest above it.

    UsageError when there is none.
    """
    start = start.resolve()
    if not start.is_dir():
        raise UsageError("This folder does not exist.", where=start, fix="name a folder with --project")
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file() or (folder / DBT_FILE_NAME).is_file():
            return folder
    raise UsageError(
        f"There is no {FILE_NAME} here or in a folder above, and no {DBT_FILE_NAME}.",
        where=start,
        fix="go to a project, name one with --project DIR, or make one with `warehouse init`",
        state="nothing was read or written",
    )


def settings_path(root: Path) -> Path:
    """The file that declares the project in `root`."""
    return root / FILE_NAME if (root / FILE_NAME).is_file() else root / DBT_FILE_NAME


def read_settings(root: Path) -> Settings:
    """The settings of the project in `root`, checked."""
    file = read_yaml(root / FILE_NAME) if (root / FILE_NAME).is_file() else read_dbt_project(root)
    settings = shaped(Settings, file.data, file)
    checked_name(settings.name, "project", file.place("name"))
    for key, is_wrong, kind in (("warehouse", Path.is_dir, "file"), ("psa", Path.is_file, "folder")):
        path = root / getattr(settings, key)
        if not getattr(settings, key).strip() or is_wrong(path):
            raise DeclarationError(
                f"'{key}: {getattr(settings, key)}' cannot be the {key}'s {kind}.",
                where=file.place(key),
                fix=f"name a {kind}, or leave the key out",
            )
    share = settings.vars.get(THRESHOLD, 0.2)
    if isinstance(share, bool) or not isinstance(share, int | float) or not share > 0:
        raise DeclarationError(
            f"'{THRESHOLD}' cannot be {share!r}.",
            where=file.place("vars", THRESHOLD),
            fix="write a share above 0, such as 0.2 for 20 %",
        )
    return settings
