"""Decides which places an agency may have: sets of ranks that the answers do not rule out, and who ties with whom.

A place by itself is never published: of twelve agencies the sixth may well be the third or the ninth.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]

DRAWS = 20_000
"""Draws of a critical value: its own error is then about 0.01."""


class RankSets(NamedTuple):
    """First and last place that each may have, 1 the highest figure."""

    first: Places
    last: Places


def simultaneous_ranks(
    estimates: ArrayLike, covariance: ArrayLike, *, seed: int, confidence: float = 0.95, draws: int = DRAWS
) -> RankSets:
    """Sets that hold all true ranks at once, in `confidence` of all surveys.

    Every ordered pair (j, k) is tested for "j is not above k" by (x_j - x_k) / s_jk, s_jk^2 = V_jj + V_kk - 2 V_jk,
    against the quantile of the largest (Z_j - Z_k) / s_jk, Z ~ N(0, V), over the pairs still in play. What is rejected
    leaves play (its reverse stays) and the rest is tested anew, until nothing more is rejected. The first place of j is
    one more than those certainly above it, its last the number of agencies less those certainly below it.
    Source: Mogstad, Romano, Shaikh and Wilhelm 2024, "Inference for Ranks with Applications to Mobility across
    Neighbourhoods and Academic Achievement across Countries", Review of Economic Studies 91, section 3; step-down:
    Romano and Wolf 2005, Econometrica 73. Compared: with the rule pair by pair, and with Tukey's Studentised range:
    for three equal errors the first critical value is 3.314 / sqrt 2 = 2.344. The authors' csranks was not run.

    >>> sets = simultaneous_ranks([90.0, 70.0, 69.0], [[4.0, 0, 0], [0, 4.0, 0], [0, 0, 4.0]], seed=1)
    >>> sets.first.tolist(), sets.last.tolist()
    ([1, 2, 2], [1, 3, 3])
    """
    return rank_sets(certainly_above(estimates, covariance, seed=seed, confidence=confidence, draws=draws))


def marginal_ranks(
    estimates: ArrayLike, covariance: ArrayLike, *, seed: int, confidence: float = 0.95, draws: int = DRAWS
) -> RankSets:
    """Sets of which each by itself holds its true rank: for a reader who looks at one agency only.

    As above, with only the pairs of that agency in play. Source: the same.
    """
    count = len(np.asarray(estimates))
    first, last = np.ones(count, np.int64), np.ones(count, np.int64)
    for own in range(count):
        play = np.zeros((count, count), bool)
        play[own], play[:, own] = True, True
        above = certainly_above(
            estimates, covariance, seed=seed, confidence=confidence, draws=draws, among=play
        )
        sets = rank_sets(above)
        first[own], last[own] = sets.first[own], sets.last[own]
    return RankSets(first, last)


def certainly_above(
    estimates: ArrayLike,
    covariance: ArrayLike,
    *,
    seed: int,
    confidence: float = 0.95,
    draws: int = DRAWS,
    among: Flags | None = None,
) -> Flags:
    """True at (j, k) where j is above k beyond chance. `among`: the ordered pairs in play; None takes all."""
    x, v = np.asarray(estimates, float), np.asarray(covariance, float)
    count = len(x)
    play = np.ones((count, count), bool) if among is None else among.copy()
    variance = np.diag(v)[:, None] + np.diag(v)[None, :] - 2 * v
    play &= ~np.eye(count, dtype=bool) & (variance > 0)
    error = np.sqrt(np.where(variance > 0, variance, 1.0))
    found = np.zeros((count, count), bool)
    if not play.any():
        return found
    normal = np.random.default_rng(seed).multivariate_normal(np.zeros(count), v, size=draws, method="eigh")
    above, below = np.nonzero(play)
    drawn = (normal[:, above] - normal[:, below]) / error[above, below]
    told = ((x[:, None] - x[None, :]) / error)[above, below]
    open_pairs = np.ones(len(told), bool)
    while open_pairs.any():
        critical = np.quantile(drawn[:, open_pairs].max(axis=1), confidence)
        rejected = open_pairs & (told > critical)
        if not rejected.any():
            break
        found[above[rejected], below[rejected]] = True
        open_pairs &= ~rejected
    return found


def rank_sets(above: Flags) -> RankSets:
    """The places that remain. `above`: as `certainly_above` gives it."""
    count = len(above)
    return RankSets(1 + above.sum(axis=0), count - above.sum(axis=1))


def tie_groups(estimates: ArrayLike, above: Flags) -> Places:
    """The group of each, 1 the highest: everybody of a group is certainly above everybody of the next.

    Within a group no order is told, though some pairs of a large group may well differ.

    >>> import numpy as np
    >>> tie_groups([3.0, 9.0, 2.0], np.array([[0, 0, 0], [1, 0, 1], [0, 0, 0]], bool)).tolist()
    [2, 1, 2]
    """
    order = np.argsort(-np.asarray(estimates, float), kind="stable")
    sorted_above = above[np.ix_(order, order)]
    groups = np.ones(len(order), np.int64)
    for place in range(1, len(order)):
        groups[place] = groups[place - 1] + int(sorted_above[:place, place:].all())
    found = np.empty_like(groups)
    found[order] = groups
    return found
