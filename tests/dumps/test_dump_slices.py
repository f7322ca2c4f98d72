"""A dump of one customer, in `dumps/{customer}/`: each has a history of its own, and all are one table."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import warehouse
from tests.dumps.test_load import NOW, Project
from warehouse.errors import SourceError

_SOURCES = """sources:
  - name: shop
    format: mysql_dump
    slice: customer
    location: "dumps/{customer}/{load_date}.sql"
    tables: [{name: people}, {name: places}]
"""


@pytest.fixture
def shop(tmp_path: Path) -> Project:
    (tmp_path / "models").mkdir()
    (tmp_path / "warehouse.yml").write_text("name: dumps\n")
    (tmp_path / "models" / "sources.yml").write_text(_SOURCES)
    return Project(tmp_path)


def deliver(shop: Project, customer: str, day: int, people: str, places: str = "('Gouda')") -> None:
    text = "CREATE TABLE people (id int PRIMARY KEY, name text);\n"
    text += "CREATE TABLE places (city varchar(9) PRIMARY KEY);\n"
    text += f"INSERT INTO people VALUES {people};\n" if people else ""
    text += f"INSERT INTO places VALUES {places};\n" if places else ""
    path = shop.root / "dumps" / customer / f"2026-01-{day:02}.sql"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


PEOPLE = "SELECT customer, id, name FROM psa.shop__people ORDER BY ALL"


def test_a_dump_of_one_customer_says_nothing_of_the_others(shop: Project) -> None:
    deliver(shop, "ada", 1, "(1,'Ann'),(2,'Bob')")
    deliver(shop, "bob", 1, "(1,'Zed')", "")
    shop.good_run()
    deliver(shop, "ada", 2, "(1,'Anna')")
    deliver(shop, "bob", 2, "(1,'Zed')", "")
    shop.good_run()
    assert shop.sql(PEOPLE) == [("ada", 1, "Anna"), ("bob", 1, "Zed")]
    loads = shop.sql(
        "SELECT slice, load_date, list(source_table ORDER BY 1), count(DISTINCT delivery_id), "
        "sum(rows_new), sum(rows_changed), sum(rows_removed) FROM meta.loads GROUP BY ALL ORDER BY ALL"
    )
    both = ["shop.people", "shop.places"]
    first, second = dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 2)
    assert loads == [
        ("ada", first, both, 1, 3, 0, 0),
        ("ada", second, both, 1, 0, 1, 1),
        ("bob", first, both, 1, 1, 0, 0),
        ("bob", second, both, 1, 0, 0, 0),
    ]
    assert shop.sql("SELECT count(DISTINCT delivery_id) FROM meta.loads") == [(4,)]
    before = shop.sql("FROM meta.loads ORDER BY ALL")
    warehouse.open(shop.root).rebuild(now=NOW)
    assert shop.sql("FROM meta.loads ORDER BY ALL") == before
    assert shop.sql(PEOPLE) == [("ada", 1, "Anna"), ("bob", 1, "Zed")]
    assert warehouse.open(shop.root).verify(deep=True) == []
    assert not shop.run().published


def test_what_waits_in_quarantine_is_the_dump_of_one_customer(shop: Project) -> None:
    deliver(shop, "ada", 1, "(1,'Ann')")
    deliver(shop, "bob", 1, "(1,'Zed')")
    shop.good_run()
    deliver(shop, "ada", 2, "")
    deliver(shop, "bob", 2, "(1,'Zoe')")
    assert shop.run().exit_code == 1
    assert shop.sql(PEOPLE) == [("ada", 1, "Ann"), ("bob", 1, "Zoe")]
    waiting = shop.sql("SELECT slice, source_table FROM meta.loads WHERE status = 'quarantined' ORDER BY 2")
    assert waiting == [("ada", "shop.people"), ("ada", "shop.places")]


def test_a_dump_of_two_customers_is_refused(shop: Project) -> None:
    path = shop.root / "both.sql"
    create = "CREATE TABLE people (id int, customer text);\nCREATE TABLE places (customer text);\n"
    path.write_text(create + "INSERT INTO people VALUES (1,'ada'),(2,'bob');\n")
    with pytest.raises(SourceError, match="rows of 2 slices: 'ada', 'bob'"):
        warehouse.open(shop.root).load(path, "shop.people", load_date="2026-01-01")
    path.write_text(create + "INSERT INTO people VALUES (1,'ada');\nINSERT INTO places VALUES ('bob');\n")
    with pytest.raises(SourceError, match="shop.people is of 'ada', shop.places of 'bob'"):
        warehouse.open(shop.root).load(path, "shop.people", load_date="2026-01-01")
    assert shop.records() == []
    path.write_text(create + "INSERT INTO people VALUES (1,'ada');\nINSERT INTO places VALUES ('ada');\n")
    warehouse.open(shop.root).load(path, "shop.people", load_date="2026-01-01")
    shop.good_run()
    assert shop.sql("SELECT customer, id FROM psa.shop__people") == [("ada", 1)]
