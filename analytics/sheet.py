"""Decides what a table beside the figures is, and what it says in one language: waves, ranks, drivers, quality.

A sheet is made of figures that may be shown, or of rows with a threshold of their own; a format writes any of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from analytics.columns import COLUMNS, Column
from analytics.metadata import Metadata
from analytics.table import Table, agency_names, indicator_titles, named, published
from locales.catalogs import Words, words
from locales.marking import marked

OTHER_CAMPAIGN = marked("Compared with: {campaign}; fieldwork {starts} – {ends}")
DECIMALS = 3
"""Digits after the point in a workbook; its cells hold all of them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`name`: of the file and in JSON. `title`, `explained`: msgids. `rows`: the columns not made for a reader.

    `beside`: what is said of the other campaign, where the sheet is of two.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: pd.DataFrame
    explained: tuple[str, ...]
    beside: Metadata | None = None


def known_columns(*keys: str) -> tuple[Column, ...]:
    """Columns that figures have, too, by their keys, in this order."""
    found = {column.key: column for column in COLUMNS}
    return tuple(found[key] for key in keys)


def sheet_table(sheet: Sheet, metadata: Metadata, language: str) -> Table:
    """The sheet as a reader of `language` (kk, ru, en) gets it. Empty cells are NA."""
    said = words(language)
    rows = sheet.rows.reset_index(drop=True)
    told = {
        column.key: _TOLD[column.key](rows, metadata, said)
        for column in sheet.columns
        if column.origin == "table"
    }
    table = published(
        rows.assign(**told),
        sheet.columns,
        metadata,
        said,
        name=sheet.title,
        decimals=(DECIMALS,) * len(rows),
        explained=sheet.explained,
    )
    if sheet.beside is None:
        return table
    other = said.text(
        OTHER_CAMPAIGN,
        campaign=sheet.beside.campaign[language],
        starts=said.format_date(sheet.beside.starts),
        ends=said.format_date(sheet.beside.ends),
    )
    return replace(table, notes=(*table.notes[:2], other, *table.notes[2:]))


_TOLD: Mapping[str, Callable[[pd.DataFrame, Metadata, Words], pd.Series]] = {
    "agency_name": lambda rows, metadata, said: agency_names(rows["agency"], metadata, said),
    "question": lambda rows, metadata, said: named(rows["item"], metadata.questions, said.language),
    "indicator_title": lambda rows, _metadata, said: indicator_titles(rows["indicator"], said),
}
"""How what is told in words is made."""
