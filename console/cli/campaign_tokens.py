"""`saualnama campaign tokens`: links that work once, for the agency's own messages."""

import csv
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from storage.periods import INVITED

if TYPE_CHECKING:
    from storage.tokens import Issued

MOST = 100_000
"""Links for one service that are made at once: a file of some megabytes."""


@click.command()
@click.argument("campaign")
@click.option("--count", required=True, type=click.IntRange(1, MOST), help="How many, for each service.")
@click.option("--service", help="The code of the only service to make them for.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A new file for them; else they are printed.",
)
def tokens(campaign: str, count: int, service: str | None, out: Path | None) -> None:
    """Make links into CAMPAIGN that work once, as CSV, for the agency to send to people it has served.

    Each lets one person begin, within 14 days, and is shown here only: of a link that was lost nobody can make another
    copy. In every figure those who come so are marked as invited by the agency. What a link tells the agency about the
    one it was sent to stands in the manual, under "Links that work once".
    """
    import asyncio

    from console.bot_name import bot_name
    from console.settings import read_settings
    from console.wiring import environment, storage
    from storage import links, tokens

    async def work(written: TextIO) -> "list[Issued]":
        settings = read_settings()
        bot = await bot_name(settings)
        outside = environment(settings)
        async with storage(settings) as database:
            async with database.writing() as connection:
                served = await links.served(connection, campaign)
                if service and service not in served:
                    raise click.BadParameter(
                        f"{campaign} does not ask about it; it does about {', '.join(served)}"
                    )
                wanted = [(each, None) for each in served if service in {None, each}]
                found = await links.add_routes(
                    connection, campaign, tokens.TOKEN, wanted, random_hex=outside.random_hex
                )
                ways = {way[0]: route for way, route in found.items()}
                issued = await tokens.issue(connection, ways, count, environment=outside)
            _write(written, bot, issued)
        return issued

    written = _opened(out)
    try:
        issued = asyncio.run(work(written))
        written.flush()
    except BaseException:
        if out is not None:
            out.unlink()
        raise
    finally:
        if out is not None:
            written.close()
    click.echo(
        f"{len(issued)} links, each works once, until the end of {issued[0].last_day} ({INVITED} days)",
        err=True,
    )


def _opened(out: Path | None) -> TextIO:
    """The file, for this user alone; one that is there is never replaced, as nobody could make its links again."""
    if out is None:
        return sys.stdout
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.BadParameter(f"{out} is there already: choose another name", param_hint="--out") from None
    return os.fdopen(descriptor, "w", encoding="utf-8", newline="")


def _write(written: TextIO, bot: str, issued: "list[Issued]") -> None:
    from console.bot_name import link_to

    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["link", "service", "last_day"])
    writer.writerows((link_to(bot, each.payload), each.service, each.last_day) for each in issued)
