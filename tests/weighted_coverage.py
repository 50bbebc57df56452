"""Decides how it is measured whether weighted intervals cover the truth, by the code that publishes them.

A made-up sample has two agencies in the same strata; some strata answer more readily than others, and are more or less
satisfied. It is post-stratified to the known population by `weighting.weigh`, and what `estimation.estimate` says of
each agency, with the indicators' own intervals, is compared with what the population thinks.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from analytics.answered import CellCounts
from analytics.indicators import of_item
from analytics.linearisation import Design
from analytics.weighting import Margin, weigh
from tests.coverage import POPULATION, Truth, chances_of

AGENCIES = 0.4
"""The smaller agency's share of the sample; the other has the rest."""
STRATA = tuple("abcd")
FIVE = (1.0, 2.0, 3.0, 4.0, 5.0)


class Covered(NamedTuple):
    """Shares of samples in which an interval held the truth: of means, of shares, of differences of two agencies."""

    mean: float
    share: float
    difference: float


def weighted_coverage(truth: Truth, tilt: float, size: int, times: int, seed: int) -> Covered:
    """Of so many samples of `size` people each; the same seed gives the same."""
    inside = np.array(list(_trials(truth, tilt, size, times, seed)))
    return Covered(*(float(each) for each in inside.mean(0)))


def _trials(
    truth: Truth, tilt: float, size: int, times: int, seed: int
) -> Iterator[tuple[float, float, bool]]:
    chances = chances_of(truth, tilt)
    random = np.random.default_rng([seed, size])
    both = np.stack([AGENCIES * chances, (1 - AGENCIES) * chances])
    mean, share = of_item()["mean_score"], of_item()["share_fully_satisfied"]
    for drawn in random.multinomial(size, both.ravel(), size=times):
        counts = _counted(drawn.reshape(both.shape).astype(float))
        means, shares = mean.figure(counts), share.figure(counts)
        apart = means["estimate"].iloc[0] - means["estimate"].iloc[1]
        lower = np.hypot(*(_below(means, 0), _above(means, 1)))
        upper = np.hypot(*(_above(means, 0), _below(means, 1)))
        yield (
            float(_holds(means, truth.mean).mean()),
            float(_holds(shares, 100 * truth.shares[-1]).mean()),
            bool(apart - lower <= 1e-9 and apart + upper >= -1e-9),
        )


def _counted(drawn: np.ndarray) -> CellCounts:
    """Agencies x strata x points -> post-stratified counts; a stratum without anybody joins the one before it."""
    people = drawn.sum((0, 2))
    targets, here = np.zeros(len(STRATA)), 0
    for stratum in range(len(STRATA)):
        here = stratum if people[stratum] > 0 else here
        targets[here] += POPULATION[stratum]
    kept = targets > 0
    margin = Margin("stratum", tuple(np.array(STRATA)[kept]), np.arange(kept.sum()), 1000 * targets[kept])
    weights = weigh(people[kept], np.ones(int(kept.sum())), [margin])
    group, cell = (each.ravel() for each in np.indices((2, int(kept.sum()))))
    n = drawn[:, kept].reshape(-1, drawn.shape[2])
    return CellCounts(Design(weights), pd.Index(["one", "other"]), pd.Index(FIVE), group, cell, n)


def _holds(found: pd.DataFrame, truth: float) -> pd.Series:
    return (found["lower"] <= truth + 1e-9) & (truth - 1e-9 <= found["upper"])


def _below(found: pd.DataFrame, place: int) -> float:
    return float(found["estimate"].iloc[place] - found["lower"].iloc[place])


def _above(found: pd.DataFrame, place: int) -> float:
    return float(found["upper"].iloc[place] - found["estimate"].iloc[place])
