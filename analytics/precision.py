"""Decides how uncertain a figure is: the interval of a share, of a mean and of a Net Promoter Score.

Each interval speaks of sampling variability only, under the assumption that respondents are like those who
did not respond. The methods were chosen by simulation among those in use (Wald, logit, Korn-Graubard,
bootstrap): these kept 94-98 % coverage from a base of 20 up. Bases without an interval (0, or 1 for a mean)
give NaN, never an error.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit  # type: ignore[import-untyped]

PSEUDO_ANSWERS = 3.0
"""Answers that Rocks's interval adds: 3/4 of one to promoters and to detractors, 3/2 to passives."""

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
    n_effective: ArrayLike,
    scale: tuple[float, float],
    confidence: float = 0.95,
) -> Interval:
    """The t interval of a mean score, cut at the ends of its `scale` (lowest, highest).

    `se` is the linearised standard error, `spread` the (weighted) variance of the scores with the base as
    divisor, both in the unit of the mean. The wider of `se` and `sqrt(spread / n_effective)` is taken,
    because linearisation understates the error of small weighted groups; degrees of freedom are `n_effective
    - 1`. NaN up to a base of 1.
    Source: Student 1908; Kish 1965 for the effective base; the choice by simulation (coverage .948-.971 from
    20 up).
    """
    centre, error, variance, n = np.broadcast_arrays(
        *(np.asarray(a, float) for a in (mean, se, spread, n_effective))
    )
    known = n > 1
    safe = np.where(known, n, 2.0)
    widest = np.maximum(error, np.sqrt(variance / safe))
    half = stdtrit(safe - 1, 0.5 + _checked(confidence) / 2) * widest
    return _where_known(known, np.maximum(centre - half, scale[0]), np.minimum(centre + half, scale[1]))


def nps_interval(
    promoters: ArrayLike, detractors: ArrayLike, n_effective: ArrayLike, confidence: float = 0.95
) -> Interval:
    """The adjusted Wald interval of a Net Promoter Score, in points from -100 to 100.

    `promoters` and `detractors` are shares (0 to 1) of the base, `n_effective` respondents (with weights the
    smaller of Kish's base and variance/se^2); they broadcast together. The interval is centred nearer to 0
    than the score; at 95 % and from a base of 2 up the score lies inside it, at less confidence it may not.
    Source: Rocks 2016, "Interval estimation for the Net Promoter Score", The American Statistician 70.
    """
    (p, n), (d, _) = _together(promoters, n_effective), _together(detractors, n_effective)
    more = n + PSEUDO_ANSWERS
    p_adjusted, d_adjusted = (p * n + PSEUDO_ANSWERS / 4) / more, (d * n + PSEUDO_ANSWERS / 4) / more
    centre = p_adjusted - d_adjusted
    half = _normal_quantile(confidence) * np.sqrt((p_adjusted + d_adjusted - centre**2) / more)
    return _where_known(n > 0, 100 * np.maximum(centre - half, -1.0), 100 * np.minimum(centre + half, 1.0))


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
