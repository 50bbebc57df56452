"""Decides which options of `saualnama results` show a table beside the figures instead of them."""

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

ALONE = ("by", "items", "comments")
"""What no such table goes with."""


def with_tables_beside(command: Callable[..., None]) -> Callable[..., None]:
    """The command with --against, --ranks, --drivers and --quality; without any of them it is what it was."""

    @click.option(
        "--against", metavar="CAMPAIGN", help="Beside an earlier campaign instead: what changed for certain."
    )
    @click.option(
        "--ranks", is_flag=True, help="Agencies beside each other instead: ranges of places, groups that tie."
    )
    @click.option(
        "--drivers", is_flag=True, help="What the headline of a closed campaign is associated with instead."
    )
    @click.option(
        "--quality",
        is_flag=True,
        help="How a closed campaign was answered instead, and its headline without who is flagged.",
    )
    @wraps(command)
    def shown(*, against: str | None, ranks: bool, drivers: bool, quality: bool, **others: Any) -> None:
        asked = {"against": against, "ranks": ranks, "drivers": drivers, "quality": quality}
        wanted = [name for name, given in asked.items() if given]
        if not wanted:
            command(**others)
        elif len(wanted) > 1 or any(others.get(name) for name in ALONE):
            raise click.UsageError(f"--{wanted[0]} stands alone, but for --all beside --against and --ranks")
        else:
            _show(wanted[0], against, **others)

    return shown


def _show(
    wanted: str,
    against: str | None,
    *,
    campaign: str,
    out: Path | None,
    every: bool,
    language: str,
    as_json: bool,
    **_others: object,
) -> None:
    import asyncio

    from analytics.driver_sheet import NoDriversError
    from analytics.exports.json import sheet_records
    from console import comparing
    from console.settings import read_settings
    from console.sheet_lines import sheet_lines

    settings = read_settings()
    asked = {
        "against": lambda: comparing.against(settings, campaign, against or "", every=every),
        "ranks": lambda: comparing.ranks(settings, campaign, every=every),
        "drivers": lambda: comparing.drivers(settings, campaign),
        "quality": lambda: comparing.quality(settings, campaign),
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
