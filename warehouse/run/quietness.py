"""What a run depends on, so that the next one knows at a glance whether there is anything to do."""

from __future__ import annotations

import re
from pathlib import Path

from warehouse.models.external import external_folder
from warehouse.operations import quiet
from warehouse.project.project import Project

_VARIES = re.compile(r"[{*?\[]")


class Quiet:
    """A run that begins: what was noted before is forgotten, what lies there now is seen."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._watched = _watched(project)
        quiet.forget(project.root)
        self._seen = self._watched.input()

    def remember(self) -> None:
        """Note that this run found nothing to do."""
        root = self._project.root
        files = [*quiet.project_files(_project_folders(self._project)), *self._watched.files]
        existing = [path for path in files if path.is_file()]
        quiet.remember(root, self._watched, self._seen, existing)


def _watched(project: Project) -> quiet.Watched:
    root = project.root
    logs = [project.psa_path / t.source / t.name / "log" for t in project.sources.values()]
    locations = {_fixed_part(root, table.location) for table in project.sources.values()}
    own = (project.state_path, project.warehouse_path, root / "report.html", *logs)
    written = (project.psa_path, project.state_path.parent, root / "runs", root / "report.html")
    files = [external_folder(project, m) for m in project.models.values() if m.kind == "external"]
    return quiet.Watched(
        folders=(*sorted(locations), *files, *_project_folders(project), *quiet.this_program()),
        files=tuple(root / name for name in ("warehouse.yml", "dbt_project.yml", "packages.yml")),
        own=own,
        left_out=(*written, project.warehouse_path),
    )


def _project_folders(project: Project) -> list[Path]:
    settings = project.settings
    paths = (settings.model_paths, settings.macro_paths, settings.test_paths, settings.seed_paths)
    return [project.root / path for some in (*paths, settings.snapshot_paths) for path in some]


def _fixed_part(root: Path, location: str) -> Path:
    """The folder (or file) of a location above everything that varies in it."""
    fixed = root
    for part in Path(location).parts:
        if _VARIES.search(part):
            break
        fixed /= part
    return fixed
