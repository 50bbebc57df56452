"""Decides what the counts of a group say of it: the mean of a value, its standard error, spread and bases.

Every indicator is such a mean: of 100 and 0 for a share, of the score itself for a mean, of 100, 0 and -100
for a Net Promoter Score. So this is the one place that has to know about a design; today each respondent
counts once.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analytics.columns import INDICATOR_COLUMNS
from analytics.precision import Interval


def scores_of(counts: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The scores that head the columns of `counts`."""
    return counts.columns.to_numpy(dtype=float)


def estimate(counts: pd.DataFrame, values: ArrayLike, *, sample: int | None = None) -> pd.DataFrame:
    """Per group: estimate and se (unit of `values`), spread (its square), base, effective_base (people).

    `counts` has a row per group and a column per score: how many respondents gave a valid answer with that
    score. `values` is what each score is worth, one per column. `sample` is how many respondents the whole
    sample has, of which each group is a part; None takes every group as a sample of its own. The spread is
    the variance with the base as divisor. A group nobody answered has NaN.
    Source: linearised mean of a domain, `V = n/(n-1) * sum(z^2)` with `z = (y - mean)/base` and n the whole
    sample (Särndal, Swensson and Wretman 1992); equal to R's svyby(svymean) with equal weights.
    """
    n = counts.to_numpy(dtype=float)
    worth = np.asarray(values, dtype=float)
    base = n.sum(axis=1)
    people = np.where(base > 0, base, np.nan)
    mean = n @ worth / people
    spread = (n * (worth - mean[:, np.newaxis]) ** 2).sum(axis=1) / people
    whole = people if sample is None else np.full_like(people, float(sample))
    correction = whole / np.where(whole > 1, whole - 1, np.nan)
    return pd.DataFrame(
        {
            "estimate": mean,
            "se": np.sqrt(correction * spread / people),
            "spread": spread,
            "base": base.astype("int64"),
            "effective_base": base,
        },
        index=counts.index,
    )


def with_interval(found: pd.DataFrame, interval: Interval) -> pd.DataFrame:
    """What `estimate` found, with the bounds beside it: the columns of INDICATOR_COLUMNS."""
    return found.assign(lower=interval.lower, upper=interval.upper)[INDICATOR_COLUMNS]
