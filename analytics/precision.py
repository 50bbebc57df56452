"""Decides how uncertain a figure is: the interval of a share, and of a mean, which a Net Promoter Score is too.

Each interval speaks of sampling variability only, under the assumption that respondents are like those who
did not respond. The methods were chosen by simulation among those in use: what each covers, `make intervals` shows, for
ordinary shapes, at the ceiling and on two points, with and without weights. Bases without an interval (0, or 1 for a
mean) give NaN, never an error.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri  # type: ignore[import-untyped]

SPREAD_OUT = 0.5
"""Answers that the interval of a mean adds, in equal parts to all points of the scale."""

AT_THE_END = 0.4
"""Answers that each bound of a mean adds at its own end of the scale, in a sample without weights."""

Numbers = NDArray[np.float64]


class Interval(NamedTuple):
    """The lower and upper bounds, arrays of one shape, in the unit of the figure."""

    lower: Numbers
    upper: Numbers


def wilson(share: ArrayLike, n_effective: ArrayLike, confidence: float = 0.95) -> Interval:
    """The score interval of a proportion.

    `share` (0 to 1) and `n_effective` (respondents, at least 0; with weights the smallest of n, Kish's base
    and p(1-p)/se^2) broadcast together; the bounds are shares too. At share 0 the lower bound is exactly 0,
    at share 1 the upper is exactly 1. ValueError for a confidence outside (0, 1).
    Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference", JASA 22.
    """
    p, n = _together(share, n_effective)
    z2 = _normal_quantile(confidence) ** 2
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    # Floating point leaves 1e-18 where algebra says 0, and the estimate always lies inside its interval.
    lower = np.where(p <= 0, p, np.minimum(np.maximum(centre - half, 0.0), p))
    upper = np.where(p >= 1, p, np.maximum(np.minimum(centre + half, 1.0), p))
    return _where_known(n > 0, lower, upper)


def mean_interval(
    mean: ArrayLike,
    se: ArrayLike,
    *,
    spread: ArrayLike,
    base: ArrayLike,
    effective_base: ArrayLike,
    scale: tuple[float, float],
    points: int,
    confidence: float = 0.95,
) -> Interval:
    """The interval of a mean of scores between the ends of a `scale` (lowest, highest): true at the ceiling, too.

    `se` is the linearised standard error, `spread` the (weighted) variance of the scores with the base as divisor, both
    in the unit of the mean; `base` are people, `effective_base` is Kish's. `points`: those of the scale, evenly apart.
    Only these moments are looked at, so a mean over several items has its interval here as well.
    What the answers say is taken with SPREAD_OUT pseudo-answers, evenly over the points, and for each bound with
    AT_THE_END more at its own end of the scale, where answers that nobody happened to give would be missed; with
    weights one such person may stand for many, so these count base / effective_base times. Each bound is a quantile of
    the Beta distribution with the mean and variance of that Dirichlet posterior, on n* = min(effective_base, spread /
    se^2) answers, because linearisation understates the error of small weighted groups. NaN up to a base of 1.
    Source: own construction, on two points much like Jeffreys 1946 and Clopper and Pearson 1934; chosen by simulation
    (`make intervals`) against Student's t, one Dirichlet for both bounds, and Rocks 2016 for Net Promoter Scores.
    """
    average, error, variance, people, kish = np.broadcast_arrays(
        *(np.asarray(a, float) for a in (mean, se, spread, base, effective_base))
    )
    low, high = scale
    known = kish > 1
    with np.errstate(divide="ignore", invalid="ignore"):
        linearised = np.where(error > 0, variance / error**2, np.inf)
        heavier = people / kish
    answers = np.where(known, np.fmin(kish, linearised), 2.0)
    place = np.where(known, (average - low) / (high - low), 0.5)
    around = np.where(known, variance / (high - low) ** 2, 0.25)
    more = AT_THE_END * np.where(known, np.fmax(heavier, 1.0), 1.0)
    tail = (1 - _checked(confidence)) / 2
    bounds = [
        low
        + (high - low) * _beta_quantile(*_with_pseudo_answers(answers, place, around, points, more, end), q)
        for end, q in ((0.0, tail), (1.0, 1 - tail))
    ]
    return _where_known(known, np.fmin(bounds[0], average), np.fmax(bounds[1], average))


def _with_pseudo_answers(
    answers: Numbers, mean: Numbers, variance: Numbers, points: int, more: Numbers, end: float
) -> tuple[Numbers, Numbers]:
    """Mean and variance, on a scale from 0 to 1, of what the mean may be: SPREAD_OUT and `more` at `end` are added."""
    evenly = (points + 1) / (12 * (points - 1))  # variance of `points` evenly from 0 to 1
    total = answers + SPREAD_OUT + more
    centre = (answers * mean + SPREAD_OUT * 0.5 + more * end) / total
    squares = (answers * (variance + mean**2) + SPREAD_OUT * (evenly + 0.25) + more * end) / total
    return centre, (squares - centre**2) / (total + 1)


def _beta_quantile(mean: Numbers, variance: Numbers, q: float) -> Numbers:
    total = mean * (1 - mean) / variance - 1
    found: Numbers = betaincinv(mean * total, (1 - mean) * total, q)
    return found


def _together(share: ArrayLike, n_effective: ArrayLike) -> tuple[Numbers, Numbers]:
    p, n = np.broadcast_arrays(np.asarray(share, float), np.asarray(n_effective, float))
    return p, np.where(n > 0, n, np.nan)


def _where_known(known: NDArray[np.bool_], lower: Numbers, upper: Numbers) -> Interval:
    return Interval(np.where(known, lower, np.nan), np.where(known, upper, np.nan))


def _normal_quantile(confidence: float) -> float:
    return float(ndtri(0.5 + _checked(confidence) / 2))


def _checked(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence level is a share between 0 and 1, not {confidence}")
    return confidence
