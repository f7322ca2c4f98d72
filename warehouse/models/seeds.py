"""Seeds: CSV files of the project as tables."""

from __future__ import annotations

import hashlib
import json
import re

from warehouse.database import Database
from warehouse.errors import DeclarationError, did_you_mean
from warehouse.project.models import ModelDecl, SeedShape
from warehouse.templates import render

_NUMBERS = ("BIGINT", "DOUBLE")
_DATES = ("DATE", "TIMESTAMP")


def seed_definition(model: ModelDecl) -> str:
    """A text that changes when the file or its configuration does."""
    assert model.seed_path is not None
    digest = hashlib.sha256(model.seed_path.read_bytes()).hexdigest()
    return json.dumps(["seed", digest, model.config.model_dump(mode="json")], default=str)


def seed_select(database: Database, model: ModelDecl) -> str:
    """The SELECT of a seed's rows: declared types, else inferred from the whole file without loss.

    Raises DeclarationError when `column_types` names a column that the file lacks, or no type.
    """
    assert isinstance(model.config, SeedShape)
    options = {"path": str(model.seed_path), "delimiter": model.config.delimiter}
    inferred = database.types(render("models/seed_rows", types={}, **options))
    declared = _declared(model, model.config, inferred)
    types = {}
    for column, is_no_number, is_no_date in database.rows(render("models/seed_texts", **options)):
        kind = inferred.get(column)
        if kind in _NUMBERS and is_no_number or kind in _DATES and is_no_date:
            types[column] = "VARCHAR"
    return render("models/seed_rows", types={**types, **declared}, **options)


def _declared(model: ModelDecl, config: SeedShape, columns: dict[str, str]) -> dict[str, str]:
    by_lower_case = {column.lower(): column for column in columns}
    types = {}
    for column, kind in config.column_types.items():
        if column.lower() not in by_lower_case:
            raise DeclarationError(
                f"The seed {model.name} has no column '{column}'.",
                where=model.place,
                fix=did_you_mean(column, columns),
            )
        if not re.fullmatch(r"[A-Za-z][\w ]*(\(\s*\d+(\s*,\s*\d+)?\s*\))?", kind.strip()):
            raise DeclarationError(
                f"{kind!r} is no type.", where=model.place, fix="write varchar or decimal(8, 2)"
            )
        types[by_lower_case[column.lower()]] = kind.strip()
    return types
