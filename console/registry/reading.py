"""Decides what the rows of registry files say, each taken by itself, with every mistake in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from console import data_files
from console.registry.cells import WrongError, read_cell
from console.registry.findings import Finding, Key
from console.registry.headers import KINDS, Kind, column_of, kind_of, kind_of_sheet, read_headers
from console.workbooks import WorkbookLimits
from storage.registry import Value
from surveys.coding import LANGUAGES

LIMITS: Final = WorkbookLimits(file=20, unpacked=200, rows=50_001, columns=100)
"""MiB of a workbook, and so on: the country has some 1,300 kinds of services, and some thousand offices."""
HEADERS: Final = 1
"""The row of the headers."""
_KAZAKH: Final = frozenset("әғқңөұүһі")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a CSV file, or of one sheet of a workbook; `name` is "" for the former."""

    file: str
    name: str
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a row says it, and where that stands. `entry` has only the columns that the file has."""

    kind: Kind
    sheet: Sheet
    row: int
    places: Mapping[str, int]
    entry: dict[str, Value]

    @property
    def code(self) -> str:
        """Its code, "" where that is wrong."""
        return str(self.entry.get("code") or "")

    def finding(self, key: Key, column: str = "", **values: str) -> Finding:
        """Something about it, said of a column that the file has, or of the row."""
        return finding(self.sheet, self.row, key, self.places.get(column), values)


@dataclass(slots=True)
class Said:
    """All that files say: their lines, in order, and the mistakes that were met."""

    lines: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def open_files(files: Sequence[Path]) -> list[Sheet]:
    """The sheets of the files. Of a workbook with sheets called as a kind only those count. Raises DataFileError."""
    return [sheet for file in files for sheet in _sheets(file)]


def read_lines(sheets: Sequence[Sheet]) -> Said:
    """What they say."""
    said = Said()
    for sheet in sheets:
        kind = kind_of_sheet(sheet.name) or kind_of(_columns(sheet))
        if kind is None:
            said.findings.append(finding(sheet, HEADERS, "kind-unclear"))
        else:
            _read(sheet, kind, said)
    if sheets and not said.lines and not said.findings:
        said.findings.append(finding(sheets[0], HEADERS, "no-rows"))
    said.lines.sort(key=lambda line: KINDS.index(line.kind))
    return said


def finding(
    sheet: Sheet, row: int, key: Key, place: int | None = None, values: Mapping[str, str] | None = None
) -> Finding:
    """Something about a sheet, with the header of its column as the file has it."""
    headers = sheet.rows[0] if sheet.rows else ()
    column = headers[place].strip() if place is not None and place < len(headers) else ""
    return Finding(sheet.file, sheet.name, row, key, values or {}, place, column)


def _sheets(file: Path) -> Iterator[Sheet]:
    found = {name: rows for name, rows in data_files.sheets(file, LIMITS).items() if rows}
    named = {name: rows for name, rows in found.items() if kind_of_sheet(name)}
    for name, rows in (named or found or {"": []}).items():
        yield Sheet(str(file), name, rows)


def _columns(sheet: Sheet) -> list[str]:
    return [column for text in _headers(sheet) if (column := column_of(text))]


def _headers(sheet: Sheet) -> list[str]:
    """The headers; empty ones at the end are none."""
    headers = list(sheet.rows[0]) if sheet.rows else []
    while headers and not headers[-1].strip():
        headers.pop()
    return headers


def _read(sheet: Sheet, kind: Kind, said: Said) -> None:
    headers = _headers(sheet)
    places, wrong = read_headers(kind, headers)
    said.findings += [finding(sheet, HEADERS, key, place, values) for place, key, values in wrong]
    for number, cells in enumerate(sheet.rows[1:], start=HEADERS + 1):
        if not any(map(str.strip, cells)):
            continue
        if any(map(str.strip, cells[len(headers) :])):
            said.findings.append(finding(sheet, number, "more-cells"))
        line = Line(kind, sheet, number, places, {})
        for column, place in places.items():
            try:
                line.entry[column], notes = read_cell(
                    kind, column, cells[place] if place < len(cells) else ""
                )
            except WrongError as error:
                notes = [error.note]
            said.findings += [line.finding(key, column, **values) for key, values in notes]
        said.findings += _languages(line)
        said.lines.append(line)


def _languages(line: Line) -> Iterator[Finding]:
    """A name that seems to stand in the column of another language."""
    kk, ru = (str(line.entry.get(language) or "").casefold() for language in LANGUAGES[:2])
    if kk and kk == ru:
        yield line.finding("same-name", "ru" if _KAZAKH & set(kk) else "kk")
    elif kk and ru and _KAZAKH & set(ru) and not _KAZAKH & set(kk):
        yield line.finding("swapped-names", "kk")
