"""Decides how an open campaign is paused, resumed and extended from the terminal."""

import datetime

import click

from console.cli.campaign_options import DAY


@click.command()
@click.argument("campaign")
def pause(campaign: str) -> None:
    """Take no answers for CAMPAIGN until it is resumed; interviews that go on wait, and people are told so.

    It closes all the same after its last day.
    """
    _set(campaign, "paused")
    click.echo(f"{campaign} is paused")
    click.echo(f"next: saualnama campaign resume {campaign}", err=True)


@click.command()
@click.argument("campaign")
def resume(campaign: str) -> None:
    """Take answers for CAMPAIGN again; whoever was interrupted goes on where they were."""
    _set(campaign, "open")
    click.echo(f"{campaign} is open again")


@click.command()
@click.argument("campaign")
@click.option("--closes", type=DAY, help="Its new last day, later than today.")
@click.option(
    "--results-on", type=DAY, help="A new day of the results; who has begun has read the former one."
)
@click.option("--target", type=click.IntRange(1), help="How many complete responses are hoped for.")
@click.option("--service", "services", multiple=True, help="One more service; may be repeated.")
def extend(
    campaign: str,
    closes: datetime.date | None,
    results_on: datetime.date | None,
    target: int | None,
    services: tuple[str, ...],
) -> None:
    """Change what may be changed of CAMPAIGN once it was launched: its last day, its target, more services.

    A new service gets a link of each kind that CAMPAIGN has. Results are promised for a day after the last one.
    """
    import asyncio

    from console.settings import read_settings
    from console.wiring import environment, storage
    from storage import extending

    if (closes, results_on, target, services) == (None, None, None, ()):
        raise click.UsageError("say what is to change: --closes, --results-on, --target or --service")
    wanted = extending.Extension(closes, results_on, target, services)

    async def work() -> None:
        settings = read_settings()
        async with storage(settings) as database, database.writing() as connection:
            await extending.extend(connection, campaign, wanted, environment=environment(settings))

    asyncio.run(work())
    click.echo(f"{campaign} is extended")
    if services:
        click.echo(f"next: saualnama campaign links {campaign}", err=True)


def _set(campaign: str, state: str) -> None:
    import asyncio

    from console.settings import read_settings
    from console.wiring import clock, storage
    from storage import campaigns
    from storage.days import day_in_kazakhstan

    async def work() -> None:
        async with storage(read_settings()) as database, database.writing() as connection:
            await campaigns.set_state(connection, campaign, state, today=day_in_kazakhstan(clock()))

    asyncio.run(work())
