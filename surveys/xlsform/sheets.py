"""Decides what the sheets of a form are: rows of text under headers, each cell with its sheet, row and column.

They come from a workbook, from Markdown with pipe tables, or from CSV; in the last two the first column names the
sheet that the rows after it belong to, as pyxform reads them.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self, TypeAlias

Sheets: TypeAlias = Mapping[str, Sequence[Sequence[str]]]
"""Sheet name -> rows of text, the first of them the headers."""

_RULE = re.compile(r"[\s|:-]*\Z")
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a row counted from 1, the headers being the first, and the header of its column."""

    sheet: str
    row: int
    column: str = ""


class Cell(str):
    """The text of a cell, which knows its place and keeps it wherever it is copied to."""

    __slots__ = ("place",)
    place: Place

    def __new__(cls, text: str, place: Place) -> Self:
        found = super().__new__(cls, text)
        found.place = place
        return found


def markdown_sheets(text: str) -> dict[str, list[list[str]]]:
    r"""The sheets in Markdown tables; a bar within a cell is written `\|`, a line end `<br>`."""
    rows = []
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("|") and not (_RULE.match(bare) and "-" in bare):
            cells = _BAR.split(bare.removesuffix("|") if not bare.endswith(r"\|") else bare)[1:]
            rows.append([cell.strip().replace(r"\|", "|").replace("<br>", "\n") for cell in cells])
    return _by_sheet(rows)


def csv_sheets(text: str) -> dict[str, list[list[str]]]:
    """The sheets in one CSV file. Raises ValueError for what is no CSV."""
    return _by_sheet(csv_rows(text))


def csv_rows(text: str) -> list[list[str]]:
    """The rows of a CSV file that is one sheet. Raises ValueError for what is no CSV."""
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error as error:
        raise ValueError(str(error)) from None


def _by_sheet(rows: Iterable[Sequence[str]]) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    here: list[list[str]] | None = None
    for name, cells in _named(rows):
        if name:
            here = found.setdefault(name, [])
        if here is not None and any(cells):
            here.append(cells)
    return found


def _named(rows: Iterable[Sequence[str]]) -> Iterator[tuple[str, list[str]]]:
    for row in rows:
        cells = [cell.strip() for cell in row]
        yield (cells[0] if cells else ""), cells[1:]


def told(cell: Cell, text: str) -> Cell:
    """Another text that stands for the cell."""
    return Cell(text, cell.place)
