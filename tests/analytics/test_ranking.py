"""Sets of ranks hold the truth, are those of a plain computation, and say nothing where nothing is known."""

import doctest
import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from analytics import ranking
from analytics.ranking import certainly_above, marginal_ranks, rank_sets, simultaneous_ranks, tie_groups

CITIZENS = json.loads((Path(__file__).parent / "reference_numbers" / "citizens_agencies.json").read_text())
"""Composites of twelve agencies with their 12 x 12 covariance, raked, from R's survey package."""


def test_the_worked_examples_hold():
    assert doctest.testmod(ranking).failed == 0


def test_the_sets_of_twelve_agencies_are_those_of_a_fixed_seed():
    sets = simultaneous_ranks(CITIZENS["est"], CITIZENS["V"], seed=1)
    assert sets.first.tolist() == [1, 6, 4, 1, 11, 6, 2, 4, 1, 9, 1, 1]
    assert sets.last.tolist() == [6, 11, 8, 5, 12, 10, 8, 11, 6, 12, 10, 10]
    own = marginal_ranks(CITIZENS["est"], CITIZENS["V"], seed=1)
    assert own.first.tolist() == [1, 6, 4, 1, 11, 6, 3, 5, 1, 11, 1, 1]
    assert own.last.tolist() == [6, 10, 8, 5, 12, 10, 7, 10, 5, 12, 10, 9]


def test_another_seed_and_ten_times_the_draws_change_no_set():
    few = simultaneous_ranks(CITIZENS["est"], CITIZENS["V"], seed=1)
    many = simultaneous_ranks(CITIZENS["est"], CITIZENS["V"], seed=2, draws=200_000)
    assert few.first.tolist() == many.first.tolist()
    assert few.last.tolist() == many.last.tolist()


def plainly(x, v, seed, draws):
    """The same rule as the paper has it, pair by pair."""
    drawn = np.random.default_rng(seed).multivariate_normal(
        np.zeros(len(x)), v, size=draws, method="cholesky"
    )
    error = {(j, k): np.sqrt(v[j][j] + v[k][k] - 2 * v[j][k]) for j, k in permutations(range(len(x)), 2)}
    play, rejected = set(error), set()
    while play:
        largest = [max((z[j] - z[k]) / error[j, k] for j, k in play) for z in drawn]
        critical = np.quantile(largest, 0.95)
        now = {(j, k) for j, k in play if (x[j] - x[k]) / error[j, k] > critical}
        if not now:
            break
        rejected |= now
        play -= now
    first = [1 + sum((k, j) in rejected for k in range(len(x))) for j in range(len(x))]
    last = [len(x) - sum((j, k) in rejected for k in range(len(x))) for j in range(len(x))]
    return first, last


def test_a_plain_computation_with_other_draws_gives_the_same_sets():
    chosen = [0, 1, 2, 4, 6, 11]
    x = np.array(CITIZENS["est"])[chosen]
    v = np.array(CITIZENS["V"])[np.ix_(chosen, chosen)]
    ours = simultaneous_ranks(x, v, seed=1)
    assert (ours.first.tolist(), ours.last.tolist()) == plainly(x, v.tolist(), seed=9, draws=4_000)


@pytest.mark.parametrize("count", [2, 3, 6])
def test_with_equal_errors_the_critical_value_is_that_of_tukeys_range(count):
    """The largest of the standardised differences of equal, independent means is the Studentised range over sqrt 2."""
    critical = stats.studentized_range.ppf(0.95, count, 10**6) / np.sqrt(2)
    for times, expected in ((0.98, False), (1.02, True)):
        means = np.zeros(count)
        means[0] = times * critical * np.sqrt(2)
        above = certainly_above(means, np.eye(count), seed=4, draws=200_000)
        assert above[0, 1:].any() == expected


def test_all_sets_hold_the_true_ranks_in_nineteen_surveys_of_twenty():
    truth = np.array([70.0, 71, 71.5, 75, 76, 82])
    v = np.diag([1.0, 4, 1, 2, 9, 1]) + 0.2
    ranks = len(truth) - np.arange(len(truth))
    drawn = np.random.default_rng(7).multivariate_normal(truth, v, size=400)
    held = own = 0
    for place, x in enumerate(drawn):
        sets = simultaneous_ranks(x, v, seed=place, draws=1_000)
        held += bool(((sets.first <= ranks) & (ranks <= sets.last)).all())
        one = marginal_ranks(x, v, seed=place, draws=500)
        own += bool(one.first[1] <= ranks[1] <= one.last[1])
    assert held / len(drawn) >= 0.93
    assert own / len(drawn) >= 0.93


def test_what_is_told_apart_makes_the_rest_easier_to_tell_apart():
    """3.27 / 1.414 = 2.31 is below 2.34, which all pairs need, and above 2.19, which the rest needs."""
    x, v = [90.0, 80.0, 76.73], np.eye(3)
    assert certainly_above(x, v, seed=1).sum() == 3
    assert not certainly_above([78.9, 80.0, 76.73], v, seed=1).any()


def test_agencies_without_any_error_are_not_told_apart():
    above = certainly_above([5.0, 5.0, 4.0], np.zeros((3, 3)), seed=1)
    assert not above.any()
    assert rank_sets(above).last.tolist() == [3, 3, 3]
    assert rank_sets(certainly_above([5.0], [[1.0]], seed=1)).last.tolist() == [1]


def test_groups_are_told_apart_only_where_everybody_is():
    above = np.array([[0, 0, 1], [0, 0, 0], [0, 0, 0]], bool)
    assert tie_groups([3.0, 2.0, 1.0], above).tolist() == [1, 1, 1]
    above[1, 2] = True
    assert tie_groups([3.0, 2.0, 1.0], above).tolist() == [1, 1, 2]
