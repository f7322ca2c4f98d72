"""The command `lineage`: where models and columns come from."""

from __future__ import annotations

import click

from warehouse.cli.context import current_project, print_json


@click.command()
@click.argument("name", required=False, metavar="[MODEL[.COLUMN]]")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def lineage(ctx: click.Context, name: str | None, as_json: bool) -> None:
    """Where the columns of a model come from, as far back as the sources.

    Columns are those of the published warehouse. Without a name: what each model reads.

    \b
    Examples:
      warehouse lineage
      warehouse lineage revenue_by_city
      warehouse lineage revenue_by_city.revenue --json
    """
    from warehouse.run.lineage import known_column, lineage_of

    found = lineage_of(current_project(ctx))
    model, column = known_column(found, name) if name else (None, None)
    starts = [key for key in found.columns if key[0] == model and column in (None, key[1])]
    if as_json:
        keys = starts if name else list(found.columns)
        print_json(
            {
                "models": {model: list(reads) for model, reads in found.reads.items()},
                "columns": [
                    {
                        "model": key[0],
                        "column": key[1],
                        "from": [{"relation": r, "column": c} for r, c in found.columns[key]],
                    }
                    for key in keys
                ],
                "unread": list(found.unread),
            }
        )
        return
    if model is None:
        for reader, reads in found.reads.items():
            click.echo(f"{reader} ← {', '.join(reads) or 'nothing'}")
    for start in starts:
        for depth, (relation, origin) in found.origins(start):
            click.echo(f"{'    ' * depth}{'← ' if depth else ''}{relation}.{origin}")
    for unread in found.unread:
        if model in (None, unread):
            click.echo(f"the columns of {unread} could not be followed through its SELECT", err=True)


COMMANDS = (lineage,)
