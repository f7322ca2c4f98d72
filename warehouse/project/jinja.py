"""The Jinja engine under models, macros and tests: dbt's blocks, and every fault with its file and line."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.exceptions import UndefinedError
from jinja2.ext import Extension
from jinja2.nativetypes import NativeEnvironment
from jinja2.parser import Parser
from jinja2.sandbox import SandboxedEnvironment

from warehouse.errors import DeclarationError, Place, WarehouseError, did_you_mean

#: Macros are exported under this prefix, so that every call of one goes through the context.
EXPORTED = "dbt_macro__"


class TemplateFault(Exception):
    """What a template does wrong, raised while it renders; the engine adds file and line."""

    def __init__(self, what: str, fix: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


class _Blocks(Extension):
    """`{% test %}`, `{% data_test %}`, `{% snapshot %}`: blocks that are kept like macros, by name."""

    tags = {"test", "data_test", "snapshot"}

    def parse(self, parser: Parser) -> nodes.Node:
        """One block as a macro called test_NAME or snapshot_NAME."""
        token = next(parser.stream)
        tag = str(token.value)
        block = nodes.Macro(lineno=token.lineno)
        kind = "snapshot" if tag == "snapshot" else "test"
        block.name = f"{kind}_{parser.parse_assign_target(name_only=True).name}"
        block.args, block.defaults = [], []
        if kind == "test":
            parser.parse_signature(block)
        block.body = parser.parse_statements((f"name:end{tag}",), drop_needle=True)
        return block


class _Sandbox(SandboxedEnvironment):
    """A sandbox in which a missing attribute of one of our objects may raise a fault of its own."""


_environment = _Sandbox(undefined=StrictUndefined, extensions=["jinja2.ext.do", _Blocks])


class _Native(NativeEnvironment, SandboxedEnvironment):
    """The sandbox whose expressions keep their type: a list stays a list."""


_native = _Native(undefined=StrictUndefined)


class TemplateFile:
    """One parsed file: a template to render, and the macros and blocks it defines."""

    def __init__(self, path: Path, text: str, first_line: int = 1, *, is_library: bool = False) -> None:
        self.path = path
        self._first_line = first_line
        with located(path, first_line):
            tree = _environment.parse(text, filename=str(path))
            self.macros = {macro.name: macro.lineno + first_line - 1 for macro in _macros(tree)}
            for macro in _macros(tree) if is_library else ():
                macro.name = EXPORTED + macro.name
            code = _environment.compile(tree, filename=str(path))
            self._template = Template.from_code(_environment, code, _environment.make_globals(None), None)

    def render(self, context: Mapping[str, Any]) -> str:
        """The text, rendered. DeclarationError with file and line."""
        with located(self.path, self._first_line, context):
            return self._template.render(context)

    def macro(self, name: str, context: Mapping[str, Any]) -> Callable[..., Any]:
        """A macro of this file that sees `context`."""
        return getattr(self._template.make_module(dict(context)), EXPORTED + name)  # type: ignore[no-any-return]


def render_text(text: str, context: Mapping[str, Any], place: Place) -> str:
    """A piece of text, such as a hook or a value in YAML, rendered."""
    assert place.file is not None
    return TemplateFile(place.file, text, place.line or 1).render(context)


def native_value(text: str, context: Mapping[str, Any], place: Place) -> Any:
    """The value of a text with Jinja in it: `{{ var('days') }}` is a number where the variable is one."""
    with located(place.file, place.line or 1, context):
        return _native.from_string(text).render(context)


class located:  # noqa: N801  (reads as a sentence: with located(path))
    """Turns whatever is raised inside into a DeclarationError with the template's file and line."""

    def __init__(self, path: Path, first_line: int, known: Mapping[str, Any] | None = None) -> None:
        self._path, self._first_line, self._known = path, first_line, known or {}

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, WarehouseError) or not isinstance(error, Exception):
            return
        if isinstance(error, TemplateSyntaxError):
            line = error.lineno + self._first_line - 1
            raise DeclarationError(
                f"This is not valid Jinja: {error.message}.",
                where=Place(self._path, line),
                fix="mend the template at that line",
                state="nothing was read or built",
            ) from error
        place = _place(error, self._path, self._first_line)
        if isinstance(error, UnicodeDecodeError):
            raise DeclarationError("This file is not UTF-8 text.", where=self._path) from error
        if isinstance(error, TemplateFault):
            raise DeclarationError(error.what, where=place, fix=error.fix) from error
        raise self._unrenderable(error, place) from error

    def _unrenderable(self, error: Exception, place: Place) -> DeclarationError:
        undefined = re.fullmatch(r"'(\w+)' is undefined", str(error))
        if isinstance(error, UndefinedError) and undefined:
            word = undefined[1]
            thing = "macro" if _is_called(word, place) else "variable"
            return DeclarationError(
                f"There is no {thing} '{word}': {error}.", where=place, fix=did_you_mean(word, self._known)
            )
        said = str(error).replace(EXPORTED, "")
        return DeclarationError(
            f"This template cannot be rendered: {said}.", where=place, fix="mend it at that line"
        )


def source_text(path: Path) -> str:
    """A template's text; DeclarationError when it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DeclarationError("This file is not UTF-8 text.", where=Place(path)) from error


def _macros(tree: nodes.Template) -> Iterator[nodes.Macro]:
    return (node for node in tree.body if isinstance(node, nodes.Macro))


def _is_called(word: str, place: Place) -> bool:
    lines = place.file.read_text(encoding="utf-8").splitlines() if place.file.is_file() else []
    line = lines[place.line - 1] if place.line and place.line <= len(lines) else ""
    return re.search(rf"\b{re.escape(word)}\s*\(", line) is not None


def _place(error: Exception, path: Path, first_line: int) -> Place:
    """The innermost line of a template that the error passed through."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename == str(path):
            return Place(path, (frame.lineno or 1) + first_line - 1)
        if frame.filename.endswith((".sql", ".yml", ".yaml", ".md")):
            return Place(Path(frame.filename), frame.lineno)
        if frame.filename == "<template>" or frame.filename == "<unknown>":
            return Place(path, first_line + (frame.lineno or 1) - 1)
    return Place(path, first_line if first_line > 1 else None)
