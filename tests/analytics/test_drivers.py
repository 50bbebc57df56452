"""Shares of R2 are those of all orders one by one; both ways of sharing it sum to what R's regression explains."""

import doctest
import json
from itertools import permutations
from math import factorial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics import drivers
from analytics.drivers import bootstrap_shares, importance, lmg, relative_weights, weighted_correlation
from tests.archived_rows import CITIZENS

R = json.loads((Path(__file__).parent / "reference_numbers" / "citizens_drivers.json").read_text())
CORRELATION = np.array(R["driver_cor"]["cor"])
"""Of eight questions and the recommendation, weighted by raking, of 3,882 people, from R's svyvar."""


def explained(r, chosen):
    if not chosen:
        return 0.0
    inner, outcome = r[np.ix_(chosen, chosen)], r[list(chosen), -1]
    return float(outcome @ np.linalg.solve(inner, outcome))


def by_all_orders(r):
    count = len(r) - 1
    found = np.zeros(count)
    for order in permutations(range(count)):
        for place, driver in enumerate(order):
            found[driver] += explained(r, list(order[: place + 1])) - explained(r, list(order[:place]))
    return found / factorial(count)


def some_drivers(count):
    places = [*range(count), len(CORRELATION) - 1]
    return CORRELATION[np.ix_(places, places)]


def test_the_worked_examples_hold():
    assert doctest.testmod(drivers).failed == 0


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_lmg_is_the_mean_over_all_orders(count):
    r = some_drivers(count)
    np.testing.assert_allclose(lmg(r), by_all_orders(r), rtol=1e-12)


def test_the_shares_of_eight_drivers_sum_to_what_they_explain():
    found = importance(CORRELATION)
    assert found.shares.sum() == pytest.approx(found.r2, rel=1e-12)
    assert relative_weights(CORRELATION).sum() == pytest.approx(found.r2, rel=1e-12)
    assert found.r2 == pytest.approx(explained(CORRELATION, list(range(8))), rel=1e-12)
    assert (found.shares > 0).all()
    assert found.shares.round(4).tolist() == [0.0244, 0.0271, 0.0397, 0.0372, 0.042, 0.0444, 0.0549, 0.0611]


def test_what_they_explain_is_what_the_slopes_of_r_s_regression_explain():
    """R2 is the sum of r times the slopes of R's svyglm, each made free of scale by the spreads of the 3,882 people.

    The spreads are taken without weights here, so they agree to some percent.
    """
    questions = [f"q{number}" for number in range(1, 9)]
    rows = pd.read_csv(CITIZENS).dropna(subset=[*questions, "nps"])
    assert len(rows) == R["driver_cor"]["n"]
    spreads = 25 * rows[questions].std().to_numpy() / rows["nps"].std()
    slopes = spreads * np.array(R["driver_glm"]["est"][1:])
    assert CORRELATION[:-1, -1] @ slopes == pytest.approx(importance(CORRELATION).r2, rel=0.05)


def test_above_twelve_drivers_relative_weights_are_taken():
    r = np.full((15, 15), 0.4) + 0.6 * np.eye(15)
    found = importance(r)
    np.testing.assert_allclose(found.shares, relative_weights(r))
    assert found.shares.sum() == pytest.approx(found.r2, rel=1e-12)


def test_drivers_that_say_the_same_are_known_by_their_condition():
    r = np.array([[1, 0.9999, 0.5], [0.9999, 1, 0.5], [0.5, 0.5, 1]])
    assert importance(r).condition > drivers.COLLINEAR
    same = np.array([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]])
    np.testing.assert_allclose(lmg(same), [0.125, 0.125])
    with pytest.raises(ValueError, match="cannot be told apart"):
        relative_weights(same)


def test_a_driver_without_spread_is_refused():
    r = weighted_correlation([[1.0, 2, 3], [1, 3, 4], [1, 5, 5]], [1, 1, 1])
    with pytest.raises(ValueError, match="rates alike"):
        importance(r)


def test_correlations_are_those_of_numpy_with_weights():
    random = np.random.default_rng(8)
    scores, weights = random.normal(size=(50, 4)), random.integers(1, 6, 50)
    repeated = np.repeat(scores, weights, axis=0)
    np.testing.assert_allclose(weighted_correlation(scores, weights), np.corrcoef(repeated.T), rtol=1e-12)


def drawn(people, seed):
    random = np.random.default_rng(seed)
    latent = random.normal(size=(people, 1))
    x = latent + random.normal(size=(people, 3))
    y = x @ [0.6, 0.3, 0.1] + random.normal(size=people)
    return np.column_stack([x, y]).round()


def test_the_bounds_hold_the_true_shares_most_of_the_time():
    large = drawn(400_000, 0)
    r = importance(np.corrcoef(large.T))
    truth = 100 * r.shares / r.r2
    held = []
    for seed in range(40):
        strings, people = np.unique(drawn(300, seed + 1), axis=0, return_counts=True)
        bounds = bootstrap_shares(strings, people, seed=seed, replicates=100)
        held.append((bounds.lower <= truth) & (truth <= bounds.upper))
    assert np.mean(held) >= 0.88


def test_the_same_seed_gives_the_same_bounds():
    strings, people = np.unique(drawn(300, 1), axis=0, return_counts=True)
    first, again = (bootstrap_shares(strings, people, seed=3, replicates=20) for _ in range(2))
    assert first.lower.tolist() == again.lower.tolist()


def test_where_a_driver_keeps_losing_its_spread_there_are_no_bounds():
    strings = np.array([[5.0, 5, 5], [4, 5, 4], [5, 4, 5]])
    bounds = bootstrap_shares(strings, [1, 1, 0], seed=1, replicates=20)
    assert np.isnan(bounds.lower).all()
