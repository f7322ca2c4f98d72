"""Hooks: the user's own statements around a model and around a run, inside its transaction."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from warehouse.database import Database, SqlError, first_error_line
from warehouse.errors import BuildError, DeclarationError, Place
from warehouse.project.folders import listed
from warehouse.project.models import ModelDecl

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)

_WRITES = re.compile(
    r"\b(delete\s+from|truncate(\s+table)?|update|insert\s+(or\s+\w+\s+)?into|merge\s+into"
    r"|(drop|alter)\s+\w+(\s+if\s+exists)?|create\s+(or\s+replace\s+)?\w+(\s+if\s+not\s+exists)?)"
    r'\s+"?(?P<schema>psa|meta|_store)\b',
    re.IGNORECASE,
)

_ENDS = re.compile(
    r"(?:\A|;)\s*(begin|start\s+transaction|commit|rollback|attach|detach|use)\b", re.IGNORECASE
)


def hook_texts(configured: Any, place: Place) -> list[str]:
    """The statements that a hook's configuration holds: a text, `{sql: …}`, or a list of these."""
    texts = []
    for hook in listed(configured):
        text = hook.get("sql") if isinstance(hook, dict) else hook
        if not isinstance(text, str):
            raise DeclarationError("A hook is a SQL statement.", where=place, fix="write it as text")
        texts.append(text)
    return texts


def hooks_of(model: ModelDecl) -> list[Any]:
    """A model's hooks as part of its definition; nothing where it has none."""
    hooks = [model.raw.get("pre_hook"), model.raw.get("post_hook")]
    return [hooks] if any(hooks) else []


def run_hooks(database: Database, texts: list[str], render: Callable[[str], str], place: Place) -> None:
    """Run hooks one after the other. The caller holds the transaction.

    Raises DeclarationError for one that writes where only the warehouse may, BuildError for one that fails.
    """
    for text in texts:
        sql = render(text)
        if not sql.strip():
            continue
        _refuse(sql, place)
        try:
            database.finish(sql)
        except SqlError as error:
            raise BuildError(
                f"A hook does not run: {first_error_line(error)}",
                where=place,
                fix=f"mend it: {sql.strip()}",
                state="what it belongs to was not built; nothing is published",
            ) from error


def _refuse(sql: str, place: Place) -> None:
    bare = _COMMENT.sub(" ", sql)
    writes = _WRITES.search(bare)
    if writes is not None:
        schema = writes["schema"].lower()
        fix = "let it write into a schema of your own"
        if schema == "psa":
            fix = "the log keeps everything; declare `retention: {days: 90}` on the source table, then prune"
        raise DeclarationError(
            f"A hook may not change {schema}, which belongs to the warehouse.",
            where=place,
            fix=fix,
            state="nothing was deleted",
        )
    if _ENDS.search(bare):
        raise DeclarationError(
            "A hook may not begin or end a transaction, or attach another file.",
            where=place,
            fix="leave that out: hooks run inside the transaction of what they belong to",
        )
