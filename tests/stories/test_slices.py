"""Three customers deliver their orders, each for itself: what one delivers says nothing of the others."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner

import warehouse
from warehouse.cli import commands
from warehouse.errors import SourceError, UsageError
from warehouse.report.facts import RunFacts

NOW = dt.datetime(2026, 3, 1)

_SOURCES = """
sources:
  - name: shop
    location: "extracts/{{load_date}}/{file}.csv"
    tables:
      - name: orders
        slice: customer
        key: order_id
        {more}
"""


@dataclass(frozen=True)
class Shop:
    """A project whose only table, shop.orders, has customer, order_id and state."""

    root: Path

    def deliver(self, day: int, file: str, *rows: str, header: str = "customer,order_id,state") -> Path:
        path = self.root / f"extracts/2026-01-{day:02}/{file}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    def run(self) -> RunFacts:
        facts = warehouse.open(self.root).run(now=NOW)
        assert facts.problems == (), "\n".join(facts.problems)
        assert warehouse.open(self.root).verify() == []
        return facts

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.root / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def content(self, relation: str = "psa.shop__orders") -> list[str]:
        rows = self.sql(f"SELECT customer, order_id, state FROM {relation} ORDER BY ALL")
        return [" ".join(str(value) for value in row) for row in rows]


def shop(root: Path, file: str = "{customer}-orders", more: str = "") -> Shop:
    (root / "models").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: shop\n")
    (root / "models" / "sources.yml").write_text(_SOURCES.format(file=file, more=more))
    return Shop(root)


def test_a_snapshot_of_one_customer_deletes_only_that_customers_rows(tmp_path: Path) -> None:
    desk = shop(tmp_path)
    desk.deliver(1, "ada-orders", "ada,1,new", "ada,2,new")
    desk.deliver(1, "bo-orders", "bo,1,new", "bo,2,new", "bo,3,new")
    desk.deliver(1, "cy-orders", "cy,1,new")
    desk.run()
    desk.deliver(2, "ada-orders", "ada,1,paid", "ada,2,new")
    desk.deliver(2, "bo-orders", "bo,1,new", "bo,3,new")  # order 2 is gone
    desk.run()  # the customer cy is late
    assert desk.content() == ["ada 1 paid", "ada 2 new", "bo 1 new", "bo 3 new", "cy 1 new"]
    assert desk.content("psa.shop__orders__at('2026-01-01')")[2:] == [
        "bo 1 new",
        "bo 2 new",
        "bo 3 new",
        "cy 1 new",
    ]
    assert desk.sql(
        "SELECT customer, order_id, _op FROM psa.shop__orders__changes WHERE load_date = '2026-01-02'"
        " ORDER BY ALL"
    ) == [("ada", 1, "update"), ("bo", 2, "delete")]
    desk.deliver(3, "cy-orders", "cy,1,sent")
    desk.run()
    desk.deliver(2, "cy-orders", "cy,1,paid", "cy,9,new")  # and comes after all
    desk.run()
    assert desk.content()[-1] == "cy 1 sent"
    assert desk.content("psa.shop__orders__at('2026-01-02')")[-2:] == ["cy 1 paid", "cy 9 new"]
    counts = "SELECT slice, load_seq, row_count, rows_new, rows_changed, rows_removed FROM meta.loads"
    assert desk.sql(f"{counts} WHERE load_date >= '2026-01-02' ORDER BY slice, load_date") == [
        ("ada", 1, 2, 0, 1, 0),
        ("bo", 1, 2, 0, 0, 1),
        ("cy", 1, 2, 1, 1, 0),
        ("cy", 1, 1, 0, 1, 1),
    ]  # fmt: skip
    folders = {
        path.parent.relative_to(tmp_path / "psa/shop/orders") for path in tmp_path.glob("psa/**/*.parquet")
    }
    assert Path("slice=cy/load_date=2026-01-02") in folders


def test_two_customers_in_one_file_are_two_loads(tmp_path: Path) -> None:
    desk = shop(tmp_path, "orders")
    desk.deliver(1, "orders", "Köln/1,1,new", "bo,1,new", "Köln/1,2,new")
    assert len([load for load in desk.run().loads if load.is_new]) == 2
    desk.deliver(2, "orders", "bo,1,paid", "cy,7,new")
    desk.run()
    assert desk.content() == ["Köln/1 1 new", "Köln/1 2 new", "bo 1 paid", "cy 7 new"]
    assert desk.content("psa.shop__orders__loads") == [
        "Köln/1 1 new", "Köln/1 2 new", "bo 1 new", "bo 1 paid", "cy 7 new",
    ]  # fmt: skip
    assert (tmp_path / "psa/shop/orders/slice=K%C3%B6ln%2F1/load_date=2026-01-01").is_dir()
    before = desk.content("psa.shop__orders__loads")
    warehouse.open(tmp_path).rebuild(now=NOW)
    assert desk.content("psa.shop__orders__loads") == before
    assert not any(load.is_new for load in desk.run().loads)


def test_one_customers_empty_file_waits_and_holds_back_nobody_else(tmp_path: Path) -> None:
    desk = shop(tmp_path)
    for customer in ("ada", "bo"):
        desk.deliver(1, f"{customer}-orders", f"{customer},1,new")
    desk.run()
    desk.deliver(2, "ada-orders")
    desk.deliver(2, "bo-orders", "bo,1,paid")
    desk.run()
    assert desk.content() == ["ada 1 new", "bo 1 paid"]
    [(load_id,)] = desk.sql("SELECT CAST(load_id AS VARCHAR) FROM meta.loads WHERE status = 'quarantined'")
    assert warehouse.open(tmp_path).accept(load_id, now=NOW).problems == ()
    assert desk.content() == ["bo 1 paid"]
    assert warehouse.open(tmp_path).reject(load_id, now=NOW).problems == ()
    assert desk.content() == ["ada 1 new", "bo 1 paid"]
    assert warehouse.open(tmp_path).verify() == []


def test_the_command_says_which_customer_a_file_is_of(tmp_path: Path) -> None:
    desk = shop(tmp_path, "{customer}-orders")
    path = desk.deliver(1, "north", "1,new", "2,new", header="order_id,state")

    def load(*more: str) -> Any:
        words = ["--project", str(tmp_path), "load", "shop.orders", "--file", str(path), *more]
        return CliRunner().invoke(commands, words)

    assert "no column 'customer'" in load().output
    assert load("--slice", "north").exit_code == 0
    desk.run()
    assert desk.content() == ["north 1 new", "north 2 new"]
    desk.deliver(2, "north", "south,1,new")
    path = desk.deliver(2, "north", "south,1,new")
    assert (
        "is delivered for the slice 'north', and this delivery has rows of 'south'"
        in load("--slice", "north").output
    )
    assert CliRunner().invoke(commands, ["--project", str(tmp_path), "load", "--slice", "x"]).exit_code == 2


def test_a_frame_with_numbers_as_slices(tmp_path: Path) -> None:
    shop(tmp_path)
    wh = warehouse.open(tmp_path)
    frame = pl.DataFrame({"customer": [7, 8, 7], "order_id": [1, 1, 2], "state": ["new", "new", "paid"]})
    result = wh.load(frame, "shop.orders", load_date="2026-01-01", now=NOW)
    assert set(result.slices) == {"7", "8"}
    assert result.counts["new"] == 3
    again = wh.load(frame, "shop.orders", load_date="2026-01-01", now=NOW)
    assert not again.is_new
    wh.load(frame.filter(pl.col("order_id") == 1), "shop.orders", load_date="2026-01-02", now=NOW)
    wh.build(now=NOW)
    assert Shop(tmp_path).content() == ["7 1 new", "8 1 new"]


def test_python_says_which_customer_a_frame_or_a_file_is_of(tmp_path: Path) -> None:
    desk = shop(tmp_path)
    wh = warehouse.open(tmp_path)
    frame = pl.DataFrame({"order_id": [1, 2], "state": ["new", "new"]})
    with pytest.raises(SourceError, match="no column 'customer'"):
        wh.load(frame, "shop.orders", load_date="2026-01-01", now=NOW)
    for customer in ("ada", "bo"):
        result = wh.load(frame, "shop.orders", slice=customer, load_date="2026-01-01", now=NOW)
        assert result.is_new
        assert result.counts["new"] == 2
    path = desk.deliver(2, "late", "1,paid", header="order_id,state")
    assert wh.load(path, "shop.orders", slice="bo", now=NOW).counts["removed"] == 1
    ada = frame.with_columns(customer=pl.lit("ada"))
    with pytest.raises(SourceError, match="for the slice 'bo', and this delivery has rows of 'ada'"):
        wh.load(ada, "shop.orders", slice="bo", load_date="2026-01-03", now=NOW)
    with pytest.raises(UsageError, match="The slice is empty"):
        wh.load(frame, "shop.orders", slice="", load_date="2026-01-03", now=NOW)
    path.unlink()
    wh.build(now=NOW)
    assert desk.content() == ["ada 1 new", "ada 2 new", "bo 1 paid"]


def test_a_table_without_slices_takes_no_slice(tmp_path: Path) -> None:
    desk = shop(tmp_path)
    sources = tmp_path / "models/sources.yml"
    sources.write_text(sources.read_text().replace("slice: customer", ""))
    frame = pl.DataFrame({"customer": ["ada"], "order_id": [1], "state": ["new"]})
    with pytest.raises(UsageError, match="shop.orders has no slices"):
        warehouse.open(desk.root).load(frame, "shop.orders", slice="ada", now=NOW)


def test_the_ledger_the_terminal_and_the_report_say_which_customer(tmp_path: Path) -> None:
    desk = shop(tmp_path)
    for customer in ("ada", "bo"):
        desk.deliver(1, f"{customer}-orders", f"{customer},1,new")
    desk.run()
    desk.deliver(2, "bo-orders")  # empty: it waits

    def output(*words: str) -> str:
        return str(CliRunner().invoke(commands, ["--project", str(tmp_path), *words]).output)

    assert "shop.orders, bo 2026-01-02, load" in output("run")
    lines = output("loads").splitlines()
    assert lines[0].split()[:3] == ["table", "slice", "load_date"]
    assert [line.split()[1] for line in lines if " accepted " in line] == ["ada", "bo"]
    assert any(line.startswith("shop.orders, bo of 2026-01-02") for line in lines)
    assert [load["slice"] for load in json.loads(output("loads", "--json"))] == ["ada", "bo", "bo"]
    page = (tmp_path / "report.html").read_text()
    assert "<th>Slice</th>" in page.replace(' scope="col"', "")
    assert "<h3>shop.orders, bo, load date " in page


def test_new_columns_come_with_one_customer_of_a_file(tmp_path: Path) -> None:
    desk = shop(tmp_path, "orders")
    desk.deliver(1, "orders", "ada,1,new", "bo,1,new")
    desk.run()
    desk.deliver(2, "orders", "ada,1,new,x", "bo,1,new,", header="customer,order_id,state,note")
    desk.run()
    assert desk.sql("SELECT customer, note, load_date FROM psa.shop__orders ORDER BY ALL") == [
        ("ada", "x", dt.datetime(2026, 1, 2)),
        ("bo", None, dt.datetime(2026, 1, 1)),
    ]


def test_without_a_key_the_rows_of_a_customer_are_a_set_of_their_own(tmp_path: Path) -> None:
    desk = shop(tmp_path, "orders")
    text = (tmp_path / "models/sources.yml").read_text()
    (tmp_path / "models/sources.yml").write_text(text.replace("key: order_id", ""))
    desk.deliver(1, "orders", "ada,1,new", "ada,1,new", "bo,1,new")
    desk.run()
    desk.deliver(2, "orders", "ada,1,new", "ada,3,new")
    desk.run()
    assert desk.content() == ["ada 1 new", "ada 3 new", "bo 1 new"]
    assert len(desk.content("psa.shop__orders__loads")) == 5


def test_a_line_that_is_no_row_may_be_of_any_customer_so_nobody_loses_a_row(tmp_path: Path) -> None:
    desk = shop(tmp_path, "orders")
    desk.deliver(1, "orders", "ada,1,new", "ada,2,new", "ada,3,new", "bo,1,new", "bo,2,new", "bo,3,new")
    desk.run()
    desk.deliver(2, "orders", "ada,1,paid", "bo", "bo,1,paid", "bo,2,new")
    desk.run()
    assert desk.content() == ["ada 1 paid", "ada 2 new", "ada 3 new", "bo 1 paid", "bo 2 new", "bo 3 new"]
    assert desk.sql(
        "SELECT slice, rows_read, rows_rejected FROM meta.loads WHERE load_date = '2026-01-02' ORDER BY slice"
    ) == [("ada", 2, 1), ("bo", 3, 1)]


@pytest.mark.parametrize(
    ("more", "rows", "what"),
    [
        ("", [",1,new"], "1 row without a value in 'customer'"),
        ("", [], "has no rows in this delivery"),
        ("columns: [{name: customer, data_type: bigint}]", ["1,1,new"], "so it is text"),
    ],
)
def test_what_cannot_be_said_of_a_slice_is_refused(
    tmp_path: Path, more: str, rows: list[str], what: str
) -> None:
    desk = shop(tmp_path, "orders", more)
    desk.deliver(1, "orders", *rows)
    output = CliRunner().invoke(commands, ["--project", str(tmp_path), "run"]).output
    assert what in output


def test_slices_are_declared_before_the_first_load_and_stay(tmp_path: Path) -> None:
    desk = shop(tmp_path, "orders")
    desk.deliver(1, "orders", "ada,1,new")
    desk.run()
    text = (tmp_path / "models/sources.yml").read_text()
    (tmp_path / "models/sources.yml").write_text(
        text.replace("slice: customer", "").replace("key: order_id", "key: [customer, order_id]")
    )
    output = CliRunner().invoke(commands, ["--project", str(tmp_path), "run"]).output
    assert "slice: customer" in output


def test_a_dead_letter_is_delivered_again_into_its_slice(tmp_path: Path) -> None:
    desk = shop(tmp_path, "orders", "columns: [{name: state, data_type: integer}]")
    desk.deliver(1, "orders", "ada,1,5", "bo,1,6", "bo,2,x")
    desk.run()
    assert desk.sql("SELECT slice, rows_read, rows_rejected FROM meta.loads ORDER BY slice") == [
        ("ada", 1, 0),
        ("bo", 2, 1),
    ]
    wh = warehouse.open(tmp_path)
    [letter] = wh.dead_letters()
    assert (letter.line, letter.raw) == (4, "bo,2,x")
    words = [
        "--project",
        str(tmp_path),
        "dlq",
        "retry",
        letter.letter_id,
        "--set",
        "customer=ada",
        "--set",
        "state=7",
    ]
    assert "has rows of 'ada'" in CliRunner().invoke(commands, words).output
    assert wh.retry(letter.letter_id, values={"state": "7"}, now=NOW).problems == ()
    assert desk.content() == ["ada 1 5", "bo 1 6", "bo 2 7"]
    assert wh.verify() == []


def test_full_copies_of_a_slice_and_its_damaged_file_made_again(tmp_path: Path) -> None:
    desk = shop(tmp_path)
    for day in range(1, 6):
        desk.deliver(day, "ada-orders", f"ada,1,s{day}", f"ada,2,s{day}")
        desk.deliver(day, "bo-orders", "bo,1,new")
        desk.run()
    slices = desk.sql("SELECT DISTINCT slice FROM meta.loads WHERE keyframe_file IS NOT NULL")
    assert slices == [("ada",)]
    before = desk.content("psa.shop__orders__loads")
    [damaged] = tmp_path.glob("psa/shop/orders/slice=bo/load_date=2026-01-01/*.parquet")
    damaged.unlink()
    assert all(one.is_restored for one in warehouse.open(tmp_path).repair(now=NOW))
    assert warehouse.open(tmp_path).verify() == []
    warehouse.open(tmp_path).rebuild(now=NOW)
    assert desk.content("psa.shop__orders__loads") == before
