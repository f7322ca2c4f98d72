"""The command plan: what would run, and why."""

from __future__ import annotations

from dataclasses import asdict

import click

from warehouse.cli.context import current_project, print_json, sql_trace


@click.command("plan")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def plan(ctx: click.Context, as_json: bool) -> None:
    """What the next run would load and build, and why. Nothing is changed.

    \b
    Example:
      warehouse plan
    """
    from warehouse.api import utc_now
    from warehouse.run.planning import plan as plan_of

    planned = plan_of(current_project(ctx), utc_now(), sql_trace(ctx))
    if as_json:
        print_json(asdict(planned))
        return
    for table, paths in planned.waiting.items():
        waiting = "1 extract waits" if len(paths) == 1 else f"{len(paths)} extracts wait, the first"
        click.echo(f"load {table}: {waiting}: {paths[0]}")
    due = [model for model in planned.models if model.action != "nothing"]
    for model in due:
        click.echo(f"{model.action} {model.model} ({model.kind}): {model.reason}")
    if planned.waiting:
        click.echo("What waits is loaded first; what follows from it is not known before.")
    if not due and not planned.waiting:
        click.echo("Nothing is to be done.")


COMMANDS = (plan,)
