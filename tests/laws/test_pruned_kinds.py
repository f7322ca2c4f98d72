"""Laws 1 to 3 and 8 with everything at once: loads of all kinds, slices, late ones, decisions and prunings.

The model keeps full copies in dicts and never prunes. What is kept must read back as the copies say; what is
derived must be what the copies of all loads make, pruned ones among them; `rebuild` must give the same.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from oracles import dimensions, kinds
from oracles.kinds import KindLoad

import warehouse
from laws.support import NOW, tables

_SOURCES = """
sources:
  - name: crm
    location: "extracts/{{load_date}}/{{table}}.csv"
    tables:
      - name: people
        extract: {kind}
        {slice}
        key: id
        hash_keys: {{person_hk: [{key}], id_hk: id}}
        hashdiffs: {{person_hashdiff: [value]}}
        columns: [{{name: value, data_type: varchar}}]
"""

_APART = """
models:
  - name: hub_person
    config: {{materialized: hub, hash_key: person_hk, business_key: [{key}], from: crm.people}}
  - name: hub_id
    config: {{materialized: hub, hash_key: id_hk, business_key: [id], from: crm.people}}
  - name: sat_person
    config: {{materialized: satellite, hash_key: person_hk, hashdiff: person_hashdiff, from: crm.people}}
  - name: dim_person
    config: {{materialized: scd2, from: crm.people, unique_key: [{key}]}}
  - name: dim_flag
    config:
      materialized: scd2
      from: crm.people
      unique_key: [{key}]
      previous: [value]
      current: [value]
      deletes: flag
      first_valid_from: beginning
  - name: dim_ignore
    config: {{materialized: scd2, from: crm.people, unique_key: [{key}], deletes: ignore}}
  - name: dim_first
    config: {{materialized: scd1, from: crm.people, unique_key: [{key}], keep: [value]}}
"""

#: The same, as their oracle takes it.
_FLAG = dimensions.Options(
    ("value",), previous=("value",), current=("value",), deletes="flag", beginning=True
)
_IGNORE = dimensions.Options(("value",), deletes="ignore")
_FIRST = dimensions.Options((), keep=("value",))

#: These keep one history for all slices: nothing that one of them lets go may be delivered for another.
_ACROSS = """
  - name: status_id
    config: {materialized: status_satellite, hash_key: id_hk, from: crm.people}
  - name: dim_count
    config: {materialized: scd2, unique_key: value}
"""
_COUNT = "SELECT value, count(*) AS people FROM {{ source('crm', 'people') }} GROUP BY value\n"

_VERSION = ("valid_from", "valid_to", "is_deleted")

#: (key, value) in the order of the file; value None is a deletion.
Rows = tuple[tuple[str, str | None], ...]
Place = tuple[str | None, dt.datetime, int]


@dataclass(frozen=True)
class File:
    """One delivery: its kind, its day, and the rows of each slice that it holds; None without slices."""

    kind: str
    day: int
    slices: tuple[tuple[str | None, Rows], ...]

    @property
    def load_date(self) -> dt.datetime:
        return dt.datetime(2026, 1, self.day)

    @property
    def csv(self) -> str:
        lines = []
        for city, rows in self.slices:
            for key, value in rows:
                word = ["d" if value is None else "u"] if self.kind == "changes" else []
                lines.append(",".join([*([] if city is None else [city]), key, *word, value or ""]))
        is_sliced = self.slices[0][0] is not None
        header = [
            *(["city"] if is_sliced else []),
            "id",
            *(["op"] if self.kind == "changes" else []),
            "value",
        ]
        return "\n".join([",".join(header), *lines]) + "\n"


@dataclass(frozen=True)
class Prune:
    """Keep so many days or loads."""

    measure: str
    number: int


@dataclass(frozen=True)
class Decide:
    """Reject an accepted load, or accept a rejected one: the `number`-th of those that can be decided on."""

    number: int


Step = File | Prune | Decide
#: Whether there are slices, whether models keep histories across them, and what happens.
Plan = tuple[bool, bool, list[Step]]
KEYS = st.sampled_from(["k1", "k2", "k3"])
VALUES = st.sampled_from(["a", "b"])


def _rows(kind: str) -> st.SearchStrategy[Rows]:
    if kind == "snapshot":
        return st.dictionaries(KEYS, VALUES, min_size=1).map(lambda rows: tuple(rows.items()))
    if kind == "append":  # what was appended once never changes
        return st.lists(KEYS, min_size=1, max_size=3).map(lambda keys: tuple((k, f"of {k}") for k in keys))
    values = VALUES if kind == "upsert" else st.one_of(VALUES, st.none())
    return st.lists(st.tuples(KEYS, values), min_size=1, max_size=3).map(tuple)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    is_sliced, is_across = draw(st.sampled_from([(True, False), (True, True), (True, False), (False, True)]))
    mix = draw(st.sampled_from([["snapshot"], ["append"], ["snapshot", "upsert", "changes"], ["changes"]]))
    cities = ("ada", "bo=1", "Köln/Süd") if is_sliced else (None,)
    prunes = st.builds(Prune, st.sampled_from(["days", "loads"]), st.integers(1, 3))
    steps: list[Step] = []
    for number in range(draw(st.integers(4, 7))):
        kind = draw(st.sampled_from(mix))
        # Most come in their order, some of them late.
        day = max(1, 3 + number - draw(st.sampled_from([0, 0, 0, 1, 2, 4])))
        held = draw(st.lists(st.sampled_from(cities), min_size=1, max_size=3, unique=True))
        steps.append(File(kind, day, tuple((city, draw(_rows(kind))) for city in held)))
        if number > 0:
            more = draw(st.sampled_from(["", "", "prune", "decide"]))
            if more:
                steps.append(draw(prunes if more == "prune" else st.builds(Decide, st.integers(0, 9))))
    return is_sliced, is_across, [*steps, draw(prunes), File(mix[0], 12, ((cities[0], draw(_rows(mix[0]))),))]


@dataclass
class Model:
    """Full copies of all that ever was accepted, and what was let go: plain Python over lists."""

    is_across: bool
    status: dict[Place, str] = field(default_factory=dict)
    loads: dict[Place, KindLoad] = field(default_factory=dict)
    texts: set[tuple[int, str]] = field(default_factory=set)

    def horizon(self, slice: str | None) -> dt.datetime:
        """Up to when nothing of a slice can be delivered or decided."""
        gone = [
            place[1]
            for place, status in self.status.items()
            if status == "pruned" and (self.is_across or place[0] == slice)
        ]
        return max(gone, default=dt.datetime.min)

    def kept(self) -> list[KindLoad]:
        return [load for place, load in self.loads.items() if self.status[place] == "accepted"]

    def everything(self) -> list[KindLoad]:
        """All that the derived tables come from."""
        return [x for place, x in self.loads.items() if self.status[place] in ("accepted", "pruned")]

    def deliver(self, file: File) -> bool:
        """Take in a file; whether some of it comes too late."""
        is_late = False
        for city, rows in file.slices:
            if file.load_date <= self.horizon(city):
                is_late = True
                continue
            seq = 1 + max((p[2] for p in self.status if p[:2] == (city, file.load_date)), default=0)
            place = (city, file.load_date, seq)
            self.loads[place] = KindLoad(file.kind, file.load_date, seq, rows, city)
            self.status[place] = "accepted"
        return is_late

    def prune(self, prune: Prune) -> None:
        accepted = sorted((p for p, s in self.status.items() if s == "accepted"), key=lambda p: p[1:])
        newest = max((place[1] for place in accepted), default=dt.datetime.min)
        for city in {place[0] for place in accepted}:
            own = [place for place in accepted if place[0] == city]
            first = own[-min(prune.number, len(own))][1]
            if prune.measure == "days":
                first = min(own[-1][1], newest - dt.timedelta(days=prune.number))
            for place in own:
                if place[1] < first:
                    self.status[place] = "pruned"
        for place, status in self.status.items():
            if status == "rejected" and place[1] <= self.horizon(place[0]):
                self.status[place] = "gone"

    def can_decide(self) -> list[Place]:
        return [
            place
            for place, status in sorted(self.status.items(), key=str)
            if status in ("accepted", "rejected") and place[1] > self.horizon(place[0])
        ]


def project(root: Path, *, is_sliced: bool, is_across: bool) -> Path:
    (root / "models" / "vault").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: pruned\n")
    key = "city, id" if is_sliced else "id"
    models = _APART.format(key=key) + (_ACROSS if is_across else "")
    (root / "models" / "vault" / "vault.yml").write_text(models)
    if is_across:
        (root / "models" / "vault" / "dim_count.sql").write_text(_COUNT)
    _declare(root, "snapshot", is_sliced)
    return root


def _declare(root: Path, kind: str, is_sliced: bool) -> None:
    text = _SOURCES.format(
        kind=kind, slice="slice: city" if is_sliced else "", key="city, id" if is_sliced else "id"
    )
    (root / "models" / "sources.yml").write_text(text)


def take(root: Path, model: Model, step: Step) -> None:
    """Let one thing happen to the warehouse and to the model."""
    wh = warehouse.open(root)
    if isinstance(step, Prune):
        facts = wh.prune(now=NOW, **{step.measure: step.number})
        assert facts.problems == (), "\n".join(facts.problems)
        model.prune(step)
        return
    if isinstance(step, Decide):
        places = model.can_decide()
        if places:
            place = places[step.number % len(places)]
            is_accepted = model.status[place] == "accepted"
            load_id = _load_ids(root)[place]
            facts = (wh.reject if is_accepted else wh.accept)(load_id, now=NOW)
            assert facts.problems == ()
            model.status[place] = "rejected" if is_accepted else "accepted"
        return
    if (step.day, step.csv) in model.texts:
        return
    model.texts.add((step.day, step.csv))
    _declare(root, step.kind, step.slices[0][0] is not None)
    path = root / "extracts" / step.load_date.date().isoformat() / "people.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(step.csv)
    facts = warehouse.open(root).run(now=NOW)
    assert [m.error for m in facts.models if m.error] == []
    if model.deliver(step):
        event("late")
        assert facts.problems
        assert all("comes too late" in problem for problem in facts.problems), "\n".join(facts.problems)
        path.unlink()
    else:
        assert facts.problems == (), "\n".join(facts.problems)


def _load_ids(root: Path) -> dict[Place, str]:
    with duckdb.connect(str(root / ".warehouse" / "state.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "SELECT slice, load_date, load_seq, CAST(load_id AS VARCHAR) FROM meta.loads"
        ).fetchall()
    return {(slice, load_date, seq): load_id for slice, load_date, seq, load_id in rows}


def assert_as_copied(root: Path, model: Model) -> None:
    """Every reading of what is kept, and every derived table, against full copies."""
    found = kinds.copies(model.everything())
    kept = {(load.slice, load.load_date, load.seq) for load in model.kept()}
    own = [c for c in found if (c.load.slice, c.load.load_date, c.load.seq) in kept]
    is_sliced = any(load.slice is not None for load in model.loads.values())
    city = "city" if is_sliced else "NULL"
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:

        def same(sql: str, expected: object) -> None:
            rows = sorted(connection.execute(sql).fetchall(), key=str)
            assert rows == sorted(expected, key=str), sql  # type: ignore[call-overload]

        shown = f"{city}, id, value, load_date, _seen_load_date"
        same(f"SELECT {shown} FROM psa.crm__people", kinds.current(found))
        same(
            f"SELECT {city}, load_date, load_seq, id, value FROM psa.crm__people__loads",
            [(c.load.slice, c.load.load_date, c.load.seq, *row) for c in own for row in c.delivered.items()],
        )
        horizon = max((p[1] for p, s in model.status.items() if s == "pruned"), default=dt.datetime.min)
        for moment in {copy.load.load_date for copy in own if copy.load.load_date >= horizon}:
            until = [copy for copy in found if copy.load.load_date <= moment]
            then = f"psa.crm__people__at('{moment.isoformat()}')"
            same(f"SELECT {shown} FROM {then}", kinds.current(until))
        columns = ", ".join(f"rows_{name}" for name in found[0].counts) if found else "1"
        same(
            f"SELECT slice, load_date, load_seq, row_count, {columns} FROM meta.loads "
            "WHERE status = 'accepted'",
            [(c.load.slice, c.load.load_date, c.load.seq, len(c.content), *c.counts.values()) for c in found],
        )
        same(f"SELECT {city}, id, value, valid_from, valid_to FROM vault.dim_person", kinds.versions(found))
        same(
            f"SELECT {city}, id, value, s.load_date FROM vault.sat_person AS s "
            "JOIN vault.hub_person USING (person_hk)",
            kinds.states(found),
        )
        firsts = {(c.load.slice, key): c.load.load_date for c in reversed(found) for key in c.delivered}
        same(f"SELECT {city}, id, load_date FROM vault.hub_person", [(*k, on) for k, on in firsts.items()])
        ids = {key: c.load.load_date for c in reversed(found) for key in c.delivered}
        same("SELECT id, load_date FROM vault.hub_id", ids.items())
        for dimension, (found_by, options, columns) in {
            "dim_flag": (dimensions.versions, _FLAG, ("previous_value", "current_value", *_VERSION)),
            "dim_ignore": (dimensions.versions, _IGNORE, _VERSION),
            "dim_first": (dimensions.newest, _FIRST, ("is_deleted",)),
        }.items():
            expected = [
                (part, row["id"], row["value"], *(row[c] for c in columns))
                for part, whole_days in kinds.days(found).items()
                for row in found_by(whole_days, ["id"], options)
            ]
            same(f"SELECT {city}, id, value, {', '.join(columns)} FROM vault.{dimension}", expected)
        if model.is_across:
            same("SELECT value, people, valid_from, valid_to FROM vault.dim_count", kinds.counted(found))
            same(
                "SELECT id, status, s.load_date FROM vault.status_id AS s JOIN vault.hub_id USING (id_hk)",
                kinds.appearances(found),
            )
    assert warehouse.open(root).verify() == []


@pytest.mark.thorough
@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(plans())
def test_whatever_comes_and_goes_reads_back_as_full_copies(plan: Plan) -> None:
    whole(plan)


def whole(plan: Plan) -> None:
    """Let everything happen, and compare."""
    is_sliced, is_across, steps = plan
    model = Model(is_across)
    with tempfile.TemporaryDirectory() as folder:
        root = project(Path(folder, "project"), is_sliced=is_sliced, is_across=is_across)
        for step in steps:
            take(root, model, step)
            if isinstance(step, Prune):
                assert_as_copied(root, model)
        assert_as_copied(root, model)
        incremental = tables(root)
        assert warehouse.open(root).verify(deep=True) == []
        shutil.rmtree(root / ".warehouse")
        warehouse.open(root).rebuild(now=NOW)
        assert tables(root) == incremental
        assert_as_copied(root, model)
