"""Decides how a campaign is closed, archived and forgotten from the terminal."""

from typing import TYPE_CHECKING

import click

from storage.periods import KEPT, LEAST

if TYPE_CHECKING:
    from storage.archive import Written

_SMALL_KEPT = (
    f"Answers are released in batches of at least {LEAST} people, so that nobody can tell who said what.\n"
    f"A rest of fewer than {LEAST} is NOT released: it is erased with the campaign's key after {KEPT} days,\n"
    "unless you close with --release-small."
)
_SMALL_RELEASED = (
    f"A rest of fewer than {LEAST} people WILL be released too: whoever holds copies of everything may guess who said\n"
    "what, the better the fewer they are; with one person it is certain. Without --release-small it is erased."
)


@click.command()
@click.argument("campaign")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--release-small",
    is_flag=True,
    help="Release also a rest of fewer than 20 interviews, although it can be guessed who said what.",
)
def close(campaign: str, yes: bool, release_small: bool) -> None:
    """Close CAMPAIGN for good: unfinished interviews end, answers are released in batches of at least 20.

    A smaller rest cannot be released without showing, to whoever has copies of everything, who may have said what.
    Without --release-small it waits, and goes with the campaign's key 30 days after the close. A draft has asked
    nobody: it is removed, and its id can be used again.
    """
    import asyncio

    from console import launching
    from console.settings import read_settings
    from console.wiring import storage
    from storage import campaigns

    async def work() -> tuple[bool, int, str]:
        settings = read_settings()
        async with storage(settings) as database:
            async with database.reading() as connection:
                drafted = (await campaigns.named(connection, campaign)).state == "draft"
            if not yes and drafted:
                click.confirm(
                    f"Remove the draft {campaign}? Its links will lead nowhere.", abort=True, err=True
                )
            elif not yes:
                click.echo(_SMALL_RELEASED if release_small else _SMALL_KEPT, err=True)
                click.confirm(
                    f"Close {campaign} for good? Nobody can answer it afterwards.", abort=True, err=True
                )
            left, released = await launching.close(database, settings, campaign, release_small=release_small)
            return drafted, left, released

    drafted, left, released = asyncio.run(work())
    click.echo(f"the draft {campaign} is removed" if drafted else f"{campaign} is closed")
    if released:
        click.echo(released)
    if left:
        click.echo(
            f"{left} interviews are fewer than {LEAST} and wait: release them with "
            f"`saualnama campaign close {campaign} --release-small`, or they are erased with the campaign's key "
            f"{KEPT} days after the close",
            err=True,
        )


@click.command()
@click.argument("campaign")
def archive(campaign: str) -> None:
    """Write what was answered in a closed CAMPAIGN to a Parquet file, anew: sorted by content, the same on any day.

    A close does it by itself. It holds codes and numbers, no words, nobody's id and no time but the week.
    """
    import asyncio

    from console import launching
    from console.settings import read_settings
    from console.wiring import storage

    async def work() -> "Written":
        settings = read_settings()
        async with storage(settings) as database:
            return await launching.archive(database, settings, campaign)

    written = asyncio.run(work())
    click.echo(f"{written.path}: {written.responses} responses, content {written.content}")


@click.command()
@click.argument("campaign")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(campaign: str, yes: bool) -> None:
    """Destroy the key of a closed CAMPAIGN: afterwards nobody can tell who took part, and nothing brings it back.

    The bot does it by itself 30 days after the close.
    """
    import asyncio

    from console.settings import read_settings
    from console.wiring import environment, storage
    from storage import campaigns, closing, mixing

    async def work() -> int:
        settings = read_settings()
        async with storage(settings) as database:
            async with database.reading() as connection:
                await campaigns.named(connection, campaign)
                left = await mixing.waiting(connection, campaign)
            if not yes:
                click.echo(
                    f"Afterwards nobody can tell who took part. {left} interviews that were not released are erased "
                    "with it.",
                    err=True,
                )
                click.confirm(f"Destroy the key of {campaign} for ever?", abort=True, err=True)
            return await closing.forget(database, campaign, environment=environment(settings))

    erased = asyncio.run(work())
    click.echo(f"{campaign} is forgotten; {erased} interviews that were not released are erased")
