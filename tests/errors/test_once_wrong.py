"""Mistakes and corner cases that once went wrong, each now said clearly or done right."""

from __future__ import annotations

from pathlib import Path

import pytest
from psa.test_hashes import db, key, row  # noqa: F401

import warehouse
from errors.test_errors import GOOD, NOTHING_STORED, SETTINGS, SOURCES, Shop, ledger
from warehouse.errors import DeclarationError


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path)
    made.write("warehouse.yml", SETTINGS)
    made.write("models/sources.yml", SOURCES)
    made.deliver("2026-06-01", GOOD)
    return made


@pytest.mark.parametrize("column", ["_rank", "_from", "_until", "load_seq", "ts", "_tracked_before"])
def test_a_column_named_like_a_helper_of_ours_works_or_is_refused(shop: Shop, column: str) -> None:
    shop.write(
        "models/m.yml",
        "models:\n  - {name: dim, config: {materialized: scd2, from: crm.people, unique_key: id}}\n",
    )
    shop.deliver("2026-06-01", f"id,{column}\n1,10\n2,20\n")
    first = shop.call("run")
    if first.code == 3:
        first.must(3, "has a name that the warehouse uses itself", "rename:")
        return
    shop.deliver("2026-06-02", f"id,{column}\n1,11\n2,20\n")
    shop.call("run").must(0)
    at = "psa.crm__people__at(TIMESTAMP '2026-06-01')"
    assert shop.rows(f'SELECT id, "{column}" FROM {at} ORDER BY id') == [[1, 10], [2, 20]]
    loads = shop.rows(f'SELECT id, "{column}" FROM psa.crm__people__loads ORDER BY ALL')
    assert loads == [[1, 10], [1, 11], [2, 20], [2, 20]]
    shop.call("rebuild").must(0)
    assert shop.rows(f'SELECT id, "{column}" FROM psa.crm__people ORDER BY id') == [[1, 11], [2, 20]]


def test_rename_is_the_way_out_in_a_csv_too(shop: Shop) -> None:
    shop.deliver("2026-06-01", "id,load_date\n1,a\n")
    shop.call("run").must(3, "rename: {load_date: source_load_date}")
    shop.write("models/sources.yml", SOURCES + "        rename: {load_date: source_load_date}\n")
    shop.call("run").must(0)
    assert shop.rows("SELECT source_load_date FROM psa.crm__people") == [["a"]]


def test_a_column_with_a_quote_in_its_name_works(shop: Shop) -> None:
    shop.deliver("2026-06-01", 'id,"a ""q"" b"\n1,x\n')
    shop.call("run").must(0)
    assert shop.rows('SELECT "a ""q"" b" FROM psa.crm__people') == [["x"]]


@pytest.mark.parametrize(
    ("value", "kind"), [("0.50", "DECIMAL(2,2)"), ("0.00", "DECIMAL(2,2)"), ("-0.5", "DECIMAL(1,1)")]
)
def test_a_decimal_without_whole_digits_is_hashed_by_value(db, value: str, kind: str) -> None:  # noqa: F811
    assert row(db, c=(value, kind)) == row(db, c=(value, "DOUBLE"))
    assert key(db, (value, kind)) == key(db, (value, "DOUBLE"))


def test_every_part_of_a_key_is_upper_cased(db) -> None:  # noqa: F811
    assert key(db, ("true", "BOOLEAN")) == key(db, ("'TRUE'", "VARCHAR"))
    assert key(db, ("'\\xFFa'", "BLOB")) == key(db, ("'FF61'", "VARCHAR"))


HUB = """models:
  - name: hub_p
    config: {materialized: hub, hash_key: p_hk, business_key: [id], from: [crm.a, crm.b]}
"""
TWO = """sources:
  - name: crm
    tables:
      - {name: a, key: id, record_source: %s}
      - {name: b, key: id, record_source: %s}
"""


def hub_before_and_after_rebuild(shop: Shop) -> None:
    sql = "SELECT id, load_date, record_source FROM hub_p ORDER BY ALL"
    kept_up = shop.rows(sql)
    shop.call("rebuild").must(0)
    assert kept_up == shop.rows(sql)


def test_a_hub_knows_the_number_of_a_delivery(shop: Shop) -> None:
    shop.write("models/sources.yml", TWO % ("A", "B"))
    shop.write("models/m.yml", HUB)
    shop.deliver("2026-06-01", "id\nx\n", "a.csv")
    shop.deliver("2026-06-01", "id\nz\n", "b.csv")
    shop.deliver("2026-06-02", "id\nx\n", "a.csv")
    shop.call("run").must(0)
    correction = shop.write("correction.csv", "id\nx\nk\n")
    shop.call("load", "crm.a", "--file", str(correction), "--load-date", "2026-06-02").must(0)
    shop.call("run").must(0)
    shop.deliver("2026-06-02", "id\nz\nk\n", "b.csv")
    shop.call("run").must(0)
    hub_before_and_after_rebuild(shop)


def test_a_hub_knows_the_spelling_of_a_key(shop: Shop) -> None:
    shop.write("models/sources.yml", TWO % ("CRM", "CRM"))
    shop.write("models/m.yml", HUB)
    shop.deliver("2026-06-01", "id\nann\n", "a.csv")
    shop.deliver("2026-06-01", "id\nz\n", "b.csv")
    shop.deliver("2026-06-02", "id\nann\nbob\n", "a.csv")
    shop.call("run").must(0)
    shop.deliver("2026-06-02", "id\nz\nBOB\n", "b.csv")
    shop.call("run").must(0)
    hub_before_and_after_rebuild(shop)


def test_a_delivery_without_its_key_column_on_a_later_day(shop: Shop) -> None:
    """KeyError in nothing_before; the run stops there, .incoming stays, other tables are not loaded."""
    shop.call("run").must(0)
    before = shop.lasting()
    shop.deliver("2026-06-02", "city\nDelft\n")
    said = shop.call("run")
    assert said.code in (1, 2, 3)
    assert "id" in said.text
    shop.call("run")
    if said.code != 1:
        assert NOTHING_STORED in said.text
        assert shop.lasting() == before


@pytest.mark.parametrize("kind", ["integer", "varchar(20)", "decimal(10, 2)", "nonsense"])
def test_a_declared_type_is_known_or_refused_with_its_line(shop: Shop, kind: str) -> None:
    """dbt's users write data_type: integer."""
    shop.deliver("2026-06-01", "id,n\n1,5\n")
    shop.write(
        "models/sources.yml",
        SOURCES + f"        columns:\n          - name: n\n            data_type: {kind}\n",
    )
    said = shop.call("run")
    if said.code != 0:
        said.must(2, kind, "sources.yml:9", "fix:")
    assert kind != "integer" or said.code == 0


@pytest.mark.parametrize("expression", ["1 / 0", "ref()", "ref(5)"])
def test_any_error_in_jinja_names_file_and_line(shop: Shop, expression: str) -> None:
    shop.write("models/marts/m.sql", f"SELECT 1\n\nFROM {{{{ {expression} }}}}\n")
    shop.call("run").must(2, "m.sql:3")


@pytest.mark.parametrize("sql", ["", "  ", "/* nothing */"])
def test_an_empty_query(shop: Shop, sql: str) -> None:
    shop.call("run").must(0)
    shop.call("query", sql).must(2, "fix:")


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_file_of_the_log_is_exit_5(shop: Shop, damage: str) -> None:
    shop.call("run").must(0)
    [file] = (shop.root / "psa/crm/people").glob("load_date=*/*.parquet")
    file.unlink() if damage == "gone" else file.write_bytes(b"x")
    published = (shop.root / "warehouse.duckdb").read_bytes()
    shop.call("rebuild").must(5, file.name, "fix:", "state:")
    assert (shop.root / "warehouse.duckdb").read_bytes() == published


@pytest.mark.parametrize("setting", ["warehouse: models", "psa: warehouse.yml"])
def test_a_path_that_is_taken_by_something_else(shop: Shop, setting: str) -> None:
    shop.write("warehouse.yml", f"{SETTINGS}{setting}\n")
    shop.call("run").must(2, "warehouse.yml:2", "fix:")


def test_a_model_is_one_select(shop: Shop) -> None:
    shop.write("models/marts/a.sql", 'SELECT 1 AS one; DROP TABLE "_store"."crm__people" CASCADE')
    shop.call("run").must(1, "a could not be built", "a.sql", "fix:")
    shop.call("query", "FROM psa.crm__people").must(2, "There is no warehouse file yet.")


def test_a_row_that_is_not_utf8_near_the_beginning_names_its_line(shop: Shop) -> None:
    """Said today: 'The first line is no CSV header', line 1, because the first 8 KB are decoded at once."""
    shop.deliver("2026-06-01", b"id,city\n1,Delft\n2,G\xf6uda\n")
    shop.call("run").must(3, "not UTF-8", "people.csv:3", "fix:")


def test_an_open_quote_names_the_line_where_it_opens(shop: Shop) -> None:
    shop.deliver("2026-06-01", 'id,city\n1,Delft\n2,"Gouda\n3,Breda\n')
    shop.call("run").must(3, "A quoted field never ends.", "people.csv:3")


def test_text_behind_a_closing_quote_names_its_line(shop: Shop) -> None:
    shop.deliver("2026-06-01", 'id,city\n1,"De"lft\n2,Gouda\n')
    said = shop.call("run")
    said.must(0, "1 row is rejected (1 line is no row)")


def test_a_misspelt_key_of_a_model_names_the_misspelling(shop: Shop) -> None:
    """Said today: The key 'business_key' is missing (line 3)."""
    hub = "models:\n  - name: h\n    config:\n      materialized: hub\n      hash_key: h_hk\n"
    shop.write("models/m.yml", hub + "      business_keys: id\n      from: crm.people\n")
    shop.call("run").must(2, "business_keys", "m.yml:6")


def test_a_ref_is_found_at_its_call_and_not_at_the_first_mention(shop: Shop) -> None:
    shop.write("models/marts/m.sql", "-- xyz is read here\nSELECT *\nFROM {{ ref('xyz') }}\n")
    shop.call("run").must(2, "There is no model 'xyz'.", "m.sql:3")


def test_one_stray_folder_does_not_hold_back_the_good_days(shop: Shop) -> None:
    shop.deliver("archive", GOOD)
    shop.call("run").must(3, "'archive' is no load date.")
    assert len(ledger(shop)) == 1


def test_problems_of_a_run_go_to_stderr(shop: Shop) -> None:
    """interface.md: errors go to stderr. Today a run's problems stand in its summary on stdout."""
    shop.deliver("2026-06-01", "")
    said = shop.call("run")
    assert "This file is empty" in said.errors


def test_a_run_that_publishes_after_a_held_back_publication_says_so(shop: Shop) -> None:
    from functools import partial
    from unittest.mock import patch

    from warehouse.operations.publish import publish

    shop.call("run").must(0)
    left = shop.write("warehouse.duckdb.wal", "x")
    shop.deliver("2026-06-02", "id,city\n1,Leiden\n")
    with patch("warehouse.run.stages.publish", partial(publish, wait_seconds=0.0)):
        shop.call("run").must(4)
    left.unlink()
    said = shop.call("run")
    assert "published" in said.text


@pytest.mark.parametrize(
    ("config", "fix"),
    [
        ("{materialized: date_spine, start_date: 1, end_date: soon}", "write a date such as 2026-12-31"),
        (
            "{materialized: scd2, from: a.b, unique_key: id, deletes: never}",
            "write 'close', 'ignore' or 'flag'",
        ),
        ("{materialized: table, enabled: perhaps}", "write true or false"),
        ("{materialized: table, alias: [a]}", "write a text"),
        ("{materialized: pit, hub: h, satellites: []}", "name at least 1"),
        ("{materialized: hub, hash_key: h, business_key: {a: b}, from: a.b}", "write a text"),
    ],
)
def test_the_fix_of_a_wrong_value_is_said_in_plain_words(tmp_path: Path, config: str, fix: str) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "warehouse.yml").write_text("name: shop\n")
    (tmp_path / "models/m.yml").write_text(f"models: [{{name: m, config: {config}}}]\n")
    with pytest.raises(DeclarationError) as error:
        warehouse.open(tmp_path)
    assert error.value.fix == fix
