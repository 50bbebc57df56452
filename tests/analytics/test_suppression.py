"""The two thresholds: what is unreliable keeps its base, and what would reveal people keeps nothing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.columns import COLUMNS
from analytics.methods import Thresholds, read_method
from analytics.suppression import ASIDE, judge, reliability, suppress
from analytics.suppression import REASONS as REASON_OF
from analytics.wordings import REASONS, STATUSES

THRESHOLDS = Thresholds(publish=30, flag_below=60, privacy=10)
MEASURED = [column.key for column in COLUMNS if column.reliable_only]
COUNTED = ["base"]


def of_bases(*bases: float, people: list[int] | None = None) -> pd.DataFrame:
    """A figure of each base; people are 1 beside it, and 100 respondents."""
    rows = len(bases)
    kinds = {column.key: column.kind for column in COLUMNS if column.kind != "text"}
    return pd.DataFrame(
        {
            **{key: pd.array([0] * rows, dtype="Int64") for key, kind in kinds.items() if kind == "people"},
            **{key: [12.5] * rows for key, kind in kinds.items() if kind == "number"},
            "base": pd.array(people or [int(base) for base in bases], dtype="Int64"),
            "effective_base": [float(base) for base in bases],
            "respondents": pd.array([100] * rows, dtype="Int64"),
        }
    )


def suppressed(figures: pd.DataFrame, thresholds: Thresholds = THRESHOLDS) -> pd.DataFrame:
    return suppress(judge(figures, thresholds), thresholds)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_every_column_of_numbers_says_whose_privacy_it_touches(column):
    private = {each.key for each in COLUMNS if each.kind == "people"}
    assert (column.aside or column.private_by in private) == (column.kind != "text")
    assert column.private_by or not column.reliable_only


def test_every_status_and_every_reason_has_its_words():
    assert set(REASON_OF) == set(STATUSES)
    assert set(REASON_OF.values()) == {"", *REASONS}


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
    assert found["not_applicable"] == 0


def test_a_hidden_figure_loses_every_number():
    found = suppressed(of_bases(9)).iloc[0]
    assert found[[*MEASURED, *COUNTED]].isna().all()
    assert found["respondents"] == 100


def test_few_respondents_are_not_counted_in_public():
    figures = of_bases(100, 100).assign(respondents=pd.array([9, 10], dtype="Int64"))
    assert suppressed(figures)["respondents"].isna().tolist() == [True, False]


def test_what_a_status_forbids_is_left_out_whatever_the_numbers_say():
    figures = of_bases(100, 100).assign(status=["hidden", "unreliable"])
    found = suppress(figures, THRESHOLDS)
    assert found.loc[0, [*MEASURED, *COUNTED]].isna().all()
    assert found.loc[1, MEASURED].isna().all()
    assert found.loc[1, COUNTED].notna().all()


@given(st.lists(st.integers(0, 100), min_size=1, max_size=30))
def test_suppressing_twice_changes_nothing(bases):
    once = suppressed(of_bases(*bases))
    pd.testing.assert_frame_equal(suppress(once, THRESHOLDS), once)


def test_reliability_looks_at_the_effective_base_and_privacy_at_people():
    found = suppressed(of_bases(25.0, 8.0, people=[200, 200]))
    assert found["status"].tolist() == ["unreliable", "unreliable"]
    assert found["base"].tolist() == [200, 200]


def test_an_unknown_effective_base_is_not_reliable():
    assert reliability(of_bases(np.nan, people=[100]), THRESHOLDS).tolist() == ["unreliable"]


def test_the_thresholds_are_the_methods():
    strict = Thresholds(publish=100, flag_below=200, privacy=50)
    figures = of_bases(49, 60, 150, 200)
    found = suppressed(figures, strict)
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


def asides(base, respondents=None, **counts):
    """One figure of this base, and the people beside it."""
    figures = of_bases(base)
    total = base + sum(counts.values()) if respondents is None else respondents
    given = {key: pd.array([n], dtype="Int64") for key, n in (counts | {"respondents": total}).items()}
    return suppressed(figures.assign(**given)).iloc[0]


def test_one_who_preferred_not_to_say_is_hidden_among_the_counts_of_nobody():
    found = asides(99, prefer_not=1)
    assert found[ASIDE].isna().all()
    assert found["base"] == 99
    assert found["hidden_counts"] == "few_aside"


def test_forty_who_do_not_know_are_reported_where_the_base_is_hidden():
    found = asides(0, dont_know=40)
    assert pd.isna(found["base"])
    assert found["dont_know"] == 40
    assert found["hidden_counts"] == ""


def test_a_hidden_base_does_not_follow_from_what_is_beside_it():
    found = asides(9, dont_know=40)
    assert pd.isna(found["base"])
    assert found[ASIDE].isna().all()


def test_a_single_hidden_count_takes_the_smallest_other_with_it():
    found = asides(100, not_applicable=30, dont_know=20, prefer_not=3, skipped=12, unscored=11)
    assert found[ASIDE].isna().tolist() == [False, False, True, False, True]


def test_enough_hidden_people_hide_each_other():
    found = asides(100, dont_know=6, prefer_not=7)
    assert found[ASIDE].isna().tolist() == [False, True, True, False, False]
