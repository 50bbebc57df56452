"""Writes figures as CSV: UTF-8, RFC 4180, a title row in the reader's language.

No text can become a formula. Texts are always quoted, and one that begins like a formula gets an apostrophe
in front; so does what follows a semicolon, tab or line break inside a text, because Excel in Kazakh and
Russian splits lines at semicolons. Numbers are never touched: a negative Net Promoter Score stays a number.
Source: OWASP "CSV Injection"; ASVS 5.0, 1.2.10.
"""

import re
from pathlib import Path

import pandas as pd

from analytics.columns import Kind
from analytics.group_table import group_table
from analytics.grouping import Groups
from analytics.item_table import item_table
from analytics.metadata import Metadata
from analytics.sheet import Sheet, sheet_table
from analytics.table import Table, table

NAME = "csv"
SUFFIX = ".csv"

_FORMULA_START = re.compile(
    r"(?P<before>(?:^|[;\t\r\n\x00])[\s\x00\u200b-\u200f\u2060\ufeff\"]*)(?P<sign>[=+\-@＝＋－＠])"
)
_CONTROL_START = re.compile(r"^[\t\r\n\x00]")


def write(figures: pd.DataFrame, metadata: Metadata, path: Path, language: str) -> None:
    """One row per figure, lines ended by CR LF; what is suppressed is an empty cell with its reason beside
    it."""
    _write(table(figures, metadata, language), path)


def write_items(rows: pd.DataFrame, metadata: Metadata, path: Path, language: str) -> None:
    """One row for each answer of each question."""
    _write(item_table(rows, metadata, language), path)


def write_groups(groups: Groups, metadata: Metadata, path: Path, language: str) -> None:
    """One row for each group and indicator."""
    _write(group_table(groups, metadata, language), path)


def write_sheet(sheet: Sheet, metadata: Metadata, path: Path, language: str) -> None:
    """One row for each of the sheet."""
    _write(sheet_table(sheet, metadata, language), path)


def _write(found: Table, path: Path) -> None:
    titles = ",".join(map(_quoted, found.titles.values()))
    cells = [[_cell(value, column.kind) for value in found.rows[column.key]] for column in found.columns]
    lines = [titles, *(",".join(row) for row in zip(*cells, strict=True))]
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode())


def harmless(text: str) -> str:
    """The text, with an apostrophe wherever a spreadsheet could take it for the beginning of a formula."""
    marked = _FORMULA_START.sub(r"\g<before>'\g<sign>", text)
    return f"'{marked}" if _CONTROL_START.match(marked) else marked


def _cell(value: object, kind: Kind) -> str:
    if kind == "text":
        return _quoted(str(value))
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    return repr(float(value)) if kind == "number" else str(value)  # type: ignore[arg-type]


def _quoted(text: str) -> str:
    return '"' + harmless(text).replace('"', '""') + '"'
