"""The registry of columns: since when each column has which type, whatever arrived first."""

from __future__ import annotations

import itertools
from pathlib import Path

from drift.support import Shop

HISTORY = """
    SELECT column_name, column_type, change, day(since_load_date), is_declared, first_name
    FROM meta.schema_history ORDER BY since_load_date, column_name
"""
COLUMNS = "SELECT column_name, column_type, day(since_load_date), first_name FROM meta.columns ORDER BY 1"

DECLARED = "key: id\ncolumns: [{name: price, data_type: 'decimal(9,2)'}, {name: city, renamed_from: [town]}]"

DAYS = {
    1: "id,town,price,seen\n1,Delft,5,\n",
    2: "id,city,price,seen,size\n1,Delft,5.50,,3\n",
    3: "id,city,price,size\n1,Delft,5.50,3.5\n",
    4: "id,city,price,size,seen\n1,Delft,5.50,2,2026-01-01\n",
}

EXPECTED = [
    ("city", "VARCHAR", "new", 1, False, "town"),
    ("id", "BIGINT", "new", 1, False, "id"),
    ("price", "DECIMAL(9,2)", "new", 1, True, "price"),
    ("seen", "VARCHAR", "new", 1, False, "seen"),
    ("size", "BIGINT", "new", 2, False, "size"),
    ("size", "DOUBLE", "wider", 3, False, "size"),
    ("seen", "DATE", "first value", 4, False, "seen"),
]


def test_the_history_does_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    for number, order in enumerate(itertools.islice(itertools.permutations(DAYS), 0, 24, 5)):
        shop = Shop.with_table(tmp_path / str(number), DECLARED)
        for day in order:
            shop.day(day, DAYS[day])
        assert shop.sql(HISTORY) == EXPECTED
        assert shop.rebuilt(HISTORY) == EXPECTED


def test_the_registry_is_what_the_table_has_and_follows_a_rejection(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, DECLARED)
    for day, extract in DAYS.items():
        shop.day(day, extract)
    registry = [
        ("city", "VARCHAR", 1, "town"),
        ("id", "BIGINT", 1, "id"),
        ("price", "DECIMAL(9,2)", 1, "price"),
        ("seen", "DATE", 1, "seen"),
        ("size", "DOUBLE", 2, "size"),
    ]
    assert shop.sql(COLUMNS) == registry
    types = dict(row[:2] for row in shop.sql("SELECT column_name, column_type FROM (DESCRIBE psa.s__t)"))
    assert {name: types[name] for name, *_ in registry} == {name: kind for name, kind, *_ in registry}
    shop.reject(3)
    assert ("size", "BIGINT", 2, "size") in shop.sql(COLUMNS)
    assert shop.rebuilt(COLUMNS) == shop.sql(COLUMNS)
