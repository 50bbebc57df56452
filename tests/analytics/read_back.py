"""Decides how a file of figures is read again: what its reader sees, and what a spreadsheet would make of it.

A new export gets a reader in READERS. What a spreadsheet would compute is judged without one, by what is in the file: a
format is tried with hostile texts from its first day.
"""

import csv
import io
import itertools
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from analytics.columns import COLUMNS

SEPARATORS = (",", ";", "\t")
SPLIT_EVERYWHERE = {";", "\t"}
"""Excel in Kazakh and Russian splits at semicolons, and tabs split what is pasted, however the file was written."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A file as its reader has it.

    `rows`: of each figure the values of COLUMNS in their order, None for a number that is missing. `texts`: every text
    that can be seen, wherever it is. `titles` of the columns and `notes`: None in a format without them.
    """

    rows: list[list[str | float | None]]
    texts: list[str]
    titles: list[str] | None = None
    notes: list[str] | None = None


def formulas(path: Path) -> list[str]:
    """The cells of a file that a spreadsheet would compute or follow."""
    if zipfile.is_zipfile(path):
        return _of_workbook(path)
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError:
        pytest.fail(f"say in `formulas` what a spreadsheet makes of a {path.suffix} file")
    if _is_json(text):
        return []  # no spreadsheet opens it as cells
    own = max(SEPARATORS, key=text.partition("\n")[0].count)
    found = [
        cell for separator in {own, *SPLIT_EVERYWHERE} for cell in itertools.chain(*_split(text, separator))
    ]
    controls = [cell for cell in itertools.chain(*_split(text, own)) if cell[:1] in set("\t\r\n\x00")]
    return controls + [cell for cell in found if looks_like_a_formula(cell)]


def looks_like_a_formula(cell: str) -> bool:
    """As a spreadsheet sees it, which may drop spaces, invisible letters and controls in front."""
    if re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell):
        return False
    return bool(re.match(r"[\s\x00\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]", cell))


def bytes_in(path: Path) -> bytes:
    """What is in the file, unpacked."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def _of_workbook(path: Path) -> list[str]:
    inside = bytes_in(path)
    hidden = [tag.decode() for tag in re.findall(rb"<f[ >/]|<hyperlink", inside)]
    cells = [
        cell
        for sheet in openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
        for row in sheet.iter_rows()
        for cell in row
    ]
    return hidden + [str(cell.value) for cell in cells if cell.data_type == "f" or cell.hyperlink]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _split(text: str, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


# The readers


def _separated(path: Path, separator: str) -> ReadBack:
    titles, *lines = _split(path.read_bytes().decode(), separator)
    rows = [[_typed(cell, column.kind) for cell, column in zip(line, COLUMNS, strict=True)] for line in lines]
    return ReadBack(rows, [*titles, *itertools.chain(*lines)], titles)


def _typed(cell: str, kind: str) -> str | float | None:
    if kind == "text":
        return cell
    return float(cell) if cell else None


def _xlsx(path: Path) -> ReadBack:
    book = openpyxl.load_workbook(path)
    titles, *lines = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    notes = [row[0].value for row in book.worksheets[1].iter_rows()]
    rows = [
        [
            "" if value is None and column.kind == "text" else value
            for value, column in zip(line, COLUMNS, strict=True)
        ]
        for line in lines
    ]
    texts = [value for value in itertools.chain(titles, *lines, notes) if isinstance(value, str)]
    return ReadBack(rows, [*book.sheetnames, *texts], titles, notes)


def _json(path: Path) -> ReadBack:
    document = json.loads(path.read_bytes())
    keys = [column.key if column.words is None else f"{column.key}_title" for column in COLUMNS]
    rows = [[figure[key] for key in keys] for figure in document["figures"]]
    return ReadBack(rows, _strings_of(document), notes=document["notes"])


def _strings_of(value: object) -> list[str]:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [text for each in inner for text in _strings_of(each)]
    return [value] if isinstance(value, str) else []


READERS: Mapping[str, Callable[[Path], ReadBack]] = {
    "csv": partial(_separated, separator=","),
    "json": _json,
    "xlsx": _xlsx,
}
