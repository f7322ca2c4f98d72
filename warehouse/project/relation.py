"""A relation as templates see it: text where it is printed, its parts where they are asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Relation:
    """A table or view of the warehouse file. `text` is its quoted name; parts are empty while parsing."""

    text: str
    schema: str = ""
    identifier: str = ""
    type: str = "table"
    database: str = "warehouse"

    @property
    def name(self) -> str:
        """The name without its schema."""
        return self.identifier

    @property
    def table(self) -> str:
        """The name without its schema, as dbt also calls it."""
        return self.identifier

    @property
    def is_view(self) -> bool:
        """Whether it is a view."""
        return self.type == "view"

    @property
    def is_table(self) -> bool:
        """Whether it is a table."""
        return self.type == "table"

    def render(self) -> str:
        """The quoted name."""
        return self.text

    def include(self, **_: bool) -> Relation:
        """The relation itself: there is one database, and names have their schema."""
        return self

    def quote(self, **_: bool) -> Relation:
        """The relation itself: names are always quoted."""
        return self

    def __str__(self) -> str:
        return self.text
