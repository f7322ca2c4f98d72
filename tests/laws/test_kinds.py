"""Laws 1 to 3 and 8 for every kind of load: any order and any split come to what full copies come to."""

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
        key: id
        hash_keys: {{person_hk: id}}
        hashdiffs: {{person_hashdiff: [value]}}
        columns: [{{name: value, data_type: varchar}}]
"""

_MODELS = """
models:
  - name: hub_person
    config: {materialized: hub, hash_key: person_hk, business_key: [id], from: crm.people}
  - name: sat_person
    config: {materialized: satellite, hash_key: person_hk, hashdiff: person_hashdiff, from: crm.people}
  - name: dim_person
    config: {materialized: scd2, from: crm.people, unique_key: id}
"""


@dataclass(frozen=True)
class Extract:
    """One delivery: its kind, its day, and (key, value) rows; value None is a deletion."""

    kind: str
    day: int
    rows: tuple[tuple[str, str | None], ...]

    @property
    def load_date(self) -> dt.datetime:
        return dt.datetime(2026, 1, self.day)


def project(root: Path, kind: str = "snapshot") -> Path:
    (root / "models" / "vault").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: kinds\n")
    (root / "models" / "sources.yml").write_text(_SOURCES.format(kind=kind))
    (root / "models" / "vault" / "vault.yml").write_text(_MODELS)
    return root


def arrive(root: Path, batch: Sequence[Extract]) -> warehouse.report.facts.RunFacts:
    """Extracts of one kind, which the table is declared to be of now, arrive and are taken in."""
    [kind] = {extract.kind for extract in batch}
    (root / "models" / "sources.yml").write_text(_SOURCES.format(kind=kind))
    for extract in batch:
        folder = root / "extracts" / extract.load_date.date().isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "people.csv").write_text(_csv(extract))
    facts = warehouse.open(root).run(now=NOW)
    assert facts.problems == ()
    assert [model.error for model in facts.models if model.error] == []
    return facts


def _csv(extract: Extract) -> str:
    if extract.kind != "changes":
        return "id,value\n" + "".join(f"{key},{value}\n" for key, value in extract.rows)
    return "id,op,value\n" + "".join(
        f"{key},{'d' if value is None else 'u'},{value or ''}\n" for key, value in extract.rows
    )


KEYS = st.sampled_from(["k1", "k2", "k3", "k4"])
VALUES = st.sampled_from(["a", "b"])


def _rows(kind: str) -> st.SearchStrategy[tuple[tuple[str, str | None], ...]]:
    if kind == "snapshot":
        return st.dictionaries(KEYS, VALUES, min_size=1).map(lambda rows: tuple(rows.items()))
    if kind == "append":  # what was appended once never changes
        return st.lists(KEYS, max_size=4).map(lambda keys: tuple((key, f"of {key}") for key in keys))
    values = VALUES if kind == "upsert" else st.one_of(VALUES, st.none())
    return st.lists(st.tuples(KEYS, values), max_size=4).map(tuple)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Extract], list[Extract]]:
    """Extracts of one kind, or of mixed kinds, by day and as they arrive: corrections keep their order."""
    mix = draw(st.sampled_from([["upsert"], ["changes"], ["append"], ["snapshot", "upsert", "changes"]]))
    days = sorted(draw(st.lists(st.integers(1, 6), min_size=2, max_size=6)))
    extracts = []
    for day in days:
        kind = draw(st.sampled_from(mix))
        extract = Extract(kind, day, draw(_rows(kind)))
        # The same file again is no load; an empty first one shows no columns.
        if not any(other.day == day and _csv(other) == _csv(extract) for other in extracts):
            extracts.append(extract)
    places = draw(st.permutations(range(len(extracts))))
    shuffled = [extracts[place] for place in places]
    for day in set(days):
        in_order = iter([extract for extract in extracts if extract.day == day])
        shuffled = [next(in_order) if extract.day == day else extract for extract in shuffled]
    return extracts, shuffled


def loads_of(extracts: Sequence[Extract]) -> list[kinds.KindLoad]:
    counts: dict[int, int] = {}
    found = []
    for extract in extracts:
        counts[extract.day] = counts.get(extract.day, 0) + 1
        found.append(kinds.KindLoad(extract.kind, extract.load_date, counts[extract.day], extract.rows))
    return found


def assert_as_copied(root: Path, loads: Sequence[kinds.KindLoad]) -> None:
    """Every reading, the ledger's counts, the hub, the satellite and the dimension, against full copies."""
    found = kinds.copies(loads)
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:

        def rows(sql: str) -> list[tuple[object, ...]]:
            return sorted(connection.execute(sql).fetchall(), key=str)

        assert rows("SELECT NULL, id, value, load_date, _seen_load_date FROM psa.crm__people") == sorted(
            kinds.current(found), key=str
        )
        assert rows("SELECT load_date, load_seq, id, value FROM psa.crm__people__loads") == sorted(
            (
                (copy.load.load_date, copy.load.seq, key, value)
                for copy in found
                for key, value in copy.delivered.items()
            ),
            key=str,
        )
        columns = ", ".join(f"rows_{name}" for name in found[0].counts) if found else "1"
        assert rows(
            f"SELECT load_date, load_seq, row_count, {columns} FROM meta.loads WHERE status = 'accepted'"
        ) == sorted(
            ((c.load.load_date, c.load.seq, len(c.content), *c.counts.values()) for c in found), key=str
        )
        for copy in found:
            last = [other for other in found if other.load.load_date == copy.load.load_date][-1]
            moment = copy.load.load_date.isoformat()
            assert rows(
                f"SELECT NULL, id, value, load_date, _seen_load_date FROM psa.crm__people__at('{moment}')"
            ) == sorted(kinds.current([last]), key=str)
        assert rows("SELECT NULL, id, value, valid_from, valid_to FROM vault.dim_person") == sorted(
            kinds.versions(found), key=str
        )
        firsts = {key: since for _, key, _, since, _ in reversed(kinds.versions(found))}
        first_seen = {key: copy.load.load_date for copy in reversed(found) for key in copy.delivered}
        assert set(firsts) <= set(first_seen)
        assert rows("SELECT id, load_date FROM vault.hub_person") == sorted(first_seen.items(), key=str)
    assert warehouse.open(root).verify() == []


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories(), st.data())
def test_any_order_of_any_kinds_comes_to_full_copies(history, data) -> None:
    in_order, shuffled = history
    with tempfile.TemporaryDirectory() as folder:
        root = project(Path(folder, "project"))
        for extract in shuffled:
            arrive(root, [extract])
        loads = loads_of(in_order)
        assert_as_copied(root, loads)
        ids = _load_ids(root)
        rejected: set[tuple[dt.datetime, int]] = set()
        for place in data.draw(st.lists(st.sampled_from(sorted(ids)), max_size=3)):
            wh = warehouse.open(root)
            facts = wh.accept(ids[place], now=NOW) if place in rejected else wh.reject(ids[place], now=NOW)
            assert facts.problems == ()
            rejected ^= {place}
        assert_as_copied(root, [load for load in loads if (load.load_date, load.seq) not in rejected])
        incremental = tables(root)
        warehouse.open(root).rebuild(now=NOW)
        assert tables(root) == incremental


def _load_ids(root: Path) -> dict[tuple[dt.datetime, int], str]:
    with duckdb.connect(str(root / ".warehouse" / "state.duckdb"), read_only=True) as connection:
        rows = connection.execute("SELECT load_date, load_seq, CAST(load_id AS VARCHAR) FROM meta.loads")
        return {(load_date, seq): load_id for load_date, seq, load_id in rows.fetchall()}


def test_what_was_appended_is_not_changed_by_an_earlier_nor_by_a_later_load(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    arrive(root, [Extract("append", 3, (("k1", "a"),))])
    facts = arrive(root, [Extract("append", 2, (("k1", "b"), ("k2", "b")))])
    [waiting] = [load for load in facts.loads if load.is_new]
    assert waiting.status == "quarantined"
    assert waiting.reasons == ("1 key (id) was appended by another load with other content",)
    facts = arrive(root, [Extract("append", 4, (("k1", "b"), ("k2", "b")))])
    [load] = [load for load in facts.loads if load.is_new]
    assert (load.status, load.new, load.rejected) == ("accepted", 1, 1)
    assert [row[:2] for row in tables(root)["psa.crm__people"][1:]] == [("k1", "a"), ("k2", "b")]


def test_an_explicit_deletion_counts_also_of_a_key_that_was_not_there(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    arrive(root, [Extract("changes", 1, (("k1", "a"), ("k2", "a")))])
    facts = arrive(root, [Extract("changes", 2, (("k2", None), ("k9", None)))])
    [load] = [load for load in facts.loads if load.is_new]
    assert (load.deleted, load.removed, load.ended, load.row_count) == (2, 0, 2, 1)
    arrive(root, [Extract("changes", 1, (("k9", "late"),))])  # the deletion of the next day finds it now
    assert [row[:2] for row in tables(root)["psa.crm__people"][1:]] == [("k1", "a")]
    assert warehouse.open(root).verify() == []
