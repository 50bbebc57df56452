"""`saualnama results`: a campaign's figures, on the screen and as files."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analytics.exports import names
from analytics.wordings import GROUPINGS
from console.cli.showing import as_json, show
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
    "--against",
    "other",
    metavar="CAMPAIGN",
    help="Beside an earlier campaign instead: what changed for certain.",
)
@click.option(
    "--ranks", is_flag=True, help="Agencies beside each other instead: ranges of places, groups that tie."
)
@click.option(
    "--drivers", is_flag=True, help="What the headline of a closed campaign is associated with instead."
)
@click.option(
    "--quality", is_flag=True, help="How a closed campaign was answered instead, and figures without that."
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="The language of names and words, in tables of 80 columns.",
)
@as_json
def command(
    campaign: str,
    method: str,
    out: Path | None,
    every: bool,
    items: bool,
    comments: bool,
    by: str | None,
    other: str | None,
    ranks: bool,
    drivers: bool,
    quality: bool,
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
    beside = {"against": other, "ranks": ranks, "drivers": drivers, "quality": quality}
    wanted = [name for name, given in beside.items() if given]
    if len(wanted) > 1 or (wanted and (by or items or comments)):
        raise click.UsageError(f"--{wanted[0]} stands alone, but for --all beside --against and --ranks")
    if wanted:
        _show_sheets(
            wanted[0], campaign, other, method, out=out, every=every, language=language, as_json=as_json
        )
        return
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


def _show_sheets(
    wanted: str,
    campaign: str,
    other: str | None,
    method: str,
    *,
    out: Path | None,
    every: bool,
    language: str,
    as_json: bool,
) -> None:
    import asyncio

    from analytics.driver_sheet import NoDriversError
    from analytics.exports.json import sheet_records
    from console import comparing
    from console.settings import read_settings
    from console.sheet_lines import sheet_lines

    settings = read_settings()
    asked = {
        "against": lambda: comparing.against(settings, campaign, other or "", method, every=every),
        "ranks": lambda: comparing.ranks(settings, campaign, method, every=every),
        "drivers": lambda: comparing.drivers(settings, campaign, method),
        "quality": lambda: comparing.quality(settings, campaign, method),
    }
    try:
        sheets, metadata = asyncio.run(asked[wanted]())
    except (NoDriversError, comparing.NotComparableError) as error:
        raise click.ClickException(str(error)) from None
    for path in comparing.write(sheets, metadata, out) if out is not None else ():
        click.echo(str(path), err=True)
    if as_json:
        records = {sheet.name: sheet_records(sheet, metadata, language) for sheet in sheets}
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
        return
    for sheet in sheets:
        click.echo("\n".join(sheet_lines(sheet, metadata, language)))


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
