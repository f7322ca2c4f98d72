"""The checks that vault objects bring with them find what cannot be, in a private file tampered with."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import warehouse
from tests.vault.support import NOW, SPINES, VAULT, Delivery, arrive, deliver, make_project, run


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of three days whose checks hold; tests put wrong rows into it and take them out again."""
    root = make_project(tmp_path_factory.mktemp("vault") / "p", VAULT + SPINES)
    phones = Delivery("phones", 0, (("ann", "home", "1"),))
    days = [Delivery("orders", i, (("1", "ann", None, "1", note),)) for i, note in enumerate("xyx")]
    arrive(root, [[phones, days[0]], [days[1]], [days[2]]])
    return root


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (
            "INSERT INTO vault.hub_order FROM vault.hub_order WHERE id = '1'",
            "unique(hub_order.order_hk)",
        ),
        (
            "INSERT INTO vault.hub_order SELECT uuid(), id, load_date, record_source FROM vault.hub_order "
            "WHERE id = '1'",
            "one_key(hub_order.order_hk)",
        ),
        ("DELETE FROM vault.hub_order WHERE id = '1'", "parent_exists(link_order_line.order_hk)"),
        ("DELETE FROM vault.hub_order WHERE id = '1'", "parent_exists(sat_order.order_hk)"),
        ("DELETE FROM vault.link_order_line", "parent_exists(eff_order.order_line_hk)"),
        ("DELETE FROM vault.sat_order WHERE note = 'y'", "repeated_state(sat_order.order_hk)"),
        ("DELETE FROM vault.sat_order WHERE note = 'y'", "points_nowhere(pit_order.sat_order)"),
    ],
)
def test_what_cannot_be_fails_a_check(sound: Path, wrong: str, found: str) -> None:
    state = sound / ".warehouse" / "state.duckdb"
    before = state.read_bytes()
    with duckdb.connect(str(state)) as connection:
        connection.execute(wrong)
    try:
        facts = warehouse.open(sound).check(now=NOW)
        assert found in {check.name for check in facts.checks if check.outcome == "fail"}
    finally:
        state.write_bytes(before)


def test_on_an_ordinary_day_the_costly_ones_look_at_what_changed(sound: Path) -> None:
    arrive(sound, [[Delivery("orders", 3, (("1", "ann", None, "1", "z"),))]])
    facts = warehouse.open(sound).run(now=NOW)
    assert facts.checks == ()  # nothing changed since they all held
    deliver(sound, Delivery("orders", 4, (("1", "ann", None, "1", "x"), ("2", "ann", None, "1", "x"))))
    facts = run(sound)
    [repeated] = [c for c in facts.checks if c.name == "repeated_state(sat_order.order_hk)"]
    [parents] = [c for c in facts.checks if c.name == "parent_exists(sat_order.order_hk)"]
    assert (repeated.outcome, repeated.evaluated) == ("pass", 6)  # both keys' whole histories
    assert (parents.outcome, parents.evaluated) == ("pass", 2)  # the new rows
    for kind in ("unique", "one_key"):
        [hub] = [c for c in facts.checks if c.name == f"{kind}(hub_order.order_hk)"]
        assert (hub.outcome, hub.evaluated) == ("pass", 1)  # the new key


def test_a_new_row_that_doubles_an_old_key_is_found_on_an_ordinary_day(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", VAULT)
    phones = Delivery("phones", 0, (("ann", "home", "1"),))
    arrive(root, [[phones, Delivery("orders", 0, (("1", "ann", None, "1", "x"),))]])
    with duckdb.connect(str(root / ".warehouse" / "state.duckdb")) as connection:
        connection.execute(
            "INSERT INTO vault.hub_order SELECT uuid(), id, TIMESTAMP '2026-01-02', record_source "
            "FROM vault.hub_order"
        )
        connection.execute(
            "INSERT INTO vault.hub_order SELECT order_hk, 'other', TIMESTAMP '2026-01-02', record_source "
            "FROM vault.hub_order WHERE load_date < TIMESTAMP '2026-01-02'"
        )
    deliver(root, Delivery("orders", 1, (("1", "ann", None, "1", "x"), ("2", "ann", None, "1", "x"))))
    facts = warehouse.open(root).run(now=NOW)
    failed = {check.name for check in facts.checks if check.outcome == "fail"}
    assert {"unique(hub_order.order_hk)", "one_key(hub_order.order_hk)"} <= failed
