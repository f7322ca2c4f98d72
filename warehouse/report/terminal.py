"""What a run prints when it is done: short plain lines, the verdict last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from warehouse.report.facts import CheckFacts, LoadFacts, ModelFacts, RunFacts
from warehouse.report.verdict import failing_first, other_problems, verdict_of, waiting
from warehouse.report.wording import count, counted, moment, span, visible

#: Up to so many new loads have a line each; of more, each table has one line with the sums.
LOAD_LINES = 20

_COUNTS = ("read", "new", "changed", "unchanged", "removed")
_ONE_LINE = str.maketrans("\r\n\t", "   ")


def had_nothing_to_do(facts: RunFacts) -> bool:
    """Whether a run found nothing new and needs nobody."""
    return verdict_of(facts).quiet and not facts.notices and bool(facts.models or not facts.checks)


def run_lines(facts: RunFacts, *, problems: bool = True) -> list[str]:
    """The lines for a terminal or a log file: no colours, no control characters, one verdict at the end.

    A run that had nothing to do and needs nobody is that one line. `problems`: whether they are among the
    lines, or are told elsewhere (`problem_lines`).
    """
    verdict = verdict_of(facts)
    if had_nothing_to_do(facts):
        return [verdict.sentence]
    blocks = [
        _block("loads", _loads(facts.loads)),
        _block("quarantined", _quarantined(waiting(facts.loads))),
        _block("models", _models(facts.models)),
        _block("checks", _checks(facts.checks)),
        _block("notices", [*facts.notices, *_column_notes(facts.loads)]),
        _block("problems", problem_lines(facts) if problems else ()),
    ]
    lines = [visible(line).translate(_ONE_LINE).rstrip() for block in blocks for line in block]
    return [*lines, "", verdict.sentence] if lines else [verdict.sentence]


def problem_lines(facts: RunFacts) -> list[str]:
    """The problems that no other block shows: sources, publication."""
    return [line for problem in other_problems(facts) for line in problem.splitlines()]


def _column_notes(loads: Iterable[LoadFacts]) -> Iterable[str]:
    """What changed in the columns of this run's loads."""
    for load in loads:
        if load.is_new:
            yield from (f"{load.about} {moment(load.load_date)}: {note}" for note in load.notes)


def _block(label: str, lines: Iterable[str]) -> list[str]:
    """Lines with the label before the first; none at all if there is nothing to say."""
    return [f"{label if number == 0 else '':<13}{line}" for number, line in enumerate(lines)]


def _loads(loads: Sequence[LoadFacts]) -> list[str]:
    """This run's loads in columns under one heading, a table's loads below each other."""
    new = sorted((load for load in loads if load.is_new), key=lambda load: load.table)
    if not new:
        return []
    rows = [["table", "load date", "slice", *_COUNTS, ""]]
    for table, group in groupby(new, key=lambda load: load.table):
        of_table = list(group)
        if len(new) > LOAD_LINES:
            rows.append(_load_row(table, of_table))
        else:
            rows += [_load_row("" if i else table, [load]) for i, load in enumerate(of_table)]
    if all(load.slice is None for load in new):
        rows = [row[:2] + row[3:] for row in rows]
    first = len(rows[0]) - 1 - len(_COUNTS)
    return _aligned(rows, numbers=range(first, first + len(_COUNTS)))


def _load_row(table: str, loads: Sequence[LoadFacts]) -> list[str]:
    """A line for one load, or for all the new loads of a table with their rows added up."""
    dates = span([load.load_date for load in loads])
    by_status = Counter(load.status for load in loads)
    status = ", ".join(f"{number} {word}" for word, number in by_status.items())
    if len(loads) == 1:
        dates += f" no. {loads[0].load_seq}" if loads[0].load_seq > 1 else ""
        status = loads[0].status
    slices = {load.slice for load in loads if load.slice is not None}
    of_slice = "".join(slices) if len(slices) < 2 else f"{len(slices)} slices"
    sums = (count(sum(_rows(load, name) for load in loads)) for name in _COUNTS)
    return [table, dates, of_slice, *sums, status]


def _rows(load: LoadFacts, name: str) -> int:
    """A count of a load; explicit deletions stand among the removed keys."""
    return load.ended if name == "removed" else int(getattr(load, name))


def _aligned(rows: Sequence[Sequence[str]], numbers: Iterable[int]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    right = set(numbers)
    return [
        "  ".join(
            cell.rjust(w) if i in right else cell.ljust(w)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def _difference(check: CheckFacts) -> Iterator[str]:
    """The rows that a unit test expected and a model made otherwise, in columns."""
    yield from (line.rstrip() for line in _aligned([check.sample_columns, *check.sample], ()))
    if check.failing > len(check.sample):
        yield f"… {count(check.failing)} rows differ"


def _quarantined(loads: Iterable[LoadFacts]) -> Iterable[str]:
    for load in loads:
        earlier = "" if load.is_new else " (since an earlier run)"
        yield f"{load.about} {moment(load.load_date)}{earlier}, load {load.load_id}"
        yield from (f"  {line}" for reason in load.reasons for line in reason.splitlines())
        short = load.load_id[:8]
        yield f"  `warehouse accept {short}` if it is right, `warehouse reject {short}` if not"


def _models(models: Sequence[ModelFacts]) -> Iterable[str]:
    if not models:
        return
    outcomes = Counter(model.outcome for model in models)
    words = ["built", "unchanged", "skipped", "failed"]
    yield ", ".join(f"{count(outcomes[word])} {word}" for word in words if outcomes[word])
    for model in models:
        if model.outcome == "failed":
            first, *rest = (model.error or "no error is recorded").splitlines()
            yield f"{model.name} failed: {first}"
            yield from (f"  {line}" for line in rest)


def _checks(checks: Sequence[CheckFacts]) -> Iterable[str]:
    if not checks:
        return
    passed = [check for check in checks if check.outcome == "pass"]
    vacuous = sum(check.vacuous for check in passed)
    over_nothing = f" ({count(vacuous)} of them over no rows)" if vacuous else ""
    yield f"{count(len(passed))} of {count(len(checks))} passed{over_nothing}"
    for check in failing_first(checks):
        if check.outcome == "error":
            first, *rest = (check.error or "no error is recorded").splitlines()
            yield f"{check.name} could not run: {first}  ({check.place})"
            yield from (f"  {line}" for line in rest)
        elif check.outcome != "pass":
            word = {"fail": "fails", "warn": "warns"}.get(check.outcome, check.outcome)
            rows = f"{count(check.failing)} of {counted(check.evaluated, 'row')}"
            if check.kind == "unit_test":
                yield f"{check.name} {word}: − expected and missing, + made, not expected  ({check.place})"
                yield from (f"  {line}" for line in _difference(check))
            else:
                yield f"{check.name} {word}: {rows}  ({check.place})"
