"""Buttons carry little enough for Telegram, and whatever a client sends back is read or refused."""

from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.telegram import callback_data
from surveys.interview.arrival import Started
from surveys.interview.events import Browsed, Tapped
from surveys.interview.prompts import Action

LONGEST = "A" * callback_data.INTERVIEW_LIMIT
LAST_TURN = 999_999_999
CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}", fullmatch=True)


@pytest.mark.parametrize("name", get_args(Action))
def test_an_action_of_the_longest_interview_fits(name):
    data = callback_data.action(LONGEST, LAST_TURN, name)
    assert len(data.encode()) <= 64
    assert callback_data.read(data) == (LONGEST, Tapped(LAST_TURN, f".{name}"))


@given(st.sampled_from(["-", "a", "-x", LONGEST]), st.integers(0, LAST_TURN), CODES)
@example(LONGEST, LAST_TURN, "Z" * 20)
def test_an_option_comes_back_as_it_was_sent(interview, turn, code):
    data = callback_data.option(interview, turn, code)
    assert len(data.encode()) <= 64
    assert callback_data.read(data) == (None if interview == "-" else interview, Tapped(turn, code))


def test_the_longest_route_fills_a_button_and_a_longer_one_is_refused():
    data = callback_data.service("r" * callback_data.ROUTE_LIMIT)
    assert len(data.encode()) == 64
    assert callback_data.read(data) == (
        None,
        Started("r" * callback_data.ROUTE_LIMIT, picked=True),
    )
    with pytest.raises(ValueError, match="no button can carry"):
        callback_data.service("r" * (callback_data.ROUTE_LIMIT + 1))


@pytest.mark.parametrize(
    "to",
    [
        Browsed(),
        Browsed(9_999, agency="x" * 20),
        Browsed(3, agency="mia"),
        Browsed(1, words="жеке куалик"),
        Browsed(9_999, words="ы" * 28),
    ],
)
def test_a_page_of_the_picker_comes_back_as_it_was_sent(to):
    data = callback_data.browsed(to)
    assert len(data.encode()) <= 64
    assert callback_data.read(data) == (None, to)


@pytest.mark.parametrize(
    "to", [Browsed(10_000), Browsed(-1), Browsed(agency="a b"), Browsed(1, words="ы" * 31)]
)
def test_a_page_that_no_button_can_carry_is_not_sent(to):
    with pytest.raises(ValueError, match="no button can carry"):
        callback_data.browsed(to)


@pytest.mark.parametrize(
    ("interview", "turn", "code"),
    [
        ("A" * 12, 1, "x"),
        ("", 1, "x"),
        ("a:b", 1, "x"),
        ("a", -1, "x"),
        ("a", 10**9, "x"),
        ("a", 1, "Я"),
        ("a", 1, "x" * 21),
    ],
)
def test_what_could_not_be_read_back_is_not_sent(interview, turn, code):
    with pytest.raises(ValueError, match="no button can carry"):
        callback_data.option(interview, turn, code)


@given(st.one_of(st.text(), st.from_regex(r"[qsaf]:.*"), st.from_regex(r"\Aq:[^:]*:[^:]*:[^:]*\Z")))
@example("")
@example("q:a:1:x\n")
@example("q:a:01:x")
@example("q:a:٣:x")
@example("q:a:1:..go")
@example("q:a:1:\ud800")
@example("s:")
@example("s:a b")
@example("q:::")
@example("a:0:")
@example("a:00:mia")
@example("f:0:")
@example("f:1:жеке куалик")
@example("f:1:жеке  куалик")
def test_garbage_is_nothing_and_what_is_read_is_what_we_write(data):
    found = callback_data.read(data)
    if found is None:
        return
    interview, heard = found
    if isinstance(heard, Started):
        assert heard.picked
        assert callback_data.service(heard.payload) == data
    elif isinstance(heard, Browsed):
        assert callback_data.browsed(heard) == data
    else:
        assert callback_data.option(
            interview or "-", heard.turn, heard.code.removeprefix(".")
        ) == data.replace(":.", ":")


def test_none_of_these_is_ours():
    foreign = [
        "",
        "q",
        "q:a:1",
        "q:a:01:x",
        "q:a:1:x:y",
        "q:a:1:x\n",
        "q:a:٣:x",
        "q:a:1:..go",
        "s:",
        "s:а",
        "S:a",
        "s:a b",
    ]
    assert [data for data in foreign if callback_data.read(data) is not None] == []
