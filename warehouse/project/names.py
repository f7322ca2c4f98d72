"""The words a project may not use, and the names that things get."""

from __future__ import annotations

import re

from warehouse.errors import DeclarationError, Place

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")

#: Columns that the warehouse adds to what a source delivers. A source column of such a name must be renamed.
METADATA_COLUMNS = (
    "load_date",
    "load_id",
    "record_source",
    "_source_file",
    "_loaded_at",
    "_seen_load_date",
    "_row_hash",
    "_occurrence",
    "_op",
    "_load_date",
    "_load_seq",
    "_hash64",
    "_file",
    "_moment",
    "load_seq",
    # helpers of the SQL that reads columns beside them
    *("_rank", "_position", "_from", "_until", "_differs", "_is_known"),
    *("_tracked", "_tracked_before", "_is_gone", "_was_gone", "_is_seed", "_is_first", "_state_moment"),
    *("_is_empty", "_latest"),
    *("_old_hash", "_new_hash", "_own_hash", "_until_date", "_until_seq", "_operation", "_is_known"),
    *("_confirmed", "_is_named", "_slice"),
    *("_hash", "_gained", "_lost", "_rows", "_high", "_low"),
    *("_part", "_driving", "_arrival", "_next", "_turn"),
)

#: Schemas that belong to the warehouse.
OWN_SCHEMAS = ("psa", "meta", "_store", "information_schema", "pg_catalog")


def checked_name(name: str, thing: str, place: Place) -> str:
    """`name` if it can name a schema, table, column or folder everywhere; else DeclarationError."""
    if not _NAME.match(name):
        fix = "use letters, digits and _"
        if thing in ("table", "source"):
            fix += "; a file or table that is called otherwise is named by `identifier:`"
        raise DeclarationError(f"{name!r} cannot be the name of a {thing}.", where=place, fix=fix)
    return name
