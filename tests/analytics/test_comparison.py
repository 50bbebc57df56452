"""Differences are covered, tell no chance for a change, and never set an agency beside a total that it is part of."""

import doctest

import numpy as np
import pytest
from scipy import stats

from analytics import comparison
from analytics.comparison import (
    Figures,
    against_others,
    careful_errors,
    finite_population,
    holm,
    narrowed,
    near_ceiling,
    wave_change,
)
from tests.coverage import FIVE_POINTS, TILTS, ours, sample

TIMES = 2000


def waves(truth, other, tilt, size):
    found = []
    for seed, each in enumerate((truth, other), start=1):
        drawn = sample(each, TILTS[tilt], size, TIMES, seed)
        found.append(Figures(drawn.mean, drawn.se, *ours(drawn, each)))
    return found


def test_the_worked_examples_hold():
    assert doctest.testmod(comparison).failed == 0


@pytest.mark.parametrize("tilt", TILTS)
@pytest.mark.parametrize(("now", "before"), [("ceiling 4.88", "ceiling 4.75"), ("skewed", "symmetric")])
def test_a_difference_of_waves_is_covered(now, before, tilt):
    one, other = FIVE_POINTS[now], FIVE_POINTS[before]
    for size in (30, 200):
        found = wave_change(*waves(one, other, tilt, size))
        apart = one.mean - other.mean
        assert ((found.lower <= apart) & (apart <= found.upper)).mean() >= 0.93


@pytest.mark.parametrize("name", ["skewed", "ceiling 4.88", "ceiling 4.97"])
@pytest.mark.parametrize("size", [30, 200])
def test_where_nothing_changed_chance_is_called_a_change_once_in_twenty_at_most(name, size):
    truth = FIVE_POINTS[name]
    found = wave_change(*waves(truth, truth, "unweighted", size))
    assert (found.p < 0.05).mean() <= 0.06


def test_p_says_what_the_interval_says():
    truth = FIVE_POINTS["skewed"]
    found = wave_change(*waves(truth, truth, "unweighted", 60))
    outside = (found.lower > 0) | (found.upper < 0)
    assert outside.any()
    assert ((found.p < 0.05) == outside).all()


def test_the_least_detectable_change_is_found_four_times_in_five():
    random = np.random.default_rng(5)
    z = stats.norm.ppf(0.975)

    def figures(mean):
        estimate, se = random.normal(mean, 1.5, 20_000), np.full(20_000, 1.5)
        return Figures(estimate, se, estimate - z * se, estimate + z * se)

    detectable = wave_change(figures(0), figures(0)).detectable[0]
    assert detectable == pytest.approx((stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) * 1.5 * np.sqrt(2))
    assert (wave_change(figures(detectable), figures(0)).p < 0.05).mean() == pytest.approx(0.8, abs=0.01)


def test_thirty_people_who_all_say_five_have_not_proved_a_rise():
    everybody = Figures(*(np.array([each]) for each in (5.0, 0.0, 4.72, 5.0)))
    before = Figures(*(np.array([each]) for each in (4.9, 0.05, 4.76, 4.97)))
    found = wave_change(everybody, before)
    assert found.p[0] > 0.05
    assert found.detectable[0] > 0.2
    assert careful_errors(everybody)[0] > 0


def test_two_waves_of_the_same_figure_without_any_error_do_not_differ():
    certain = Figures(*(np.array([each]) for each in (5.0, 0.0, 5.0, 5.0)))
    assert wave_change(certain, certain).p[0] == 1.0


def test_what_is_not_known_stays_unknown():
    nothing = Figures(*(np.array([np.nan]) for _ in range(4)))
    some = Figures(*(np.array([each]) for each in (4.0, 0.1, 3.8, 4.2)))
    assert all(np.isnan(each[0]) for each in wave_change(some, nothing))


def test_an_agency_is_set_beside_the_others_with_their_covariance():
    """Two agencies of which each is all that the other is set beside, as reference: A - B, weighted by raking."""
    covariance = np.array([[66.044303, -41.992260], [-41.992260, 65.248822]])
    estimate = np.array([62.648599, 27.548156])
    se = np.sqrt(np.diag(covariance))
    found = against_others(Figures(estimate, se, estimate - se, estimate + se), covariance)
    np.testing.assert_allclose(found.difference, [35.100443, -35.100443], rtol=1e-9)
    np.testing.assert_allclose(found.se, 14.672343, rtol=1e-7)


def test_the_interval_beside_the_others_is_that_of_the_contrast_where_intervals_are_symmetric():
    random = np.random.default_rng(3)
    root = random.normal(size=(5, 5))
    covariance, estimate = root @ root.T, random.normal(50, 5, 5)
    se = np.sqrt(np.diag(covariance))
    z = stats.norm.ppf(0.975)
    weights = np.array([5.0, 1, 2, 3, 4])
    found = against_others(Figures(estimate, se, estimate - z * se, estimate + z * se), covariance, weights)
    for own in range(5):
        others = np.where(np.arange(5) == own, 0, weights)
        c = np.eye(5)[own] - others / others.sum()
        assert found.difference[own] == pytest.approx(c @ estimate)
        assert found.se[own] == pytest.approx(np.sqrt(c @ covariance @ c))
        assert found.upper[own] - found.difference[own] == pytest.approx(z * found.se[own])


def test_an_agency_alone_has_no_others():
    alone = Figures(*(np.array([each]) for each in (50.0, 1.0, 48.0, 52.0)))
    assert np.isnan(against_others(alone, [[1.0]]).difference[0])


def test_where_two_thirds_of_the_clients_answered_the_interval_is_two_fifths_narrower():
    figures = Figures(*(np.array([each]) for each in (80.0, 2.0, 76.0, 83.0)))
    found = narrowed(figures, finite_population([200], [300]))
    assert (found.upper - found.lower)[0] == pytest.approx(7 * np.sqrt(100 / 299))
    assert finite_population([200], [299])[0] == 1.0
    assert finite_population([301], [300])[0] == 1.0


def test_holm_is_what_the_textbook_says():
    assert holm([0.01, 0.02, 0.03, 0.04]).tolist() == pytest.approx([0.04, 0.06, 0.06, 0.06])
    assert holm([0.5, 0.6]).tolist() == [1.0, 1.0]
    assert holm([]).tolist() == []


def test_a_ceiling_is_told_by_the_scale():
    assert near_ceiling([4.8, 4.79], 1, 5).tolist() == [True, False]
    assert near_ceiling([90, 89], -100, 100).tolist() == [True, False]
