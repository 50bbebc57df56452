"""The intervals against worked numbers, against R, and by what must always hold of an interval."""

import json
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.precision import mean_interval, nps_interval, wilson

REFERENCE = json.loads((Path(__file__).parent / "reference_numbers" / "wilson.json").read_text())

bases = st.integers(1, 1_000_000)
levels = st.sampled_from([0.8, 0.9, 0.95, 0.99])


@st.composite
def shares(draw: st.DrawFn) -> tuple[float, int]:
    base = draw(bases)
    return draw(st.integers(0, base)) / base, base


@pytest.fixture(autouse=True)
def _no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize(
    ("satisfied", "base", "lower", "upper"),
    [
        (0, 10, 0.0, 27.7533),
        (10, 10, 72.2467, 100.0),
        (60, 100, 50.2003, 69.0599),
        (45, 50, 78.6398, 95.6524),
        (905, 1000, 88.5246, 92.1655),
    ],
)
def test_wilson_gives_the_worked_numbers(satisfied, base, lower, upper):
    found = wilson(satisfied / base, base)
    assert 100 * found.lower == pytest.approx(lower, abs=5e-5)
    assert 100 * found.upper == pytest.approx(upper, abs=5e-5)


def test_wilson_agrees_with_r_on_163_of_200():
    r = REFERENCE["plain"]
    assert list(wilson(r["x"] / r["n"], r["n"])) == pytest.approx(r["ci"], rel=1e-12)


def test_wilson_agrees_with_r_for_all_agencies_at_once_on_effective_bases():
    rows = REFERENCE["raked_solved"]
    found = wilson([row["p"] for row in rows], [row["neff"] for row in rows])
    assert found.lower == pytest.approx(np.array([row["wilson"][0] for row in rows]), rel=1e-8)
    assert found.upper == pytest.approx(np.array([row["wilson"][1] for row in rows]), rel=1e-8)


def test_nobody_satisfied_has_a_lower_bound_of_exactly_zero_and_everybody_an_upper_of_exactly_one():
    base = np.arange(1, 5000)
    assert (wilson(0.0, base).lower == 0.0).all()
    assert (wilson(1.0, base).upper == 1.0).all()


@given(shares(), levels)
def test_a_share_lies_inside_its_interval_and_the_interval_between_none_and_all(share, level):
    p, base = share
    found = wilson(p, base, level)
    assert 0.0 <= found.lower <= p <= found.upper <= 1.0


@given(shares(), st.integers(2, 50), levels)
def test_more_respondents_with_the_same_share_make_a_narrower_interval(share, times, level):
    p, base = share
    few, many = wilson(p, base, level), wilson(p, base * times, level)
    assert many.upper - many.lower < few.upper - few.lower


@given(shares(), levels)
def test_the_interval_of_the_dissatisfied_mirrors_that_of_the_satisfied(share, level):
    p, base = share
    satisfied, others = wilson(p, base, level), wilson(1 - p, base, level)
    assert 1 - others.upper == pytest.approx(satisfied.lower, abs=1e-12)
    assert 1 - others.lower == pytest.approx(satisfied.upper, abs=1e-12)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8, 0.9, 0.95])
@pytest.mark.parametrize("base", [30, 60, 200])
def test_wilson_covers_the_true_share_in_about_95_of_100_surveys(share, base):
    """Exactly, over all possible outcomes: the coverage of one point may swing around 95 %."""
    outcomes = np.arange(base + 1)
    found = wilson(outcomes / base, base)
    inside = (found.lower <= share) & (share <= found.upper)
    assert 0.92 < stats.binom.pmf(outcomes, base, share)[inside].sum() < 0.99


def test_a_mean_gets_the_interval_worked_out_for_agency_a():
    """Weighted, so that the spread on Kish's base is wider than the linearised error of 8.13."""
    found = mean_interval(62.648599, 8.126765, spread=613.494825, n_effective=5.789562, scale=(0, 100))
    assert list(found) == pytest.approx([35.833578, 89.463620], abs=5e-6)


def test_the_interval_of_a_mean_is_students_for_plain_answers():
    answers = np.repeat([1, 2, 3, 4, 5], [2, 3, 5, 40, 50])
    error = answers.std(ddof=1) / 10
    found = mean_interval(answers.mean(), error, spread=answers.var(), n_effective=100, scale=(1, 5))
    assert list(found) == pytest.approx(stats.t.interval(0.95, 99, answers.mean(), error), rel=1e-12)


def test_the_interval_of_a_mean_never_leaves_the_scale():
    found = mean_interval([4.9, 1.1], [0.5, 0.5], spread=[1.0, 1.0], n_effective=[5, 5], scale=(1, 5))
    assert found.upper[0] == 5.0
    assert found.lower[1] == 1.0


def test_nps_gives_the_numbers_worked_out_by_hand():
    """50 promoters and 20 detractors of 100: P' = 50.75/103, D' = 20.75/103, so 30/103 -+ z*sqrt(v/103)."""
    v = 71.5 / 103 - (30 / 103) ** 2
    half = 1.959963984540054 * (v / 103) ** 0.5
    assert list(nps_interval(0.5, 0.2, 100)) == pytest.approx(
        [100 * (30 / 103 - half), 100 * (30 / 103 + half)]
    )
    assert list(nps_interval(0.5, 0.2, 100)) == pytest.approx([14.0511, 44.2013], abs=5e-5)


@pytest.mark.parametrize(("promoters", "detractors"), [(0.6, 0.15), (0.1, 0.7), (0.9, 0.02)])
def test_nps_covers_the_truth_in_about_95_of_100_surveys(promoters, detractors):
    drawn = np.random.default_rng(7).multinomial(
        50, [promoters, detractors, 1 - promoters - detractors], size=20_000
    )
    found = nps_interval(drawn[:, 0] / 50, drawn[:, 1] / 50, 50)
    truth = 100 * (promoters - detractors)
    assert 0.925 < ((found.lower <= truth) & (truth <= found.upper)).mean() < 0.985


@given(st.integers(2, 100_000), st.data())
def test_a_net_promoter_score_lies_inside_its_interval_and_between_the_ends(base, data):
    promoters = data.draw(st.integers(0, base))
    detractors = data.draw(st.integers(0, base - promoters))
    found = nps_interval(promoters / base, detractors / base, base)
    score = 100 * (promoters - detractors) / base
    assert -100.0 <= found.lower <= score + 1e-9
    assert score - 1e-9 <= found.upper <= 100.0


def test_no_answers_have_no_interval():
    assert np.isnan(wilson([0.5, np.nan], [0, 0])).all()
    assert np.isnan(nps_interval(np.nan, np.nan, 0)).all()
    assert np.isnan(mean_interval(3.0, np.nan, spread=0.0, n_effective=[0, 1], scale=(1, 5))).all()


@pytest.mark.parametrize("level", [0.0, 1.0, 95, -0.5, float("nan")])
def test_a_confidence_level_is_a_share(level):
    with pytest.raises(ValueError, match="confidence"):
        wilson(0.5, 10, level)
