"""Which column each value of a row is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from warehouse.sources.dumps.slow import literals_of, row_pattern
from warehouse.sources.dumps.state import State
from warehouse.sources.dumps.tables import DumpTable, Target


def listed_target(state: State, name: str, listed: Sequence[str]) -> Target:
    """For rows with a list of columns. A column that the list leaves out has its default."""
    known = state.tables.get(name)
    if known and state.is_mysql:
        own = {column.name.lower(): column.name for column in known.fields}
        listed = [own.get(column.lower(), column) for column in listed]
    if len(set(listed)) < len(listed):
        raise state.stream.refuse(f"A list of columns of {name} names one twice.", "dump it again")
    table = _with_generated(state, state.extended(name, listed), set(listed))
    places = {column: at for at, column in enumerate(listed)}
    return Target(table, len(listed), tuple(places.get(column.name) for column in table.delivered))


def whole_target(state: State, name: str, start: int) -> Target:
    """For rows with a value for every column; `start` is where in the stream's data the first row stands.

    Where the dump does not say which columns a table has, they are c1, c2 …
    """
    state.stream.pos = start
    table = state.tables.get(name)
    if table is None:
        table = state.extended(name, len(_first_row(state)))
    elif any(column.generated for column in table.fields) and not state.rows[name]:
        values = zip(table.fields, _first_row(state), strict=False)
        given = {column.name for column, value in values if value.upper() != b"DEFAULT"}
        table = _with_generated(state, table, given)
    places = {column.name: at for at, column in enumerate(table.fields)}
    return Target(table, len(table.fields), tuple(places[column.name] for column in table.delivered))


def _with_generated(state: State, table: DumpTable, given: set[str]) -> DumpTable:
    """The table; the first rows tell which of its generated columns have values (MariaDB writes them)."""
    if not state.rows[table.name]:
        fields = (replace(c, generated=c.generated and c.name not in given) for c in table.fields)
        table = state.tables[table.name] = replace(table, fields=tuple(fields))
    return table


def _first_row(state: State) -> list[bytes]:
    """The literals of the row that stands here, which is not consumed."""
    stream, grammar = state.stream, state.lexer.grammar
    row = stream.match(row_pattern(grammar), 64 << 20)
    if row is None:
        raise stream.refuse("The first row holds more than values.", "dump values only; nothing is executed")
    return literals_of(row[0], grammar)
