"""Erasing a key and all that refers to it, as the project declares it: whole keys, in one step."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import warehouse
from erasing.test_erase import places
from warehouse.cli import commands
from warehouse.errors import UsageError

NOW = dt.datetime(2026, 3, 1)
ODD, SECRET = "771177", "Quixotina"

_SOURCES = """
sources:
  - name: crm
    tables:
      - {name: customers, key: id}
      - name: addresses
        key: [customer_id, kind]
        columns:
          - name: customer_id
            data_type: varchar
            tests: [{relationships: {to: "source('crm', 'customers')", field: id, config: {severity: warn}}}]
      - name: staff
        key: id
        columns:
          - name: boss
            tests: [{relationships: {to: "source('crm', 'staff')", field: id, config: {severity: warn}}}]
  - name: shop
    tables:
      - name: orders
        key: id
        extract: upsert
        max_rejects: 90%
        columns: [{name: amount, data_type: bigint}]
        hash_keys: {order_hk: id, customer_hk: customer}
      - {name: lines, key: [order_id, line], extract: append, slice: region, hash_keys: {order_hk: order_id}}
      - {name: calls, key: id, extract: changes}
      - name: notes
        columns:
          - name: who
            tests: [{relationships: {to: "source('crm', 'customers')", field: id, config: {severity: warn}}}]
"""

_MODELS = """
models:
  - name: stg_calls
    columns:
      - name: caller
        tests: [{relationships: {to: "ref('stg_customers')", field: customer_id, config: {severity: warn}}}]
  - name: counted
    columns:
      - name: n
        tests: [{relationships: {to: "ref('stg_customers')", field: customer_id, config: {severity: warn}}}]
  - name: hub_customer
    config:
      materialized: hub
      hash_key: customer_hk
      business_key: [id]
      from: [{source: crm.customers}, {source: shop.orders, business_key: [customer]}]
  - name: hub_order
    config: {materialized: hub, hash_key: order_hk, business_key: [id], from: shop.orders}
  - name: link_line
    config:
      materialized: nh_link
      hash_key: line_hk
      hubs: {hub_order: [order_id]}
      dependent_keys: [line]
      from: shop.lines
"""

_FILES = {
    "2026-01-01/customers": f"id,name\n{ODD},{SECRET}\n18,Bob\n",
    "2026-01-02/customers": f"id,name\n{ODD},{SECRET} X\n18,Bob\n",
    "2026-01-01/addresses": f"customer_id,kind,street\n{ODD},home,{SECRET} Lane\n18,home,B\n",
    "2026-01-01/staff": "id,boss\n1,\n2,1\n3,2\n9,\n",
    "2026-01-02/staff": "id,boss\n1,\n2,9\n3,2\n9,\n4,1\n",
    "2026-01-01/orders": f"id,customer,amount,text\nA1,{ODD},5,{SECRET}\nB1,18,6,x\nC1,18,1,x\n",
    "2026-01-02/orders": f"id,customer,amount,text\nA2,{ODD},5,{SECRET}\nA3,{ODD},bad,{SECRET}\nC1,,2,x\n",
    "2026-01-03/orders": f"id,customer,amount,text\nA1,18,5,{SECRET}\nB1,18,7,x\n",
    "2026-01-01/lines": f"order_id,line,region,what\nA1,1,north,{SECRET}\nB1,1,north,pen\nA1,2,south,\n",
    "2026-01-01/calls": f"op,id,who\nc,1,{ODD}\nc,2,18\n",
    "2026-01-02/calls": f"op,id,who\nd,1,\nu,2,18\nc,3,{ODD}\n",
    "2026-01-01/notes": f"who,text\n{ODD},{SECRET}\n{ODD},{SECRET}\n18,x\n",
}


def deliver(root: Path, name: str, text: str) -> None:
    path = root / "extracts" / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "models").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: w\n")
    (root / "models" / "sources.yml").write_text(_SOURCES)
    (root / "models" / "models.yml").write_text(_MODELS)
    staged = "SELECT {} FROM {{{{ source('{}', '{}') }}}}\n"
    (root / "models" / "stg_customers.sql").write_text(
        staged.format("id AS customer_id, name", "crm", "customers")
    )
    (root / "models" / "stg_calls.sql").write_text(staged.format("id, who AS caller", "shop", "calls"))
    (root / "models" / "counted.sql").write_text(staged.format("count(*) AS n", "shop", "calls"))
    for name, text in _FILES.items():
        deliver(root, name, text)
    facts = warehouse.open(root).run(now=NOW)
    assert facts.problems == ()
    assert facts.published
    return root


def rows(root: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as published:
        return sorted(published.execute(sql).fetchall(), key=str)


def balanced(root: Path) -> bool:
    return not rows(
        root,
        "SELECT * FROM meta.loads WHERE rows_read <> rows_new + rows_changed + rows_unchanged "
        "+ rows_deleted + rows_duplicate + rows_rejected + rows_erased",
    )


def test_all_that_refers_to_the_key_goes_with_it_and_all_that_refers_to_that(project: Path) -> None:
    found = warehouse.open(project)
    trial = found.erase("customers", ODD, cascade=True, dry_run=True, now=NOW)
    assert {one.table: (one.keys, one.rows) for one in trial.others} == {
        "crm.addresses": (1, 1),
        "shop.orders": (3, 4),
        "shop.calls": (2, 3),
        "shop.notes": (1, 2),
        "shop.lines": (2, 2),
    }
    assert [text.split(" (")[0] for text in trial.unknown] == ["relationships(counted.n)"]
    assert places(project, SECRET) != []
    erased = found.erase("customers", ODD, cascade=True, now=NOW)
    assert erased.others == trial.others
    assert erased.facts is not None
    assert erased.facts.exit_code == 0
    assert places(project, ODD, SECRET) == []
    assert balanced(project)
    assert found.verify(deep=True) == []
    assert rows(project, "SELECT id, customer, amount FROM psa.shop__orders") == [
        ("B1", 18, 7),
        ("C1", None, 2),
    ]
    assert rows(project, "SELECT order_id, line FROM psa.shop__lines") == [("B1", 1)]
    assert rows(project, "SELECT id FROM psa.shop__calls") == [(2,)]
    assert rows(project, "SELECT who FROM psa.shop__notes") == [(18,)]
    before = rows(project, "FROM meta.loads")
    found.rebuild(now=NOW)
    assert rows(project, "FROM meta.loads") == before


def test_later_rows_of_the_keys_and_rows_that_name_the_erased_are_left_out_until_forgotten(
    project: Path,
) -> None:
    found = warehouse.open(project)
    found.erase("customers", ODD, cascade=True, now=NOW)
    deliver(project, "2026-01-05/orders", f"id,customer,amount,text\nA1,18,1,x\nA9,{ODD},1,x\nD1,18,1,x\n")
    deliver(project, "2026-01-05/notes", f"who,text\n{ODD},new\n18,x\n")
    deliver(project, "2026-01-05/addresses", f"customer_id,kind,street\n{ODD},work,z\n18,home,B\n")
    found.run(now=NOW)
    erased = "SELECT source_table, rows_read, rows_erased FROM meta.loads WHERE load_date = '2026-01-05'"
    assert rows(project, erased) == [("crm.addresses", 2, 1), ("shop.notes", 2, 1), ("shop.orders", 3, 2)]
    assert rows(project, "SELECT id FROM psa.shop__orders") == [("B1",), ("C1",), ("D1",)]
    with pytest.raises(UsageError, match="erased already"):
        found.erase("customers", ODD, cascade=True, now=NOW)
    forgotten = found.erase("customers", ODD, forget=True, now=NOW)
    assert [one.table for one in forgotten.others] == [
        *("crm.addresses", "shop.calls", "shop.lines", "shop.notes", "shop.orders")
    ]
    deliver(project, "2026-01-06/orders", f"id,customer,amount,text\nA9,{ODD},1,x\n")
    deliver(project, "2026-01-06/customers", f"id,name\n{ODD},Ann\n18,Bob\n")
    found.run(now=NOW)
    assert rows(project, "SELECT id FROM psa.crm__customers") == [(18,), (int(ODD),)]
    assert rows(project, "SELECT id FROM psa.shop__orders") == [("B1",), ("C1",), ("D1",)]
    found.erase("customers", ODD, forget=True, cascade=True, now=NOW)
    deliver(project, "2026-01-07/orders", f"id,customer,amount,text\nA1,{ODD},1,x\n")
    found.run(now=NOW)
    assert rows(project, "SELECT id FROM psa.shop__orders") == [("A1",), ("B1",), ("C1",), ("D1",)]
    assert found.verify(deep=True) == []
    assert balanced(project)


def test_a_cycle_ends_and_a_table_may_refer_to_itself(project: Path) -> None:
    found = warehouse.open(project)
    erased = found.erase("staff", "1", cascade=True, now=NOW)
    # 2 had boss 1 once, 3 has boss 2, 4 has boss 1: each goes with its whole life.
    assert rows(project, "SELECT id FROM psa.crm__staff") == [(9,)]
    assert erased.others == ()
    assert found.verify(deep=True) == []


def test_an_erasure_without_cascade_names_the_references_and_may_be_followed_up(project: Path) -> None:
    found = warehouse.open(project)
    erased = found.erase("customers", ODD, now=NOW)
    assert [text.split(" ")[0] for text in erased.referring] == [
        *("crm.addresses", "shop.notes", "shop.calls", "shop.orders")
    ]
    assert erased.others == ()
    assert places(project, SECRET) != []
    found.erase("customers", ODD, cascade=True, now=NOW)
    assert places(project, ODD, SECRET) == []
    assert found.verify(deep=True) == []


def test_the_command_says_what_went_with_the_key(project: Path) -> None:
    alone = CliRunner().invoke(commands, ["-p", str(project), "erase", "customers", ODD, "--dry-run"])
    assert "Rows that refer to it stay; --cascade erases them as well:" in alone.output
    done = CliRunner().invoke(commands, ["-p", str(project), "erase", "customers", ODD, "--cascade"])
    assert done.exit_code == 0
    assert "shop.orders: 3 keys in 4 rows of 4 files were erased" in done.output
    assert "because of shop.lines (order_id) → shop.orders (id)" in done.output
    assert "extract extracts/2026-01-01/lines.csv" in done.output
    again = CliRunner().invoke(commands, ["-p", str(project), "erase", "--forget", "customers", ODD])
    assert "shop.orders: what was erased because of it stays out" in again.output


def test_files_of_external_models_lose_the_key_at_once(project: Path) -> None:
    (project / "models" / "kept.sql").write_text(
        "{{ config(materialized='external') }}\nSELECT id, name FROM {{ source('crm', 'customers') }}\n"
    )
    found = warehouse.open(project)
    assert found.build(now=NOW).published
    found.erase("customers", ODD, now=NOW)
    files = list((project / "external").rglob("*.parquet"))
    assert files
    assert not [path for path in files if SECRET in str(pq.ParquetFile(path).read().to_pylist())]
