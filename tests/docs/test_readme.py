"""The README cannot lie: its console blocks are executed, and the output is what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def _blocks() -> list[list[tuple[str, list[str]]]]:
    """The console blocks, each a list of (command, lines of output)."""
    blocks = []
    for text in re.findall(r"^```console\n(.*?)^```", README.read_text(encoding="utf-8"), re.M | re.S):
        steps: list[tuple[str, list[str]]] = []
        for line in text.splitlines():
            if line.startswith("$ "):
                steps.append((line[2:], []))
            else:
                steps[-1][1].append(line)
        blocks.append(steps)
    return blocks


def _matches(expected: list[str], printed: list[str]) -> bool:
    """Whether the output is as expected, where a line `...` stands for any lines."""
    pattern = "\n".join(".*" if line == "..." else re.escape(line) for line in expected)
    return (
        re.fullmatch(pattern.rstrip(), "\n".join(line.rstrip() for line in printed).rstrip(), re.S)
        is not None
    )


def test_every_console_block_does_what_it_shows(tmp_path: Path) -> None:
    folder = tmp_path
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    assert len(_blocks()) >= 4
    for steps in _blocks():
        for command, expected in steps:
            if command.startswith("cd "):
                folder = folder / command[3:]
                continue
            done = subprocess.run(
                command,
                shell=True,
                cwd=folder,
                env={**os.environ, "PATH": path},
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, f"{command}\n{done.stderr}"
            assert _matches(expected, done.stdout.splitlines()), f"{command} printed:\n{done.stdout}"


def test_the_readme_lists_every_command() -> None:
    from warehouse.cli import commands

    table = README.read_text(encoding="utf-8").split("## Commands")[1].split("## Architecture")[0]
    for name in commands.commands:
        assert f"`{name}`" in table, f"the README does not mention {name}"


def test_every_command_shows_an_example() -> None:
    from warehouse.cli import commands

    for name, command in commands.commands.items():
        assert "Example" in (command.help or ""), f"`warehouse {name} --help` has no example"
