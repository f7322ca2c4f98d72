"""Dumps as `load` takes them in: many tables, one delivery, all of it or nothing."""

from __future__ import annotations

import datetime as dt
import gzip
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

import warehouse
from tests.dumps.servers import MariaDb, Postgres
from tests.dumps.test_chinook import CHINOOK
from tests.dumps.test_real_servers import (  # noqa: F401 (fixtures)
    MYSQL_COLUMNS,
    elephant,
    folder,
    maria,
    mysql_truth,
    postgres_columns,
    postgres_truth,
)
from warehouse.report.facts import RunFacts

NOW = dt.datetime(2026, 3, 1)


@dataclass(frozen=True)
class Project:
    """A project with one source of dumps, `shop`, and how its tables are declared."""

    root: Path

    def deliver(self, text: str | bytes, day: int = 1, ending: str = "sql") -> Path:
        path = self.root / "dumps" / f"2026-01-{day:02}.{ending}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def run(self) -> RunFacts:
        return warehouse.open(self.root).run(now=NOW)

    def good_run(self) -> RunFacts:
        facts = self.run()
        assert facts.problems == ()
        assert facts.exit_code == 0, facts.loads
        return facts

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.root / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def types(self, table: str, *columns: str) -> list[str]:
        kinds = {name: kind for name, kind, *_ in self.sql(f"DESCRIBE psa.shop__{table}")}
        return [kinds[column] for column in columns]

    def records(self) -> list[Path]:
        return sorted((self.root / "psa").glob("*/*/log/*.json"))


def project(root: Path, *tables: str, dialect: str = "mysql", more: str = "") -> Project:
    (root / "models").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: dumps\n")
    lines = [
        "sources:",
        "  - name: shop",
        f"    format: {dialect}_dump",
        '    location: "dumps/{load_date}.*"',
    ]
    lines += [f"    {more}"] if more else []
    lines += ["    tables:", *(f"      - {table}" for table in tables)]
    (root / "models" / "sources.yml").write_text("\n".join(lines) + "\n")
    return Project(root)


CREATE = """CREATE TABLE people (id int PRIMARY KEY, name varchar(20), born date);
CREATE TABLE places (city varchar(9), size decimal(9,2), PRIMARY KEY (city));
SET x = 1; LOCK TABLES people WRITE; DROP TABLE IF EXISTS gone;
"""


def dump(people: str, places: str = "('Gouda',1.50)") -> str:
    return f"{CREATE}INSERT INTO people VALUES {people};\nINSERT INTO places VALUES {places};\n"


def test_all_tables_of_a_dump_are_one_delivery_with_the_types_and_keys_of_the_dump(tmp_path: Path) -> None:
    shop = project(tmp_path, "name: people", "name: places")
    shop.deliver(dump("(1,'Ann','1990-01-02'),(2,NULL,NULL)"), 1)
    shop.deliver(gzip.compress(dump("(1,'Ann','1990-01-02'),(2,'Bob',NULL)").encode()), 2, "sql.gz")
    shop.good_run()
    assert shop.types("people", "id", "name", "born") == ["BIGINT", "VARCHAR", "DATE"]
    assert shop.types("places", "size") == ["DECIMAL(9,2)"]
    loads = shop.sql(
        "SELECT load_date, list(source_table ORDER BY 1), list(rows_changed ORDER BY source_table), "
        "any_value(skipped), count(DISTINCT delivery_id) FROM meta.loads GROUP BY ALL ORDER BY 1"
    )
    skipped = {"DROP TABLE": 1, "LOCK TABLES": 1, "SET": 1}
    both = ["shop.people", "shop.places"]
    days = [dt.datetime(2026, 1, day) for day in (1, 2)]
    assert loads == [(days[0], both, [0, 0], skipped, 1), (days[1], both, [1, 0], skipped, 1)]
    assert warehouse.open(shop.root).history("shop.people", "2")
    before = shop.sql("FROM meta.loads ORDER BY ALL")
    warehouse.open(shop.root).rebuild(now=NOW)
    assert shop.sql("FROM meta.loads ORDER BY ALL") == before
    assert warehouse.open(shop.root).verify(deep=True) == []
    assert not shop.run().published


def test_a_fault_in_one_table_loads_nothing_of_the_dump(tmp_path: Path) -> None:
    shop = project(tmp_path, "name: people", "name: places")
    shop.deliver(dump("(1,'Ann',NULL)"), 1)
    shop.good_run()
    before = shop.records()
    for text, word in (
        (dump("(1,'Ann',NULL),(2,'Bob',NULL)", "('Gouda',f(1))"), "line 5"),
        (dump("(2,'Bob',NULL)") + "INSERT INTO silver.x VALUES (1);\n", "line 6"),
        ("CREATE TABLE people (id int PRIMARY KEY);\nINSERT INTO people VALUES (3);\n", "places"),
        ("INSERT INTO people VALUES (3);\nINSERT INTO places VALUES (4);\n", "names of their columns"),
    ):
        shop.deliver(text, 2)
        facts = shop.run()
        assert facts.exit_code == 3
        (problem,) = facts.problems
        assert word in problem, problem
        assert "nothing of this dump was stored" in problem
        assert shop.records() == before
    shop.deliver(dump("(1,'Ann',NULL),(2,'Bob',NULL)"), 2)
    shop.good_run()
    assert len(shop.records()) == 4


def test_one_table_in_quarantine_holds_back_the_others_and_they_are_decided_on_together(
    tmp_path: Path,
) -> None:
    shop = project(tmp_path, "name: people", "name: places")
    shop.deliver(dump("(1,'Ann',NULL)"), 1)
    shop.good_run()
    shop.deliver(f"{CREATE}INSERT INTO people VALUES (1,'Bob',NULL);\n", 2)
    facts = shop.run()
    assert facts.exit_code == 1
    assert [load.status for load in facts.loads if load.is_new] == ["quarantined"] * 2
    assert shop.sql("SELECT name FROM psa.shop__people") == [("Ann",)]
    waiting = next(load for load in facts.loads if load.is_new and load.table == "shop.people")
    assert "shop.places" in waiting.reasons[0]
    accepted = warehouse.open(shop.root).accept(waiting.load_id[:8], now=NOW)
    assert accepted.problems == ()
    assert shop.sql("SELECT name FROM psa.shop__people") == [("Bob",)]
    assert shop.sql("SELECT count(*) FROM psa.shop__places") == [(0,)]
    warehouse.open(shop.root).reject(waiting.load_id, now=NOW)
    assert shop.sql("SELECT city FROM psa.shop__places") == [("Gouda",)]
    assert warehouse.open(shop.root).verify(deep=True) == []


DIES = """
import datetime, os, sys
import warehouse
left = int(sys.argv[2])
def die(event, arguments):
    global left
    if event == "os.rename" and "/psa/" in str(arguments[1]):
        left -= 1
        if left < 0:
            os._exit(9)
sys.addaudithook(die)
warehouse.open(sys.argv[1]).run(now=datetime.datetime(2026, 3, 1))
"""


def test_a_crash_anywhere_in_the_commit_leaves_all_tables_of_a_dump_or_none(tmp_path: Path) -> None:
    shop = project(tmp_path, "name: people", "name: places", "{name: extra, key: a}")
    for day in range(1, 20):
        rows = ",".join(f"({n},'x{day}',NULL)" for n in range(1, day + 1))
        more = f"CREATE TABLE extra (a int);\nINSERT INTO extra VALUES ({day});\n"
        shop.deliver(more + dump(rows, f"('Gouda',{day})"), day)
        done = subprocess.run([sys.executable, "-c", DIES, str(shop.root), str(day - 1)], cwd=Path.cwd())
        visible = warehouse.open(shop.root).build(now=NOW)
        if visible.published or (shop.root / "warehouse.duckdb").exists():
            seen = shop.sql("SELECT source_table, count(*) FROM meta.loads GROUP BY ALL")
            assert len({count for _, count in seen}) <= 1, seen
        shop.good_run()
        assert shop.sql("SELECT count(*), count(DISTINCT delivery_id) FROM meta.loads") == [(3 * day, day)]
        if done.returncode == 0:
            break
    assert 5 < day < 19
    assert warehouse.open(shop.root).verify(deep=True) == []


def test_a_value_that_its_type_cannot_hold_makes_its_column_text_and_that_is_said(tmp_path: Path) -> None:
    shop = project(tmp_path, "name: people", "name: places")
    shop.deliver(dump("(1,'Ann','0000-00-00')", "('Gouda',1.505)"), 1)
    shop.good_run()
    assert shop.sql("SELECT born, size FROM psa.shop__people, psa.shop__places") == [("0000-00-00", "1.505")]
    assert shop.sql("SELECT notes[1] FROM meta.loads ORDER BY 1") == [
        ("column born is text: '0000-00-00' is no date",),
        ("column size is text: '1.505' is no decimal(9,2)",),
    ]


def test_rows_without_create_table_take_the_contracts_types_or_infer_them(tmp_path: Path) -> None:
    shop = project(tmp_path, "name: people", "{name: news, key: id}")
    insert = "INSERT INTO news (id, price) VALUES (7, 1.5);\n"
    shop.deliver(
        "CREATE TABLE people (id int PRIMARY KEY, code varchar(9), price decimal(9,2), raw blob);\n"
        "INSERT INTO people VALUES (1,'007',1.50,x'00ff');\n" + insert,
        1,
    )
    shop.deliver("INSERT INTO people (id, code, price) VALUES (2,'8',2.00);\n" + insert, 2)
    shop.good_run()
    assert shop.types("people", "id", "code", "price") == ["BIGINT", "VARCHAR", "DECIMAL(9,2)"]
    assert shop.types("news", "id", "price") == ["BIGINT", "DOUBLE"]
    assert shop.sql("SELECT id, code, price FROM psa.shop__people") == [(2, "8", Decimal("2.00"))]


def test_moments_and_truths_of_postgres_have_their_types(tmp_path: Path) -> None:
    shop = project(tmp_path, "name: people", dialect="postgres")
    shop.deliver(
        "CREATE TABLE public.people (id integer PRIMARY KEY, at timestamptz, ok boolean, n numeric);\n"
        "COPY public.people (id, at, ok, n) FROM stdin;\n"
        "1\t2026-01-01 10:00:00.5+02\tt\t1.5\n2\t2026-01-01 05:30:00+05:30\tf\t2\n3\t\\N\t\\N\t\\N\n\\.\n"
    )
    shop.good_run()
    kinds = shop.types("people", "at", "ok", "n")
    assert kinds == ["TIMESTAMP WITH TIME ZONE", "BOOLEAN", "DOUBLE"]
    assert shop.sql('SELECT id, "at"::VARCHAR, ok, n FROM psa.shop__people ORDER BY id') == [
        (1, "2026-01-01 08:00:00.5+00", True, 1.5),
        (2, "2026-01-01 00:00:00+00", False, 2.0),
        (3, None, None, None),
    ]


def test_a_named_dump_loads_all_its_tables(tmp_path: Path) -> None:
    shop = project(tmp_path, "name: people", "name: places")
    late = tmp_path / "late.sql"
    late.write_text(dump("(1,'Ann',NULL)"))
    command = [
        sys.executable,
        str(Path(warehouse.__file__).parents[1] / "cli.py"),
        "--project",
        str(tmp_path),
    ]
    command += ["load", "shop.people", "--file", str(late), "--load-date", "2026-01-09"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [path.parts[-3] for path in shop.records()] == ["people", "places"]


def test_chinook(tmp_path: Path) -> None:
    if not CHINOOK.exists():
        pytest.skip("the Chinook sample is not beside the checkout")
    names = ("Album", "Customer", "Invoice", "PlaylistTrack", "Track")
    shop = project(tmp_path, *(f"{{name: {name.lower()}, identifier: {name}}}" for name in names))
    (tmp_path / "dumps").mkdir()
    shutil.copy(CHINOOK, tmp_path / "dumps" / "2026-01-01.sql")
    shop.good_run()
    counts = dict(shop.sql("SELECT source_table, row_count FROM meta.loads"))
    assert counts == {
        "shop.album": 347, "shop.customer": 59, "shop.invoice": 412,
        "shop.playlisttrack": 8715, "shop.track": 3503,
    }  # fmt: skip
    assert shop.sql("SELECT sum(Total) FROM psa.shop__invoice") == [(Decimal("2328.60"),)]
    assert shop.types("invoice", "InvoiceDate", "Total") == ["TIMESTAMP", "DECIMAL(10,2)"]


def alike(found: object, told: object) -> bool:
    """Whether a value of the warehouse is what the server told as text (or bytes)."""
    if found is None or isinstance(found, str | bytes):
        return found == told
    text = str(told)
    if isinstance(found, bool):
        return text == ("true" if found else "false")
    if isinstance(found, float):
        return repr(found) == repr(float(text))
    if isinstance(found, dt.datetime):
        return found == dt.datetime.fromisoformat(text + ":00" if found.tzinfo and text[-3] in "+-" else text)
    return found == (type(found)(text) if isinstance(found, int | Decimal) else dt.date.fromisoformat(text))


def assert_alike(found: list[tuple[Any, ...]], truth: list[tuple[Any, ...]], names: list[str]) -> None:
    assert len(found) == len(truth)
    for ours, theirs in zip(found, truth, strict=True):
        for name, a, b in zip(names, ours, theirs, strict=True):
            assert alike(a, b), (name, a, b)


@pytest.fixture
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as path:
        yield Path(path)


def test_what_mariadb_dumps_is_what_the_warehouse_holds(root: Path, maria: MariaDb) -> None:  # noqa: F811
    shop = project(root, "name: nasty", "name: generated", "name: empty")
    shop.deliver(maria.dump("--hex-blob"))
    shop.good_run()
    names = ["id", *MYSQL_COLUMNS]
    assert_alike(
        shop.sql(f"SELECT {','.join(names)} FROM psa.shop__nasty ORDER BY id"), mysql_truth(maria), names
    )
    assert shop.sql("SELECT count(*) FROM psa.shop__empty") == [(0,)]
    notes = shop.sql("SELECT notes FROM meta.loads WHERE source_table = 'shop.nasty'")[0][0]
    assert [note for note in notes if "0000-00-00" in note]


def test_what_postgres_dumps_is_what_the_warehouse_holds(root: Path, elephant: Postgres) -> None:  # noqa: F811
    shop = project(root, "name: nasty", "name: serials", dialect="postgres")
    shop.deliver(elephant.dump())
    shop.good_run()
    names = ["id", *postgres_columns()]
    quoted = ",".join(f'"{name}"' for name in names)
    found = shop.sql(f"SELECT {quoted} FROM psa.shop__nasty ORDER BY id")
    assert_alike(found, postgres_truth(elephant), names)
    assert shop.types("serials", "id") == ["BIGINT"]
