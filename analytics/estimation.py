"""Decides what the counts of a group say of it: the mean of a value, its standard error, spread and bases.

Every indicator is such a mean: of 100 and 0 for a share, of the score itself for a mean, of 100, 0 and -100
for a Net Promoter Score. So this is the one place that has to know about a design: counts are those of respondents who
count once each, or by cell with weights.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analytics.answered import CellCounts, Joint
from analytics.columns import DEFF, INDICATOR_COLUMNS
from analytics.linearisation import Design, Means
from analytics.precision import Interval, mean_interval, wilson

Counts = pd.DataFrame | CellCounts
"""People by group and score; by cell too, where they have weights."""


def scores_of(counts: Counts) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The scores that head the columns of `counts`."""
    return counts.columns.to_numpy(dtype=float)


def estimate(counts: Counts, values: ArrayLike, *, sample: int | None = None) -> pd.DataFrame:
    """Per group: estimate and se (unit of `values`), spread (its square), base, effective_base (people), trials.

    `trials`: of how many answers a share has the exactness; with weights the least of base, Kish's base and spread /
    se^2.

    `counts` has a row per group and a column per score: how many respondents gave a valid answer with that
    score. `values` is what each score is worth, one per column. `sample` is how many respondents the whole
    sample has, of which each group is a part; None takes every group as a sample of its own. The spread is
    the variance with the base as divisor. A group nobody answered has NaN.
    Source: linearised mean of a domain, `V = n/(n-1) * sum(z^2)` with `z = (y - mean)/base` and n the whole
    sample (Särndal, Swensson and Wretman 1992); equal to R's svyby(svymean) with equal weights.
    """
    worth = np.asarray(values, dtype=float)
    if isinstance(counts, CellCounts):
        return weighted(
            counts.design, counts.design.means(counts.sums(worth), len(counts.groups)), counts.groups
        )
    n = counts.to_numpy(dtype=float)
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
            "trials": base,
        },
        index=counts.index,
    )


def weighted(design: Design, means: Means, groups: pd.Index) -> pd.DataFrame:
    """What `estimate` finds, of weighted means of groups; `deff` beside it: the variance over that of so many answers.

    Without margins it is the same arithmetic with equal weights, and says no `deff`.
    """
    variance = design.variances(means)
    with np.errstate(divide="ignore", invalid="ignore"):
        linearised = np.where(variance > 0, means.spread / variance, np.inf)
        deff = np.where(means.spread > 0, variance / (means.spread / means.base), np.nan)
    gone = means.base <= 0
    found = pd.DataFrame(
        {
            "estimate": means.mean,
            "se": np.sqrt(variance),
            "spread": np.where(gone, np.nan, means.spread),
            "base": means.base.astype("int64"),
            "effective_base": means.effective,
            "trials": means.effective,
        },
        index=groups,
    )
    if not design.weights.margins:
        return found
    trials = np.fmin(np.fmin(means.base, means.effective), linearised)
    return found.assign(**{"trials": trials, DEFF: deff})


def with_interval(found: pd.DataFrame, interval: Interval) -> pd.DataFrame:
    """What `estimate` found, with the bounds beside it: the columns of INDICATOR_COLUMNS, and DEFF with weights."""
    wanted = [*INDICATOR_COLUMNS, *([DEFF] if DEFF in found else [])]
    return found.assign(lower=interval.lower, upper=interval.upper)[wanted]


def with_share_interval(found: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """The same of shares in percent, by Wilson's interval on `trials`."""
    shares = wilson(found["estimate"] / 100, found["trials"], confidence)
    return with_interval(found, Interval(100 * shares.lower, 100 * shares.upper))


def with_mean_interval(found: pd.DataFrame, points: int, confidence: float) -> pd.DataFrame:
    """The same of means from 0 to 100, on a scale of so many points."""
    bounds = mean_interval(
        found["estimate"],
        found["se"],
        spread=found["spread"],
        base=found["base"],
        effective_base=found["effective_base"],
        scale=(0.0, 100.0),
        points=points,
        confidence=confidence,
    )
    return with_interval(found, bounds)


def index_of(joint: Joint, confidence: float) -> pd.DataFrame:
    """The mean of the means of several items, with the interval of a mean."""
    parts = [joint.design.means(each, len(joint.groups)) for each in joint.parts]
    index = joint.design.combined(parts, joint.products, [1 / len(parts)] * len(parts))
    return with_mean_interval(weighted(joint.design, index, joint.groups), joint.points, confidence)


def rates(quotients: Mapping[str, tuple[float, float]]) -> pd.DataFrame:
    """Quotients of two counts, in percent: of everybody, so without any error of sampling. None of nobody."""
    told = {name: (above, below) for name, (above, below) in quotients.items() if below > 0}
    base = np.array([below for _, below in told.values()], dtype=float)
    found = pd.DataFrame(
        {
            "estimate": np.array([100 * above / below for above, below in told.values()], dtype=float),
            **dict.fromkeys(("se", "lower", "upper"), np.full(len(told), np.nan)),
            "base": base.astype("int64"),
            "effective_base": base,
        },
        index=pd.Index(list(told), dtype="str"),
    )
    return found[INDICATOR_COLUMNS]
