"""One person is erased: no file and no table has a trace, and later deliveries bring none back."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import warehouse
from warehouse.cli import commands
from warehouse.errors import IntegrityError, UsageError
from warehouse.psa import commit

NOW = dt.datetime(2026, 3, 1)
ODD, SECRET = "771177", "Quixotina"

_SOURCES = """
sources:
  - name: crm
    location: "extracts/{load_date}/{table}.csv"
    tables:
      - name: people
        key: id
        columns: [{name: age, data_type: bigint}]
        max_rejects: 90%
        hash_keys: {person_hk: id}
        hashdiffs: {person_hashdiff: {exclude: [id]}}
      - {name: moves, key: [id, street], extract: upsert}
      - {name: events, key: [id, at], extract: append}
      - name: acts
        key: id
        extract: changes
        operation: {column: op}
      - name: notes
"""
_MODELS = """
models:
  - name: hub_person
    config: {materialized: hub, hash_key: person_hk, business_key: [id], from: crm.people}
  - name: sat_person
    config: {materialized: satellite, hash_key: person_hk, hashdiff: person_hashdiff, from: crm.people}
  - name: dim_person
    config: {materialized: scd2, from: crm.people, unique_key: id}
    columns:
      - name: name
        tests: [{accepted_values: {values: [Ann], config: {severity: warn}}}]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "models").mkdir(parents=True)
    (root / "warehouse.yml").write_text("name: w\n")
    (root / "models" / "sources.yml").write_text(_SOURCES)
    (root / "models" / "models.yml").write_text(_MODELS)
    deliver(root, 1, f"1,Ann,30\n{ODD},{SECRET},40\n")
    deliver(root, 2, f"1,Ann,31\n{ODD},{SECRET},40\n5,Eve,1\n")
    deliver(root, 3, f"1,Ann,31\n{ODD},{SECRET} X,41\n6,Fay,old\n")
    deliver(root, 4, f"1,Ann,31\n5,Eve,1\n{ODD},{SECRET} X,none\n")
    deliver(root, 5, "1,Ann,32\n5,Eve,1\n")
    (root / "extracts" / "2026-01-01" / "moves.csv").write_text(f"id,street\n{ODD},A\n2,B\n")
    (root / "extracts" / "2026-01-02" / "moves.csv").write_text(f"id,street\n{ODD},A\n2,B\n")
    (root / "extracts" / "2026-01-01" / "events.csv").write_text(f"id,at,x\n{ODD},1,{SECRET}\n2,1,b\n")
    (root / "extracts" / "2026-01-02" / "events.csv").write_text(f"id,at,x\n{ODD},1,{SECRET}\n2,2,b\n")
    (root / "extracts" / "2026-01-01" / "acts.csv").write_text(f"op,id,x\nc,{ODD},{SECRET}\nc,2,b\n")
    (root / "extracts" / "2026-01-02" / "acts.csv").write_text(f"op,id,x\nd,{ODD},\nd,9,\n")
    (root / "extracts" / "2026-01-01" / "notes.csv").write_text("x\n1\n")
    run(root)
    return root


def deliver(root: Path, day: int, rows: str) -> None:
    folder = root / "extracts" / f"2026-01-{day:02d}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "people.csv").write_text("id,name,age\n" + rows)


def run(root: Path) -> None:
    assert not [p for p in warehouse.open(root).run(now=NOW).problems if "There is no extract" not in p]


def places(root: Path, *words: str) -> list[str]:
    """Every file of the log, record, page and published relation that holds one of the words."""
    found = []
    for path in sorted((root / "psa").rglob("*.parquet")):
        text = str(pq.ParquetFile(path).read().to_pylist())
        found += [path.name] * any(word in text for word in words)
    texts = [*(root / "psa").rglob("*.json"), *(root / "runs").rglob("*.json"), root / "report.html"]
    found += [path.name for path in texts if any(word in path.read_text() for word in words)]
    raw = (root / "warehouse.duckdb").read_bytes()
    found += ["a block of the file"] * any(word.encode() in raw for word in words)
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as published:
        for schema, name in published.sql(
            "SELECT table_schema, table_name FROM information_schema.tables"
        ).fetchall():
            text = str(published.sql(f'FROM "{schema}"."{name}"').fetchall())
            found += [f"{schema}.{name}"] * any(word in text for word in words)
    return found


def counts(root: Path, table: str) -> list[tuple[object, ...]]:
    """By load: read, the rest of law 8, erased, rows of the content."""
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as published:
        return published.execute(
            "SELECT rows_read, rows_new + rows_changed + rows_unchanged + rows_deleted + rows_duplicate "
            "+ rows_rejected, rows_erased, row_count FROM meta.loads WHERE source_table = ? "
            "ORDER BY load_date, load_seq",
            [table],
        ).fetchall()


def balanced(root: Path, table: str) -> list[tuple[object, object]]:
    """Erased rows and rows of the content by load, where law 8 holds."""
    found = counts(root, table)
    assert all(read == rest + erased for read, rest, erased, _ in found), found  # type: ignore[operator]
    return [(erased, rows) for _, _, erased, rows in found]


def snapshot(root: Path) -> dict[str, list[str]]:
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as published:
        names = published.sql(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema <> '_store' "
            "AND NOT (table_schema = 'meta' AND table_name <> 'loads')"
        ).fetchall()
        return {f"{s}.{n}": sorted(map(str, published.sql(f'FROM "{s}"."{n}"').fetchall())) for s, n in names}


def test_after_erase_nothing_of_the_log_or_the_file_has_the_key(project: Path) -> None:
    found = warehouse.open(project)
    before = places(project, ODD, SECRET)
    trial = found.erase("people", ODD, dry_run=True, now=NOW)
    assert places(project, ODD, SECRET) == before
    erased = found.erase("people", ODD, now=NOW)
    assert erased.files == trial.files
    assert erased.facts is not None
    assert erased.facts.exit_code == 0
    assert [Path(e).parent.name for e in erased.extracts] == [f"2026-01-0{day}" for day in (1, 2, 3, 4)]
    found.erase("moves", ODD, "A", now=NOW)
    found.erase("events", ODD, "1", now=NOW)
    found.erase("acts", ODD, now=NOW)
    assert places(project, ODD, SECRET) == []
    assert found.verify(deep=True) == []
    assert balanced(project, "crm.people") == [(1, 1), (1, 2), (1, 1), (1, 2), (0, 2)]
    assert balanced(project, "crm.moves") == [(1, 1), (1, 1)]
    assert balanced(project, "crm.events") == [(1, 1), (1, 2)]
    assert balanced(project, "crm.acts") == [(1, 1), (1, 1)]
    made = snapshot(project)
    found.rebuild(now=NOW)
    assert snapshot(project) == made
    run(project)
    assert snapshot(project) == made


def test_later_deliveries_of_the_key_are_suppressed_and_counted_until_it_is_forgotten(project: Path) -> None:
    found = warehouse.open(project)
    found.erase("people", ODD, now=NOW)
    deliver(project, 6, f"1,Ann,33\n{ODD},{SECRET},bad\n7,Gus,wrong\n{ODD},{SECRET},2\n")
    run(project)
    assert balanced(project, "crm.people")[-1] == (2, 1)
    letters = [letter for letter in found.dead_letters("people") if "Gus" in str(letter)]
    assert [SECRET in str(letter) for letter in letters] == [False]  # the line of the right row
    assert not [place for place in places(project, SECRET) if place.endswith(".parquet") and "0006" in place]
    with pytest.raises(UsageError, match="erased already"):
        found.erase("people", ODD, now=NOW)
    found.erase("people", ODD, forget=True, now=NOW)
    deliver(project, 7, f"1,Ann,33\n{ODD},{SECRET},2\n")
    run(project)
    assert balanced(project, "crm.people")[-1] == (0, 2)
    assert found.verify() == []
    with pytest.raises(UsageError, match="is not erased"):
        found.erase("people", ODD, forget=True, now=NOW)


@pytest.mark.parametrize("table", ["moves", "events", "acts"])
def test_every_kind_of_extract_suppresses(project: Path, table: str) -> None:
    found = warehouse.open(project)
    key = {"moves": (ODD, "A"), "events": (ODD, "1"), "acts": (ODD,)}[table]
    found.erase(table, *key, now=NOW)
    rows = {"moves": f"id,street\n{ODD},A\n3,C\n", "events": f"id,at,x\n{ODD},1,{SECRET}\n3,1,c\n"}
    rows["acts"] = f"op,id,x\nc,{ODD},{SECRET}\nc,3,c\n"
    (project / "extracts" / "2026-01-05" / f"{table}.csv").write_text(rows[table])
    run(project)
    *_, (erased, content) = balanced(project, f"crm.{table}")
    assert (erased, content) == (1, {"moves": 2, "events": 3, "acts": 2}[table])
    assert warehouse.open(project).verify(deep=True) == []


def test_loads_that_wait_or_were_rejected_and_archived_ones_lose_the_key_too(project: Path) -> None:
    found = warehouse.open(project)
    deliver(project, 6, f"{ODD},{SECRET},1\n{ODD},{SECRET} Y,2\n1,Ann,5\n")  # a key twice: quarantined
    facts = found.run(now=NOW)
    [waiting] = [load.load_id for load in facts.loads if load.status == "quarantined"]
    ids = [row[3] for row in found.loads("people").rows]
    found.reject(ids[1], now=NOW)
    found.archive("people", older_than="2d", to=project / "psa-cold", now=NOW)
    run(project)
    found.erase("people", ODD, now=NOW)
    own = (project / "psa" / "crm" / "people").rglob("*.parquet")
    assert not [p for p in own if SECRET in str(pq.ParquetFile(p).read().to_pylist())]
    cold = [str(pq.ParquetFile(p).read().to_pylist()) for p in (project / "psa-cold").rglob("*.parquet")]
    assert cold
    assert not [text for text in cold if SECRET in text]
    reasons = [str(row) for row in found.loads("people").rows]
    assert not [text for text in reasons if ODD in text]
    found.accept(ids[1], now=NOW)
    found.accept(waiting, now=NOW)
    balanced(project, "crm.people")
    assert found.verify(deep=True) == []
    made = snapshot(project)
    found.rebuild(now=NOW)
    assert snapshot(project) == made


def test_a_late_delivery_for_an_early_day_keeps_the_balance(project: Path) -> None:
    found = warehouse.open(project)
    found.erase("people", ODD, now=NOW)
    deliver(project, 3, f"1,Ann,30\n{ODD},{SECRET},40\n8,Hal,1\n")
    run(project)
    assert sum(erased for erased, _ in balanced(project, "crm.people")) == 5  # type: ignore[misc]
    assert found.verify(deep=True) == []


def test_an_erasure_killed_after_it_was_written_down_is_carried_out(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(_: Path) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(commit, "complete_unfinished", kill)
        with pytest.raises(Killed):
            warehouse.open(project).erase("people", ODD, now=NOW)
    assert (project / "psa" / ".together").is_file()
    run(project)
    run(project)
    found = warehouse.open(project)
    assert found.verify(deep=True) == []
    assert balanced(project, "crm.people")[0] == (1, 1)
    stored = [p for p in (project / "psa" / "crm" / "people").rglob("*.parquet")]
    assert not [p for p in stored if SECRET in str(pq.ParquetFile(p).read().to_pylist())]


def test_the_record_has_a_keyed_digest_and_the_key_of_it_must_stay(project: Path) -> None:
    found = warehouse.open(project)
    found.erase("people", ODD, now=NOW)
    path = project / "psa" / ".erasure-key"
    secret = bytes.fromhex(path.read_text())
    records = [json.loads(p.read_text()) for p in (project / "psa/crm/people/log").glob("*.json")]
    [record] = [r for r in records if r["event"] == "erase"]
    message = f'crm.people ["{ODD}"]'.encode()
    assert record["digest"] == hmac.new(secret, message, hashlib.sha256).hexdigest()
    assert path.stat().st_mode & 0o777 == 0o600
    path.unlink()
    deliver(project, 6, "1,Ann,33\n")
    facts = found.run(now=NOW)
    assert "is missing or damaged" in facts.problems[0]
    with pytest.raises(IntegrityError, match="missing or damaged"):
        found.erase("people", "1", now=NOW)


def test_errors_say_what_is_wrong(project: Path) -> None:
    found = warehouse.open(project)
    for words, what in (
        (("people", "4711"), "never had the key 4711"),
        (("people", "x"), "'x' is no value of crm.people.id, which is BIGINT"),
        (("people", "1", "2"), "1 value"),
        (("notes", "1"), "has no key"),
        (("persons", "1"), "There is no source table"),
    ):
        with pytest.raises(UsageError, match=what):
            found.erase(*words, now=NOW)


def test_the_command_says_what_it_did_and_what_it_cannot_reach(project: Path) -> None:
    shown = CliRunner().invoke(commands, ["-p", str(project), "erase", "people", ODD, "--dry-run"])
    assert "would be written anew" in shown.output
    done = CliRunner().invoke(commands, ["-p", str(project), "erase", "people", ODD])
    assert done.exit_code == 0
    assert "Later deliveries of the key are suppressed" in done.output
    assert "extract extracts/2026-01-01/people.csv" in done.output
    again = CliRunner().invoke(commands, ["-p", str(project), "erase", "--forget", "people", ODD])
    assert "loaded again" in again.output
