"""The page: complete in itself, escaped everywhere, and its numbers are the facts'."""

import datetime as dt
import re
from dataclasses import fields, replace
from html.parser import HTMLParser

import pytest

from warehouse.report.facts import CheckFacts, LoadFacts, ModelFacts, RunFacts
from warehouse.report.html import render_html
from warehouse.report.html_changes import bars_of, totals

HOSTILE = "\"'><script src=//evil>alert(1)</script><img onerror=x>&amp;"
LOAD = LoadFacts(
    table="crm.customers",
    load_date=dt.datetime(2026, 2, 1),
    load_seq=1,
    load_id="0b1c",
    status="accepted",
    reasons=(),
    notes=(),
    source_file="extracts/2026-02-01/customers.csv",
    source_bytes=1_000_000,
    bytes_stored=200_000,
    read=12_345,
    new=12_345,
    changed=0,
    unchanged=0,
    deleted=0,
    duplicate=0,
    rejected=0,
    removed=0,
    row_count=12_345,
    is_new=False,
)
NEXT_DAY = replace(
    LOAD,
    load_date=dt.datetime(2026, 2, 2),
    load_id="1b1c",
    read=12_350,
    new=17,
    changed=23,
    unchanged=12_310,
    removed=12,
    row_count=12_350,
    bytes_stored=3_000,
    is_new=True,
)
KEPT_OUT = replace(
    NEXT_DAY, table="crm.orders", load_id="2b1c", status="quarantined", reasons=("row count is 67 % lower",)
)
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
    sql="select * from dim_customer where email is null",
    place="models/schema.yml:12",
)
FAILING = replace(
    CHECK,
    name="unique(dim_customer.id)",
    outcome="fail",
    failing=1_412,
    sql="select id",
    sample_columns=("id", "name"),
    sample=(("C001", "Ann"), ("C002", "NULL")),
)
MODEL = ModelFacts("dim_customer", "scd2", "built", "new loads only", 17, 98_765, 0.2)
FAILED = ModelFacts("fct_orders", "table", "failed", "rebuilt", None, None, 0.1, "no column 'x'")
RUN = RunFacts(
    project="shop",
    run_id="r1",
    started_at=dt.datetime(2026, 2, 2, 4, 0),
    seconds=1.5,
    published=True,
    exit_code=0,
    problems=(),
    loads=(LOAD, NEXT_DAY),
    models=(MODEL,),
    checks=(CHECK,),
)
BAD = replace(
    RUN,
    published=False,
    exit_code=1,
    problems=("crm.invoices is missing\n  fix: deliver it",),
    loads=(LOAD, NEXT_DAY, KEPT_OUT),
    models=(MODEL, FAILED),
    checks=(CHECK, FAILING),
)
EMPTY = replace(RUN, loads=(), models=(), checks=(), published=False)
VOID = {"meta"}


class Page(HTMLParser):
    """What a browser reads: balanced elements, attributes and the text by section."""

    def __init__(self, html):
        super().__init__()
        self.open, self.elements, self.texts, self.section = [], [], [], "top"
        self.by_section = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, name, attributes):
        self.elements.append((name, dict(attributes)))
        if name == "h2":
            self.section = dict(attributes)["id"]
        if name not in VOID:
            self.open.append(name)

    def handle_endtag(self, name):
        assert self.open, f"</{name}> closes nothing"
        assert self.open.pop() == name

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.texts.append(data)
            self.by_section.setdefault(self.section, []).append(data)

    def text(self, section=None):
        return " ".join(self.texts if section is None else self.by_section.get(section, []))


def page(facts):
    return Page(render_html(facts))


def many(number, **more):
    return tuple(
        replace(NEXT_DAY, load_date=LOAD.load_date + dt.timedelta(days=i), load_id=f"load-{i:05}", **more)
        for i in range(number)
    )


def hostile(record):
    """The record with every text replaced, but those that choose a way of drawing."""
    kept = {"status", "outcome"}
    return replace(
        record,
        **{
            field.name: HOSTILE
            for field in fields(record)
            if field.name not in kept and isinstance(getattr(record, field.name), str)
        },
    )


HOSTILE_RUN = replace(
    hostile(BAD),
    problems=(HOSTILE, f"{HOSTILE}\n{HOSTILE}"),
    loads=(
        replace(hostile(NEXT_DAY), notes=(HOSTILE,)),
        replace(hostile(KEPT_OUT), reasons=(HOSTILE,)),
        replace(hostile(LOAD), status=HOSTILE),
    ),
    models=(hostile(MODEL), hostile(FAILED), replace(MODEL, outcome=HOSTILE)),
    checks=(
        hostile(CHECK),
        replace(hostile(FAILING), sample_columns=(HOSTILE, "#"), sample=((HOSTILE, HOSTILE),)),
        replace(hostile(CHECK), outcome="error", error=HOSTILE),
        replace(hostile(CHECK), outcome=HOSTILE),
    ),
)


@pytest.mark.parametrize("facts", [RUN, BAD, EMPTY, HOSTILE_RUN], ids=["good", "bad", "empty", "hostile"])
def test_the_page_is_balanced_and_has_one_title_and_heading(facts):
    read = page(facts)
    assert read.open == []
    names = [name for name, _ in read.elements]
    assert names.count("h1") == names.count("title") - sum(n == "g" for n in names) == 1


@pytest.mark.parametrize("facts", [RUN, BAD, EMPTY, HOSTILE_RUN], ids=["good", "bad", "empty", "hostile"])
def test_the_page_asks_for_nothing_and_runs_nothing(facts):
    html = render_html(facts)
    read = Page(html)
    assert "<script" not in html
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & {n for n, _ in read.elements}
    for name, attributes in read.elements:
        assert not {"src", "srcset", "action", "data", "xlink:href"} & set(attributes), name
        assert not any(key.startswith("on") for key in attributes), name
        assert attributes.get("href", "#").startswith("#")
    style = html[html.index("<style>") : html.index("</style>")]
    assert not re.search(r"url\(|@import|http", style)


def test_the_page_forbids_itself_everything_but_its_style():
    policies = [a["content"] for n, a in page(RUN).elements if n == "meta" and "http-equiv" in a]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_hostile_values_arrive_as_the_text_they_are():
    read = page(HOSTILE_RUN)
    texts = read.texts
    assert sum(HOSTILE in text for text in texts) > 40
    assert "\"'>" not in re.sub(r"<[^>]*>", "", render_html(HOSTILE_RUN))
    assert {"#", HOSTILE} <= set(texts)


def test_a_value_that_is_no_utf_8_can_be_written():
    html = render_html(replace(RUN, loads=(replace(LOAD, source_file="caf\udce9.csv"),)))
    assert "caf\N{REPLACEMENT CHARACTER}.csv" in html.encode("utf-8").decode("utf-8")


@pytest.mark.parametrize(
    ("facts", "tone", "words"),
    [
        (RUN, "good", "Everything that was delivered is in, checked and published."),
        (
            BAD,
            "bad",
            "Needs a person: 1 load is quarantined, 1 check fails, 1 model failed and 1 other problem. "
            "Nothing was published in this run.",
        ),
        (
            replace(RUN, loads=(LOAD, NEXT_DAY, KEPT_OUT)),
            "bad",
            "Needs a person: 1 load is quarantined. The rest is published.",
        ),
        (
            replace(RUN, loads=(LOAD,), models=(replace(MODEL, outcome="unchanged"),)),
            "good",
            "Nothing new was delivered; the warehouse is up to date.",
        ),
        (EMPTY, "attention", "Nothing has been delivered yet."),
    ],
    ids=["good", "bad", "quarantined", "no-op", "empty"],
)
def test_the_verdict_stands_at_the_top(facts, tone, words):
    read = page(facts)
    assert ("p", {"class": f"verdict {tone}"}) in read.elements
    assert words in read.text("top")


def test_problems_are_at_the_top_and_only_if_there_are_any():
    assert "crm.invoices is missing" in page(BAD).text("problems")
    assert "problems" not in page(RUN).by_section


def test_the_loads_of_this_run_have_their_numbers():
    text = page(RUN).text("loads")
    for number in ("12,350", "17", "23", "12,310", "12"):
        assert number in text.split()
    assert "2026-02-01" not in text


def test_columns_of_rare_counts_appear_when_they_count_something():
    assert "Rejected" not in page(RUN).text("loads")
    assert "Rejected" in page(replace(RUN, loads=(replace(NEXT_DAY, rejected=2),))).text("loads")


def test_a_quarantined_load_is_shown_with_its_reasons_until_it_is_made_good():
    assert "row count is 67 % lower" in page(BAD).text("quarantine")
    corrected = replace(KEPT_OUT, status="accepted", load_seq=2)
    assert "quarantine" not in page(replace(BAD, loads=(KEPT_OUT, corrected))).by_section


def test_failing_checks_come_first_with_samples_sql_and_place():
    text = page(BAD).text("checks")
    assert text.index(FAILING.name) < text.index(CHECK.name)
    for part in ("1,412 rows of 12,345 break it", "C002", "select id", "models/schema.yml:12", "first 2 of"):
        assert part in text


def test_a_pass_over_no_rows_is_marked_vacuous():
    assert "vacuous" in page(replace(RUN, checks=(replace(CHECK, vacuous=True),))).text("checks")
    assert "vacuous" not in page(RUN).text("checks")


def test_a_failed_model_comes_first_with_its_error():
    text = page(BAD).text("models")
    assert text.index("fct_orders") < text.index("dim_customer")
    assert "no column 'x'" in text
    assert "98,765" in text


def test_bars_add_up_the_accepted_loads_of_a_date():
    again = replace(NEXT_DAY, load_seq=2, new=1, changed=2, removed=0, deleted=4)
    kept_out = replace(NEXT_DAY, load_seq=3, status="quarantined", new=1_000)
    first, second = bars_of([NEXT_DAY, again, LOAD, kept_out])
    assert (first.label, first.new, first.changed, first.removed) == ("2026-02-01", 12_345, 0, 0)
    assert (second.new, second.changed, second.removed) == (18, 25, 16)
    assert second.quarantined
    assert not first.quarantined


def test_the_chart_says_the_numbers_of_the_facts():
    read = page(RUN)
    assert "2026-02-02: 17 new, 23 changed, 12 removed" in read.texts
    assert "The first load, 2026-02-01: 12,345 rows, all new." in read.text("changes")
    labels = [a["aria-label"] for n, a in read.elements if n == "svg" and "aria-label" in a]
    assert any("12,362 new, 23 changed, 12 removed" in label for label in labels)


def test_a_load_that_changed_nothing_is_said_to_be_one():
    quiet = replace(NEXT_DAY, new=0, changed=0, removed=0, unchanged=12_345)
    assert "2026-02-02: nothing changed" in page(replace(RUN, loads=(LOAD, quiet))).texts


def test_growth_is_the_running_total_of_all_loads():
    dates, copies, stored = totals(BAD.loads)
    assert [date.day for date in dates] == [1, 2]
    assert copies == [0, 1_000_000, 3_000_000]
    assert stored == [0, 200_000, 206_000]
    text = page(BAD).text("growth")
    assert "206 kB" in text
    assert "3.0 MB" in text
    assert "7 %" in text


def test_a_long_ledger_is_cut_and_says_so():
    read = page(replace(RUN, loads=many(501)))
    ledger = read.text("ledger")
    assert "The newest 500 of 501 loads" in ledger
    assert "load-00000" not in ledger
    assert "load-00001" in ledger
    assert ledger.index("load-00500") < ledger.index("load-00499")
    assert "The last 90 of 501 load dates are drawn." in read.text("changes")
    assert "The last 90 of 501 load dates are drawn." in read.text("growth")
    assert sum(name == "g" for name, _ in read.elements) == 90
    drawn = read.text("changes")
    assert "2027-06-16" in drawn
    assert "2026-02-01" not in drawn


def test_a_ledger_of_just_the_limit_is_whole_and_silent():
    read = page(replace(RUN, loads=many(90)))
    assert "The last" not in read.text("changes")
    assert "The newest" not in page(replace(RUN, loads=many(500))).text("ledger")


def test_what_is_missing_is_said():
    read = page(EMPTY)
    for section, words in {
        "loads": "No loads yet",
        "checks": "No checks ran",
        "models": "No models ran",
        "changes": "before the first load",
        "growth": "The log is empty",
        "ledger": "no loads yet",
    }.items():
        assert words in read.text(section)


def test_tables_have_captions_and_scopes_and_drawings_have_names():
    read = page(BAD)
    names = [name for name, _ in read.elements]
    assert names.count("caption") == names.count("table") > 5
    assert all("scope" in attributes for name, attributes in read.elements if name == "th")
    for name, attributes in read.elements:
        if name == "svg":
            assert attributes.get("aria-hidden") == "true" or attributes["aria-label"]
