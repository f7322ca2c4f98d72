"""What the built-in checks look at on an ordinary day: what changed since all checks last held.

A window over a satellite's whole history would cost more every day. Rows that no build touched since the last
time that everything held still hold; after a failure, and for `warehouse check`, everything is looked at.
"""

from __future__ import annotations

import datetime as dt
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


class Touched:
    """What changed since all checks last held, asked once for each set of relations that a check reads."""

    def __init__(self, run: Run, compiler: Compiler) -> None:
        self._run = run
        self._compiler = compiler
        self._held: dict[str, int] = json.loads(run.state.fact(HELD) or "{}")
        self._changed: dict[tuple[str, ...], tuple[bool, dt.datetime | None]] = {}

    def compiled_for_today(self, check: CheckDecl) -> CompiledCheck:
        """A check ready to run, over what changed where it is a built-in one that allows it."""
        condition = self._condition(check)
        if condition is None:
            return self._compiler.check(check)
        where = check.config.where
        both = condition if where is None else f"({where}) AND {condition}"
        narrowed = replace(check, config=replace(check.config, where=both))
        return replace(self._compiler.check(narrowed), check=check)

    def _condition(self, check: CheckDecl) -> str | None:
        """What narrows a check to rows that changed; None where it must see everything."""
        if self._run.command == "check" or check.target.model is None:
            return None
        if check.kind not in ("parent_exists", "repeated_state", "points_nowhere", "one_key", "unique"):
            return None
        model = self._run.project.models[check.target.model]
        if check.kind == "unique" and not isinstance(model.config, HubShape | LinkShape | NhLinkShape):
            return None
        from_the_start, since = self._changed_since(tuple(map(str, check.reads)))
        if from_the_start:
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

    def _changed_since(self, read: tuple[str, ...]) -> tuple[bool, dt.datetime | None]:
        """Whether relations changed from the beginning on since the checks held, or from when on."""
        if read not in self._changed:
            held = {target: self._held.get(target, -1) for target in read}
            self._changed[read] = (
                (True, None) if min(held.values()) < 0 else changed_since(self._run.state.database, held)
            )
        return self._changed[read]


def _struct(columns: Iterable[str]) -> str:
    return f"{{{', '.join(f'{literal(column)}: {name(column)}' for column in columns)}}}"
