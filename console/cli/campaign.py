"""`saualnama campaign`: its subcommands, the list of campaigns and their links; each family has a file beside this."""

from typing import TYPE_CHECKING

import click

from console.cli import (
    campaign_ending,
    campaign_launch,
    campaign_links,
    campaign_poster,
    campaign_release,
    campaign_running,
    campaign_tokens,
)
from console.cli.campaign_status import status
from console.cli.showing import as_json, flat, show

if TYPE_CHECKING:
    import datetime

    from storage.campaigns import Standing


@click.group("campaign")
def command() -> None:
    """Launch campaigns, watch them fill, release their figures, close them."""


command.add_command(campaign_release.release)
command.add_command(campaign_release.releases)


@command.command("list")
@as_json
def listed(as_json: bool) -> None:
    """List campaigns with their state, their days, their target and what became of their interviews.

    Never what was answered. A scheduled campaign opens by itself on its first day, and an open one closes by itself
    after its last. Interviews with answers wait for a batch of at least 20. Of a campaign that was forgotten it is told
    how many people took part.
    """
    import asyncio

    from console.settings import read_settings
    from console.speaking import reader_language
    from console.wiring import clock, storage
    from storage import campaigns
    from storage.days import day_in_kazakhstan

    today = day_in_kazakhstan(clock())

    async def work() -> list[dict[str, object]]:
        async with storage(read_settings()) as database, database.reading() as connection:
            found = await campaigns.listing(connection)
        return [_row(standing, today) for standing in found]

    columns = {
        "id": "campaign",
        "state": "state",
        reader_language(): "name",
        "opens_on": "opens",
        "closes_on": "closes",
        "opened": "opened",
        "in_progress": "in progress",
        "waiting": "waiting",
        "complete": "complete",
        "target": "target",
        "partial": "partial",
        "break_off": "broken off",
        "refused": "refused",
        "unreachable": "unreachable",
    }
    rows = asyncio.run(work())
    if not as_json:
        rows = [{key: value for key, value in row.items() if value is not None} for row in rows]
    show(rows, columns, json_wanted=as_json)


def _row(standing: "Standing", today: "datetime.date") -> dict[str, object]:
    from surveys.coding import DISPOSITIONS

    known = flat(standing.campaign)
    promise = known.pop("promise")
    return {
        **known,
        "state": standing.campaign.state_on(today),
        **flat(promise),
        **({} if standing.opened is None else {"opened": standing.opened}),
        "dispositions": standing.dispositions,
        "in_progress": standing.in_progress,
        "waiting": standing.waiting,
        **{name: standing.dispositions.get(name, 0) for name in DISPOSITIONS},
    }


command.add_command(campaign_launch.create)
command.add_command(campaign_launch.launch)
command.add_command(campaign_links.links)
command.add_command(campaign_poster.poster)
command.add_command(campaign_tokens.tokens)
command.add_command(status)
command.add_command(campaign_running.pause)
command.add_command(campaign_running.resume)
command.add_command(campaign_running.extend)
command.add_command(campaign_ending.close)
command.add_command(campaign_ending.archive)
command.add_command(campaign_ending.forget)
