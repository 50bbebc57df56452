"""Which time is stored of what people write, and what is asked back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answers import Answer
from surveys.items._typed_times import read_times
from surveys.items.time import Time
from tests.surveys.items.item_examples import TODAY

WORDS = {"kk": "?", "ru": "?"}


def when(**keys):
    return Time(id="t", type="time", text=WORDS, **keys)


@pytest.mark.parametrize(
    ("typed", "kept"),
    {
        "14:30": "14:30",
        "14.30": "14:30",
        "14-30": "14:30",
        "14 30": "14:30",
        "14 ч 30": "14:30",
        "14ч30м": "14:30",
        "14 часов 30 минут": "14:30",
        "9 часов 5 минут": "09:05",
        "14 сағат 30 минут": "14:30",
        "сағат 14:30": "14:30",
        "сағат 14:30-да": "14:30",
        "в 14:30": "14:30",
        "1４:3０": "14:30",
        "9:05": "09:05",
        "2:30": "02:30",
        "0:05": "00:05",
        "9 утра": "09:00",
        "таңғы 9": "09:00",
        "сағат таңғы 9-да": "09:00",
        "2 часа дня": "14:00",
        "2:30 дня": "14:30",
        "күндізгі 2": "14:00",
        "7 вечера": "19:00",
        "кешкі 7": "19:00",
        "12 дня": "12:00",
        "12 ночи": "00:00",
        "түнгі 3": "03:00",
        "11 ночи": "23:00",
        "14": "14:00",
        "в 14": "14:00",
        "14 часов": "14:00",
        "14 часов дня": "14:00",
        "3 pm": "15:00",
        "12am": "00:00",
    }.items(),
)
def test_this_is_that_time(typed, kept):
    assert when().understand(typed, "ru", TODAY) == Answer(text=kept)


@pytest.mark.parametrize(
    ("typed", "one", "other"),
    [
        ("2", "02:00", "14:00"),
        ("в 9", "09:00", "21:00"),
        ("сағат 9", "09:00", "21:00"),
        ("12", "00:00", "12:00"),
    ],
)
def test_an_hour_alone_is_asked_back(typed, one, other):
    found = when().understand(typed, "ru", TODAY)
    assert (found.reason, found.values) == ("two_ways", {"one": one, "other": other})


def test_an_hour_alone_that_the_question_leaves_one_way_is_taken():
    open_hours = when(earliest="09:00", latest="18:00")
    assert open_hours.understand("в 9", "ru", TODAY) == Answer(text="09:00")
    assert open_hours.understand("2", "ru", TODAY) == Answer(text="14:00")
    assert open_hours.understand("7", "ru", TODAY).reason == "time_out_of_range"


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "9-18",
            "10-12",
            "с 9 до 18",
            "9 10 11",
            "905",
            "1430",
            "9:5",
            "25:00",
            "12:60",
            "24:00",
            "-9",
            "9?",
            "9%",
        ),
        *(
            "14 часов утра",
            "2 вечера утра",
            "2 часа",
            "не 9",
            "около 9",
            "9 мин",
            "полдень",
            "9 или 10",
            "15 вечера",
        ),
        *("9+30", "9 утра 30"),
    ],
)
def test_this_is_no_time(typed):
    found = when().understand(typed, "ru", TODAY)
    assert found.reason == ("two_ways" if typed == "2 часа" else "not_a_time"), found


@given(hour=st.integers(0, 23), minute=st.integers(0, 59), mark=st.sampled_from([":", ".", " ", " ч "]))
def test_hours_with_minutes_are_of_24_hours(hour, minute, mark):
    assert list(read_times(f"{hour}{mark}{minute:02}")) == [f"{hour:02}:{minute:02}"]
