"""A command that is killed (SIGKILL) just before one of its steps: a statement, a rename, a file written.

It runs as a program of its own, which forks before it has used DuckDB: a killed child costs no new start.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import warehouse
from laws.support import NOW, tables
from warehouse.database import Database
from warehouse.errors import UsageError, WarehouseError

#: A word of the row that is erased.
ERASED = b"Quixotina-771177"

_FILE_STEPS = ("os.rename", "os.remove", "os.mkdir", "os.rmdir")
_LASTING = ("os.", "write ", "COMMIT", "COPY")
_READS = ("SELECT", "FROM", "DESCRIBE", "WITH", "SET", "PRAGMA", "ATTACH", "USE")


def commands(root: Path) -> dict[str, Callable[[], object]]:
    """What is killed."""
    found = warehouse.open(root)
    return {
        "erase": lambda: found.erase("crm.customers", "17", cascade=True, now=NOW),
        "archive": lambda: found.archive(older_than="1d", to=root / "cold", now=NOW),
        "prune": lambda: found.prune(days=1, now=NOW),
    }


def in_child(work: Callable[[], object]) -> int:
    """Do something in a process of its own; how that ended (negative: by that signal)."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def killed_before(step: int, work: Callable[[], object], log: Path) -> Callable[[], object]:
    """The work, killed just before a step (from 1); 0: all steps are noted in a file."""
    steps: list[str] = []

    def take(what: str) -> None:
        steps.append(what)
        if len(steps) == step:
            log.write_text(what)
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if event in _FILE_STEPS:
            take(f"{event} {Path(os.fsdecode(arguments[0])).name}")  # type: ignore[arg-type]
        elif event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
            if log.name not in str(arguments[0]):
                take(f"write {Path(str(arguments[0])).name}")

    def run() -> None:
        ran = Database.run

        def traced(self: Database, sql: str, parameters: object = None) -> object:
            if not sql.lstrip().upper().startswith(_READS):
                take(sql.lstrip().split("\n")[0][:60])
            return ran(self, sql, parameters)  # type: ignore[arg-type]

        Database.run = traced  # type: ignore[method-assign,assignment]
        sys.addaudithook(hear)
        work()
        if step == 0:
            noted = list(steps)
            log.write_text(json.dumps(noted))

    return run


def end_state(root: Path) -> dict[str, object]:
    """All that must be as if nothing had been killed: tables, files of the log and the archive, records."""
    files = [*(root / "psa").rglob("*"), *(root / "cold").rglob("*")]
    derived = [root / "warehouse.duckdb", *(root / ".warehouse").rglob("*.duckdb")]
    holding = [path.name for path in derived if ERASED in path.read_bytes()]
    return {
        "traces": holding if any(b'"event":"erase"' in p.read_bytes() for p in files if p.is_file()) else [],
        "tables": dict(tables(root)),
        "files": sorted(str(path.relative_to(root)) for path in files if path.is_file()),
        "verify": [str(finding) for finding in warehouse.open(root).verify()],
    }


def again(root: Path, command: str) -> None:
    """The same command once more, and a daily run, after which nothing is left to remove."""
    try:
        commands(root)[command]()
    except UsageError as error:
        if "erased already" not in str(error):
            raise
    facts = warehouse.open(root).run(now=NOW)
    assert not facts.problems, facts.problems


def check_verify(root: Path) -> None:
    """What lies there after a kill is as recorded, or it is said what to do."""
    try:
        findings = warehouse.open(root).verify()
    except WarehouseError as error:
        if not error.fix:
            raise
        return
    assert findings == [], findings


class Trial:
    """A command on copies of one project."""

    def __init__(self, template: Path, command: str) -> None:
        self._template, self._command = template, command
        self._log = template.parent / "steps.log"
        self._found = template.parent / "state.json"
        self._root = template.parent / "copy" / "project"

    def undisturbed(self) -> tuple[list[str], dict[str, object]]:
        """The steps of the command, and the state it comes to."""
        self._copy()
        assert in_child(killed_before(0, self._work, self._log)) == 0
        steps = json.loads(self._log.read_text())
        assert in_child(lambda: again(self._root, self._command)) == 0
        return steps, self._state()

    def fault(self, step: int, expected: dict[str, object]) -> str | None:
        """What is wrong after a kill before a step; None: nothing."""
        self._copy()
        if in_child(killed_before(step, self._work, self._log)) != -signal.SIGKILL:
            return f"step {step} was not reached"
        what = f"{self._command}, killed before step {step} ({self._log.read_text()})"
        if in_child(lambda: check_verify(self._root)):
            return f"{what}: verify"
        if in_child(lambda: again(self._root, self._command)):
            return f"{what}: again"
        state = self._state()
        others = [part for part in expected if state[part] != expected[part]]
        return f"{what}: other {', '.join(others)}" if others else None

    def _work(self) -> object:
        return commands(self._root)[self._command]()

    def _copy(self) -> None:
        shutil.rmtree(self._root.parent, ignore_errors=True)
        shutil.copytree(self._template, self._root)

    def _state(self) -> dict[str, object]:
        write = lambda: self._found.write_text(json.dumps(end_state(self._root), default=str))  # noqa: E731
        assert in_child(write) == 0
        state: dict[str, object] = json.loads(self._found.read_text())
        return state


def main(template: Path, command: str, chosen: str) -> None:
    """Kill `command` before so many steps that touch files or commit, or before all; print what is wrong."""
    trial = Trial(template, command)
    steps, expected = trial.undisturbed()
    wrong = [f"undisturbed: {part}" for part in ("verify", "traces") if expected[part]]
    numbers = list(range(1, len(steps) + 1))
    if chosen != "all":
        wanted, lasting = int(chosen), [n for n in numbers if steps[n - 1].startswith(_LASTING)]
        numbers = sorted({lasting[len(lasting) * (i + 1) // (wanted + 1)] for i in range(wanted)})
    wrong += [fault for number in numbers if (fault := trial.fault(number, expected)) is not None]
    print(json.dumps({"steps": len(steps), "killed": len(numbers), "wrong": wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
