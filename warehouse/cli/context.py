"""What every command needs: the project it stands in, and the options of the whole command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from warehouse.database import Trace
    from warehouse.project.project import Project


def current_project(ctx: click.Context) -> Project:
    """The project that --project names."""
    from warehouse.project.project import read_project
    from warehouse.project.settings import find_project

    return read_project(find_project(Path(ctx.obj["project"])))


def sql_trace(ctx: click.Context) -> Trace | None:
    """Prints statements to stderr when --show-sql is given."""
    if not ctx.obj["show_sql"]:
        return None

    def show(sql: str) -> None:
        click.echo(sql.rstrip() + ";\n", err=True)

    return show


def print_json(value: Any) -> None:
    """Print a value as JSON; dates as ISO text, anything else unknown as text."""
    import json

    click.echo(json.dumps(value, indent=1, ensure_ascii=False, default=str))
