"""A project's templates: read once for what they say of themselves, rendered when they are built."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from warehouse.errors import Place
from warehouse.project.blocks import blocks_of
from warehouse.project.checks import Target
from warehouse.project.context import Surroundings, context_of
from warehouse.project.jinja import TemplateFile, native_value, render_text, source_text
from warehouse.project.macros import BoundMacro, Macros
from warehouse.project.relation import Relation
from warehouse.project.versions import Versions

_LOOKS_LIKE_A_CALL = re.compile(r"\s*(env_var|ref|var|source)\s*\(.+\)\s*\Z", re.DOTALL)


@dataclass(frozen=True)
class ParsedSql:
    """What a file says of itself: the arguments of config(), what it reads, whether that is also itself."""

    config: dict[str, Any]
    reads: tuple[Target, ...]
    reads_itself: bool = False
    rendered: str = ""


@dataclass(frozen=True)
class _Notes:
    """What a template did while it was parsed."""

    config: dict[str, Any] = field(default_factory=dict)
    reads: list[Target] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)

    def read(self, target: Target, suffix: str = "") -> Relation:
        """Note a ref or source."""
        if target not in self.reads:
            self.reads.append(target)
        name = target.model or f"{target.source}__{target.table}{suffix}"
        return Relation("x", "x", name)

    def parsed(self, rendered: str) -> ParsedSql:
        """What was noted."""
        return ParsedSql(self.config, tuple(self.reads), "this" in self.flags, rendered)


@dataclass(frozen=True)
class _This(Relation):
    """`this` while parsing: printing it is noted."""

    flags: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        self.flags.add("this")
        return self.text


class Configuration:
    """`config` in a template: called, it configures; `get` and `require` read."""

    def __init__(self, values: dict[str, Any], *, is_final: bool = False) -> None:
        self._values, self._is_final = values, is_final

    def __call__(self, *positional: Mapping[str, Any], **named: Any) -> str:
        """Configure the model; nothing is printed."""
        for mapping in () if self._is_final else (*positional, named):
            self._values.update(mapping)
        return ""

    def get(self, name: str, default: Any = None, validator: object = None) -> Any:
        """The value of a key, or the default."""
        return self._values.get(name, default)

    def require(self, name: str, validator: object = None) -> Any:
        """The value of a key, "" where it is not set."""
        return self._values.get(name, "")

    def set(self, name: str, value: Any) -> str:
        """Configure one key."""
        return self(**{name: value})


class Renderer:
    """Renders the templates of one project."""

    def __init__(self, project: str, variables: Mapping[str, Any], macros: Macros) -> None:
        self._project = project
        self._variables = variables
        self.macros = macros
        self.versions: dict[str, Versions] = {}
        self._files: dict[tuple[Path, str | None], TemplateFile] = {}

    def parse(self, path: Path, block: str | None = None) -> ParsedSql:
        """Read a file, or one block of it, for its config and what it reads; nothing is looked up yet.

        What stands under is_incremental() is read too.
        """
        notes = _Notes()
        file = self._file(path, block)
        rendered = file.render(self._context(self._parsing(notes, is_incremental=False)))
        if "is_incremental" in notes.flags:
            rendered += file.render(self._context(self._parsing(notes, is_incremental=True)))
        return notes.parsed(rendered)

    def reads_of_text(self, text: str, place: Place) -> tuple[Target, ...]:
        """What a piece of text, such as a hook, reads."""
        notes = _Notes()
        render_text(text, self._context(self._parsing(notes, is_incremental=False)), place)
        return tuple(notes.reads)

    def compile(self, path: Path, at: Surroundings, block: str | None = None) -> str:
        """The SELECT of a file, or of one block of it, with every ref and source replaced by its relation."""
        return self._file(path, block).render(self._context(at)).rstrip().rstrip(";")

    def text(self, text: str, at: Surroundings, place: Place) -> str:
        """A piece of text rendered, such as a hook."""
        return render_text(text, self._context(at), place)

    def value(self, value: Any, at: Surroundings, place: Place) -> Any:
        """A YAML value with the Jinja in its texts rendered; ref('x') needs no braces, as in dbt."""
        if isinstance(value, dict):
            return {key: self.value(inner, at, place) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.value(inner, at, place) for inner in value]
        if not isinstance(value, str):
            return value
        text = f"{{{{ {value} }}}}" if _LOOKS_LIKE_A_CALL.match(value) else value
        return native_value(text, self._context(at), place) if "{{" in text or "{%" in text else value

    def test_reads(self, test: str, arguments: Mapping[str, Any], place: Place) -> tuple[Target, ...]:
        """What a generic test reads beside the relation it is on."""
        notes = _Notes()
        self.test_sql(test, Relation("x", "x", "x"), arguments, self._parsing(notes, False), place)
        return tuple(notes.reads)

    def test_sql(
        self, test: str, model: Relation, arguments: Mapping[str, Any], at: Surroundings, place: Place
    ) -> str:
        """The SELECT of a generic test's failing rows. `arguments` are those in YAML, with column_name."""
        found = self.macros.generic_test(test)
        assert found is not None, test
        context = self._context(at)
        given = {
            name: value if name == "column_name" else self.value(value, at, place)
            for name, value in arguments.items()
        }
        context["_test"] = BoundMacro(*found, context)
        context["_given"] = {"model": model, **given}
        return render_text("{{ _test(**_given) }}", context, place).strip().rstrip(";")

    def _context(self, at: Surroundings) -> dict[str, Any]:
        context = context_of(self._project, self._variables, at, self.versions)
        self.macros.bind(context)
        context["adapter"].context = context
        at.overrides.put_macros(context)
        return context

    def _parsing(self, notes: _Notes, is_incremental: bool) -> Surroundings:
        def asked() -> bool:
            notes.flags.add("is_incremental")
            return is_incremental

        this = _This("x", "x", "x", flags=notes.flags)
        return Surroundings(notes.read, this, Configuration(notes.config), asked)

    def _file(self, path: Path, block: str | None = None) -> TemplateFile:
        if (path, block) not in self._files:
            if block is None:
                self._files[path, block] = TemplateFile(path, source_text(path))
            else:
                found = blocks_of(path)[block]
                self._files[path, block] = TemplateFile(path, found.text, found.line)
        return self._files[path, block]


def with_config(at: Surroundings, raw: Mapping[str, Any]) -> Surroundings:
    """Surroundings in which config.get() answers a model's configuration."""
    return replace(at, config=Configuration(dict(raw), is_final=True), model={"config": dict(raw)})


def line_of(path: Path, word: str, call: str = "") -> int | None:
    """The 1-based line on which a word first stands in a file, in a call such as ref(…) if one is named."""
    lines = source_text(path).splitlines()
    patterns: Iterable[str] = ([rf"{call}\s*\(.*['\"]{re.escape(word)}['\"]"] if call else []) + [
        re.escape(word)
    ]
    for pattern in patterns:
        for number, line in enumerate(lines, start=1):
            if re.search(pattern, line):
                return number
    return None
