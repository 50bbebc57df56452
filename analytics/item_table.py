"""Decides what the table of the answers to each question says in one language: its columns, its rows, its notes."""

import pandas as pd

from analytics.columns import Column
from analytics.metadata import Metadata
from analytics.table import Table, agency_names, named, published
from analytics.wordings import (
    GENERAL_CODES,
    ITEM_CAVEATS,
    ITEMS,
    ITEMS_UNWEIGHTED,
    ROW_KINDS,
    STATISTICS,
    STATUSES,
)
from locales.catalogs import Words, words
from locales.marking import marked

ITEM_COLUMNS: tuple[Column, ...] = (
    Column("agency", marked("Agency code")),
    Column("agency_name", marked("Agency"), origin="table"),
    Column("item", marked("Question code")),
    Column("question", marked("Question"), origin="table"),
    Column("kind", marked("Kind of row"), words=ROW_KINDS),
    Column("code", marked("Answer code")),
    Column("answer", marked("Answer"), origin="table"),
    Column("n", marked("People"), kind="people"),
    Column("base", marked("Base"), kind="people"),
    Column("percent", marked("Percent of the base"), kind="number"),
    Column("value", marked("Value"), kind="number"),
    Column("status", marked("Status"), words=STATUSES),
)
"""In the order in which they are published."""
DECIMALS = 2


def item_table(rows: pd.DataFrame, metadata: Metadata, language: str) -> Table:
    """The rows (`frequencies.frequencies`) as a reader of `language` (kk, ru, en) gets them. Empty cells are NA."""
    said = words(language)
    told = rows.assign(
        agency_name=agency_names(rows["agency"], metadata, said),
        question=named(rows["item"], metadata.questions, language),
        answer=[
            _answer(said, metadata, item, code)
            for item, code in rows[["item", "code"]].itertuples(index=False)
        ],
    )
    decimals = (DECIMALS,) * len(rows)
    explained = (*ITEM_CAVEATS, *([ITEMS_UNWEIGHTED] if metadata.weighting else []))
    return published(told, ITEM_COLUMNS, metadata, said, name=ITEMS, decimals=decimals, explained=explained)


def _answer(said: Words, metadata: Metadata, item: str, code: str) -> str:
    label = metadata.options.get(item, {}).get(code, {}).get(said.language)
    general = STATISTICS.get(code) or GENERAL_CODES.get(code)
    return label or (said.text(general) if general else code)
