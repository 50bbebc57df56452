"""`saualnama responses`: bring in what other channels have asked."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.showing import as_json, flat, show
from surveys.coding import MODES

if TYPE_CHECKING:
    from console.importing import Outcome
    from surveys.coding import Mode

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.group("responses")
def command() -> None:
    """Bring in responses of other channels: on paper, by telephone, from kiosks and portals."""


@command.command("import")
@click.argument("file", type=_FILE)
@click.option("--campaign", required=True, help="The campaign that asks the same questionnaire.")
@click.option(
    "--mode",
    required=True,
    type=click.Choice(MODES),
    help="How these people were asked.",
)
@click.option("--skip-bad", is_flag=True, help="Leave bad rows out, and take the others.")
@as_json
def import_(file: Path, campaign: str, mode: "Mode", skip_bad: bool, as_json: bool) -> None:
    """Import the responses in FILE, .csv or .xlsx, into a campaign: all of them or, with any mistake, none.

    Every mistake is told at once as FILE:ROW: COLUMN, in the language of the terminal. The same file is taken once.
    """
    import asyncio

    from console.data_file_words import trouble
    from console.data_files import DataFileError
    from console.importing import import_file
    from console.settings import read_settings
    from console.speaking import reader_language, reader_words
    from console.wiring import storage

    async def work() -> "Outcome":
        async with storage(read_settings()) as database:
            return await import_file(
                database, file, campaign, mode, skip_bad=skip_bad, language=reader_language()
            )

    try:
        found = asyncio.run(work())
    except DataFileError as error:
        template = "saualnama responses template"
        click.echo(trouble(file, error, reader_words(), template=template), err=True)
        sys.exit(1)
    _tell(file, found, as_json=as_json)
    if found.done is None:
        sys.exit(1)


@command.command()
@click.argument("campaign")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The .xlsx file to write."
)
def template(campaign: str, out: Path) -> None:
    """Write an empty workbook with the columns of CAMPAIGN's questionnaire, and a sheet of its codes and labels."""
    import asyncio

    from console.import_template import write_template
    from console.settings import read_settings
    from console.wiring import clock, storage
    from storage.campaign_scope import CampaignScope, load_scope
    from storage.days import day_in_kazakhstan

    async def work() -> CampaignScope:
        async with storage(read_settings()) as database, database.reading() as connection:
            return await load_scope(connection, campaign, today=day_in_kazakhstan(clock()))

    write_template(asyncio.run(work()), out)
    click.echo(f"{out} written")


@command.command("list")
@click.argument("campaign")
@as_json
def listed(campaign: str, as_json: bool) -> None:
    """List the files that were imported into CAMPAIGN.

    One that is not complete counts for nothing: it is coming in, or was interrupted and is to be forgotten.
    """
    import asyncio

    from console.settings import read_settings
    from console.wiring import storage
    from storage import imports

    async def work() -> list[dict[str, object]]:
        async with storage(read_settings()) as database, database.reading() as connection:
            return [flat(each) for each in await imports.listing(connection, campaign)]

    rows = asyncio.run(work())
    shown = rows if as_json else [row | {"complete": "yes" if row["complete"] else "no"} for row in rows]
    columns = {"day": "day", "mode": "mode", "rows": "responses", "complete": "complete", "sha256": "sha-256"}
    show(shown, columns, json_wanted=as_json)


@command.command()
@click.argument("sha256", metavar="SHA")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(sha256: str, yes: bool) -> None:
    """Take the responses of an imported file out again: SHA is its SHA-256, or the first digits of that."""
    import asyncio

    from console.settings import read_settings
    from console.wiring import storage
    from storage import imports

    async def work() -> tuple[int, str]:
        async with storage(read_settings()) as database:
            async with database.reading() as connection:
                found = await imports.find(connection, sha256)
            if not yes:
                click.confirm(
                    f"Take the {found.rows} responses of {found.day} ({found.mode}) out of {found.campaign}?",
                    abort=True,
                    err=True,
                )
            return await imports.take_out(database, found.sha256), found.campaign

    gone, campaign = asyncio.run(work())
    click.echo(f"{gone} responses are taken out of {campaign}; the file may be imported again")


def _tell(file: Path, found: "Outcome", *, as_json: bool) -> None:
    """What became of the file: mistakes to the standard error, the result to the standard output."""
    from console.import_words import line, result, sentence
    from console.speaking import reader_words

    spoken = reader_words()
    if as_json:
        told = {
            "file": str(file),
            "sha256": found.sha256,
            "imported": found.done.rows if found.done else 0,
            **{name: getattr(found, name) for name in ("rows", "complete", "partial", "left_out", "wrong")},
            "findings": [
                {"row": each.row, "column": each.column, "code": each.key, "message": sentence(each, spoken)}
                for each in found.findings
            ],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for each in found.findings:
            click.echo(line(file, each, spoken), err=True)
    if not as_json or found.before is not None:
        for said in result(file, found, spoken):
            click.echo(said, err=as_json or found.done is None)
