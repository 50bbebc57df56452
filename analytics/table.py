"""Decides what a published table says in one language: its columns, its rows, and the notes that go with
them.

Every format of analytics/exports/ writes this same table. What a figure's status forbids is left out here
once more, so that no format can print it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.columns import COLUMNS, Column
from analytics.indicators import indicators
from analytics.metadata import LANGUAGES, Metadata, Names
from analytics.suppression import suppress
from analytics.tallies import NATIONAL
from analytics.wordings import (
    ALL_AGENCIES,
    CAMPAIGN,
    CAVEATS,
    FIGURES,
    METHOD,
    NOTES,
    PERIOD,
    RELEASE,
)
from locales.catalogs import Words, words


@dataclass(frozen=True, slots=True)
class Table:
    """`titles` and `rows` have the keys of `columns`, in their order; `decimals` how many digits of each row's
    figures to show."""

    columns: tuple[Column, ...]
    titles: Mapping[str, str]
    rows: pd.DataFrame
    decimals: tuple[int, ...]
    notes: tuple[str, ...]
    figures_name: str
    notes_name: str


def table(figures: pd.DataFrame, metadata: Metadata, language: str) -> Table:
    """The figures (`assessment.figures`) as a reader of `language` (kk, ru, en) gets them.

    Empty cells are NA. KeyError for another language, and for a campaign without a title in this one.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    said = words(language)
    rows = suppress(figures.reset_index(drop=True), metadata.method.thresholds)
    known = indicators()
    told = rows.assign(
        agency_name=agency_names(rows["agency"], metadata, said),
        indicator_title=indicator_titles(rows["indicator"], said),
        question=named(rows["item"], metadata.questions, language),
    )
    return published(
        told,
        COLUMNS,
        metadata,
        said,
        name=FIGURES,
        decimals=tuple(known[name].DECIMALS for name in rows["indicator"]),
        explained=[*(known[name].DEFINITION for name in metadata.method.indicators), *CAVEATS],
    )


def published(
    told: pd.DataFrame,
    columns: Sequence[Column],
    metadata: Metadata,
    said: Words,
    *,
    name: str,
    decimals: tuple[int, ...],
    explained: Sequence[str],
) -> Table:
    """The table of these columns, of whose codes a reader gets the meanings.

    `told` has all the columns, and may have others; `name` and `explained` are msgids: the table's name, and what its
    notes say below their heading.
    """
    values = placeholders(metadata)
    coded = {
        column.key: told[column.key].map(_meanings(column.words, said, values))
        for column in columns
        if column.words is not None
    }
    return Table(
        tuple(columns),
        {column.key: said.text(column.title) for column in columns},
        told.assign(**coded)[[column.key for column in columns]],
        decimals,
        (*_heading(metadata, said), *(said.text(msgid, **values) for msgid in explained)),
        said.text(name),
        said.text(NOTES),
    )


def agency_names(codes: pd.Series, metadata: Metadata, said: Words) -> pd.Series:
    """The names of agencies, and of all together."""
    return named(codes, metadata.agencies, said.language).mask(codes == NATIONAL, said.text(ALL_AGENCIES))


def indicator_titles(names: pd.Series, said: Words) -> pd.Series:
    """The titles of indicators."""
    return names.map({name: said.text(indicator.TITLE) for name, indicator in indicators().items()})


def named(codes: pd.Series, names: Names, language: str) -> pd.Series:
    """The names of codes; a code without one stands for itself."""
    known = {code: name[language] for code, name in names.items() if language in name}
    return codes.map(lambda code: known.get(code, code)).astype("str")


def placeholders(metadata: Metadata) -> dict[str, str | int]:
    """What the wordings name of a method."""
    method = metadata.method
    return {
        "confidence": f"{100 * method.confidence:g}",
        "top_of_five": method.rules.satisfied[5],
        "top_of_four": method.rules.satisfied[4],
        "publish": method.thresholds.publish,
        "flag_below": method.thresholds.flag_below,
        "privacy": method.thresholds.privacy,
    }


def _meanings(words: Mapping[str, str], said: Words, values: Mapping[str, str | int]) -> dict[str, str]:
    return {code: said.text(msgid, **values) if msgid else "" for code, msgid in words.items()}


def _heading(metadata: Metadata, said: Words) -> tuple[str, ...]:
    """The notes that every table begins with: whose answers, when, by which rules."""
    method = metadata.method
    return (
        said.text(CAMPAIGN, campaign=metadata.campaign[said.language]),
        said.text(PERIOD, starts=said.format_date(metadata.starts), ends=said.format_date(metadata.ends)),
        said.text(
            METHOD,
            method=method.title.in_language(said.language),
            edition=method.edition,
            first=said.format_date(method.valid.first),
            last=said.format_date(method.valid.last),
        ),
        *(_release(metadata, said)),
    )


def _release(metadata: Metadata, said: Words) -> tuple[str, ...]:
    if metadata.release is None:
        return ()
    number, day = metadata.release
    privacy = metadata.method.thresholds.privacy
    return (said.text(RELEASE, number=number, day=said.format_date(day), privacy=privacy),)
