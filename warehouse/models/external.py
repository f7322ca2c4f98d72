"""Models whose rows are files beside the warehouse, in folders by partition, under a view.

    external/<schema>/<model>/v2/month=2026-05-01/data_0.parquet

Each version has a folder of its own, which is complete when it has its name; the view reads one version. The
partitions that did not change are hard links to the files of the version before. Who reads the published view
goes on reading its files until another has been published: the version before goes with the next run.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from warehouse.database import DUCKDB_VERSION, Database
from warehouse.errors import DeclarationError, did_you_mean
from warehouse.models.versionfolders import link, sync, versions_in
from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.written import ExternalShape
from warehouse.templates import glob_escaped, relation, render, same

_ROWS, _PARTITIONS, _CHANGED = "temp.external_rows", "temp.external_partitions", "temp.external_changed"
_OPTIONS = {"parquet": "FORMAT parquet, COMPRESSION zstd", "csv": "FORMAT csv, HEADER true"}
_SCRATCH = ".writing"
_DATES = re.compile(r"\s*date_trunc\s*\(\s*'(day|week|month|quarter|year)'\s*,[^()]*\)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Written:
    """The version that the view reads: its folder, what it was made by, and its partitions' folders."""

    version: Path | None = None
    definition: str = ""
    folders: tuple[str, ...] = ()

    @property
    def kept(self) -> list[str]:
        """The partitions whose files are there."""
        version = self.version
        return [] if version is None else [f for f in self.folders if any((version / f).glob("*.*"))]


class External:
    """One such model, as a database's view shows it."""

    def __init__(self, database: Database, project: Project, model: ModelDecl) -> None:
        assert isinstance(model.config, ExternalShape)
        self._database = database
        self._model = model
        self._config = model.config
        self._view = relation(model.schema, model.identifier)
        self._noted = f"{model.schema}__{model.name}__files"
        self.folder = _folder_for(database, project, model)
        for other in project.models.values():
            if other.kind == "external" and other.name < model.name:
                _refuse_same(model, other, self.folder, _folder_for(database, project, other))

    def is_whole(self) -> bool:
        """Whether all files of the version that the view reads are where they were written."""
        written = self.written()
        is_here = written.version is None or written.version.parent == self.folder
        return is_here and len(written.kept) == len(written.folders)

    def write(self, select: str) -> str:
        """Let files and view have the rows of a SELECT; what was done, in words. Inside a transaction."""
        columns = self._stage(select)
        before, definition = self.written(), self._definition(columns)
        kept = before.kept if before.definition == definition else []
        self._compare(columns, kept if before.version else None)
        folders = [row[-1] for row in self._database.rows(f"FROM {_PARTITIONS}")]
        changed = [row[-1] for row in self._database.rows(f"FROM {_CHANGED}")]
        is_same = not changed and set(folders) == set(before.folders) and before.definition == definition
        version = before.version
        if not is_same or version is None or version.parent != self.folder:
            version = self._new_version(columns, before, [f for f in folders if f not in changed])
        self._note(version, definition)
        self._show(columns, version if folders else None)
        for table in (_ROWS, _PARTITIONS, _CHANGED):
            self._database.run("DROP TABLE " + table)
        return f"{len(changed)} of {len(folders)} partitions written"

    def size_bytes(self) -> int:
        """The bytes of the files that the view reads."""
        version = self.written().version
        files = version.rglob("*.*") if version is not None else ()
        return sum(path.stat().st_size for path in files if path.is_file())

    def remove_old_versions(self) -> None:
        """Delete the versions that the view does not read. Right once this view is published."""
        version = self.written().version
        for _, path in versions_in(self.folder):
            if version is not None and path != version:
                shutil.rmtree(path, ignore_errors=True)

    def written(self) -> Written:
        """What was written last, as this database knows."""
        is_noted = self._database.value(
            "SELECT 1 FROM information_schema.tables WHERE table_schema = '_store' AND table_name = ?",
            [self._noted],
        )
        rows = self._database.rows(f"FROM {relation('_store', self._noted)}") if is_noted else []
        if not rows:
            return Written()
        return Written(Path(rows[0][0]), rows[0][1], tuple(row[2] for row in rows))

    def _stage(self, select: str) -> dict[str, str]:
        """Keep the SELECT's rows aside, with the columns of the partitions; all columns with their types."""
        config = self._config
        added = {column: _dated(text) for column, text in config.partition_by.items() if text is not None}
        own = self._database.types(select)
        for column in added:
            if column in own:
                raise self._wrong(f"There is a column '{column}' already.", "call the partition otherwise")
        for column in (*(c for c in config.partition_by if c not in added), *config.sort_by):
            if column not in own and column not in added:
                raise self._wrong(f"The result has no column '{column}'.", did_you_mean(column, own))
        if not set(own) - set(config.partition_by):
            raise self._wrong("All columns are partitions; no file would have any.", "partition by fewer")
        rows = render("models/external_rows", select=select, added=added)
        self._database.run(render("psa/keep", relation=_ROWS, select=rows))
        return self._database.types(f"FROM {_ROWS}")

    def _wrong(self, what: str, fix: str) -> DeclarationError:
        return DeclarationError(what, where=self._model.place, fix=fix)

    def _definition(self, columns: dict[str, str]) -> str:
        """What the files depend on beside their rows; fingerprints are of one version of DuckDB."""
        config = self._config
        parts = [list(columns.items()), list(config.partition_by.items()), config.format, config.sort_by]
        return json.dumps([*parts, DUCKDB_VERSION])

    def _compare(self, columns: dict[str, str], kept: list[str] | None) -> None:
        """Find the partitions, and those of them that must be written; all of them when nothing is kept."""
        fragments = [render("models/fragments/partition_folder", column=c) for c in self._config.partition_by]
        partitions = render(
            "models/external_partitions",
            rows=_ROWS,
            columns=columns,
            partition_by=self._config.partition_by,
            folder=" || '/' || ".join(fragments) or "''",
        )
        self._database.run(render("psa/keep", relation=_PARTITIONS, select=partitions))
        changed = f"FROM {_PARTITIONS}"
        if kept:
            files = relation("_store", self._noted)
            names = {"partitions": _PARTITIONS, "files": files, "kept": kept}
            changed = render("models/external_changed", **names)
        self._database.run(render("psa/keep", relation=_CHANGED, select=changed))

    def _new_version(self, columns: dict[str, str], before: Written, unchanged: list[str]) -> Path:
        """Write the changed partitions, link the others, and give the folder its name."""
        scratch = self.folder / _SCRATCH
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        self._copy(columns, scratch)
        for folder in unchanged:
            assert before.version is not None
            (scratch / folder).mkdir(parents=True, exist_ok=True)
            for file in (before.version / folder).glob("*.*"):
                link(file, scratch / folder / file.name)
        for path in [p for p in scratch.rglob("*") if p.is_dir() or p.stat().st_nlink == 1] + [scratch]:
            sync(path)
        number = max((number for number, _ in versions_in(self.folder)), default=0) + 1
        version = self.folder / f"v{number}"
        scratch.rename(version)
        sync(self.folder)
        return version

    def _copy(self, columns: dict[str, str], target: Path) -> None:
        partition_by = list(self._config.partition_by)
        select = render(
            "models/external_written",
            rows=_ROWS,
            columns=columns,
            partitions=_CHANGED,
            agree=same(partition_by, "r", "p") or "true",
        )
        options = _OPTIONS[self._config.format]
        if self._config.sort_by:
            order = list(dict.fromkeys((*partition_by, *self._config.sort_by)))
            select = render("models/external_sorted", select=select, columns=order)
        if partition_by:
            statement = render(
                "models/external_copy",
                select=select,
                path=str(target),
                partition_by=partition_by,
                options=options,
            )
        else:
            path = str(target / f"data_0.{self._config.format}")
            statement = render("models/external_copy_whole", select=select, path=path, options=options)
        threads = self._database.value("SELECT current_setting('threads')")
        try:
            if self._config.sort_by:  # several threads would write a partition's rows in any order
                self._database.run("SET threads = 1")
            self._database.run(statement)
        finally:
            self._database.run(f"SET threads = {threads}")

    def _note(self, version: Path, definition: str) -> None:
        names = {"version": str(version), "definition": definition}
        files = render("models/external_files", partitions=_PARTITIONS, **names)
        own = relation("_store", self._noted)
        self._database.run(render("models/table", relation=own, select=files))

    def _show(self, columns: dict[str, str], version: Path | None) -> None:
        """Let the view read a version; no rows without one."""
        if version is None:
            self._database.run(render("models/external_empty", relation=self._view, columns=columns))
            return
        by_folder = {c: kind for c, kind in columns.items() if c in self._config.partition_by}
        depth = "*/" * len(by_folder)
        fragment = "partitioned" if by_folder else "unpartitioned"
        names = {
            "relation": self._view,
            "columns": columns,
            "files": f"{glob_escaped(version)}/{depth}*.{self._config.format}",
            "types": {c: kind for c, kind in columns.items() if c not in by_folder},
            "partitions": render(f"models/fragments/{fragment}", types=by_folder),
        }
        self._database.run(render(f"models/external_{self._config.format}", **names))


def _folder_for(database: Database, project: Project, model: ModelDecl) -> Path:
    """The folder of a model's versions: in the project; for a derivation aside, beside its file."""
    file = database.value("SELECT path FROM duckdb_databases() WHERE database_name = current_database()")
    if file is not None and Path(file).parent.resolve() != project.state_path.parent.resolve():
        return Path(file).parent.resolve() / "external" / model.schema / model.name
    return external_folder(project, model)


def external_folder(project: Project, model: ModelDecl) -> Path:
    """The folder of an external model's versions, as declared."""
    assert isinstance(model.config, ExternalShape)
    usual = Path("external") / model.schema / model.name
    return (project.root / (model.config.location or usual)).resolve()


def _refuse_same(model: ModelDecl, other: ModelDecl, folder: Path, taken: Path) -> None:
    if folder == taken or folder in taken.parents or taken in folder.parents:
        raise DeclarationError(
            f"The files of {model.name} and {other.name} would lie in one folder, {folder}.",
            where=model.place,
            fix="give each model a `location:` of its own",
        )


def _dated(expression: str) -> str:
    """The day that date_trunc cuts to as a date; DuckDB's is a timestamp, with hours."""
    return f"CAST({expression} AS DATE)" if _DATES.fullmatch(expression) else expression
