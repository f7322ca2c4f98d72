"""A column that is renamed at the source stays one column: no change rows, no other hash."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

import warehouse.errors
from drift.support import Shop

NEW = """\
key: id
hashdiffs: {t_hd: {exclude: [id]}}
columns:
  - name: city
    renamed_from: [town, place]
"""
OLD = "key: id\nhashdiffs: {t_hd: {exclude: [id]}}"
EVENTS = "SELECT load_date, _op, id, t_hd, _row_hash FROM psa.s__t__changes ORDER BY ALL"


def test_a_rename_changes_no_row_and_older_loads_are_read_under_the_new_name(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, OLD)
    shop.day(1, "id,town\n1,Delft\n2,Gouda\n")
    before = shop.sql(EVENTS)
    shop.declare(NEW)
    shop.day(2, "id,city\n1,Delft\n2,Gouda\n")
    assert (shop.load(2).unchanged, shop.load(2).new, shop.load(2).changed) == (2, 0, 0)
    assert shop.sql(EVENTS) == before
    assert shop.sql("SELECT load_date, id, city FROM psa.s__t__loads WHERE id = 1 ORDER BY ALL") == [
        (*row,) for row in shop.sql("SELECT load_date, 1, 'Delft' FROM meta.loads ORDER BY ALL")
    ]
    shop.day(3, "id,place\n1,Leiden\n2,Gouda\n")
    shop.day(4, "id,town\n1,Leiden\n2,Gouda\n")
    assert [(load.changed, load.unchanged) for load in shop.loads()] == [(0, 0), (0, 2), (1, 1), (0, 2)]
    assert shop.load(2).notes == ()
    assert shop.load(3).notes == ("column city came under its former name place",)
    assert shop.sql("SELECT id, city FROM psa.s__t ORDER BY id") == [(1, "Leiden"), (2, "Gouda")]
    assert shop.rebuilt("SELECT id, city FROM psa.s__t ORDER BY id") == [(1, "Leiden"), (2, "Gouda")]
    assert shop.is_sound()


def test_the_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    days = ["id,city\n1,Delft\n", "id,town\n1,Delft\n2,Gouda\n", "id,place\n1,Leiden\n2,Gouda\n"]
    found = []
    for number, order in enumerate(itertools.permutations(enumerate(days, start=1))):
        shop = Shop.with_table(tmp_path / str(number), NEW)
        for day, extract in order:
            shop.day(day, extract)
        assert shop.is_sound()
        found.append((shop.sql(EVENTS), shop.sql("SELECT id, city FROM psa.s__t ORDER BY id")))
    assert all(one == found[0] for one in found)


def test_a_renamed_key_and_a_late_load_and_a_rejection(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, "key: number\ncolumns: [{name: number, renamed_from: [id]}]")
    shop.day(1, "id,city\n1,Delft\n2,Gouda\n")
    shop.day(5, "number,city\n1,Delft\n3,Leiden\n")
    shop.day(3, "id,city\n1,Delft\n2,Zwolle\n")
    assert shop.sql("SELECT number, city FROM psa.s__t__at(TIMESTAMP '2026-01-04') ORDER BY ALL") == [
        (1, "Delft"),
        (2, "Zwolle"),
    ]
    shop.reject(3)
    shop.day(6, "number,city\n1,Delft\n1,Gouda\n")
    assert shop.load(6).reasons[0].startswith("1 key (number) stands several times")
    shop.accept(3)
    assert shop.is_sound()
    rebuilt = shop.rebuilt("SELECT load_date, _op, number, city FROM psa.s__t__changes ORDER BY ALL")
    assert len(rebuilt) == 2 + 1 + 2


def test_a_model_follows_the_new_name(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, OLD)
    (tmp_path / "models" / "marts" / "m.yml").write_text(
        "models:\n  - {name: dim, config: {materialized: scd2, from: s.t, unique_key: id}}\n"
    )
    shop.day(1, "id,town\n1,Delft\n")
    shop.declare(NEW)
    assert shop.day(2, "id,city\n1,Delft\n").exit_code == 0
    assert shop.sql("SELECT id, city, valid_to FROM marts.dim") == [(1, "Delft", None)]


def test_both_names_in_one_delivery_are_refused(tmp_path: Path) -> None:
    shop = Shop.with_table(tmp_path, NEW)
    [problem] = shop.day(1, "id,city,town\n1,Delft,Gouda\n").problems
    assert "'city' and 'town'" in problem


@pytest.mark.parametrize("names", ["[id]", "[city]"])
def test_a_name_belongs_to_one_column(tmp_path: Path, names: str) -> None:
    shop = Shop.with_table(
        tmp_path, f"key: id\ncolumns: [{{name: id}}, {{name: city, renamed_from: {names}}}]"
    )
    with pytest.raises(warehouse.errors.DeclarationError, match="cannot be a former name of 'city'"):
        shop.run()
