"""Why a load that waits, or was rejected, cannot be accepted."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.contract import UNSEEN, Contract
from warehouse.database import Database
from warehouse.errors import UsageError, agreeing
from warehouse.project.deliveries import APPEND
from warehouse.psa.chain import Aftermath
from warehouse.psa.ledger import Ledger
from warehouse.psa.loads import Load
from warehouse.psa.narrow import hashes_stay
from warehouse.psa.stage import Staged
from warehouse.psa.table import PsaTable


def refuse_other_texts(
    database: Database,
    ledger: Ledger,
    table: PsaTable,
    load: Load,
    known: Contract,
    columns: Sequence[str],
) -> None:
    """Numbers that would become text must read as the text that they are known by: 1.0 is known as 1."""
    stored = [other.changes_file for other in ledger.loads(table.declared) if other.changes_file]
    files = [table.folder / path for path in stored]
    for column in columns:
        kind = known.types.get(column, UNSEEN)
        if kind != UNSEEN and files and not hashes_stay(database, table, column, kind, files):
            raise UsageError(
                f"This load cannot be accepted: '{column}' would become text, and its older values "
                f"({kind}) would not read as the same text.",
                where=f"{table.full_name}, load {load.load_id} of {load.load_date}",
                fix="deliver a corrected file for its load date, and reject this one",
                state="the load stays in quarantine; nothing was changed",
            )


def refuse_no_content(table: PsaTable, load: Load, staged: Staged, after: Aftermath) -> None:
    """Rows that are no content: keys that stand twice or are NULL, operations without a meaning."""
    wrong, fix = None, "deliver a corrected file for its load date, and reject this one"
    if staged.doubled:
        wrong = agreeing(staged.doubled, "key stands", "keys stand") + " several times with different rows"
        fix += f"; or say which row counts, `on_duplicate_key: last` ({table.declared.place}), and accept it"
    elif table.has_key and staged.null_keys:
        wrong = agreeing(staged.null_keys, "row has", "rows have") + " NULL in the key"
    elif staged.unknown:
        wrong = f"`operation:` gives no meaning to {', '.join(word for word, _ in staged.unknown)}"
    elif overwritten := (load.extract == APPEND) * staged.updates + after.overwritten:
        keys = agreeing(overwritten, "key was", "keys were")
        wrong = f"{keys} appended by another load with other content"
    if wrong is not None:
        raise UsageError(
            f"This load cannot be accepted: {wrong}.",
            where=f"{table.full_name}, load {load.load_id} of {load.load_date}",
            fix=fix,
            state="the load stays in quarantine; nothing was changed",
        )
