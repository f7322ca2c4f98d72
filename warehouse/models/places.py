"""Where in the user's files a SQL error stands."""

from __future__ import annotations

import re

from warehouse.errors import Place
from warehouse.models.selection import reads_select
from warehouse.project.blocks import blocks_of
from warehouse.project.models import ModelDecl


def place_of(model: ModelDecl, error: Exception, lines_before: int) -> Place:
    """The line in the model's file. `lines_before` its SELECT the statement has those of ephemerals."""
    match = re.search(r"^LINE (\d+):", str(error), re.M)
    if model.sql_path is None or match is None:
        return model.place
    own = 0 if reads_select(model) else 1  # CREATE … AS stands on a line of its own
    above = blocks_of(model.sql_path)[model.block].line - 1 if model.block is not None else 0
    return Place(model.sql_path, max(1, int(match[1]) - own - lines_before + above))
