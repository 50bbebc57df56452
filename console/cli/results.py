"""`saualnama results`: a campaign's figures, on the screen and as files."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analytics.exports import names
from analytics.wordings import GROUPINGS
from console.cli.showing import as_json, show
from console.tables_beside import with_tables_beside
from surveys.coding import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

    from analytics.grouping import Groups
    from analytics.metadata import Metadata

_FIGURES = {
    "agency": "agency",
    "item": "question",
    "indicator": "indicator",
    "base": "base",
    "estimate": "figure",
    "lower": "from",
    "upper": "to",
    "status": "status",
}
_ITEMS = {
    "agency": "agency",
    "item": "question",
    "code": "answer",
    "n": "people",
    "base": "base",
    "percent": "percent",
    "value": "value",
    "status": "status",
}


@click.command("results")
@click.argument("campaign")
@click.option(
    "--method", default="kz-annual-2026", show_default=True, help="The year's rules, from analytics/methods."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help=f"Also write files here, in each format ({', '.join(names())}) and language.",
)
@click.option("--all", "every", is_flag=True, help="Every question, not only the headline.")
@click.option("--items", is_flag=True, help="The answers to each question instead: people, base, percent.")
@click.option("--comments", is_flag=True, help="What people wrote instead, masked, where enough of them did.")
@click.option(
    "--by",
    type=click.Choice(tuple(GROUPINGS)),
    help="The headline of each group instead, in 80 columns; by item: of all together, a row a question.",
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="The language of names and words, with --by and the tables beside figures.",
)
@as_json
@with_tables_beside
def command(
    campaign: str,
    method: str,
    out: Path | None,
    every: bool,
    items: bool,
    comments: bool,
    by: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Show the figures of CAMPAIGN: each agency with base, estimate and interval.

    Figures that rest on too few people are left out, and say so. Questions that the method gives no figure for are
    named; what was answered to them, and to all others, --items shows.
    """
    import asyncio

    from console import results
    from console.settings import read_settings

    if by and (every or items or comments):
        raise click.UsageError("--by stands alone: without --all, --items and --comments")
    if comments:
        found = asyncio.run(results.comments(read_settings(), campaign, method))
        columns = {"agency": "agency", "item": "question", "words": "comment"}
        show([each._asdict() for each in found], columns, json_wanted=as_json)
        return
    assessed = asyncio.run(results.assess(read_settings(), campaign, method, by=by))
    for path in results.write(assessed, out) if out is not None else ():
        click.echo(str(path), err=True)
    if assessed.silent:
        click.echo(results.told_of_silence(assessed.silent, method), err=True)
    if items:
        show(_rows(assessed.items, as_json), _ITEMS, json_wanted=as_json)
        return
    if assessed.figures.empty:
        raise click.ClickException(
            f"no figure of {campaign} by the method {method}, whose headline is '{assessed.headline}': "
            "see `--items` for what was answered"
        )
    if assessed.groups is not None:
        _show_groups(assessed.groups, assessed.metadata, language, as_json)
        return
    headline = assessed.figures["dimension"] == assessed.headline
    figures = assessed.figures if every else assessed.figures[headline]
    show(_rows(figures, as_json), _FIGURES, json_wanted=as_json)


def _show_groups(groups: "Groups", metadata: "Metadata", language: str, as_json: bool) -> None:
    from analytics.exports.json import group_records
    from console.group_lines import group_lines

    if as_json:
        show(group_records(groups, metadata, language), {}, json_wanted=True)
        return
    click.echo("\n".join(group_lines(groups, metadata, language)))


def _rows(table: "pd.DataFrame", as_json: bool) -> list[dict[str, object]]:
    rows = [
        {str(key): value for key, value in row.items()}
        for row in table.astype(object).where(table.notna(), None).to_dict("records")
    ]
    return rows if as_json else [{key: _plain(value) for key, value in row.items()} for row in rows]


def _plain(value: object) -> object:
    if value is None:
        return ""
    return f"{value:.2f}" if isinstance(value, float) else value
