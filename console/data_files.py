"""Decides how a file of rows is opened, CSV or .xlsx: row by row, whatever its size, and what it is known by.

CSV is UTF-8, with or without a byte order mark, separated by commas, semicolons or tabs, whichever the headers have
most of. Of a workbook with responses the sheet `responses` is read, else the first one.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Literal

from console.workbooks import (
    NoValuesError,
    TooLargeError,
    WorkbookError,
    WorkbookLimits,
    read_sheets,
    stream_sheet,
)

SHEET: Final = "responses"
ROW_LIMIT: Final = 1_000_000
"""Rows of a file; a larger one is to be split."""
COLUMN_LIMIT: Final = 1_000
LIMITS: Final = WorkbookLimits(file=100, unpacked=1_000, rows=ROW_LIMIT, columns=COLUMN_LIMIT)
"""MiB of a workbook, and so on: 100,000 rows of 40 columns unpack to some 150 MiB."""
_CHUNK: Final = 1 << 20
_SEPARATORS: Final = ",;\t"

Trouble = Literal[
    "empty-file", "no-values", "not-csv", "not-utf8", "too-large", "too-many-rows", "utf16", "workbook"
]


class DataFileError(Exception):
    """The file cannot be read: why, by a key, with the row or the reader's own words."""

    def __init__(self, trouble: Trouble, **values: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.values = values


def sha256(file: Path) -> str:
    """What the file is known by, in hexadecimal."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def rows(file: Path) -> Iterator[Sequence[str]]:
    """The rows of the file, the headers first; an empty row is []. Raises DataFileError, at the row where it is met."""
    with file.open("rb") as source:
        if is_workbook(file):
            with _readable():
                yield from stream_sheet(source, SHEET, LIMITS)
        else:
            yield from _separated(source, LIMITS)


def sheets(file: Path, limits: WorkbookLimits) -> dict[str, list[Sequence[str]]]:
    """The rows of every sheet, by its name; of a CSV file the one that it is, without a name. Raises DataFileError."""
    with file.open("rb") as source:
        if not is_workbook(file):
            return {"": list(_separated(source, limits))}
        with _readable():
            return {name: list(filled) for name, filled in read_sheets(source, limits).items()}


def is_workbook(file: Path) -> bool:
    """Whether its name says so."""
    return file.suffix.casefold() in {".xlsx", ".xlsm"}


@contextmanager
def _readable() -> Iterator[None]:
    """What a workbook cannot be read for, as DataFileError says it."""
    try:
        yield
    except TooLargeError:
        raise DataFileError("too-large") from None
    except NoValuesError:
        raise DataFileError("no-values") from None
    except WorkbookError:
        raise DataFileError("workbook") from None


def _separated(source: BinaryIO, limits: WorkbookLimits) -> Iterator[Sequence[str]]:
    beginning = source.read(_CHUNK)
    if beginning[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise DataFileError("utf16")
    if not beginning.strip(b"\xef\xbb\xbf \r\n\t"):
        raise DataFileError("empty-file")
    headers = beginning.partition(b"\n")[0].decode("utf-8", errors="ignore")
    separator = max(_SEPARATORS, key=headers.count)
    source.seek(0)
    text = io.TextIOWrapper(source, "utf-8-sig", newline="")
    number = 0
    try:
        for number, row in enumerate(csv.reader(text, delimiter=separator, strict=True), start=1):
            if number > limits.rows + 1:
                raise DataFileError("too-many-rows", limit=str(limits.rows))
            yield row
    except UnicodeDecodeError:
        raise DataFileError("not-utf8", row=str(_first_other(source))) from None
    except csv.Error as error:
        raise DataFileError("not-csv", row=str(number + 1), detail=str(error)) from None
    finally:
        text.detach()


def _first_other(source: BinaryIO) -> int:
    """The first line that is not UTF-8."""
    source.seek(0)
    for number, line in enumerate(source, start=1):
        try:
            line.decode()
        except UnicodeDecodeError:
            return number
    return 1
