"""Point-in-time tables, bridges and ghost records, in stories of a few days."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import warehouse
from tests.oracles.history import ZERO_KEY, key_hash
from tests.vault.support import FIRST, SPINES, VAULT, Delivery, arrive, deliver, make_project, rows, run
from warehouse.errors import WarehouseError
from warehouse.report.facts import RunFacts
from warehouse.vault.snapshots import first_midnight

ANN, BOB = key_hash("ann"), key_hash("bob")
NOTHING = dt.datetime(1900, 1, 1)


def day(number: int) -> dt.datetime:
    return FIRST + dt.timedelta(days=number)


def order(number: str, customer: str | None, note: str = "x") -> tuple[str | None, ...]:
    return (number, customer, customer, "1", note)


def phones(number: int, *of: tuple[str, str]) -> Delivery:
    return Delivery("phones", number, tuple((customer, "home", phone) for customer, phone in of))


def test_a_mart_joins_a_point_in_time_table_to_its_satellites_and_loses_no_key(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", VAULT + SPINES)
    arrive(root, [[phones(0, ("ann", "1")), Delivery("orders", 0, (order("1", "bob"),))]])
    arrive(root, [[phones(1, ("ann", "2"))]])
    mart = (
        "SELECT h.customer, p.snapshot_date, s.number FROM vault.pit_customer AS p "
        "JOIN vault.hub_customer AS h USING (customer_hk) "
        "JOIN vault.sat_phone AS s "
        "ON s.customer_hk = p.sat_phone_hk AND s.load_date = p.sat_phone_load_date"
    )
    assert set(warehouse.open(root).sql(mart).fetchall()) == {
        ("ann", day(0), "1"),
        ("bob", day(0), None),
        ("ann", day(1), "2"),
        ("bob", day(1), None),
    }


def test_a_late_delivery_changes_the_snapshots_that_it_is_part_of(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", VAULT + SPINES)
    orders = Delivery("orders", 0, (order("1", "bob"),))
    arrive(root, [[phones(0, ("ann", "1")), orders], [phones(3, ("ann", "3"))], [phones(2, ("ann", "2"))]])
    pointers = rows(root, "pit_customer", "snapshot_date, sat_phone_load_date", f"customer_hk = '{ANN}'")
    assert pointers == {(day(0), day(0)), (day(1), day(0)), (day(2), day(2)), (day(3), day(3))}


def test_an_ordinary_day_adds_its_snapshot_and_leaves_the_others(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", VAULT + SPINES)
    orders = Delivery("orders", 0, (order("1", "bob"),))
    arrive(root, [[phones(0, ("ann", "1")), orders], [phones(1, ("ann", "1"))]])
    facts = run_after(root, phones(2, ("ann", "1")))
    [pit] = [model for model in facts.models if model.name == "vault.pit_customer"]
    assert (pit.how, pit.rows_added, pit.row_count) == ("appended", 2, 6)


def run_after(root: Path, *deliveries: Delivery) -> RunFacts:
    deliver(root, *deliveries)
    return run(root)


def test_old_snapshots_go_as_retention_says(tmp_path: Path) -> None:
    weekly = SPINES.replace(
        "satellites: sat_order", "satellites: sat_order, snapshots: {daily: 2, weekly: all}"
    )
    root = make_project(tmp_path / "p", VAULT + weekly)
    arrive(root, [[phones(0, ("ann", "1")), Delivery("orders", 0, (order("1", "bob"),))]])
    for number in (2, 6, 9):
        arrive(root, [[Delivery("orders", number, (order("1", "bob", f"{number}"),))]])
    found = rows(root, "pit_order", "day(snapshot_date), day(sat_order_load_date)")
    assert found == {(5, 3), (9, 7), (10, 10)}  # 5 January 2026 is a Monday


def test_a_bridge_follows_what_was_in_effect_and_keeps_keys_that_lead_nowhere(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", VAULT + SPINES)
    arrive(root, [[phones(0, ("zoe", "1")), Delivery("orders", 0, (order("1", "ann"), order("2", None)))]])
    arrive(root, [[Delivery("orders", 1, (order("1", "bob"),))]])
    found = rows(root, "bridge_order", "snapshot_date, order_hk, customer_hk, payer_hk")
    assert found == {
        (day(0), key_hash("1"), ANN, ANN),
        (day(0), key_hash("2"), ZERO_KEY, ZERO_KEY),
        (day(1), key_hash("1"), BOB, BOB),
        (day(1), key_hash("2"), ZERO_KEY, ZERO_KEY),
    }


CHECKED = VAULT.replace(
    "{materialized: hub, hash_key: order_hk, business_key: id, from: crm.orders}",
    "{materialized: hub, hash_key: order_hk, business_key: id, from: crm.orders}\n"
    "    columns: [{name: id, data_tests: [not_null, unique]}]",
)


def test_ghost_records_come_with_what_needs_them_and_checks_and_counts_leave_them_out(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", CHECKED)
    arrive(root, [[phones(0, ("zoe", "1")), Delivery("orders", 0, (order("1", "ann"),))]])
    assert rows(root, "hub_order", "id") == {("1",)}

    path = root / "models" / "vault" / "vault.yml"
    path.write_text(CHECKED + SPINES)
    facts = run(root)
    assert rows(root, "hub_order") == {
        (key_hash("1"), "1", day(0), "CRM.ORDERS"),
        (ZERO_KEY, None, NOTHING, "SYSTEM"),
        ("f" * 32, None, NOTHING, "SYSTEM"),
    }
    [hub] = [model for model in facts.models if model.name == "vault.hub_order"]
    assert (hub.how, hub.row_count) == ("ghost records", 1)

    path.write_text(CHECKED)
    run(root)
    assert rows(root, "hub_order", "id") == {("1",)}
    (root / "warehouse.yml").write_text("name: vault\nghost_records: true\n")
    run(root)
    assert len(rows(root, "sat_order", "order_hk, note")) == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            "{materialized: pit, hub: sat_order, satellites: sat_order}",
            "'sat_order' is a satellite, not a hub",
        ),
        ("{materialized: pit, hub: hub_order, satellites: sat_phone}", "sat_phone has the key customer_hk"),
        ("{materialized: pit, hub: hub_order, satellites: eff_order}", "at 'eff_order' (eff_satellite)"),
        ("{materialized: pit, hub: hub_order, satellites: []}", "'satellites' cannot be"),
        ("{materialized: pit, hub: hub_order, satellites: sat_order, snapshots: hourly}", "snapshots"),
        ("{materialized: bridge, hub: hub_order, links: link_payer}", "leads to no role of link_payer"),
        ("{materialized: bridge, hub: hub_customer, links: link_payer}", "leads to more than one role"),
        (
            "{materialized: bridge, hub: hub_customer, links: {link: link_payer, by: customer}}",
            "link_payer has no role 'customer'",
        ),
        (
            "{materialized: bridge, hub: hub_order, links: {link: link_order_line, effectivity: sat_order}}",
            "'sat_order' is no effectivity satellite of link_order_line",
        ),
    ],
)
def test_what_cannot_be_is_said_with_its_place(tmp_path: Path, wrong: str, said: str) -> None:
    root = make_project(tmp_path / "p", VAULT + f"\n  - name: wrong\n    config: {wrong}\n")
    try:
        facts = run_after_anything(root)
        message = str(facts)
    except WarehouseError as error:
        message = str(error)
    assert said in message
    assert "vault.yml:" in message


def run_after_anything(root: Path) -> str:
    deliver(root, phones(0, ("zoe", "1")), Delivery("orders", 0, (order("1", "ann"),)))
    facts = warehouse.open(root).run(now=dt.datetime(2026, 3, 1))
    return " ".join(model.error or "" for model in facts.models)


def test_the_newest_snapshot_has_seen_the_newest_load() -> None:
    assert first_midnight(dt.datetime(2026, 1, 1)) == dt.datetime(2026, 1, 1)
    assert first_midnight(dt.datetime(2026, 1, 1, 10)) == dt.datetime(2026, 1, 2)
