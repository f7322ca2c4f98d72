"""The ledger that follows the whole log at once is the one that followed it record by record."""

from __future__ import annotations

from pathlib import Path

import duckdb

import warehouse
from tests.laws.support import NOW, Delivery, arrive, deliver, make_project, run
from warehouse.pipeline import BUILD_STAGES, Options, execute
from warehouse.project.project import read_project

DAYS = [
    tuple((str(key), f"name {day * (key % 3 == 0)}", "Delft") for key in range(1, 30 + day % 2))
    for day in range(12)
]

#: What was asked of the ledger, without what the contents of tables were made from.
LEDGER = [
    "meta.loads",
    "_store.observed",
    "(SELECT source_table, log_number, epoch, contract, log_key FROM _store.tables)",
    "(SELECT source_table, epoch, load_date FROM _store.late)",
]


def ledger(root: Path) -> list[list[tuple[object, ...]]]:
    with duckdb.connect(str(root / ".warehouse" / "state.duckdb"), read_only=True) as connection:
        return [connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in LEDGER]


def people(*days: int) -> list[Delivery]:
    return [Delivery("people", day, DAYS[day % len(DAYS)]) for day in days]


def test_a_log_with_everything_gives_the_same_ledger_at_once(tmp_path: Path) -> None:
    root = make_project(tmp_path / "shop")
    arrive(root, [people(3, 4, 5), people(1), people(6, 7, 8, 9), people(2), people(10)])
    wide = (("Ann", "4.5"), ("Bob", "many"))  # numbers that become text wait
    arrive(root, [[Delivery("notes", 1, (("Ann", "4"),)), Delivery("notes", 2, wide)]])
    arrive(root, [[Delivery("people", 11, ())], [Delivery("people", 9, DAYS[0], 2)], people(12, 13)])
    opened = warehouse.open(root)
    (waiting,) = [x for x in run(root).loads if x.status == "quarantined" and x.table == "crm.people"]
    opened.accept(waiting.load_id, now=NOW)
    opened.reject(waiting.load_id, now=NOW)
    deliver(root, Delivery("people", 14, DAYS[1]))
    opened.load(
        root / "extracts" / "2026-01-14" / "people.csv", "crm.people", tags={"a": "1", "b": "2"}, now=NOW
    )
    run(root)
    before = ledger(root)
    opened.rebuild(now=NOW)
    assert ledger(root) == before


def test_a_rebuild_of_many_loads_asks_as_much_as_that_of_few(tmp_path: Path) -> None:
    root = make_project(tmp_path / "shop")
    counted = []
    for upto in (4, 12):
        arrive(root, [[Delivery("notes", day, (("Ann", str(day)),)) for day in range(1, upto)]])
        said: list[str] = []
        execute(
            read_project(root), "rebuild", BUILD_STAGES, Options(clock=NOW, trace=said.append), afresh=True
        )
        counted.append(len([sql for sql in said if "meta.loads" in sql and "keyframe_file = ?" not in sql]))
    assert counted[0] == counted[1]
