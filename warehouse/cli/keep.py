"""Commands about what the log holds and how long: stats, prune, archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from warehouse.cli.context import current_project, print_json, sql_trace
from warehouse.cli.look import print_answer

if TYPE_CHECKING:
    from warehouse.reading.statistics import Statistics
    from warehouse.report.facts import PrunedFacts

_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.command()
@click.argument("table", required=False)
@click.option(
    "--days", default=30, show_default=True, help="Look back so many days from the newest load date."
)
@_json
@click.pass_context
def stats(ctx: click.Context, table: str | None, days: int, as_json: bool) -> None:
    """What the loads held, how the log grew, and what was unusual.

    Growth compares the bytes of the log with what a plain copy of every load would take. An anomaly is a load
    whose rows differ from the one before by more than `vars: {anomaly_threshold: 0.2}`.

    \b
    Examples:
      warehouse stats
      warehouse stats shop.orders --days 7 --json
    """
    from warehouse.reading.published import Reader
    from warehouse.reading.statistics import statistics

    with Reader(current_project(ctx), sql_trace(ctx)) as reader:
        found = statistics(reader, table, days)
    if as_json:
        print_json(found.to_dict())
        return
    _print_statistics(found)


@click.command()
@click.argument("table", required=False)
@click.option("--days", type=int, help="Keep the loads of so many days before the newest load date.")
@click.option("--loads", type=int, help="Keep so many loads.")
@click.option("--dry-run", is_flag=True, help="Only say which loads, files and bytes would go.")
@_json
@click.pass_context
def prune(
    ctx: click.Context, table: str | None, days: int | None, loads: int | None, dry_run: bool, as_json: bool
) -> None:
    """Let loads go that the tables' `retention:` does not keep.

    What history-keeping models made of them stays, and every load that is kept still reads back. Without
    TABLE all tables with a retention are pruned. Only this command prunes, unless a table's `retention:` says
    `auto: true`.

    \b
    Examples:
      warehouse prune --dry-run
      warehouse prune shop.orders --days 90
    """
    from warehouse.api import Warehouse
    from warehouse.cli.work import print_facts

    facts = Warehouse(current_project(ctx)).prune(table, days=days, loads=loads, dry_run=dry_run)
    if as_json:
        print_json([asdict(pruned) for pruned in facts.pruned])
        ctx.exit(facts.exit_code)
    for line in pruned_lines(facts.pruned):
        click.echo(line)
    if facts.exit_code:
        print_facts(facts)
    elif facts.published:
        click.echo("What was derived from them stays; the warehouse is checked and published.")
    ctx.exit(facts.exit_code)


@click.command()
@click.argument("table", required=False)
@click.option(
    "--older-than",
    required=True,
    metavar="90d",
    help="Archive loads of more than so many days (d) or weeks (w) before the newest.",
)
@click.option(
    "--to", required=True, type=click.Path(file_okay=False, path_type=Path), help="The archive's folder."
)
@_json
@click.pass_context
def archive(ctx: click.Context, table: str | None, older_than: str, to: Path, as_json: bool) -> None:
    """Move the files of old loads to another folder, such as a cheaper disk.

    They stay loads: queries over old loads, `rebuild` and `verify` read them there. The record keeps the
    folder, so leave it where it is.

    \b
    Example:
      warehouse archive --older-than 90d --to /mnt/cold/shop
    """
    from warehouse.api import Warehouse
    from warehouse.cli.work import print_facts

    facts = Warehouse(current_project(ctx)).archive(table, older_than=older_than, to=to)
    if as_json:
        print_json([asdict(archived) for archived in facts.archived])
        ctx.exit(facts.exit_code)
    for one in facts.archived:
        files = f"{_many(len(one.files), 'file')}, {_many(one.bytes, 'byte')}"
        click.echo(f"{one.table}: {_many(len(one.loads), 'load')}, {files} lie in {one.to} now")
    if not facts.archived and not facts.exit_code:
        click.echo(f"No load is older than {older_than}, or all are archived.")
    if facts.exit_code:
        print_facts(facts)
    ctx.exit(facts.exit_code)


def pruned_lines(pruned: Sequence[PrunedFacts]) -> list[str]:
    """What went, or would go, in lines for a person."""
    if not pruned:
        return ["Nothing is older than what is to be kept."]
    lines = []
    for one in pruned:
        word = "would go" if one.is_trial else "went"
        lines.append(
            f"{one.table}: {_many(len(one.loads), 'load')}, {_many(len(one.files), 'file')}, "
            f"{_many(one.bytes, 'byte')} {word}; kept are {one.retention}"
        )
        slices = [f"  {slice}" for slice in one.slices] or [""] * len(one.loads)
        lines += [
            f"  {load_date:%Y-%m-%d %H:%M}  load {load_id[:8]}{slice}"
            for (load_date, load_id), slice in zip(one.loads, slices, strict=True)
        ]
        lines += [f"  not in history     load {load_id[:8]}" for load_id in one.others]
    return lines


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


COMMANDS = (stats, prune, archive)

_SHOWN = (
    *("table", "load_date", "records", "distinct_keys", "min_key", "max_key"),
    *("new", "changed", "removed", "bytes_stored"),
)


def _print_statistics(found: Statistics) -> None:
    at = [found.loads.columns.index(column) for column in _SHOWN]
    rows = tuple(tuple(row[i] for i in at) for row in found.loads.rows)
    print_answer(type(found.loads)(_SHOWN, rows), "table")
    click.echo()
    print_answer(found.growth, "table")
    parts = found.to_dict()
    sentences = [_anomaly(row) for row in parts["anomalies"]] + [_drift(row) for row in parts["drift"]]
    if sentences:
        click.echo()
    for sentence in sentences:
        click.echo(sentence)


def _anomaly(row: dict[str, Any]) -> str:
    share = "" if row["change_percent"] is None else f" ({row['change_percent']:+} %)"
    rows = f"{row['rows_before']:,} → {row['row_count']:,} rows{share}"
    where = f"{row['source_table']} of {row['load_date']:%Y-%m-%d}"
    return f"{where}: {rows}, more than {float(row['threshold_percent']):g} %"


def _drift(row: dict[str, Any]) -> str:
    notes = "; ".join(row["notes"]) or "its columns or types differ from the load before"
    return f"{row['source_table']} of {row['load_date']:%Y-%m-%d}: {notes}"
