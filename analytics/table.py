"""Decides what a published table says in one language: its columns, its rows, and the notes that go with
them.

Every format of analytics/exports/ writes this same table. What a figure's status forbids is left out here
once more, so that no format can print it.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analytics.about import LANGUAGES, About, Names
from analytics.indicators import indicators
from analytics.methods import Thresholds
from analytics.suppression import COUNTED, HIDDEN, MEASURED, SHOWN, too_few
from analytics.tallies import NATIONAL
from analytics.wordings import (
    ALL_AGENCIES,
    CAMPAIGN,
    CAVEATS,
    COLUMNS,
    FIGURES,
    METHOD,
    NOTES,
    PERIOD,
    REASONS,
    STATUSES,
)
from locales.catalogs import Words, words

Kind = Literal["text", "people", "number"]

_PEOPLE = {"respondents", "base", "not_applicable", "dont_know", "prefer_not", "skipped", "unscored"}
_NUMBERS = {*MEASURED, "effective_base"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its unchanging key, its title in the reader's language, and what it holds."""

    key: str
    title: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` has the columns' keys in their order; `decimals` how many digits of each row's figures to
    show."""

    columns: tuple[Column, ...]
    rows: pd.DataFrame
    decimals: tuple[int, ...]
    notes: tuple[str, ...]
    figures_name: str
    notes_name: str


def table(figures: pd.DataFrame, about: About, language: str) -> Table:
    """The figures (`assessment.figures`) as a reader of `language` (kk, ru, en) gets them.

    Empty cells are NA. KeyError for another language, and for a campaign without a title in this one.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    said = words(language)
    rows = _without_suppressed(figures, about.method.thresholds)
    known = indicators()
    values = _placeholders(about)
    titles = {name: said.text(indicator.TITLE) for name, indicator in known.items()}
    reasons = {key: said.text(msgid, **values) for key, msgid in REASONS.items()}
    statuses = {key: said.text(msgid) for key, msgid in STATUSES.items()}
    named = rows.assign(
        agency_name=_named(rows["agency"], about.agencies, language).mask(
            rows["agency"] == NATIONAL, said.text(ALL_AGENCIES)
        ),
        indicator_title=rows["indicator"].map(titles),
        question=_named(rows["item"], about.questions, language),
        status=rows["status"].map(statuses),
        reason=rows["reason"].map(reasons).fillna(""),
    )
    return Table(
        tuple(Column(key, said.text(title), _kind(key)) for key, title in COLUMNS.items()),
        named[list(COLUMNS)],
        tuple(known[name].DECIMALS for name in rows["indicator"]),
        _notes(about, said),
        said.text(FIGURES),
        said.text(NOTES),
    )


def _without_suppressed(figures: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    rows = figures.reset_index(drop=True)
    rows[MEASURED] = rows[MEASURED].where(rows["status"].isin(SHOWN), np.nan)
    rows[COUNTED] = rows[COUNTED].mask(rows["status"] == HIDDEN)
    rows["respondents"] = rows["respondents"].mask(too_few(rows["respondents"], thresholds))
    return rows


def _named(codes: pd.Series, names: Names, language: str) -> pd.Series:
    known = {code: name[language] for code, name in names.items() if language in name}
    return codes.map(known).fillna(codes).astype("str")


def _placeholders(about: About) -> dict[str, str | int]:
    method = about.method
    return {
        "confidence": f"{100 * method.confidence:g}",
        "satisfied": ", ".join(f"{score:g}" for score in method.rules.satisfied),
        "publish": method.thresholds.publish,
        "flag_below": method.thresholds.flag_below,
        "privacy": method.thresholds.privacy,
    }


def _notes(about: About, said: Words) -> tuple[str, ...]:
    values = _placeholders(about)
    method = about.method
    definitions = [indicators()[name].DEFINITION for name in method.indicators]
    return (
        said.text(CAMPAIGN, campaign=about.campaign[said.language]),
        said.text(PERIOD, starts=said.format_date(about.starts), ends=said.format_date(about.ends)),
        said.text(METHOD, method=method.title.in_language(said.language), edition=method.edition),
        *(said.text(msgid, **values) for msgid in [*definitions, *CAVEATS]),
    )


def _kind(key: str) -> Kind:
    if key in _PEOPLE:
        return "people"
    return "number" if key in _NUMBERS else "text"
