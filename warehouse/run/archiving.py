"""The stage that moves old loads to an archive."""

from __future__ import annotations

from warehouse.errors import UsageError, WarehouseError
from warehouse.psa.archive import ArchiveFolder, archive, old_files
from warehouse.psa.current import bring_current
from warehouse.report.facts import ArchivedFacts
from warehouse.run.command import Run


def archive_what_is_old(run: Run) -> None:
    """Move the files of the tables' old loads; what keeps one table from it is a problem of its own."""
    assert run.archiving is not None
    to = run.archiving.to
    if to.is_relative_to(run.project.psa_path):
        raise UsageError(
            "An archive cannot lie inside the log.",
            where=to,
            fix="name a folder elsewhere, on the storage the old loads are to go to",
            state="nothing was archived",
        )
    folder = ArchiveFolder(to, run.project.root)
    state = run.state
    for declared in run.tables:
        try:
            files = old_files(run.project, state.ledger, declared, run.archiving.older_than)
            if not files:
                continue
            archive(state.database, state.ledger, declared, folder, files, run.clock)
            bring_current(state.database, state.ledger, declared)
        except WarehouseError as error:
            run.problems.append(error)
            continue
        except OSError as error:
            run.problems.append(_unwritable(to, error))
            continue
        run.did_something = True
        run.archived.append(
            ArchivedFacts(
                declared.full_name,
                tuple(dict.fromkeys(load_id for load_id, _ in files)),
                tuple(file.path for _, file in files),
                sum(file.bytes for _, file in files),
                str(to),
            )
        )


def _unwritable(to: object, error: OSError) -> UsageError:
    return UsageError(
        f"The archive cannot be written: {error.strerror}.",
        where=to,
        fix="see whether the folder may be written and has space",
        state="nothing of this table was archived; the log was not changed",
    )
