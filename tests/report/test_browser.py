"""The report in a real browser: it renders from the file alone."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_browser_shows_the_demos_report(tmp_path: Path) -> None:
    from warehouse.cli import commands

    project = tmp_path / "demo"
    result = CliRunner().invoke(commands, ["demo", str(project)])
    assert result.exit_code == 0, result.output
    picture = tmp_path / "page.png"
    assert CHROMIUM is not None
    page = subprocess.run(
        [
            *(CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", f"--screenshot={picture}"),
            *("--window-size=1200,2600", "--dump-dom"),
            (project / "report.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
    assert "Everything that was delivered is in, checked and published." in page
    assert page.count("<svg") >= 3
    assert picture.stat().st_size > 20_000
    for table in ("shop.customers", "shop.orders", "shop.products"):
        assert table in page
