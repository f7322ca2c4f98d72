"""The wheel holds all that the command needs, and works where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """The output of a command that must end with 0; what it said otherwise."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a new environment with the wheel in it, which borrows our dependencies.

    They come last on its path and by sys.path.append: `.pth` files in there, such as that of an editable
    install of this checkout, are then not read.
    """
    home = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(home, with_pip=False)
    paths = sysconfig.get_paths(vars={"base": str(home), "platbase": str(home)})
    python = Path(paths["scripts"]) / "python"
    pip = (sys.executable, "-m", "pip", "--quiet", "--python", python)
    run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=home)
    ours = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    lines = [f"import sys; sys.path.append({folder!r})\n" for folder in sorted(ours)]
    (Path(paths["purelib"]) / "borrowed.pth").write_text("".join(lines), encoding="utf-8")
    return python.parent


@pytest.fixture
def outside() -> dict[str, str]:
    """The environment of a user who has never seen the checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def files_below(folder: Path) -> set[str]:
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in paths}


def test_the_wheel_holds_the_sql_and_the_demo(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    sql = {f"warehouse/_sql/{name}" for name in files_below(ROOT / "sql")}
    demo = {f"warehouse/_demo/{name}" for name in files_below(ROOT / "examples" / "demo")}
    extracts = {f"warehouse/_demo/extracts/{name}" for name in files_below(ROOT / "data" / "demo")}

    assert any(name.endswith(".sql") for name in sql)
    assert "warehouse/_demo/warehouse.yml" in demo
    assert "warehouse/_demo/extracts/2026-01-05/customers.csv" in extracts
    assert names >= sql | demo | extracts
    assert not any("__pycache__" in name for name in names)
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"warehouse"}


def test_the_demo_runs_where_there_is_no_checkout(
    installed: Path, outside: dict[str, str], tmp_path: Path
) -> None:
    where = run(
        installed / "python", "-c", "import warehouse; print(warehouse.__file__)", cwd=tmp_path, env=outside
    )
    assert Path(where.strip()).is_relative_to(installed.parent)

    run(installed / "warehouse", "demo", "shop", cwd=tmp_path, env=outside)

    assert (tmp_path / "shop" / "warehouse.duckdb").is_file()
    counted = run(
        *(installed / "warehouse", "query", "select count(*) from marts.dim_customer", "--format", "csv"),
        cwd=tmp_path / "shop",
        env=outside,
    )
    assert int(counted.split()[-1]) > 0
