"""What a run prints: the loads in columns, what failed, and one verdict at the end."""

import datetime as dt
import subprocess
import sys
from dataclasses import replace

import pytest

from warehouse.report.facts import CheckFacts, LoadFacts, ModelFacts, RunFacts
from warehouse.report.terminal import run_lines

LOAD = LoadFacts(
    table="crm.customers",
    load_date=dt.datetime(2026, 2, 6),
    load_seq=1,
    load_id="0b1c",
    status="accepted",
    reasons=(),
    notes=(),
    source_file="extracts/2026-02-06/customers.csv",
    source_bytes=1_000,
    bytes_stored=100,
    read=12_345,
    new=12,
    changed=5,
    unchanged=12_328,
    deleted=0,
    duplicate=0,
    rejected=0,
    removed=1,
    row_count=12_345,
    is_new=True,
)
KEPT_OUT = replace(LOAD, table="crm.orders", status="quarantined", reasons=("row count is 67 % lower",))
CHECK = CheckFacts(
    check_id="c1",
    name="not_null(dim_customer.email)",
    kind="not_null",
    target="dim_customer",
    column="email",
    severity="error",
    outcome="pass",
    failing=0,
    evaluated=12_345,
    vacuous=False,
    seconds=0.01,
    sql="select 1",
    place="models/schema.yml:12",
)
FAILING = replace(CHECK, name="unique(dim_customer.id)", outcome="fail", failing=1_412)
MODEL = ModelFacts("dim_customer", "scd2", "built", "new loads only", 17, 12_345, 0.2)
FAILED = ModelFacts(
    "fct_orders", "table", "failed", "rebuilt", None, None, 0.1, "no column 'x'\n  fix: name it"
)
RUN = RunFacts(
    project="shop",
    run_id="r1",
    started_at=dt.datetime(2026, 2, 6, 4, 0),
    seconds=1.5,
    published=True,
    exit_code=0,
    problems=(),
    loads=(LOAD,),
    models=(MODEL,),
    checks=(CHECK,),
)
NOTHING_NEW = replace(
    RUN, loads=(replace(LOAD, is_new=False),), models=(replace(MODEL, outcome="unchanged"),), published=False
)


def days(number, **more):
    return tuple(
        replace(LOAD, load_date=LOAD.load_date + dt.timedelta(days=i), **more) for i in range(number)
    )


def test_a_good_run_is_a_few_lines():
    assert run_lines(RUN) == [
        "loads        table          load date     read  new  changed  unchanged  removed",
        "             crm.customers  2026-02-06  12,345   12        5     12,328        1  accepted",
        "models       1 built",
        "checks       1 of 1 passed",
        "",
        "Everything that was delivered is in, checked and published.",
    ]


def test_a_run_with_nothing_to_do_is_one_calm_line():
    assert run_lines(NOTHING_NEW) == ["Nothing new was delivered; the warehouse is up to date."]


def test_a_project_without_loads_says_so():
    empty = replace(RUN, loads=(), models=(), checks=(), published=False)
    assert run_lines(empty) == ["Nothing has been delivered yet."]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"checks": ()}, "Everything that was delivered is in and published."),
        (
            {"published": False},
            "Everything that was delivered is in and checked; nothing was published in this run.",
        ),
        (
            {"loads": (replace(LOAD, is_new=False),)},
            "Nothing new was delivered; 1 model was built, checked and published.",
        ),
        (
            {"checks": (replace(FAILING, outcome="warn"),)},
            "Everything that was delivered is in, checked and published; 1 check warns.",
        ),
        (
            {"loads": (replace(LOAD, rejected=3),)},
            "Everything that was delivered is in, checked and published; 3 rows were rejected.",
        ),
        (
            {"loads": (replace(KEPT_OUT, is_new=False), LOAD)},
            "Everything that was delivered is in, checked and published; "
            "1 earlier load still waits in quarantine.",
        ),
        ({"loads": (LOAD, KEPT_OUT)}, "Needs a person: 1 load is quarantined. The rest is published."),
        (
            {"checks": (CHECK, FAILING), "published": False, "exit_code": 1},
            "Needs a person: 1 check fails. Nothing was published in this run.",
        ),
        (
            {"checks": (replace(CHECK, outcome="error"),)},
            "Needs a person: 1 check could not run. The rest is published.",
        ),
        ({"models": (FAILED,)}, "Needs a person: 1 model failed. The rest is published."),
        ({"problems": ("no extract",)}, "Needs a person: 1 problem. The rest is published."),
        ({"exit_code": 5}, "Needs a person: the run ended with exit code 5. The rest is published."),
        (
            {"models": (FAILED,), "problems": (FAILED.error, "no extract", "disk is full")},
            "Needs a person: 1 model failed and 2 other problems. The rest is published.",
        ),
    ],
)
def test_the_verdict_claims_only_what_is_so(change, words):
    assert run_lines(replace(RUN, **change))[-1] == words


def test_a_quarantined_load_that_a_later_delivery_made_good_needs_nobody():
    corrected = replace(KEPT_OUT, status="accepted", load_seq=2, reasons=())
    lines = run_lines(replace(RUN, loads=(KEPT_OUT, corrected)))
    assert lines[-1].startswith("Everything that was delivered is in")
    assert not any(line.startswith("quarantined") for line in lines)


def test_a_quarantined_load_is_named_with_its_reasons():
    lines = run_lines(replace(RUN, loads=(LOAD, KEPT_OUT)))
    at = lines.index("quarantined  crm.orders 2026-02-06, load 0b1c")
    assert lines[at + 1].strip() == "row count is 67 % lower"


def test_several_loads_of_a_table_stand_below_each_other():
    lines = run_lines(replace(RUN, loads=days(3)))[1:4]
    assert [line.split()[0] for line in lines] == ["crm.customers", "2026-02-07", "2026-02-08"]
    assert len({line.index("12,345") for line in lines}) == 1


def test_many_loads_are_one_line_per_table_with_sums():
    loads = (*days(21), *days(2, table="crm.orders", status="quarantined"))
    lines = run_lines(replace(RUN, loads=loads))
    customers, orders = lines[1:3]
    assert customers.split() == (
        "crm.customers 2026-02-06 to 2026-02-26 259,245 252 105 258,888 21 21 accepted".split()
    )
    assert orders.endswith("2 quarantined")


def test_a_second_delivery_of_a_load_date_says_its_number():
    assert any(
        "2026-02-06 no. 2" in line for line in run_lines(replace(RUN, loads=(replace(LOAD, load_seq=2),)))
    )


def test_failing_checks_are_named_with_counts_and_place_and_come_before_warnings():
    warning = replace(CHECK, outcome="warn", failing=2)
    broken = replace(CHECK, name="broken", outcome="error", error="no such column\nLINE 1")
    lines = run_lines(replace(RUN, checks=(CHECK, warning, broken, FAILING)))
    at = next(i for i, line in enumerate(lines) if line.startswith("checks"))
    assert lines[at : at + 5] == [
        "checks       1 of 4 passed",
        "             unique(dim_customer.id) fails: 1,412 of 12,345 rows  (models/schema.yml:12)",
        "             broken could not run: no such column  (models/schema.yml:12)",
        "               LINE 1",
        "             not_null(dim_customer.email) warns: 2 of 12,345 rows  (models/schema.yml:12)",
    ]


def test_a_pass_over_no_rows_is_not_kept_quiet():
    vacuous = replace(CHECK, vacuous=True, evaluated=0)
    assert "checks       2 of 2 passed (1 of them over no rows)" in run_lines(
        replace(RUN, checks=(CHECK, vacuous))
    )


def test_a_failed_model_is_named_with_its_error_once():
    failed = replace(RUN, models=(MODEL, FAILED), problems=(f"Model fct_orders: {FAILED.error}",))
    text = "\n".join(run_lines(failed))
    assert "models       1 built, 1 failed\n             fct_orders failed: no column 'x'\n" in text
    assert text.count("no column 'x'") == 1
    assert "problems" not in text


def test_problems_are_printed_whole():
    lines = run_lines(replace(RUN, problems=("crm.orders is missing\n  fix:   deliver it",)))
    at = lines.index("problems     crm.orders is missing")
    assert lines[at + 1] == "               fix:   deliver it"


def test_nothing_in_the_data_can_steer_the_terminal():
    evil = "\x1b[2Jx\r\ny\u202e\x07"
    facts = replace(
        RUN,
        loads=(replace(LOAD, table=evil), replace(KEPT_OUT, table=evil, reasons=(evil,), load_id=evil)),
        models=(replace(FAILED, name=evil, error=evil),),
        checks=(replace(FAILING, name=evil, place=evil),),
        problems=(evil + "z",),
    )
    assert all(character.isprintable() for line in run_lines(facts) for character in line)


def test_printing_a_run_imports_nothing_heavy():
    code = (
        "import sys, warehouse.report.terminal, warehouse.report.html\n"
        "heavy = {'duckdb', 'polars', 'pyarrow', 'jinja2', 'great_expectations', 'rich', 'pydantic'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
