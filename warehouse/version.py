"""A number in the private file that counts changes of what users see."""

from __future__ import annotations

from warehouse.database import Database
from warehouse.templates import render


def count_change(database: Database) -> None:
    """One more change. Inside the transaction of the change itself, so that a crash cannot part the two."""
    database.run(render("meta/count_change"))


def current_version(database: Database) -> int:
    """How many changes there were."""
    value = database.value("SELECT value FROM _store.facts WHERE name = 'version'")
    return int(value or 0)
