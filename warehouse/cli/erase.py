"""The command erase: one key out of the log and all that is derived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from warehouse.cli.context import current_project

if TYPE_CHECKING:
    from warehouse.run.erasing import Erased, ErasedTable


@click.command()
@click.argument("table")
@click.argument("key", nargs=-1, required=True)
@click.option("--cascade", is_flag=True, help="Also rows of other tables that refer to it, as declared.")
@click.option("--dry-run", is_flag=True, help="Only say which files and loads hold the key.")
@click.option("--forget", is_flag=True, help="Let later deliveries of an erased key in again.")
@click.pass_context
def erase(
    ctx: click.Context, table: str, key: tuple[str, ...], cascade: bool, dry_run: bool, forget: bool
) -> None:
    """Remove one KEY of a source TABLE for good, and suppress later deliveries of it.

    A key of several columns is several values. The log's files are written anew without the key, everything
    derived from them again, and the old files deleted once that is published. With --cascade the same happens
    to all rows that refer to the key by a `relationships` test, hub or link, and to those that refer to them,
    all in one step. Extracts and backups are yours to see to: the command names the extracts.

    \b
    Examples:
      warehouse erase crm.customers 17 --cascade --dry-run
      warehouse erase crm.customers 17 --cascade
      warehouse erase --forget crm.customers 17
    """
    from warehouse.api import Warehouse
    from warehouse.cli.work import print_facts

    if dry_run and forget:
        raise click.UsageError("--dry-run and --forget do not go together.")
    found = Warehouse(current_project(ctx))
    erased = found.erase(table, *key, cascade=cascade, dry_run=dry_run, forget=forget)
    for line in forgotten_lines(erased) if forget else erased_lines(erased):
        click.echo(line)
    if erased.facts is not None and not erased.facts.published:
        print_facts(erased.facts)
        click.echo("The log has the key no more; what was published before has, until a run publishes.")
    ctx.exit(erased.facts.exit_code if erased.facts is not None else 0)


def forgotten_lines(erased: Erased) -> list[str]:
    """What is let in again, in lines for a person."""
    lines = [f"{erased.table}: later deliveries of this key are loaded again."]
    for one in erased.others:
        if erased.is_cascade:
            lines.append(f"{one.table}: later deliveries of what was erased because of it are loaded again.")
        else:
            lines.append(f"{one.table}: what was erased because of it stays out; --cascade lets it in.")
    return lines


def erased_lines(erased: Erased) -> list[str]:
    """What an erasure did, or would do, in lines for a person; and what it cannot reach."""
    if erased.is_finishing:
        return [f"{erased.table}: this key was erased before; what was left undone then is done now."]
    word = "would be" if erased.is_trial else "were"
    lines = [
        f"{erased.table}: {many(len(erased.files), 'file')} and {many(len(erased.records), 'record')} "
        f"{word} written anew without the key, {many(len(erased.loads), 'load')} {word} counted anew."
    ]
    lines += _detail(erased) if erased.is_trial else []
    for one in erased.others:
        lines += _other_lines(one, word)
        lines += _detail(one) if erased.is_trial else []
    if not erased.is_trial:
        lines.append("Later deliveries of the key are suppressed and counted as erased.")
    if erased.referring and not erased.is_cascade:
        lines.append("Rows that refer to it stay; --cascade erases them as well:")
        lines += [f"  {reference}" for reference in erased.referring]
    if erased.unknown and erased.is_cascade:
        lines.append("Not followed, because it is not known which source columns they mean:")
        lines += [f"  {check}" for check in erased.unknown]
    lines.append("Out of reach, and yours to see to: backups and copies, other tables that name the key, and")
    extracts = {*erased.extracts, *(path for one in erased.others for path in one.extracts)}
    return [*lines, *(f"  extract {path}" for path in sorted(extracts))]


def _other_lines(one: ErasedTable, word: str) -> list[str]:
    because = [f"  because of {reference}" for reference in one.because]
    if not one.files:
        return [f"{one.table}: no row refers to it; later ones {word} suppressed.", *because]
    keys = f"{many(one.keys, 'key')} in {many(one.rows, 'row')} of {many(len(one.files), 'file')}"
    return [f"{one.table}: {keys} {word} erased, {many(len(one.loads), 'load')} counted anew.", *because]


def _detail(one: Erased | ErasedTable) -> list[str]:
    lines = [f"  {path}" for path in (*one.files, *one.records)]
    return lines + [f"  load {load_id}" for load_id in one.loads]


def many(number: int, word: str) -> str:
    """A number of things: 1 file, 2 files."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


COMMANDS = (erase,)
