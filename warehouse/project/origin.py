"""Where a source table's rows come from when it is not a file of its own: a dump."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from warehouse.project.shape import Names, Shape

#: Where a dump lies when `location:` does not say.
DUMP_LOCATION = "dumps/{load_date}.sql"


class OriginShape(Shape):
    """The keys that say so; on a source or on one of its tables."""

    format: Literal["mysql_dump", "postgres_dump"] | None = None
    schemas: Names = []


@dataclass(frozen=True)
class Origin:
    """Where rows come from. `dump` is the dialect of the dump that holds the table; None: no dump.

    `schemas` are those that a PostgreSQL dump may hold.
    """

    dump: str | None = None
    schemas: tuple[str, ...] = ("public",)

    @property
    def tells_keys(self) -> bool:
        """Whether primary keys come with the rows."""
        return self.dump is not None


def read_origin(source: OriginShape, table: OriginShape) -> Origin:
    """The origin of a table: what it says itself, else what its source says."""
    word = table.format or source.format
    schemas = tuple(table.schemas or source.schemas) or ("public",)
    return Origin(word.removesuffix("_dump") if word else None, schemas)
