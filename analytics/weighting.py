"""Decides how much each respondent counts: weights that bring a sample to the margins of its population.

A weight belongs to a cell, one combination of what the margins speak of, since all respondents of a cell have the same.
Raking goes through the margins in turn until all are held; with one margin it is post-stratification, done in one
round. Weights far from their mean are cut and the rest raked again.
Source: Deming and Stephan 1940; Deville and Särndal 1992; Kish 1965 for what unequal weights cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]

HELD = 1e-9
"""How far, as a share of its target, any level may be from it at the end."""
MOST_ITERATIONS = 1000
TRIMMING_ROUNDS = 20
WITHIN = 1e-4
"""A weight beyond its bound by so small a share is not beyond it."""


class WeightingError(ValueError):
    """A sample that cannot be brought to its margins."""


@dataclass(frozen=True, slots=True)
class Margin:
    """What is known of a population by one variable.

    `places`: of each cell, which of the `levels` it is in; -1 where the margin does not speak of it. `targets`: people
    of each level.
    """

    name: str
    levels: tuple[str, ...]
    places: Places
    targets: Numbers


class Bounds(NamedTuple):
    """Multiples of the mean weight between which weights are kept."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Of each cell its people, the weight that they began with, and the one that they have.

    `trimmed`: people whose weight was cut in any of the `rounds`; `beyond`: those whose weight is out of bounds after
    the last one, because the margins want it.
    """

    people: Numbers
    base: Numbers
    weights: Numbers
    margins: tuple[Margin, ...]
    iterations: int = 0
    error: float = 0.0
    rounds: int = 0
    trimmed: float = 0.0
    beyond: float = 0.0

    @property
    def mean(self) -> float:
        """Of all respondents' weights."""
        return float((self.people @ self.weights) / self.people.sum())

    @property
    def effective(self) -> float:
        """How many respondents with equal weights would tell as much, by Kish."""
        return float((self.people @ self.weights) ** 2 / (self.people @ self.weights**2))

    @property
    def deff(self) -> float:
        """Kish's design effect: what the weights cost."""
        return float(self.people.sum()) / self.effective

    @property
    def cv(self) -> float:
        """The coefficient of variation of respondents' weights, with n - 1."""
        n = self.people.sum()
        apart = self.people @ (self.weights - self.mean) ** 2
        return float(np.sqrt(apart / (n - 1)) / self.mean) if n > 1 else float("nan")

    @property
    def median(self) -> float:
        """The weight that half of the respondents do not exceed."""
        order = np.argsort(self.weights)
        upto = np.cumsum(self.people[order])
        return float(self.weights[order][np.searchsorted(upto, upto[-1] / 2)])


def unweighted(people: Numbers) -> Weights:
    """Everybody counts once."""
    ones = np.ones_like(people, dtype=float)
    return Weights(people, ones, ones, ())


def weigh(people: Numbers, base: Numbers, margins: Sequence[Margin], bounds: Bounds | None = None) -> Weights:
    """The weights of cells with these people, which count `base` before anything is known of the population.

    WeightingError, which names the margin, where no weights hold them all. Cells without people keep a weight.
    """
    total = float(margins[0].targets.sum()) if margins else float(people @ base)
    start = base * (total / float(people @ base))
    weights, iterations, error = rake(people, start, margins)
    cut = np.zeros(len(people), bool)
    rounds = 0
    while bounds and rounds < TRIMMING_ROUNDS and (beyond := _beyond(people, weights, bounds)).any():
        cut |= beyond
        weights, more, error = rake(people, _clipped(people, weights, bounds), margins)
        iterations, rounds = iterations + more, rounds + 1
    left = float(people[_beyond(people, weights, bounds)].sum()) if bounds else 0.0
    trimmed = float(people[cut].sum())
    return Weights(people, start, weights, tuple(margins), iterations, error, rounds, trimmed, left)


def rake(people: Numbers, start: Numbers, margins: Sequence[Margin]) -> tuple[Numbers, int, float]:
    """The weights, after how many iterations, and the largest error that is left, as a share of a target."""
    weights = start.astype(float)
    if not margins:
        return weights, 0, 0.0
    worst = ("", "", np.inf)
    for iteration in range(1, MOST_ITERATIONS + 1):
        for margin in margins:
            weights = weights * _factors(margin, people, weights)
        worst = max((_worst(margin, people, weights) for margin in margins), key=lambda each: each[2])
        if worst[2] < HELD:
            return weights, iteration, worst[2]
    name, level, error = worst
    raise WeightingError(
        f"no weights hold all margins: after {MOST_ITERATIONS} iterations the level '{level}' of '{name}' is still "
        f"{error:.2%} from its population. Margins that contradict each other, or cells without respondents, do "
        "this: collapse levels, or leave a margin out"
    )


def _held(margin: Margin, people: Numbers, weights: Numbers) -> Numbers:
    inside = margin.places >= 0
    held = np.bincount(margin.places[inside], (people * weights)[inside], minlength=len(margin.levels))
    empty = (held <= 0) & (margin.targets > 0)
    if empty.any():
        level = margin.levels[int(np.flatnonzero(empty)[0])]
        raise WeightingError(f"nobody answered who could stand for the level '{level}' of '{margin.name}'")
    return np.asarray(held, dtype=float)


def _factors(margin: Margin, people: Numbers, weights: Numbers) -> Numbers:
    factors = margin.targets / _held(margin, people, weights)
    return np.where(margin.places >= 0, factors[margin.places], 1.0)


def _worst(margin: Margin, people: Numbers, weights: Numbers) -> tuple[str, str, float]:
    apart = np.abs(_held(margin, people, weights) / margin.targets - 1)
    place = int(np.argmax(apart))
    return margin.name, margin.levels[place], float(apart[place])


def _limits(people: Numbers, weights: Numbers, bounds: Bounds) -> tuple[float, float]:
    mean = float((people @ weights) / people.sum())
    return bounds.least * mean, bounds.most * mean


def _beyond(people: Numbers, weights: Numbers, bounds: Bounds) -> NDArray[np.bool_]:
    least, most = _limits(people, weights, bounds)
    found: NDArray[np.bool_] = (weights < least * (1 - WITHIN)) | (weights > most * (1 + WITHIN))
    return found & (people > 0)


def _clipped(people: Numbers, weights: Numbers, bounds: Bounds) -> Numbers:
    least, most = _limits(people, weights, bounds)
    return np.clip(weights, least, most)
