"""`saualnama survey`: write, check and publish questionnaires."""

import json
import sys
from pathlib import Path

import click

from console.cli.showing import as_json, show


@click.group("survey")
def command() -> None:
    """Write, check and publish questionnaires."""


@command.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False, exists=True)
)
@as_json
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Report every problem in the FILES at once, each with file:line:column."""
    from console import shipped
    from surveys import reading

    found = [
        {"file": str(file), **problem.as_json()}
        for file in files
        for problem in reading.check(file.read_text("utf-8"), core=shipped.core())[1]
    ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for each in found:
            click.echo("{file}:{line}:{column}: {level}: {message}".format_map(each))
        if not found:
            click.echo(f"{len(files)} checked, no problems")
    if any(each["level"] == "error" for each in found):
        sys.exit(1)


@command.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def publish(file: Path) -> None:
    """Keep this version of a questionnaire for ever; a campaign names it by its fingerprint."""
    import asyncio

    from console import launching
    from console.settings import read_settings
    from console.wiring import storage

    async def work() -> str:
        async with storage(read_settings()) as database:
            return (await launching.publish(database, file.read_text("utf-8")))[1]

    click.echo(asyncio.run(work()))


@command.command("list")
@as_json
def listed(as_json: bool) -> None:
    """List the published versions."""
    import asyncio

    from console.settings import read_settings
    from console.wiring import storage
    from storage import questionnaires

    async def work() -> list[dict[str, object]]:
        async with storage(read_settings()) as database, database.reading() as connection:
            return await questionnaires.listing(connection)

    columns = {"id": "questionnaire", "published_on": "published", "fingerprint": "fingerprint"}
    show(asyncio.run(work()), columns, json_wanted=as_json)
