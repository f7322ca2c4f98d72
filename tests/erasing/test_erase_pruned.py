"""A key goes out of the rows that models keep of pruned loads; where they cannot be told, that is said."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import warehouse
from erasing.test_erase import places, snapshot
from warehouse.errors import UsageError

NOW = dt.datetime(2026, 3, 1)
ODD, SECRET = "771177", "Quixotina"

_SOURCES = """
sources:
  - name: crm
    tables:
      - name: people
        key: id
        hash_keys: {person_hk: id, city_hk: city}
        hashdiffs: {person_hashdiff: {exclude: [id]}, city_hashdiff: [name]}
"""
_MODELS = """
models:
  - name: hub_person
    config: {materialized: hub, hash_key: person_hk, business_key: [id], from: crm.people}
  - name: hub_city
    config: {materialized: hub, hash_key: city_hk, business_key: [city], from: crm.people}
  - name: link_person_city
    config:
      materialized: link
      hash_key: person_city_hk
      hubs: {hub_person: [id], hub_city: [city]}
      from: crm.people
  - name: sat_person
    config: {materialized: satellite, hash_key: person_hk, hashdiff: person_hashdiff, from: crm.people}
  - name: status_person
    config: {materialized: status_satellite, hash_key: person_hk, from: crm.people}
  - name: dim_person
    config: {materialized: scd2, from: crm.people, unique_key: id}
  - name: dim_staged
    config: {materialized: scd2, unique_key: person}
  - name: dim_now
    config: {materialized: scd1, from: crm.people, unique_key: id}
"""


def project(root: Path, *, with_cities: bool) -> Path:
    (root / "models").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: w\n")
    (root / "models" / "sources.yml").write_text(_SOURCES)
    models = _MODELS
    if not with_cities:
        start = models.index("  - name: hub_city")
        models = models[:start] + models[models.index("  - name: link_person_city") :]
        models = models.replace("hubs: {hub_person: [id], hub_city: [city]}", "hubs: {hub_person: [id]}")
        models = models.replace(
            "hash_key: person_city_hk\n", "hash_key: person_city_hk\n      dependent_keys: [city]\n"
        )
    (root / "models" / "models.yml").write_text(models)
    (root / "models" / "dim_staged.sql").write_text(
        "SELECT id AS person, name || '' AS called FROM {{ source('crm', 'people') }}\n"
    )
    rows = ("1,Ann,X", f"{ODD},{SECRET},Y", "3,Cid,X")
    for day in range(1, 6):
        changed = [row.replace("Ann", f"Ann{day}").replace(SECRET, f"{SECRET}{day // 2}") for row in rows]
        path = root / "extracts" / f"2026-01-0{day}" / "people.csv"
        path.parent.mkdir(parents=True)
        path.write_text("id,name,city\n" + "\n".join(changed) + "\n")
    facts = warehouse.open(root).run(now=NOW)
    assert facts.problems == ()
    assert facts.published
    return root


def test_a_key_goes_out_of_the_rows_that_models_keep_of_pruned_loads(tmp_path: Path) -> None:
    root = project(tmp_path / "pruned", with_cities=False)
    found = warehouse.open(root)
    assert found.prune(loads=2, now=NOW).problems == ()
    erased = found.erase("people", ODD, now=NOW)
    assert erased.facts is not None
    assert erased.facts.exit_code == 0, erased.facts
    kept = sorted((root / "psa").rglob("checkpoints/**/*.parquet"))
    assert kept
    hashes = ("Quixotina", ODD)
    assert not [p for p in kept if any(word in str(pq.ParquetFile(p).read().to_pylist()) for word in hashes)]
    assert places(root, ODD, SECRET) == []
    assert found.verify(deep=True) == []
    made = snapshot(root)
    # What the other people have is what a project has in which the key never was.
    straight = project(tmp_path / "straight", with_cities=False)
    warehouse.open(straight).erase("people", ODD, now=NOW)
    expected = snapshot(straight)
    same = [name for name in expected if name.split(".")[0] != "meta" and "__" not in name]
    assert len(same) > 5
    for name in same:
        assert made[name] == expected[name], name
    found.rebuild(now=NOW)
    assert snapshot(root) == made
    assert found.prune(loads=1, now=NOW).problems == ()
    assert found.verify(deep=True) == []


def test_a_model_in_whose_rows_the_key_cannot_be_told_is_named(tmp_path: Path) -> None:
    root = project(tmp_path / "pruned", with_cities=True)
    found = warehouse.open(root)
    assert found.prune(loads=2, now=NOW).problems == ()
    before = sorted(path.name for path in (root / "psa").rglob("log/*.json"))
    with pytest.raises(UsageError, match="hub_city keeps rows of its pruned loads") as said:
        found.erase("people", ODD, now=NOW)
    assert "neither the key nor a hash of the key alone" in str(said.value)
    assert sorted(path.name for path in (root / "psa").rglob("log/*.json")) == before
    models = root / "models" / "models.yml"
    text = models.read_text()
    start, end = text.index("  - name: hub_city"), text.index("  - name: sat_person")
    models.write_text(text[:start] + text[end:])
    found = warehouse.open(root)
    assert found.build(now=NOW).problems == ()
    assert found.prune(loads=1, now=NOW).problems == ()
    erased = found.erase("people", ODD, now=NOW)
    assert erased.facts is not None
    assert erased.facts.exit_code == 0
    assert places(root, ODD, SECRET) == []
