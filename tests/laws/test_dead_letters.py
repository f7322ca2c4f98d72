"""Laws 1, 3 and 8 with broken rows: what is rejected changes nothing, and everything is accounted for."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import warehouse
from tests.deadletters.support import NOW, Desk, desk

Content = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """A delivered row: its key, its values, and what is wrong with it."""

    key: str
    amount: str
    kind: str
    fault: str = ""

    @property
    def line(self) -> str:
        return {
            "": f"{self.key},{self.amount},{self.kind}",
            "amount": f"{self.key},many,{self.kind}",
            "check": f"{self.key},{self.amount},z",
            "key": f"k{self.key},{self.amount},{self.kind}",
            "short": f"{self.key},{self.amount}",
            "quote": f'"{self.key}"x,{self.amount},{self.kind}',
        }[self.fault]

    @property
    def is_keyed(self) -> bool:
        """Whether its key can be read."""
        return self.fault in ("", "amount", "check")


@dataclass(frozen=True)
class Counted:
    """What one load did, as its counts say."""

    read: int
    new: int
    changed: int
    unchanged: int
    duplicate: int
    rejected: int
    removed: int
    rows: int


FAULTS = st.sampled_from(["", "", "", "", "amount", "check", "key", "short", "quote"])
ROWS = st.lists(
    st.builds(
        Row, st.sampled_from("123456"), st.sampled_from(["1.00", "2.50"]), st.sampled_from("ab"), FAULTS
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda row: (row.key, row.fault != ""),
).filter(lambda rows: any(not row.fault for row in rows))


def oracle(days: Sequence[tuple[int, Sequence[Row]]]) -> tuple[dict[int, Content], dict[int, Counted]]:
    """By day, the content after it and what its load did; plain Python over whole days."""
    contents, counts = {}, {}
    before: Content = {}
    for day, rows in sorted(days):
        good = {row.key: (row.amount, row.kind) for row in rows if not row.fault}
        rejected = [row for row in rows if row.fault]
        kept = {row.key for row in rejected}
        if not all(row.is_keyed for row in rejected):
            kept = set(before)
        content = {key: state for key, state in before.items() if key in kept} | good
        new = sum(key not in before for key in good)
        changed = sum(key in before and before[key] != state for key, state in good.items())
        counts[day] = Counted(
            read=len(rows),
            new=new,
            changed=changed,
            unchanged=len(good) - new - changed,
            duplicate=0,
            rejected=len(rejected),
            removed=sum(key not in content for key in before),
            rows=len(content),
        )
        contents[day] = before = content
    return contents, counts


def counted(crm: Desk) -> dict[int, Counted]:
    columns = "read, new, changed, unchanged, duplicate, rejected, removed".split(", ")
    rows = crm.sql(
        f"SELECT day(load_date), {', '.join('rows_' + c for c in columns)}, row_count FROM meta.loads"
    )
    return {day: Counted(*numbers) for day, *numbers in rows}


def content_of(crm: Desk, day: int) -> Content:
    rows = crm.sql(
        "SELECT CAST(id AS VARCHAR), CAST(amount AS VARCHAR), kind "
        f"FROM psa.crm__people__at(TIMESTAMP '2026-01-{day:02}')"
    )
    return {key: (amount, kind) for key, amount, kind in rows}


def receive(crm: Desk, batches: Sequence[Sequence[tuple[int, Sequence[Row]]]]) -> None:
    for batch in batches:
        for day, rows in batch:
            crm.deliver(day, *(row.line for row in rows))
        crm.run()


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[tuple[int, list[Row]]], list[list[tuple[int, list[Row]]]]]:
    """Days with their rows, and the same shuffled and cut into batches."""
    days = draw(st.lists(st.integers(1, 9), unique=True, min_size=1, max_size=5))
    history = [(day, draw(ROWS)) for day in days]
    shuffled = draw(st.permutations(history))
    cuts = draw(st.lists(st.integers(1, len(shuffled)), max_size=3))
    edges = sorted({0, len(shuffled), *cuts})
    return history, [shuffled[a:b] for a, b in zip(edges, edges[1:], strict=False)]


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(histories(), st.data())
def test_loads_over_max_rejects_count_as_accepted_and_not_as_rejected(history, data: st.DataObject) -> None:
    """Whatever a person decides in whatever order, the accepted loads alone say what there is."""
    days, batches = history
    with tempfile.TemporaryDirectory() as folder:
        crm = desk(Path(folder), "gates: {keys_gone: 100%}", "max_rejects: 0")
        receive(crm, batches)
        faulty = {day for day, rows in days if any(row.fault for row in rows)}
        accepted = {day for day, _ in days} - faulty
        ids = dict(crm.sql("SELECT day(load_date), CAST(load_id AS VARCHAR) FROM meta.loads"))
        for day in data.draw(st.lists(st.sampled_from(sorted(ids)), min_size=1, max_size=4)):
            wh = warehouse.open(crm.root)
            facts = (wh.reject if day in accepted else wh.accept)(ids[day], now=NOW)
            assert facts.problems == ()
            accepted ^= {day}
        contents, counts = oracle([(day, rows) for day, rows in days if day in accepted])
        found = counted(crm)
        assert {day: found[day] for day in accepted} == counts
        for day, content in contents.items():
            assert content_of(crm, day) == content, day
        loads = crm.sql("SELECT * EXCLUDE (log_number) FROM meta.loads ORDER BY load_date")
        letters = crm.sql("FROM meta.dead_letters ORDER BY ALL")
        warehouse.open(crm.root).rebuild(now=NOW)
        assert crm.sql("SELECT * EXCLUDE (log_number) FROM meta.loads ORDER BY load_date") == loads
        assert crm.sql("FROM meta.dead_letters ORDER BY ALL") == letters
        assert warehouse.open(crm.root).verify(deep=True) == []


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(histories())
def test_broken_rows_in_any_order_keep_the_last_state_of_their_keys(history) -> None:
    days, batches = history
    contents, counts = oracle(days)
    with tempfile.TemporaryDirectory() as folder:
        crm = desk(Path(folder), "gates: {keys_gone: 100%}")
        receive(crm, batches)
        assert counted(crm) == counts
        for day, content in contents.items():
            assert content_of(crm, day) == content, day
        letters = crm.sql("FROM meta.dead_letters ORDER BY ALL")
        loads = crm.sql("SELECT * EXCLUDE (log_number) FROM meta.loads ORDER BY load_date")
        warehouse.open(crm.root).rebuild(now=NOW)
        assert crm.sql("FROM meta.dead_letters ORDER BY ALL") == letters
        assert crm.sql("SELECT * EXCLUDE (log_number) FROM meta.loads ORDER BY load_date") == loads
        assert warehouse.open(crm.root).verify() == []
