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
AT_ONCE = 1_000
"""Draws that are looked at together: of 60 agencies their 3,540 pairs take 28 MB."""


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
    x, v = np.asarray(estimates, float), np.asarray(covariance, float)
    normal = _drawn(v, seed, draws)
    first, last = np.ones(len(x), np.int64), np.ones(len(x), np.int64)
    for own in range(len(x)):
        play = np.zeros((len(x), len(x)), bool)
        play[own], play[:, own] = True, True
        sets = rank_sets(_above(x, v, play, normal, confidence))
        first[own], last[own] = sets.first[own], sets.last[own]
    return RankSets(first, last)


def certainly_above(
    estimates: ArrayLike, covariance: ArrayLike, *, seed: int, confidence: float = 0.95, draws: int = DRAWS
) -> Flags:
    """True at (j, k) where j is above k beyond chance, of all pairs at once: what `simultaneous_ranks` rests on."""
    x, v = np.asarray(estimates, float), np.asarray(covariance, float)
    return _above(x, v, np.ones((len(x), len(x)), bool), _drawn(v, seed, draws), confidence)


def _drawn(covariance: Numbers, seed: int, draws: int) -> Numbers:
    middle = np.zeros(len(covariance))
    return np.random.default_rng(seed).multivariate_normal(middle, covariance, size=draws, method="eigh")


def _above(x: Numbers, v: Numbers, play: Flags, normal: Numbers, confidence: float) -> Flags:
    """`play`: the ordered pairs that are looked at; those without any error cannot be told apart."""
    variance = np.diag(v)[:, None] + np.diag(v)[None, :] - 2 * v
    above, below = np.nonzero(play & ~np.eye(len(x), dtype=bool) & (variance > 0))
    error = np.sqrt(variance[above, below])
    told = (x[above] - x[below]) / error
    found = np.zeros((len(x), len(x)), bool)
    open_pairs = np.ones(len(told), bool)
    while open_pairs.any():
        one, other = above[open_pairs], below[open_pairs]
        largest = [
            ((part[:, one] - part[:, other]) / error[open_pairs]).max(axis=1)
            for part in np.array_split(normal, -(-len(normal) // AT_ONCE))
        ]
        rejected = open_pairs & (told > np.quantile(np.concatenate(largest), confidence))
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
