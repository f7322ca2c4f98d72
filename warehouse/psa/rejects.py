"""Rejected rows of a delivery that is staged: which, what their keys keep, and whether they are too many.

A rejected row is not an absent row: a key that is gone from the delivery but stands among the rejected rows
keeps its last accepted state, and while a key cannot be read nothing at all is deleted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from warehouse.project.sources import SourceTable
from warehouse.psa.hashes import canonical_text
from warehouse.psa.rowchecks import RowChecks
from warehouse.psa.table import PsaTable
from warehouse.sources.rejects import KEY_PREFIX, Rejects, RowFaults
from warehouse.sources.typed import polars_type
from warehouse.templates import literal, name, render


@dataclass(frozen=True)
class Rejected:
    """The rejected rows of a staged delivery, in a file that is no part of the log yet.

    Of `rows`, `lines` are no rows at all and `unkeyed` have no key that can be read. `kept` keys were absent
    from the other rows and keep their last state. `faults` counts by column, lines under an empty name.
    """

    path: Path
    rows: int
    lines: int
    unkeyed: int
    kept: int
    faults: tuple[tuple[str, int], ...]
    samples: tuple[str, ...]

    def notes(self, *, may_delete: bool) -> tuple[str, ...]:
        """What a person should know of an accepted load, a sentence each. `may_delete`: whether the
        absence of a row means a deletion, as in a snapshot.
        """
        found = [f"{_rows(self.rows)} rejected ({_where(self.faults)})"]
        if self.unkeyed and self.kept:
            found.append(
                f"nothing was deleted, because the key of {_some(self.unkeyed)} cannot be read; "
                f"{_keys(self.kept, 'absent key')} last state"
            )
        elif self.unkeyed and may_delete:
            found.append(f"nothing may be deleted: the key of {_some(self.unkeyed)} cannot be read")
        elif self.kept:
            whose = "its row is" if self.kept == 1 else "their rows are"
            found.append(f"{_keys(self.kept, 'key')} last state, because {whose} rejected")
        return tuple(found)


def set_aside(table: PsaTable, path: Path, faults: RowFaults | None = None) -> Rejects:
    """What takes the rows of a delivery of `table` that do not fit while it is staged to `path`.

    `faults` is the rule that a row may break; by default the row checks.
    """
    key = {column: polars_type(table.contract.types[column]) for column in table.declared.key}
    return Rejects(path.with_suffix(".aside.parquet"), table.root, key, faults or row_checks(table))


def row_checks(table: PsaTable) -> RowFaults | None:
    """The checks that a single row may break, as one rule; None where there are none."""
    checks = tuple(check for check in table.declared.checks if check.config.on == "row")
    return RowChecks(checks) if checks else None


def lines_aside(table: PsaTable, path: Path) -> Rejects:
    """What takes the lines that are no rows of a delivery that is kept whole."""
    return Rejects(path.with_suffix(".aside.parquet"), table.root, {}, None)


def settle(table: PsaTable, rejects: Rejects, path: Path, write: Callable[[str, Path], None]) -> Rejected:
    """Finish the rejected rows of a delivery staged to `path`. `write` writes a SELECT into a file."""
    key = {column: table.columns[column] for column in rejects.key}
    aside = path.with_suffix(".rejected.parquet")
    texts = _key_texts(key, KEY_PREFIX)
    write(render("psa/rejected_rows", path=str(rejects.path), key_texts=texts), aside)
    return Rejected(
        aside,
        rejects.rows,
        rejects.lines,
        rejects.unkeyed,
        0,
        tuple(sorted(rejects.by_column.items())),
        tuple(rejects.samples),
    )


def keys_aside(table: PsaTable, rejects: Rejects) -> str:
    """A SELECT of the keys of the rows set aside."""
    return render("psa/keys_aside", path=str(rejects.path), key={c: name(KEY_PREFIX + c) for c in table.key})


def keep_rejected(
    table: PsaTable, rejected: str, before: str, moment: tuple[dt.datetime, int], path: Path
) -> str:
    """The SELECT of a snapshot's changes at `path` in which the keys of rejected rows keep what they have.

    `rejected` is a SELECT of these keys, `before` one of the content before it with key and _hash64; every
    key can be read.
    """
    in_file = dict(zip(table.key, table.file_key, strict=True))
    columns = [*table.values_to_store(), "_op", "_load_date", "_load_seq"]
    values = dict.fromkeys(columns, "NULL") | {
        **{file: f"k.{name(c)}" for c, file in in_file.items()},
        "_op": "'kept'",
        "_load_date": literal(moment[0]),
        "_load_seq": f"CAST({moment[1]} AS INTEGER)",
    }
    return render(
        "psa/changes_and_kept",
        path=str(path),
        rejected=rejected,
        before=before,
        key=table.key,
        key_in_file={c: name(file) for c, file in in_file.items()},
        same=" AND ".join(f"k.{name(c)} = c.{name(file)}" for c, file in in_file.items()),
        columns=columns,
        values=values,
    )


def too_many(declared: SourceTable, read: int, rejected: Rejected | None) -> str | None:
    """The reason to refuse a delivery of `read` rows for its rejected ones; None when they are few enough."""
    if rejected is None:
        return None
    allowed = declared.max_rejects.rows_of(read)
    if rejected.rows <= allowed and rejected.rows < read:
        return None
    if rejected.rows > allowed:
        what = f"more than max_rejects allows ({declared.max_rejects})"
    else:
        what = "which leaves none to load"
    return (
        f"{rejected.rows:,} of {read:,} rows do not fit, {what}: {_where(rejected.faults)}; "
        f"such as {', '.join(rejected.samples)}"
    )


def _key_texts(key: dict[str, str], prefix: str = "") -> str:
    """A list of the canonical texts of a key, which stay the same when its types widen."""
    texts = ", ".join(canonical_text(name(prefix + column), kind) for column, kind in key.items())
    return f"CAST([{texts}] AS VARCHAR[])"


def _where(faults: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(
        f"{column}: {count:,}"
        if column
        else f"{count:,} {'line is no row' if count == 1 else 'lines are no rows'}"
        for column, count in faults
    )


def _rows(count: int) -> str:
    return f"{count:,} row is" if count == 1 else f"{count:,} rows are"


def _keys(count: int, what: str) -> str:
    return f"1 {what} keeps its" if count == 1 else f"{count:,} {what}s keep their"


def _some(count: int) -> str:
    return "a rejected row" if count == 1 else f"{count:,} rejected rows"
