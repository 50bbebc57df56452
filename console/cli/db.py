"""`saualnama db`: the database's schema."""

import click

from console.cli.showing import as_json, show


@click.group("db")
def command() -> None:
    """Look after the database."""


@command.command()
def upgrade() -> None:
    """Bring the database to the schema of this release."""
    import asyncio

    from console.settings import read_settings
    from console.wiring import outside, storage
    from storage import schema

    async def work() -> str | None:
        settings = read_settings()
        async with storage(settings, current=False) as database:
            await schema.upgrade(database, outside(settings))
            return (await schema.revisions(database))[0]

    click.echo(f"the schema is {asyncio.run(work())}")


@command.command()
@as_json
def status(as_json: bool) -> None:
    """Say which schema the database has, and which this release needs."""
    import asyncio

    from console.settings import read_settings
    from console.wiring import storage
    from storage import schema
    from storage.inspection import needed_schema, sqlite_file

    async def work() -> tuple[str | None, str | None]:
        settings = read_settings()
        file = sqlite_file(settings.database_url)
        if file is not None and not file.exists():
            return None, needed_schema()  # opening it would make it
        async with storage(settings, current=False) as database:
            return await schema.revisions(database)

    found, wanted = asyncio.run(work())
    show(
        [{"found": found or "none", "needed": wanted}],
        {"found": "found", "needed": "needed"},
        json_wanted=as_json,
    )
