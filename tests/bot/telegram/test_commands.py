"""Commands mean the same in every language, and everything else is an answer."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.commands import heard_from_text, menu
from surveys.interview.arrival import Helped, Started
from surveys.interview.events import Commanded, Typed

MEANINGS = [
    ("/start", Started("")),
    ("/start abc-DEF_1", Started("abc-DEF_1")),
    ("/start@SaualBot  abc ", Started("abc")),
    ("/START abc", Started("abc")),
    ("/start два слова", Started("")),
    ("/start " + "a" * 65, Started("")),
    ("/start a\x00b", Started("")),
    ("/til", Commanded("language")),
    ("/language", Commanded("language")),
    ("/yazyk@bot", Commanded("language")),
    ("/язык", Commanded("language")),
    (" /Тіл ", Commanded("language")),
    ("/stop", Commanded("stop")),
    ("/stop please", Commanded("stop")),
    ("/help", Helped("help")),
    ("/settings", Helped("help")),
    ("/ 5", Typed("/ 5")),
    ("/", Typed("/")),
    ("5/5", Typed("5/5")),
    ("  өте\nжақсы ", Typed("өте\nжақсы")),
    ("stop", Typed("stop")),
]


@pytest.mark.parametrize(("text", "heard"), MEANINGS)
def test_typed_words_mean(text, heard):
    assert heard_from_text(text) == heard


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u00a0"])
def test_a_blank_message_says_nothing(blank):
    assert heard_from_text(blank) is None


@given(st.text())
def test_any_message_means_something_or_is_blank(text):
    heard = heard_from_text(text)
    assert (heard is None) == (not text.strip())
    if isinstance(heard, Typed):
        assert heard.text == text.strip()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_menu_is_one_that_telegram_takes_and_every_line_of_it_works(language):
    for command in menu(language):
        assert re.fullmatch(r"[a-z]{1,32}", command.name)
        assert 0 < len(command.description) <= 256
        heard = heard_from_text(f"/{command.name}")
        assert (heard == Helped("help")) == (command.name == "help")


def test_each_language_calls_the_change_of_language_by_its_own_name():
    names = [[command.name for command in menu(language)] for language in ("kk", "ru", "en")]
    assert names == [
        [name or own for name in ("start", "", "help", "stop")] for own in ("til", "yazyk", "language")
    ]
    descriptions = {command.description for language in ("kk", "ru", "en") for command in menu(language)}
    assert len(descriptions) == 12
