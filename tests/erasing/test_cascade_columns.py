"""References by other columns than the key, by several columns, and between tables that own one hub's key."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

import warehouse

NOW = dt.datetime(2026, 3, 1)

_SOURCES = """
sources:
  - name: crm
    tables:
      - {name: people, key: id}
      - name: posts
        key: id
        columns:
          - name: mail
            tests: [{relationships: {to: "source('crm', 'people')", field: mail, config: {severity: warn}}}]
      - {name: sites, key: [country, number], hash_keys: {site_hk: [country, number]}}
      - {name: visits, key: id, hash_keys: {site_hk: [land, number]}}
models:
  - name: hub_site
    config:
      materialized: hub
      hash_key: site_hk
      business_key: [country, number]
      from: [crm.sites, {source: crm.visits, business_key: [land, number]}]
"""

_FILES = {
    "2026-01-01/people": "id,mail\n1,one@x.org\n2,two@x.org\n3,both@x.org\n4,both@x.org\n",
    "2026-01-02/people": "id,mail\n1,new@x.org\n2,two@x.org\n3,both@x.org\n4,both@x.org\n",
    "2026-01-01/posts": "id,mail\n11,one@x.org\n12,two@x.org\n13,both@x.org\n14,\n15,new@x.org\n",
    "2026-01-01/sites": "country,number,name\nNL,1,A\nNL,2,B\nBE,1,C\n",
    "2026-01-01/visits": "id,land,number\n1,NL,1\n2,NL,2\n3,BE,1\n4,NL,\n5,,1\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    (tmp_path / "warehouse.yml").write_text("name: w\n")
    (tmp_path / "models" / "sources.yml").write_text(_SOURCES)
    for name, text in _FILES.items():
        path = tmp_path / "extracts" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    facts = warehouse.open(tmp_path).run(now=NOW)
    assert facts.problems == ()
    assert facts.published
    return tmp_path


def ids(root: Path, table: str) -> list[int]:
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as published:
        return [
            row[0] for row in published.execute(f"SELECT id FROM psa.crm__{table} ORDER BY id").fetchall()
        ]


def test_all_values_that_the_key_ever_had_are_followed_but_those_that_others_have_too(project: Path) -> None:
    found = warehouse.open(project)
    found.erase("people", "1", cascade=True, now=NOW)
    assert ids(project, "posts") == [12, 13, 14]
    found.erase("people", "3", cascade=True, now=NOW)
    assert ids(project, "posts") == [12, 13, 14]
    found.erase("people", "4", cascade=True, now=NOW)
    assert ids(project, "posts") == [12, 14]
    assert found.verify(deep=True) == []


def test_a_key_of_several_columns_is_referred_to_as_a_whole(project: Path) -> None:
    found = warehouse.open(project)
    trial = found.erase("sites", "NL", "1", cascade=True, dry_run=True, now=NOW)
    assert [(one.table, one.keys) for one in trial.others] == [("crm.visits", 1)]
    assert ids(project, "visits") == [1, 2, 3, 4, 5]
    found.erase("sites", "NL", "1", cascade=True, now=NOW)
    assert ids(project, "visits") == [2, 3, 4, 5]
    assert found.verify(deep=True) == []
