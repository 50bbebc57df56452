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
    from collections.abc import Sequence

    import pandas as pd

    from analytics.comments import Comment
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
_COMMENTS = {"agency": "agency", "item": "question", "words": "comment"}


@click.command("results")
@click.argument("campaign")
@click.option("--release", "number", type=int, help="An earlier release than the newest, by its number.")
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
@click.option("--weights", is_flag=True, help="How the figures are weighted instead, in words.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    callback=lambda _context, _option, wanted: wanted or _terminal(),
    show_default="the terminal's",
    help="The language of names and words, with --by, --weights and the tables beside figures.",
)
@as_json
@with_tables_beside
def command(
    campaign: str,
    number: int | None,
    out: Path | None,
    every: bool,
    items: bool,
    comments: bool,
    by: str | None,
    weights: bool,
    language: str,
    as_json: bool,
) -> None:
    """Show the figures of CAMPAIGN as they were released: each agency with base, estimate and interval.

    A release is made at the close, and once a week before; see `campaign release`. Figures that rest on too few people
    are left out, and say so. Questions that the method gives no figure for are named; what was answered to them, and to
    all others, --items shows.
    """
    import asyncio

    from analytics.reading_releases import require_told
    from console import results
    from console.settings import read_settings

    if by and (every or items or comments):
        raise click.UsageError("--by stands alone: without --all, --items and --comments")
    if comments:
        _show_comments(asyncio.run(results.comments(read_settings(), campaign)), as_json)
        return
    found = asyncio.run(results.released(read_settings(), campaign, number))
    groups = None if by is None else require_told(by, found)
    _tell(*map(str, results.write(found, out, by) if out is not None else ()))
    if weights:
        _show_weights(results.weights_report(found.metadata, language), as_json)
        return
    method, kept = found.metadata.method, found.kept
    _tell(
        f"release {kept.number} of {kept.day}, SHA-256 {kept.sha256}",
        results.told_of_silence(found.silent, method.name),
        "the figures are weighted: see --weights" if found.metadata.weighting else "",
    )
    if items:
        show(_rows(found.items, as_json), _ITEMS, json_wanted=as_json)
        return
    if found.figures.empty:
        raise click.ClickException(_no_figure(campaign, method.name, method.headline))
    if groups is not None:
        _show_groups(groups, found.metadata, language, as_json)
        return
    _show_figures(found.figures, "" if every else method.headline, as_json)


def _show_figures(found: "pd.DataFrame", dimension: str, as_json: bool) -> None:
    """Of one dimension, or of all."""
    wanted = found[found["dimension"] == dimension] if dimension else found
    show(_rows(wanted, as_json), _FIGURES, json_wanted=as_json)


def _no_figure(campaign: str, method: str, headline: str) -> str:
    return (
        f"no figure of {campaign} by the method {method}, whose headline is '{headline}': "
        "see `--items` for what was answered"
    )


def _tell(*lines: str) -> None:
    for line in filter(None, lines):
        click.echo(line, err=True)


def _show_comments(found: "Sequence[Comment]", as_json: bool) -> None:
    show([each._asdict() for each in found], _COMMENTS, json_wanted=as_json)


def _show_weights(lines: list[str], as_json: bool) -> None:
    if as_json:
        show([{"note": line} for line in lines], {}, json_wanted=True)
        return
    click.echo("\n".join(lines))


def _terminal() -> str:
    from console.speaking import reader_language

    return reader_language()


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
