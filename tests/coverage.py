"""Decides how it is measured whether intervals of means cover the truth: truths, made-up samples, what is found.

Samples are counts of answers by stratum of weight and by point, drawn with a seed; everything is vectorised, so that
ten thousand surveys take some milliseconds. `make test` looks at a few sizes, `make intervals` at all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analytics.precision import Interval, mean_interval

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Truth:
    """How a population answers. `shares`: of each point, the worst first. `two`: it says ones and fives only."""

    shares: tuple[float, ...]
    points: tuple[float, ...] = (1, 2, 3, 4, 5)
    two: bool = False

    @property
    def mean(self) -> float:
        """What the intervals have to cover."""
        return float(np.dot(self.shares, self.points))


def _two(ones: float) -> Truth:
    return Truth((ones, 0, 0, 0, 1 - ones), two=True)


FIVE_POINTS: Mapping[str, Truth] = {
    "symmetric": Truth((0.10, 0.20, 0.40, 0.20, 0.10)),
    "u-shaped": Truth((0.40, 0.10, 0.05, 0.10, 0.35)),
    "skewed": Truth((0.05, 0.08, 0.12, 0.30, 0.45)),
    "ceiling 4.75": Truth((0.02, 0.01, 0.02, 0.10, 0.85)),
    "ceiling 4.88": Truth((0.01, 0.01, 0.01, 0.03, 0.94)),
    "ceiling 4.95": Truth((0.003, 0.003, 0.007, 0.015, 0.972)),
    "ceiling 4.97": Truth((0.002, 0.001, 0.003, 0.013, 0.981)),
}
TWO_POINTS: Mapping[str, Truth] = {
    f"ones {share:.1%}": _two(share) for share in (0.5, 0.2, 0.1, 0.05, 0.03, 0.01)
}
PROMOTERS: Mapping[str, Truth] = {
    name: Truth(shares, (-100, 0, 100))
    for name, shares in {
        "nps +30": (0.20, 0.30, 0.50),
        "nps +88": (0.02, 0.08, 0.90),
        "nps +96": (0.01, 0.02, 0.97),
        "nps -88": (0.90, 0.08, 0.02),
        "nps 0, passive": (0.03, 0.94, 0.03),
    }.items()
}


def _composite(one: Truth) -> Truth:
    """The mean of three items that every second person answers alike, and the others each by itself."""
    three = np.convolve(np.convolve(one.shares, one.shares), one.shares)
    alike = np.zeros(13)
    alike[::3] = one.shares
    return Truth(tuple(0.5 * alike + 0.5 * three), tuple(np.linspace(1, 5, 13)))


COMPOSITES: Mapping[str, Truth] = {
    f"composite {name}": _composite(FIVE_POINTS[name])
    for name in ("skewed", "ceiling 4.75", "ceiling 4.88", "ceiling 4.97")
}

WEIGHTS = np.array([0.3, 0.7, 1.5, 4.0])
"""Of the strata of a weighted sample: Kish's design effect is 2.1."""
POPULATION = np.array([0.15, 0.25, 0.30, 0.30])
"""The shares of the strata among the people that a sample speaks of."""
TILTS = {"unweighted": None, "weighted": 0.0, "heavy unhappy": 1.5, "heavy happy": -1.5}
"""How much more satisfied the strata of small weight are than those of great weight (log odds over the scale)."""


class Found(NamedTuple):
    """What is worked out of samples, one of each: what `mean_interval` asks for."""

    mean: Numbers
    se: Numbers
    spread: Numbers
    base: Numbers
    effective_base: Numbers


Rule = Callable[[Found, Truth], Interval]


def ours(found: Found, truth: Truth) -> Interval:
    """The interval that is published."""
    return mean_interval(
        found.mean,
        found.se,
        spread=found.spread,
        base=found.base,
        effective_base=found.effective_base,
        scale=(truth.points[0], truth.points[-1]),
        points=len(truth.points),
    )


def students(found: Found, truth: Truth) -> Interval:
    """What was published before: Student's t on Kish's base, cut at the ends of the scale."""
    error = np.maximum(found.se, np.sqrt(found.spread / found.effective_base))
    half = stats.t.ppf(0.975, found.effective_base - 1) * error
    return Interval(
        np.maximum(found.mean - half, truth.points[0]), np.minimum(found.mean + half, truth.points[-1])
    )


def sample(truth: Truth, tilt: float | None, size: int, times: int, seed: int) -> Found:
    """So many surveys of `size` people each; the same seed gives the same."""
    chances, weights = _design(truth, tilt)
    drawn = np.random.default_rng([seed, size]).multinomial(size, chances.ravel(), size=times)
    counts = drawn.reshape(times, *chances.shape).astype(float)
    weighted = (counts * weights[:, np.newaxis]).sum(1)
    points = np.array(truth.points)
    total = weighted.sum(1)
    mean = weighted @ points / total
    squares = (points - mean[:, np.newaxis]) ** 2
    spread = (weighted * squares).sum(1) / total
    twice = (counts * weights[:, np.newaxis] ** 2).sum(1)
    variance = size / (size - 1) * (twice * squares).sum(1) / total**2
    return Found(mean, np.sqrt(variance), spread, np.full(times, float(size)), total**2 / twice.sum(1))


def covered(rule: Rule, truth: Truth, found: Found) -> tuple[float, float]:
    """The share of intervals that hold the truth, and their mean width."""
    lower, upper = rule(found, truth)
    slack = 1e-9 * (truth.points[-1] - truth.points[0])
    inside = (lower <= truth.mean + slack) & (truth.mean - slack <= upper)
    return float(inside.mean()), float((upper - lower).mean())


def difference(first: tuple[Found, Interval], second: tuple[Found, Interval]) -> Interval:
    """Of two independent groups, from their own intervals (Zou and Donner 2008, MOVER)."""
    (one, ones), (other, others) = first, second
    apart = one.mean - other.mean
    return Interval(
        apart - np.hypot(one.mean - ones.lower, others.upper - other.mean),
        apart + np.hypot(ones.upper - one.mean, other.mean - others.lower),
    )


def chances_of(truth: Truth, tilt: float) -> Numbers:
    """The chance of each stratum and point in a weighted sample."""
    return _design(truth, tilt)[0]


def around(sizes: Sequence[int], coverage: Sequence[float]) -> Numbers:
    """For each size the mean coverage over the sizes within 20 % of it: single ones swing on few points."""
    places, found = np.array(sizes), np.array(coverage)
    return np.array([found[(places >= 0.8 * size) & (places <= 1.2 * size)].mean() for size in sizes])


@cache
def _design(truth: Truth, tilt: float | None) -> tuple[Numbers, Numbers]:
    """The chance of each stratum and point in the sample, and the weights; the weighted population is the truth."""
    shares = np.array(truth.shares)
    if tilt is None:
        return shares[np.newaxis], np.ones(1)
    leaning = tilt * np.array([1, 1 / 3, -1 / 3, -1])
    place = (np.array(truth.points) - truth.points[0]) / (truth.points[-1] - truth.points[0])
    joint = np.exp(np.outer(leaning, place)) * shares
    for _ in range(200):
        joint *= (POPULATION / joint.sum(1))[:, np.newaxis]
        joint *= np.divide(shares, joint.sum(0), out=np.zeros_like(shares), where=shares > 0)
    chances = joint / WEIGHTS[:, np.newaxis]
    return chances / chances.sum(), WEIGHTS
