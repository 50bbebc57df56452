"""Decides how the registry goes into files of the form that is loaded, filled or empty."""

import csv
import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from console.registry.headers import COLUMNS, KINDS, SHEETS, Kind, header
from console.workbooks import write_workbook
from locales.catalogs import Words
from locales.marking import marked
from storage.registry import Value

Rows = Mapping[Kind, Sequence[Mapping[str, Any]]]
CODES: Final = "codes"
COLUMNS_SHEET: Final = "columns"

HELP: Final[Mapping[str, str]] = {
    "code": marked(
        "The code, which never changes: a small Latin letter, then small Latin letters, digits and _; 20 at most. "
        "Must be filled in."
    ),
    "kind": marked("central, local (a local executive body) or other. Must be filled in."),
    "agency": marked("The code of the agency that provides it. Must be filled in."),
    "region": marked("The code of a region, as KZ-75; the sheet codes has them."),
    "kk": marked("The name in Kazakh, 200 characters at most. Must be filled in."),
    "ru": marked("The name in Russian, 200 characters at most. Must be filled in."),
    "en": marked("The name in English. Where it is empty, the Russian name stands in for it."),
    "short_kk": marked("A short name in Kazakh for tables and posters, 60 characters at most."),
    "short_ru": marked("A short name in Russian for tables and posters, 60 characters at most."),
    "short_en": marked("A short name in English for tables and posters, 60 characters at most."),
    "kk_checked": marked("yes, if somebody whose language is Kazakh has read the Kazakh name; else no."),
    "valid_from": marked("The first day, as 2026-01-31 or 31.01.2026; empty where it was always there."),
    "valid_to": marked("The last day; empty while it goes on. Nothing is ever deleted: this is how it ends."),
    "predecessor": marked("The code of the one that it has followed, so that years can be compared."),
    "clients": marked("How many people are served in a year: a whole number, or empty."),
}


def write_csv(kind: Kind, rows: Rows, file: Path) -> None:
    """Writes one kind as spreadsheet programs open it with a double click: with a mark of UTF-8, and semicolons."""
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target, delimiter=";", lineterminator="\r\n").writerows(_table(kind, rows[kind]))


def write_sheets(rows: Rows, file: Path) -> None:
    """Writes these kinds into a workbook, a sheet each."""
    tables: dict[str, list[list[str]]] = {kind: _table(kind, rows[kind]) for kind in KINDS if kind in rows}
    write_workbook(tables, file, filled_in=tables)


def write_template(known: Mapping[str, Sequence[Mapping[str, Any]]], file: Path, spoken: Words) -> None:
    """Writes an empty workbook in a language, with what each column is for, and the codes that may be entered.

    `known`: the regions and agencies that there are.
    """
    language = spoken.language
    empty = {
        SHEETS[kind][language]: [[header(column, language) for column in COLUMNS[kind]]] for kind in KINDS
    }
    columns = list(dict.fromkeys(column for kind in KINDS for column in COLUMNS[kind]))
    helps = [[header(column, language), spoken.text(HELP[column])] for column in columns]
    codes = [
        [header("region" if kind == "regions" else "agency", language), row["code"], row["kk"], row["ru"]]
        for kind in ("regions", "agencies")
        for row in known[kind]
    ]
    titles = ["", *(header(column, language) for column in ("code", "kk", "ru"))]
    sheets = {**empty, COLUMNS_SHEET: [["", ""], *helps], CODES: [titles, *codes]}
    write_workbook(sheets, file, filled_in=empty)


def _table(kind: Kind, rows: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    return [list(COLUMNS[kind]), *([*_cells(kind, row)] for row in rows)]


def _cells(kind: Kind, row: Mapping[str, Any]) -> Iterator[str]:
    for column in COLUMNS[kind]:
        missing = column == "en" and row["en"] == row["ru"]
        yield "" if missing else _text(row[column])


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
