"""The page's checks: those that failed with samples and SQL, then those that passed."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.report.facts import CheckFacts
from warehouse.report.markup import Markup, tag, together
from warehouse.report.tables import Number, Row, table
from warehouse.report.verdict import failing_first
from warehouse.report.wording import counted, duration

#: Each outcome with its sign, word and class.
OUTCOMES = {
    "fail": ("✕", "fails", "bad"),
    "error": ("?", "could not run", "bad"),
    "warn": ("!", "warns", "attention"),
    "pass": ("✓", "pass", "good"),
}

#: A value longer than this is cut in a sample.
SAMPLE_CHARACTERS = 300


def checks_section(checks: Sequence[CheckFacts]) -> Markup:
    """All checks of the run."""
    if not checks:
        words = "No checks ran. Declare them in a model's or source's YAML under data_tests: of a column."
        return tag("p", words, class_="empty")
    ordered = failing_first(checks)
    passed = [check for check in ordered if check.outcome == "pass"]
    failed = [_failed(check) for check in ordered if check.outcome != "pass"]
    return together([*failed, _passed(passed)])


def _failed(check: CheckFacts) -> Markup:
    sign, word, class_ = OUTCOMES.get(check.outcome, ("?", check.outcome, "bad"))
    said = f"{counted(check.failing, 'row')} of {check.evaluated:,} " + (
        "breaks it" if check.failing == 1 else "break it"
    )
    if check.outcome == "error":
        said = "No verdict: the check could not run"
    return tag(
        "article",
        tag("h3", tag("span", f"{sign} {word}", class_=f"mark {class_}"), " ", check.name),
        tag(
            "p",
            f"{said} · severity {check.severity} · {duration(check.seconds)} · declared at ",
            tag("code", check.place),
            class_="muted",
        ),
        tag("pre", check.error) if check.error else "",
        _samples(check),
        _sql(check),
        class_=f"card {class_}-edge",
    )


def _samples(check: CheckFacts) -> Markup:
    if not check.sample:
        return Markup()
    columns = check.sample_columns or tuple(f"column {i + 1}" for i in range(len(check.sample[0])))
    rows = (Row([_cut(value) for value in row]) for row in check.sample)
    caption = f"{counted(len(check.sample), 'row')} of {check.failing:,} that break {check.name}"
    note = (
        f"The first {len(check.sample):,} of {check.failing:,} rows"
        if check.failing > len(check.sample)
        else ""
    )
    return tag(
        "div",
        table(caption, columns, rows),
        tag("p", note, class_="muted") if note else "",
        class_="samples",
    )


def _cut(value: str) -> str:
    return value if len(value) <= SAMPLE_CHARACTERS else value[:SAMPLE_CHARACTERS] + "…"


def _sql(check: CheckFacts) -> Markup:
    if not check.sql:
        return Markup()
    return tag("details", tag("summary", "SQL of the rows"), tag("pre", check.sql), class_="why")


def _passed(checks: Sequence[CheckFacts]) -> Markup:
    if not checks:
        return Markup()
    rows = (
        Row(
            [
                _name_and_sql(check),
                _passing(check),
                check.failing,
                check.evaluated,
                duration(check.seconds),
                tag("code", check.place, class_="nowrap"),
            ]
        )
        for check in checks
    )
    columns = ["Check", "Outcome", *map(Number, ("Failing", "Evaluated", "Time")), "Declared at"]
    return table("Checks that passed", columns, rows)


def _name_and_sql(check: CheckFacts) -> Markup:
    """The name, which unfolds to the SQL where there is one."""
    if not check.sql:
        return tag("span", check.name)
    return tag("details", tag("summary", check.name), tag("pre", check.sql), class_="why")


def _passing(check: CheckFacts) -> Markup:
    if check.vacuous:
        return tag("span", "○ pass, vacuous: no rows", class_="mark attention")
    return tag("span", "✓ pass", class_="mark good")
