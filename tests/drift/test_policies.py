"""What happens when columns come and go: evolve, freeze and discard, told day by day."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warehouse
from drift.support import Shop

HASHDIFF = "key: id\nhashdiffs: {t_hd: {exclude: [id]}}"


def test_evolve_takes_new_columns_and_reads_missing_ones_as_null(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path)
    shop.day(1, "id,city\n1,Delft\n2,Gouda\n")
    shop.day(2, "id,size\n1,5\n2,6\n")
    assert shop.load(2).status == "accepted"
    assert shop.load(2).notes == ("column size is new", "column city is missing, read as NULL")
    assert shop.sql("SELECT id, city, size FROM psa.s__t ORDER BY id") == [(1, None, 5), (2, None, 6)]
    assert shop.rebuilt("SELECT city, size FROM psa.s__t__at(TIMESTAMP '2026-01-01') ORDER BY city") == [
        ("Delft", None),
        ("Gouda", None),
    ]
    assert shop.is_sound()


def test_a_new_column_that_nothing_fills_changes_no_row_and_no_hashdiff(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, HASHDIFF)
    shop.day(1, "id,city\n1,Delft\n2,Gouda\n")
    before = shop.sql("SELECT id, t_hd, _row_hash FROM psa.s__t ORDER BY id")
    shop.day(2, "aa,id,city,zz\n,1,Delft,\n,2,Gouda,\n")
    assert (shop.load(2).unchanged, shop.load(2).changed) == (2, 0)
    assert shop.sql("SELECT id, t_hd, _row_hash FROM psa.s__t ORDER BY id") == before
    assert shop.rebuilt("SELECT id, t_hd, _row_hash FROM psa.s__t ORDER BY id") == before


def test_the_order_of_columns_means_nothing(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, "key: id\ndrift: freeze")
    shop.day(1, "id,city,size\n1,Delft,5\n")
    shop.day(2, "size,id,city\n5,1,Delft\n")
    assert (shop.load(2).unchanged, shop.load(2).notes, shop.load(2).status) == (1, (), "accepted")


FROZEN = {
    "a new column": ("id,size,city\n1,5,Delft\n", "column city is new"),
    "a missing column": ("id\n1\n", "column size is missing, read as NULL"),
    "another type": ("id,size\n1,5.5\n", "column size is now DOUBLE"),
    "text among numbers": ("id,size\n1,big\n", "column size is now VARCHAR"),
}


@pytest.mark.parametrize("drift", FROZEN)
def test_freeze_lets_every_change_of_columns_wait_and_loses_nothing(tmp_path: Path, drift: str) -> None:
    extract, sentence = FROZEN[drift]
    shop = Shop.with_table(tmp_path, "key: id\ndrift: freeze")
    shop.day(1, "id,size\n1,5\n")
    assert shop.day(2, extract).exit_code == 1
    reason = shop.load(2).reasons[-1]
    assert reason.startswith("the table's columns are frozen (drift: freeze), and column ")
    assert sentence in reason
    assert shop.sql("SELECT id, size FROM psa.s__t") == [(1, 5)]
    assert shop.accept(2).exit_code == 0
    assert str(shop.load(2).notes).count(sentence) == 1
    columns = extract.partition("\n")[0]
    values = tuple(str(v) for v in shop.sql(f"SELECT {columns} FROM psa.s__t")[0])
    assert ",".join(values) == extract.splitlines()[1]
    shop.day(3, extract)
    assert shop.load(3).status == ("accepted" if drift != "a missing column" else "quarantined")
    assert shop.is_sound()


def test_discard_drops_unknown_columns_and_counts_them(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, "key: id\ndrift: discard\ncolumns: [{name: later}]")
    shop.day(1, "id,city\n1,Delft\n")
    shop.day(2, "id,city,secret,empty,later\n1,Delft,x,,1\n2,Gouda,y,,2\n")
    assert [row[0] for row in shop.sql("DESCRIBE psa.s__t")][:3] == ["id", "city", "later"]
    assert shop.load(2).notes == (
        "column later is new",
        "column secret is not in the contract and was dropped (2 values; drift: discard)",
        "column empty is not in the contract and was dropped (0 values; drift: discard)",
    )
    assert "column secret is not in the contract" in str(warehouse.open(shop.root).loads())
    assert "column secret is not in the contract" in (shop.root / "report.html").read_text()
    assert shop.is_sound()


def test_what_waits_under_discard_is_kept_with_all_its_columns(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, "key: id\ndrift: discard")
    shop.day(1, "id,city\n1,Delft\n")
    shop.day(2, "id,city,secret\n1,Delft,x\n1,Gouda,y\n")
    assert shop.load(2).status == "quarantined"
    assert "dropped" not in str(shop.load(2).notes)
    [kept] = [path for path in (shop.root / "psa").rglob("*.parquet") if "2026-01-02" in str(path)]
    shop.declare("key: id\ndrift: discard\non_duplicate_key: last")
    assert sorted(shop.state(f"SELECT secret FROM '{kept}'")) == [("x",), ("y",)]
    shop.accept(2)
    assert [row[0] for row in shop.sql("DESCRIBE psa.s__t")][:2] == ["id", "city"]
    assert shop.sql("SELECT city FROM psa.s__t") == [("Gouda",)]
    assert "column secret is not in the contract and was dropped (2 values" in shop.load(2).notes[-1]


DAYS = st.lists(
    st.dictionaries(
        st.sampled_from("abc"), st.sampled_from(["", "1", "2026-01-01", "x", "true"]), min_size=1, max_size=3
    ),
    min_size=2,
    max_size=3,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(DAYS)
def test_columns_and_their_types_do_not_depend_on_the_order_of_arrival(days: list[dict[str, str]]) -> None:
    """Everything is accepted; then every arrival order shows the same columns, types, rows and hashes."""
    found = []
    for order in itertools.islice(itertools.permutations(enumerate(days, start=1)), 4):
        with tempfile.TemporaryDirectory() as folder:
            shop = Shop.with_table(Path(folder))
            for day, values in order:
                shop.day(day, f"id,{','.join(values)}\n1,{','.join(values.values())}\n")
                if shop.load(day).status == "quarantined":
                    shop.accept(day)
            columns = sorted(shop.sql("SELECT column_name, column_type FROM (DESCRIBE psa.s__t)"))
            names = [name for name, _ in columns if len(name) == 1]
            values = ", ".join(["load_date", "_op", "_row_hash", "id", *names])
            rows = shop.sql(f"SELECT {values} FROM psa.s__t__changes ORDER BY load_date")
            found.append((columns, rows))
            assert shop.is_sound()
    assert all(one == found[0] for one in found)
