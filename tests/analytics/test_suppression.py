"""The two thresholds: what is unreliable keeps its base, and what would reveal people keeps nothing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.methods import Thresholds, read_method
from analytics.suppression import COUNTED, MEASURED, reliability, suppress, too_few

THRESHOLDS = Thresholds(publish=30, flag_below=60, privacy=10)


def of_bases(*bases: float, people: list[int] | None = None) -> pd.DataFrame:
    rows = len(bases)
    return pd.DataFrame(
        {
            **dict.fromkeys(MEASURED, [12.5] * rows),
            "base": pd.array(people or [int(base) for base in bases], dtype="Int64"),
            "effective_base": [float(base) for base in bases],
            **dict.fromkeys(COUNTED[2:], pd.array([1] * rows, dtype="Int64")),
        }
    )


def suppressed(figures: pd.DataFrame) -> pd.DataFrame:
    return suppress(figures, too_few(figures["base"], THRESHOLDS), reliable=reliability(figures, THRESHOLDS))


@pytest.mark.parametrize(
    ("base", "status", "reason"),
    [
        (0, "hidden", "few_people"),
        (9, "hidden", "few_people"),
        (10, "unreliable", "small_base"),
        (29, "unreliable", "small_base"),
        (30, "flagged", "modest_base"),
        (59, "flagged", "modest_base"),
        (60, "published", ""),
        (10_000_000, "published", ""),
    ],
)
def test_the_base_decides_what_may_be_shown(base, status, reason):
    found = suppressed(of_bases(base)).iloc[0]
    assert (found["status"], found["reason"]) == (status, reason)


def test_an_unreliable_figure_loses_its_numbers_and_keeps_its_base():
    found = suppressed(of_bases(20)).iloc[0]
    assert found[MEASURED].isna().all()
    assert found["base"] == 20
    assert found["not_applicable"] == 1


def test_a_hidden_figure_loses_every_number():
    found = suppressed(of_bases(9)).iloc[0]
    assert found[[*MEASURED, *COUNTED]].isna().all()


def test_reliability_looks_at_the_effective_base_and_privacy_at_people():
    found = suppressed(of_bases(25.0, 8.0, people=[200, 200]))
    assert found["status"].tolist() == ["unreliable", "unreliable"]
    assert found["base"].tolist() == [200, 200]


def test_an_unknown_effective_base_is_not_reliable():
    assert reliability(of_bases(np.nan, people=[100]), THRESHOLDS).tolist() == ["unreliable"]


def test_the_thresholds_are_the_methods():
    strict = Thresholds(publish=100, flag_below=200, privacy=50)
    figures = of_bases(49, 60, 150, 200)
    found = suppress(figures, too_few(figures["base"], strict), reliable=reliability(figures, strict))
    assert found["status"].tolist() == ["hidden", "unreliable", "flagged", "published"]


def test_the_method_of_2026_publishes_from_30_and_hides_under_10():
    assert read_method("2026").thresholds == THRESHOLDS


def test_the_figures_given_are_left_as_they_were():
    figures = of_bases(5, 100)
    before = figures.copy(deep=True)
    suppressed(figures)
    pd.testing.assert_frame_equal(figures, before)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=30))
def test_a_number_is_shown_exactly_where_the_thresholds_allow_it(bases):
    found = suppressed(of_bases(*bases))
    shown = np.array(bases) >= 30
    assert (found["estimate"].notna() == shown).all()
    assert (found["base"].notna() == (np.array(bases) >= 10)).all()
    assert ((found["reason"] == "") == (np.array(bases) >= 60)).all()
