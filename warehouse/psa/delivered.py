"""Extracts that are in the log already, recognised together: after a rebuild that is all of them.

A load's id tells what was delivered (its table, load date and SHA-256), so each file is hashed, as it is when
it comes alone; only the questions to the ledger are one for all files.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from warehouse.database import Database
from warehouse.errors import SourceError
from warehouse.psa.load import LoadOutcome, corrected_since
from warehouse.psa.record import ACCEPTED, load_identity
from warehouse.psa.sourcefiles import source_files, source_name
from warehouse.sources.discover import FoundFile
from warehouse.templates import render

#: A file as one of a table's: SOURCE.TABLE and its path. Several tables may read one file.
Place = tuple[str, Path]


def place_of(file: FoundFile) -> Place:
    """Whose a file is, and where it lies."""
    return file.table.full_name, file.path


def perhaps_delivered(database: Database, root: Path, files: Sequence[FoundFile]) -> set[Place]:
    """The places of those files that some load has come from, in their size, so that hashing them may pay.

    Only of files that are one load each: no dumps, slices or load dates that a column tells. `root` is the
    project's folder.
    """
    one = [file for file in files if _is_one_load(file)]
    if not one:
        return set()
    named = [(file.table.full_name, source_name(root, file), file.bytes) for file in one]
    tables, paths, _ = ([*values] for values in zip(*named, strict=True))
    there = set(database.rows(render("meta/same_files"), [tables, paths]))
    return {place_of(file) for file, name in zip(one, named, strict=True) if name in there}


def outcomes_before(
    database: Database, root: Path, files: Sequence[FoundFile]
) -> list[tuple[FoundFile, LoadOutcome | None]]:
    """Each file with its outcome where it is in the log already; with None where it has to be loaded."""
    ids = [_load_id(root, file) for file in files]
    known = dict(database.rows(render("meta/known_loads"), [[load_id for load_id in ids if load_id]]))
    return [
        (file, _outcome(file, load_id, known[load_id]) if load_id and load_id in known else None)
        for file, load_id in zip(files, ids, strict=True)
    ]


def _is_one_load(file: FoundFile) -> bool:
    table = file.table
    several = table.origin.dump or table.slice or file.slice or table.holds.dated_by
    return not several and file.load_date is not None


def _load_id(root: Path, file: FoundFile) -> str | None:
    """The id of the load that a file makes; None where it cannot be read, which loading it will say."""
    assert file.load_date is not None
    try:
        hashes = [source.sha256 for source in source_files(root, file)]
    except SourceError:
        return None
    return load_identity(file.table.full_name, file.load_date, file.identity(hashes))


def _outcome(file: FoundFile, load_id: str, newer: str | None) -> LoadOutcome:
    assert file.load_date is not None
    notice = None if newer is None else corrected_since(file, load_id, newer)
    return LoadOutcome(file.table.full_name, file.load_date, None, ACCEPTED, notice=notice, same_as=load_id)
