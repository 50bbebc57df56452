"""Decides how sheets of text are read from and written to an .xlsx file, whoever made the file.

Reading evaluates no formula: the value that the spreadsheet program has kept is taken. Writing makes none: every cell
is a text, so nothing that somebody typed can become a formula or a link.
"""

import datetime
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

FILE_LIMIT: Final = 5
"""MiB of a form: a hundred times the largest that was seen."""
UNPACKED_LIMIT: Final = 40
"""MiB that the file may hold when it is unpacked: a zip bomb holds gigabytes."""
ROW_LIMIT: Final = 5_000
"""Rows of a sheet that are filled."""
COLUMN_LIMIT: Final = 200
"""Columns of a sheet."""
CELL_LIMIT: Final = 32_767
"""Characters that a cell holds (Excel)."""

_SEARCHED: Final = 50_000
"""Rows that are looked at: a cell in row 1,048,576 would make as many empty ones before it."""
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)")
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, ParseError, EOFError, OSError),
    *(ArithmeticError, AttributeError, LookupError, NotImplementedError, RuntimeError, TypeError, ValueError),
)
"""What openpyxl raises where a file is no workbook, or a broken one."""


class WorkbookError(ValueError):
    """The file cannot be taken; says why, without a full stop."""


def read_workbook(raw: bytes, wanted: Iterable[str] | None = None) -> dict[str, list[list[str]]]:
    """Sheet name -> rows of text. `wanted`: the only sheets that are looked at, in small letters.

    Raises WorkbookError.
    """
    import openpyxl

    _look_inside(raw)
    names = None if wanted is None else set(wanted)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a form has no use for: data validation, print settings
            book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
            sheets = [each for each in book.worksheets if names is None or each.title.casefold() in names]
            return {each.title: _rows(each) for each in sheets or book.worksheets[:1]}
    except WorkbookError:
        raise
    except _BROKEN as error:
        raise WorkbookError(f"it is no workbook ({type(error).__name__})") from None


def write_workbook(sheets: Mapping[str, Sequence[Sequence[str]]], file: Path) -> None:
    """Writes sheets of text, the first row of each as its headers. Raises WorkbookError for a cell that is too long."""
    import xlsxwriter  # type: ignore[import-untyped]

    for name, rows in sheets.items():
        for number, row in enumerate(rows, start=1):
            if any(len(text) > CELL_LIMIT for text in row):
                raise WorkbookError(
                    f"a text on the sheet {name}, row {number}, has more than {CELL_LIMIT} characters"
                )
    plainly = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(file), plainly) as book:
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})  # the same form makes the same file
        header, body = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, max((len(row) for row in rows), default=1), 24)
            for number, row in enumerate(rows):
                for place, text in enumerate(row):
                    if text:
                        sheet.write_string(number, place, text, body if number else header)


def _look_inside(raw: bytes) -> None:
    """Refuses what could fill the memory, or the reader's stack, before anything reads it."""
    if len(raw) > FILE_LIMIT * 1024 * 1024:
        raise WorkbookError(f"it has more than {FILE_LIMIT} MiB")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            _unpacked_is_plain(packed)
    except WorkbookError:
        raise
    except _BROKEN:
        raise WorkbookError("it is no .xlsx file; save it as “Excel workbook (.xlsx)”") from None


def _unpacked_is_plain(packed: zipfile.ZipFile) -> None:
    members = packed.infolist()
    if sum(member.file_size for member in members) > UNPACKED_LIMIT * 1024 * 1024:
        raise WorkbookError(f"unpacked it has more than {UNPACKED_LIMIT} MiB")
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            _plain_xml(packed.read(member))


def _plain_xml(text: bytes) -> None:
    """A workbook has no document type, and so no entities that could grow; nor another encoding to hide them in."""
    said = _ENCODING.search(text[:200])
    if text[:2] in {b"\xff\xfe", b"\xfe\xff"} or (said and said[1].lower() not in {b"utf-8", b"us-ascii"}):
        raise WorkbookError("it is not written in UTF-8")
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise WorkbookError("it defines entities, which no workbook does")


def _rows(sheet: Any) -> list[list[str]]:
    """The rows down to the last filled one."""
    sheet.reset_dimensions()  # what the file says of its own size is not to be trusted
    found: list[list[str]] = []
    last = 0
    for number, row in enumerate(
        sheet.iter_rows(max_row=_SEARCHED, max_col=COLUMN_LIMIT + 1, values_only=True), start=1
    ):
        cells = [_text(value) for value in row] if any(value is not None for value in row) else []
        if not any(cells):
            if number <= ROW_LIMIT:
                found.append([])
            continue
        if number > ROW_LIMIT:
            raise WorkbookError(f"the sheet {sheet.title} has more than {ROW_LIMIT} rows")
        if cells[COLUMN_LIMIT:] != [""]:
            raise WorkbookError(f"the sheet {sheet.title} has more than {COLUMN_LIMIT} columns")
        found.append(cells)
        last = number
    return found[:last]


def _text(value: object) -> str:
    """The value as somebody reads it in the cell: 1 for 1.0, TRUE for a truth, a day without its midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)
