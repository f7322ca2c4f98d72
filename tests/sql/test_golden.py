"""Every template of sql/ renders to its golden file, and DuckDB's own parser accepts it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import duckdb
import pytest
from cases import CHOSEN, EXPRESSIONS, TEMPLATES, renderings

import warehouse
from warehouse.templates import sql_root

GOLDEN = Path(__file__).parent / "golden"
UPDATE = "python -m pytest tests/sql/test_golden.py --update-golden"

#: Statements that Python builds in an f-string today, with {} for what is filled in. Not one more.
F_STRING_SQL = {
    "ALTER TABLE {} ADD COLUMN {} {}",
    "ALTER TABLE {} ALTER {} TYPE {}",
    "ALTER TABLE {} DROP COLUMN {}",
    "COPY ({}) TO {} ({})",
    "CREATE OR REPLACE TEMP TABLE collapsed AS {}",
    "CREATE OR REPLACE TEMP TABLE {} AS {}",
    "CREATE SCHEMA IF NOT EXISTS {}",
    "DESCRIBE {}",
    "DROP SCHEMA {} CASCADE",
    "DROP TABLE IF EXISTS {}",
    "DROP {} {}",
    "FROM ( {} )",
    "FROM {}",
    "FROM ({}) ORDER BY ALL LIMIT {}",
    "FROM {}(TIMESTAMP '{}')",
    "INSERT INTO {} FROM temp.added",
    "SELECT * FROM {}",
    "SELECT count(*) FROM ({})",
    "SELECT count(*) FROM {}",
    "SELECT {} FROM ({})",
}


@pytest.fixture(scope="session")
def rendered() -> dict[str, str]:
    return renderings()


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_renders_to_its_golden_file(
    rendered: dict[str, str], template: str, request: pytest.FixtureRequest
) -> None:
    assert template in rendered, (
        f"sql/{template}.sql has no case: let the small project in tests/sql/cases.py use it, "
        f"or give its names under BY_HAND there; then {UPDATE}"
    )
    golden = GOLDEN / f"{template}.sql"
    text = rendered[template] + "\n"
    if request.config.getoption("--update-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    shown = golden.relative_to(Path(__file__).parents[2])
    assert golden.is_file(), f"{shown} is missing; write it with: {UPDATE}"
    assert text == golden.read_text(encoding="utf-8"), (
        f"sql/{template}.sql no longer renders to {shown}. If that is meant: {UPDATE}, and look at the diff."
    )


def test_every_golden_file_has_a_template(request: pytest.FixtureRequest) -> None:
    alone = {
        path
        for path in GOLDEN.rglob("*.sql")
        if str(path.relative_to(GOLDEN).with_suffix("")) not in TEMPLATES
    }
    if request.config.getoption("--update-golden"):
        for path in alone:
            path.unlink()
        alone.clear()
    assert not alone, f"delete these, or run {UPDATE}"


def test_the_small_project_renders_what_is_chosen(rendered: dict[str, str]) -> None:
    assert {template for template, word in CHOSEN.items() if word not in rendered[template]} == set()


def test_duckdb_parses_every_rendering(rendered: dict[str, str]) -> None:
    for template, text in rendered.items():
        statement = f"SELECT {text} WINDOW life AS ()" if template in EXPRESSIONS else text
        assert duckdb.extract_statements(statement), template


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_opens_with_its_purpose_and_has_no_logic(template: str) -> None:
    text = (sql_root() / f"{template}.sql").read_text(encoding="utf-8")
    assert re.match(r"-- \S", text), "the first line says what it is for: -- …"
    assert "{%" not in text, "no if, no for: Python chooses the file, and filters write column lists"


def test_sql_lives_in_sql_and_not_in_f_strings() -> None:
    found = {
        statement: path
        for path in Path(warehouse.__file__).parent.rglob("*.py")
        for statement in _f_string_statements(path)
    }
    more = {statement: path.name for statement, path in found.items() if statement not in F_STRING_SQL}
    assert not more, "write these as files in sql/ and render them"


_STATEMENT = re.compile(
    r"\s*(SELECT|WITH|FROM|INSERT INTO|INSERT OR|UPDATE|DELETE FROM|MERGE|CREATE|DROP|ALTER|COPY|DESCRIBE)\s"
)


def _f_string_statements(path: Path) -> list[str]:
    """The f-strings of a module that are SQL statements, with {} for what they fill in."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts = (str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
            text = "".join(parts)
            if _STATEMENT.match(text):
                found.append(" ".join(text.split()))
    return found
