"""Checks that are macros or files: found, and read for what they read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from warehouse.errors import DeclarationError, Place, did_you_mean
from warehouse.project.checks import CHECK_KINDS, CheckDecl, Target, read_check_config
from warehouse.project.folders import folder_config, merged
from warehouse.project.macros import Macros
from warehouse.project.rendering import Renderer
from warehouse.project.settings import Settings, settings_path
from warehouse.project.unittests import FIXTURES


def with_reads(check: CheckDecl, renderer: Renderer) -> CheckDecl:
    """A check with everything it reads. DeclarationError when nothing is called as its kind is."""
    if check.sql_path is not None:
        return check
    if check.is_template:
        to = renderer.versions.get(check.to.model or "") if check.to else None
        check = check if to is None else replace(check, to=Target(model=to.name()))
        return replace(check, reads=(check.target, check.to) if check.to else (check.target,))
    if renderer.macros.generic_test(check.kind) is None:
        raise _unknown(check, renderer.macros)
    reads = renderer.test_reads(check.kind, macro_arguments(check), check.place)
    return replace(check, reads=tuple(dict.fromkeys((check.target, *reads))))


def macro_arguments(check: CheckDecl) -> dict[str, object]:
    """The arguments of a check's macro: those in YAML, and the column it stands under."""
    return {"column_name": check.column, **check.arguments} if check.column else dict(check.arguments)


def singular_tests(folders: Iterable[Path], renderer: Renderer) -> list[CheckDecl]:
    """Every .sql file of the test folders: a SELECT of rows that should not be there."""
    found: dict[str, CheckDecl] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.sql")):
            if {"generic", FIXTURES} & {*path.relative_to(folder).parts[:-1]}:
                continue
            if path.stem in found:
                raise DeclarationError(
                    f"There are two tests '{path.stem}'.",
                    where=f"{found[path.stem].sql_path} and {path}",
                    fix="rename one of the files",
                )
            parsed = renderer.parse(path)
            if parsed.config.get("enabled", True):
                config = read_check_config(parsed.config, Place(path))
                target = parsed.reads[0] if parsed.reads else Target(model=path.stem)
                found[path.stem] = CheckDecl(
                    "singular",
                    target,
                    "",
                    Place(path),
                    config=config,
                    label=path.stem,
                    written=parsed.config,
                    sql_path=path,
                    reads=parsed.reads,
                )
    return list(found.values())


def under_project(checks: Iterable[CheckDecl], settings: Settings, root: Path) -> list[CheckDecl]:
    """The checks as the project's `tests:` and `data_tests:` configure their folders; their own words win.

    Those that are not enabled are left out. DeclarationError for a key or value that cannot be.
    """
    if not settings.tests and not settings.data_tests:
        return list(checks)
    paths = (settings.test_paths, settings.model_paths, settings.seed_paths, settings.snapshot_paths)
    folders = [root / path for of_kind in paths for path in of_kind]
    found = []
    for check in checks:
        assert check.place.file is not None
        file = check.place.file
        below = next((file.relative_to(f).parent for f in folders if file.is_relative_to(f)), Path())
        config: dict[str, Any] = {}
        for tree in (settings.tests, settings.data_tests):
            config = merged(config, folder_config(tree, settings.name, below / check.stored_name))
        read_check_config(config, Place(settings_path(root)))
        whole = merged(config, check.written)
        if whole.get("enabled", True):
            found.append(replace(check, config=read_check_config(whole, check.place)))
    return found


def _unknown(check: CheckDecl, macros: Macros) -> DeclarationError:
    return DeclarationError(
        f"There is no check '{check.kind}'.",
        where=check.place,
        fix=did_you_mean(check.kind, (*CHECK_KINDS, *macros.generic_tests())),
    )
