"""SQL dumps of MySQL, MariaDB and PostgreSQL, read as they stream by. Nothing in a dump is ever executed.

`open_dump(path, "mysql")` gives a `Dump`: its `tables()` as CREATE TABLE describes them, its rows in
`batches()`, and what was `skipped`. The way of the bytes: `stream` (a file in chunks) → `lexer` (blanks,
statements, literals) → `mysql` or `postgres` (what each statement means) → `inserts` and `copies` (rows) →
`split`, `quick` and `frames` (columns).
"""

from warehouse.sources.dumps.dump import Dump, open_dump
from warehouse.sources.dumps.tables import Column, DumpTable

__all__ = ["Column", "Dump", "DumpTable", "open_dump"]
