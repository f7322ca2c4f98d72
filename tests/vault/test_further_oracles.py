"""Links with payloads, satellites on links, sets and statuses under NULL keys, and every spine of a PIT."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warehouse
from tests.oracles.vault import (
    Found,
    Shown,
    effectivity,
    first_shown,
    hashed,
    kept_of_spine,
    multi_active,
    point_in_time,
    satellite,
    statuses,
)
from tests.vault.support import NOW, VAULT, Delivery, arrive, deliver, make_project, rows, run, shown

FURTHER = """
  - name: nh_lines
    config:
      materialized: nh_link
      hash_key: nh_lines_hk
      hubs:
        - {hub: hub_customer, key: customer, as: customer_hk}
        - {hub: hub_customer, key: payer, as: payer_hk}
      dependent_keys: line
      from: crm.orders
  - name: link_pair
    config:
      materialized: link
      hash_key: pair_hk
      hubs: [{hub: hub_customer, key: customer, as: one_hk}, {hub: hub_customer, key: payer, as: other_hk}]
      dependent_keys: line
      from:
        - {source: crm.orders, where: "note IS DISTINCT FROM 'x'"}
        - {source: crm.orders, hubs: {one_hk: payer, other_hk: customer}}
        - {source: crm.phones, hubs: {one_hk: customer, other_hk: customer}, dependent_keys: kind}
  - name: sat_line
    config: {materialized: satellite, hash_key: order_line_hk, hashdiff: order_hashdiff, from: crm.orders}
  - name: ma_line
    config:
      materialized: ma_satellite
      hash_key: customer_hk
      hashdiff: order_hashdiff
      sub_key: id
      from: crm.orders
  - name: status_line
    config: {materialized: status_satellite, hash_key: order_line_hk, from: crm.orders}
  - name: eff_payer
    config: {materialized: eff_satellite, link: link_payer, driving_key: payer_hk, from: crm.orders}
"""
PITS = "".join(
    f"""
  - name: pit_{name}
    config: {{materialized: pit, hub: {hub}, satellites: [{satellites}], snapshots: {snapshots}}}
"""
    for name, hub, satellites, snapshots in (
        ("daily", "link_order_line", "sat_line, status_line", "daily"),
        ("weekly", "hub_customer", "ma_line", "weekly"),
        ("monthly", "hub_customer", "ma_line, status_customer", "monthly"),
        ("thinned", "hub_order", "sat_order", "logarithmic"),
        ("some", "hub_order", "sat_order", "{daily: 2, weekly: 1, monthly: 2}"),
    )
)

#: Days on which a delivery may be: some together, one beyond the 31 days of a logarithmic spine.
DAYS = st.sampled_from([0, 1, 2, 3, 12, 45])
CUSTOMERS = st.sampled_from(["c", " C", "d||e", "d", "^^", "\\", "", None])
ORDERS = st.dictionaries(
    st.sampled_from(["1", "a|b", "a\\", "^^"]),
    st.tuples(CUSTOMERS, CUSTOMERS, st.sampled_from(["1", "", None]), st.sampled_from(["x", "", None])),
    min_size=1,
    max_size=4,
).map(lambda found: tuple((key, *rest) for key, rest in found.items()))
PHONES = st.dictionaries(
    st.tuples(st.sampled_from(["c", "e||d", " "]), st.sampled_from(["home", "1"])),
    st.sampled_from(["1", "2"]),
    min_size=1,
).map(lambda found: tuple((*key, number) for key, number in found.items()))


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Delivery], list[list[Delivery]]]:
    """Deliveries, and the batches in which they arrive: day by day, or late, corrected, twice."""
    days = draw(st.lists(DAYS, unique=True, min_size=2, max_size=4))
    deliveries = [Delivery("orders", day, draw(ORDERS)) for day in days]
    phones = draw(st.lists(DAYS, unique=True, min_size=1, max_size=2))
    deliveries += [Delivery("phones", day, draw(PHONES)) for day in phones]
    deliveries.append(Delivery("codes", 0, (("m", "metre"),)))
    if draw(st.booleans()):
        dates = sorted({delivery.day for delivery in deliveries})
        return deliveries, [[d for d in deliveries if d.day == day] for day in dates]
    arriving = draw(st.permutations(deliveries))
    cut = draw(st.integers(1, len(arriving)))
    batches = [batch for batch in (list(arriving[:cut]), list(arriving[cut:])) if batch]
    wrong = next(delivery for delivery in arriving if delivery.table == "orders")
    right = Delivery("orders", wrong.day, draw(ORDERS), 2)
    batches.append([right, batches[0][0]] if batches[0][0] != wrong else [right])
    return [*deliveries, *([right] if right.rows != wrong.rows else [])], batches


def expected(deliveries: list[Delivery]) -> dict[str, Found]:
    """What each object must hold."""
    orders, phones = shown(deliveries, "orders"), shown(deliveries, "phones")
    line = ["id", "customer", "line"]
    found = {
        "nh_lines": first_shown(
            [
                (
                    orders,
                    ["customer", "payer", "line"],
                    lambda r: (*_ends(r, "customer", "payer"), r["line"], r["id"], r["note"]),
                )
            ],
            zero_key=True,
        ),
        "link_pair": first_shown(
            [
                (_without_x(orders), ["customer", "payer", "line"], _pair("customer", "payer", "line")),
                (orders, ["payer", "customer", "line"], _pair("payer", "customer", "line")),
                (phones, ["customer", "customer", "kind"], _pair("customer", "customer", "kind")),
            ],
            zero_key=True,
        ),
        "sat_line": satellite(orders, line, ["customer", "payer", "line", "note"]),
        "ma_line": multi_active(orders, ["customer"], ["id", "customer", "payer", "line", "note"]),
        "status_line": statuses(orders, line),
        "eff_payer": effectivity(orders, ["customer", "payer"], ["payer"], [["customer"], ["payer"]]),
    }
    lines = [(orders, line, lambda r: (hashed(r, ["id"]), hashed(r, ["customer"]), r["line"]))]
    customers = [(orders, [column], _spelled(column)) for column in ("customer", "payer")]
    customers.append((phones, ["customer"], _spelled("customer")))
    links = first_shown(lines, zero_key=True)
    hub = first_shown(customers, zero_key=False)
    ids = first_shown([(orders, ["id"], _spelled("id"))], zero_key=False)
    sat_order = satellite(orders, ["id"], ["customer", "payer", "line", "note"])
    last = max(shown.load_date for shown in orders)
    ever = max(last, *(shown.load_date for shown in phones))
    states = statuses(orders, ["customer"])
    pits = {
        "pit_daily": (links, [found["sat_line"], found["status_line"]], max(last, ever), {"daily": None}),
        "pit_weekly": (hub, [found["ma_line"]], ever, {"weekly": None}),
        "pit_monthly": (hub, [found["ma_line"], states], ever, {"monthly": None}),
        "pit_thinned": (ids, [sat_order], last, {"daily": 31, "weekly": 26, "monthly": 60, "yearly": None}),
        "pit_some": (ids, [sat_order], last, {"daily": 2, "weekly": 1, "monthly": 2}),
    }
    for name, (keys, satellites, newest, kept) in pits.items():
        everything = point_in_time(keys, satellites, newest)
        found[name] = {row for row in everything if kept_of_spine(row[0], newest, kept)}
    return found


def _ends(row: dict, one: str, other: str) -> tuple[str, str]:
    return hashed(row, [one]), hashed(row, [other])


def _pair(one: str, other: str, dependent: str) -> Callable[[dict], tuple]:
    return lambda row: (*_ends(row, one, other), row[dependent])


def _spelled(column: str) -> Callable[[dict], tuple]:
    return lambda row: (row[column],)


def _without_x(orders: list[Shown]) -> list[Shown]:
    return [
        Shown(o.load_date, o.attempt, o.record_source, tuple(r for r in o.rows if r["note"] != "x"))
        for o in orders
    ]


def held(root: Path) -> dict[str, Found]:
    """What each object holds, in the oracles' columns."""
    shapes = {"nh_lines": "*", "link_pair": "*", "status_line": "*", "eff_payer": "*"}
    shapes |= {"sat_line": "* EXCLUDE (order_hashdiff)", "ma_line": "* EXCLUDE (order_hashdiff)"}
    found = {name: rows(root, name, columns, "record_source <> 'SYSTEM'") for name, columns in shapes.items()}
    pits = ("pit_daily", "pit_weekly", "pit_monthly", "pit_thinned", "pit_some")
    return found | {name: rows(root, name) for name in pits}


@pytest.mark.thorough
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_every_further_object_is_what_its_oracle_says_in_any_order_and_after_a_rebuild(history) -> None:
    deliveries, batches = history
    with tempfile.TemporaryDirectory() as folder:
        root = make_project(Path(folder, "project"), VAULT + FURTHER + PITS)
        arrive(root, batches)
        found, wanted = held(root), expected(deliveries)
        for name in wanted:
            assert found[name] == wanted[name], name

        shutil.rmtree(root / ".warehouse")
        (root / "warehouse.duckdb").unlink()
        warehouse.open(root).rebuild(now=NOW)
        assert held(root) == wanted


def test_a_day_that_comes_in_order_is_added_and_a_late_one_is_restated_or_replayed(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", VAULT + FURTHER + PITS)
    first = [Delivery("phones", 0, (("c", "home", "1"),)), Delivery("codes", 0, (("m", "metre"),))]
    days = [
        Delivery("orders", day, (("1", customer, "d", "1", "y"),)) for day, customer in enumerate("cdc", 1)
    ]
    arrive(root, [[*first, days[0]]])
    history = [name for name in expected([*first, *days]) if not name.startswith("pit")]
    assert _how(root, [days[2]], history) == {"appended"}
    assert _how(root, [days[1]], history) <= {"appended", "replayed", "restated"}
    wanted = expected([*first, *days])
    assert {name: held(root)[name] for name in history} == {name: wanted[name] for name in history}


def _how(root: Path, batch: list[Delivery], names: list[str]) -> set[str]:
    deliver(root, *batch)
    facts = run(root)
    return {model.how for model in facts.models if model.name.partition(".")[2] in names}
