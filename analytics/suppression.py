"""Decides which figures may be shown: bases large enough to be reliable, and for nobody to be recognised.

The two thresholds are never mixed. Each figure is judged by itself here: whether a total gives away a hidden
part is a property of a whole table, and is not decided in this file. Which column a verdict empties is said
in columns.py.
"""

import numpy as np
import pandas as pd

from analytics.columns import COLUMNS, DEFF, WITH_WEIGHTS
from analytics.methods import Thresholds

PUBLISHED, FLAGGED, UNRELIABLE, HIDDEN = "published", "flagged", "unreliable", "hidden"
ASIDE = [column.key for column in COLUMNS if column.aside]
"""The counts of people without a valid answer."""
SHOWN = frozenset({PUBLISHED, FLAGGED})
"""The statuses whose figure is shown."""

REASONS = {PUBLISHED: "", FLAGGED: "modest_base", UNRELIABLE: "small_base", HIDDEN: "few_people"}
"""Status -> reason key of `wordings.REASONS`; "" where there is nothing to say."""


def reliability(figures: pd.DataFrame, thresholds: Thresholds) -> pd.Series:
    """published, flagged or unreliable for each row, by its `effective_base`.

    Source: NCHS, National Home and Hospice Care Survey: under 30 not reported, 30 to 59 reported with a flag.
    """
    base = figures["effective_base"].to_numpy(dtype=float, na_value=0.0)
    conditions = [base < thresholds.publish, base < thresholds.flag_below]
    return pd.Series(
        np.select(conditions, [UNRELIABLE, FLAGGED], PUBLISHED), index=figures.index, dtype="str"
    )


def too_few(people: pd.Series, thresholds: Thresholds) -> pd.Series:
    """True for each count of people that is under the privacy threshold, 0 and unknown included.

    Source: threshold 10 as in ONS research outputs and the NHS GP Patient Survey.
    """
    return people.fillna(0) < thresholds.privacy


def judge(figures: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """The figures with columns `status` and `reason` (key), by their bases. Being hidden goes before."""
    status = reliability(figures, thresholds).mask(too_few(figures["base"], thresholds), HIDDEN)
    return figures.assign(status=status, reason=status.map(REASONS).astype("str"))


def suppress(figures: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """The figures without the numbers that their status, or too few people, forbid.

    `figures` has a `status` and every column that says something of people. What was suppressed before stays so: the
    assessment calls this, and the table once more, so that no export can print what a status forbids.
    """
    few = {key: too_few(figures[key], thresholds) for key in {each.private_by for each in COLUMNS} - {""}}
    few["base"] |= figures["status"] == HIDDEN
    unreliable = ~figures["status"].isin(SHOWN)
    aside = _hidden_aside(figures, few["base"], thresholds)
    shown = figures.assign(
        **{
            column.key: figures[column.key].mask(
                few[column.private_by] | unreliable if column.reliable_only else few[column.private_by]
            )
            for column in (*COLUMNS, *(WITH_WEIGHTS if DEFF in figures else ()))
            if column.private_by
        },
        **{key: figures[key].mask(aside[key]) for key in ASIDE},
    )
    any_hidden = shown[ASIDE].isna().any(axis=1)
    return shown.assign(hidden_counts=any_hidden.map({True: "few_aside", False: ""}).astype("str"))


def _hidden_aside(figures: pd.DataFrame, base_hidden: pd.Series, thresholds: Thresholds) -> pd.DataFrame:
    """Which counts beside the base are hidden: those of few people, and what would give these, or the base, away.

    Respondents less all that is shown is what is hidden. So those who are hidden in a row, a hidden base among them,
    are nobody or at least the threshold: else the counts of nobody are hidden too, and the smallest of the others until
    they are. Nobody's count by itself is no secret: where forty people do not know, forty are reported.
    """
    counts = figures[ASIDE].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    known = np.nan_to_num(counts)
    hidden = np.isnan(counts) | ((known > 0) & (known < thresholds.privacy))
    base = np.where(base_hidden, figures["base"].astype("Float64").to_numpy(dtype=float, na_value=0.0), 0.0)
    for _ in ASIDE:
        together = base + (known * hidden).sum(axis=1)
        short = (together > 0) & (together < thresholds.privacy)
        hidden |= short[:, np.newaxis] & (known == 0)
        candidates = np.where(hidden, np.inf, known)
        smallest = candidates.argmin(axis=1)
        rows = np.flatnonzero(short & np.isfinite(candidates.min(axis=1)))
        hidden[rows, smallest[rows]] = True
    return pd.DataFrame(hidden, index=figures.index, columns=ASIDE)
