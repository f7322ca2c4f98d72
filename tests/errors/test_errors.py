"""Every mistake of a user gives one clear message and the right exit code, and leaves nothing half-written.

All go through the command line: most within this process, a few through `python cli.py` itself.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from warehouse.cli import commands
from warehouse.errors import worst_exit_code
from warehouse.operations.publish import publish

CLI = Path(__file__).parents[2] / "cli.py"
NOTHING_STORED = "state: nothing of this delivery was stored"

SETTINGS = "name: shop\n"
SOURCES = """version: 2
sources:
  - name: crm
    tables:
      - name: people
        key: id
"""
GOOD = "id,city\n1,Delft\n2,Gouda\n"
CHECKED = SOURCES + "        columns:\n          - name: city\n            data_tests: {}\n"


@dataclass(frozen=True)
class Said:
    """What a command said, on both streams, and its exit code."""

    code: int
    text: str
    errors: str

    def must(self, code: int, *words: str) -> None:
        """The exit code, and every word in the message, which stands there once."""
        assert "Traceback" not in self.text
        assert self.code == code, self.text
        for word in words:
            assert word in self.text
        if words:
            assert self.text.count(words[0]) == 1, f"said twice: {self.text}"


@dataclass(frozen=True)
class Shop:
    """A small project: one source table, crm.people, by default."""

    root: Path

    def write(self, path: str, content: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def deliver(self, day: str, content: str | bytes, table: str = "people.csv") -> None:
        self.write(f"extracts/{day}/{table}", content)

    def call(self, *arguments: str) -> Said:
        result = CliRunner().invoke(commands, ["--project", str(self.root), *arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.output, result.stderr)

    def call_cli(self, *arguments: str) -> Said:
        """The same as its users do it."""
        command = [sys.executable, str(CLI), "--project", str(self.root), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return Said(done.returncode, done.stdout + done.stderr, done.stderr)

    def rows(self, sql: str) -> list[Any]:
        answer = self.call("query", sql, "--format", "json")
        assert answer.code == 0, answer.text
        return [list(row.values()) for row in json.loads(answer.text)]

    def lasting(self) -> dict[str, bytes]:
        """Every file that must not change when something goes wrong: the log, and the published file."""
        files = [*(self.root / "psa").rglob("*"), self.root / "warehouse.duckdb"]
        return {str(file): file.read_bytes() for file in files if file.is_file()}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path)
    made.write("warehouse.yml", SETTINGS)
    made.write("models/sources.yml", SOURCES)
    made.deliver("2026-06-01", GOOD)
    return made


# Project files


DECLARATIONS: dict[str, tuple[dict[str, str], str, list[str]]] = {
    "wrong key in warehouse.yml": (
        {"warehouse.yml": SETTINGS + "\nwarehous: x\n"},
        "warehouse.yml:3",
        ["There is no key 'warehous' here.", "fix:   did you mean 'warehouse'?"],
    ),
    "a value that cannot be": (
        {"warehouse.yml": SETTINGS + "hash: md6\n"},
        "warehouse.yml:2",
        ["'hash' cannot be 'md6'.", "sha256"],
    ),
    "warehouse.yml without a name": (
        {"warehouse.yml": ""},
        "warehouse.yml",
        ["The key 'name' is missing.", "fix:"],
    ),
    "wrong key in sources.yml": (
        {"models/sources.yml": SOURCES + "        kay: id\n"},
        "sources.yml:7",
        ["There is no key 'kay' here.", "did you mean 'key'?"],
    ),
    "bad YAML": (
        {"models/sources.yml": SOURCES + "        hash_keys: {a: b\n"},
        "sources.yml:8",
        ["This is not valid YAML:", "fix:"],
    ),
    "a YAML key twice": (
        {"models/sources.yml": SOURCES + "        key: city\n"},
        "sources.yml:7",
        ["The key 'key' stands twice.", "fix:   keep one of them"],
    ),
    "YAML that is not UTF-8": (
        {"models/sources.yml": SOURCES + "# \udcff"},
        "sources.yml",
        ["This file is not UTF-8 text.", "fix:   save it as UTF-8"],
    ),
    "a table name with a quote": (
        {"models/sources.yml": SOURCES.replace("people", '"peo\'ple"')},
        "sources.yml:5",
        ["cannot be the name of a table", "`identifier:`"],
    ),
    "unknown materialization": (
        {"models/marts/m.sql": "-- A model.\n{{ config(materialized='tabel') }}\nSELECT 1 AS one"},
        "m.sql:2",
        ["There is no materialization 'tabel'.", "did you mean 'table'?"],
    ),
    "unknown materialization in YAML": (
        {"models/m.yml": "models:\n  - name: hub_x\n    config:\n      materialized: hubb\n"},
        "m.yml:4",
        ["There is no materialization 'hubb'.", "did you mean 'hub'?"],
    ),
    "ref to an unknown model": (
        {
            "models/marts/m.sql": "SELECT *\nFROM {{ ref('citys') }}",
            "models/marts/cities.sql": "SELECT 1 AS one",
        },
        "m.sql:2",
        ["There is no model 'citys'.", "did you mean 'cities'?"],
    ),
    "unknown source table": (
        {"models/marts/m.sql": "SELECT *\n\nFROM {{ source('crm', 'peeple') }}"},
        "m.sql:3",
        ["There is no source table 'crm.peeple'.", "did you mean 'crm.people'?"],
    ),
    "a circle": (
        {"models/marts/m.sql": "FROM {{ ref('n') }}", "models/marts/n.sql": "FROM {{ ref('m') }}"},
        "m.sql",
        ["in a circle: m → n → m", "fix:   take one ref out"],
    ),
    "bad Jinja": (
        {"models/marts/m.sql": "SELECT 1\n\nFROM {{ ref('n' }}\n"},
        "m.sql:3",
        ["This is not valid Jinja:"],
    ),
    "an unknown name in Jinja": (
        {"models/marts/m.sql": "SELECT 1\n\n{{ soruce('a', 'b') }}\n"},
        "m.sql:3",
        ["'soruce' is undefined", "fix:", "source"],
    ),
    "unknown variable": (
        {
            "models/marts/m.sql": "SELECT 1\nLIMIT {{ var('limt') }}\n",
            "warehouse.yml": SETTINGS + "vars: {limit: 5}\n",
        },
        "m.sql:2",
        ["There is no variable 'limt'.", "did you mean 'limit'?"],
    ),
    "unknown check": (
        {"models/sources.yml": CHECKED.format("[not_null, uniqe]")},
        "sources.yml:9",
        ["There is no check 'uniqe'.", "did you mean 'unique'?"],
    ),
    "a check's wrong argument": (
        {"models/sources.yml": CHECKED.format("[{accepted_values: {valeus: [a]}}]")},
        "sources.yml:9",
        ["takes no argument 'valeus'", "did you mean 'values'?"],
    ),
    "a check against an unknown model": (
        {"models/sources.yml": CHECKED.format("[{relationships: {to: ref('nope'), field: id}}]")},
        "sources.yml:9",
        ["There is no model 'nope'."],
    ),
    "a model in a schema of ours": (
        {"models/psa/m.sql": "SELECT 1 AS one"},
        "m.sql",
        ["The schema 'psa' belongs to the warehouse.", "fix:"],
    ),
}


@pytest.mark.parametrize("mistake", DECLARATIONS)
def test_a_wrong_project_file_is_named_with_its_line(shop: Shop, mistake: str) -> None:
    files, where, words = DECLARATIONS[mistake]
    for path, text in files.items():
        shop.write(path, text.encode("utf-8", "surrogateescape"))
    said = shop.call("run")
    said.must(2, *words)
    assert f"{where}\n" in said.errors
    assert not (shop.root / "psa").exists()
    assert not (shop.root / ".warehouse").exists()


def test_a_wrong_project_file_touches_nothing_that_is_there(shop: Shop) -> None:
    shop.call("run").must(0)
    before = shop.lasting()
    shop.write("warehouse.yml", SETTINGS + "warehous: x\n")
    shop.deliver("2026-06-02", GOOD)
    shop.call_cli("run").must(2, "There is no key 'warehous' here.", "warehouse.yml:2")
    assert shop.lasting() == before


def test_no_project_here(tmp_path: Path) -> None:
    Shop(tmp_path).call_cli("run").must(2, "There is no warehouse.yml here", str(tmp_path), "--project")
    Shop(tmp_path / "nowhere").call("run").must(2, "This folder does not exist.", "nowhere", "fix:")


def test_a_key_that_is_changed_afterwards(shop: Shop) -> None:
    shop.call("run").must(0)
    before = shop.lasting()
    shop.write("models/sources.yml", SOURCES.replace("key: id", "key: city"))
    shop.call("run").must(
        2, "The key of crm.people is (city)", "under (id)", "sources.yml:5", "fix:", "state:"
    )
    assert shop.lasting() == before


# Extracts that cannot be read


def parquet(frame: pl.DataFrame) -> bytes:
    file = BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


PARQUET = parquet(pl.DataFrame({"id": range(1000), "city": ["Delft"] * 1000}))
LATIN_1 = "id,city\n" + "1,Delft\n" * 5000 + "2,G\udcf6uda\n"  # beyond the first block that is read

#: What is delivered, and what is said of it (place, words); the good day before must stay as it is.
EXTRACTS: dict[str, tuple[str, str | bytes, str, list[str]]] = {
    "open quote": (
        "people.csv",
        'id,city\n1,"Delft\n2,Gouda\n',
        "people.csv:2",
        ["A quoted field never ends."],
    ),
    "not UTF-8": ("people.csv", LATIN_1.encode("utf-8", "surrogateescape"), "people.csv:5002", ["not UTF-8"]),
    "header not UTF-8": (
        "people.csv",
        b"id,c\xffty\n1,a\n",
        "people.csv:1",
        ["The first line is no CSV header"],
    ),
    "empty": ("people.csv", "", "people.csv:1", ["This file is empty: it has no header."]),
    "doubled column": ("people.csv", "id,city,city\n1,a,b\n", "people.csv:1", ["names a column twice: city"]),
    "doubled but for case": ("people.csv", "id,City,city\n1,a,b\n", "people.csv", ["'City' and 'city'"]),
    "nameless column": ("people.csv", "id,\n1,a\n", "column 2", ["A column has no name."]),
    "a name of ours": (
        "people.csv",
        "id,load_date\n1,a\n",
        "column load_date",
        ["The column 'load_date' has a name", "add `rename: {load_date: source_load_date}`", "sources.yml:5"],
    ),
    "no Parquet": (
        "people.parquet",
        b"PAR1 and no more",
        "people.parquet",
        ["This Parquet file cannot be read"],
    ),
    "empty Parquet": ("people.parquet", b"", "people.parquet", ["This Parquet file cannot be read"]),
    "half a Parquet file": (
        "people.parquet",
        PARQUET[: len(PARQUET) // 2],
        "people.parquet",
        ["This Parquet file cannot be read", "cut off"],
    ),
}


@pytest.mark.parametrize("fault", EXTRACTS)
def test_an_extract_that_cannot_be_read_is_named_and_leaves_nothing(shop: Shop, fault: str) -> None:
    name, content, where, words = EXTRACTS[fault]
    shop.call("run").must(0)
    before = shop.lasting()
    shop.deliver("2026-06-02", content, name)
    said = shop.call("run")
    said.must(3, *words, "crm.people", "2026-06-02", "fix:", NOTHING_STORED)
    assert f"{where}\n" in said.text
    assert shop.lasting() == before


def test_a_missing_extract_and_a_missing_folder(shop: Shop) -> None:
    shop.write("models/sources.yml", SOURCES.replace("people", "orders"))
    said = shop.call_cli("run")
    said.must(
        3, "There is no extract of crm.orders.", "extracts/{load_date}/{table}", "sources.yml:5", "fix:"
    )
    shop.write("models/sources.yml", SOURCES + "        location: elsewhere/{table}.csv\n")
    shop.call("run").must(3, "There is no extract of crm.people.", "that folder does not exist")
    assert not list((shop.root / "psa").rglob("*.*"))


def test_a_folder_that_is_no_load_date(shop: Shop) -> None:
    shop.call("run").must(0)
    before = shop.lasting()
    shop.deliver("yesterday", GOOD)
    shop.call("run").must(
        3, "'yesterday' is no load date.", "crm.people", "yesterday/people.csv", "2026-06-01"
    )
    assert shop.lasting() == before


@pytest.mark.parametrize("key", ["key: idd", "key: id\n        hash_keys: {city_hk: citty}"])
def test_a_key_column_that_is_not_in_the_file(shop: Shop, key: str) -> None:
    shop.write("models/sources.yml", SOURCES.replace("key: id", key))
    said = shop.call("run")
    said.must(2, "crm.people has no column '", "sources.yml:5", "key", "did you mean '", NOTHING_STORED)
    assert not list((shop.root / "psa").rglob("*.*"))


def test_rename_is_the_way_out_for_a_name_of_ours(shop: Shop) -> None:
    shop.write("models/sources.yml", SOURCES + "        rename: {load_date: source_load_date}\n")
    shop.deliver("2026-06-02", parquet(pl.DataFrame({"id": [1], "load_date": ["a"]})), "people.parquet")
    (shop.root / "extracts/2026-06-01/people.csv").unlink()
    shop.call("run").must(0)
    assert shop.rows("SELECT source_load_date FROM psa.crm__people") == [["a"]]


def test_odd_column_names_work(shop: Shop) -> None:
    names = ["it's", "grüße x", "a.b", "SELECT", "{y}", "%z", "a\\b", "a|b=c", "[x]", "1st"]
    key = "the 'id' ü"
    shop.write(
        "models/sources.yml",
        SOURCES.replace("key: id", f'key: "{key}"\n        hash_keys: {{people_hk: "{key}"}}')
        + "        hashdiffs: {people_hd: {exclude: []}}\n",
    )
    shop.write(
        "models/m.yml",
        "models:\n"
        f'  - {{name: dim, config: {{materialized: scd2, from: crm.people, unique_key: "{key}"}}}}\n'
        "  - {name: sat, config: {materialized: satellite, hash_key: people_hk, hashdiff: people_hd, "
        "from: crm.people}}\n",
    )
    header = ",".join([key, *names]) + "\n"
    values = ",".join("bcdefghij"[: len(names) - 1])
    shop.deliver("2026-06-01", f"{header}1,a,{values}\n")
    shop.call("run").must(0)
    shop.deliver("2026-06-02", f"{header}1,z,{values}\n")
    shop.call("run").must(0)
    assert shop.rows('SELECT "it\'s", "grüße x", "a|b=c" FROM psa.crm__people') == [["z", "b", "h"]]
    assert shop.rows('SELECT "it\'s" FROM dim ORDER BY valid_from') == [["a"], ["z"]]
    assert shop.rows('SELECT "it\'s" FROM sat ORDER BY load_date') == [["a"], ["z"]]
    assert shop.rows('SELECT "it\'s" FROM psa.crm__people__loads ORDER BY load_date') == [["a"], ["z"]]
    shop.call("history", "crm.people", "1").must(0, "it's: a → z")


# Deliveries that a person must look at


@pytest.fixture
def busy_shop(shop: Shop) -> Shop:
    """With a second table and a model, published once; the next day of the second table waits."""
    shop.write("models/sources.yml", SOURCES + "      - name: orders\n        key: id\n")
    shop.write("models/marts/counted.sql", "SELECT count(*) AS n FROM {{ source('crm', 'orders') }}")
    shop.deliver("2026-06-01", "id,size\n1,5\n2,6\n")
    shop.deliver("2026-06-01", "id\n1\n", "orders.csv")
    shop.call("run").must(0)
    shop.deliver("2026-06-02", "id\n1\n2\n", "orders.csv")
    return shop


QUARANTINED = {
    "empty after full": ("id,size\n", "the snapshot is empty, the one before has 2 rows"),
    "NULL key": ("id,size\n1,5\n,6\n", "1 row has NULL in the key (id)"),
    "text among numbers": ("id,size\n1,5\n2,six\n", "size (BIGINT so far)"),
}


@pytest.mark.parametrize("fault", QUARANTINED)
def test_a_doubtful_delivery_waits_and_the_rest_goes_on(busy_shop: Shop, fault: str) -> None:
    content, reason = QUARANTINED[fault]
    before = {path: data for path, data in busy_shop.lasting().items() if "people" in path}
    busy_shop.deliver("2026-06-02", content)
    busy_shop.call("run").must(1, reason, "crm.people", "2026-06-02", "1 load is quarantined")
    assert busy_shop.rows("FROM marts.counted") == [[2]]
    assert busy_shop.rows("SELECT id, size FROM psa.crm__people ORDER BY id") == [[1, 5], [2, 6]]
    after = busy_shop.lasting()
    assert {path: after[path] for path in before} == before
    [load] = [load for load in ledger(busy_shop) if load["status"] == "quarantined"]
    assert (load["table"], load["read"]) == ("crm.people", content.count("\n") - 1)
    busy_shop.call("run").must(0, "1 earlier load still waits in quarantine")


def ledger(shop: Shop) -> list[dict[str, Any]]:
    return list(json.loads(shop.call("loads", "--json").text))


def test_two_rows_of_one_key_wait(shop: Shop) -> None:
    shop.deliver("2026-06-01", "id,city\n1,Delft\n1,Leiden\n2,Gouda\n")
    shop.call("run").must(
        1, "1 key (id) stands several times with different rows: 1", "1 load is quarantined"
    )
    shop.call("query", "FROM psa.crm__people").must(2, "does not exist")


def test_a_declared_type_that_is_not_met_waits(shop: Shop) -> None:
    declared = "        columns:\n          - {name: city, data_type: BIGINT}\n"
    shop.write("models/sources.yml", SOURCES + declared)
    said = "2 of 2 rows do not fit, which leaves none to load: city: 2; such as city: 'Delft' is no BIGINT"
    shop.call("run").must(1, said, "1 load is quarantined")


def test_identical_rows_are_taken_once_and_counted(shop: Shop) -> None:
    shop.deliver("2026-06-01", "id,city\n1,Delft\n1,Delft\n2,Gouda\n2,Gouda\n2,Gouda\n")
    shop.call("run").must(0)
    [load] = ledger(shop)
    assert (load["read"], load["new"], load["duplicate"], load["rows"]) == (5, 2, 3, 2)


def test_identical_rows_on_a_later_day_are_taken_once(shop: Shop) -> None:
    shop.call("run").must(0)
    shop.deliver("2026-06-02", "id,city\n1,Delft\n1,Delft\n2,Leiden\n")
    shop.call("run").must(0)
    load = ledger(shop)[-1]
    assert (load["read"], load["changed"], load["unchanged"], load["duplicate"]) == (3, 1, 1, 1)


def test_two_rows_of_one_key_on_a_later_day_wait(shop: Shop) -> None:
    shop.call("run").must(0)
    shop.deliver("2026-06-02", "id,city\n1,Delft\n1,Leiden\n2,Gouda\n")
    shop.call("run").must(
        1, "1 key (id) stands several times with different rows: 1", "1 load is quarantined"
    )
    assert shop.rows("SELECT city FROM psa.crm__people WHERE id = 1") == [["Delft"]]


# Models and checks that fail


def test_a_failed_check_keeps_the_last_good_file(shop: Shop) -> None:
    shop.write("models/sources.yml", CHECKED.format("[{accepted_values: {values: [Delft, Gouda]}}]"))
    shop.call("run").must(0)
    before = shop.lasting()[str(shop.root / "warehouse.duckdb")]
    shop.deliver("2026-06-02", "id,city\n1,Delft\n2,Rotterdam\n")
    failed = "accepted_values(crm.people.city) fails: 1 of 2 rows"
    shop.call("run").must(1, failed, "sources.yml:9", "Nothing was published")
    assert shop.lasting()[str(shop.root / "warehouse.duckdb")] == before
    assert shop.rows("SELECT city FROM psa.crm__people WHERE id = 2") == [["Gouda"]]
    shop.call("run").must(1, failed)  # until somebody mends it


def test_a_check_that_cannot_run_is_no_pass(shop: Shop) -> None:
    shop.write("models/sources.yml", CHECKED.replace("name: city", "name: ctiy").format("[unique]"))
    shop.call("run").must(
        1, "unique(crm.people.ctiy) could not run", "sources.yml:9", "Nothing was published"
    )
    assert not (shop.root / "warehouse.duckdb").exists()


def test_a_model_that_cannot_be_built_keeps_the_last_good_file(shop: Shop) -> None:
    shop.write("models/marts/a.sql", "SELECT city FROM {{ source('crm', 'people') }}")
    shop.write("models/marts/b.sql", "SELECT * FROM {{ ref('a') }}")
    shop.write("models/marts/c.sql", "SELECT 1 AS one")
    shop.call("run").must(0)
    before = shop.lasting()
    shop.write("models/marts/a.sql", "SELECT ctiy FROM {{ source('crm', 'people') }}")
    shop.write("models/marts/c.sql", "SELECT 2 AS two")
    said = shop.call("run")
    said.must(
        1, "The model a could not be built:", "ctiy", "marts/a.sql", "fix:", "state:", "Nothing was published"
    )
    assert shop.lasting() == before
    models = json.loads(shop.call("run", "--json").text)["models"]
    assert {m["name"]: m["outcome"] for m in models} == {
        "marts.a": "failed",
        "marts.b": "skipped",
        "marts.c": "unchanged",
    }
    assert shop.rows("FROM marts.b ORDER BY city") == [["Delft"], ["Gouda"]]


def test_of_several_problems_each_is_said_and_the_gravest_is_the_exit_code(shop: Shop) -> None:
    more = "      - name: missing\n      - name: orders\n        key: idd\n"
    shop.write("models/marts/a.sql", "SELECT nope FROM {{ source('crm', 'people') }}")
    shop.deliver("2026-06-01", "id\n1\n", "orders.csv")
    shop.deliver("2026-06-02", "id,city\n")
    shop.write("models/sources.yml", SOURCES + more)
    said = shop.call("run")
    said.must(2, "There is no extract of crm.missing.")
    said.must(2, "crm.orders has no column 'idd'")
    said.must(2, "the snapshot is empty")
    said.must(2, "The model a could not be built:")
    shop.write("models/sources.yml", SOURCES + more.replace("idd", "id"))
    shop.call("run").must(3, "There is no extract of crm.missing.", "The model a could not be built:")


@pytest.mark.parametrize(
    ("codes", "worst"),
    [([], 0), ([1, 3], 3), ([3, 2, 1], 2), ([2, 4, 3], 4), ([1, 4, 5], 5)],
)
def test_the_gravest_exit_code(codes: list[int], worst: int) -> None:
    assert worst_exit_code(codes) == worst


# Others at the same warehouse


def test_another_run_holds_the_lock(shop: Shop) -> None:
    shop.call("run").must(0)
    before = shop.lasting()
    shop.deliver("2026-06-02", GOOD)
    descriptor = os.open(shop.root / ".warehouse" / "lock", os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, b"4321\n", 0)
        for command in ("run", "load", "build", "check", "rebuild"):
            shop.call(command).must(4, "Another run holds this warehouse (process 4321).", "fix:", "state:")
        shop.call_cli("run").must(4, "Another run holds this warehouse (process 4321).", str(shop.root))
        assert shop.rows("SELECT count(*) FROM psa.crm__people") == [[2]]
        assert shop.lasting() == before
    finally:
        os.close(descriptor)
    shop.call("run").must(0)


@pytest.fixture
def writer(shop: Shop) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that has the published file open for writing."""
    shop.call("run").must(0)
    script = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); c.execute('CREATE TABLE mine (a INT)'); "
        "c.execute('CHECKPOINT'); print(flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(shop.root / "warehouse.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_a_published_file_that_is_open_for_writing_is_not_replaced(
    shop: Shop, writer: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.run.stages.publish", partial(publish, wait_seconds=0.2))
    published = shop.root / "warehouse.duckdb"
    before = published.stat().st_ino, published.read_bytes()
    shop.deliver("2026-06-02", "id,city\n1,Delft\n2,Leiden\n")
    said = shop.call("run")
    said.must(
        4, f"in use for writing: process {writer.pid}", "warehouse.duckdb", "fix:", "the old one is untouched"
    )
    assert (published.stat().st_ino, published.read_bytes()) == before
    assert (shop.root / "warehouse.next.duckdb").is_file()


def test_once_the_writer_has_gone_the_next_run_publishes(
    shop: Shop, writer: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.run.stages.publish", partial(publish, wait_seconds=0.2))
    shop.deliver("2026-06-02", "id,city\n1,Delft\n2,Leiden\n")
    shop.call("run").must(4)
    shop.call("query", "SELECT 1 AS one").must(4, "Another process has this file open for writing.", "fix:")
    writer.kill()
    writer.wait()
    shop.call("run").must(0)
    assert shop.rows("SELECT city FROM psa.crm__people WHERE id = 2") == [["Leiden"]]
    assert not (shop.root / "warehouse.next.duckdb").exists()


def test_a_record_of_the_log_that_is_damaged(shop: Shop) -> None:
    shop.call("run").must(0)
    [record] = (shop.root / "psa/crm/people/log").glob("*.json")
    record.write_text("{")
    before = shop.lasting()
    for command in ("loads", "rebuild"):
        shop.call(command).must(5, "This commit record ", record.name, "fix:", "state:")
    assert shop.lasting() == before


# Questions


QUESTIONS: dict[str, tuple[list[str], list[str]]] = {
    "bad SQL": (["query", "SELEC 1"], ["The query does not run: Parser Error", "SELEC", "fix:"]),
    "unknown column": (
        ["query", "SELECT nope FROM psa.crm__people"],
        ["The query does not run: Binder Error"],
    ),
    "writing": (["query", "DROP TABLE meta.loads"], ["The query does not run:", "open for reading only"]),
    "unknown key": (["history", "crm.people", "99"], ["crm.people never had the key 99.", "fix:"]),
    "unknown table": (
        ["history", "crm.peopl", "1"],
        ["There is no source table 'crm.peopl'.", "'crm.people'?"],
    ),
    "too many key values": (["history", "crm.people", "1", "2"], ["The key of crm.people is (id)", "fix:"]),
    "nothing to show": (["show", "peeple"], ["There is no table 'peeple'.", "fix:"]),
    "no moment": (["show", "crm.people", "--as-of", "x"], ["'x' is no moment.", "fix:"]),
    "no such ledger": (["loads", "crm.x"], ["There is no source table 'crm.x'.", "fix:"]),
    "no such source": (
        ["load", "crm.peopl"],
        ["There is no source or source table 'crm.peopl'.", "'crm.people'?"],
    ),
    "no such file": (
        ["load", "crm.people", "--file", "x.csv"],
        ["This file does not exist.", "x.csv", "fix:"],
    ),
    "no load date": (
        ["load", "crm.people", "--file", __file__, "--load-date", "soon"],
        ["'soon' is no load date.", "fix:"],
    ),
    "load date alone": (["load", "--load-date", "2026-06-01"], ["--load-date goes with --file.", "fix:"]),
    "unknown format": (["query", "SELECT 1", "--output", "x.xyz"], ["'.xyz' is no format to write.", "fix:"]),
}


@pytest.fixture(scope="module")
def published_shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    made = Shop(tmp_path_factory.mktemp("shop"))
    made.write("warehouse.yml", SETTINGS)
    made.write("models/sources.yml", SOURCES)
    made.deliver("2026-06-01", GOOD)
    made.call("run").must(0)
    return made


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_that_cannot_be_answered(published_shop: Shop, question: str) -> None:
    arguments, words = QUESTIONS[question]
    before = published_shop.lasting()
    said = published_shop.call(*arguments)
    said.must(2, *words)
    assert words[0] in said.errors
    assert published_shop.lasting() == before


def test_a_question_before_the_first_run(shop: Shop) -> None:
    shop.call("query", "SELECT 1").must(
        2, "There is no warehouse file yet.", "fix:   `warehouse run` makes it"
    )


# What a command may cost


@pytest.mark.parametrize("command", ["--help", "load", "run"])
def test_what_costs_seconds_to_import_is_not_imported(shop: Shop, command: str) -> None:
    script = (
        "import sys; from warehouse.cli import commands; "
        "commands(sys.argv[1:], standalone_mode=False); "
        "print([m for m in ('great_expectations', 'pandas', 'scipy') if m in sys.modules])"
    )
    arguments = [command] if command == "--help" else ["--project", str(shop.root), command]
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
