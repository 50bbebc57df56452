"""`saualnama survey`: write, check and publish questionnaires."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.questionnaire_file import Refused, line, text_of
from console.cli.showing import as_json, show

if TYPE_CHECKING:
    from surveys.problems import Problem

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.group("survey")
def command() -> None:
    """Write, check and publish questionnaires."""


@command.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@as_json
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Report every problem in the FILES at once, each with file:line:column.

    Ends with 1 if there is an error; a warning alone does not forbid publishing.
    """
    found = [(file, problem) for file in files for problem in _problems(file)]
    if as_json:
        rows = [{"file": str(file), **problem.as_json()} for file, problem in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for file, problem in found:
            click.echo(line(file, problem))
        if not found:
            click.echo(f"{len(files)} checked, no problems")
    if any(problem.level == "error" for _, problem in found):
        sys.exit(1)


@command.command()
@click.argument("file", type=_FILE)
def publish(file: Path) -> None:
    """Keep this version of a questionnaire for ever, and print the fingerprint that names it."""
    import asyncio

    from console import launching
    from console.settings import read_settings
    from console.wiring import storage
    from surveys.problems import QuestionnaireError

    async def work(text: str) -> str:
        async with storage(read_settings()) as database:
            return (await launching.publish(database, text))[1]

    try:
        click.echo(asyncio.run(work(text_of(file))))
    except QuestionnaireError as error:
        raise Refused(file, error.problems) from None


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


def _problems(file: Path) -> "tuple[Problem, ...]":
    from console import shipped
    from surveys import reading
    from surveys.problems import QuestionnaireError

    try:
        return reading.check(text_of(file), core=shipped.core())[1]
    except QuestionnaireError as error:
        return error.problems
