"""Every vault object against its plain-Python oracle, however the deliveries arrive, and after a rebuild."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warehouse
from tests.oracles.vault import (
    bridge,
    effectivity,
    first_shown,
    hashed,
    multi_active,
    point_in_time,
    satellite,
    statuses,
)
from tests.vault.support import NOW, SPINES, VAULT, Delivery, arrive, make_project, rows, shown

#: Spellings of the same and of other keys, with the delimiters of the hash's text, empty and NULL.
CUSTOMERS = st.sampled_from(["c", " C", "d||e", "d", "^^", "\\", "", None])
IDS = st.sampled_from(["1", "a|b", "a\\", "^^"])

ORDERS = st.dictionaries(
    IDS,
    st.tuples(CUSTOMERS, CUSTOMERS, st.sampled_from(["1", "2", None]), st.sampled_from(["x", "", None])),
    min_size=1,
    max_size=4,
).map(lambda found: tuple((key, *rest) for key, rest in found.items()))
PHONES = st.dictionaries(
    st.tuples(st.sampled_from(["c", "d||e"]), st.sampled_from(["home", "work"])),
    st.sampled_from(["1", "2", None]),
    min_size=1,
).map(lambda found: tuple((*key, number) for key, number in found.items()))
CODES = st.dictionaries(
    st.sampled_from(["m", "M", "m "]), st.sampled_from(["metre", "mega"]), min_size=1
).map(lambda found: tuple(found.items()))


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Delivery], list[list[Delivery]]]:
    """Deliveries, and the same ones in batches: late, corrected on their day, and delivered twice."""
    deliveries = []
    for table, content, most in (("orders", ORDERS, 5), ("phones", PHONES, 3), ("codes", CODES, 2)):
        days = draw(st.lists(st.integers(0, 5), unique=True, min_size=1, max_size=most))
        deliveries += [Delivery(table, day, draw(content)) for day in days]
    arriving = draw(st.permutations(deliveries))
    cuts = draw(st.lists(st.integers(1, len(arriving)), max_size=3))
    edges = sorted({0, len(arriving), *cuts})
    batches = [list(arriving[a:b]) for a, b in zip(edges, edges[1:], strict=False)]
    if draw(st.booleans()):
        wrong = draw(st.sampled_from(batches[0]))
        right = Delivery(
            wrong.table, wrong.day, draw(ORDERS if wrong.table == "orders" else st.just(wrong.rows)), 2
        )
        batches.append([right])
        deliveries += [right] if right.rows != wrong.rows else []
    if draw(st.booleans()):
        batches.append([batches[-1][0]])
    return deliveries, batches


def expected(deliveries: list[Delivery]) -> dict[str, set]:
    """What each object must hold."""
    orders, phones, codes = (shown(deliveries, table) for table in ("orders", "phones", "codes"))
    customers = [
        (orders, ["customer"], lambda row: (row["customer"],)),
        (orders, ["payer"], lambda row: (row["payer"],)),
        (phones, ["customer"], lambda row: (row["customer"],)),
    ]
    line = ["id", "customer", "line"]
    found = {
        "hub_order": first_shown([(orders, ["id"], lambda row: (row["id"],))], zero_key=False),
        "hub_customer": first_shown(customers, zero_key=False),
        "link_order_line": first_shown(
            [(orders, line, lambda r: (hashed(r, ["id"]), hashed(r, ["customer"]), r["line"]))], zero_key=True
        ),
        "link_payer": first_shown(
            [(orders, ["customer", "payer"], lambda r: (hashed(r, ["customer"]), hashed(r, ["payer"])))],
            zero_key=True,
        ),
        "sat_order": satellite(orders, ["id"], ["customer", "payer", "line", "note"]),
        "sat_phone": multi_active(phones, ["customer"], ["kind", "number"]),
        "eff_order": effectivity(orders, line, ["id"], [["id"], ["customer"]]),
        "status_customer": statuses(orders, ["customer"]),
    }
    last_order = max(shown.load_date for shown in orders)
    last_phone = max(shown.load_date for shown in phones)
    about_customers = [found["sat_phone"], found["status_customer"]]
    found["pit_order"] = point_in_time(found["hub_order"], [found["sat_order"]], last_order)
    found["pit_customer"] = point_in_time(found["hub_customer"], about_customers, max(last_order, last_phone))
    found["bridge_order"] = bridge(
        found["hub_order"], found["eff_order"], found["link_payer"], max(last_order, last_phone)
    )
    return found


def held(root: Path) -> dict[str, set]:
    """What each object holds, in the oracles' columns."""
    but_hashdiff = {"sat_order": "* EXCLUDE (order_hashdiff)", "sat_phone": "* EXCLUDE (phone_hashdiff)"}
    names = ("hub_order", "hub_customer", "link_order_line", "link_payer")
    names += ("sat_order", "sat_phone", "eff_order", "status_customer")
    spines = ("pit_order", "pit_customer", "bridge_order")
    loaded = "record_source <> 'SYSTEM'"
    found = {name: rows(root, name, but_hashdiff.get(name, "*"), loaded) for name in names}
    return found | {name: rows(root, name) for name in spines}


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_every_object_is_what_its_oracle_says_in_any_order_and_after_a_rebuild(history) -> None:
    deliveries, batches = history
    with tempfile.TemporaryDirectory() as folder:
        root = make_project(Path(folder, "project"), VAULT + SPINES)
        arrive(root, batches)
        found, wanted = held(root), expected(deliveries)
        for name in wanted:
            assert found[name] == wanted[name], name
        codes = [d for d in deliveries if d.table == "codes"]
        meanings = exact_states(codes)
        assert rows(root, "ref_code", "code, meaning, load_date") == meanings

        shutil.rmtree(root / ".warehouse")
        (root / "warehouse.duckdb").unlink()
        warehouse.open(root).rebuild(now=NOW)
        assert held(root) == wanted
        assert rows(root, "ref_code", "code, meaning, load_date") == meanings


def exact_states(deliveries: list[Delivery]) -> set:
    """(code, meaning, load date) of each code's states: codes are told apart letter by letter."""
    found = set()
    last: dict[str | None, str | None] = {}
    for delivery in sorted(deliveries, key=lambda d: d.day):
        for code, meaning in delivery.rows:
            if code not in last or last[code] != meaning:
                last[code] = meaning
                found.add((code, meaning, delivery.load_date))
    return found
