"""What each vault object shows an analyst, in stories of a few days."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import warehouse
from tests.oracles.history import ZERO_KEY, key_hash
from tests.vault.support import FIRST, NOW, VAULT, Delivery, arrive, deliver, make_project, rows, run


def day(number: int) -> dt.datetime:
    return FIRST + dt.timedelta(days=number)


#: A delivery without which hub_customer would wait.
PHONES = Delivery("phones", 0, (("zoe", "home", "0"),))


def order(number: str, customer: str | None, note: str = "x", line: str = "1") -> tuple[str | None, ...]:
    return (number, customer, customer, line, note)


def test_an_order_that_goes_to_another_customer_and_back(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p")
    days = [[order("1", "ann")], [order("1", "bob")], [order("1", "ann")], [order("2", None)]]
    arrive(root, [[PHONES], *([Delivery("orders", i, tuple(found))] for i, found in enumerate(days))])
    ann, bob, nobody = key_hash("ann"), key_hash("bob"), ZERO_KEY
    assert rows(root, "eff_order__history", "order_hk, customer_hk, start_date, end_date") == {
        (key_hash("1"), ann, day(0), day(1)),
        (key_hash("1"), bob, day(1), day(2)),
        (key_hash("1"), ann, day(2), day(3)),  # reopened with the new start, and gone with its order
        (key_hash("2"), nobody, day(3), None),
    }
    assert rows(root, "status_customer", "customer_hk, status, load_date") == {
        (ann, "appeared", day(0)),
        (ann, "disappeared", day(1)),
        (ann, "reappeared", day(2)),
        (ann, "disappeared", day(3)),
        (bob, "appeared", day(1)),
        (bob, "disappeared", day(2)),
    }


def test_one_row_gives_both_roles_of_a_hub_and_the_relation_between_them(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p")
    orders = Delivery("orders", 0, (("1", "ann", "bob", "1", "x"), ("2", "cy", None, "1", "y")))
    arrive(root, [[PHONES, orders]])
    assert rows(root, "hub_customer", "customer") == {("ann",), ("bob",), ("cy",), ("zoe",)}
    assert rows(root, "link_payer", "customer_hk, payer_hk") == {
        (key_hash("ann"), key_hash("bob")),
        (key_hash("cy"), ZERO_KEY),
    }


def test_lines_of_one_order_are_relations_of_their_own_and_a_transaction_keeps_its_first_payload(
    tmp_path: Path,
) -> None:
    root = make_project(tmp_path / "p")
    arrive(root, [[PHONES, Delivery("orders", 0, (order("1", "ann", "first", line="7"),))]])
    arrive(root, [[Delivery("orders", 1, (order("1", "ann", "second", line="8"),))]])
    assert rows(root, "link_order_line", "line, load_date") == {("7", day(0)), ("8", day(1))}
    assert rows(root, "nh_order", "note, line, load_date") == {("first", "7", day(0))}


def test_a_set_of_phones_is_new_when_one_goes_away(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p")
    both, one = (("ann", "home", "1"), ("ann", "work", "2")), (("ann", "home", "1"),)
    arrive(root, [[Delivery("phones", i, found)] for i, found in enumerate([both, both, one])])
    assert rows(root, "sat_phone__history", "kind, number, load_date, load_end_date") == {
        ("home", "1", day(0), day(2)),
        ("work", "2", day(0), day(2)),
        ("home", "1", day(2), None),
    }


def test_a_reference_table_knows_what_a_code_meant_and_means(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p")
    arrive(
        root,
        [[Delivery("codes", i, (("m", meaning), ("M", "mega")))] for i, meaning in enumerate(["a", "b"])],
    )
    assert rows(root, "ref_code__current", "code, meaning") == {("m", "b"), ("M", "mega")}
    assert rows(root, "ref_code__history", "code, meaning, load_date, load_end_date") == {
        ("m", "a", day(0), day(1)),
        ("m", "b", day(1), None),
        ("M", "mega", day(0), None),
    }


CUSTOMER_SATELLITE = (
    VAULT
    + """
  - name: sat_customer
    config: {materialized: satellite, hash_key: customer_hk, hashdiff: order_hashdiff, from: crm.orders}
"""
)


def test_two_rows_of_one_key_fail_a_satellite_even_when_that_was_over_before_it_was_built(
    tmp_path: Path,
) -> None:
    root = make_project(tmp_path / "p", CUSTOMER_SATELLITE)
    arrive(root, [[Delivery("orders", 0, (order("1", "ann"),))]])
    deliver(root, Delivery("orders", 1, (order("1", "ann"), order("2", "ann"))))
    deliver(root, Delivery("orders", 2, (order("2", "ann"),)))
    facts = warehouse.open(root).run(now=NOW)
    [failed] = [model for model in facts.models if model.outcome == "failed"]
    assert failed.name == "vault.sat_customer"
    assert f"{day(1)}" in str(failed.error)
    assert "several rows at one moment" in str(failed.error)


def test_a_row_that_follows_another_of_its_key_is_no_conflict(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", CUSTOMER_SATELLITE)
    days = [(order("1", "ann"),), (order("2", "ann", "y"),), (order("2", "bob", "y"), order("3", "ann"))]
    arrive(root, [[Delivery("orders", i, found)] for i, found in enumerate(days)])
    assert rows(root, "sat_customer", "note, load_date", f"customer_hk = '{key_hash('ann')}'") == {
        ("x", day(0)),
        ("y", day(1)),
        ("x", day(2)),
    }


def test_what_stood_beside_a_model_goes_with_it(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p")
    arrive(root, [[Delivery("codes", 0, (("m", "metre"),))]])
    (root / "models" / "vault" / "vault.yml").write_text("models: []\n")
    run(root)
    left = "SELECT table_schema, table_name FROM information_schema.tables WHERE table_name LIKE '%ref_code%'"
    assert warehouse.open(root).sql(left).fetchall() == []
