"""Decides how far apart two figures are, and whether that is more than chance: two waves, an agency and the others.

Intervals of figures go in, so a difference is as careful at the ceiling as they are: where thirty people all say five,
their standard error is 0 and their interval is not. All arrays, one place a comparison; where nothing is known, NaN.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri  # type: ignore[import-untyped]

Numbers = NDArray[np.float64]

POWER = 0.8
"""How often a change as large as the least detectable one would be found."""
LEAST_CLIENTS = 300
"""Clients from which a finite population is corrected for: with fewer the corrected interval covers less than 90 %."""
CEILING = 0.95
"""Share of the way up a scale from which there is little room to rise."""


class Figures(NamedTuple):
    """Figures with their standard errors and intervals, all in one unit."""

    estimate: Numbers
    se: Numbers
    lower: Numbers
    upper: Numbers


class Differences(NamedTuple):
    """What was found. `p`: two-sided, by itself. `detectable`: the least that is found POWER of the times."""

    difference: Numbers
    se: Numbers
    lower: Numbers
    upper: Numbers
    p: Numbers
    detectable: Numbers


def wave_change(now: Figures, before: Figures, confidence: float = 0.95) -> Differences:
    """Now less before, of two waves that drew their people independently.

    Formula: se = sqrt(se1^2 + se2^2); the interval is that of `contrast`. Nobody can be known again in another wave,
    and people who answer both agree with themselves, so to take waves as independent errs to the safe side.
    Source: the same as `contrast`.

    >>> import numpy as np
    >>> one = Figures(*(np.array([each]) for each in (62.0, 3.0, 56.0, 68.0)))
    >>> other = Figures(*(np.array([each]) for each in (50.0, 4.0, 42.0, 58.0)))
    >>> found = wave_change(one, other)
    >>> [round(float(each[0]), 4) for each in found]
    [12.0, 5.0, 2.0, 22.0, 0.0187, 14.2941]
    """
    both = Figures(*(np.stack(pair, axis=-1) for pair in zip(now, before, strict=True)))
    apart = np.zeros((*both.se.shape, 2))
    apart[..., 0, 0], apart[..., 1, 1] = both.se[..., 0] ** 2, both.se[..., 1] ** 2
    return contrast(both, apart, np.array([1.0, -1.0]), confidence)


def against_others(
    figures: Figures, covariance: ArrayLike, weights: ArrayLike | None = None, confidence: float = 0.95
) -> Differences:
    """Each agency less the mean of the others, never less a total that it is part of itself.

    `covariance`: of all agencies with each other (weighting makes even agencies that share nobody depend on each
    other). `weights`: what each counts in the mean of the others; None takes every agency once, whatever its size.
    Formula: x_j - sum over k of w_k x_k / sum over k of w_k, k other than j; variance c' V c. Source: `contrast`.

    >>> import numpy as np
    >>> found = against_others(Figures(*np.array([[60, 50, 40], [3, 3, 3], [54, 44, 34], [66, 56, 46]], float)),
    ...     np.diag([9.0, 9.0, 9.0]))
    >>> found.difference.tolist(), found.se.round(4).tolist()
    ([15.0, 0.0, -15.0], [3.6742, 3.6742, 3.6742])
    """
    count = len(figures.estimate)
    whole = np.ones(count) if weights is None else np.asarray(weights, float)
    others = np.tile(whole, (count, 1))
    np.fill_diagonal(others, 0.0)
    total = others.sum(axis=1, keepdims=True)
    shares = np.divide(others, total, out=np.full_like(others, np.nan), where=total > 0)
    return contrast(figures, np.asarray(covariance, float), np.eye(count) - shares, confidence)


def contrast(
    figures: Figures, covariance: Numbers, coefficients: Numbers, confidence: float = 0.95
) -> Differences:
    """Weighted sums of figures, one for each row of `coefficients`, from the figures' own intervals.

    Formula (MOVER): the distance to the lower bound is sqrt(a' R a), a_i the distance of figure i to that of its bounds
    at which the sum is less, times |c_i|, R the correlations with the signs of c; likewise upward. p follows from the
    same distance on the side of 0, read as a normal quantile, so that it is below 1 - confidence exactly where the
    interval leaves 0 out. The least detectable difference is (z_(1-a/2) + z_power) times the error, 2.80 standard
    errors at 95 % and 80 %, for which the mean half width over z is taken where it is larger.
    Source: Zou and Donner 2008, "Construction of confidence limits about effect measures", Statistics in Medicine 27;
    with correlations Zou 2007, Psychological Methods 12; least detectable difference: Bloom 1995, Evaluation Review 19.
    """
    z = float(ndtri(0.5 + confidence / 2))
    found = (coefficients * figures.estimate).sum(-1)
    variance = np.einsum("...i,...ij,...j->...", coefficients, covariance, coefficients)
    se = np.sqrt(np.maximum(variance, 0.0))
    below, above = figures.estimate - figures.lower, figures.upper - figures.estimate
    correlation = _correlations(covariance)
    down = _distance(np.where(coefficients > 0, below, above) * coefficients, correlation)
    up = _distance(np.where(coefficients > 0, above, below) * coefficients, correlation)
    with np.errstate(divide="ignore", invalid="ignore"):
        deviate = z * np.abs(found) / np.where(found > 0, down, up)
    p = np.where(
        np.isnan(deviate), np.where(np.isfinite(found) & (found == 0), 1.0, np.nan), 2 * ndtr(-deviate)
    )
    error = np.fmax(se, (down + up) / 2 / z)
    return Differences(found, se, found - down, found + up, p, (z + float(ndtri(POWER))) * error)


def finite_population(people: ArrayLike, clients: ArrayLike) -> Numbers:
    """By how much variances are less because so many of all clients answered; 1 where clients are not known or few.

    Formula: (N - n) / (N - 1) for N >= LEAST_CLIENTS, and 1 where more people than clients answered.
    Source: Cochran 1977, "Sampling Techniques", section 2.8.

    >>> finite_population([100, 100, 100], [300, 250, float("nan")]).round(4).tolist()
    [0.6689, 1.0, 1.0]
    """
    n, whole = np.asarray(people, float), np.asarray(clients, float)
    known = (whole >= LEAST_CLIENTS) & (whole >= n)
    return np.where(known, (whole - n) / np.where(known, whole - 1, 1.0), 1.0)


def narrowed(figures: Figures, variance_factor: ArrayLike) -> Figures:
    """The figures with errors and half widths for a variance that is so many times theirs."""
    times = np.sqrt(np.asarray(variance_factor, float))
    return Figures(
        figures.estimate,
        figures.se * times,
        figures.estimate - (figures.estimate - figures.lower) * times,
        figures.estimate + (figures.upper - figures.estimate) * times,
    )


def careful_errors(figures: Figures, confidence: float = 0.95) -> Numbers:
    """Standard errors that are never less than what the intervals imply: not 0 where everybody says the same."""
    z = float(ndtri(0.5 + confidence / 2))
    error: Numbers = np.fmax(figures.se, (figures.upper - figures.lower) / 2 / z)
    return error


def holm(p: ArrayLike) -> Numbers:
    """p-values that may be looked at all at once: the chance of one wrong finding among them is kept. NaN counts not.

    Formula: sorted upward, p_(i) (m - i + 1), never falling, at most 1.
    Source: Holm 1979, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6.

    >>> holm([0.01, 0.04, 0.03, float("nan"), 0.005]).round(3).tolist()
    [0.03, 0.06, 0.06, nan, 0.02]
    """
    values = np.asarray(p, float)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    adjusted = np.full(values.shape, np.nan)
    times = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(values[order] * times), 1.0)
    return adjusted


def near_ceiling(estimate: ArrayLike, lowest: ArrayLike, highest: ArrayLike) -> NDArray[np.bool_]:
    """Where there is little room to rise: the last CEILING of the scale, 4.8 of 1 to 5.

    >>> near_ceiling([4.79, 4.81], 1, 5).tolist()
    [False, True]
    """
    low = np.asarray(lowest, float)
    near: NDArray[np.bool_] = (np.asarray(estimate, float) - low) / (
        np.asarray(highest, float) - low
    ) >= CEILING
    return near


def _correlations(covariance: Numbers) -> Numbers:
    spread = np.sqrt(np.einsum("...ii->...i", covariance))
    scale = spread[..., :, None] * spread[..., None, :]
    found: Numbers = np.divide(covariance, scale, out=np.zeros_like(covariance), where=scale > 0)
    place = np.arange(found.shape[-1])
    found[..., place, place] = 1.0

    return found


def _distance(reach: Numbers, correlation: Numbers) -> Numbers:
    found: Numbers = np.sqrt(np.maximum(np.einsum("...i,...ij,...j->...", reach, correlation, reach), 0.0))
    return found
