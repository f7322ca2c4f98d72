"""What every materialization's configuration has in common."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from warehouse.project.shape import Shape


class ConfigShape(Shape):
    """The keys every materialization understands. dbt's descriptive keys are read and kept quiet."""

    materialized: str
    schema_name: str | None = Field(default=None, alias="schema")
    # Not part of a definition: another name of the relation needs no replay.
    alias: str | None = Field(default=None, exclude=True)
    enabled: bool = True
    tags: Any = None
    meta: Any = None
    description: Any = None
    pre_hook: Any = None
    post_hook: Any = None
    # what dbt needs for other databases and its own site
    database: Any = None
    docs: Any = None
    persist_docs: Any = None
    quoting: Any = None
    grants: Any = None
    group: Any = None
    access: Any = None
    contract: Any = None
    full_refresh: Any = None
    deprecation_date: Any = None

    @property
    def source_names(self) -> list[str]:
        """The source tables (SOURCE.TABLE) that the configuration names, in its order."""
        return []

    @property
    def model_names(self) -> list[str]:
        """The models that the configuration names, in its order."""
        return []
