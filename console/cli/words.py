"""`saualnama words`: send the texts of a questionnaire to translators, and take them back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.questionnaire_file import Refused

if TYPE_CHECKING:
    from console.questionnaire_files import QuestionnaireFile
    from locales.po_files import PoFile

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_LANGUAGE = click.option(
    "--language", required=True, metavar="LANG", help="The language to translate into: kk, ru or en."
)


@click.group("words")
def command() -> None:
    """Send the texts of a questionnaire to translators, and take them back (gettext PO: Poedit, Weblate)."""


@command.command("export")
@click.argument("file", type=_FILE)
@_LANGUAGE
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write; translations that are there are kept. Without it the file is printed.",
)
def export(file: Path, language: str, out: Path | None) -> None:
    """Write the texts of FILE for a translator into LANG, with what is already translated."""
    from console import translating
    from locales import po_files

    found = translating.sent_out(_read(file), _spoken(language), name=file.name, made=_now())
    if out is None:
        click.echo(po_files.write(found).decode(), nl=False)
        return
    if out.exists():
        found = po_files.merged(_translations(out, language), found)
    out.write_bytes(po_files.write(found))
    done = sum(bool(entry.text) and not entry.fuzzy for entry in found.entries)
    click.echo(f"{out}: {len(found.entries)} texts, {done} of them translated")


@command.command("import")
@click.argument("file", type=_FILE)
@click.argument("po", type=_FILE)
@click.option("--language", metavar="LANG", help="The language; without it the one in the header of PO.")
def import_(file: Path, po: Path, language: str | None) -> None:
    """Take the finished translations of PO into FILE, or beside it where FILE does not hold their language.

    What is empty, fuzzy or made of another wording is left out and named; `survey check` says what still lacks.
    """
    from console import translating
    from locales import po_files

    found = _translations(po, language)
    wanted = _spoken(language or found.language)
    source = _read(file)
    _listed(source, wanted, file)
    returned = translating.brought_back(source, found, wanted, name=file.name, made=_now())
    if returned.replaced:
        mark = b"\xef\xbb\xbf" if file.read_bytes().startswith(b"\xef\xbb\xbf") else b""
        file.write_bytes(mark + returned.text.encode())
    click.echo(f"{file}: {len(returned.replaced)} texts changed")
    if returned.beside is not None:
        place = file.with_name(f"{file.stem}.{wanted}.po")
        place.write_bytes(po_files.write(returned.beside))
        done = sum(bool(entry.text) and not entry.fuzzy for entry in returned.beside.entries)
        click.echo(f"{place}: {len(returned.beside.entries)} texts, {done} of them translated")
    for path, reason in returned.left_out.items():
        click.echo(f"left out: {path}: {reason}", err=True)


def _read(file: Path) -> "QuestionnaireFile":
    from console.questionnaire_files import read_file
    from surveys.reading.problems import QuestionnaireError
    from surveys.reading.yaml_nodes import compose

    try:
        found = read_file(file)
        compose(found.text)
    except QuestionnaireError as error:
        raise Refused(file, error.problems) from None
    return found


def _translations(file: Path, language: str | None) -> "PoFile":
    from console.questionnaire_files import translations
    from locales import po_files

    try:
        return translations(file, language) if language else po_files.read(file.read_bytes())
    except po_files.PoError as error:
        raise click.ClickException(f"{file}: {error}") from None


def _spoken(language: str) -> str:
    from console import shipped

    known = shipped.core().languages
    if language not in known:
        raise click.UsageError(f"--language: {language or 'none'} is not one of {', '.join(known)}")
    return language


def _listed(source: "QuestionnaireFile", language: str, file: Path) -> None:
    """A translation into a language that the questionnaire does not speak would be lost silently."""
    from surveys.reading.yaml_nodes import compose

    root = compose(source.text)
    listed = (
        root.value["languages"].plain() if isinstance(root.value, dict) and "languages" in root.value else []
    )
    if not isinstance(listed, list) or language not in listed:
        raise click.ClickException(f"{file}: {language} is not among its `languages`; list it there first")


def _now() -> str:
    from console.wiring import clock

    return clock().strftime("%Y-%m-%d %H:%M%z")
