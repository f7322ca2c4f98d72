"""The rows of history-keeping models, kept when their loads were pruned, that come of erased keys.

They can be told where the model's tables have the key's columns, or a hash of the whole key: then a
checkpoint is written anew without them. A model in which they cannot be told is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from warehouse.database import Database
from warehouse.errors import UsageError
from warehouse.models.origins import origins
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.references import business_keys
from warehouse.project.vault import EffSatelliteShape, GhostlyShape, HubShape, LinkShape, NhLinkShape
from warehouse.psa.erased_keys import Keys
from warehouse.psa.hashes import canonical_text, key_hash
from warehouse.psa.table import PsaTable
from warehouse.templates import name, render


def rows_of_models(project: Project, database: Database, keys: Keys) -> dict[str, str]:
    """By file of a table's checkpoints (path inside its folder), the condition that a row comes of the keys.

    UsageError for a model in which that cannot be told.
    """
    table = keys.table
    found = {}
    for source, named, taken, files in database.rows(render("models/checkpoints_with_files")):
        tables = json.loads(taken)
        model = project.models.get(named)
        if table.full_name not in tables:
            continue
        if model is None:
            raise _refused(table, named, "it is not in the project any more", None)
        if len(tables) > 1 or source != table.full_name:
            raise _refused(
                table, named, f"its rows come of several pruned tables ({', '.join(tables)})", model
            )
        for _, relation, path in json.loads(files):
            columns = database.types(render("models/checkpoint_rows", path=str(table.folder / path)))
            condition = _condition(project, database, keys, model, columns)
            if condition is None:
                why = f"its table {relation} has neither the key nor a hash of the key alone"
                raise _refused(table, named, why, model)
            found[str(path)] = condition
    return found


def _condition(
    project: Project, database: Database, keys: Keys, model: ModelDecl, columns: Mapping[str, str]
) -> str | None:
    table = keys.table
    hashed = [(column, parts) for column, parts in _hashes(project, model, table) if column in columns]
    own = [column for column, parts in hashed if set(parts) == set(table.declared.key)]
    if isinstance(model.config, HubShape) and len(hashed) > 1:
        return None  # another role of the table may be why the hub has a key
    if own:
        parts = next(parts for column, parts in hashed if column == own[0])
        return render("models/fragments/has_hash", column=own[0], hashes=_hashes_of(keys, parts))
    origin = origins(project, database)
    texts = []
    for key, kind in zip(keys.own.columns, keys.own.kinds, strict=True):
        shown = next((c for c in columns if origin(model.name, c) == (table.full_name, key)), None)
        if shown is None:
            return None
        texts.append(canonical_text(f"TRY_CAST({name(shown)} AS {kind})", kind))
    return render("psa/fragments/is_one_of_keys", key=f"[{', '.join(texts)}]", relation=keys.own.relation)


def _hashes(project: Project, model: ModelDecl, table: PsaTable) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The hash columns of a model that are made of a source's columns, with those columns."""
    config = model.config
    if isinstance(config, EffSatelliteShape):
        config = project.models[config.link].config
    if isinstance(config, HubShape | LinkShape | NhLinkShape):
        for column, source, parts in business_keys(project, config):
            if source == table.full_name:
                yield column, parts
    elif isinstance(config, GhostlyShape) and config.hash_key in table.declared.hash_keys:
        yield config.hash_key, table.declared.hash_keys[config.hash_key]


def _hashes_of(keys: Keys, parts: tuple[str, ...]) -> str:
    table = keys.table
    kinds = dict(zip(keys.own.columns, keys.own.kinds, strict=True))
    columns = {column: f"CAST(key[{i}] AS {kind})" for i, (column, kind) in enumerate(kinds.items(), start=1)}
    hashed = key_hash([(part, kinds[part]) for part in parts], table.hash_type)
    return render(
        "models/hashes_of_keys",
        hash=table.hash_type.to_file(hashed),
        columns=columns,
        keys=keys.own.relation,
    )


def _refused(table: PsaTable, named: str, why: str, model: ModelDecl | None) -> UsageError:
    return UsageError(
        f"{table.full_name} was pruned, and {named} keeps rows of its pruned loads in which the key cannot "
        f"be told: {why}.",
        where=model.place if model is not None else table.declared.place,
        fix=f"take {named} out of the project, `warehouse build`, prune {table.full_name} by one load more, "
        "and erase then",
        state="nothing was changed",
    )
