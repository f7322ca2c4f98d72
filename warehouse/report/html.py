"""The report as one HTML page: no script, nothing from elsewhere, every value escaped."""

from __future__ import annotations

from collections import Counter
from typing import TypeAlias

from warehouse.report.facts import RunFacts
from warehouse.report.html_changes import changes, growth
from warehouse.report.html_checks import checks_section
from warehouse.report.html_letters import dead_letters
from warehouse.report.html_loads import ledger, loads_of_run, quarantined_loads
from warehouse.report.html_models import models_section
from warehouse.report.lineage import lineage_chart
from warehouse.report.markup import Markup, tag
from warehouse.report.style import CSS
from warehouse.report.verdict import verdict_of, waiting
from warehouse.report.wording import count, counted, duration, share, size

_HEAD = (
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    '<meta name="color-scheme" content="light dark">'
)
_FOOT = tag("footer", "All times are UTC. This page is complete in itself: no script, no requests.")
_SIGNS = {"good": "✓", "attention": "!", "bad": "✕"}

#: An anchor, a heading and what stands under it.
_Chapter: TypeAlias = tuple[str, str, Markup]


def render_html(facts: RunFacts) -> str:
    """The page for a run. It asks for nothing from outside and can be mailed, kept and printed as it is."""
    title = f"{facts.project}: {facts.started_at:%Y-%m-%d %H:%M}"
    head = tag("head", Markup(_HEAD), tag("title", title), tag("style", Markup(CSS)))
    chapters = _chapters(facts)
    body = tag("body", _top(facts, chapters), tag("main", *map(_section, chapters)), _FOOT)
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _top(facts: RunFacts, chapters: list[_Chapter]) -> Markup:
    verdict = verdict_of(facts)
    started = f"{facts.started_at:%Y-%m-%d %H:%M:%S} UTC"
    return tag(
        "header",
        tag("h1", facts.project),
        tag("p", f"Run {facts.run_id} · {started} · {duration(facts.seconds)}", class_="run"),
        tag(
            "p",
            tag("span", _SIGNS[verdict.tone], class_="sign", aria_hidden="true"),
            tag("span", verdict.sentence, class_="words"),
            class_=f"verdict {verdict.tone}",
        ),
        _problems(facts),
        _figures(facts),
        _contents(chapters),
    )


def _problems(facts: RunFacts) -> Markup:
    if not facts.problems:
        return Markup()
    problems = (_problem(*problem.partition("\n")) for problem in facts.problems)
    return tag("section", tag("h2", "Problems", id="problems"), *problems)


def _problem(first: str, line_end: str, rest: str) -> Markup:
    return tag("article", tag("pre", tag("strong", first), line_end, rest), class_="card bad-edge")


def _figures(facts: RunFacts) -> Markup:
    """A handful of numbers, each with what it is compared to."""
    new = [load for load in facts.loads if load.is_new]
    touched = sum(
        load.new + load.changed + load.deleted + load.removed for load in new if load.status == "accepted"
    )
    checks, models = Counter(x.outcome for x in facts.checks), Counter(x.outcome for x in facts.models)
    stored, copies = sum(x.bytes_stored for x in facts.loads), sum(x.source_bytes for x in facts.loads)
    figures = [
        ("Loads in this run", count(len(new)), f"of {counted(len(facts.loads), 'load')} in all"),
        ("Rows read", count(sum(load.read for load in new)), f"{counted(touched, 'change')} taken in"),
        ("Models built", count(models["built"]), _others(models, "built") or "no others"),
        (
            "Checks passed",
            f"{count(checks['pass'])} of {count(len(facts.checks))}",
            _others(checks, "pass") or ("none fails" if facts.checks else "none ran"),
        ),
        ("The log", size(stored), f"{share(stored, copies)} of copies" if copies else "no extracts yet"),
    ]
    items = (
        tag("div", tag("dt", name), tag("dd", value, tag("small", aside))) for name, value, aside in figures
    )
    return tag("dl", *items, class_="figures")


def _others(outcomes: Counter[str], usual: str) -> str:
    others = [f"{count(number)} {outcome}" for outcome, number in outcomes.items() if outcome != usual]
    return ", ".join(others)


def _contents(chapters: list[_Chapter]) -> Markup:
    links = (tag("a", title, href=f"#{anchor}") for anchor, title, _ in chapters)
    return tag("nav", *links, aria_label="Contents")


def _section(chapter: _Chapter) -> Markup:
    anchor, title, content = chapter
    return tag("section", tag("h2", title, id=anchor), content, aria_labelledby=anchor)


def _chapters(facts: RunFacts) -> list[_Chapter]:
    """The page below its top, in reading order: what needs a person before what is only good to know."""
    chapters = [("loads", "Loads of this run", loads_of_run(facts))]
    if waiting(facts.loads):
        chapters.append(("quarantine", "In quarantine", quarantined_loads(facts)))
    if facts.dead_letters:
        chapters.append(("letters", "Dead letters", dead_letters(facts)))
    return [
        *chapters,
        ("checks", "Checks", checks_section(facts.checks)),
        ("models", "Models", models_section(facts.models)),
        *([("lineage", "Lineage", lineage_chart(dict(facts.reads)))] if facts.reads else []),
        ("changes", "Changes per table", changes(facts.loads)),
        ("growth", "Growth of the log", growth(facts.loads)),
        ("ledger", "Load ledger", ledger(facts.loads)),
    ]
