"""`saualnama results`: a campaign's figures, on the screen and as files."""

from pathlib import Path

import click

from analytics.exports import names
from console.cli.showing import as_json, show


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
@as_json
def command(campaign: str, method: str, out: Path | None, every: bool, as_json: bool) -> None:
    """Show the figures of CAMPAIGN: each agency with base, estimate and interval.

    Figures that rest on too few people are left out, and say so.
    """
    import asyncio

    from console import results
    from console.settings import read_settings

    assessed = asyncio.run(results.assess(read_settings(), campaign, method))
    figures = (
        assessed.figures if every else assessed.figures[assessed.figures["dimension"] == assessed.headline]
    )
    rows = [
        {str(key): value for key, value in row.items()}
        for row in figures.astype(object).where(figures.notna(), None).to_dict("records")
    ]
    columns = {
        "agency": "agency",
        "item": "question",
        "indicator": "indicator",
        "base": "base",
        "estimate": "figure",
        "lower": "from",
        "upper": "to",
        "status": "status",
    }
    for path in results.write(assessed, out) if out is not None else ():
        click.echo(str(path), err=True)
    shown = rows if as_json else [{key: _plain(value) for key, value in row.items()} for row in rows]
    show(shown, columns, json_wanted=as_json)


def _plain(value: object) -> object:
    if value is None:
        return ""
    return f"{value:.2f}" if isinstance(value, float) else value
