"""What `state:modified` and `result:failed` compare with: what was built last, and how it came out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from warehouse.project.models import ModelDecl
from warehouse.project.project import Project
from warehouse.project.selection import Past

_NOTE = "built.json"


def past_of(project: Project) -> Past:
    """The fingerprints of the models when each was built last, and the outcomes of the newest run."""
    return Past(_noted(project), _outcomes(project), lambda name: fingerprint(project.models[name]))


def note_built(project: Project, models: Iterable[ModelDecl]) -> None:
    """Note that models are built as they are declared now. Losing the note loses no data."""
    noted = {name: print_ for name, print_ in _noted(project).items() if name in project.models}
    now = {**noted, **{model.name: fingerprint(model) for model in models}}
    path = project.state_path.with_name(_NOTE)
    if now != _noted(project):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(now, indent=1, sort_keys=True), encoding="utf-8")


def fingerprint(model: ModelDecl) -> str:
    """A hash that changes with a model's configuration, its file, and the macros and variables it uses."""
    file = model.seed_path or model.sql_path
    body = hashlib.sha256(file.read_bytes()).hexdigest() if file else ""
    parts = [model.kind, model.schema, model.raw, body, model.rendered]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _noted(project: Project) -> dict[str, str]:
    try:
        noted = json.loads(project.state_path.with_name(_NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _written(path: Path) -> tuple[str, int]:
    """When a run's record was written: its name tells the second, and two runs may share one."""
    return path.name[: len("2026-01-01T00-00-00")], path.stat().st_mtime_ns


def _outcomes(project: Project) -> dict[str, str]:
    """Model and check outcomes of the newest record in runs/ that has any."""
    folder = project.root / "runs"
    for path in sorted(folder.glob("*.json"), key=_written, reverse=True):
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if record.get("models") or record.get("checks"):
            models = {
                model["name"].rpartition(".")[2]: model["outcome"] for model in record.get("models", [])
            }
            return {**models, **{check["name"]: check["outcome"] for check in record.get("checks", [])}}
    return {}
