"""Laws 1, 2, 4 and 8 with erasures: what is left is what full copies say in which the key never was.

The model keeps every delivery as rows in Python. An erasure takes the rows of the key out of all of them, and
out of those that come later, until it is forgotten. No file but the extracts may hold an erased key.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracles import kinds
from oracles.kinds import KindLoad

import warehouse
from laws.support import NOW, tables
from warehouse.errors import UsageError

_SOURCES = """
sources:
  - name: crm
    location: "extracts/{{load_date}}/{{table}}.csv"
    tables:
      - name: people
        extract: {kind}
        {slice}
        key: id
        max_rejects: 100%
        hash_keys: {{person_hk: [{key}]}}
        hashdiffs: {{person_hashdiff: [value]}}
        columns: [{{name: value, data_type: varchar}}, {{name: n, data_type: bigint}}]
"""

_MODELS = """
models:
  - name: hub_person
    config: {{materialized: hub, hash_key: person_hk, business_key: [{key}], from: crm.people}}
  - name: sat_person
    config: {{materialized: satellite, hash_key: person_hk, hashdiff: person_hashdiff, from: crm.people}}
  - name: dim_person
    config: {{materialized: scd2, from: crm.people, unique_key: [{key}]}}
"""

#: (key, value, whether its number is none) in the order of the file; value None is a deletion.
Row = tuple[str, str | None, bool]
Place = tuple[str | None, dt.datetime, int]


@dataclass(frozen=True)
class File:
    """One delivery: its kind, its day, its slice, its rows."""

    kind: str
    day: int
    city: str | None
    rows: tuple[Row, ...]

    @property
    def load_date(self) -> dt.datetime:
        return dt.datetime(2026, 1, self.day)

    @property
    def csv(self) -> str:
        has_operation, is_sliced = self.kind == "changes", self.city is not None
        header = ["city"] * is_sliced + ["id"] + ["op"] * has_operation + ["value", "n"]
        lines = [
            [self.city or ""] * is_sliced
            + [key]
            + ["d" if value is None else "u"] * has_operation
            + [value or "", "wrong" if is_bad else "1"]
            for key, value, is_bad in self.rows
        ]
        return "\n".join(",".join(line) for line in [header, *lines]) + "\n"


@dataclass(frozen=True)
class Do:
    """An archiving, a decision, an erasure, or the forgetting of one; `number` chooses of what."""

    what: str
    number: int


Plan = tuple[bool, list[File | Do]]
KEYS = ("keyone771", "keytwo882", "keythree993")
VALUES = st.sampled_from(["a", "b"])


def _rows(kind: str) -> st.SearchStrategy[tuple[Row, ...]]:
    keys = st.sampled_from(KEYS)
    bad = st.sampled_from([False, False, False, True])
    if kind == "snapshot":
        found = st.dictionaries(keys, VALUES).map(lambda rows: [(k, v, False) for k, v in rows.items()])
    elif kind == "append":  # what was appended once never changes
        found = st.lists(st.tuples(keys, bad), max_size=3).map(
            lambda some: [(key, f"of {key}", is_bad) for key, is_bad in some]
        )
    else:
        values = VALUES if kind == "upsert" else st.one_of(VALUES, st.none())
        found = st.lists(st.tuples(keys, values, bad), max_size=3)
    # One good row always stays: a gate holds back a delivery that is empty, or has only rejected rows.
    return found.map(lambda rows: (("stays", "of stays", False), *rows))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    is_sliced = draw(st.booleans())
    mix = draw(st.sampled_from([["snapshot"], ["append"], ["snapshot", "upsert", "changes"], ["upsert"]]))
    cities = ("ada", "Köln/Süd") if is_sliced else (None,)
    steps: list[File | Do] = []
    for number in range(draw(st.integers(3, 5))):
        kind = draw(st.sampled_from(mix))
        day = max(1, 3 + number - draw(st.sampled_from([0, 0, 0, 1, 3])))  # some come late, or twice
        steps.append(File(kind, day, draw(st.sampled_from(cities)), draw(_rows(kind))))
        what = draw(st.sampled_from(["", "erase", "erase", "archive", "decide", "forget"]))
        if number > 0 and what:
            steps.append(Do(what, draw(st.integers(0, 9))))
    return is_sliced, [*steps, Do("erase", draw(st.integers(0, 9)))]


@dataclass
class Model:
    """Full copies of all deliveries without the rows of erased keys, in plain Python."""

    status: dict[Place, str] = field(default_factory=dict)
    files: dict[Place, File] = field(default_factory=dict)
    rows: dict[Place, list[Row]] = field(default_factory=dict)
    erased: set[tuple[str | None, str]] = field(default_factory=set)
    texts: set[tuple[int, str]] = field(default_factory=set)

    def deliver(self, file: File) -> None:
        seq = 1 + sum(place[:2] == (file.city, file.load_date) for place in self.files)
        place = (file.city, file.load_date, seq)
        self.files[place], self.status[place] = file, "accepted"
        self.rows[place] = [row for row in file.rows if (file.city, row[0]) not in self.erased]

    def erase(self, city: str | None, key: str) -> bool:
        """Take a key out of everything; whether there was any of it."""
        had = False
        for place, rows in self.rows.items():
            if place[0] == city:
                self.rows[place] = [row for row in rows if row[0] != key]
                had = had or self.rows[place] != rows
        return had

    def loads(self) -> list[KindLoad]:
        return [
            KindLoad(self.files[p].kind, p[1], p[2], tuple(r[:2] for r in self.rows[p] if not r[2]), p[0])
            for p, status in self.status.items()
            if status == "accepted"
        ]


def _key_of(model: Model, number: int) -> tuple[str | None, str]:
    cities = sorted({place[0] for place in model.files}, key=str)
    return cities[number % len(cities)], KEYS[number % len(KEYS)]


def _take(root: Path, model: Model, step: File | Do) -> None:
    if isinstance(step, File):
        if (step.day, step.csv) in model.texts:
            return  # the same file again is no load
        model.texts.add((step.day, step.csv))
        _declare(root, step.kind, is_sliced=step.city is not None)
        path = root / "extracts" / step.load_date.date().isoformat() / "people.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.csv)
        facts = warehouse.open(root).run(now=NOW)
        assert facts.problems == (), "\n".join(facts.problems)
        assert [load.status for load in facts.loads if load.is_new] == ["accepted"]
        model.deliver(step)
        return
    wh = warehouse.open(root)
    if step.what == "archive":
        assert wh.archive(older_than="1d", to=root / "cold", now=NOW).problems == ()
    elif step.what == "decide":
        places = sorted(model.files, key=str)
        place = places[step.number % len(places)]
        is_accepted = model.status[place] == "accepted"
        if is_accepted and sum(status == "accepted" for status in model.status.values()) == 1:
            return  # one load stays, so that there are tables to compare
        facts = (wh.reject if is_accepted else wh.accept)(_load_ids(root)[place], now=NOW)
        assert facts.problems == ()
        model.status[place] = "rejected" if is_accepted else "accepted"
    else:
        _erase_or_forget(wh, model, step)


def _erase_or_forget(wh: warehouse.Warehouse, model: Model, step: Do) -> None:
    city, key = _key_of(model, step.number)
    words = [key] if city is None else [city, key]
    forgets = step.what == "forget"
    is_possible = ((city, key) in model.erased) if forgets else model.erase(city, key)
    if not is_possible:
        with pytest.raises(UsageError, match="is not erased|never had|erased already"):
            wh.erase("people", *words, forget=forgets, now=NOW)
        return
    erased = wh.erase("people", *words, forget=forgets, now=NOW)
    if forgets:
        model.erased.remove((city, key))
        return
    model.erased.add((city, key))
    assert erased.facts is not None
    assert erased.facts.exit_code == 0


def _load_ids(root: Path) -> dict[Place, str]:
    with duckdb.connect(str(root / ".warehouse" / "state.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "SELECT slice, load_date, load_seq, CAST(load_id AS VARCHAR) FROM meta.loads"
        ).fetchall()
    return {(slice, load_date, seq): load_id for slice, load_date, seq, load_id in rows}


def _holding(root: Path, word: str) -> list[str]:
    """The files, but extracts, that hold a word: values of Parquet files, and the bytes of all others."""
    found = []
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        if path.is_relative_to(root / "extracts"):
            continue
        if path.suffix == ".parquet":
            text = str(pq.ParquetFile(path).read().to_pylist()).encode()
        else:
            text = path.read_bytes()
        found += [str(path.relative_to(root))] * (word.encode() in text)
    return found


def _assert_as_copied(root: Path, model: Model, *, is_sliced: bool) -> None:
    found = kinds.copies(model.loads())
    city = "city" if is_sliced else "NULL"
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:

        def same(sql: str, expected: object) -> None:
            rows = sorted(connection.execute(sql).fetchall(), key=str)
            assert rows == sorted(expected, key=str), sql  # type: ignore[call-overload]

        shown = f"{city}, id, value, load_date, _seen_load_date"
        same(f"SELECT {shown} FROM psa.crm__people", kinds.current(found))
        same(
            f"SELECT {city}, load_date, load_seq, id, value FROM psa.crm__people__loads",
            [
                (c.load.slice, c.load.load_date, c.load.seq, *row)
                for c in found
                for row in c.delivered.items()
            ],
        )
        same(f"SELECT {city}, id, value, valid_from, valid_to FROM vault.dim_person", kinds.versions(found))
        names = ("new", "changed", "removed")
        same(
            f"SELECT slice, load_date, load_seq, row_count, {', '.join(f'rows_{n}' for n in names)} "
            "FROM meta.loads WHERE status = 'accepted'",
            [
                (c.load.slice, c.load.load_date, c.load.seq, len(c.content), *(c.counts[n] for n in names))
                for c in found
            ],
        )
        same(
            "SELECT slice, load_date, load_seq, rows_read FROM meta.loads",
            [(*place, len(file.rows)) for place, file in model.files.items()],
        )
        same(
            "SELECT load_id FROM meta.loads WHERE status = 'accepted' AND rows_read <> rows_new "
            "+ rows_changed + rows_unchanged + rows_deleted + rows_duplicate + rows_rejected + rows_erased",
            [],
        )
    assert warehouse.open(root).verify() == []


def _declare(root: Path, kind: str, *, is_sliced: bool) -> None:
    key = "city, id" if is_sliced else "id"
    slice = "slice: city" if is_sliced else ""
    (root / "models" / "sources.yml").write_text(_SOURCES.format(kind=kind, slice=slice, key=key))


@pytest.mark.thorough
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans())
def test_what_is_left_after_erasures_is_what_never_had_the_keys(plan: Plan) -> None:
    is_sliced, steps = plan
    model = Model()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "project")
        (root / "models" / "vault").mkdir(parents=True)
        (root / "warehouse.yml").write_text("name: erased\n")
        models = _MODELS.format(key="city, id" if is_sliced else "id")
        (root / "models" / "vault" / "vault.yml").write_text(models)
        for step in steps:
            _take(root, model, step)
        _assert_as_copied(root, model, is_sliced=is_sliced)
        for city, key in model.erased:
            if all(other == city for other in {place[0] for place in model.files}):
                assert _holding(root, key) == []
        incremental = tables(root)
        assert warehouse.open(root).verify(deep=True) == []
        shutil.rmtree(root / ".warehouse")
        warehouse.open(root).rebuild(now=NOW)
        assert tables(root) == incremental
