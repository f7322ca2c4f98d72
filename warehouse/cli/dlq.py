"""Commands about dead letters: dlq list, show, retry, discard."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from warehouse.cli.context import current_project, print_json, sql_trace
from warehouse.cli.look import print_answer
from warehouse.errors import UsageError

if TYPE_CHECKING:
    from warehouse.run.command import LetterChoice

_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group()
def dlq() -> None:
    """Dead letters: rows that did not fit, with their text, place and reason.

    A LETTER is an id that `dlq list` shows; the beginning of a load's id means all of its letters.

    \b
    Examples:
      warehouse dlq list
      warehouse dlq show 3f2a91c0
      warehouse dlq retry 3f2a91c0
    """


@dlq.command("list")
@click.argument("table", required=False)
@click.option("--all", "all_of_them", is_flag=True, help="Also those retried, discarded, or of loads apart.")
@_json
@click.pass_context
def list_letters(ctx: click.Context, table: str | None, all_of_them: bool, as_json: bool) -> None:
    """The rejected rows that wait for a decision.

    \b
    Examples:
      warehouse dlq list
      warehouse dlq list shop.orders --all --json
    """
    from warehouse.reading.deadletters import WAITING, dead_letters
    from warehouse.reading.published import Answer

    letters = dead_letters(current_project(ctx), table)
    shown = [letter for letter in letters if all_of_them or letter.status == WAITING]
    if as_json:
        print_json([asdict(letter) for letter in shown])
        return
    if not shown:
        others = len(letters) - len(shown)
        click.echo("No dead letter waits." + (f" --all shows {others:,} others." if others else ""))
        return
    columns = ("letter", "table", "load_date", *(["status"] if all_of_them else []), "place", "reason")
    rows = []
    for letter in shown:
        place = letter.source_file + (f":{letter.line}" if letter.line else "")
        status = [letter.status] if all_of_them else []
        rows.append((letter.letter_id, letter.table, letter.load_date, *status, place, letter.reason))
    print_answer(Answer(columns, tuple(rows)), "table")


@dlq.command()
@click.argument("letter")
@_json
@click.pass_context
def show(ctx: click.Context, letter: str, as_json: bool) -> None:
    """One rejected row: its text, its values, where it stood and what became of it.

    \b
    Example:
      warehouse dlq show 45f3e61a-1
    """
    import json

    from warehouse.reading.deadletters import dead_letters

    found = [one for one in dead_letters(current_project(ctx)) if one.letter_id == letter]
    if not found:
        raise UsageError(f"There is no dead letter '{letter}'.", fix="`warehouse dlq list --all` shows them")
    for one in found:
        if as_json:
            print_json(asdict(one))
            continue
        place = one.source_file + (f":{one.line}" if one.line else "")
        about = {"status": one.status, "table": one.table, "load date": one.load_date, "load": one.load_id}
        about |= {"place": place, "reason": one.reason, "note": one.note, "mended by": one.mended_by}
        about |= {"key": " | ".join(one.key) if one.key is not None else "cannot be read"}
        for name, value in about.items():
            if value not in (None, ""):
                click.echo(f"{name + ':':<11}{value}")
        click.echo(f"{'text:':<11}{one.raw}")
        for column, value in json.loads(one.given or "{}").items():
            click.echo(f"    {column}: {'NULL' if value is None else value}")


@dlq.command()
@click.argument("letters", nargs=-1, required=True, metavar="LETTER...")
@click.option("--note", default="", help="Why, for the record.")
@_json
@click.pass_context
def discard(ctx: click.Context, letters: tuple[str, ...], note: str, as_json: bool) -> None:
    """Say that rejected rows need nothing more. They stay in the log, and their load as it is.

    \b
    Examples:
      warehouse dlq discard 45f3e61a-1 --note "test data"
      warehouse dlq discard 45f3e61a
    """
    from warehouse.run.command import LetterChoice

    _decide(ctx, LetterChoice("discard", letters, note), as_json)


@dlq.command()
@click.argument("letters", nargs=-1, required=True, metavar="LETTER...")
@click.option("--set", "values", multiple=True, metavar="COLUMN=VALUE", help="A value to deliver instead.")
@click.option(
    "--file", "file_name", metavar="FILE", help="An extract with the rows as they should have been."
)
@click.option("--note", default="", help="Why, for the record.")
@_json
@click.pass_context
def retry(  # noqa: PLR0913
    ctx: click.Context,
    letters: tuple[str, ...],
    values: tuple[str, ...],
    file_name: str | None,
    note: str,
    as_json: bool,
) -> None:
    """Deliver rejected rows again, mended, directly after the load that lost them.

    They fit because what is declared has changed, because --set mends a value, or because --file holds them
    mended. The load they came from stays as it is.

    \b
    Examples:
      warehouse dlq retry 45f3e61a
      warehouse dlq retry 45f3e61a-1 --set amount=12.50
      warehouse dlq retry 45f3e61a-2 --file mended.csv
    """
    from pathlib import Path

    from warehouse.run.command import LetterChoice

    if values and file_name:
        raise UsageError("--set and --file cannot both be given.", fix="write the values into the file")
    pairs = tuple((column.strip(), value) for column, _, value in (v.partition("=") for v in values))
    for given, (column, _) in zip(values, pairs, strict=True):
        if "=" not in given or not column:
            raise UsageError(f"'{given}' sets nothing.", fix="write --set COLUMN=VALUE")
    choice = LetterChoice("retry", letters, note, pairs, Path(file_name) if file_name else None)
    _decide(ctx, choice, as_json)


COMMANDS = (dlq,)


def _decide(ctx: click.Context, choice: LetterChoice, as_json: bool) -> None:
    from warehouse.api import utc_now
    from warehouse.cli.work import print_facts
    from warehouse.pipeline import LETTER_STAGES, Options, execute

    options = Options(clock=utc_now(), trace=sql_trace(ctx), letters=choice)
    facts = execute(current_project(ctx), f"dlq {choice.action}", LETTER_STAGES, options)
    print_facts(facts, as_json=as_json)
    ctx.exit(facts.exit_code)
