"""Databases that are asked for their rows: real servers and files, value by value."""

from __future__ import annotations

import datetime as dt
import sqlite3
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
from tests.dumps.test_load import assert_alike
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

SECRET = "s3cr:t/@%x"
QUOTED = "s3cr%3At%2F%40%25x"


@dataclass(frozen=True)
class Project:
    """A project whose source `shop` is a database."""

    root: Path

    def run(self, day: int = 1) -> RunFacts:
        return warehouse.open(self.root).run(now=dt.datetime(2026, 3, day))

    def good_run(self, day: int = 1) -> RunFacts:
        facts = self.run(day)
        assert facts.problems == ()
        assert facts.exit_code == 0, facts.loads
        return facts

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.root / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def types(self, table: str) -> dict[str, str]:
        rows = self.sql(f"DESCRIBE psa.shop__{table}")
        return {name: kind for name, kind, *_ in rows if name[0] != "_" and not name.startswith("load_")}

    def everything_written(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.root.rglob("*") if path.is_file())


def project(root: Path, connection: str, *tables: str) -> Project:
    (root / "models").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: databases\n")
    lines = ["sources:", "  - name: shop", f'    connection: "{connection}"', "    tables:"]
    (root / "models" / "sources.yml").write_text(
        "\n".join([*lines, *(f"      - {t}" for t in tables)]) + "\n"
    )
    return Project(root)


@pytest.fixture
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as path:
        yield Path(path)


def dsn_of(server: Postgres) -> str:
    return f"postgresql://postgres:{QUOTED}@/gold?host={server.folder}"


def dsn_of_maria(server: MariaDb) -> str:
    server.query(
        f"CREATE USER IF NOT EXISTS reader@localhost IDENTIFIED BY '{SECRET}'; "
        "GRANT SELECT ON gold.* TO reader@localhost"
    )
    return f"mysql://reader:{QUOTED}@localhost/gold?unix_socket={server.socket}"


def test_postgres_value_by_value(root: Path, elephant: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setenv("SHOP_DSN", dsn_of(elephant))
    shop = project(
        root,
        "{{ env_var('SHOP_DSN') }}",
        "{name: nasty, identifier: public.nasty, key: id}",
        '{name: few, key: id, query: "SELECT id, num, stamp FROM public.nasty WHERE id < 3;"}',
    )
    shop.good_run()
    names = ["id", *postgres_columns()]
    quoted = ",".join(f'"{name}"' for name in names)
    found = shop.sql(f"SELECT {quoted} FROM psa.shop__nasty ORDER BY id")
    assert_alike(found, postgres_truth(elephant), names)
    kinds = shop.types("nasty")
    assert [kinds[c] for c in ("id", "yes", "dec", "byt", "dbl", "uid")] == [
        "BIGINT", "BOOLEAN", "DECIMAL(20,5)", "BLOB", "DOUBLE", "VARCHAR"
    ]  # fmt: skip
    assert shop.sql("SELECT id FROM psa.shop__few ORDER BY id") == [(1,), (2,)]
    assert shop.sql("SELECT DISTINCT load_date FROM meta.loads") == [(dt.datetime(2026, 3, 1),)]
    assert not shop.good_run(2).published
    written = shop.everything_written()
    assert SECRET.encode() not in written
    assert QUOTED.encode() not in written
    assert b"postgresql://postgres@/gold" in written
    before = shop.sql("FROM meta.loads ORDER BY ALL")
    warehouse.open(root).rebuild(now=dt.datetime(2026, 3, 1))
    assert shop.sql("FROM meta.loads ORDER BY ALL") == before


def test_mariadb_value_by_value(root: Path, maria: MariaDb) -> None:  # noqa: F811
    shop = project(
        root,
        dsn_of_maria(maria),
        "{name: nasty, key: id}",
        '{name: few, key: id, query: "SELECT id, day, dec1 FROM nasty WHERE id < 3"}',
    )
    shop.good_run()
    names = ["id", *MYSQL_COLUMNS]
    found = shop.sql(f"SELECT {','.join(names)} FROM psa.shop__nasty ORDER BY id")
    assert_alike(found, mysql_truth(maria), names)
    kinds = shop.types("nasty")
    assert [kinds[c] for c in ("ubig", "dec1", "bin", "bit64", "moment", "stamp")] == [
        "DECIMAL(20,0)", "DECIMAL(20,5)", "BLOB", "DECIMAL(20,0)", "VARCHAR", "TIMESTAMP"
    ]  # fmt: skip
    assert [kind for kind in shop.types("few").values()][:3] == ["BIGINT", "VARCHAR", "DECIMAL(20,5)"]


def test_what_cannot_be_reached_holds_back_only_itself(
    root: Path,
    elephant: Postgres,  # noqa: F811
    maria: MariaDb,  # noqa: F811
) -> None:
    file = root / "other.db"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE ok (id INTEGER)")
        other.execute("INSERT INTO ok VALUES (1)")
    gone = f"postgresql://postgres:{QUOTED}@/gold?host={root}/nowhere"
    shop = project(
        root / "project",
        dsn_of(elephant),
        "{name: gone, key: id, identifier: public.gone}",
        f'{{name: down, key: id, connection: "{gone}"}}',
        f'{{name: refused, key: id, connection: "{dsn_of_maria(maria).replace(QUOTED, "wr0ngpw")}"}}',
        "{name: unset, key: id, connection: \"{{ env_var('NOT_SET_AT_ALL') }}\"}",
        '{name: odd, key: id, connection: "ftp://me:pw123@x"}',
        f'{{name: ok, key: id, connection: "sqlite:///{file}"}}',
    )
    facts = shop.run()
    assert facts.exit_code == 3
    assert len(facts.problems) == 5
    for problem, word in zip(
        facts.problems, ("gone", "nowhere", "refused", "NOT_SET_AT_ALL", "connection:"), strict=True
    ):
        assert word in problem, problem
        assert "fix:" in problem
        for secret in (SECRET, QUOTED, "wr0ngpw", "pw123"):
            assert secret not in problem
    assert shop.sql("FROM (SELECT id FROM psa.shop__ok)") == [(1,)]
    for secret in (SECRET, QUOTED):
        log = b"".join(p.read_bytes() for p in shop.root.rglob("*") if p.is_file() and p.suffix != ".yml")
        assert secret.encode() not in log


def test_sqlite_holds_what_its_values_are(root: Path) -> None:
    file = root / "shop.sqlite"
    with sqlite3.connect(file) as other:
        other.execute(
            "CREATE TABLE things (id INTEGER PRIMARY KEY, price REAL, name TEXT, code TEXT, day DATE, "
            "seen DATETIME, raw BLOB, mixed, void TEXT, big INTEGER)"
        )
        rows = [
            (1, 0.1, "it's", "007", "2026-01-02", "2026-01-02 03:04:05.5", b"\0\xff", 1, None, 2**62),
            (2, 3.0, "é\n漢", "12", "2026-01-03", None, b"", "x", None, -1),
        ]
        other.executemany("INSERT INTO things VALUES (?,?,?,?,?,?,?,?,?,?)", rows)
    shop = project(root / "project", f"sqlite:///{file}", "{name: things, key: id}")
    shop.good_run()
    moment = dt.datetime(2026, 1, 2, 3, 4, 5, 500000)
    assert shop.sql(
        "SELECT id, price, name, code, day, seen, raw, mixed, void, big FROM psa.shop__things ORDER BY id"
    ) == [
        (1, 0.1, "it's", "007", dt.date(2026, 1, 2), moment, b"\0\xff", "1", None, 2**62),
        (2, 3.0, "é\n漢", "12", dt.date(2026, 1, 3), None, b"", "x", None, -1),
    ]


def test_another_duckdb_file(root: Path) -> None:
    file = root / "other.duckdb"
    with duckdb.connect(str(file)) as other:
        other.execute("CREATE TYPE mood AS ENUM ('ok')")
        other.execute(
            "CREATE TABLE things AS SELECT 1 AS id, 1.50::DECIMAL(9,2) AS price, [1, NULL] AS list, "
            "{'a': 'x'} AS place, uuid_nil AS uid, TIME '01:02:03' AS clock, 5::HUGEINT AS big, "
            "'ok'::mood AS m, "
            "TIMESTAMPTZ '2026-01-02 03:04:05+02' AS stamp, INTERVAL 1 DAY AS span, '\\xFF'::BLOB AS raw "
            "FROM (SELECT '00000000-0000-0000-0000-000000000000'::UUID AS uuid_nil)"
        )
    shop = project(root / "project", str(file), "{name: things, key: id}")
    shop.good_run()
    (row,) = shop.sql(
        "SELECT price, list, place, uid, clock, big, m, stamp::VARCHAR, span, raw FROM psa.shop__things"
    )
    assert row[:5] == (
        Decimal("1.50"),
        [1, None],
        {"a": "x"},
        "00000000-0000-0000-0000-000000000000",
        "01:02:03",
    )
    assert row[5:] == (Decimal(5), "ok", "2026-01-02 01:04:05+00", "1 day", b"\xff")


def test_a_library_that_is_not_installed_is_named_with_its_extra(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("psycopg", "pymysql"):
        monkeypatch.setitem(sys.modules, name, None)
    shop = project(
        root, "mysql://me@localhost/x", "name: one", "{name: two, connection: 'host=localhost dbname=x'}"
    )
    facts = shop.run()
    assert facts.exit_code == 3
    assert "warehouse[mysql]" in facts.problems[0]
    assert "warehouse[postgres]" in facts.problems[1]
