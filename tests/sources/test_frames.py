"""Frames from Python: one more way in, with the same laws."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warehouse
from sources.support import NOW, Project, project
from warehouse.errors import SourceError, UsageError
from warehouse.run.handing import LoadResult

PEOPLE = pl.DataFrame({"id": [1, 2], "name": ["Ann", "Bob"]})


def load(people: Project, data: object, day: int = 1, **tags: object) -> LoadResult:
    wh = warehouse.open(people.root)
    return wh.load(data, "crm.people", load_date=f"2026-01-{day:02}", tags=tags, now=NOW)


def publish(people: Project) -> None:
    facts = warehouse.open(people.root).build(now=NOW)
    assert facts.exit_code == 0, facts.problems


def test_a_frame_is_loaded_with_its_tags_and_read_back(tmp_path: Path) -> None:
    people = project(tmp_path)
    result = load(people, PEOPLE, pipeline="orders_v3", attempt=2)
    assert (result.status, result.is_new, result.counts["read"], result.counts["new"]) == (
        "accepted",
        True,
        2,
        2,
    )
    assert result.load_date == dt.datetime(2026, 1, 1)
    publish(people)
    assert people.rows() == [(1, "Ann"), (2, "Bob")]
    tags = people.sql("SELECT tags, source_file, load_id::VARCHAR FROM meta.loads")
    assert tags == [({"pipeline": "orders_v3", "attempt": "2"}, "polars DataFrame", result.load_id)]
    warehouse.open(people.root).rebuild(now=NOW)
    assert people.sql("SELECT tags, source_file, load_id::VARCHAR FROM meta.loads") == tags
    assert warehouse.open(people.root).verify(deep=True) == []
    assert not (tmp_path / "psa" / ".incoming").exists()


FORMS = {
    "DataFrame": lambda frame: frame,
    "LazyFrame": lambda frame: frame.lazy(),
    "Arrow table": lambda frame: frame.to_arrow(),
    "reader": lambda frame: pa.RecordBatchReader.from_batches(
        frame.to_arrow().schema, frame.to_arrow().to_batches(max_chunksize=1)
    ),
    "pandas": lambda frame: pd.DataFrame(frame.to_dict(as_series=False)),
    "other order": lambda frame: frame.reverse().select("name", "id"),
    "other numbers": lambda frame: frame.with_columns(pl.col("id").cast(pl.Int8)),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_rows_in_any_form_and_order_are_the_same_load(tmp_path: Path, form: str) -> None:
    people = project(tmp_path)
    first = load(people, PEOPLE)
    again = load(people, FORMS[form](PEOPLE))
    assert (again.load_id, again.is_new) == (first.load_id, False)
    elsewhere = project(tmp_path / "elsewhere")
    assert load(elsewhere, FORMS[form](PEOPLE)).load_id == first.load_id
    assert load(people, FORMS[form](PEOPLE), 2).counts["unchanged"] == 2


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.integers(0, 5), st.none() | st.text(max_size=3), min_size=1), st.data())
def test_frames_with_other_content_are_other_loads(tmp_path_factory, people, data) -> None:  # type: ignore[no-untyped-def]
    other = data.draw(st.dictionaries(st.integers(0, 5), st.none() | st.text(max_size=3), min_size=1))
    folder = project(tmp_path_factory.mktemp("frames"))
    schema = {"id": pl.Int64, "name": pl.String}
    one, two = (
        load(folder, pl.DataFrame(list(rows.items()), schema=schema, orient="row"))
        for rows in (people, other)
    )
    assert (one.load_id == two.load_id) == (people == other)
    publish(folder)
    assert folder.rows() == sorted(other.items())


def test_types_are_kept(tmp_path: Path) -> None:
    people = project(tmp_path)
    moment = dt.datetime(2026, 1, 2, 3, 4, 5, 6)
    frame = pl.DataFrame(
        {
            "id": pl.Series([1], dtype=pl.UInt64),
            "price": [Decimal("1.50")],
            "stamp": [moment.replace(tzinfo=dt.UTC)],
            "naive": [moment],
            "day": [dt.date(2026, 1, 2)],
            "clock": [dt.time(1, 2, 3)],
            "raw": [b"\0\xff"],
            "kind": pl.Series(["a"], dtype=pl.Categorical),
            "tags": [["x", None]],
            "place": [{"city": "Gouda", "n": 1}],
            "nothing": pl.Series([None], dtype=pl.Null),
        }
    )
    load(people, frame)
    publish(people)
    (row,) = people.sql("SELECT * EXCLUDE (stamp), stamp::VARCHAR FROM psa.crm__people")
    assert row[:6] == (1, Decimal("1.50"), moment, dt.date(2026, 1, 2), "01:02:03", b"\0\xff")
    assert row[6:10] == ("a", ["x", None], {"city": "Gouda", "n": 1}, None)
    assert row[-1] == "2026-01-02 03:04:05.000006+00"


def test_a_frame_a_file_and_a_late_frame_make_one_history(tmp_path: Path) -> None:
    people = project(tmp_path)
    load(people, PEOPLE.head(1), 3)
    path = tmp_path / "two.csv"
    path.write_text("id,name\n1,Ann\n2,Bea\n")
    result = warehouse.open(tmp_path).load(path, "people", load_date=dt.date(2026, 1, 2), now=NOW)
    assert (result.status, result.counts["new"]) == ("accepted", 2)
    load(people, PEOPLE, 1)
    publish(people)
    changes = people.sql(
        "SELECT load_date::DATE::VARCHAR, _op, id FROM psa.crm__people__changes ORDER BY ALL"
    )
    assert [change for change in changes if change[2] == 2] == [
        ("2026-01-01", "insert", 2), ("2026-01-02", "update", 2), ("2026-01-03", "delete", 2)
    ]  # fmt: skip


def test_a_frame_that_must_wait_says_why(tmp_path: Path) -> None:
    people = project(tmp_path)
    load(people, PEOPLE)
    result = load(people, PEOPLE.clear(), 2)
    assert result.status == "quarantined"
    assert result.reasons


def test_what_cannot_be_loaded_is_said(tmp_path: Path) -> None:
    people = project(tmp_path)
    wh = warehouse.open(people.root)
    for call, error, word in (
        (lambda: wh.load([1], "crm.people"), UsageError, "list"),
        (lambda: wh.load(PEOPLE, "crm.peple"), UsageError, "people"),
        (lambda: wh.load(PEOPLE, "crm.people", load_date="soon"), UsageError, "soon"),
        (lambda: wh.load(tmp_path / "gone.csv", "crm.people"), UsageError, "gone.csv"),
        (lambda: wh.load(PEOPLE.rename({"name": "load_id"}), "crm.people"), SourceError, "rename:"),
        (lambda: wh.load(pl.DataFrame({"id": [dt.timedelta(1)]}), "crm.people"), SourceError, "id"),
        (lambda: wh.load(PEOPLE.lazy().filter(pl.col("gone") > 1), "crm.people"), SourceError, "gone"),
    ):
        with pytest.raises(error, match=word):
            call()
    assert not list((tmp_path / "psa").rglob("*.json"))
    assert not (tmp_path / "psa" / ".incoming").exists()
