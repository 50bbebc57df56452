"""`saualnama campaign release, releases`: the figures that may be seen, made together and kept."""

import click

from console.cli.showing import as_json, show


@click.command()
@click.argument("campaign", required=False)
@click.option("--due", is_flag=True, help="Every campaign that is due instead: what the bot does once a day.")
@click.option(
    "--method",
    help="The year's rules of the first release, from analytics/methods.  [default: kz-annual-2026]",
)
def release(campaign: str | None, due: bool, method: str | None) -> None:
    """Release the figures of CAMPAIGN: all tables together, protected, rounded, numbered, and kept for good.

    A close does it by itself. While people answer it may be done once a week, and the bot does it. A figure stays as it
    was released before until at least ten more people have answered.
    """
    import asyncio

    from console import releasing
    from console.settings import read_settings
    from console.wiring import storage

    if due == (campaign is not None):
        raise click.UsageError("name a campaign, or give --due")

    async def work() -> list[str]:
        settings = read_settings()
        async with storage(settings) as database:
            if campaign is None:
                return await releasing.release_due(database, settings)
            return [releasing.told(await releasing.release(database, settings, campaign, method))]

    for line in asyncio.run(work()):
        click.echo(line)


@click.command()
@click.argument("campaign")
@as_json
def releases(campaign: str, as_json: bool) -> None:
    """List the releases of CAMPAIGN: number, day, method, and the SHA-256 of what was published."""
    import asyncio

    from console.settings import read_settings
    from console.wiring import storage
    from storage import campaigns
    from storage import releases as kept

    async def work() -> list[dict[str, object]]:
        async with storage(read_settings()) as database, database.reading() as connection:
            await campaigns.named(connection, campaign)
            found = await kept.all_of(connection, campaign)
        return [
            {
                "release": each.number,
                "day": each.day.isoformat(),
                "closing": each.closing,
                "method": each.method,
                "sha256": each.sha256,
            }
            for each in found
        ]

    columns = {
        "release": "release",
        "day": "day",
        "closing": "at the close",
        "method": "method",
        "sha256": "SHA-256",
    }
    show(asyncio.run(work()), columns, json_wanted=as_json)
