"""Which dead letters an id names: one letter, or all of the load whose id begins so."""

from __future__ import annotations

import datetime as dt

from warehouse.reading.deadletters import DeadLetter, chosen

#: Its ninth digit is the number of its first letter.
LOAD = "1234abcd-1f00-5000-8000-000000000000"


def _letter(number: int, load_id: str = LOAD) -> DeadLetter:
    return DeadLetter(
        f"{load_id[:8]}-{number}", "crm.people", dt.datetime(2026, 1, 1), 1, load_id, number, "waiting",
        "amount: 'x' is no BIGINT", "amount", 2, "people.csv", "1,x", None, None,
    )  # fmt: skip


def test_the_id_of_a_letter_names_it_alone_even_where_its_load_begins_so() -> None:
    one, two = _letter(1), _letter(2)
    assert chosen([one, two], ["1234abcd-1"]) == [one]
    assert chosen([one, two], ["1234abcd-2"]) == [two]


def test_the_beginning_of_a_loads_id_names_all_its_letters() -> None:
    one, two, other = _letter(1), _letter(2), _letter(1, "99999999-0000-5000-8000-000000000000")
    for start in ("1234", "1234abcd", "1234abcd-1f", LOAD):
        assert chosen([one, other, two], [start]) == [one, two]
