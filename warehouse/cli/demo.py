"""Commands that begin a project: demo, init."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from warehouse.errors import UsageError, worst_exit_code


@click.command()
@click.argument("folder", default="warehouse-demo")
@click.pass_context
def demo(ctx: click.Context, folder: str) -> None:
    """Make a small project with five days of data, run it, and say what to look at.

    \b
    Example:
      warehouse demo
    """
    from warehouse.api import utc_now
    from warehouse.cli.work import print_facts
    from warehouse.pipeline import RUN_STAGES, Options, execute
    from warehouse.project.project import read_project

    target = Path(folder)
    _refuse_occupied(target)
    _copy_demo(target)
    facts = execute(read_project(target.resolve()), "run", RUN_STAGES, Options(clock=utc_now()))
    print_facts(facts)
    click.echo(
        "\n".join(
            [
                "",
                f"A bicycle shop's five days are in {target}/. Look around:",
                f"  cd {target}",
                "  warehouse loads                            what came when, and what it changed",
                "  warehouse show dim_customer                every version of every customer",
                "  warehouse history shop.customers C001      the life of one customer",
                "  warehouse show shop.customers --as-of 2026-01-06",
                '  warehouse query "FROM marts.revenue_by_city"',
                "  report.html                                what happened, on one page",
            ]
        )
    )
    ctx.exit(worst_exit_code([facts.exit_code]))


@click.command()
@click.argument("folder", default=".")
def init(folder: str) -> None:
    """Make a new project: warehouse.yml, a sources file to fill in, a folder for extracts.

    \b
    Example:
      warehouse init my_project
    """
    target = Path(folder)
    if (target / "warehouse.yml").exists():
        raise UsageError("There is a project here already.", where=target, fix="name another folder")
    name = "".join(c if c.isalnum() else "_" for c in target.resolve().name).strip("_") or "warehouse"
    if name[0].isdigit():
        name = f"_{name}"
    files = {"warehouse.yml": _WAREHOUSE.format(name=name), "models/sources.yml": _SOURCES}
    for path, text in files.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        if not (target / path).exists():
            (target / path).write_text(text, encoding="utf-8")
    (target / "extracts").mkdir(exist_ok=True)
    click.echo(f"Project {name} is in {target}.")
    click.echo("Put extracts under extracts/2026-06-01/TABLE.csv, name the tables in models/sources.yml,")
    click.echo("and run `warehouse run` there.")


COMMANDS = (demo, init)

_WAREHOUSE = """name: {name}
warehouse: warehouse.duckdb   # the one file
psa: psa                      # the log: every delivery, for ever
"""

_SOURCES = """version: 2

# Take the marks away and fill in:
#
# sources:
#   - name: crm
#     location: "extracts/{load_date}/{table}.csv"
#     extract: snapshot
#     tables:
#       - name: customers
#         key: customer_id
#         columns:
#           - name: customer_id
#             data_tests: [unique, not_null]
"""


def _refuse_occupied(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(
            "This folder is there already and not empty.",
            where=target,
            fix="name another one: warehouse demo DIR",
            state="nothing was written",
        )


def _copy_demo(target: Path) -> None:
    """Copy the demo project and its extracts, from an installed package or from a checkout."""
    package = Path(__file__).parent.parent
    if (package / "_demo").is_dir():
        shutil.copytree(package / "_demo", target, dirs_exist_ok=True)
        return
    shutil.copytree(package.parent / "examples" / "demo", target, dirs_exist_ok=True)
    shutil.copytree(package.parent / "data" / "demo", target / "extracts")
