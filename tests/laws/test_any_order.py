"""Laws 1 and 3: the tables depend on the loads alone, not on when they came or on what was derived before."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warehouse
from laws.support import NOW, Delivery, arrive, make_project, run, tables

CITIES = st.sampled_from(["Gouda", "gouda ", "Delft", None])
PEOPLE = st.dictionaries(
    st.sampled_from(["1", "2", "3", "4"]),
    st.tuples(st.sampled_from(["Ann", "Bob", ""]), CITIES),
    min_size=1,
    max_size=4,
).map(lambda people: tuple((key, *rest) for key, rest in people.items()))
PLACES = st.dictionaries(
    st.tuples(st.sampled_from(["Gouda", "Delft"]), st.sampled_from(["A", "B"])),
    st.sampled_from(["1", "2.5"]),
    min_size=1,
).map(lambda places: tuple((*key, size) for key, size in places.items()))
NOTES = st.lists(
    st.tuples(st.sampled_from(["good", "bad"]), st.sampled_from(["1", "2"])), min_size=1, max_size=4
).map(tuple)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Delivery], list[list[Delivery]]]:
    """Deliveries in the order of their days, and the same ones shuffled and cut into batches."""
    deliveries = []
    for table, rows, most in (("people", PEOPLE, 5), ("places", PLACES, 2), ("notes", NOTES, 2)):
        days = draw(st.lists(st.integers(1, 6), unique=True, min_size=1, max_size=most))
        deliveries += [Delivery(table, day, draw(rows)) for day in sorted(days)]
    deliveries.sort(key=lambda d: d.day)
    shuffled = draw(st.permutations(deliveries))
    cuts = draw(st.lists(st.integers(1, len(shuffled)), max_size=3))
    edges = sorted({0, len(shuffled), *cuts})
    return deliveries, [shuffled[a:b] for a, b in zip(edges, edges[1:], strict=False)]


@pytest.mark.thorough
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_any_order_and_any_split_give_the_same_tables(history) -> None:
    in_order, batches = history
    with tempfile.TemporaryDirectory() as folder:
        straight, shuffled = (make_project(Path(folder, name)) for name in ("straight", "shuffled"))
        arrive(straight, [[delivery] for delivery in in_order])
        arrive(shuffled, batches)
        assert tables(shuffled) == tables(straight)

        shutil.rmtree(shuffled / ".warehouse")
        (shuffled / "warehouse.duckdb").unlink()
        warehouse.open(shuffled).rebuild(now=NOW)
        assert tables(shuffled) == tables(straight)


def _files(root: Path) -> set[tuple[Path, int]]:
    return {(path, path.stat().st_mtime_ns) for path in root.rglob("*") if path.is_file()}


def test_a_second_run_does_nothing(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project")
    arrive(root, [[Delivery("people", 1, (("1", "Ann", "Gouda"),)), Delivery("notes", 1, (("x", "1"),))]])
    before = sorted(
        (p, p.stat().st_mtime_ns) for p in root.rglob("*") if p.is_file() and "lock" not in p.name
    )
    facts = run(root)
    after = sorted((p, p.stat().st_mtime_ns) for p in root.rglob("*") if p.is_file() and "lock" not in p.name)
    assert not facts.published
    changed = {p.relative_to(root).parts[0] for p, _ in set(after) ^ set(before)}
    # A table without any extract is reported by every run; nothing else may move.
    assert changed <= {"runs", "report.html", ".warehouse"}


def test_the_same_file_under_another_name_of_its_date_is_the_same_load(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project")
    people = Delivery("people", 1, (("1", "Ann", "Gouda"),))
    arrive(root, [[people]])
    (root / "extracts" / "2026-01-01").rename(root / "extracts" / "20260101")
    run(root)
    assert len(list((root / "psa" / "crm" / "people" / "log").glob("*.json"))) == 1


def test_a_correction_counts_from_its_date_on_and_the_first_attempt_stays_readable(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project")
    arrive(
        root,
        [
            [Delivery("people", 1, (("1", "Ann", "Gouda"),))],
            [Delivery("people", 2, (("1", "Bob", "Gouda"),))],
            [Delivery("people", 3, (("1", "Bob", "Delft"),))],
            [Delivery("people", 2, (("1", "Ann", "Gouda"),), attempt=2)],
        ],
    )
    versions = [row[1:5] for row in tables(root)["vault.dim_person"][1:]]
    assert versions == [
        ("Ann", "Gouda", "2026-01-01 00:00:00", "2026-01-03 00:00:00"),
        ("Bob", "Delft", "2026-01-03 00:00:00", None),
    ]
    delivered = [row[:3] for row in tables(root)["psa.crm__people__loads"][1:]]
    assert sorted(delivered) == sorted(
        [("1", "Ann", "Gouda"), ("1", "Bob", "Gouda"), ("1", "Ann", "Gouda"), ("1", "Bob", "Delft")]
    )


def test_many_days_of_change_write_keyframes_and_still_read_back(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project")
    chance = random.Random(7)
    deliveries = [
        Delivery("people", day, tuple((str(k), chance.choice("abc"), "Gouda") for k in range(1, 4)))
        for day in range(1, 13)
    ]
    arrive(root, [[delivery] for delivery in deliveries])
    assert list((root / "psa").rglob("*.keyframe.parquet"))
    rows = tables(root)["psa.crm__people__loads"]
    columns, rows = rows[0], rows[1:]
    at = columns.index("load_date")
    for delivery in deliveries:
        loaded = [r[:3] for r in rows if r[at].startswith(delivery.load_date.isoformat())]
        assert sorted(loaded) == sorted(delivery.rows)
    straight = tables(root)
    warehouse.open(root).rebuild(now=NOW)
    assert tables(root) == straight
    chance.shuffle(deliveries)
    other = make_project(tmp_path / "other")
    arrive(other, [[delivery] for delivery in deliveries])
    assert tables(other) == straight
