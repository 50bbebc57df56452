"""Which day is stored of what people write, on Saturday 28 November 2026."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answers import Answer
from surveys.items._date_words import MONTHS
from surveys.items._typed_dates import read_days
from surveys.items.date import Date
from tests.surveys.items.item_examples import TODAY

WORDS = {"kk": "?", "ru": "?"}


def when(**keys):
    return Date(id="d", type="date", text=WORDS, **keys)


@pytest.mark.parametrize(
    ("typed", "day"),
    {
        "24.11.26": "2026-11-24",
        "24.11.2026 г.": "2026-11-24",
        "24.11.2026г": "2026-11-24",
        "24.11.2026 ж.": "2026-11-24",
        "24/11/2026": "2026-11-24",
        "24/11/26": "2026-11-24",
        "2026.11.24": "2026-11-24",
        "24 ноября 2026": "2026-11-24",
        "24 НОЯБРЯ 2026 года": "2026-11-24",
        "24 ноября": "2026-11-24",
        "24-го ноября": "2026-11-24",
        "24 ноя": "2026-11-24",
        "24 ноябрь 26": "2026-11-24",
        "24 қараша 2026": "2026-11-24",
        "24 қарашада": "2026-11-24",
        "24 карашада": "2026-11-24",
        "24-қараша": "2026-11-24",
        "2026 жылғы 24 қараша": "2026-11-24",
        "2026 жылдың 24 қарашасы": "2026-11-24",
        "24 қарашасында": "2026-11-24",
        "қарашаның 24-і": "2026-11-24",
        "2026 ж. 24 қараша": "2026-11-24",
        "24 November 2026": "2026-11-24",
        "Nov 24, 2026": "2026-11-24",
        "24th of November": "2026-11-24",
        "24.11": "2026-11-24",
        "29.11": "2025-11-29",
        "28.11": "2026-11-28",
        "31 декабря": "2025-12-31",
        "29.02": "2024-02-29",
        "29.02.24": "2024-02-29",
        "２４.１１.２０２６": "2026-11-24",
        "1 мая": "2026-05-01",
        "1 мамыр": "2026-05-01",
        "сегодня": "2026-11-28",
        "Бүгін": "2026-11-28",
        "бугин": "2026-11-28",
        "вчера": "2026-11-27",
        "кеше": "2026-11-27",
        "позавчера": "2026-11-26",
        "алдыңғы күні": "2026-11-26",
        "24 или 25 ноября": None,
        "24-25 ноября": None,
        "24 25 ноября": None,
        "не 24 ноября": None,
        "24": None,
        "24 11": None,
        "1-2": None,
        "11.24": None,
        "31 ноября": None,
        "ноябрь": None,
        "ноябрь 2026": None,
        "24 ноября декабря": None,
        "завтра": None,
        "30.02": None,
        "24.11.026": None,
    }.items(),
)
def test_this_is_that_day(typed, day):
    found = when().understand(typed, "kk", TODAY)
    assert (found == Answer(text=day)) if day else (found.reason == "not_a_date"), found


@pytest.mark.parametrize(
    ("typed", "one", "other"),
    [
        ("31.12.62", "31.12.1962", "31.12.2062"),  # a birthday, or a visit to come
        ("29.11.26", "29.11.1926", "29.11.2026"),
        ("24-11-26", "24.11.2026", "26.11.2024"),
    ],
)
def test_what_may_be_two_days_is_asked_back(typed, one, other):
    found = when().understand(typed, "ru", TODAY)
    assert (found.reason, found.values) == ("two_ways", {"one": one, "other": other})


def test_the_bounds_of_the_question_tell_the_century():
    born = when(earliest="1900-01-01", latest="today")
    assert born.understand("31.12.62", "ru", TODAY) == Answer(text="1962-12-31")
    booked = when(earliest="today")
    assert booked.understand("31.12.62", "ru", TODAY) == Answer(text="2062-12-31")
    assert (
        when(earliest="2026-01-01", latest="today").understand("29.11.26", "ru", TODAY).reason
        == "date_out_of_range"
    )


def test_today_is_the_day_on_which_somebody_answers():
    visited = when(latest="today")
    assert visited.understand("28.11.2026", "ru", TODAY) == Answer(text="2026-11-28")
    found = visited.understand("29.11.2026", "ru", TODAY)
    assert (found.reason, found.values) == ("date_out_of_range", {"low": "…", "high": "28.11.2026"})
    later = TODAY + datetime.timedelta(days=1)
    assert visited.understand("29.11.2026", "ru", later) == Answer(text="2026-11-29")
    assert when(earliest="today").understand("27.11.2026", "ru", TODAY).values == {
        "low": "28.11.2026",
        "high": "…",
    }


@given(
    day=st.dates(datetime.date(1000, 1, 1), datetime.date(9999, 12, 31)), name=st.sampled_from(sorted(MONTHS))
)
def test_a_month_by_any_of_its_names_is_that_month(day, name):
    written = f"{day.day} {name} {day.year}"
    try:
        meant = day.replace(month=MONTHS[name])
    except ValueError:
        assert read_days(written, TODAY) == []
    else:
        assert list(read_days(written, TODAY)) == [meant]


@given(today=st.dates(), day=st.integers(1, 31), month=st.integers(1, 12))
def test_without_a_year_no_day_to_come_is_meant(today, day, month):
    found = read_days(f"{day}.{month}", today)
    assert all(each <= today and (each.day, each.month) == (day, month) for each in found)


def test_every_month_is_known_in_all_languages():
    assert sorted(set(MONTHS.values())) == list(range(1, 13))
