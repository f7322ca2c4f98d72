"""Unit tests in a run: before their model is built, when it or they changed; all of them under `check`."""

from __future__ import annotations

import hashlib

from warehouse.errors import BuildError
from warehouse.models.unittesting import run_unit_test
from warehouse.project.models import ModelDecl
from warehouse.project.unittests import UnitTest
from warehouse.run.command import Run
from warehouse.run.past import fingerprint


class Examiner:
    """Runs the unit tests of a model that is about to be built; their results are among the run's checks."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def __call__(self, model: ModelDecl) -> None:
        """Raise BuildError when a unit test of the model fails. Those that held before do not run."""
        tests = [test for test in selected_tests(self._run) if test.model == model.name]
        if not tests:
            return
        noted = f"unit_tests:{model.name}"
        now = hashlib.sha256(f"{fingerprint(model)}{tests}".encode()).hexdigest()
        if self._run.state.fact(noted) == now:
            return
        results = [run_unit_test(self._run.project, self._run.state.database, test) for test in tests]
        self._run.checks += results
        self._run.did_something = True
        broken = [result for result in results if result.outcome != "pass"]
        self._run.state.note(noted, "" if broken else now)
        if broken:
            names = ", ".join(str(result.check.label) for result in broken)
            raise BuildError(
                f"The unit test {names} of {model.name} does not hold.",
                where=broken[0].check.place,
                fix="mend the model, or what the test expects; the failed check shows how they differ",
                state="its last rows stay; nothing is published",
            )


def selected_tests(run: Run) -> list[UnitTest]:
    """The unit tests that a command is about."""
    tests = run.project.unit_tests
    return [test for test in tests if run.selection is None or run.selection.has_check(test.check)]


def run_unit_tests(run: Run) -> None:
    """Run all unit tests that are selected."""
    for test in selected_tests(run):
        run.checks.append(run_unit_test(run.project, run.state.database, test))
