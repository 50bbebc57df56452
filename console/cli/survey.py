"""`saualnama survey`: write, check and publish questionnaires."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from console.cli import survey_authoring
from console.cli.questionnaire_file import Refused, line
from console.cli.showing import as_json, flat, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from surveys.questionnaire import Questionnaire
    from surveys.reading.problems import Problem

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_OUT = click.Path(path_type=Path, dir_okay=False)


@click.group("survey")
def command() -> None:
    """Write, check and publish questionnaires."""


for _tool in ("new", "schema", "diff", "codebook", "paths"):
    command.add_command(getattr(survey_authoring, _tool))


@command.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@as_json
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Report every problem in the FILES at once, each with file:line:column.

    Ends with 1 if there is an error; a warning alone does not forbid publishing.
    """
    checked = [(file, *_checked(file)) for file in files]
    found = [(file, problem) for file, _, problems in checked for problem in problems]
    if as_json:
        rows = [{"file": str(file), **problem.as_json()} for file, problem in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for file, problem in found:
            click.echo(line(file, problem))
        if not found:
            click.echo(f"{len(files)} checked, no problems")
    _tell_silence([(file, asked) for file, asked, _ in checked if asked is not None])
    if any(problem.level == "error" for _, problem in found):
        sys.exit(1)


def _tell_silence(checked: "Sequence[tuple[Path, Questionnaire]]") -> None:
    """Names the items that the year's method gives no figure for."""
    from console import results

    for file, asked in checked:
        if told := results.silence(asked):
            click.echo(f"{file}: note: {told}", err=True)


@command.command()
@click.argument("file", type=_FILE)
def publish(file: Path) -> None:
    """Keep this version of a questionnaire for ever, and print the fingerprint that names it."""
    import asyncio

    from console import launching
    from console.questionnaire_files import QuestionnaireFile, read_file
    from console.settings import read_settings
    from console.wiring import storage
    from surveys.reading.problems import QuestionnaireError

    async def work(found: QuestionnaireFile) -> "tuple[Questionnaire, str]":
        async with storage(read_settings()) as database:
            return await launching.publish(database, found.text, overlays=found.overlays)

    try:
        questionnaire, fingerprint = asyncio.run(work(read_file(file)))
        click.echo(fingerprint)
        told = f"saualnama campaign create CAMPAIGN --questionnaire {questionnaire.id} --service CODE"
        click.echo(f"next: {told}", err=True)
    except QuestionnaireError as error:
        raise Refused(file, error.problems) from None


@command.command()
@click.argument("file", type=_FILE)
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=0, show_default="any free one", help="Where to listen."
)
@click.option(
    "--library",
    type=click.Choice(["aiogram", "ptb"]),
    default="ptb",
    show_default=True,
    help="What carries the bot; aiogram takes seconds longer to start.",
)
@click.option("--no-browser", is_flag=True, help="Print the address only.")
def preview(file: Path, port: int, library: Literal["aiogram", "ptb"], no_browser: bool) -> None:
    """Try FILE on two phones in the browser, Kazakh and Russian; it reloads when FILE changes.

    It is the real bot on a simulated Telegram: it needs neither Telegram nor the internet, and keeps nothing.
    """
    import asyncio

    from console.preview.running import PortTaken, run

    try:
        asyncio.run(run(file, port=port, library=library, browser=not no_browser, say=click.echo))
    except PortTaken as error:
        raise click.ClickException(f"{error} Choose another with --port.") from None


@command.command("import-xlsform")
@click.argument("form", type=click.Path(path_type=Path, exists=True))
@click.option("--out", type=_OUT, help="Where to write the questionnaire. Without it, it is printed.")
@click.option("--json", "as_json", is_flag=True, help="Write the problems as JSON; needs --out.")
def import_xlsform(form: Path, out: Path | None, as_json: bool) -> None:
    """Turn an ODK or KoboToolbox FORM into a questionnaire, and list all that it could not become.

    FORM is .xlsx, .md or .csv, or a folder with survey.csv. Each problem names its sheet, row and column.
    Ends with 1 if the form is refused, or if the questionnaire needs mending before it is published.
    """
    from console import xlsform

    if as_json and out is None:
        raise click.UsageError(
            "--json needs --out: both the questionnaire and the problems cannot be printed."
        )
    try:
        found = xlsform.imported(form)
    except xlsform.FormFileError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        rows = [{"file": str(form), **problem.as_json()} for problem in found.problems]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for problem in found.problems:
            click.echo(xlsform.line(form, problem), err=True)
    if found.text is not None and out is not None:
        out.write_text(found.text, "utf-8")
    elif found.text is not None:
        click.echo(found.text, nl=False)
    click.echo(xlsform.summary(found, out), err=True)
    if not found.publishable:
        sys.exit(1)


@command.command("export-xlsform")
@click.argument("file", type=_FILE)
@click.option("--out", type=_OUT, required=True, help="The .xlsx file to write.")
def export_xlsform(file: Path, out: Path) -> None:
    """Write the questionnaire in FILE as an XLSForm, for ODK and KoboToolbox; importing it loses nothing."""
    from console import xlsform
    from surveys.reading.problems import QuestionnaireError

    try:
        xlsform.exported(file, out)
    except QuestionnaireError as error:
        raise Refused(file, error.problems) from None
    except xlsform.FormFileError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{out} written")


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
            return [flat(version) for version in await questionnaires.listing(connection)]

    columns = {"id": "questionnaire", "published_on": "published", "fingerprint": "fingerprint"}
    show(asyncio.run(work()), columns, json_wanted=as_json)


def _checked(file: Path) -> "tuple[Questionnaire | None, tuple[Problem, ...]]":
    from console import shipped
    from console.questionnaire_files import read_file
    from surveys import reading
    from surveys.reading.problems import QuestionnaireError

    try:
        found = read_file(file)
        return reading.check(found.text, core=shipped.core(), overlays=found.overlays)
    except QuestionnaireError as error:
        return None, error.problems
