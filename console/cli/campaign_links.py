"""`saualnama campaign links`: whole addresses, to be sent or printed."""

import csv
import sys
from typing import TYPE_CHECKING

import click

from console.cli.showing import as_json, show

if TYPE_CHECKING:
    from storage.links import Link


@click.command()
@click.argument("campaign")
@as_json
@click.option("--csv", "as_csv", is_flag=True, help="Write CSV, with the names in every language.")
def links(campaign: str, as_json: bool, as_csv: bool) -> None:
    """List the links of CAMPAIGN, by service and office, and how people come by each.

    The bot's name is that of SAUALNAMA_BOT; where it is not set, Telegram is asked. Links that work once are made by
    `campaign tokens`, and shown only then.
    """
    import asyncio

    from console.bot_name import NoBotNameError, bot_name
    from console.settings import read_settings
    from console.wiring import storage
    from storage import campaigns
    from storage import links as ways

    if as_json and as_csv:
        raise click.UsageError("JSON or CSV: choose one of them")

    async def work() -> "tuple[str | None, list[Link]]":
        settings = read_settings()
        async with storage(settings) as database, database.reading() as connection:
            await campaigns.named(connection, campaign)
            found = await ways.links(connection, campaign)
        try:
            return await bot_name(settings), found
        except NoBotNameError as missing:
            click.echo(f"{missing}; until then only what stands after ?start= can be told", err=True)
            return None, found

    bot, found = asyncio.run(work())
    rows = [_row(link, bot) for link in found]
    if as_csv:
        _write_csv(rows)
        return
    columns = {
        "link" if bot else "id": "link",
        "way": "how people come",
        "service": "service",
        "at": "office",
    }
    show(rows, columns, json_wanted=as_json)


def _row(link: "Link", bot: str | None) -> dict[str, object]:
    """A link as a row: codes for programs, names for people, in the language of the terminal."""
    from analytics.wordings import ROUTES
    from console.bot_name import link_to
    from console.speaking import reader_language, reader_words

    spoken, said = reader_language(), reader_words()
    office = link.office_names or {}
    return {
        "link": link_to(bot, link.payload) if bot else None,
        "id": link.payload,
        "kind": link.kind,
        "way": said.text(ROUTES[link.kind]),
        "code": link.service,
        "agency": link.agency,
        "service": link.names[spoken],
        "office": link.office,
        "at": office.get(spoken, ""),
        **link.names,
        **{f"office_{language}": name for language, name in office.items()},
    }


def _write_csv(rows: list[dict[str, object]]) -> None:
    columns = ["link", "id", "kind", "agency", "code", "kk", "ru", "en"]
    columns += ["office", "office_kk", "office_ru", "office_en"]
    writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
