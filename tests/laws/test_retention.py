"""Laws 1, 2 and 8 with pruning: what is kept reads back, what was derived stays, nothing else changes."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warehouse
from laws.support import NOW, Delivery, arrive, deliver, make_project, tables
from laws.test_any_order import NOTES, PEOPLE, PLACES

#: Relations that say what each load held or changed: they lose the loads that were pruned, and no more.
BY_LOAD = ("__loads", "__changes")


@st.composite
def plans(draw: st.DrawFn) -> list[object]:
    """Deliveries of three tables in any order, with prunings and rejections between them."""
    deliveries: list[object] = []
    for table, rows, most in (("people", PEOPLE, 6), ("places", PLACES, 2), ("notes", NOTES, 4)):
        days = draw(st.lists(st.integers(1, 8), unique=True, min_size=1, max_size=most))
        deliveries += [Delivery(table, day, draw(rows)) for day in days]
    steps = list(draw(st.permutations(deliveries)))
    for _ in range(draw(st.integers(1, 3))):
        step = draw(st.sampled_from([("prune", "days"), ("prune", "loads"), ("reject", "people")]))
        steps.insert(draw(st.integers(1, len(steps))), (*step, draw(st.integers(1, 4))))
    # A model that was never built keeps its sources from being pruned: so each table comes once at first.
    first = {step.table: step for step in reversed(steps) if isinstance(step, Delivery)}
    return [*first.values(), *(step for step in steps if step not in first.values())]


class Oracle:
    """What is accepted, rejected and pruned, in plain Python: nothing but lists of days."""

    def __init__(self) -> None:
        self.accepted: dict[str, dict[int, Delivery]] = {"people": {}, "places": {}, "notes": {}}
        self.pruned: dict[str, dict[int, Delivery]] = {"people": {}, "places": {}, "notes": {}}

    def is_late(self, delivery: Delivery) -> bool:
        return delivery.day <= max(self.pruned[delivery.table], default=0)

    def prune(self, measure: str, number: int) -> None:
        for table, accepted in self.accepted.items():
            days = sorted(accepted)
            if not days:
                continue
            first = max(days) - number if measure == "days" else days[-min(number, len(days))]
            for day in [d for d in days if d < first]:
                self.pruned[table][day] = accepted.pop(day)

    def everything(self) -> list[Delivery]:
        """What the derived tables come from: all that was ever accepted and not rejected."""
        found = [d for by_day in (*self.pruned.values(), *self.accepted.values()) for d in by_day.values()]
        return sorted(found, key=lambda d: d.day)


def _step(root: Path, oracle: Oracle, step: object) -> None:
    if isinstance(step, Delivery):
        deliver(root, step)
        facts = warehouse.open(root).run(now=NOW)
        if oracle.is_late(step):
            assert any("comes too late" in problem for problem in facts.problems)
            (root / "extracts" / step.load_date.isoformat() / f"{step.table}.csv").unlink()
        else:
            assert not any("comes too late" in problem for problem in facts.problems)
            oracle.accepted[step.table][step.day] = step
        return
    assert isinstance(step, tuple)
    kind, what, number = step
    if kind == "prune":
        facts = warehouse.open(root).prune(now=NOW, **{what: number})
        oracle.prune(what, number)
        assert facts.problems == (), "\n".join(facts.problems)
    else:
        days = sorted(oracle.accepted["people"])
        # The last accepted load of a table stays, so that its relations have rows to compare.
        if len(days) > 1:
            day = days[number % len(days)]
            warehouse.open(root).reject(_load_id(root, day), now=NOW)
            del oracle.accepted["people"][day]


def _load_id(root: Path, day: int) -> str:
    ledger = warehouse.open(root).loads("crm.people")
    at = ledger.columns.index
    return next(row[at("load_id")] for row in ledger.rows if row[at("load_date")].day == day)


def _kept(root: Path, oracle: Oracle) -> dict[str, list[tuple[str, ...]]]:
    """The tables of a straight history, of which the readings by load show only what is kept."""
    found = {}
    for name, rows in tables(root).items():
        if name.endswith(BY_LOAD):
            table = name.removeprefix("psa.crm__").removesuffix("__loads").removesuffix("__changes")
            kept = {d.load_date.isoformat() for d in oracle.accepted[table].values()}
            at = rows[0].index("load_date")
            rows = [rows[0], *(row for row in rows[1:] if row[at][:10] in kept)]
        found[name] = rows
    return found


@pytest.mark.long
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans())
def test_pruning_changes_nothing_but_which_loads_can_be_read(steps: list[object]) -> None:
    oracle = Oracle()
    with tempfile.TemporaryDirectory() as folder:
        pruned, straight = (make_project(Path(folder, name)) for name in ("pruned", "straight"))
        for step in steps:
            _step(pruned, oracle, step)
        arrive(straight, [oracle.everything()])
        assert tables(pruned) == _kept(straight, oracle)
        assert warehouse.open(pruned).verify(deep=True) == []
        shutil.rmtree(pruned / ".warehouse")
        (pruned / "warehouse.duckdb").unlink()
        warehouse.open(pruned).rebuild(now=NOW)
        assert tables(pruned) == _kept(straight, oracle)
