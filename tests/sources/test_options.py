"""The options of a file's format in the YAML: on a source, on a table, and what cannot be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

import warehouse
from tests.sources.support import project
from warehouse.errors import DeclarationError
from warehouse.project.sources import FileFormat


def _format(root: Path) -> FileFormat:
    return warehouse.open(root).project.sources["crm.people"].format


def test_a_table_overrides_its_source(tmp_path: Path) -> None:
    project(tmp_path, "delimiter: '\\t'", "quote: none")
    path = tmp_path / "models" / "sources.yml"
    options = "    delimiter: ';'\n    encoding: latin-1\n    sheet: One\n    tables:"
    path.write_text(path.read_text().replace("    tables:", options))
    assert _format(tmp_path) == FileFormat(delimiter="\t", quote=None, encoding="latin-1", sheet="One")


def test_without_options(tmp_path: Path) -> None:
    project(tmp_path)
    assert _format(tmp_path) == FileFormat(delimiter=None, quote='"', encoding="utf-8", sheet=None)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("delimiter: ';;'", "'tables.0.delimiter' cannot be ';;'."),
        ("delimiter: ''", "one character"),
        ('delimiter: "\\n"', "one character"),
        ("quote: ab", "one ASCII sign, or none"),
        ("quote: «", "one ASCII sign, or none"),
        ("quote: ','", "'delimiter' and 'quote' are the same character."),
        ("encoding: utf-9", "the name of a text encoding"),
        ("encoding: rot13", "the name of a text encoding"),
        ("sheet: 2026", "write a text"),
        ("delimeter: ';'", "did you mean 'delimiter'"),
    ],
)
def test_what_cannot_be_meant_is_named_with_file_and_line(tmp_path: Path, option: str, words: str) -> None:
    project(tmp_path, option)
    with pytest.raises(DeclarationError) as refused:
        warehouse.open(tmp_path)
    assert words in str(refused.value)
    assert "sources.yml:6" in str(refused.value)
