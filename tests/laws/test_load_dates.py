"""Laws 1 to 4 and 8 where a column tells the load date: files of several dates, as full copies."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracles import kinds

import warehouse
from laws.support import NOW, tables

_SOURCES = """
sources:
  - name: crm
    location: "extracts/{{table}}.csv"
    tables:
      - name: people
        extract: {kind}
        load_date: {{column: day, format: "%d.%m.%Y"}}
        key: id
        columns: [{{name: value, data_type: varchar}}]
"""

_MODELS = """
models:
  - name: dim_person
    config: {materialized: scd2, from: crm.people, unique_key: id}
"""

Rows = tuple[tuple[str, str | None], ...]

KEYS = st.sampled_from(["k1", "k2", "k3"])
VALUES = st.sampled_from(["a", "b"])


@dataclass(frozen=True)
class File:
    """One delivery: its kind and the rows of each day of January that it holds."""

    kind: str
    days: tuple[tuple[int, Rows], ...]

    @property
    def csv(self) -> str:
        """The days stand between each other, as in a file that is ordered by something else."""
        lines = ["id,day,op,value"] if self.kind == "changes" else ["id,day,value"]
        for place in range(max(len(rows) for _, rows in self.days)):
            for day, rows in self.days:
                for key, value in rows[place : place + 1]:
                    word = f"{'d' if value is None else 'u'}," if self.kind == "changes" else ""
                    lines.append(f"{key},{day:02}.01.2026,{word}{value or ''}")
        return "\n".join(lines) + "\n"


def _rows(kind: str) -> st.SearchStrategy[Rows]:
    if kind == "snapshot":
        return st.dictionaries(KEYS, VALUES, min_size=1).map(lambda rows: tuple(rows.items()))
    if kind == "append":  # what was appended once never changes
        return st.lists(KEYS, min_size=1, max_size=3).map(lambda keys: tuple((k, f"of {k}") for k in keys))
    values = VALUES if kind == "upsert" else st.one_of(VALUES, st.none())
    return st.lists(st.tuples(KEYS, values), min_size=1, max_size=3).map(tuple)


@st.composite
def files(draw: st.DrawFn) -> list[File]:
    """Files as they arrive; a day that comes again is a correction."""
    mix = draw(st.sampled_from([["snapshot"], ["append"], ["snapshot", "upsert", "changes"]]))
    found: list[File] = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(mix))
        days = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4, unique=True))
        file = File(kind, tuple((day, draw(_rows(kind))) for day in days))
        if all(other.csv != file.csv for other in found):
            found.append(file)
    return found


def _loads(arrived: Sequence[File]) -> list[kinds.KindLoad]:
    counts: dict[int, int] = {}
    found = []
    for file in arrived:
        for day, rows in file.days:
            counts[day] = counts.get(day, 0) + 1
            found.append(kinds.KindLoad(file.kind, dt.datetime(2026, 1, day), counts[day], rows))
    return found


def _arrive(root: Path, file: File) -> None:
    (root / "models" / "sources.yml").write_text(_SOURCES.format(kind=file.kind))
    (root / "extracts" / "people.csv").write_text(file.csv)
    facts = warehouse.open(root).run(now=NOW)
    assert facts.problems == ()
    assert [model.error for model in facts.models if model.error] == []


def _assert_as_copied(root: Path, loads: Sequence[kinds.KindLoad]) -> None:
    found = kinds.copies(loads)
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:

        def same(sql: str, expected: Sequence[tuple[object, ...]]) -> None:
            assert sorted(connection.execute(sql).fetchall(), key=str) == sorted(expected, key=str), sql

        same(
            "SELECT id, value, load_date, _seen_load_date FROM psa.crm__people",
            [row[1:] for row in kinds.current(found)],
        )
        same(
            "SELECT load_date, load_seq, id, value FROM psa.crm__people__loads",
            [(copy.load.load_date, copy.load.seq, *row) for copy in found for row in copy.delivered.items()],
        )
        columns = ", ".join(f"rows_{name}" for name in found[0].counts)
        same(
            f"SELECT load_date, load_seq, row_count, {columns} FROM meta.loads WHERE status = 'accepted'",
            [(c.load.load_date, c.load.seq, len(c.content), *c.counts.values()) for c in found],
        )
        same(
            "SELECT id, value, valid_from, valid_to FROM main.dim_person",
            [row[1:] for row in kinds.versions(found)],
        )
    assert warehouse.open(root).verify() == []


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(files(), st.data())
def test_files_of_several_dates_come_to_full_copies(arrived: list[File], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "project")
        (root / "models").mkdir(parents=True)
        (root / "extracts").mkdir()
        (root / "warehouse.yml").write_text("name: dates\n")
        (root / "models" / "models.yml").write_text(_MODELS)
        for file in arrived:
            _arrive(root, file)
        loads = _loads(arrived)
        _assert_as_copied(root, loads)
        with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
            ids = connection.execute("SELECT CAST(load_id AS VARCHAR), load_date, load_seq FROM meta.loads")
            one, *place = data.draw(st.sampled_from(sorted(ids.fetchall())))
        if len(loads) > 1:
            warehouse.open(root).reject(one, now=NOW)
            _assert_as_copied(root, [load for load in loads if [load.load_date, load.seq] != place])
            warehouse.open(root).accept(one, now=NOW)
            _assert_as_copied(root, loads)
        there = tables(root)
        warehouse.open(root).rebuild(now=NOW)
        assert tables(root) == there
