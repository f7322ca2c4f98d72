"""What the built-in checks look at on an ordinary day: what changed since all checks last held.

A window over a satellite's whole history would cost more every day. Rows that no build touched since the last
time that everything held still hold; after a failure, and for `warehouse check`, everything is looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from warehouse.models.compiling import Compiler
from warehouse.models.derived import changed_since
from warehouse.project.checks import CheckDecl
from warehouse.project.vault import HubShape, LinkShape, NhLinkShape
from warehouse.quality.checks import CompiledCheck
from warehouse.run.command import Run
from warehouse.templates import literal, name, relation

#: The fact that names each model's version when all checks held.
HELD = "held_versions"


def note_held(run: Run, *, held: bool) -> None:
    """Note the versions at which all checks held, or that they did not."""
    versions = dict(run.state.database.rows("SELECT model, version FROM _store.models"))
    run.state.note(HELD, json.dumps(versions) if held else "{}")


def compiled_for_today(run: Run, compiler: Compiler, check: CheckDecl) -> CompiledCheck:
    """A check ready to run, over what changed where it is a built-in one that allows it."""
    condition = _condition(run, check)
    if condition is None:
        return compiler.check(check)
    where = check.config.where
    both = condition if where is None else f"({where}) AND {condition}"
    narrowed = replace(check, config=replace(check.config, where=both))
    return replace(compiler.check(narrowed), check=check)


def _condition(run: Run, check: CheckDecl) -> str | None:
    """What narrows a check to rows that changed; None where it must see everything."""
    if run.command == "check" or check.target.model is None:
        return None
    if check.kind not in ("parent_exists", "repeated_state", "points_nowhere", "one_key", "unique"):
        return None
    model = run.project.models[check.target.model]
    if check.kind == "unique" and not isinstance(model.config, HubShape | LinkShape | NhLinkShape):
        return None
    held: dict[str, int] = json.loads(run.state.fact(HELD) or "{}")
    read = {str(target): held.get(str(target), -1) for target in check.reads}
    from_the_start, since = changed_since(run.state.database, read)
    if from_the_start or min(read.values()) < 0:
        return None
    own = relation(model.schema, model.identifier)
    if check.kind == "points_nowhere":
        return f"snapshot_date = (SELECT max(snapshot_date) FROM {own})"
    after = f"(SELECT max(load_date) FROM {own})" if since is None else literal(since)
    if check.kind == "parent_exists":
        return f"load_date >= {after}"
    # A struct of the parts of a business key: a NULL among them is equal to a NULL.
    key = _struct(map(str, check.values)) if check.kind == "one_key" else name(check.column)
    return f"{key} IN (SELECT {key} FROM {own} WHERE load_date >= {after})"


def _struct(columns: Iterable[str]) -> str:
    return f"{{{', '.join(f'{literal(column)}: {name(column)}' for column in columns)}}}"
