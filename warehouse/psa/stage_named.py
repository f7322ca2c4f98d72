"""Deliveries that name keys (upsert, append, changes): what is not in them stays as it is.

Every named key is stored, with its row where that is new, so that each load can be read back exactly:

    insert, update  the row              seen  a row that was there already
    delete                               miss  the deletion of a key that was not there
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from warehouse.database import Database, SqlError
from warehouse.project.deliveries import APPEND, CHANGES, Operation, OperationShape
from warehouse.psa.appended import Contradictions, contradicting
from warehouse.psa.duplicates import collapse
from warehouse.psa.record import Content
from warehouse.psa.rejects import lines_aside, row_checks, set_aside
from warehouse.psa.stage import (
    Before,
    Kept,
    Moment,
    Staged,
    settled,
    shown_key,
    stage_delivery,
    summarised,
    write,
)
from warehouse.psa.table import PsaTable
from warehouse.sources.delivery import Delivery
from warehouse.sources.rejects import RowFaults
from warehouse.sources.typed import TypedRows
from warehouse.templates import literals, name, render

#: What a whole file has beside the columns of a delivery: where a row stood, what it was to do, its event.
_KEPT = {"_position": "BIGINT", "_operation": "VARCHAR", "_op": "VARCHAR"}


def stage_named(
    database: Database, table: PsaTable, delivery: Delivery, before: Before, moment: Moment, path: Path
) -> Staged:
    """Write what a delivery says of the keys it names, against the content before it.

    Of several rows of one key the last in `order_by` counts, the others are duplicates; in `append` they must
    be equal, and rows that contradict the content before it are rejected, where they are not too many.
    Raises SourceError when the delivery cannot be read to its end.
    """
    staged = _stage_rows(database, table, delivery, (before, moment, path), None)
    if table.declared.extract != APPEND or not staged.updates:
        return staged
    aside = set_aside(table, path.with_suffix(".again"))
    with _Bound(database, TypedRows(delivery, table.contract, aside, table.declared.holds)):
        again = contradicting(database, table, before)
    aside.path.unlink(missing_ok=True)
    if len(again) + staged.rejected_rows > table.declared.max_rejects.rows_of(staged.read):
        return staged
    rule = Contradictions(table, again, row_checks(table))
    return _stage_rows(database, table, delivery, (before, moment, path), rule)


def _stage_rows(
    database: Database,
    table: PsaTable,
    delivery: Delivery,
    against: tuple[Before, Moment, Path],
    rule: RowFaults | None,
) -> Staged:
    holds = table.declared.holds
    _, _, path = against
    rejects = set_aside(table, path, rule)
    rows = TypedRows(delivery, table.contract, rejects, holds)
    is_gone = f"_operation IN ({literals(holds.operation.deleted)})" if holds.operation else "false"
    with _Bound(database, rows):
        _collapse(database, table, holds.extract, "delivery", is_gone)
    fitting = rows.rows_read - rejects.rows
    staged = _compared(database, table, holds.extract, fitting, against)
    return replace(
        staged,
        read=rows.rows_read,
        misfits=tuple(rows.misfits.items()),
        rejected=settled(database, table, rejects, path),
    )


def stage_snapshot(
    database: Database, table: PsaTable, delivery: Delivery, before: Before, moment: Moment, path: Path
) -> Staged:
    """Write the changes that a snapshot makes to the content before it, as far as it may delete.

    Raises SourceError when the delivery cannot be read to its end.
    """
    staged = stage_delivery(database, table, delivery, before, moment, path)
    if staged.rejected is None or not staged.rejected.unkeyed:
        return staged
    again = stage_unkeyed(database, table, delivery, before, moment, path)
    assert again.rejected is not None
    return replace(again, rejected=replace(again.rejected, kept=staged.deletes))


def stage_unkeyed(
    database: Database, table: PsaTable, delivery: Delivery, before: Before, moment: Moment, path: Path
) -> Staged:
    """Write a snapshot that may delete nothing, since the key of a rejected row cannot be read: it names the
    keys of its other rows, and says nothing of absent ones.
    """
    rejects = set_aside(table, path)
    rows = TypedRows(delivery, table.contract, rejects)
    chosen = 0
    with _Bound(database, rows):
        if table.has_key:
            chosen = collapse(database, table, "delivery")
        else:
            _collapse(database, table, APPEND, "delivery", "false")
    fitting = rows.rows_read - rejects.rows
    staged = _compared(database, table, APPEND, fitting, (before, moment, path))
    return replace(
        staged,
        read=rows.rows_read,
        chosen=chosen,
        misfits=tuple(rows.misfits.items()),
        rejected=settled(database, table, rejects, path),
    )


def stage_named_whole(
    database: Database, table: PsaTable, delivery: Delivery, moment: Moment, path: Path
) -> Staged:
    """Write a delivery whole, as it came, each row with its position and its operation."""
    rejects = lines_aside(table, path)
    holds = table.declared.holds
    if holds.operation is not None:  # whatever its operations are, they are kept
        holds = replace(holds, operation=Operation(holds.operation.column, (), ()))
    rows = TypedRows(delivery, table.contract, rejects, holds)
    select = render(
        "psa/whole",
        relation="delivery",
        values=table.values_as_delivered(),
        load_date=moment.load_date,
        load_seq=moment.load_seq,
    )
    with _Bound(database, rows):
        write(database, select, path)
    rejected = settled(database, table, rejects, path)
    nothing = Content(0, 0, 0)
    return Staged(path, rows.rows_read, rows.rows_read - rejects.rows, 0, 0, 0, nothing, rejected=rejected)


def stage_named_kept(
    database: Database,
    table: PsaTable,
    extract: str,
    whole: Kept,
    against: tuple[Before, Moment, Path],
) -> Staged:
    """Write what a delivery that the log keeps whole says of its keys; `extract` is its kind.

    `against` has the content before it, its moment and the file to write.
    """
    named = {c: whole.names.get(c, c) for c in table.columns}
    kept = render(
        "psa/kept",
        path=str(whole.path),
        schema={**{named[c]: kind for c, kind in table.columns.items()}, **_KEPT},
        values={**{c: name(in_file) for c, in_file in named.items()}, **{c: c for c in _KEPT}},
        operations=("insert", "delete"),
    )
    operation = kept_operation(table)
    # A load that was accepted before is kept by what it did, not by its words.
    is_gone = f"coalesce(_operation IN ({literals(operation.deleted)}), _op = 'delete')"
    counted: dict[str | None, int] = dict(database.rows(render("psa/operations", kept=kept)))
    _collapse(database, table, extract, f"({kept})", is_gone if extract == CHANGES else "_op = 'delete'")
    read = int(database.value(f"SELECT count(*) FROM ({kept})"))
    staged = _compared(database, table, extract, read, against)
    counted.pop(None, None)
    return replace(staged, unknown=_unknown(operation, counted) if extract == CHANGES else ())


def _collapse(database: Database, table: PsaTable, extract: str, relation: str, is_gone: str) -> None:
    """Keep in temp.collapsed the rows that count: the last of each key; of appended ones, all that differ."""
    columns = list(table.columns)
    if extract == APPEND and table.has_key:
        select = render("psa/collapsed", relation=relation, columns=columns)
    elif extract == APPEND:
        select = render(
            "psa/delivered_without_key", relation=relation, columns=columns, row_hash=table.row_hash
        )
    else:
        order_by = [c for c in table.declared.holds.order_by if c in table.columns]
        select = render(
            "psa/last_of_key",
            relation=relation,
            columns=columns,
            key=table.key,
            order_by=[*order_by, "_position"],
            is_gone=is_gone,
        )
    database.finish(render("psa/keep", relation="collapsed", select=select))


def _compared(
    database: Database,
    table: PsaTable,
    extract: str,
    read: int,
    against: tuple[Before, Moment, Path],
) -> Staged:
    before, moment, path = against
    columns = [*table.raw_columns, *([] if table.has_key else ["_row_hash"])]
    delivered = "FROM temp.collapsed"
    if table.has_key:
        named = list(table.columns) if extract == APPEND else [*table.columns, "_is_gone"]
        delivered = render("psa/delivered", relation="temp.collapsed", columns=named, hash64=table.hash64)
    select = render(
        "psa/named_changes",
        delivered=delivered,
        before=render("psa/before", relation=before.relation, key=table.key),
        key=table.key,
        columns=columns,
        is_gone="false" if extract == APPEND else "d._is_gone",
        values=table.values_to_name(),
        load_date=moment.load_date,
        load_seq=moment.load_seq,
    )
    doubled = []
    try:
        write(database, select, path)
        distinct = int(database.value("SELECT count(*) FROM temp.collapsed"))
        if extract == APPEND and table.has_key:
            doubled = database.rows(render("psa/doubled_keys", relation="temp.collapsed", key=table.key))
    finally:
        database.run("DROP TABLE temp.collapsed")
    return replace(
        summarised(database, table, before, path, read),
        duplicates=read - distinct,
        doubled=len(doubled),
        doubled_sample=tuple(shown_key(key) for key in doubled[:5]),
    )


def _unknown(operation: Operation, counted: Mapping[str | None, int]) -> tuple[tuple[str, int], ...]:
    known = (*operation.present, *operation.deleted)
    return tuple(
        (str(word) if word is not None else "NULL", rows)
        for word, rows in sorted(counted.items(), key=lambda item: str(item[0]))
        if word not in known
    )


def kept_operation(table: PsaTable) -> Operation:
    """What the words of a kept delivery of changes mean; Debezium's letters where nothing is declared now."""
    if table.declared.holds.operation is not None:
        return table.declared.holds.operation
    shape = OperationShape()
    return Operation(shape.column, (*shape.insert, *shape.update), tuple(shape.delete))


class _Bound:
    """SQL may read the rows as `delivery` inside; a fault of the source is raised as such."""

    def __init__(self, database: Database, rows: TypedRows) -> None:
        self._database = database
        self._rows = rows

    def __enter__(self) -> None:
        self._database.bind("delivery", self._rows.reader())

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._database.unbind("delivery")
        self._rows.close()
        if isinstance(error, SqlError) and self._rows.error is not None:
            raise self._rows.error from None
