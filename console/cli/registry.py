"""`saualnama registry`: regions, agencies, their services and offices, brought in from files and shown."""

import datetime
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.cli.showing import as_json, show

if TYPE_CHECKING:
    from console.registry.loading import Outcome
    from storage.registry import Kind

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_OUT = click.Path(path_type=Path, dir_okay=False)
_EXPORTED = ("agencies", "services", "offices")

_on = click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="Only what was valid on this day, as 2026-01-31."
)
_agency = click.option("--agency", help="Only those of the agency with this code.")


@click.group("registry")
def command() -> None:
    """Load, list and export agencies, services and offices."""


@command.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=_FILE)
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@as_json
def load(files: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """Load agencies, services and offices from FILEs, .csv or .xlsx; without a FILE, the shipped registry.

    All rows go in or, with any mistake, none; each mistake is told as FILE:ROW:COLUMN, in the language of the terminal.
    What no file has stays as it is.
    """
    import asyncio

    from console.registry import loading, reading
    from console.settings import read_settings
    from console.wiring import storage

    sheets = _opened(files, reading.open_files)

    async def work() -> "Outcome":
        async with storage(read_settings()) as database:
            if files:
                return await loading.load(database, sheets, dry_run=dry_run)
            return await loading.load_shipped(database, dry_run=dry_run)

    found = asyncio.run(work())
    _tell(found, as_json=as_json)
    if found.changes is None:
        sys.exit(1)


@command.command()
@_agency
@_on
@as_json
def agencies(agency: str | None, on: datetime.datetime | None, as_json: bool) -> None:
    """List the agencies. † marks a Kazakh name that waits for a native reviewer."""
    _list("agencies", agency, on, as_json=as_json)


@command.command()
@_agency
@_on
@as_json
def services(agency: str | None, on: datetime.datetime | None, as_json: bool) -> None:
    """List the services and the agencies that provide them. † marks a Kazakh name that waits for a native reviewer."""
    _list("services", agency, on, as_json=as_json)


@command.command()
@_agency
@_on
@as_json
def offices(agency: str | None, on: datetime.datetime | None, as_json: bool) -> None:
    """List the offices. † marks a Kazakh name that waits for a native reviewer."""
    _list("offices", agency, on, as_json=as_json)


@command.command()
@as_json
def regions(as_json: bool) -> None:
    """List the regions, whose codes agencies and offices name."""
    _list("regions", None, None, as_json=as_json)


@command.command()
@click.argument("kind", required=False, type=click.Choice(_EXPORTED))
@click.option("--out", required=True, type=_OUT, help="The file to write: .csv of one KIND, or .xlsx.")
def export(kind: str | None, out: Path) -> None:
    """Write the registry, or one KIND of it, into a file that `registry load` takes back unchanged."""
    from console.data_files import is_workbook
    from console.registry.exporting import write_csv, write_sheets

    kinds: Any = _EXPORTED if kind is None else (kind,)
    if not is_workbook(out) and len(kinds) > 1:
        raise click.UsageError(f"a CSV file holds one kind: name it ({', '.join(_EXPORTED)}), or write .xlsx")
    found: Any = _entries({each: {} for each in kinds})
    if is_workbook(out):
        write_sheets(found, out)
    else:
        write_csv(kinds[0], found, out)
    click.echo(f"{out} written")


@command.command()
@click.option("--out", required=True, type=_OUT, help="The .xlsx file to write.")
def template(out: Path) -> None:
    """Write an empty workbook to fill in, with headers in the language of the terminal, and what each column is for."""
    from console.registry.exporting import write_template
    from console.speaking import reader_words

    write_template(_entries({"regions": {}, "agencies": {}}), out, reader_words())
    click.echo(f"{out} written")


def _opened(files: tuple[Path, ...], opening: Callable[[list[Path]], list[Any]]) -> list[Any]:
    """The sheets of all files; where some cannot be read, why, of each of them."""
    from console.data_file_words import trouble
    from console.data_files import DataFileError
    from console.speaking import reader_words

    sheets, unread = [], False
    for file in files:
        try:
            sheets += opening([file])
        except DataFileError as error:
            unread = True
            click.echo(trouble(file, error, reader_words(), template="saualnama registry template"), err=True)
    if unread:
        sys.exit(1)
    return sheets


def _tell(found: "Outcome", *, as_json: bool) -> None:
    """Mistakes and warnings to the standard error, what changes to the standard output."""
    from console.registry import telling, words
    from console.speaking import reader_words

    spoken = reader_words()
    wrong = sum(not each.is_warning for each in found.findings)
    if as_json:
        told = {
            "written": found.written,
            "counts": telling.counted(found.changes) if found.changes else {},
            "changes": [telling.as_record(each) for each in found.changes.done] if found.changes else [],
            "findings": [words.as_record(each, spoken) for each in found.findings],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in words.lines(found.findings, spoken):
        click.echo(line, err=True)
    if found.changes is None:
        click.echo(telling.refused(wrong, spoken), err=True)
        return
    for line in telling.told(found.changes, spoken, written=found.written):
        click.echo(line)


def _list(kind: "Kind", agency: str | None, on: datetime.datetime | None, *, as_json: bool) -> None:
    from console.registry import listing
    from console.speaking import reader_words

    day = None if on is None else on.date()
    rows = _entries({kind: {"agency": agency, "on": day}})[kind]
    if as_json:
        show(rows, {}, json_wanted=True)
        return
    show(listing.shown(rows), listing.columns(kind, rows), json_wanted=False)
    for note in listing.notes(rows, reader_words()):
        click.echo(note, err=True)


def _entries(wanted: Mapping[Any, Mapping[str, Any]]) -> dict[Any, list[dict[str, Any]]]:
    """Rows of the registry, by kind."""
    import asyncio

    from console.settings import read_settings
    from console.wiring import storage
    from storage import registry

    async def work() -> dict[Any, list[dict[str, Any]]]:
        async with storage(read_settings()) as database, database.reading() as connection:
            for narrowed in wanted.values():
                await _require_agency(connection, narrowed.get("agency"))
            return {
                kind: await registry.entries(connection, kind, **narrowed)
                for kind, narrowed in wanted.items()
            }

    return asyncio.run(work())


async def _require_agency(connection: Any, agency: str | None) -> None:
    from storage import registry

    if agency is None:
        return
    known = await registry.agency_names(connection)
    if agency not in known:
        there = ", ".join(sorted(known)) or "none: run `saualnama registry load`"
        raise click.ClickException(f"there is no agency {agency}; there are {there}")
