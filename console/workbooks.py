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
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, Final
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

LONGEST_GAP: Final = 45_000
"""Empty rows after the limit that are looked at: a cell in row 1,048,576 would make as many empty ones before it."""
_CHUNK: Final = 1 << 20
_OVERLAP: Final = 16 * 1024
"""Bytes of a chunk that are looked at again with the next one: longer than a cell with its formula."""
_NO_VALUE = re.compile(
    rb'<c\b(?![^<>]*\st="str")[^<>]*>\s*<f\b[^<>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
"""A cell with a formula and nothing that it came to; a text may have come to nothing."""
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)")
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, ParseError, EOFError, OSError),
    *(ArithmeticError, AttributeError, LookupError, NotImplementedError, RuntimeError, TypeError, ValueError),
)
"""What openpyxl raises where a file is no workbook, or a broken one."""


@dataclass(frozen=True, slots=True)
class WorkbookLimits:
    """What a workbook may have: MiB packed and unpacked, rows that are filled, columns."""

    file: int = FILE_LIMIT
    unpacked: int = UNPACKED_LIMIT
    rows: int = ROW_LIMIT
    columns: int = COLUMN_LIMIT


FORM: Final = WorkbookLimits()


class WorkbookError(ValueError):
    """The file cannot be taken; says why, without a full stop."""


class TooLargeError(WorkbookError):
    """It has more than it may have."""


class NoValuesError(WorkbookError):
    """It has formulas, and nobody has worked out what they come to."""


def read_workbook(raw: bytes, wanted: Iterable[str] | None = None) -> dict[str, list[list[str]]]:
    """Sheet name -> rows of text. `wanted`: the only sheets that are looked at, in small letters.

    Raises WorkbookError.
    """
    names = None if wanted is None else set(wanted)
    with _opened(io.BytesIO(raw), FORM) as worksheets:
        sheets = [each for each in worksheets if names is None or each.title.casefold() in names]
        return {each.title: _rows(each) for each in sheets or worksheets[:1]}


def stream_sheet(source: BinaryIO, wanted: str, limits: WorkbookLimits) -> Iterator[list[str]]:
    """The rows of one sheet, one at a time: the one called `wanted`, in small letters, else the first.

    Raises WorkbookError, also for a formula without a value, which would look like an empty cell.
    """
    with _opened(source, limits, values=True) as worksheets:
        named = [each for each in worksheets if each.title.casefold() == wanted]
        yield from _filled(named[0] if named else worksheets[0], limits)


def read_sheets(source: BinaryIO, limits: WorkbookLimits) -> dict[str, list[list[str]]]:
    """Sheet name -> rows of text, of every sheet, each row as long as it is filled. Raises as `stream_sheet` does."""
    with _opened(source, limits, values=True) as worksheets:
        return {each.title: list(_filled(each, limits)) for each in worksheets}


@contextmanager
def _opened(source: BinaryIO, limits: WorkbookLimits, *, values: bool = False) -> Iterator[list[Any]]:
    """The worksheets of a workbook that was looked into. Whatever its reader raises is a WorkbookError."""
    import openpyxl

    _look_inside(source, limits, values=values)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a form has no use for: data validation, print settings
            book = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
            yield book.worksheets
    except WorkbookError:
        raise
    except _BROKEN as error:
        raise WorkbookError(f"it is no workbook ({type(error).__name__})") from None


def write_workbook(
    sheets: Mapping[str, Sequence[Sequence[str]]], file: Path, *, filled_in: Collection[str] = ()
) -> None:
    """Writes sheets of text, the first row of each as its headers. Raises WorkbookError for a cell that is too long.

    `filled_in`: sheets that somebody fills in: what is typed there stays the text that it is.
    """
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
            typed = book.add_format({"num_format": "@"}) if name in filled_in else None
            sheet.set_column(0, max((len(row) for row in rows), default=1), 24, typed)
            for number, row in enumerate(rows):
                for place, text in enumerate(row):
                    if text:
                        sheet.write_string(number, place, text, body if number else header)


def _look_inside(source: BinaryIO, limits: WorkbookLimits, *, values: bool = False) -> None:
    """Refuses what could fill the memory, or the reader's stack, before anything reads it.

    `values`: also a formula whose value nobody has worked out.
    """
    if source.seek(0, io.SEEK_END) > limits.file * 1024 * 1024:
        raise TooLargeError(f"it has more than {limits.file} MiB")
    source.seek(0)
    try:
        with zipfile.ZipFile(source) as packed:
            _unpacked_is_plain(packed, limits, values=values)
    except WorkbookError:
        raise
    except _BROKEN:
        raise WorkbookError("it is no .xlsx file; save it as “Excel workbook (.xlsx)”") from None
    source.seek(0)


def _unpacked_is_plain(packed: zipfile.ZipFile, limits: WorkbookLimits, *, values: bool) -> None:
    members = packed.infolist()
    if sum(member.file_size for member in members) > limits.unpacked * 1024 * 1024:
        raise TooLargeError(f"unpacked it has more than {limits.unpacked} MiB")
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            with packed.open(member) as text:
                _plain_xml(text, values=values and member.filename.startswith("xl/worksheets/"))


def _plain_xml(source: IO[bytes], *, values: bool) -> None:
    """A workbook has no document type, and so no entities that could grow; nor another encoding to hide them in."""
    before = source.read(_CHUNK)
    said = _ENCODING.search(before[:200])
    if before[:2] in {b"\xff\xfe", b"\xfe\xff"} or (said and said[1].lower() not in {b"utf-8", b"us-ascii"}):
        raise WorkbookError("it is not written in UTF-8")
    while before:
        if b"<!DOCTYPE" in before or b"<!ENTITY" in before:
            raise WorkbookError("it defines entities, which no workbook does")
        if values and b"<f" in before and _NO_VALUE.search(before):
            raise NoValuesError(
                "it has formulas without a value; open it in a spreadsheet program, and save it there"
            )
        following = source.read(_CHUNK)
        before = before[-_OVERLAP:] + following if following else b""


def _rows(sheet: Any) -> list[list[str]]:
    """The rows down to the last filled one, all that hold anything as wide as a sheet may be."""
    return [row + [""] * (COLUMN_LIMIT - len(row)) if row else row for row in _filled(sheet, FORM)]


def _filled(sheet: Any, limits: WorkbookLimits) -> Iterator[list[str]]:
    """The rows down to the last filled one, one at a time, each as long as it is filled."""
    sheet.reset_dimensions()  # what the file says of its own size is not to be trusted
    gap = 0
    rows = sheet.iter_rows(max_row=limits.rows + LONGEST_GAP, values_only=True)
    for number, row in enumerate(rows, start=1):
        cells = [_text(value) for value in row] if any(value is not None for value in row) else []
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            gap += 1
            continue
        if number > limits.rows:
            raise TooLargeError(f"the sheet {sheet.title} has more than {limits.rows} rows")
        if len(cells) > limits.columns:
            raise TooLargeError(f"the sheet {sheet.title} has more than {limits.columns} columns")
        yield from ([] for _ in range(gap))
        gap = 0
        yield cells


def _text(value: object) -> str:
    """The value as somebody reads it in the cell: 1 for 1.0, TRUE for a truth, a day without its midnight, 09:30."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.time) and not value.second and not value.microsecond:
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)
