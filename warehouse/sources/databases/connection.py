"""What `connection:` names: the kind of database, how to reach it, and how to speak of it without secrets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from warehouse.errors import SourceError
from warehouse.project.sources import SourceTable

_KINDS = {
    "postgresql": "postgres",
    "postgres": "postgres",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
    "duckdb": "duckdb",
}
_FILES = {".duckdb": "duckdb", ".ddb": "duckdb", ".sqlite": "sqlite", ".sqlite3": "sqlite", ".db": "sqlite"}
_SECRET_WORDS = re.compile(
    r"(?i)\b(password|passwd|pwd|sslpassword|passfile)\s*=\s*('(?:[^'\\]|\\.)*'|[^\s&;]+)"
)


@dataclass(frozen=True)
class Connection:
    """A database to ask. `shown` names it without what is secret; `secrets` must appear nowhere."""

    kind: str
    text: str
    shown: str
    secrets: tuple[str, ...]
    root: Path

    @property
    def path(self) -> Path:
        """The file of a SQLite or DuckDB database; a relative one is in the project's folder."""
        _, mark, rest = self.text.partition("://")
        return self.root / (
            unquote(rest[1:] if mark and rest.startswith("/") else rest) if mark else self.text
        )

    def without_secrets(self, text: str) -> str:
        """A message in which nothing secret is left."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return _SECRET_WORDS.sub(r"\1=***", text.replace(self.text, self.shown))

    def unreachable(self, table: SourceTable, error: Exception | str) -> SourceError:
        """What is said when the database does not answer as it should."""
        lines = [line.strip() for line in self.without_secrets(str(error)).splitlines() if line.strip()]
        return SourceError(
            f"This database could not be read: {(lines or ['no reason was given'])[0].rstrip('.')}.",
            where=f"{table.full_name}, {self.shown} ({table.place})",
            fix="check that it is up and may be read, and `connection:`, `identifier:` and `query:`",
            state="nothing of this delivery was stored; what was loaded before stays",
        )


def connection_of(text: str, table: SourceTable, root: Path) -> Connection:
    """The database that a rendered `connection:` names.

    Takes URLs (postgresql, mysql, mariadb, sqlite, duckdb), the words of libpq (host=… dbname=…) and paths of
    SQLite and DuckDB files. Raises SourceError for anything else, without repeating it.
    """
    scheme, mark, _ = text.strip().partition("://")
    text = text.strip()
    kind = _KINDS.get(scheme.partition("+")[0].lower()) if mark else _FILES.get(Path(text).suffix.lower())
    if kind is None and not mark and re.search(r"\b(host|dbname|service)\s*=", text):
        kind = "postgres"
    if kind is None:
        raise SourceError(
            "`connection:` names no database that is known.",
            where=f"{table.full_name} ({table.place})",
            fix="write postgresql://…, mysql://…, sqlite:///path, duckdb:///path, or the path of such a file",
            state="nothing of this delivery was stored",
        )
    return Connection(kind, text, _shown(text, mark), _secrets(text, mark), root)


def _shown(text: str, mark: str) -> str:
    """The connection without user's password, and without the options of a URL."""
    if not mark:
        return _SECRET_WORDS.sub(r"\1=***", text)
    parts = urlsplit(text)
    place = parts.netloc.rpartition("@")
    user = place[0].partition(":")[0]
    return f"{parts.scheme}://{user + '@' if user else ''}{place[2]}{parts.path}"


def _secrets(text: str, mark: str) -> tuple[str, ...]:
    found = [match[2].strip("'") for match in _SECRET_WORDS.finditer(text)]
    if mark:
        parts = urlsplit(text)
        raw = parts.netloc.rpartition("@")[0].partition(":")[2]
        found += [raw, unquote(raw)]
        found += [value for word, value in parse_qsl(parts.query) if "pass" in word.lower()]
    return tuple(sorted({secret for secret in found if secret}, key=len, reverse=True))


def absent(table: SourceTable, extra: str, library: str) -> SourceError:
    """What is said when the library that speaks to a database is not installed."""
    return SourceError(
        f"The library {library} is not installed, which reads this database.",
        where=f"{table.full_name} ({table.place})",
        fix=f"install the extra: pip install 'warehouse[{extra}]'",
        state="nothing of this delivery was stored",
    )
