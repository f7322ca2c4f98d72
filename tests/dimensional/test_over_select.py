"""SCD2 over a SELECT: the versions that the SELECT's rows on every day make, in whatever order loads come."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warehouse
from tests.oracles.dimensions import Options, versions

FILES = {
    "warehouse.yml": "name: over\n",
    "models/sources.yml": """
sources:
  - name: crm
    tables: [{name: people, key: id}, {name: cities, key: city}]
""",
    "models/staging/stg_people.sql": """
with source as (select * from {{ source('crm', 'people') }})
select id, upper(name) as name, city, CAST(size AS INTEGER) AS size from source where size > 1
""",
    "models/staging/big.sql": "{{ config(materialized='ephemeral') }} "
    "select *, size * 2 as double_size from {{ ref('stg_people') }}",
    "models/dims/dim_row_wise.sql": """
{{ config(materialized='scd2', unique_key='id', deletes='flag') }}
select id, name || '!' as name, size, double_size from {{ ref('big') }} as b where city is not null
""",
    "models/dims/dim_country.sql": """
{{ config(materialized='scd2', unique_key='country', track=['people'], overwrite=['names']) }}
select c.country, count(*) as people, string_agg(p.name, ',' order by p.name) as names
from {{ ref('stg_people') }} as p join {{ source('crm', 'cities') }} as c on c.city = p.city group by all
""",
    "models/dims/dims.yml": """
models:
  - name: dim_view
    config: {materialized: scd1, from: stg_people, unique_key: id}
""",
}
COLUMNS = {"people": ("id", "name", "city", "size"), "cities": ("city", "country")}

PEOPLE = st.dictionaries(
    st.sampled_from(["1", "2", "3"]),
    st.tuples(
        st.sampled_from(["ann", "bob"]), st.sampled_from(["Gouda", "Delft", ""]), st.sampled_from("123")
    ),
    min_size=2,
)
CITIES = st.dictionaries(
    st.sampled_from(["Gouda", "Delft"]), st.tuples(st.sampled_from(["NL", "BE"])), min_size=1
)
Days = dict[tuple[str, int], dict[str, tuple[str, ...]]]


@st.composite
def histories(draw: st.DrawFn) -> tuple[Days, list[list[tuple[str, int]]]]:
    """The content of each table on some days, and the order in which the deliveries come."""
    days: Days = {("people", 1): draw(PEOPLE), ("cities", 1): draw(CITIES)}
    for table, rows in (("people", PEOPLE), ("cities", CITIES)):
        for day in draw(st.lists(st.integers(2, 5), unique=True, max_size=3)):
            days[table, day] = draw(rows)
    order = draw(st.permutations(list(days)))
    cut = draw(st.integers(1, len(order)))
    return days, [batch for batch in (order[:cut], order[cut:]) if batch]


def _moment(day: int) -> dt.datetime:
    return dt.datetime(2026, 1, day)


def _then(days: Days, table: str, day: int) -> dict[str, tuple[str, ...]]:
    known = [d for t, d in days if t == table and d <= day]
    return days[table, max(known)] if known else {}


def _staged(days: Days, day: int) -> list[dict[str, Any]]:
    people = _then(days, "people", day).items()
    return [
        {"id": int(k), "name": name.upper(), "city": city or None, "size": int(size)}
        for k, (name, city, size) in people
        if int(size) > 1
    ]


def _expected(days: Days) -> dict[str, list[dict[str, Any]]]:
    people = sorted(day for table, day in days if table == "people")
    row_wise = []
    for day in people:
        passing = [r for r in _staged(days, day) if r["city"] is not None]
        rows = [
            {"id": r["id"], "name": r["name"] + "!", "size": r["size"], "double_size": r["size"] * 2}
            for r in passing
        ]
        row_wise.append((_moment(day), rows))
    countries = []
    for day in sorted({day for _, day in days}):
        found: dict[str, list[str]] = {}
        for row in _staged(days, day):
            for country in _then(days, "cities", day).get(row["city"], ()):
                found.setdefault(country, []).append(row["name"])
        rows = [{"country": c, "people": len(n), "names": ",".join(sorted(n))} for c, n in found.items()]
        countries.append((_moment(day), rows))
    return {
        "dim_row_wise": versions(row_wise, ["id"], Options(("name", "size", "double_size"), deletes="flag")),
        "dim_country": versions(countries, ["country"], Options(("people",), overwrite=("names",))),
    }


def _deliver(root: Path, days: Days, batch: Sequence[tuple[str, int]]) -> None:
    for table, day in batch:
        path = root / "extracts" / _moment(day).date().isoformat() / f"{table}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS[table])
            writer.writerows([k, *rest] for k, rest in days[table, day].items())


def _found(root: Path, dimension: str) -> list[str]:
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
        connection.execute(f"SELECT * EXCLUDE (load_id, is_current) FROM dims.{dimension}")
        names = [column for column, *_ in connection.description]
        return _sorted(dict(zip(names, row, strict=True)) for row in connection.fetchall())


def _sorted(rows: Any) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in rows)


def _write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def _run(root: Path) -> dict[str, str]:
    facts = warehouse.open(root).run(now=dt.datetime(2026, 3, 1))
    assert [m.error for m in facts.models if m.error] == []
    return {m.name.rpartition(".")[2]: m.how for m in facts.models}


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_the_versions_are_those_of_the_select_on_every_day(history: Any) -> None:
    days, batches = history
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _write(root, FILES)
        for batch in batches:
            _deliver(root, days, batch)
            _run(root)
        for dimension, rows in _expected(days).items():
            assert _found(root, dimension) == _sorted(rows)


def test_an_ordinary_day_is_appended_and_a_late_one_is_replayed(tmp_path: Path) -> None:
    _write(tmp_path, FILES)
    days: Days = {}
    for day, size in ((1, "2"), (3, "3"), (2, "1")):
        days["people", day] = {"1": ("ann", "Gouda", size), "2": ("bob", "Delft", "2")}
        days["cities", day] = {"Gouda": ("NL",), "Delft": ("NL",)}
    _deliver(tmp_path, days, [("people", 1), ("cities", 1)])
    assert _run(tmp_path)["dim_row_wise"] == "created"
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        kept = "SELECT count(*) FROM _store.dims__{}__rows"
        assert connection.execute(kept.format("dim_row_wise")).fetchone() == (0,), "it is made from events"
        assert connection.execute(kept.format("dim_view")).fetchone() == (0,)
        assert connection.execute(kept.format("dim_country")).fetchone() == (1,), "it is made day by day"
    _deliver(tmp_path, days, [("people", 3), ("cities", 3)])
    assert _run(tmp_path)["dim_row_wise"] == "appended"
    assert _run(tmp_path)["dim_row_wise"] == ""
    _deliver(tmp_path, days, [("people", 2)])
    assert _run(tmp_path)["dim_row_wise"] == "replayed"
    assert _found(tmp_path, "dim_row_wise") == _sorted(
        _expected({k: v for k, v in days.items() if k != ("cities", 2)})["dim_row_wise"]
    )


def test_a_changed_select_is_replayed_with_its_full_history(tmp_path: Path) -> None:
    _write(tmp_path, FILES)
    days: Days = {("cities", 1): {"Gouda": ("NL",)}}
    for day, size in ((1, "2"), (2, "3"), (3, "1")):
        days["people", day] = {"1": ("ann", "Gouda", size)}
    _deliver(tmp_path, days, list(days))
    _run(tmp_path)
    path = tmp_path / "models/staging/stg_people.sql"
    path.write_text(path.read_text().replace("size > 1", "size > 2"))
    assert _run(tmp_path)["dim_row_wise"] == "replayed"
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "SELECT id, size, is_deleted, day(valid_from) FROM dims.dim_row_wise"
        ).fetchall()
    assert sorted(found) == [(1, 3, False, 2), (1, 3, True, 3)]


def _error(root: Path, select: str) -> str:
    """What is said of a dimension with this SELECT."""
    files = {"warehouse.yml": FILES["warehouse.yml"], "models/sources.yml": FILES["models/sources.yml"]}
    select = "{{ config(materialized='scd2', unique_key='city') }} " + select
    _write(root, {**files, "models/dims/dim_x.sql": select, "models/dims/people.sql": _PEOPLE})
    _deliver(root, _TWO_IN_GOUDA, list(_TWO_IN_GOUDA))
    facts = warehouse.open(root).run(now=dt.datetime(2026, 3, 1))
    assert facts.exit_code != 0
    return "\n".join(m.error for m in facts.models if m.error)


_PEOPLE = "{{ config(materialized='table') }} select * from {{ source('crm', 'people') }}"
_TWO_IN_GOUDA: Days = {
    ("people", 1): {"1": ("ann", "Gouda", "2"), "2": ("bob", "Gouda", "2")},
    ("cities", 1): {"Gouda": ("NL",)},
}


def test_two_rows_of_one_key_are_named(tmp_path: Path) -> None:
    said = _error(tmp_path, "select city, name from {{ source('crm', 'people') }}")
    assert "several rows of one key as of 2026-01-01 00:00: Gouda" in said
    assert "dim_x.sql" in said


def test_a_table_has_no_past_to_read(tmp_path: Path) -> None:
    said = _error(tmp_path, "select city, max(name) as name from {{ ref('people') }} group by all")
    assert "over people, which is a table" in said


def test_an_unknown_column_is_named(tmp_path: Path) -> None:
    said = _error(tmp_path, "select id, name from {{ source('crm', 'people') }}")
    assert "There is no column 'city' for `unique_key`" in said
