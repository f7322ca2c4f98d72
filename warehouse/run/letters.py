"""The stage that does what a person decided on dead letters."""

from __future__ import annotations

from warehouse.psa.commit import commit
from warehouse.psa.letters import DISCARDED
from warehouse.psa.record import LettersRecord
from warehouse.reading.deadletters import DeadLetter, chosen, dead_letters
from warehouse.run.command import LetterChoice, Run


def decide_letters(run: Run) -> None:
    """Discard the dead letters that the command names."""
    choice = run.letters
    assert choice is not None
    letters = chosen(dead_letters(run.project), choice.ids)
    for of_load in _by_load(letters):
        _discard(run, choice, of_load)
    run.did_something = True


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
