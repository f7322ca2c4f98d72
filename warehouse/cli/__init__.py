"""The command line: parse, call one function, print. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import gc
import sys

import click

from warehouse.cli import choose, demo, dlq, erase, keep, look, plan, trace, work
from warehouse.errors import WarehouseError


class _Commands(click.Group):
    """A group that turns our errors into a message on stderr and an exit code, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except WarehouseError as error:
            if ctx.params.get("debug"):
                raise
            click.echo(str(error), err=True)
            ctx.exit(error.exit_code)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--project",
    "-p",
    default=".",
    metavar="DIR",
    help="The project's folder, or one inside it. Default: where you stand.",
)
@click.option("--show-sql", is_flag=True, help="Print every SQL statement to stderr before it runs.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(package_name="warehouse")
@click.pass_context
def commands(ctx: click.Context, project: str, show_sql: bool, debug: bool) -> None:
    """An embedded data warehouse that never forgets.

    Daily extracts go into an immutable log; vault, dimensions and marts are derived from it into one DuckDB
    file, checked before anyone sees it. Begin with `warehouse demo`.

    Exit codes: 0 done · 1 a check or gate failed · 2 wrong usage or project file · 3 a source could not be
    loaded · 4 another run holds the warehouse · 5 stored data does not match its record.
    """
    ctx.obj = {"project": project, "show_sql": show_sql}


for module in (demo, work, choose, look, plan, trace, keep, erase, dlq):
    for command in module.COMMANDS:
        commands.add_command(command)
commands.add_command(work.check, name="test")
commands.add_command(choose.ls, name="list")


def main() -> None:
    """The entry point of `warehouse` and of `python cli.py`."""
    # Imports make many objects that stay: looking through them for garbage again and again is time lost.
    gc.set_threshold(50_000, 20, 100)
    try:
        commands(prog_name="warehouse")
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        sys.stderr.close()
        sys.exit(0)
