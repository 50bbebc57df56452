"""Decides how a file of rows that cannot be read is spoken of, in the reader's language: why, and what to do."""

from collections.abc import Mapping
from pathlib import Path

from console.data_files import DataFileError, Trouble
from locales.catalogs import Words
from locales.marking import marked

SHOWN = 120
"""Characters of a cell that are repeated in a sentence."""

TROUBLES: Mapping[Trouble, str] = {
    "empty-file": marked("The file is empty. Write a template with `{command}`."),
    "not-csv": marked("Row {row} cannot be read as CSV. Look for a quotation mark that is not closed."),
    "not-utf8": marked(
        "The file is not UTF-8 (row {row}), perhaps windows-1251. Save it as “CSV UTF-8” or as an Excel workbook."
    ),
    "too-many-rows": marked("The file has more than {limit} rows. Split it."),
    "utf16": marked("The file is UTF-16 (“Unicode text”). Save it as “CSV UTF-8” or as an Excel workbook."),
    "no-values": marked(
        "The workbook has formulas without values. Open it in a spreadsheet program, and save it there."
    ),
    "too-large": marked("The workbook is too large. Split it, or save it as “CSV UTF-8”."),
    "workbook": marked("The workbook cannot be read. Save it anew, as “Excel workbook (.xlsx)”."),
}


def trouble(file: Path, error: DataFileError, spoken: Words, *, template: str) -> str:
    """Why the file as a whole cannot be read, and what to do. `template`: the command that writes an empty one."""
    return f"{file}: {spoken.text(TROUBLES[error.trouble], command=template, **error.values)}"


def short(value: str) -> str:
    """What a cell has, on one line, or as much of it as a sentence bears."""
    line = " ".join(value.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
