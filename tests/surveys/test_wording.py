"""Texts in a language: one is taken, never another, and placeholders become what they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from surveys.interview.events import Typed
from surveys.wording import Wording, placeholders, say
from tests.short_surveys import asks, begun, hear, survey, through

TEXT = {"kk": "Сәлем, {name}!", "ru": "Здравствуйте, {name}!"}
READ = TypeAdapter(Wording)


def test_a_text_is_taken_in_the_language_asked_for():
    assert say(TEXT, "kk", {"name": "Айгүл"}) == "Сәлем, Айгүл!"
    assert say(TEXT, "ru", {"name": "Айгүл"}) == "Здравствуйте, Айгүл!"


def test_there_is_no_falling_back_to_another_language():
    with pytest.raises(KeyError):
        say(TEXT, "en")


def test_a_name_without_a_value_becomes_an_ellipsis():
    assert say(TEXT, "kk") == "Сәлем, …!"
    assert say(TEXT, "kk", {"other": "x"}) == "Сәлем, …!"


@given(value=st.text())
def test_what_a_placeholder_becomes_is_not_read_again(value):
    assert say({"kk": "[{a}][{b}]"}, "kk", {"a": value, "b": "{a}"}) == f"[{value}][{{a}}]"


@given(text=st.text())
def test_any_text_can_be_said(text):
    said = say({"kk": text}, "kk")
    assert said == text or placeholders({"kk": text})


def test_braces_that_name_nothing_stay():
    for text in ("{}", "{A}", "{1}", "{a b}", "{a", "a}", "{{a"):
        assert say({"kk": text}, "kk") == text


def test_placeholders_of_all_languages_are_found():
    assert placeholders({"kk": "{a} {b}", "ru": "{b} {c_1}"}) == {"a", "b", "c_1"}


@pytest.mark.parametrize("wrong", [{"kk": ""}, {"kk": " \n"}, {"KK": "a"}, {"kazakh": "a"}, {"k": "a"}])
def test_a_text_without_words_or_for_no_language_is_refused(wrong):
    with pytest.raises(ValidationError):
        READ.validate_python(wrong)


def test_blanks_around_a_text_do_not_count():
    assert READ.validate_python({"kk": "  Сәлем \n"}) == {"kk": "Сәлем"}


def piping():
    again = {"kk": "{first}: неге? {agency}", "ru": "{first}: почему? {agency}"}
    return lambda first: survey(first, {"id": "second", "type": "text", "text": again})


@pytest.mark.parametrize(
    ("first", "heard", "shown"),
    [
        ("first: rating", "5", "Полностью удовлетворены"),
        ("first: number", Typed("1234"), "1234"),
        ("first: date", Typed("2026-11-24"), "24.11.2026"),
        ("first: text", Typed("Кезек {agency}"), "Кезек {agency}"),
        ("first: rating", "98", "…"),
        ("first: rating", ".skip", "…"),
    ],
)
def test_an_earlier_answer_is_spoken_of_in_the_respondents_words(first, heard, shown):
    both = piping()(first)
    prompt = asks(hear(both, begun(both), heard))
    assert prompt.text == f"{shown}: почему? Министерство внутренних дел"


def test_a_calculation_is_spoken_of_with_two_digits_at_most():
    three = survey(
        "hours: number",
        {"id": "days", "type": "calculate", "value": "hours / 3"},
        {"id": "more", "type": "text", "text": {"kk": "{days} күн?", "ru": "Дней: {days}?"}},
    )
    for typed, shown in (("10", "3,33"), ("9", "3"), ("0", "0"), ("300", "100")):
        assert asks(through(three, begun(three), Typed(typed))).text == f"Дней: {shown}?"
