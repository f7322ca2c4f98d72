"""What a database is asked: the whole table or a query, from a place of the cursor on."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.project.sources import SourceTable
from warehouse.templates import render


@dataclass(frozen=True)
class Ask:
    """A question to a database. `since` is the value of the cursor column from which on rows are wanted."""

    table: SourceTable
    since: str | None = None

    def select(self, quote: str = '"') -> str:
        """The SELECT, in a dialect that quotes names so."""
        origin = self.table.origin
        base = (origin.query or "").strip().rstrip(";")
        if not base:
            base = render("sources/whole_table", table=_quoted(self.table.identifier, quote))
        if self.since is None or origin.cursor is None:
            return base
        cursor = _name(origin.cursor, quote)
        bound = self.since if self.since.lstrip("-").isdigit() else "'" + self.since.replace("'", "''") + "'"
        return render("sources/since", select=base, cursor=cursor, bound=bound)


def _quoted(identifier: str, quote: str) -> str:
    """schema.table as two names, anything else as it stands."""
    return ".".join(_name(part, quote) for part in identifier.split("."))


def _name(name: str, quote: str) -> str:
    return quote + name.replace(quote, quote * 2) + quote
