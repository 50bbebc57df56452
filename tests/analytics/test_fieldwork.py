"""The period of a figure is that of its answers, and a method speaks of its own year only."""

import datetime

import pytest

from analytics.fieldwork import OutsideMethodError, fieldwork, require_within


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("weeks", "opens", "closed", "first", "last"),
    [
        ([202610, 202612], "2026-03-04", "2026-03-20", "2026-03-04", "2026-03-20"),
        ([202611, 202610], "2026-01-01", None, "2026-03-02", "2026-03-15"),
        ([None], "2026-03-04", "2026-03-20", "2026-03-04", "2026-03-20"),
        ([None, 202612], "2026-01-01", None, "2026-03-16", "2026-03-22"),
    ],
)
def test_the_days_are_those_of_the_weeks_cut_at_open_and_close(weeks, opens, closed, first, last):
    found = fieldwork(weeks, day(opens), day(closed) if closed else None)
    assert (found.first, found.last) == (day(first), day(last))


def refused(weeks, opens, closed=None):
    found = fieldwork(weeks, day(opens), day(closed) if closed else None)
    try:
        require_within("c", found, "kz-annual-2026", day("2026-01-01"), day("2026-12-31"))
    except OutsideMethodError as error:
        return str(error)
    return ""


def test_weeks_that_another_channel_brought_in_from_before_the_opening_belong_to_the_fieldwork():
    days = fieldwork([202640, 202648], datetime.date(2026, 11, 28), None)
    assert (days.first, days.last) == (datetime.date(2026, 9, 28), datetime.date(2026, 11, 29))


def test_a_campaign_outside_the_methods_year_is_refused_by_both_dates():
    said = refused([202402, 202409], "2024-01-10", "2024-03-01")
    assert "2024-01-10 to 2024-03-01" in said
    assert "2026-01-01 to 2026-12-31" in said
    assert refused([202653, 202701], "2026-12-01")


def test_a_week_of_both_years_counts_for_either():
    assert refused([202601], "2025-12-29") == ""
    assert refused([202653], "2026-12-01") == ""
