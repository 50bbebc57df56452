"""`saualnama registry`: regions, agencies and their services."""

import click

from console.cli.showing import as_json, flat, show


@click.group("registry")
def command() -> None:
    """Load and list agencies and services."""


@command.command()
def load() -> None:
    """Load the shipped registry; names already there are brought up to date."""
    import asyncio

    from console import launching
    from console.settings import read_settings
    from console.wiring import storage

    async def work() -> None:
        async with storage(read_settings()) as database:
            await launching.load_registry(database)

    asyncio.run(work())
    click.echo("the registry is loaded")


@command.command()
@click.option("--agency", help="Only the services of the agency with this code.")
@as_json
def services(agency: str | None, as_json: bool) -> None:
    """List the services and the agencies that provide them."""
    import asyncio

    from console.settings import read_settings
    from console.wiring import storage
    from storage import agencies

    async def work() -> list[dict[str, object]]:
        async with storage(read_settings()) as database, database.reading() as connection:
            known = await agencies.agency_names(connection)
            if agency is not None and agency not in known:
                there = ", ".join(sorted(known)) or "none: run `saualnama registry load`"
                raise click.ClickException(f"there is no agency {agency}; there are {there}")
            return [flat(row) for row in await agencies.service_rows(connection, agency)]

    columns = {"code": "service", "agency": "agency", "kk": "қазақша", "ru": "по-русски"}
    show(asyncio.run(work()), columns, json_wanted=as_json)
