"""The options --select and --exclude, and the commands that show what they mean: ls, compile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from warehouse.cli.context import current_project, print_json, sql_trace

if TYPE_CHECKING:
    from warehouse.project.project import Project
    from warehouse.project.selection import Selection

_Words = tuple[str, ...]

_HELP = "dbt's graph syntax: NAME, +NAME, NAME+, 2+NAME, @NAME, tag:T, path:P, source:S, state:modified, a,b."


def selecting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --select and --exclude; `--select a b` works too."""
    command = click.argument("more", nargs=-1, metavar="")(command)
    command = click.option("--exclude", multiple=True, metavar="NODES", help="Leave these out.")(command)
    return click.option("--select", "-s", "-m", "--models", multiple=True, metavar="NODES", help=_HELP)(
        command
    )


def selection_of(project: Project, select: _Words, exclude: _Words, more: _Words) -> Selection | None:
    """What the options choose; None when they say nothing. UsageError for words without --select."""
    from warehouse.errors import UsageError

    if more and not select and not exclude:
        raise UsageError(f"'{more[0]}' is no option.", fix=f"write --select {more[0]}")
    if not select and not exclude:
        return None
    from warehouse.project.selection import select as chosen
    from warehouse.run.past import past_of

    if exclude and not select:
        return chosen(project, (), (*exclude, *more), past_of(project))
    return chosen(project, (*select, *more), exclude, past_of(project))


@click.command("ls")
@selecting
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def ls(
    ctx: click.Context,
    select: tuple[str, ...],
    exclude: tuple[str, ...],
    more: tuple[str, ...],
    as_json: bool,
) -> None:
    """List sources, seeds, models and tests, in building order (alias: list).

    \b
    Examples:
      warehouse ls
      warehouse ls --select +dim_customer --json
    """
    from warehouse.project.selection import select as everything

    project = current_project(ctx)
    chosen = selection_of(project, select, exclude, more) or everything(project, ())
    if as_json:
        print_json(
            [
                {
                    "name": node.name,
                    "resource_type": node.kind,
                    "path": node.path,
                    "tags": sorted(node.tags),
                    "config": node.config,
                    "depends_on": [read.partition(".")[2] for read in node.reads],
                }
                for node in chosen.nodes
            ]
        )
        return
    width = max((len(node.name) for node in chosen.nodes), default=0)
    for node in chosen.nodes:
        what = node.config.get("materialized") if node.kind == "model" else node.kind
        click.echo(f"{node.name:<{width}}  {what:<9}  {node.path}")


@click.command("compile")
@selecting
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def compile_(
    ctx: click.Context,
    select: tuple[str, ...],
    exclude: tuple[str, ...],
    more: tuple[str, ...],
    as_json: bool,
) -> None:
    """Print the SQL of models and tests as it would run; nothing runs.

    What a template asks the database is answered by the published warehouse.

    \b
    Examples:
      warehouse compile --select stg_orders
      warehouse compile --select fct_orders --json
    """
    from warehouse.api import utc_now
    from warehouse.project.occasion import Occasion
    from warehouse.run.compiled import compiled_sql

    project = current_project(ctx)
    project = replace(project, occasion=Occasion(utc_now(), lambda message: click.echo(message, err=True)))
    chosen = selection_of(project, select, exclude, more)
    found = compiled_sql(project, chosen, sql_trace(ctx))
    if as_json:
        print_json(found)
        return
    for name, sql in found.items():
        click.echo(f"-- {name}\n{sql.strip()};\n")


COMMANDS = (ls, compile_)
