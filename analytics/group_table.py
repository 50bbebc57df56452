"""Decides what the table of figures by group says in one language: its columns, its rows, its notes.

Nothing beside the base is told of a group: what people gave no valid answer would be one more number to work a hidden
one out from.
"""

import pandas as pd

from analytics.columns import COLUMNS, Column, columns_with
from analytics.grouping import AGENCY_REGION, ITEM, WORDED, Groups
from analytics.indicators import indicators
from analytics.metadata import Metadata
from analytics.suppression import suppress
from analytics.table import Table, indicator_titles, named, published
from analytics.tallies import NATIONAL
from analytics.wordings import (
    CHOSEN_BY_AGENCY,
    EVERYBODY,
    FIGURES,
    GROUP_CAVEATS,
    GROUPINGS,
    NOT_STATED,
)
from locales.catalogs import Words, words
from locales.marking import marked
from surveys.coding import UNKNOWN

_TAKEN = (
    *("item", "question", "indicator", "indicator_title", "estimate", "lower", "upper", "se"),
    *("base", "effective_base", "status", "reason"),
)
GROUP_COLUMNS: tuple[Column, ...] = (
    Column("by", marked("Told by")),
    Column("group", marked("Group code")),
    Column("group_name", marked("Group"), origin="table"),
    *(next(column for column in COLUMNS if column.key == key) for key in _TAKEN),
)
"""In the order in which they are published."""


def group_table(groups: Groups, metadata: Metadata, language: str) -> Table:
    """The groups as a reader of `language` (kk, ru, en) gets them. Empty cells are NA."""
    said = words(language)
    rows = suppress(groups.figures.reset_index(drop=True), metadata.method.thresholds)
    known = indicators()
    question = named(rows["item"], metadata.questions, language)
    told = rows.assign(
        by=said.text(GROUPINGS[groups.by]),
        group=rows["item"] if groups.by == ITEM else rows["agency"],
        group_name=question if groups.by == ITEM else _names(rows["agency"], groups, said),
        question=question,
        indicator_title=indicator_titles(rows["indicator"], said),
    )
    return published(
        told,
        columns_with(GROUP_COLUMNS, weighted=bool(metadata.weighting)),
        metadata,
        said,
        name=FIGURES,
        decimals=tuple(known[name].DECIMALS for name in rows["indicator"]),
        explained=[
            *(known[name].DEFINITION for name in dict.fromkeys(rows["indicator"])),
            *GROUP_CAVEATS,
            *([CHOSEN_BY_AGENCY] if tells_chosen(groups) else ()),
        ],
    )


def tells_chosen(groups: Groups) -> bool:
    """Whether people whom the agency has chosen stand in a row of their own."""
    return groups.by == "route" and bool((groups.figures["agency"] == "token").any())


def _names(codes: pd.Series, groups: Groups, said: Words) -> pd.Series:
    if groups.by == AGENCY_REGION:
        pairs = codes.str.partition(" ")
        names = _plain_names(pairs[0], groups, said)
        return names.mask(codes.str.contains(" "), names + ": " + _plain_names(pairs[2], groups, said))
    return _plain_names(codes, groups, said)


def _plain_names(codes: pd.Series, groups: Groups, said: Words) -> pd.Series:
    known = {code: said.text(msgid) for code, msgid in WORDED.get(groups.by, {}).items()}
    own = {NATIONAL: said.text(EVERYBODY), UNKNOWN: said.text(NOT_STATED)}
    registered = named(codes, groups.names, said.language)
    return registered.mask(codes.isin(list(known)), codes.map(known)).mask(
        codes.isin(list(own)), codes.map(own)
    )
