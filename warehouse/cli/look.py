"""Commands that only look: query, show, loads, history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from warehouse.cli.context import current_project, print_json, sql_trace
from warehouse.errors import UsageError, agreeing

if TYPE_CHECKING:
    from warehouse.reading.published import Answer, KeyEvent, Reader

_format = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "markdown"]),
    default="table",
    help="How to print the rows. Default: table.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


_known_at = click.option(
    "--known-at",
    metavar="T",
    help="What was known at a moment of the clock (UTC): without the loads that came later.",
)


@click.command()
@click.argument("sql")
@click.option("--as-of", metavar="T", help="The warehouse as it was at a moment of the business.")
@_known_at
@_format
@click.option("--output", metavar="FILE", help="Write to a file; .parquet, .csv and .json by its name.")
@click.pass_context
def query(
    ctx: click.Context, sql: str, as_of: str | None, known_at: str | None, form: str, output: str | None
) -> None:
    """Ask the published warehouse a question in SQL. It is open for reading only.

    \b
    Examples:
      warehouse query "SELECT city, revenue FROM marts.revenue_by_city"
      warehouse query "FROM psa.shop__orders" --output orders.parquet
      warehouse query "SELECT count(*) FROM marts.dim_customer" --known-at 2026-01-07T08:00
    """
    from warehouse.api import utc_now
    from warehouse.reading.usage import Usage

    with _reader_then(ctx, as_of, known_at) as reader:
        usage = Usage(reader.project, reader.database, sql, utc_now())
        for sentence in usage.warnings:
            click.echo(f"warning: {sentence}", err=True)
        with usage.measured():
            if output is not None:
                _write(reader, sql, Path(output))
                return
            answer = reader.query(sql)
        print_answer(answer, form)


@click.command()
@click.argument("name")
@click.option("--as-of", metavar="T", help="The state at a moment of the business, such as 2026-06-03.")
@_known_at
@click.option("--limit", default=50, show_default=True, help="At most so many rows.")
@_format
@click.pass_context
def show(
    ctx: click.Context, name: str, as_of: str | None, known_at: str | None, limit: int, form: str
) -> None:
    """Show a table: a model, SOURCE.TABLE or schema.name.

    \b
    Examples:
      warehouse show dim_customer
      warehouse show shop.customers --as-of 2026-01-06
      warehouse show dim_customer --as-of 2026-01-06 --known-at 2026-01-08T09:00
    """
    with _reader_then(ctx, None, known_at) as reader:
        answer = reader.query(f"FROM ({reader.show(name, as_of)}) ORDER BY ALL LIMIT {limit + 1}")
        print_answer(type(answer)(answer.columns, answer.rows[:limit]), form)
        if len(answer.rows) > limit:
            click.echo(f"… more than {limit} rows; --limit shows more", err=True)


@click.command()
@click.argument("table", required=False)
@_json
@click.pass_context
def loads(ctx: click.Context, table: str | None, as_json: bool) -> None:
    """The load ledger: what was delivered when, and what it changed.

    \b
    Examples:
      warehouse loads
      warehouse loads shop.orders --json
    """
    from warehouse.reading.ledger import ledger_of

    answer = ledger_of(current_project(ctx), table)
    if as_json:
        print_json([dict(zip(answer.columns, row, strict=True)) for row in answer.rows])
        return
    shown = ["table", "load_date", "status", "read", "new", "changed", "unchanged", "removed", "rows"]
    at = answer.columns.index
    if any(row[at("slice")] is not None for row in answer.rows):
        shown.insert(1, "slice")
    for count in ("deleted", "duplicate"):
        if any(row[at(count)] for row in answer.rows):
            shown.insert(shown.index("removed"), count)
    rows = tuple((*(row[at(c)] for c in shown), row[at("load_id")][:8]) for row in answer.rows)
    print_answer(type(answer)((*shown, "load"), rows), "table")
    for row in answer.rows:
        about = dict(zip(answer.columns, row, strict=True))
        for sentence in (*about["reasons"], *about["notes"]):
            of_slice = "" if about["slice"] is None else f", {about['slice']}"
            click.echo(f"{about['table']}{of_slice} of {_text(about['load_date'])}: {sentence}")


@click.command()
@click.argument("table")
@click.argument("key", nargs=-1, required=True)
@_json
@click.pass_context
def history(ctx: click.Context, table: str, key: tuple[str, ...], as_json: bool) -> None:
    """The life of one key: every version, what changed, which load and file brought it.

    \b
    Example:
      warehouse history shop.customers C001
    """
    with _reader(ctx) as reader:
        events = reader.history(table, key)
    if as_json:
        print_json([asdict(event) for event in events])
        return
    for event in events:
        for line in _event_lines(event):
            click.echo(line)


@click.command()
@click.option("--deep", is_flag=True, help="Also derive every table again, aside, and compare.")
@click.option("--repair", is_flag=True, help="First restore what is damaged, from extracts or a backup.")
@click.option(
    "--from",
    "backup",
    type=click.Path(path_type=Path),
    help="With --repair: a copy of the project or its log.",
)
@_json
@click.pass_context
def verify(ctx: click.Context, deep: bool, repair: bool, backup: Path | None, as_json: bool) -> None:
    """Read every file of the log and compare it with its record.

    Bytes, SHA-256 and rows of each file, the fingerprint of each load's content, missing and unknown files,
    missing and edited records. Exit code 5 when something does not match.

    \b
    Examples:
      warehouse verify
      warehouse verify --deep
      warehouse verify --repair --from /mnt/backup/shop
    """
    from warehouse.run.verifying import undeclared_folders
    from warehouse.run.verifying import verify as verify_project

    if backup is not None and not repair:
        raise UsageError("--from goes with --repair.", fix="add --repair")
    if repair:
        _repair(ctx, backup)
    findings = verify_project(current_project(ctx), deep=deep)
    for folder in undeclared_folders(current_project(ctx).psa_path, current_project(ctx).sources):
        click.echo(f"{folder} was not verified: no source of the project declares it.", err=True)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    for finding in findings if not as_json else []:
        click.echo(f"{finding.table}: {finding.about}: {finding.what}")
    if findings:
        number = "1 thing is" if len(findings) == 1 else f"{len(findings):,} things are"
        click.echo(f"{number} not as recorded; --repair restores what it can.", err=True)
        ctx.exit(5)
    if not as_json:
        click.echo("Everything in the log is as recorded.")


def _repair(ctx: click.Context, backup: Path | None) -> None:
    from warehouse.api import utc_now
    from warehouse.run.verifying import repair as repair_project

    for one in repair_project(current_project(ctx), utc_now(), backup):
        how = one.how if one.is_restored else f"not restored: {one.how}"
        click.echo(f"{one.table}: {one.about}: {how}", err=True)


COMMANDS = (query, show, loads, history, verify)


def _reader(ctx: click.Context) -> Reader:
    from warehouse.reading.published import Reader

    return Reader(current_project(ctx), sql_trace(ctx))


@contextmanager
def _reader_then(ctx: click.Context, as_of: str | None, known_at: str | None) -> Iterator[Reader]:
    """The published file, or one derived aside for another time."""
    if as_of is None and known_at is None:
        with _reader(ctx) as reader:
            yield reader
        return
    from warehouse.api import utc_now
    from warehouse.project.occasion import occasion_of
    from warehouse.reading.published import Reader, moment_of
    from warehouse.run.then import derived_then

    moments = {
        option: moment_of(text)
        for option, text in (("as_of", as_of), ("known_at", known_at))
        if text is not None
    }
    project = replace(current_project(ctx), occasion=occasion_of(utc_now()))
    with derived_then(project, **moments, trace=sql_trace(ctx)) as then:
        with Reader(then, sql_trace(ctx)) as reader:
            yield reader


def _event_lines(event: KeyEvent) -> list[str]:
    brought_by = f"{event.source_file}  (load {event.load_id[:8]})"
    lines = [f"{_text(event.load_date)}  {event.operation:<6}  {brought_by}"]
    if event.operation == "insert":
        lines += [f"    {column}: {_text(value)}" for column, value in event.row.items()]
    lines += [f"    {c}: {_text(before)} → {_text(after)}" for c, (before, after) in event.changes.items()]
    return lines


def _write(reader: Reader, sql: str, path: Path) -> None:
    from warehouse.errors import UsageError
    from warehouse.templates import literal

    forms = {
        ".parquet": "FORMAT parquet",
        ".csv": "FORMAT csv, HEADER true",
        ".json": "FORMAT json, ARRAY true",
    }
    form = forms.get(path.suffix.lower())
    if form is None:
        raise UsageError(
            f"'{path.suffix}' is no format to write.", where=path, fix=f"end the name in {', '.join(forms)}"
        )
    answer = reader.query(f"COPY ({sql.rstrip().rstrip(';')}) TO {literal(str(path))} ({form})")
    click.echo(f"{agreeing(answer.rows[0][0], 'row', 'rows')} written to {path}")


def print_answer(answer: Answer, form: str) -> None:
    """Print rows as an aligned table, Markdown, CSV or JSON."""
    if form == "json":
        print_json([dict(zip(answer.columns, row, strict=True)) for row in answer.rows])
    elif form == "csv":
        import csv
        import sys

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(answer.columns)
        writer.writerows([["" if v is None else _text(v) for v in row] for row in answer.rows])
    else:
        for line in _grid(answer, markdown=form == "markdown"):
            click.echo(line)


def _grid(answer: Answer, *, markdown: bool) -> list[str]:
    """The rows in aligned columns, numbers to the right."""
    texts = [[_text(value).replace("\n", "⏎") for value in row] for row in answer.rows]
    if markdown:
        texts = [[text.replace("|", "\\|") for text in row] for row in texts]
    widths = [max([len(name), *(len(row[i]) for row in texts)]) for i, name in enumerate(answer.columns)]
    right = [
        any(_is_number(row[i]) for row in answer.rows)
        and all(row[i] is None or _is_number(row[i]) for row in answer.rows)
        for i in range(len(answer.columns))
    ]

    def line(cells: list[str]) -> str:
        aligned = [c.rjust(w) if r else c.ljust(w) for c, w, r in zip(cells, widths, right, strict=True)]
        return "| " + " | ".join(aligned) + " |" if markdown else "  ".join(aligned).rstrip()

    rule = ["-" * (w - 1) + ":" if r and markdown else "-" * w for w, r in zip(widths, right, strict=True)]
    return [line(list(answer.columns)), line(rule), *(line(row) for row in texts)]


def _is_number(value: Any) -> bool:
    from decimal import Decimal

    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _text(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return str(value)
