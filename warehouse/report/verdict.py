"""The verdict on a run: one sentence that says whether a person is needed, and what for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from warehouse.report.facts import CheckFacts, LoadFacts, RunFacts
from warehouse.report.wording import counted, listing

Tone = Literal["good", "attention", "bad"]


@dataclass(frozen=True)
class Verdict:
    """`bad` needs a person now, `attention` some time, `good` not at all. `quiet`: nothing happened."""

    tone: Tone
    sentence: str
    quiet: bool = False


def verdict_of(facts: RunFacts) -> Verdict:
    """The verdict on a run. Nothing is called in, checked or published that was not."""
    needs, remarks = list(_needs(facts)), list(_remarks(facts))
    if needs:
        tail = "The rest is published." if facts.published else "Nothing was published in this run."
        return Verdict("bad", f"Needs a person: {listing([*needs, *remarks])}. {tail}")
    achieved = _achieved(facts)
    if not facts.loads and not _happened(facts):
        return Verdict("attention", f"{achieved}.", quiet=True)
    if remarks:
        return Verdict("attention", f"{achieved}; {listing(remarks)}.")
    return Verdict("good", f"{achieved}.", quiet=not _happened(facts))


def is_quarantined(load: LoadFacts) -> bool:
    """Whether a load is kept out of the tables."""
    return load.status == "quarantined"


def waiting(loads: Iterable[LoadFacts]) -> list[LoadFacts]:
    """The quarantined loads that no later, accepted delivery of the same load date made good."""
    loads = list(loads)
    newest: dict[tuple[str, object], int] = {}
    for load in loads:
        if not is_quarantined(load):
            of = load.table, load.load_date
            newest[of] = max(newest.get(of, 0), load.load_seq)
    return [
        load
        for load in loads
        if is_quarantined(load) and newest.get((load.table, load.load_date), 0) < load.load_seq
    ]


def other_problems(facts: RunFacts) -> list[str]:
    """The problems that are not just the error of a model that failed."""
    errors = [model.error for model in facts.models if model.outcome == "failed" and model.error]
    return [
        problem
        for problem in facts.problems
        if not any(error in problem or problem in error for error in errors)
    ]


def failing_first(checks: Iterable[CheckFacts]) -> list[CheckFacts]:
    """The checks in the order of their outcomes: fail, error, warn, pass; else as they came."""
    order = ("fail", "error", "warn", "pass")
    return sorted(checks, key=lambda check: order.index(check.outcome) if check.outcome in order else 1)


def _needs(facts: RunFacts) -> Iterator[str]:
    quarantined = sum(load.is_new for load in waiting(facts.loads))
    if quarantined:
        yield f"{counted(quarantined, 'load')} {'is' if quarantined == 1 else 'are'} quarantined"
    failing = sum(check.outcome == "fail" for check in facts.checks)
    if failing:
        yield f"{counted(failing, 'check')} {'fails' if failing == 1 else 'fail'}"
    broken = sum(check.outcome == "error" for check in facts.checks)
    if broken:
        yield f"{counted(broken, 'check')} could not run"
    failed = sum(model.outcome == "failed" for model in facts.models)
    if failed:
        yield f"{counted(failed, 'model')} failed"
    other = len(other_problems(facts))
    if other:
        yield counted(other, "other problem" if quarantined or failing or broken or failed else "problem")
    elif facts.exit_code and not (quarantined or failing or broken or failed):
        yield f"the run ended with exit code {facts.exit_code}"


def _remarks(facts: RunFacts) -> Iterator[str]:
    warning = sum(check.outcome == "warn" for check in facts.checks)
    if warning:
        yield f"{counted(warning, 'check')} {'warns' if warning == 1 else 'warn'}"
    rejected = sum(load.rejected for load in facts.loads if load.is_new and not is_quarantined(load))
    if rejected:
        yield f"{counted(rejected, 'row')} {'was' if rejected == 1 else 'were'} rejected"
    drifted = {
        load.table
        for load in facts.loads
        if load.is_new and not is_quarantined(load) and any(n.startswith("column ") for n in load.notes)
    }
    if drifted:
        yield f"the columns of {listing(sorted(drifted))} changed"
    earlier = sum(not load.is_new for load in waiting(facts.loads))
    if earlier:
        yield f"{counted(earlier, 'earlier load')} still {'waits' if earlier == 1 else 'wait'} in quarantine"


def _happened(facts: RunFacts) -> bool:
    built = any(model.outcome == "built" for model in facts.models)
    return built or any(load.is_new for load in facts.loads)


def _achieved(facts: RunFacts) -> str:
    """What a run without failures did, without the full stop."""
    built = sum(model.outcome == "built" for model in facts.models)
    steps = ["checked"] * bool(facts.checks) + ["published"] * facts.published
    unpublished = "" if facts.published else "; nothing was published in this run"
    if any(load.is_new for load in facts.loads):
        return f"Everything that was delivered is {listing(['in', *steps])}{unpublished}"
    if built:
        were = "was" if built == 1 else "were"
        did = listing(["built", *steps])
        return f"Nothing new was delivered; {counted(built, 'model')} {were} {did}{unpublished}"
    if not facts.loads and not facts.models:
        return "Nothing has been delivered yet"
    if facts.checks and not facts.models:
        return f"{counted(len(facts.checks), 'check')} ran on what was built last"
    return "Nothing new was delivered; the warehouse is up to date"
