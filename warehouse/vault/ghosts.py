"""Ghost records: rows for what is unknown (key of zero bytes) or wrong (0xFF), so that marts can join inner.

The system writes them once, dated long before any load; `warehouse.project.ghosts` says where. Row counts and
checks leave them out.
"""

from __future__ import annotations

from warehouse.database import Database
from warehouse.project.ghosts import wants_ghosts
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.vault import GhostlyShape
from warehouse.psa.hashes import HashType
from warehouse.templates import relation, render

#: The load date of ghost records: far enough back, and a date that every system can hold.
GHOST_DATE = "TIMESTAMP '1900-01-01 00:00:00'"


def ghost_keys(hash_type: HashType) -> str:
    """The hash keys of ghost records, with a comma."""
    return f"{hash_type.zero_in_file}, {hash_type.error_in_file}"


class Ghosts:
    """The ghost records of a project's models, as the builder of models asks for them."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def settle(self, database: Database, model: ModelDecl) -> bool:
        """Write or take out a model's ghost records, as it should be; whether that changed anything."""
        return _settle(database, self._project, model)

    def count(self, model: ModelDecl) -> int:
        """How many rows of a model are ghost records."""
        return 2 if wants_ghosts(self._project.settings, self._project.models, model) else 0


def _settle(database: Database, project: Project, model: ModelDecl) -> bool:
    if not isinstance(model.config, GhostlyShape):
        return False
    hash_type = HashType(project.settings.hash)
    names = {
        "relation": relation(model.schema, model.identifier),
        "hash_key": model.config.hash_key,
        "ghosts": ghost_keys(hash_type),
    }
    wanted = wants_ghosts(project.settings, project.models, model)
    if bool(database.value(render("vault/count_ghosts", **names))) == wanted:
        return False
    if not wanted:
        database.run(render("vault/remove_ghosts", **names))
        return True
    hashes = [model.config.hash_key, *model.config.ghost_hashes]
    for key in (hash_type.zero_in_file, hash_type.error_in_file):
        values = dict.fromkeys(hashes, key) | {"load_date": GHOST_DATE, "record_source": "'SYSTEM'"}
        database.run(
            render("vault/add_ghost", relation=names["relation"], columns=list(values), values=values)
        )
    return True
