"""`saualnama campaign`: launch, watch and close."""

import click

from console.cli.showing import as_json, show


@click.group("campaign")
def command() -> None:
    """Launch campaigns, watch them fill, close them."""


@command.command()
@click.argument("campaign")
@click.option(
    "--questionnaire", "fingerprint", required=True, help="A published fingerprint, or its first letters."
)
@click.option(
    "--service", "services", multiple=True, required=True, help="A service's code; may be repeated."
)
@click.option(
    "--kind", "kinds", multiple=True, default=["link"], type=click.Choice(["link", "qr"]), show_default=True
)
@click.option("--name-kk", required=True, help="The campaign's name in Kazakh.")
@click.option("--name-ru", required=True, help="The campaign's name in Russian.")
@click.option("--name-en", required=True, help="The campaign's name in English.")
def launch(
    campaign: str, fingerprint: str, services: tuple[str, ...], kinds: tuple[str, ...], **names: str
) -> None:
    """Open CAMPAIGN for the named services; from now on its questionnaire cannot change."""
    import asyncio

    from console import launching
    from console.settings import read_settings
    from console.wiring import storage
    from storage import questionnaires

    async def work() -> dict[tuple[str, str], str]:
        settings = read_settings()
        async with storage(settings) as database:
            async with database.reading() as connection:
                found = await questionnaires.find(connection, fingerprint)
            named = {language: names[f"name_{language}"] for language in ("kk", "ru", "en")}
            plan = launching.plan(campaign, found, services, names=named, kinds=kinds)
            return await launching.launch(database, settings, plan)

    for (service, kind), payload in asyncio.run(work()).items():
        click.echo(f"{service} {kind} start={payload}")


@command.command("list")
@as_json
def listed(as_json: bool) -> None:
    """List campaigns with their state and how many took part; never what they answered."""
    import asyncio

    from console.settings import read_settings
    from console.wiring import storage
    from storage import campaigns

    async def work() -> list[dict[str, object]]:
        async with storage(read_settings()) as database, database.reading() as connection:
            rows = await campaigns.listing(connection)
        return [{**row, **row["dispositions"]} for row in rows]

    columns = {
        "id": "campaign",
        "state": "state",
        "ru": "name",
        "in_progress": "in progress",
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
            return await campaigns.links(connection, campaign)

    columns = {"id": "start", "kind": "kind", "code": "service", "agency": "agency", "ru": "name"}
    show(asyncio.run(work()), columns, json_wanted=as_json)


@command.command()
@click.argument("campaign")
@click.confirmation_option(prompt="Close it for good?")
def close(campaign: str) -> None:
    """Close CAMPAIGN: unfinished interviews end, all answers are counted."""
    import asyncio

    from console import launching
    from console.settings import read_settings
    from console.wiring import storage

    async def work() -> None:
        settings = read_settings()
        async with storage(settings) as database:
            await launching.close(database, settings, campaign)

    asyncio.run(work())
    click.echo(f"{campaign} is closed")
