"""A project written as dbt users write it, and what its commands say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

from click.testing import CliRunner

from warehouse.cli import commands


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    text: str

    def must(self, code: int, *words: str) -> Said:
        assert "Traceback" not in self.text
        assert self.code == code, self.text
        for word in words:
            assert word in self.text, self.text
        return self


@dataclass(frozen=True)
class Folder:
    """A project's folder."""

    root: Path

    def write(self, files: dict[str, str]) -> Folder:
        for path, text in files.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        return self

    def call(self, *arguments: str) -> Said:
        result = CliRunner().invoke(commands, ["--project", str(self.root), *arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.output.replace(f"{self.root}/", ""))

    def build(self) -> Said:
        return self.call("build").must(0)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        said = self.call("query", sql, "--format", "json").must(0)
        return [tuple(row.values()) for row in json.loads(said.text)]

    def json(self, *arguments: str) -> Any:
        result = CliRunner().invoke(commands, ["--project", str(self.root), *arguments, "--json"])
        return json.loads(result.stdout)
