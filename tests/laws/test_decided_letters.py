"""Laws 1, 3 and 8 with all that happens to broken rows: loads over `max_rejects`, loads that are rejected and
accepted again, retries, discards, prunings. Whatever the order, the loads that count say what there is.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import warehouse
from tests.deadletters.support import NOW, Desk, desk
from tests.laws.support import tables
from tests.laws.test_dead_letters import ROWS, Content, Counted, Row

#: Rejected rows that a load may have before it waits for a person.
MOST = 2

_DIMENSION = """
models:
  - name: dim_people
    config: {materialized: scd2, from: crm.people, unique_key: id}
"""

_COUNTED = "read, new, changed, unchanged, duplicate, rejected, removed".split(", ")

Place = tuple[int, int]


@dataclass(frozen=True)
class Deliver:
    """A snapshot of a day arrives."""

    day: int
    rows: Sequence[Row]


@dataclass(frozen=True)
class Decide:
    """The `number`-th load that can be decided on is rejected where it is accepted, else accepted."""

    number: int


@dataclass(frozen=True)
class Letter:
    """The `number`-th letter that waits is retried (where its values are known) or discarded."""

    is_retry: bool
    number: int


@dataclass(frozen=True)
class Prune:
    """Keep so many days or loads."""

    measure: str
    number: int


Step = Deliver | Decide | Letter | Prune


@dataclass(frozen=True)
class Kept:
    """One load as the model keeps it: the rows of a delivery, or the one row of a retry; whether its letters
    are known: all, or only lines that are no rows.
    """

    rows: Sequence[Row]
    status: str
    is_retry: bool = False
    shows_all: bool = True

    @property
    def bad(self) -> list[Row]:
        return [row for row in self.rows if row.fault]

    @property
    def letters(self) -> list[Row]:
        return [row for row in self.bad if self.shows_all or not _has_values(row)]


@dataclass
class Model:
    """Full copies of everything, in plain Python."""

    loads: dict[Place, Kept] = field(default_factory=dict)
    fates: dict[tuple[Place, str], Place | None] = field(default_factory=dict)  # None: discarded

    @property
    def horizon(self) -> int:
        return max((day for (day, _), load in self.loads.items() if load.status == "pruned"), default=0)

    def decidable(self) -> list[Place]:
        return sorted(place for place in self.loads if place[0] > self.horizon)

    def status_of(self, place: Place, row: Row) -> str:
        if (place, row.line) in self.fates:
            mended = self.fates[place, row.line]
            if mended is None:
                return "discarded"
            if self.loads[mended].status == "accepted":
                return "retried"
        status = self.loads[place].status
        return "waiting" if status == "accepted" else status

    def letters(self) -> list[tuple[int, str, str]]:
        """Of every letter its day, what names it, and its status; those of pruned loads are gone."""
        return sorted(
            (place[0], _named(row), self.status_of(place, row))
            for place, load in self.loads.items()
            if place[0] > self.horizon
            for row in load.letters
        )

    def waiting(self) -> list[tuple[Place, Row]]:
        return [
            (place, row)
            for place, load in sorted(self.loads.items())
            for row in load.letters
            if place[0] > self.horizon and self.status_of(place, row) == "waiting"
        ]

    def decide(self, place: Place) -> None:
        load = self.loads[place]
        is_accepted = load.status == "accepted"
        self.loads[place] = replace(
            load,
            status="rejected" if is_accepted else "accepted",
            shows_all=load.shows_all or not is_accepted,
        )

    def prune(self, prune: Prune) -> None:
        days = [day for (day, _), load in sorted(self.loads.items()) if load.status == "accepted"]
        if not days:
            return
        first = days[-min(prune.number, len(days))]
        if prune.measure == "days":
            first = days[-1] - prune.number
        for place, load in self.loads.items():
            if place[0] < first and load.status == "accepted":
                self.loads[place] = replace(load, status="pruned")

    def replay(self) -> tuple[dict[Place, Content], dict[Place, Counted]]:
        """By load that counts, the content after it and what it did."""
        contents, counts = {}, {}
        before: Content = {}
        for place, load in sorted(self.loads.items()):
            if load.status not in ("accepted", "pruned"):
                continue
            good = {row.key: (row.amount, row.kind) for row in load.rows if not row.fault}
            kept = {row.key for row in load.bad}
            if load.is_retry or not all(row.is_keyed for row in load.bad):
                kept = set(before)
            content = {key: state for key, state in before.items() if key in kept} | good
            new = sum(key not in before for key in good)
            changed = sum(key in before and before[key] != state for key, state in good.items())
            counts[place] = Counted(
                read=len(load.rows),
                new=new,
                changed=changed,
                unchanged=len(good) - new - changed,
                duplicate=0,
                rejected=len(load.bad),
                removed=sum(key not in content for key in before),
                rows=len(content),
            )
            contents[place] = before = content
        return contents, counts


def _has_values(row: Row) -> bool:
    return row.fault not in ("short", "quote")


def _named(row: Row) -> str:
    """What names a letter in tests: its key as delivered, or the text of a line that is no row."""
    return row.line.split(",")[0] if _has_values(row) else row.line


def versions(contents: dict[Place, Content]) -> list[tuple[str, ...]]:
    """Versions by key: (id, amount, kind, from day, to day), of the last state of each day."""
    by_day = {place[0]: content for place, content in sorted(contents.items())}
    found, now = [], {}
    for day, content in by_day.items():
        for key in {*now, *content}:
            state, since = now.get(key, (None, day))
            if content.get(key) == state:
                continue
            if state is not None:
                found.append((key, *state, since, day))
            now.pop(key, None)
            if key in content:
                now[key] = (content[key], day)
    found += [(key, *state, since, None) for key, (state, since) in now.items()]
    return sorted(found, key=str)


def project(root: Path) -> Desk:
    crm = desk(root, "gates: {keys_gone: 100%}", f"max_rejects: {MOST}")
    (root / "models" / "marts").mkdir()
    (root / "models" / "marts" / "dim.yml").write_text(_DIMENSION)
    return crm


def load_ids(crm: Desk) -> dict[Place, str]:
    with duckdb.connect(str(crm.root / ".warehouse" / "state.duckdb"), read_only=True) as state:
        rows = state.sql("SELECT day(load_date), load_seq, CAST(load_id AS VARCHAR) FROM meta.loads")
        return {(day, seq): load_id for day, seq, load_id in rows.fetchall()}


def take(crm: Desk, model: Model, step: Step) -> None:
    """Let one thing happen to the warehouse and to the model."""
    wh = warehouse.open(crm.root)
    if isinstance(step, Deliver):
        path = crm.deliver(step.day, *(row.line for row in step.rows))
        problems = wh.run(now=NOW).problems
        if step.day <= model.horizon:
            assert len(problems) == 1
            assert "comes too late" in problems[0]
            path.unlink()
            return
        assert problems == ()
        is_over = sum(bool(row.fault) for row in step.rows) > MOST
        status = "quarantined" if is_over else "accepted"
        model.loads[step.day, 1] = Kept(step.rows, status, shows_all=not is_over)
    elif isinstance(step, Decide):
        if places := model.decidable():
            place = places[step.number % len(places)]
            decide = wh.reject if model.loads[place].status == "accepted" else wh.accept
            assert decide(load_ids(crm)[place], now=NOW).problems == ()
            model.decide(place)
    elif isinstance(step, Prune):
        assert wh.prune(now=NOW, **{step.measure: step.number}).problems == ()
        model.prune(step)
    elif waiting := model.waiting():
        place, row = waiting[step.number % len(waiting)]
        _on_letter(crm, model, step, place, row)


def _on_letter(crm: Desk, model: Model, step: Letter, place: Place, row: Row) -> None:
    wh = warehouse.open(crm.root)
    load_id = load_ids(crm)[place]
    [letter] = [
        one.letter_id
        for one in wh.dead_letters()
        if one.load_id == load_id and _named(row) == (json.loads(one.given)["id"] if one.given else one.raw)
    ]
    if not step.is_retry or not _has_values(row):
        assert wh.discard(letter, now=NOW).problems == ()
        model.fates[place, row.line] = None
        return
    # No two retries say the same: that would be one load.
    mended = Row(row.key, f"{10 + len(model.loads)}.00", "b")
    values = {"id": mended.key, "amount": mended.amount, "kind": mended.kind}
    assert wh.retry(letter, values=values, now=NOW).problems == ()
    seq = 1 + max(seq for day, seq in model.loads if day == place[0])
    model.loads[place[0], seq] = Kept((mended,), "accepted", is_retry=True)
    model.fates[place, row.line] = (place[0], seq)


def counted(crm: Desk, statuses: str = "'accepted'") -> dict[Place, Counted]:
    columns = ", ".join("rows_" + column for column in _COUNTED)
    rows = crm.sql(
        f"SELECT day(load_date), load_seq, {columns}, row_count FROM meta.loads WHERE status IN ({statuses})"
    )
    return {(day, seq): Counted(*numbers) for day, seq, *numbers in rows}


def assert_as_copied(crm: Desk, model: Model) -> None:
    """What there is, against full copies."""
    contents, counts = model.replay()
    assert counted(crm) == counts
    last_of_day = {place[0]: place for place in contents}
    for day, place in last_of_day.items():
        if day >= model.horizon:
            rows = crm.sql(
                "SELECT CAST(id AS VARCHAR), CAST(amount AS VARCHAR), kind "
                f"FROM psa.crm__people__at(TIMESTAMP '2026-01-{day:02}')"
            )
            assert {key: state for key, *state in rows} == {k: list(v) for k, v in contents[place].items()}
    letters = crm.sql("SELECT day(load_date), given, raw, status FROM meta.dead_letters")
    named = [(day, json.loads(given)["id"] if given else raw, s) for day, given, raw, s in letters]
    assert sorted(named) == model.letters()
    if contents:
        rows = crm.sql(
            "SELECT CAST(id AS VARCHAR), CAST(amount AS VARCHAR), kind, day(valid_from), day(valid_to) "
            "FROM marts.dim_people"
        )
        assert sorted(rows, key=str) == versions(contents)


@st.composite
def plans(draw: st.DrawFn) -> list[Step]:
    """Deliveries of some days in any order, and what a person decides between them."""
    days = draw(st.lists(st.integers(1, 9), unique=True, min_size=2, max_size=5))
    steps: list[Step] = []
    number = st.integers(0, 9)
    decisions = st.one_of(
        st.builds(Decide, number),
        st.builds(Decide, number),
        st.builds(Letter, st.booleans(), number),
        st.builds(Prune, st.sampled_from(["days", "loads"]), st.integers(1, 4)),
    )
    for day in days:
        steps += [Deliver(day, draw(ROWS)), *draw(st.lists(decisions, max_size=3))]
    return [*steps, *draw(st.lists(decisions, min_size=1, max_size=3))]


@pytest.mark.thorough
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(plans())
def test_whatever_is_decided_on_loads_and_letters_the_loads_that_count_say_what_there_is(steps) -> None:
    model = Model()
    with tempfile.TemporaryDirectory() as folder:
        crm = project(Path(folder))
        for step in steps:
            take(crm, model, step)
        assert_all_holds(crm, model)


def assert_all_holds(crm: Desk, model: Model) -> None:
    """Against full copies, now and derived anew from the log."""
    crm.deliver(28, "1,1.00,a")
    crm.run()  # publishes whatever only waited
    model.loads[28, 1] = Kept((Row("1", "1.00", "a"),), "accepted")
    assert_as_copied(crm, model)
    assert warehouse.open(crm.root).verify(deep=True) == []
    derived = tables(crm.root)
    warehouse.open(crm.root).rebuild(now=NOW)
    assert tables(crm.root) == derived
    assert_as_copied(crm, model)


@st.composite
def decisions(draw: st.DrawFn) -> tuple[list[Deliver], list[int]]:
    days = draw(st.lists(st.integers(1, 9), unique=True, min_size=2, max_size=4))
    return [Deliver(day, draw(ROWS)) for day in days], draw(st.lists(st.integers(0, 9), max_size=5))


@pytest.mark.thorough
@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(decisions())
def test_decisions_leave_what_a_fresh_log_of_the_accepted_loads_has(plan) -> None:
    deliveries, numbers = plan
    model = Model()
    with tempfile.TemporaryDirectory() as folder:
        decided, fresh = (project(Path(folder, name)) for name in ("decided", "fresh"))
        for step in (*deliveries, *(Decide(number) for number in numbers), Deliver(28, [Row("1", "1", "a")])):
            take(decided, model, step)
        for (day, _), load in sorted(model.loads.items()):
            if load.status == "accepted":
                other = Model()
                take(fresh, other, Deliver(day, load.rows))
                if other.loads[day, 1].status != "accepted":
                    facts = warehouse.open(fresh.root).accept(load_ids(fresh)[day, 1], now=NOW)
                    assert facts.problems == ()
        assert tables(decided.root) == tables(fresh.root)
        assert counted(decided) == counted(fresh)
