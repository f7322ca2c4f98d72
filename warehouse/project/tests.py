"""Checks that are macros or files: found, and read for what they read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from warehouse.errors import DeclarationError, Place, did_you_mean
from warehouse.project.checks import CHECK_KINDS, CheckDecl, Target, read_check_config
from warehouse.project.macros import Macros
from warehouse.project.rendering import Renderer
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
                    sql_path=path,
                    reads=parsed.reads,
                )
    return list(found.values())


def _unknown(check: CheckDecl, macros: Macros) -> DeclarationError:
    return DeclarationError(
        f"There is no check '{check.kind}'.",
        where=check.place,
        fix=did_you_mean(check.kind, (*CHECK_KINDS, *macros.generic_tests())),
    )
