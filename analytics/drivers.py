"""Decides how much each dimension is associated with the headline: shares of what they explain together.

Nothing here says what causes what: people who are content with the staff tend to be content with all, whichever came
first.
"""

from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

MOST_BY_SUBSETS = 12
"""Drivers whose 4,096 subsets are all looked at; with more, relative weights stand for them."""
REPLICATES = 200
COLLINEAR = 30.0
"""Condition number from which drivers say too much the same to be told apart (Belsley, Kuh and Welsch 1980)."""


class Importance(NamedTuple):
    """`shares`: of each driver, in the unit of `r2`, which they sum to. `condition`: of the drivers' correlations."""

    shares: Numbers
    r2: float
    condition: float


class Bounds(NamedTuple):
    """Of the shares of R2, in percent."""

    lower: Numbers
    upper: Numbers


def importance(correlation: ArrayLike) -> Importance:
    """By LMG up to MOST_BY_SUBSETS drivers, by Johnson's weights above. The last row is that of the headline.

    Drivers without any spread (NaN correlations) have to be left out before; ValueError where they are not.
    """
    r = np.asarray(correlation, float)
    if not np.isfinite(r).all():
        raise ValueError("a driver that everybody rates alike is associated with nothing")
    among, outcome = r[:-1, :-1], r[:-1, -1]
    found = lmg(r) if len(among) <= MOST_BY_SUBSETS else relative_weights(r)
    values = np.linalg.eigvalsh(among)
    condition = float(np.sqrt(values[-1] / values[0])) if values[0] > 1e-12 else float("inf")
    return Importance(found, float(outcome @ np.linalg.pinv(among) @ outcome), condition)


def lmg(correlation: ArrayLike) -> Numbers:
    """What each driver adds to R2, over all orders in which drivers can be taken in: the Shapley value of R2.

    Formula: sum over sets S without j of |S|! (p - 1 - |S|)! / p! (R2(S + j) - R2(S)), R2(S) = r_S' R_SS^-1 r_S.
    Source: Lindeman, Merenda and Gold 1980, "Introduction to Bivariate and Multivariate Analysis"; Grömping 2007, The
    American Statistician 61. Compared: with all p! orders one by one, and with R2 of R's svyglm.

    Two drivers that correlate by 0.5, with outcome 0.6 and 0.5: R2 = (0.36 + 0.25 - 2 * 0.15) / 0.75 = 0.4133; the
    first adds 0.36 alone and 0.1633 last, so its share is 0.2617.

    >>> lmg([[1, 0.5, 0.6], [0.5, 1, 0.5], [0.6, 0.5, 1]]).round(4).tolist()
    [0.2617, 0.1517]
    """
    r = np.asarray(correlation, float)
    count = len(r) - 1
    explained = np.zeros(1 << count)
    for size in range(1, count + 1):
        chosen = np.array(list(combinations(range(count), size)))
        among, outcome = r[chosen[:, :, None], chosen[:, None, :]], r[chosen, count]
        inverse = np.linalg.pinv(among, hermitian=True)
        explained[(1 << chosen).sum(axis=1)] = np.einsum("si,sij,sj->s", outcome, inverse, outcome)
    sets = np.arange(1 << count)
    sizes = np.array([int(each).bit_count() for each in sets])
    weight = np.array([1 / (count * comb(count - 1, size)) for size in range(count)])
    found = np.empty(count)
    for place in range(count):
        without = sets[(sets >> place) & 1 == 0]
        added = explained[without | (1 << place)] - explained[without]
        found[place] = weight[sizes[without]] @ added
    return found


def relative_weights(correlation: ArrayLike) -> Numbers:
    """Johnson's relative weights, which sum to R2 too, for more drivers than subsets can be looked at.

    Formula: e_j = sum_k L_jk^2 (L^-1 r)_k^2, L the symmetric square root of the drivers' correlations.
    Source: Johnson 2000, "A heuristic method for estimating the relative weight of predictor variables in multiple
    regression", Multivariate Behavioral Research 35. For two drivers equal to `lmg`.

    >>> relative_weights([[1, 0.5, 0.6], [0.5, 1, 0.5], [0.6, 0.5, 1]]).round(4).tolist()
    [0.2617, 0.1517]
    """
    r = np.asarray(correlation, float)
    values, vectors = np.linalg.eigh(r[:-1, :-1])
    if values[0] <= 1e-12 * values[-1]:
        raise ValueError("drivers that say exactly the same cannot be told apart")
    root = vectors @ np.diag(np.sqrt(values)) @ vectors.T
    found: Numbers = (root**2) @ np.linalg.solve(root, r[:-1, -1]) ** 2
    return found


def weighted_correlation(scores: ArrayLike, weights: ArrayLike) -> Numbers:
    """Correlations of columns, each row counting so many times. NaN for a column without spread.

    Formula: covariances with the sum of the weights as divisor, over the products of standard deviations.
    """
    values, times = np.asarray(scores, float), np.asarray(weights, float)
    total = times.sum()
    centred = values - (times @ values) / total
    covariance = (centred * times[:, None]).T @ centred / total
    spread = np.sqrt(np.diag(covariance))
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Numbers = covariance / np.outer(spread, spread)
    return found


def bootstrap_shares(
    scores: ArrayLike,
    people: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    seed: int,
    confidence: float = 0.95,
    replicates: int = REPLICATES,
) -> Bounds:
    """Percentile bounds of the shares of R2, in percent, of people drawn anew.

    `scores`: a row for each different string of answers, the headline last; `people`: how many gave it; `weights`: of
    each of them. Drawing people again is drawing so many of each string, so millions cost no more than the strings.
    Source: Efron 1979, Annals of Statistics 7. Replicates in which a driver has lost its spread are drawn again.
    """
    values, counted = np.asarray(scores, float), np.asarray(people, np.int64)
    worth = np.ones(len(counted)) if weights is None else np.asarray(weights, float)
    random = np.random.default_rng(seed)
    found: list[Numbers] = []
    for _ in range(2 * replicates):
        drawn = random.multinomial(counted.sum(), counted / counted.sum()) * worth
        r = weighted_correlation(values, drawn)
        if np.isfinite(r).all():
            again = importance(r)
            found.append(100 * again.shares / again.r2)
        if len(found) == replicates:
            break
    if len(found) < replicates:
        nothing = np.full(values.shape[1] - 1, np.nan)
        return Bounds(nothing, nothing)
    tail = (1 - confidence) / 2
    lower, upper = np.quantile(np.array(found), [tail, 1 - tail], axis=0)
    return Bounds(lower, upper)
