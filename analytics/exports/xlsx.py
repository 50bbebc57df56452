"""Writes figures as an Excel workbook: typed cells under a frozen title row, and a sheet of notes.

Texts are written as texts, never as formulas or links, and the creation date is constant, so that the same
figures give the same bytes.
"""

import datetime
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from analytics.columns import Column, Kind
from analytics.group_table import group_table
from analytics.grouping import Groups
from analytics.item_table import item_table
from analytics.metadata import Metadata
from analytics.sheet import Sheet, sheet_table
from analytics.table import Table, table

NAME = "xlsx"
SUFFIX = ".xlsx"

CREATED = datetime.datetime(1980, 1, 1)
"""The earliest day a ZIP archive knows, which every reader takes for "no date"."""

WIDTHS = (9, 60)
"""Characters: the narrowest and the widest column."""

NOTES_WIDTH = 100
"""Characters of the notes' only column."""

LONGEST_TEXT = 32_767
"""Characters that Excel allows in a cell; XlsxWriter drops a longer text without a word."""

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(figures: pd.DataFrame, metadata: Metadata, path: Path, language: str) -> None:
    """Two sheets; what is suppressed is an empty cell with its reason beside it."""
    _write(table(figures, metadata, language), path)


def write_items(rows: pd.DataFrame, metadata: Metadata, path: Path, language: str) -> None:
    """Two sheets as well."""
    _write(item_table(rows, metadata, language), path)


def write_groups(groups: Groups, metadata: Metadata, path: Path, language: str) -> None:
    """Two sheets as well."""
    _write(group_table(groups, metadata, language), path)


def write_sheet(sheet: Sheet, metadata: Metadata, path: Path, language: str) -> None:
    """Two sheets as well."""
    _write(sheet_table(sheet, metadata, language), path)


def _write(found: Table, path: Path) -> None:
    with xlsxwriter.Workbook(str(path), _OPTIONS) as workbook:
        workbook.set_properties({"created": CREATED})
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        people = workbook.add_format({"num_format": "#,##0"})
        digits = {
            count: workbook.add_format({"num_format": f"0.{'0' * count}"}) for count in set(found.decimals)
        }
        sheet = workbook.add_worksheet(found.figures_name)
        sheet.freeze_panes(1, 2)
        for place, column in enumerate(found.columns):
            sheet.write_string(0, place, found.titles[column.key], bold)
            formats = (
                [people] * len(found.rows) if column.kind == "people" else [digits[n] for n in found.decimals]
            )
            _write_column(sheet, place, column, found, formats)
        sheet.autofilter(0, 0, len(found.rows), len(found.columns) - 1)
        _write_notes(
            workbook.add_worksheet(found.notes_name), found, workbook.add_format({"text_wrap": True})
        )


def _write_column(
    sheet: Worksheet, place: int, column: Column, found: Table, formats: Sequence[Format]
) -> None:
    values = found.rows[column.key]
    sheet.set_column(place, place, _width(column.kind, found.titles[column.key], values))
    for row, (value, shape) in enumerate(zip(values, formats, strict=True), start=1):
        if column.kind == "text":
            sheet.write_string(row, place, str(value)[:LONGEST_TEXT])
        elif not pd.isna(value):
            sheet.write_number(row, place, value, shape)


def _write_notes(sheet: Worksheet, found: Table, wrapped: Format) -> None:
    sheet.set_column(0, 0, NOTES_WIDTH)
    for row, note in enumerate(found.notes):
        sheet.write_string(row, 0, note[:LONGEST_TEXT], wrapped)


def _width(kind: Kind, title: str, values: pd.Series) -> int:
    longest_word = max(map(len, title.split()))
    longest_value = int(values.str.len().max()) if kind == "text" and len(values) else 0
    return min(max(longest_word + 2, longest_value + 1, WIDTHS[0]), WIDTHS[1])
