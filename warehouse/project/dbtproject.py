"""dbt_project.yml in the place of warehouse.yml: the keys that mean something here, as settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from warehouse.errors import DeclarationError, did_you_mean
from warehouse.project.yamlfile import YamlFile, read_yaml

FILE_NAME = "dbt_project.yml"

_TAKEN = (
    *("name", "vars", "models", "seeds", "snapshots", "tests", "data_tests", "on-run-start", "on-run-end"),
    *("model-paths", "macro-paths", "test-paths", "seed-paths", "snapshot-paths"),
)
_OLDER = {"source-paths": "model-paths", "data-paths": "seed-paths"}
_IGNORED = (
    *("version", "config-version", "profile", "analysis-paths", "docs-paths", "asset-paths", "target-path"),
    *("clean-targets", "packages-install-path", "log-path", "query-comment", "quoting", "dispatch", "flags"),
    *("require-dbt-version", "sources", "exposures", "metrics", "semantic-models", "saved-queries"),
    *(
        "unit_tests",
        "dbt-cloud",
        "restrict-access",
        "function-paths",
        "functions",
        "analyses",
        "docs",
    ),
)


def read_dbt_project(root: Path) -> YamlFile:
    """The file with only the keys of our settings. DeclarationError for a key that dbt does not have."""
    file = read_yaml(root / FILE_NAME)
    if not isinstance(file.data, dict):
        raise DeclarationError("This file must be a mapping.", where=file.place(), fix="begin with `name:`")
    settings: dict[str, Any] = {}
    for key, value in file.data.items():
        key = _OLDER.get(key, key)
        if key in _TAKEN and value is not None:
            settings[key] = value
        elif key not in (*_TAKEN, *_IGNORED):
            known = (*_TAKEN, *_IGNORED)
            raise DeclarationError(
                f"There is no key '{key}' here.",
                where=file.place(str(key)),
                fix=did_you_mean(str(key), known),
            )
    variables = settings.get("vars")
    if isinstance(variables, dict):
        own = variables.get(str(settings.get("name")))
        settings["vars"] = {**variables, **own} if isinstance(own, dict) else variables
    return YamlFile(file.path, settings, file.lines)


def packages_of(root: Path) -> tuple[str, ...]:
    """The packages that packages.yml or dependencies.yml name: the last word of each."""
    found = []
    for name in ("packages.yml", "dependencies.yml"):
        if (root / name).is_file():
            data = read_yaml(root / name).data
            entries = data.get("packages") if isinstance(data, dict) else None
            for entry in entries if isinstance(entries, list) else []:
                source = next(iter(entry.values()), "") if isinstance(entry, dict) else ""
                found.append(Path(str(source)).name.removesuffix(".git").replace("-", "_"))
    return tuple(found)
