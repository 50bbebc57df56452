"""Decides what counts of answers amount to: valid answers by score, answers without a value apart, and respondents.

The counts are summed once, over everything but agency, item and code; all that follows works on that small
table.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveys.answers import DONT_KNOW, NOT_APPLICABLE, PREFER_NOT
from surveys.coding import RESPONSES, SKIP
from surveys.items import item_types

KEYS = ["agency", "item", "code"]
"""What of the counts is looked at, beside `n`; the rest is summed over."""

NATIONAL = "*"
"""Stands where an agency's code does for all agencies together: no agency can have this code."""

WITHOUT_VALUE = {
    NOT_APPLICABLE: "not_applicable",
    DONT_KNOW: "dont_know",
    PREFER_NOT: "prefer_not",
    SKIP: "skipped",
}
"""Code -> the column that reports it (SDG 16.6.2: never in a base, always reported)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts in brief; the rows of `answers` and `apart` are the same, indexed by (agency, item).

    `answers`: agency, item, code, score, n; a row per code that has a score, the national rows first.
    `apart`: not_applicable, dont_know, prefer_not, skipped, unscored (other codes without a score):
    respondents.
    `respondents`: per agency, people: exact where RESPONSES are counted, else those who met the item that
    most people met.
    """

    answers: pd.DataFrame
    apart: pd.DataFrame
    respondents: pd.Series


def tally(counts: pd.DataFrame, items: pd.DataFrame) -> Tally:
    """The counts, with all agencies together as agency NATIONAL, against the scored options `items`.

    Items that have no scored option are left out. ValueError for a missing column, for counts that are no whole
    numbers, for those that sum to less than 0 (a withdrawal that was never an answer), for an agency NATIONAL, for a
    code with two scores, and where an item has more answers than its agency has respondents.
    """
    missing = [name for name in [*KEYS, "n"] if name not in counts.columns]
    if missing:
        raise ValueError(f"the counts have no column {', '.join(missing)}")
    _refuse(counts)
    totals = _totals(counts)
    counted = totals[totals["item"] == RESPONSES]
    totals = totals[totals["item"].isin(items["item"])]
    respondents = (
        _respondents(totals, items) if counted.empty else _together(counted.groupby("agency")["n"].sum())
    )
    _refuse_more_answers_than_people(totals, items, respondents)
    totals = pd.concat([_national(totals), totals], ignore_index=True)
    options = items[["item", "code", "score"]].drop_duplicates()
    scored = totals.merge(options, on=["item", "code"], how="left", validate="many_to_one")
    return Tally(scored[scored["score"].notna()], _apart(scored), respondents)


def by_score(answers: pd.DataFrame, groups: pd.Index, scores: tuple[float, ...]) -> pd.DataFrame:
    """Respondents: a row per group (agency, item), a column per score, 0 where nobody is."""
    summed = answers.groupby(["agency", "item", "score"], observed=True)["n"].sum()
    return summed.unstack(fill_value=0).reindex(index=groups, columns=list(scores), fill_value=0)


def _refuse(counts: pd.DataFrame) -> None:
    people = pd.to_numeric(counts["n"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    if not (np.isfinite(people) & (people == np.floor(people))).all():
        wrong = counts["n"][~(np.isfinite(people) & (people == np.floor(people)))]
        raise ValueError(f"respondents are counted whole, not as {', '.join(map(str, wrong.head(5)))}")
    if (counts["agency"] == NATIONAL).any():
        raise ValueError(f"no agency can be called {NATIONAL}: it stands for all agencies together")


def _refuse_more_answers_than_people(
    totals: pd.DataFrame, items: pd.DataFrame, respondents: pd.Series
) -> None:
    met = _met(totals, items)
    people = respondents.reindex(met.index.get_level_values("agency"), fill_value=0).to_numpy()
    wrong = met[met.to_numpy() > people]
    if not wrong.empty:
        n = int(wrong.iloc[0])
        agency, item = (str(wrong.index.get_level_values(name)[0]) for name in ("agency", "item"))
        raise ValueError(
            f"{agency}/{item}: {n} answers of {int(respondents.get(agency, 0))} respondents: the counts do not "
            "belong together"
        )


def _totals(counts: pd.DataFrame) -> pd.DataFrame:
    totals = counts.groupby(KEYS, observed=True)["n"].sum().reset_index()
    totals = totals.astype(dict.fromkeys(KEYS, "str"))
    wrong = totals[totals["n"] < 0]
    if not wrong.empty:
        places = ", ".join((wrong["agency"] + "/" + wrong["item"] + "/" + wrong["code"]).head(5))
        raise ValueError(f"fewer than 0 respondents are counted: {places}")
    return totals


def _national(totals: pd.DataFrame) -> pd.DataFrame:
    return totals.groupby(["item", "code"])["n"].sum().reset_index().assign(agency=NATIONAL)


def _respondents(totals: pd.DataFrame, items: pd.DataFrame) -> pd.Series:
    return _together(_met(totals, items).groupby("agency").max())


def _met(totals: pd.DataFrame, items: pd.DataFrame) -> pd.Series:
    """Respondents by agency and item. Where one is counted under several codes, counts do not add up to people."""
    several = {name for name, model in item_types().items() if model.expects == "ticks"}
    single = items.loc[~items["type"].isin(several), "item"]
    return totals[totals["item"].isin(single)].groupby(["agency", "item"])["n"].sum()


def _together(per_agency: pd.Series) -> pd.Series:
    """With all agencies first: they share no respondent, so their sum is the whole."""
    respondents: pd.Series = pd.concat([pd.Series({NATIONAL: per_agency.sum()}), per_agency])
    return respondents.astype("int64")


def _apart(scored: pd.DataFrame) -> pd.DataFrame:
    where = scored["code"].map(WITHOUT_VALUE).fillna("unscored").mask(scored["score"].notna(), "valid")
    counts = scored.assign(where=where).groupby(["agency", "item", "where"])["n"].sum().unstack(fill_value=0)
    return counts.reindex(columns=[*WITHOUT_VALUE.values(), "unscored"], fill_value=0)
