"""The Jinja in which users write models: config, ref, source, this, var, as dbt has them."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from warehouse.errors import DeclarationError, Place, WarehouseError, did_you_mean
from warehouse.project.checks import Target


@dataclass(frozen=True)
class ParsedSql:
    """What a model's file says of itself: the arguments of config(), and what it reads, in order."""

    config: dict[str, Any]
    reads: tuple[Target, ...]


def parse_sql(path: Path, variables: dict[str, Any]) -> ParsedSql:
    """Read a model's file for its config and what it reads; nothing is looked up yet."""
    config: dict[str, Any] = {}
    reads: list[Target] = []

    def note(target: Target) -> str:
        if target not in reads:
            reads.append(target)
        return "x"

    def configure(*positional: Any, **named: Any) -> str:
        for mapping in positional:
            config.update(mapping)
        config.update(named)
        return ""

    _render(path, variables, configure, note, this="x")
    return ParsedSql(config, tuple(reads))


def compile_sql(
    path: Path, variables: dict[str, Any], relation_of: Callable[[Target], str], this: str
) -> str:
    """The SELECT of a model's file, with every ref and source replaced by its quoted relation."""
    return _render(path, variables, lambda *a, **k: "", relation_of, this).rstrip().rstrip(";")


def line_of(path: Path, word: str, call: str = "") -> int | None:
    """The 1-based line on which a word first stands in a file, in a call such as ref(…) if one is named."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for pattern in ([rf"{call}\s*\(.*['\"]{re.escape(word)}['\"]"] if call else []) + [re.escape(word)]:
        for number, line in enumerate(lines, start=1):
            if re.search(pattern, line):
                return number
    return None


def _render(
    path: Path,
    variables: dict[str, Any],
    config: Callable[..., str],
    relation_of: Callable[[Target], str],
    this: str,
) -> str:
    def var(name: str, *default: Any) -> Any:
        if name in variables:
            return variables[name]
        if default:
            return default[0]
        raise DeclarationError(
            f"There is no variable '{name}'.",
            where=Place(path, line_of(path, name)),
            fix=f"set it under `vars:` in warehouse.yml; {did_you_mean(name, variables)}",
        )

    context = {
        "config": config,
        "ref": lambda *names: relation_of(Target(model=_word(names[-1]))),
        "source": lambda source, table: relation_of(Target(source=_word(source), table=_word(table))),
        "var": var,
        "this": this,
    }
    environment = SandboxedEnvironment(undefined=StrictUndefined, extensions=["jinja2.ext.do"])
    try:
        return environment.from_string(path.read_text(encoding="utf-8")).render(context)
    except WarehouseError:
        raise
    except TemplateSyntaxError as error:
        raise DeclarationError(
            f"This is not valid Jinja: {error.message}.",
            where=Place(path, error.lineno),
            fix="mend the template at that line",
            state="nothing was read or built",
        ) from error
    except UnicodeDecodeError as error:
        raise DeclarationError("This file is not UTF-8 text.", where=Place(path)) from error
    except Exception as error:  # what a template does wrong can raise anything
        raise DeclarationError(
            f"This model cannot be rendered: {error}.",
            where=Place(path, _template_line(error)),
            fix=f"known names: {', '.join(sorted(context))}",
        ) from error


def _word(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"ref() and source() take names in quotes, not {name!r}")
    return name


def _template_line(error: Exception) -> int | None:
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == "<template>"]
    return frames[-1].lineno if frames else None
