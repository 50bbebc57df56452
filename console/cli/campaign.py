"""`saualnama campaign`: launch, watch and close."""

import re
from typing import TYPE_CHECKING

import click

from console.cli import campaign_release
from console.cli.showing import as_json, flat, show
from storage.periods import KEPT, LEAST

if TYPE_CHECKING:
    from storage.archive import Written
    from surveys.questionnaire import Questionnaire

NAME_LENGTH = 200
"""Characters of a campaign's name, as the records keep it."""

_SMALL_KEPT = (
    f"Answers are released in batches of at least {LEAST} people, so that nobody can tell who said what.\n"
    f"A rest of fewer than {LEAST} is NOT released: it is erased with the campaign's key after {KEPT} days,\n"
    "unless you close with --release-small."
)
_SMALL_RELEASED = (
    f"A rest of fewer than {LEAST} people WILL be released too: whoever holds copies of everything may guess who said\n"
    "what, the better the fewer they are; with one person it is certain. Without --release-small it is erased."
)

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@click.group("campaign")
def command() -> None:
    """Launch campaigns, watch them fill, release their figures, close them."""


command.add_command(campaign_release.release)
command.add_command(campaign_release.releases)


def _new_id(_context: click.Context, _parameter: click.Parameter, given: str) -> str:
    """The id also names the file of the campaign's key, so it must be nothing but a name."""
    if not _ID.fullmatch(given):
        raise click.BadParameter("use small Latin letters, digits, - and _, at most 40, such as tax-2026")
    return given


def _name(_context: click.Context, _parameter: click.Parameter, given: str) -> str:
    if not given.strip() or len(given) > NAME_LENGTH:
        raise click.BadParameter(f"write 1 to {NAME_LENGTH} characters")
    return given.strip()


@command.command()
@click.argument("campaign", callback=_new_id)
@click.option(
    "--questionnaire", "fingerprint", required=True, help="A published fingerprint, or its first letters."
)
@click.option(
    "--service", "services", multiple=True, required=True, help="A service's code; may be repeated."
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    default=["link"],
    type=click.Choice(["link", "qr"]),
    show_default=True,
    help="How people arrive; may be repeated, and each way gets a link of its own.",
)
@click.option("--name-kk", required=True, callback=_name, help="The campaign's name in Kazakh.")
@click.option("--name-ru", required=True, callback=_name, help="The campaign's name in Russian.")
@click.option("--name-en", required=True, callback=_name, help="The campaign's name in English.")
def launch(
    campaign: str, fingerprint: str, services: tuple[str, ...], kinds: tuple[str, ...], **names: str
) -> None:
    """Open CAMPAIGN for the named services; from now on its questionnaire cannot change."""
    import asyncio

    from console import launching, results
    from console.settings import read_settings
    from console.wiring import storage
    from storage import questionnaires
    from storage.campaigns import Plan
    from storage.trials import is_trial
    from surveys.coding import LANGUAGES

    if is_trial(campaign):
        raise click.BadParameter("this name is for previews, whose answers can be looked at: choose another")

    async def work() -> "tuple[dict[tuple[str, str], str], Questionnaire]":
        settings = read_settings()
        async with storage(settings) as database:
            async with database.reading() as connection:
                found = await questionnaires.find(connection, fingerprint)
                asked = await questionnaires.load(connection, found)
            named = {language: names[f"name_{language}"] for language in LANGUAGES}
            plan = Plan(campaign, named, found, list(dict.fromkeys(services)), list(dict.fromkeys(kinds)))
            return await launching.launch(database, settings, plan), asked

    links, asked = asyncio.run(work())
    for (service, kind), payload in links.items():
        click.echo(f"{service} {kind} start={payload}")
    if told := results.silence(asked):
        click.echo(told, err=True)


@command.command("list")
@as_json
def listed(as_json: bool) -> None:
    """List campaigns with their state and how many took part; never what they answered.

    Who has ended waits for a batch of at least 20, and is counted by what became of it when that is released.
    """
    import asyncio

    from console.settings import read_settings
    from console.wiring import storage
    from storage import campaigns

    async def work() -> list[dict[str, object]]:
        async with storage(read_settings()) as database, database.reading() as connection:
            found = await campaigns.listing(connection)
        return [
            {
                **flat(standing.campaign),
                "dispositions": standing.dispositions,
                "in_progress": standing.in_progress,
                "waiting": standing.waiting,
                **{str(name): n for name, n in standing.dispositions.items()},
            }
            for standing in found
        ]

    columns = {
        "id": "campaign",
        "state": "state",
        "ru": "name",
        "in_progress": "in progress",
        "waiting": "waiting",
        "complete": "complete",
        "partial": "partial",
        "break_off": "broken off",
        "refused": "refused",
    }
    show(asyncio.run(work()), columns, json_wanted=as_json)


@command.command()
@click.argument("campaign")
@as_json
def links(campaign: str, as_json: bool) -> None:
    """List the links of CAMPAIGN: what stands after ?start= in t.me/YOUR_BOT?start=..."""
    import asyncio

    from console.settings import read_settings
    from console.wiring import storage
    from storage import campaigns

    async def work() -> list[dict[str, object]]:
        async with storage(read_settings()) as database, database.reading() as connection:
            await campaigns.named(connection, campaign)
            found = await campaigns.links(connection, campaign)
        return [
            {
                "id": link.payload,
                "kind": link.kind,
                "code": link.service,
                "agency": link.agency,
                **link.names,
            }
            for link in found
        ]

    columns = {"id": "start", "kind": "kind", "code": "service", "agency": "agency", "ru": "name"}
    show(asyncio.run(work()), columns, json_wanted=as_json)


@command.command()
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
    Without --release-small it waits, and goes with the campaign's key 30 days after the close.
    """
    import asyncio

    from console import launching
    from console.settings import read_settings
    from console.wiring import storage
    from storage import campaigns

    async def work() -> tuple[int, str]:
        settings = read_settings()
        async with storage(settings) as database:
            async with database.reading() as connection:
                await campaigns.named(connection, campaign)
            if not yes:
                click.echo(_SMALL_RELEASED if release_small else _SMALL_KEPT, err=True)
                click.confirm(
                    f"Close {campaign} for good? Nobody can answer it afterwards.", abort=True, err=True
                )
            return await launching.close(database, settings, campaign, release_small=release_small)

    left, released = asyncio.run(work())
    click.echo(f"{campaign} is closed")
    click.echo(released)
    if left:
        click.echo(
            f"{left} interviews are fewer than {LEAST} and wait: release them with "
            f"`saualnama campaign close {campaign} --release-small`, or they are erased with the campaign's key "
            f"{KEPT} days after the close",
            err=True,
        )


@command.command()
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


@command.command()
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
