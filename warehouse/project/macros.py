"""The macros and generic tests of a project, and the built-in packages that existing files call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from warehouse.errors import DeclarationError, Place, did_you_mean
from warehouse.project.jinja import TemplateFault, TemplateFile, source_text

#: Packages that come with the warehouse: a file of macros each.
BUILT_IN = {path.stem: path for path in sorted((Path(__file__).parent / "packages").glob("*.sql"))}


class Returned(Exception):
    """How `{{ return(value) }}` leaves a macro with something other than text."""

    def __init__(self, value: Any) -> None:
        super().__init__("return() was called outside a macro")
        self.value = value


class Macros:
    """Every macro by name, with the file it stands in. Packages are read when they are first called."""

    def __init__(self, project: str, own: Mapping[str, TemplateFile], packages: Iterable[str] = ()) -> None:
        self._project = project
        self._own = own
        self._missing_packages = frozenset(packages)
        self._packages: dict[str, dict[str, TemplateFile]] = {}

    def bind(self, context: dict[str, Any]) -> None:
        """Put every macro and package into a context, so that macros see each other and all else there is."""
        own = _Package(self._project, self._own, context)
        context.setdefault(self._project, own)
        for package in self._missing_packages:
            context.setdefault(package, _Package(package, {}, context, is_missing=True))
        for package in BUILT_IN:
            context[package] = _Lazy(self, package, context)
        for macro in self._own:
            context[macro] = BoundMacro(self._own[macro], macro, context)

    def package(self, name: str) -> dict[str, TemplateFile]:
        """The macros of a built-in package."""
        if name not in self._packages:
            file = TemplateFile(BUILT_IN[name], source_text(BUILT_IN[name]), is_library=True)
            self._packages[name] = dict.fromkeys(file.macros, file)
        return self._packages[name]

    def generic_test(self, name: str) -> tuple[TemplateFile, str] | None:
        """The file and macro of a generic test such as `is_even` or `dbt_utils.accepted_range`."""
        package, dot, test = name.rpartition(".")
        macros = self.package(package) if package in BUILT_IN else self._own
        if dot and package not in BUILT_IN and package != self._project:
            return None
        macro = f"test_{test}"
        return (macros[macro], macro) if macro in macros else None

    def generic_tests(self) -> list[str]:
        """The names of all generic tests, for messages."""
        own = [name.removeprefix("test_") for name in self._own if name.startswith("test_")]
        utils = [name for name in self.package("dbt_utils") if name.startswith("test_")]
        return own + [f"dbt_utils.{name.removeprefix('test_')}" for name in utils]


class BoundMacro:
    """A macro with the context it sees; it is made when it is called."""

    def __init__(self, file: TemplateFile, name: str, context: Mapping[str, Any]) -> None:
        self._file, self._name, self._context = file, name, context

    def __call__(self, *positional: Any, **named: Any) -> Any:
        """Its text, or what it gave to return()."""
        try:
            return self._file.macro(self._name, self._context)(*positional, **named)
        except Returned as returned:
            return returned.value


class _Package:
    """`package.macro(…)` in a template."""

    def __init__(
        self,
        name: str,
        macros: Mapping[str, TemplateFile],
        context: Mapping[str, Any],
        is_missing: bool = False,
    ) -> None:
        self._name, self._macros, self._context, self._is_missing = name, macros, context, is_missing

    def __getattr__(self, macro: str) -> BoundMacro:
        if macro.startswith("__"):
            raise AttributeError(macro)
        if macro in self._macros:
            return BoundMacro(self._macros[macro], macro, self._context)
        fix = did_you_mean(macro, [m for m in self._macros if not m.startswith("test_")])
        if self._is_missing:
            fix = f"packages are not installed; write {macro} in macros/ and call it without '{self._name}.'"
        raise TemplateFault(f"There is no macro '{self._name}.{macro}'.", fix)


class _Lazy(_Package):
    """A built-in package, read at its first call."""

    def __init__(self, macros: Macros, name: str, context: Mapping[str, Any]) -> None:
        super().__init__(name, {}, context)
        self._library = macros

    def __getattr__(self, macro: str) -> BoundMacro:
        if not self._macros:
            self._macros = self._library.package(self._name)
        return super().__getattr__(macro)


def read_macros(project: str, folders: Iterable[Path], packages: Iterable[str] = ()) -> Macros:
    """All macros, generic tests and snapshot blocks under the folders. DeclarationError for a name twice."""
    own: dict[str, TemplateFile] = {}
    for path in sorted({path for folder in folders for path in folder.rglob("*.sql")}):
        file = TemplateFile(path, source_text(path), is_library=True)
        for name, line in file.macros.items():
            if name in own:
                raise DeclarationError(
                    f"There are two macros '{name}'.",
                    where=f"{Place(own[name].path, own[name].macros[name])} and {Place(path, line)}",
                    fix="rename one of them",
                )
            own[name] = file
    return Macros(project, own, packages)
