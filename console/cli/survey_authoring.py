"""`saualnama survey new, schema, diff, codebook, paths`: what an author needs around a questionnaire file."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.questionnaire_file import Refused
from console.cli.showing import as_json

if TYPE_CHECKING:
    from surveys.questionnaire import Questionnaire

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_NEW = click.Path(path_type=Path, dir_okay=False)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@click.command()
@click.argument("name")
@click.option("--out", type=_NEW, help="Where to write it.  [default: NAME.yaml in this folder]")
def new(name: str, out: Path | None) -> None:
    """Write a commented questionnaire called NAME to begin with; an existing file is never touched."""
    from surveys.writing.template import template

    own = name.replace("-", "_")
    if not _NAME.fullmatch(own):
        raise click.UsageError(
            "NAME: use small Latin letters, digits, - and _, at most 40, such as service-survey"
        )
    file = out or Path(f"{own.replace('_', '-')}.yaml")
    try:
        with file.open("x", encoding="utf-8") as target:
            target.write(template(own))
    except FileExistsError:
        raise click.ClickException(f"{file} is there already; choose another with --out") from None
    click.echo(f"{file}: next, saualnama survey check {file}")


@click.command()
@click.option("--out", type=_NEW, help="Where to write it; without it the schema is printed.")
def schema(out: Path | None) -> None:
    """Print the JSON Schema by which editors complete and check a questionnaire while it is typed.

    An editor finds it by the first line: # yaml-language-server: $schema=questionnaire.schema.json
    """
    from console import shipped
    from surveys.reading.json_schema import schema as made

    _give(json.dumps(made(shipped.core()), ensure_ascii=False, indent=2) + "\n", out)


@click.command()
@click.argument("before")
@click.argument("after")
@as_json
def diff(before: str, after: str, as_json: bool) -> None:
    """Say item by item what changed from BEFORE to AFTER, and whether each series is still comparable.

    Both are files, or fingerprints of published versions (their first letters are enough).
    """
    from surveys.comparison import compare

    found = compare(_named(before), _named(after))
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        return
    for change in found.changes:
        click.echo(change.sentence())
    click.echo(found.conclusion())


@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "csv", "sps", "do"]),
    default="md",
    show_default=True,
    help="Markdown, CSV, SPSS syntax or a Stata do-file.",
)
@click.option(
    "--language", metavar="LANG", help="Of the labels in SPSS, which holds one.  [default: the first of FILE]"
)
@click.option("--out", type=_NEW, help="Where to write it; without it the codebook is printed.")
def codebook(file: Path, form: str, language: str | None, out: Path | None) -> None:
    """Write the variables of FILE for analysts: codes, labels in all languages, scores, missing codes, bases."""
    from surveys.codebook import statistics_syntax, tables
    from surveys.codebook.variables import variables

    questionnaire = _read(file)
    languages = questionnaire.languages
    if language is not None and language not in languages:
        raise click.UsageError(f"--language: {file} speaks {', '.join(languages)}, not {language}")
    found = variables(questionnaire)
    text = {
        "md": lambda: tables.markdown(questionnaire, found),
        "csv": lambda: tables.table(questionnaire, found),
        "sps": lambda: statistics_syntax.spss(found, language or languages[0]),
        "do": lambda: statistics_syntax.stata(found, languages),
    }[form]()
    _give(text, out, mark=form == "csv")


@click.command()
@click.argument("file", type=_FILE)
@as_json
def paths(file: Path, as_json: bool) -> None:
    """Walk every way through FILE, the shortest first: questions, seconds in each language, deciding answers."""
    from surveys.routes.lengths import lengths

    found = lengths(_read(file))
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        return
    for number, way in enumerate(found.ways, start=1):
        times = "  ".join(
            f"{language} {spent // 60}:{spent % 60:02}" for language, spent in way.seconds.items()
        )
        answers = (
            ", ".join(f"{name} {answer}" for name, answer in way.answers.items()) or "whatever is answered"
        )
        click.echo(f"{number:4}  {way.questions:3} questions  {times}  {answers}")
    for line in found.conclusion():
        click.echo(line)


def _named(word: str) -> "Questionnaire":
    from console.versions import NoVersionError, named
    from surveys.reading.problems import QuestionnaireError

    try:
        return named(word)
    except QuestionnaireError as error:
        raise Refused(Path(word), error.problems) from None
    except NoVersionError as error:
        raise click.ClickException(str(error)) from None


def _read(file: Path) -> "Questionnaire":
    from console.versions import from_file
    from surveys.reading.problems import QuestionnaireError

    try:
        return from_file(file)
    except QuestionnaireError as error:
        raise Refused(file, error.problems) from None


def _give(text: str, out: Path | None, *, mark: bool = False) -> None:
    """Writes or prints. `mark`: a byte order mark, without which spreadsheets misread Kazakh."""
    if out is None:
        click.echo(text, nl=False)
        return
    with out.open("w", encoding="utf-8-sig" if mark else "utf-8", newline="") as target:
        target.write(text)
    click.echo(f"{out}: written")
