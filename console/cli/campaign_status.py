"""`saualnama campaign status`: how a campaign goes, once or again and again."""

import sys
from typing import TYPE_CHECKING

import click

from console.cli.showing import as_json

if TYPE_CHECKING:
    from storage.database import Database
    from storage.fieldwork_status import Status

EVERY = 5.0
"""Seconds between two looks of --watch."""


@click.command("status")
@click.argument("campaign")
@click.option("--watch", is_flag=True, help="Look again every few seconds, until Ctrl-C.")
@as_json
def status(campaign: str, watch: bool, as_json: bool) -> None:
    """Show how CAMPAIGN goes: who came and what became of it, by route, service and day; where people stop.

    Never what they answered: questions are told only in blocks of at least 20 people. It speaks the language of the
    terminal.
    """
    import asyncio
    from contextlib import suppress

    if watch and as_json:
        raise click.UsageError("--watch is for people: ask again and again for --json")
    if watch:
        with suppress(KeyboardInterrupt):
            asyncio.run(_watch(campaign))
        return
    found = asyncio.run(_once(campaign))
    if as_json:
        import json

        from storage.fieldwork_status import as_record

        click.echo(json.dumps([as_record(found)], ensure_ascii=False, indent=2, default=str))
        return
    click.echo(_text(found))


async def _once(campaign: str) -> "Status":
    from console.settings import read_settings
    from console.wiring import storage

    async with storage(read_settings()) as database:
        return await _read(database, campaign)


async def _watch(campaign: str) -> None:
    """On a terminal the screen is drawn anew; elsewhere each look follows the one before, if anything has changed."""
    import asyncio

    from console.settings import read_settings
    from console.wiring import storage

    async with storage(read_settings()) as database:
        shown = _text(await _read(database, campaign))
        if not sys.stdout.isatty():
            click.echo(shown)
            while True:
                await asyncio.sleep(EVERY)
                before, shown = shown, _text(await _read(database, campaign))
                if shown != before:
                    click.echo(f"\n{shown}")
        from rich.live import Live
        from rich.text import Text

        with Live(Text(shown), auto_refresh=False, vertical_overflow="crop") as live:
            while True:
                await asyncio.sleep(EVERY)
                live.update(Text(_text(await _read(database, campaign))), refresh=True)


async def _read(database: "Database", campaign: str) -> "Status":
    from console.wiring import clock
    from storage import fieldwork_status

    async with database.reading() as connection:
        return await fieldwork_status.read(connection, campaign, now=clock())


def _text(found: "Status") -> str:
    from console.speaking import reader_language
    from console.status_lines import status_lines
    from console.wiring import clock
    from storage.days import day_in_kazakhstan

    return "\n".join(status_lines(found, reader_language(), today=day_in_kazakhstan(clock())))
