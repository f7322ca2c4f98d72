"""Commands that change the warehouse: run, load, build, check, rebuild, report."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from warehouse.cli.choose import selecting, selection_of
from warehouse.cli.context import current_project, print_json, sql_trace
from warehouse.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from warehouse.pipeline import Options
    from warehouse.project.project import Project
    from warehouse.project.sources import SourceTable
    from warehouse.report.facts import RunFacts
    from warehouse.sources.discover import FoundFile

_full_refresh = click.option(
    "--full-refresh", is_flag=True, help="Make the selected models anew from the log; no history is lost."
)
_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


_loss = click.option(
    "--accept-history-loss",
    "accepts_history_loss",
    is_flag=True,
    help="Build a model declared otherwise after pruning, with history from the horizon on.",
)


@click.command()
@_loss
@selecting
@_full_refresh
@_json
@click.pass_context
def run(ctx: click.Context, /, as_json: bool, **chosen: Any) -> None:
    """The daily job: load what waits, build, check, publish, report.

    \b
    Example:
      warehouse run
    """
    from warehouse.operations.quiet import SENTENCE, nothing_to_do

    if not as_json and not ctx.obj["show_sql"] and nothing_to_do(Path(ctx.obj["project"]).resolve()):
        click.echo(SENTENCE)
        return
    from warehouse.pipeline import RUN_STAGES

    _execute(ctx, "run", RUN_STAGES, as_json=as_json, **chosen)


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE[.TABLE]]...")
@click.option("--file", "file_name", metavar="FILE", help="Load this one file (name its table too).")
@click.option(
    "--load-date", metavar="DATE", help="The load date of --file. Default: a date in its path, else now."
)
@click.option("--slice", metavar="S", help="The slice that --file is of, where the table has slices.")
@click.option("--tag", "tags", multiple=True, metavar="K=V", help="A word to keep in each load's record.")
@_json
@click.pass_context
def load(
    ctx: click.Context,
    /,
    names: tuple[str, ...],
    file_name: str | None,
    as_json: bool,
    tags: tuple[str, ...],
    **of_file: str | None,
) -> None:
    """Load waiting extracts into the log; models wait for the next run or build.

    \b
    Examples:
      warehouse load
      warehouse load shop.orders
      warehouse load shop.orders --file late.csv --load-date 2026-01-03 --tag why=late
      warehouse load shop.stock --file north.csv --slice north
    """
    from warehouse.pipeline import LOAD_STAGES

    project = current_project(ctx)
    tables = [table for name in names for table in _named(project, name)] or list(project.sources.values())
    files = None
    if file_name is not None:
        from warehouse.run.handing import of_slice

        files = of_slice(_files(project, tables, Path(file_name), of_file["load_date"]), of_file["slice"])
    for option, value in of_file.items():
        if file_name is None and value is not None:
            raise UsageError(f"--{option.replace('_', '-')} goes with --file.", fix="name the file too")
    _execute(
        ctx,
        "load",
        LOAD_STAGES,
        as_json=as_json,
        tables=tables,
        files=files,
        tags=_tags(tags),
        publishes=False,
    )


@click.command()
@_loss
@selecting
@_full_refresh
@_json
@click.pass_context
def build(ctx: click.Context, /, as_json: bool, **chosen: Any) -> None:
    """Build what is behind the log, check it, publish it.

    \b
    Example:
      warehouse build
    """
    from warehouse.pipeline import BUILD_STAGES

    _execute(ctx, "build", BUILD_STAGES, as_json=as_json, **chosen)


@click.command()
@selecting
@_json
@click.pass_context
def check(ctx: click.Context, /, as_json: bool, **chosen: Any) -> None:
    """Run the checks on what was built last (alias: test).

    \b
    Example:
      warehouse check
    """
    from warehouse.pipeline import CHECK_STAGES

    _execute(ctx, "check", CHECK_STAGES, as_json=as_json, publishes=False, **chosen)


@click.command()
@_full_refresh
@_json
@click.pass_context
def seed(ctx: click.Context, /, as_json: bool, **chosen: Any) -> None:
    """Build the seeds alone, with their checks: build --select resource_type:seed.

    \b
    Example:
      warehouse seed
    """
    from warehouse.pipeline import BUILD_STAGES

    _execute(ctx, "seed", BUILD_STAGES, as_json=as_json, select=("resource_type:seed",), **chosen)


@click.command()
@_json
@click.pass_context
def snapshot(ctx: click.Context, as_json: bool) -> None:
    """Build the slowly changing dimensions alone: build --select resource_type:snapshot.

    \b
    Example:
      warehouse snapshot
    """
    from warehouse.pipeline import BUILD_STAGES

    _execute(ctx, "snapshot", BUILD_STAGES, as_json=as_json, select=("resource_type:snapshot",))


@click.command()
@_loss
@_json
@click.pass_context
def rebuild(ctx: click.Context, accepts_history_loss: bool, as_json: bool) -> None:
    """Derive everything again from the log, then check and publish it.

    \b
    Example:
      warehouse rebuild
    """
    from warehouse.pipeline import BUILD_STAGES

    _execute(
        ctx, "rebuild", BUILD_STAGES, as_json=as_json, afresh=True, accepts_history_loss=accepts_history_loss
    )


@click.command()
@click.argument("load")
@_json
@click.pass_context
def accept(ctx: click.Context, load: str, as_json: bool) -> None:
    """Release a quarantined load, or undo a rejection; derived tables follow.

    LOAD is the beginning of a load's id.

    \b
    Example:
      warehouse accept 45f3e61a
    """
    _decide(ctx, "accept", "accepted", load, as_json)


@click.command()
@click.argument("load")
@_json
@click.pass_context
def reject(ctx: click.Context, load: str, as_json: bool) -> None:
    """Undo a bad load, also an old accepted one; derived tables follow.

    LOAD is the beginning of a load's id.

    \b
    Example:
      warehouse reject 45f3e61a
    """
    _decide(ctx, "reject", "rejected", load, as_json)


@click.command()
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
@click.pass_context
def report(ctx: click.Context, opens: bool) -> None:
    """Say where the last run's report is.

    \b
    Example:
      warehouse report --open
    """
    project = current_project(ctx)
    path = project.root / "report.html"
    if not path.is_file():
        raise UsageError("There is no report yet.", where=path, fix="run `warehouse run` first")
    click.echo(str(path))
    if opens:
        click.launch(path.as_uri())


COMMANDS = (run, load, build, seed, snapshot, check, rebuild, accept, reject, report)


def _execute(ctx: click.Context, command: str, stages: Any, *, as_json: bool = False, **more: Any) -> None:
    from warehouse.pipeline import execute

    flags = {name: more.pop(name) for name in ("publishes", "afresh") if name in more}
    project = current_project(ctx)
    words = [more.pop(name, ()) for name in ("select", "exclude", "more")]
    more["selection"] = selection_of(project, *words)
    facts = execute(project, command, stages, _options(ctx, as_json=as_json, **more), **flags)
    print_facts(facts, as_json=as_json)
    ctx.exit(facts.exit_code)


def _decide(ctx: click.Context, command: str, status: str, load: str, as_json: bool) -> None:
    from warehouse.pipeline import DECIDE_STAGES

    _execute(ctx, command, DECIDE_STAGES, as_json=as_json, decision=(status, load))


def _options(ctx: click.Context, *, as_json: bool, **more: Any) -> Options:
    """The options that every command has, with `more` of its own."""
    from warehouse.api import utc_now
    from warehouse.pipeline import Options

    quiet = as_json or not sys.stderr.isatty()
    return Options(
        clock=utc_now(),
        progress=(lambda message: None) if quiet else (lambda message: click.echo(message, err=True)),
        says=lambda message: click.echo(message, err=True),
        trace=sql_trace(ctx),
        **more,
    )


def print_facts(facts: RunFacts, *, as_json: bool = False) -> None:
    """Print what a run did: lines for a person, or JSON."""
    if as_json:
        print_json(asdict(facts))
        return
    from warehouse.report.terminal import problem_lines, run_lines

    for line in problem_lines(facts):
        click.echo(line, err=True)
    for line in run_lines(facts, problems=False):
        click.echo(line)
    if facts.exit_code:
        click.echo("report.html shows the rows and the reasons.")


def _named(project: Project, name: str) -> list[SourceTable]:
    tables = [t for t in project.sources.values() if name in (t.source, t.full_name)]
    if not tables:
        sources = {table.source for table in project.sources.values()}
        raise UsageError(
            f"There is no source or source table '{name}'.",
            fix=did_you_mean(name, [*project.sources, *sources]),
        )
    return tables


def _files(project: Project, tables: list[SourceTable], path: Path, load_date: str | None) -> list[FoundFile]:
    """The file as a delivery of one table, or as that of every table in a dump."""
    from warehouse.sources.discover import named_files, parse_load_date

    dumps = {(table.source, table.location) for table in tables if table.origin.dump}
    if len(tables) != 1 and len(dumps) != 1:
        raise UsageError(
            "--file is an extract of one table, or a dump of one source.",
            fix="name it: warehouse load SOURCE.TABLE --file …",
        )
    moment = parse_load_date(load_date) if load_date else None
    if load_date and moment is None:
        raise UsageError(f"'{load_date}' is no load date.", fix="write 2026-06-01 or 2026-06-01T10-00")
    return named_files(project.sources.values(), tables[0], path, moment)


def _tags(words: tuple[str, ...]) -> dict[str, str]:
    for word in words:
        if not word.partition("=")[0].strip() or "=" not in word:
            raise UsageError(f"'{word}' is no tag.", fix="write --tag NAME=VALUE")
    return dict((word.partition("=")[0].strip(), word.partition("=")[2]) for word in words)
