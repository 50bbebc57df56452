"""Decides where the sheets of a form come from and go to: a workbook, Markdown, CSV, or a folder of CSV files."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from console import shipped
from console.questionnaire_files import read_file
from console.workbooks import FILE_LIMIT, WorkbookError, read_workbook, write_workbook
from surveys.reading import read
from surveys.xlsform.exporting import sheets_of
from surveys.xlsform.importing import Imported, import_form
from surveys.xlsform.problems import FormProblem
from surveys.xlsform.sheets import Sheets, csv_rows, csv_sheets, markdown_sheets

SHEETS: Final = ("survey", "choices", "settings", "external_choices", "entities", "osm", "cascades")
"""Sheets that mean something in a form; anything else in a workbook is the author's own."""

Parsed = TypeVar("Parsed")


class FormFileError(ValueError):
    """The file cannot be read as a form, or not be written; says why and what to do."""


def imported(file: Path) -> Imported:
    """The questionnaire that a form is: .xlsx, .md, .csv, or a folder with survey.csv. Raises FormFileError."""
    try:
        sheets = _sheets(file)
    except WorkbookError as error:
        raise FormFileError(f"{file}: {error}.") from None
    return import_form(sheets, core=shipped.core(), name=file.stem)


def exported(file: Path, out: Path) -> None:
    """Writes a questionnaire as a workbook. Raises QuestionnaireError for one with errors, and FormFileError."""
    found = read_file(file)
    questionnaire = read(found.text, core=shipped.core(), overlays=found.overlays)
    try:
        write_workbook(sheets_of(questionnaire), out)
    except WorkbookError as error:
        raise FormFileError(f"{file}: {error}. Shorten it.") from None


def line(file: Path, problem: FormProblem) -> str:
    """One problem: the file, the sheet, the row and the column, how grave, what, and what to do."""
    column = f", {problem.place.column}" if problem.place.column else ""
    where = f"{problem.place.sheet} row {problem.place.row}{column}"
    return f"{file}: {where}: {problem.level}: {problem.sentence}"


def summary(found: Imported, out: Path | None) -> str:
    """What became of the form, in one sentence."""
    errors = sum(problem.level == "error" for problem in found.problems)
    if found.text is None:
        return f"Nothing written: {_counted(errors, 'error')} in the form."
    warnings = len(found.problems) - errors
    written = "The questionnaire is written" if out is None else f"{out} written"
    rest = f", {_counted(errors, 'error')} to mend before it can be published" if errors else ""
    return f"{written}, {_counted(warnings, 'warning')}{rest}."


def _counted(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def _sheets(file: Path) -> Sheets:
    if file.is_dir():
        return _folder(file)
    raw = _bytes(file)
    ending = file.suffix.casefold()
    if ending in {".md", ".markdown"}:
        return markdown_sheets(_decoded(raw))
    if ending == ".csv":
        return _separated(raw, csv_sheets)
    return read_workbook(raw, SHEETS)


def _folder(folder: Path) -> Mapping[str, Sequence[Sequence[str]]]:
    files = {
        path.stem.casefold(): path for path in sorted(folder.iterdir()) if path.suffix.casefold() == ".csv"
    }
    if "survey" not in files:
        raise WorkbookError("there is no survey.csv in it")
    return {name: _separated(_bytes(path), csv_rows) for name, path in files.items() if name in SHEETS}


def _separated(raw: bytes, reading: Callable[[str], Parsed]) -> Parsed:
    try:
        return reading(_decoded(raw))
    except ValueError as error:
        raise WorkbookError(f"it is no CSV ({error})") from None


def _bytes(file: Path) -> bytes:
    with file.open("rb") as source:
        raw = source.read(FILE_LIMIT * 1024 * 1024 + 1)
    if len(raw) > FILE_LIMIT * 1024 * 1024:
        raise WorkbookError(f"it has more than {FILE_LIMIT} MiB")
    return raw


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WorkbookError("it is not UTF-8; save it as UTF-8") from None
