"""The intervals against worked numbers, against R, and by what must always hold of an interval."""

import json
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.precision import mean_interval, wilson

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


def interval(mean, se, spread, base, effective_base=None, *, scale=(1, 5), points=5, confidence=0.95):
    kish = base if effective_base is None else effective_base
    return mean_interval(
        mean,
        se,
        spread=spread,
        base=base,
        effective_base=kish,
        scale=scale,
        points=points,
        confidence=confidence,
    )


def test_a_mean_at_the_ceiling_gets_the_interval_worked_out_by_hand():
    """Thirty fives: 30.9 answers with the pseudo-answers, 0.4 of which stand at 1 for the lower bound."""
    centre, squares = (30 + 0.25) / 30.9, (30 + 0.5 * 0.375) / 30.9
    total = centre * (1 - centre) / ((squares - centre**2) / 31.9) - 1
    expected = 1 + 4 * stats.beta.ppf(0.025, centre * total, (1 - centre) * total)
    found = interval(5.0, 0.0, 0.0, 30)
    assert found.lower == pytest.approx(expected, rel=1e-9)
    assert found.upper == 5.0
    assert found.lower == pytest.approx(4.6493, abs=5e-5)


@pytest.mark.parametrize("base", [2, 30, 60, 197, 1000])
@pytest.mark.parametrize("all_said", [1.0, 4.0, 5.0])
def test_equal_answers_are_no_certainty(base, all_said):
    found = interval(all_said, 0.0, 0.0, base)
    assert 1 <= found.lower <= all_said <= found.upper <= 5
    assert found.upper - found.lower > 1 / base


def test_the_interval_of_a_mean_is_nearly_students_for_many_plain_answers():
    answers = np.repeat([1, 2, 3, 4, 5], [200, 300, 500, 4000, 5000])
    error = answers.std(ddof=1) / 100
    found = interval(answers.mean(), error, answers.var(), 10_000)
    assert list(found) == pytest.approx(stats.t.interval(0.95, 9999, answers.mean(), error), abs=1e-3)


def test_a_mean_is_as_uncertain_as_the_worse_of_its_two_bases():
    """Agency A of the reference's example: the spread on Kish's base is wider than the linearised error."""
    wide = interval(62.6, 8.1, 613.5, 6, 5.8, scale=(0, 100))
    assert list(interval(62.6, 1.0, 613.5, 6, 5.8, scale=(0, 100))) == list(wide)
    wider = interval(62.6, 12.0, 613.5, 6, 5.8, scale=(0, 100))
    assert wider.lower < wide.lower
    assert wide.upper < wider.upper


def test_weights_widen_the_interval_even_where_everybody_says_the_same():
    plain, weighted = (interval(5.0, 0.0, 0.0, base, 50) for base in (50, 100))
    assert weighted.lower < plain.lower


def test_the_interval_of_a_mean_never_leaves_the_scale_and_scales_with_it():
    found = interval([4.9, 1.1], [0.5, 0.5], [1.0, 1.0], [5, 5])
    assert found.upper[0] <= 5.0
    assert found.lower[1] >= 1.0
    hundred = interval([97.5, 2.5], [12.5, 12.5], [625.0, 625.0], [5, 5], scale=(0, 100))
    assert list(hundred.lower) == pytest.approx(list(25 * (found.lower - 1)), rel=1e-9)


def test_the_interval_of_the_unhappy_mirrors_that_of_the_happy():
    happy, unhappy = (interval(mean, 0.1, 0.6, 60) for mean in (4.7, 1.3))
    assert 6 - happy.upper == pytest.approx(unhappy.lower, rel=1e-9)
    assert 6 - happy.lower == pytest.approx(unhappy.upper, rel=1e-9)


def test_no_answers_have_no_interval():
    assert np.isnan(wilson([0.5, np.nan], [0, 0])).all()
    assert np.isnan(interval(np.nan, np.nan, np.nan, [0, 0])).all()
    assert np.isnan(interval(3.0, np.nan, 0.0, [0, 1])).all()


@pytest.mark.parametrize("level", [0.0, 1.0, 95, -0.5, float("nan")])
def test_a_confidence_level_is_a_share(level):
    with pytest.raises(ValueError, match="confidence"):
        wilson(0.5, 10, level)
