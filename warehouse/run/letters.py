"""The stage that does what a person decided on dead letters: discard them, or deliver them again."""

from __future__ import annotations

import shutil
from dataclasses import replace

from warehouse.errors import UsageError
from warehouse.psa.commit import commit
from warehouse.psa.current import bring_current
from warehouse.psa.dated import dates_of
from warehouse.psa.letters import DISCARDED
from warehouse.psa.record import QUARANTINED, LettersRecord
from warehouse.psa.retry import Mending, refuse_unfit, retry_of
from warehouse.psa.slices import slices_of
from warehouse.reading.deadletters import DeadLetter, chosen, dead_letters
from warehouse.run.command import LetterChoice, Run
from warehouse.sources.discover import BY_PERSON, named_files
from warehouse.templates import render


def decide_letters(run: Run) -> None:
    """Do with the dead letters that the command names what it says."""
    choice = run.letters
    assert choice is not None
    loads = _by_load(chosen(dead_letters(run.project), choice.ids))
    if choice.file is not None and len(loads) > 1:
        raise UsageError(
            "--file holds the rows of one load, and these letters are of several.",
            fix="retry them load by load",
            state="nothing was changed",
        )
    for letters in loads:
        if choice.action == "retry":
            _retry(run, choice, letters)
        else:
            _discard(run, choice, letters)
    run.did_something = True


def _retry(run: Run, choice: LetterChoice, letters: list[DeadLetter]) -> None:
    """Deliver the rows of one load's letters again, directly after it."""
    from warehouse.psa.load import Loader

    first, ledger = letters[0], run.state.ledger
    declared = run.project.sources[first.table]
    _refuse_corrected(run, first)
    file = None
    if choice.file is not None:
        [found_file] = named_files([declared], declared, choice.file, first.load_date)
        file = found_file.open()
    mending = Mending(
        load_id=first.load_id,
        load_date=first.load_date,
        letters=tuple(letter.number for letter in letters),
        shown=first.source_file,
        given=[letter.given for letter in letters],
        values=dict(choice.values),
        note=choice.note,
        file=file,
    )
    slice = ledger.find(declared, first.load_id).slice
    found = replace(retry_of(declared, mending), slice=slice, dated=BY_PERSON)
    slices_of(found)  # refuses rows of another slice
    dates_of(found)  # and of another load date
    loader = Loader(run.state.database, run.project, ledger, run.clock)
    refuse_unfit(ledger.table(found.table), found, loader.incoming)
    outcome = loader.load(found)
    shutil.rmtree(loader.incoming, ignore_errors=True)
    if outcome.load_id is None:
        raise UsageError(
            "These rows were delivered again before, and that load was rejected.",
            where=f"{first.table}, load {first.load_id[:8]}",
            fix="`warehouse loads` shows it; accept it, or set other values",
            state="nothing was changed",
        )
    bring_current(run.state.database, ledger, declared)
    run.new_loads.add(outcome.load_id)
    run.quarantined += outcome.status == QUARANTINED
    rows = "1 dead letter" if len(letters) == 1 else f"{len(letters):,} dead letters"
    run.notices.append(
        f"{rows} of load {first.load_id[:8]} of {first.table} delivered again as load {outcome.load_id[:8]}, "
        f"which is {outcome.status}"
    )


def _refuse_corrected(run: Run, letter: DeadLetter) -> None:
    """UsageError when the letters' load was corrected by a later delivery of its load date."""
    newer = run.state.database.rows(render("meta/corrected_beside_retries"), [letter.table, letter.load_id])
    if newer:
        load_id, status = newer[0]
        waits = status == QUARANTINED
        raise UsageError(
            f"The load {letter.load_id[:8]} was corrected by load {load_id[:8]}"
            + (", which waits in quarantine." if waits else ", so that its rows count no more."),
            where=f"{letter.table}, load date {letter.load_date}",
            fix="accept or reject that load first" if waits else "`warehouse dlq discard` the letter",
            state="nothing was changed",
        )


def _by_load(letters: list[DeadLetter]) -> list[list[DeadLetter]]:
    loads: dict[tuple[str, str], list[DeadLetter]] = {}
    for letter in letters:
        loads.setdefault((letter.table, letter.load_id), []).append(letter)
    return list(loads.values())


def _discard(run: Run, choice: LetterChoice, letters: list[DeadLetter]) -> None:
    first = letters[0]
    declared = run.project.sources[first.table]
    ledger = run.state.ledger
    number = ledger.state(declared).log_number + 1
    record = LettersRecord(
        first.table,
        first.load_id,
        tuple(letter.number for letter in letters),
        DISCARDED,
        run.clock,
        choice.note,
    )
    commit(run.project.psa_path / declared.source / declared.name, number, record, [])
    with run.state.database.transaction():
        ledger.enter(declared, number, record)
    rows = "1 dead letter" if len(letters) == 1 else f"{len(letters):,} dead letters"
    run.notices.append(f"{rows} of load {first.load_id[:8]} of {first.table} discarded; the log keeps them")
