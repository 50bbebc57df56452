"""Which day it is: that of the citizens, not that of the machine."""

import datetime

import pytest

from storage.environment import day_in_kazakhstan


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-12-31T18:59:59+00:00", "2026-12-31"),
        ("2026-12-31T19:00:00+00:00", "2027-01-01"),
        ("2026-12-31T21:30:00+00:00", "2027-01-01"),
        ("2027-01-01T02:30:00+05:00", "2027-01-01"),
    ],
)
def test_a_day_begins_at_midnight_in_kazakhstan(moment, day):
    assert day_in_kazakhstan(datetime.datetime.fromisoformat(moment)).isoformat() == day
