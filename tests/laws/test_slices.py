"""Laws 1 to 3 and 8 for tables with slices: files of one or several, in any order, come to full copies."""

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
    location: "extracts/{{load_date}}/{{table}}.csv"
    tables:
      - name: people
        extract: {kind}
        slice: city
        key: id
        hash_keys: {{person_hk: [city, id]}}
        hashdiffs: {{person_hashdiff: [value]}}
        columns: [{{name: value, data_type: varchar}}]
"""

_MODELS = """
models:
  - name: hub_person
    config: {materialized: hub, hash_key: person_hk, business_key: [city, id], from: crm.people}
  - name: sat_person
    config: {materialized: satellite, hash_key: person_hk, hashdiff: person_hashdiff, from: crm.people}
  - name: dim_person
    config: {materialized: scd2, from: crm.people, unique_key: [city, id]}
"""

#: (key, value) of one slice in the order of the file; value None is a deletion.
Rows = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class File:
    """One delivery: its kind, its day, and the rows of each slice that it holds."""

    kind: str
    day: int
    slices: tuple[tuple[str, Rows], ...]

    @property
    def load_date(self) -> dt.datetime:
        return dt.datetime(2026, 1, self.day)

    @property
    def csv(self) -> str:
        lines = ["city,id,op,value"] if self.kind == "changes" else ["city,id,value"]
        # The slices stand between each other, as in a file that is ordered by something else.
        longest = max(len(rows) for _, rows in self.slices)
        for place in range(longest):
            for city, rows in self.slices:
                for key, value in rows[place : place + 1]:
                    word = f"{'d' if value is None else 'u'}," if self.kind == "changes" else ""
                    lines.append(f"{city},{key},{word}{value or ''}")
        return "\n".join(lines) + "\n"


KEYS = st.sampled_from(["k1", "k2", "k3"])
VALUES = st.sampled_from(["a", "b"])
CITIES = ("1", "Köln/Süd", "b=%2F")


def _rows(kind: str) -> st.SearchStrategy[Rows]:
    if kind == "snapshot":
        return st.dictionaries(KEYS, VALUES, min_size=1).map(lambda rows: tuple(rows.items()))
    if kind == "append":  # what was appended once never changes
        return st.lists(KEYS, min_size=1, max_size=3).map(lambda keys: tuple((k, f"of {k}") for k in keys))
    values = VALUES if kind == "upsert" else st.one_of(VALUES, st.none())
    return st.lists(st.tuples(KEYS, values), min_size=1, max_size=3).map(tuple)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[File], list[File]]:
    """Files by day and as they arrive: those of one day keep their order."""
    mix = draw(st.sampled_from([["snapshot"], ["append"], ["snapshot", "upsert", "changes"]]))
    days = sorted(draw(st.lists(st.integers(1, 4), min_size=2, max_size=5)))
    files: list[File] = []
    for day in days:
        kind = draw(st.sampled_from(mix))
        cities = draw(st.lists(st.sampled_from(CITIES), min_size=1, max_size=3, unique=True))
        file = File(kind, day, tuple((city, draw(_rows(kind))) for city in cities))
        if not any(other.day == day and other.csv == file.csv for other in files):
            files.append(file)
    shuffled = list(draw(st.permutations(files)))
    for day in set(days):
        in_order = iter([file for file in files if file.day == day])
        shuffled = [next(in_order) if file.day == day else file for file in shuffled]
    return files, shuffled


def project(root: Path) -> Path:
    (root / "models" / "vault").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: slices\n")
    (root / "models" / "sources.yml").write_text(_SOURCES.format(kind="snapshot"))
    (root / "models" / "vault" / "vault.yml").write_text(_MODELS)
    return root


def arrive(root: Path, file: File) -> None:
    (root / "models" / "sources.yml").write_text(_SOURCES.format(kind=file.kind))
    folder = root / "extracts" / file.load_date.date().isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "people.csv").write_text(file.csv)
    facts = warehouse.open(root).run(now=NOW)
    assert facts.problems == ()
    assert [model.error for model in facts.models if model.error] == []


def loads_of(files: Sequence[File]) -> list[kinds.KindLoad]:
    counts: dict[tuple[int, str], int] = {}
    found = []
    for file in files:
        for city, rows in file.slices:
            counts[file.day, city] = counts.get((file.day, city), 0) + 1
            seq = counts[file.day, city]
            found.append(kinds.KindLoad(file.kind, file.load_date, seq, rows, city))
    return found


def assert_as_copied(root: Path, loads: Sequence[kinds.KindLoad]) -> None:
    """Every reading, the ledger's counts, the hub, the satellite and the dimension, against full copies."""
    found = kinds.copies(loads)
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:

        def rows(sql: str) -> list[tuple[object, ...]]:
            return sorted(connection.execute(sql).fetchall(), key=str)

        def same(sql: str, expected: object) -> None:
            assert rows(sql) == sorted(expected, key=str), sql  # type: ignore[call-overload]

        same("SELECT city, id, value, load_date, _seen_load_date FROM psa.crm__people", kinds.current(found))
        same(
            "SELECT city, load_date, load_seq, id, value FROM psa.crm__people__loads",
            [
                (copy.load.slice, copy.load.load_date, copy.load.seq, key, value)
                for copy in found
                for key, value in copy.delivered.items()
            ],
        )
        columns = ", ".join(f"rows_{name}" for name in found[0].counts) if found else "1"
        same(
            "SELECT slice, load_date, load_seq, row_count, "
            f"{columns} FROM meta.loads WHERE status = 'accepted'",
            [(c.load.slice, c.load.load_date, c.load.seq, len(c.content), *c.counts.values()) for c in found],
        )
        for moment in {copy.load.load_date for copy in found}:
            until = [copy for copy in found if copy.load.load_date <= moment]
            same(
                "SELECT city, id, value, load_date, _seen_load_date "
                f"FROM psa.crm__people__at('{moment.isoformat()}')",
                kinds.current(until),
            )
        versions = kinds.versions(found)
        same("SELECT city, id, value, valid_from, valid_to FROM vault.dim_person", versions)
        first_seen = {
            (copy.load.slice, key): copy.load.load_date for copy in reversed(found) for key in copy.delivered
        }
        same(
            "SELECT city, id, load_date FROM vault.hub_person",
            [(*key, since) for key, since in first_seen.items()],
        )
    assert warehouse.open(root).verify() == []


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories(), st.data())
def test_any_order_of_slices_comes_to_full_copies(
    history: tuple[list[File], list[File]], data: st.DataObject
) -> None:
    in_order, shuffled = history
    with tempfile.TemporaryDirectory() as folder:
        root = project(Path(folder, "project"))
        for file in shuffled:
            arrive(root, file)
        loads = loads_of(in_order)
        assert_as_copied(root, loads)
        ids = _load_ids(root)
        rejected: set[tuple[str, dt.datetime, int]] = set()
        for place in data.draw(st.lists(st.sampled_from(sorted(ids)), max_size=2)):
            wh = warehouse.open(root)
            facts = wh.accept(ids[place], now=NOW) if place in rejected else wh.reject(ids[place], now=NOW)
            assert facts.problems == ()
            rejected ^= {place}
        assert_as_copied(root, [x for x in loads if (x.slice, x.load_date, x.seq) not in rejected])
        incremental = tables(root)
        warehouse.open(root).rebuild(now=NOW)
        assert tables(root) == incremental


def _load_ids(root: Path) -> dict[tuple[str, dt.datetime, int], str]:
    with duckdb.connect(str(root / ".warehouse" / "state.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "SELECT slice, load_date, load_seq, CAST(load_id AS VARCHAR) FROM meta.loads"
        )
        return {(slice, load_date, seq): load_id for slice, load_date, seq, load_id in rows.fetchall()}
