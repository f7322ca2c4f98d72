"""Loading the tables of a dump: read once to its end, then together into the log, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path

from warehouse.errors import SourceError
from warehouse.project.sources import SourceTable
from warehouse.psa.chain import sha256_of
from warehouse.psa.load import Loader, LoadOutcome
from warehouse.psa.record import Extras, load_identity
from warehouse.psa.slices import slices_of
from warehouse.run.command import Run
from warehouse.sources.discover import FoundFile
from warehouse.sources.dumps.spooled import DumpedTable, spool_dump
from warehouse.sources.spool import Spooled


def dumps_among(files: Sequence[FoundFile]) -> list[list[FoundFile]]:
    """The files that are dumps, those of one dump (a find for each of its tables) together."""
    found = sorted((f for f in files if f.table.origin.dump), key=_dump)
    return [list(group) for _, group in groupby(found, key=_dump)]


def _dump(file: FoundFile) -> tuple[str, str, str]:
    return file.table.source, str(file.path), str(file.load_date)


def tables_beside(run: Run, tables: Sequence[SourceTable]) -> list[SourceTable]:
    """The tables, and those that come in the same dumps: no part of a dump is loaded alone."""
    places = {(table.source, table.location) for table in tables if table.origin.dump}
    beside = [t for t in run.project.sources.values() if t.origin.dump and (t.source, t.location) in places]
    return [*tables, *(table for table in beside if table.full_name not in {t.full_name for t in tables})]


def load_dump(run: Run, loader: Loader, files: Sequence[FoundFile]) -> list[LoadOutcome]:
    """Load what is not in the log yet of a dump's tables, all or none.

    Raises SourceError and DeclarationError; nothing of the dump was stored then.
    """
    first = files[0]
    if len(first.paths) > 1:
        raise SourceError(
            "There are several dumps of one load date.",
            where=f"{first.table.source}: {', '.join(str(path) for path in first.paths)}",
            fix="a dump is one file; let `location:` name one",
            state="nothing of these dumps was stored",
        )
    shown, sha256 = _shown(run, first.path), _sha256(first)
    spooled = [
        Spooled(file.table, file.path, file.load_date, shown, file.bytes, sha256, file.open, slice=file.slice)
        for file in files
    ]
    waiting = [one for one in spooled if loader.outcome_before(one) is None]
    if not waiting:
        return [outcome for one in spooled if (outcome := loader.outcome_before(one)) is not None]
    dump = spool_dump(first.path, [one.table for one in waiting], loader.incoming)
    parts = [_with_rows(run, one, table) for one, table in zip(waiting, dump.tables, strict=True)]
    parts = [_of_one_slice(part) for part in parts]
    slice = _one_slice(first.path, parts)
    delivery_id = load_identity(first.table.source, first.load_date or run.clock, sha256, slice)
    extras = Extras(
        delivery_id,
        delivery_tables=tuple(one.table.full_name for one in waiting),
        skipped=dump.skipped,
        tags=run.tags,
    )
    return loader.load_together(parts, extras)


def _of_one_slice(part: Spooled) -> Spooled:
    """The delivery with the slice that it is of. Raises SourceError where there are several, or none."""
    slices = slices_of(part)
    if len(slices) > 1:
        raise SourceError(
            f"This dump has rows of {len(slices)} slices: '{slices[0].slice}', '{slices[1].slice}'"
            f"{'' if len(slices) == 2 else ' …'}.",
            where=f"{part.table.full_name}, {part.shown}",
            fix="deliver a dump for each slice, or leave `slice:` out: then the dump is all there is",
            state="nothing of this dump was stored",
        )
    return replace(part, slice=slices[0].slice)


def _one_slice(path: Path, parts: Sequence[Spooled]) -> str | None:
    """The slice that the tables of a dump are of; None without slices. Raises SourceError for two."""
    slices = {part.slice: part for part in parts if part.table.slice is not None}
    if len(slices) > 1:
        one, other = list(slices.values())[:2]
        raise SourceError(
            f"The tables of this dump are of two slices: {one.table.full_name} is of '{one.slice}', "
            f"{other.table.full_name} of '{other.slice}'.",
            where=path,
            fix="deliver a dump for each slice",
            state="nothing of this dump was stored",
        )
    return next(iter(slices), None)


def _with_rows(run: Run, spooled: Spooled, rows: DumpedTable) -> Spooled:
    """The delivery with its rows, under the key of the dump where the project and the log have none."""
    state = run.state.ledger.state(spooled.table)
    declared = spooled.table
    if declared.learns_key:
        known = state.log_key
        key = declared.learned_key(rows.key) if known is None else declared.key_of_log(known)
        declared = replace(declared, key=key)
        run.project.sources[declared.full_name] = declared
    return replace(
        spooled, table=declared, path=rows.path, opener=partial(rows.open, state.contract), notes=rows.notes
    )


def _sha256(file: FoundFile) -> str:
    try:
        return sha256_of(file.path)
    except OSError as error:
        raise SourceError(
            f"This dump cannot be read: {error.strerror}.",
            where=file.path,
            fix="check that it is there and may be read",
            state="nothing of this dump was stored",
        ) from error


def _shown(run: Run, path: Path) -> str:
    root = run.project.root
    return str(path.relative_to(root) if path.is_relative_to(root) else path)
