"""Several files that are one delivery: parts, folders of Parquet, Hive partitions."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import os
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

import warehouse
from tests.sources.support import NOW, project
from warehouse.psa.record import load_identity

LOADS = """
SELECT rows_read, rows_new, rows_changed, rows_unchanged, rows_removed FROM meta.loads
ORDER BY load_date, load_seq
"""


def test_csv_parts_of_one_load_date_are_one_delivery(tmp_path: Path) -> None:
    crm = project(tmp_path, 'location: "extracts/{load_date}/{table}-*.csv*"')
    one = crm.deliver("people-1.csv", "id,name\n1,Ann\n2,Bob\n")
    two = crm.deliver("people-2.csv.gz", gzip.compress(b"id,name\n3,Cas\n"))
    crm.deliver("other-1.csv", "id,name\n9,No\n")
    crm.deliver("people-1.csv", "name,id\nAnn,1\n", day=2)
    crm.run()
    assert crm.sql(LOADS) == [(3, 3, 0, 0, 0), (1, 0, 0, 1, 2)]
    records = sorted((tmp_path / "psa/crm/people/log").glob("*.json"))
    record = json.loads(records[0].read_text())
    hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (one, two)]
    assert record["sources"] == [
        {"path": str(path.relative_to(tmp_path)), "bytes": path.stat().st_size, "sha256": sha256}
        for path, sha256 in zip((one, two), hashes, strict=True)
    ]
    named = json.dumps([["people-1.csv", hashes[0]], ["people-2.csv.gz", hashes[1]]])
    sha256 = hashlib.sha256(named.encode()).hexdigest()
    assert record["load_id"] == load_identity("crm.people", dt.datetime(2026, 1, 1), sha256)
    # A delivery of one file is that file, whatever found it.
    alone = json.loads(records[1].read_text())
    sha256 = alone["sources"][0]["sha256"]
    assert alone["load_id"] == load_identity("crm.people", dt.datetime(2026, 1, 2), sha256)


def test_parts_are_read_again_only_when_one_of_them_changed(tmp_path: Path) -> None:
    crm = project(tmp_path, 'location: "extracts/{load_date}/{table}-*.csv"')
    crm.deliver("people-1.csv", "id,name\n1,Ann\n")
    crm.deliver("people-2.csv", "id,name\n2,Bob\n")
    crm.run()
    crm.run()
    assert len(crm.sql(LOADS)) == 1
    path = crm.deliver("people-1.csv", "id,name\n1,Eve\n")
    os.utime(path, ns=(0, 0))
    crm.run()
    assert crm.sql(LOADS) == [(2, 2, 0, 0, 0), (2, 0, 1, 1, 0)]
    assert crm.rows() == [(1, "Eve"), (2, "Bob")]
    crm.deliver("people-3.csv", "id,name\n3,Cas\n")
    crm.run()
    assert crm.rows() == [(1, "Eve"), (2, "Bob"), (3, "Cas")]


def test_files_that_differ_only_in_their_ending_are_deliveries_of_their_own(tmp_path: Path) -> None:
    crm = project(tmp_path)
    crm.deliver("people.csv", "id,name\n1,Ann\n")
    crm.deliver("people.csv.gz", gzip.compress(b"id,name\n1,Ann\n2,Bob\n"))
    crm.deliver("people.md", "no extract")
    crm.run()
    assert crm.sql(LOADS) == [(1, 1, 0, 0, 0), (2, 1, 0, 1, 0)]


def test_parts_of_text_share_their_types(tmp_path: Path) -> None:
    crm = project(tmp_path, 'location: "extracts/{load_date}/{table}*.csv"')
    crm.deliver("people_a.csv", "id,x,y\n1,5,2026-01-01\n")
    crm.deliver("people_b.csv", "id,x,y\n2,02,2026-01-02\n")
    crm.run()
    assert crm.types() == {"id": "BIGINT", "x": "VARCHAR", "y": "DATE"}
    assert crm.rows() == [(1, "5", dt.date(2026, 1, 1)), (2, "02", dt.date(2026, 1, 2))]


def test_a_ragged_row_in_a_part_is_named_with_its_file(tmp_path: Path) -> None:
    crm = project(tmp_path, 'location: "extracts/{load_date}/{table}-*.csv"')
    crm.deliver("people-1.csv", "id,name\n1,Ann\n")
    crm.deliver("people-2.csv", "id,name\n2,Bob\n3\n")
    crm.deliver("people-3.csv", "id,name\n4,Dan\n,,\n5,Eve\n")
    crm.run()
    assert crm.dead_letters() == [
        ("extracts/2026-01-01/people-2.csv", 3, "a row has 1 fields, the header has 2", "3"),
        ("extracts/2026-01-01/people-3.csv", 3, "a row has 3 fields, the header has 2", ",,"),
    ]
    assert crm.rows() == [(1, "Ann"), (2, "Bob"), (4, "Dan"), (5, "Eve")]


def test_parts_of_other_columns_or_kinds_are_refused(tmp_path: Path) -> None:
    crm = project(tmp_path, 'location: "extracts/{load_date}/{table}-*"')
    crm.deliver("people-1.csv", "id,name\n1,Ann\n")
    path = crm.deliver("people-2.csv", "id\n2\n")
    crm.refuses("This file has no column 'name'", "people-2.csv")
    path.unlink()
    path = crm.deliver("people-2.json", '[{"id": 2}]')
    crm.refuses("of different kinds", "people-1.csv")
    path.rename(path.with_suffix(".txt"))
    crm.refuses("Files of the kind '.txt' cannot be read.")


def test_parts_of_json_may_differ_in_their_keys(tmp_path: Path) -> None:
    crm = project(tmp_path, 'location: "extracts/{load_date}/{table}"')
    crm.deliver("people/1.ndjson", '{"id": 1, "s": {"a": 1}, "l": [], "v": 1}\n')
    crm.deliver("people/2.ndjson", '{"id": 2, "s": {"b": "x"}, "l": [1.5], "v": "x"}\n')
    crm.deliver("people/3.ndjson", '{"id": 3, "s": {"a": 0.5}, "extra": true}\n')
    crm.run()
    assert crm.types() == {
        "id": "BIGINT",
        "s": "STRUCT(a DOUBLE, b VARCHAR)",
        "l": "DOUBLE[]",
        "v": "VARCHAR",
        "extra": "BOOLEAN",
    }
    assert crm.rows() == [
        (1, {"a": 1.0, "b": None}, [], "1", None),
        (2, {"a": None, "b": "x"}, [1.5], "x", None),
        (3, {"a": 0.5, "b": None}, None, None, True),
    ]


def test_a_folder_of_parquet_is_one_delivery(tmp_path: Path) -> None:
    crm = project(tmp_path, 'location: "extracts/{load_date}/{table}"')
    folder = tmp_path / "extracts/2026-01-01/people"
    pl.DataFrame({"id": range(100), "x": [i / 8 for i in range(100)]}).write_parquet(
        folder / "part-0.parquet", mkdir=True
    )
    pl.DataFrame({"id": [100, 101], "x": [None, 2.5]}).write_parquet(folder / "part-1.parquet")
    for name in ("_SUCCESS", ".part-0.parquet.crc", "_temporary.parquet", "README.md"):
        (folder / name).write_text("no data")
    crm.run()
    assert crm.rows() == [*((i, i / 8) for i in range(100)), (100, None), (101, 2.5)]
    assert crm.sql(LOADS) == [(102, 102, 0, 0, 0)]


def test_a_folder_named_like_a_file_is_found_by_the_usual_location(tmp_path: Path) -> None:
    crm = project(tmp_path)
    crm.deliver("people.csv/part-0.csv", "id,x\n1,a\n")
    crm.deliver("people.csv/part-1.csv", "id,x\n2,b\n")
    crm.deliver("people.csv/_SUCCESS", "")
    (tmp_path / "extracts/2026-01-01/people.old").mkdir()
    crm.run()
    assert crm.rows() == [(1, "a"), (2, "b")]


def test_parts_of_parquet_meet_in_a_type_that_holds_both(tmp_path: Path) -> None:
    crm = project(tmp_path, 'location: "extracts/{load_date}/{table}/*.parquet"')
    folder = tmp_path / "extracts/2026-01-01/people"
    folder.mkdir(parents=True)
    nested = pa.array([{"a": 1}], pa.struct([("a", pa.int32())]))
    wider = pa.array([{"b": "x", "a": 0.5}], pa.struct([("b", pa.string()), ("a", pa.float64())]))
    pq.write_table(pa.table({"id": [1], "x": [7], "s": nested}), folder / "1.parquet")
    pq.write_table(pa.table({"id": [2], "x": ["07"], "s": wider}), folder / "2.parquet")
    crm.run()
    assert crm.types() == {"id": "BIGINT", "x": "VARCHAR", "s": "STRUCT(a DOUBLE, b VARCHAR)"}
    assert crm.rows() == [(1, "7", {"a": 1.0, "b": None}), (2, "07", {"a": 0.5, "b": "x"})]


@pytest.mark.parametrize(
    "location", ["{table}", "{table}/*/*/*.parquet", "{table}/region=*/year=*/*.parquet"]
)
def test_hive_partitions_become_columns(tmp_path: Path, location: str) -> None:
    crm = project(tmp_path, f'location: "extracts/{{load_date}}/{location}"')
    rows = {
        "id": [1, 2, 3, 4],
        "region": ["EU", "New York/a=b", None, "EU"],
        "year": [2025, 2025, 2026, 2026],
        "x": ["a", "b", "c", "d"],
    }
    ds.write_dataset(
        pa.table(rows),
        tmp_path / "extracts/2026-01-01/people",
        format="parquet",
        partitioning=ds.partitioning(
            pa.schema([("region", pa.string()), ("year", pa.int64())]), flavor="hive"
        ),
    )
    crm.run()
    assert crm.types() == {"id": "BIGINT", "x": "VARCHAR", "region": "VARCHAR", "year": "BIGINT"}
    assert crm.rows() == list(zip(*(rows[c] for c in ("id", "x", "region", "year")), strict=True))


def test_hive_partitions_of_csv_and_a_partition_that_moves(tmp_path: Path) -> None:
    crm = project(tmp_path, 'location: "extracts/{load_date}/{table}"', "rename: {load_date: day}")
    path = crm.deliver("people/load_date=2026-01-05/code=007/part.csv", "id\n1\n")
    crm.run()
    assert crm.rows() == [(1, dt.date(2026, 1, 5), "007")]
    moved = path.parents[1] / "code=008" / "part.csv"
    moved.parent.mkdir()
    path.rename(moved)
    crm.run()
    assert crm.rows() == [(1, dt.date(2026, 1, 5), "008")]


def test_without_a_load_date_the_files_of_a_wildcard_are_one_delivery(tmp_path: Path) -> None:
    crm = project(tmp_path, 'location: "inbox/{table}/*.csv"')
    folder = tmp_path / "inbox/people"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("id\n1\n")
    (folder / "b.csv").write_text("id\n2\n")
    crm.run()
    warehouse.open(tmp_path).run(now=NOW + dt.timedelta(days=1))
    assert crm.rows() == [(1,), (2,)]
    (folder / "c.csv").write_text("id\n3\n")
    warehouse.open(tmp_path).run(now=NOW + dt.timedelta(days=2))
    assert crm.rows() == [(1,), (2,), (3,)]
    assert [read for read, *_ in crm.sql(LOADS)] == [2, 3]


@pytest.mark.parametrize(("kind", "words"), [("folder", "holds no file"), ("link", "leads to no file")])
def test_what_is_named_like_an_extract_and_is_none_is_said(tmp_path: Path, kind: str, words: str) -> None:
    crm = project(tmp_path)
    crm.deliver("people.csv", "id,name\n1,Ann\n")
    wrong = tmp_path / "extracts/2026-01-02/people.csv"
    wrong.parent.mkdir(parents=True)
    wrong.mkdir() if kind == "folder" else wrong.symlink_to("nowhere.csv")
    facts = warehouse.open(tmp_path).run(now=NOW)
    (problem,) = facts.problems
    assert words in problem
    assert f"crm.people, {wrong}" in problem
    assert "move it away" in problem
    assert (facts.exit_code, len(facts.loads)) == (3, 1)
