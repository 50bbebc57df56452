"""`saualnama campaign poster`: what hangs in the offices."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from storage.links import Link

_NO_NAME = re.compile(r"[^A-Za-z0-9_-]")


@click.command()
@click.argument("campaign")
@click.option("--service", help="The code of the only service to make posters for.")
@click.option(
    "--office", help="An office's code, or `all`; else of what the campaign has, or one for all offices."
)
@click.option(
    "--size", "paper", type=click.Choice(["a4", "a5"]), default="a4", show_default=True, help="The paper."
)
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the files; made if it is not there.",
)
def poster(campaign: str, service: str | None, office: str | None, paper: str, out: Path) -> None:
    """Make posters for CAMPAIGN as PDF, in Kazakh and Russian: a file for each service and office, and one of all.

    Whoever comes by an office's code is not asked for the office. A code that the campaign has not yet is added to it.
    """
    import asyncio

    from console.bot_name import bot_name, link_to
    from console.settings import read_settings

    async def work() -> "tuple[str, list[Link]]":
        settings = read_settings()
        bot = await bot_name(settings)
        return bot, await _codes(campaign, service, office)

    bot, found = asyncio.run(work())

    from console.posters.content import Poster
    from console.posters.pages import as_pdf

    out.mkdir(parents=True, exist_ok=True)
    pages = [
        Poster(link_to(bot, link.payload), link.names, link.agency_names, link.office_names) for link in found
    ]
    with click.progressbar(length=len(pages), label="posters", file=sys.stderr) as shown:
        for page, link in zip(pages, found, strict=True):
            (out / _file_name(link.service, link.office, paper)).write_bytes(as_pdf([page], paper))
            shown.update(1)
    made = f"{len(pages)} in {out}"
    if len(pages) > 1:
        together = out / _file_name(f"{campaign}-posters", None, paper)
        together.write_bytes(as_pdf(pages, paper))
        made += f"; all of them in {together}"
    click.echo(made)


async def _codes(campaign: str, service: str | None, office: str | None) -> "list[Link]":
    """The codes to print; those that were missing are there now."""
    from console.posters.choosing import wanted
    from console.settings import read_settings
    from console.wiring import environment, storage
    from storage import links

    settings = read_settings()
    outside = environment(settings)
    async with storage(settings) as database, database.writing() as connection:
        of_services = await links.served(connection, campaign)
        of_offices = await links.places(connection, {*of_services.values()}, today=outside.today)
        there = [
            (link.service, link.office)
            for link in await links.links(connection, campaign)
            if link.kind == links.QR
        ]
        ways = wanted(of_services, of_offices, there, service=service, office=office)
        payloads = await links.add_routes(connection, campaign, links.QR, ways, random_hex=outside.random_hex)
        printed = set(payloads.values())
        return [link for link in await links.links(connection, campaign) if link.payload in printed]


def _file_name(code: str, office: str | None, paper: str) -> str:
    return "-".join(_NO_NAME.sub("_", each) for each in (code, office, paper) if each) + ".pdf"
