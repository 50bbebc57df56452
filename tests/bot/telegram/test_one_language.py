"""A Kazakh message is Kazakh throughout: nothing of the Russian catalogue is in it."""

import re
from typing import get_args

from bot.telegram.rendering import ABOVE, render
from locales.gate import ROOT, catalogue
from surveys.interview.events import Browsed
from surveys.interview.prompts import Action, Ask, Choice, Prompt, Say, Settle
from surveys.notices import NoticeKey, TypingHint

ID = "AbCdEfGhI_-"
FACTS = {
    "max": "3",
    "min": "2",
    "last": "5",
    "low": "1",
    "high": "10",
    "office": "A",
    "decimals": "2",
    "length": "700",
    "message": "x",
    "one": "15000",
    "other": "15",
}

LOANED = {"коды", "минут", "орган", "цифр", "фото", "стикер"}
"""Kazakh words of the notices and prompts that Russian writes the same way."""


def russian_words():
    return set(cyrillic(catalogue(ROOT, "ru").read_text(encoding="utf-8")))


def cyrillic(text):
    return [word.lower() for word in re.findall(r"[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]{3,}", text)]


def every_kazakh_message():
    for notice in get_args(NoticeKey):
        if notice == "invalid":
            continue  # in the words of the questionnaire
        yield render(Say(language="kk", notice=notice, facts=FACTS), ID)
        for bounds in ({"low": "…", "high": "1"}, {"low": "1", "high": "…"}):
            yield render(Say(language="kk", notice=notice, facts=FACTS | bounds | {"decimals": "0"}), ID)
    promised = {"results_on": "2027-03-01", "results_where": "x", "contact": "y"}
    for facts in ({}, {"at_most": "9"}, {"agency": "A", "service": "B", "office": "C"}, promised):
        yield render(Ask(prompt=consent(facts)), ID)
    ways = [("tap", None), ("ticks", None), *(("typed", hint) for hint in get_args(TypingHint))]
    for expects, hint in ways:
        for last in (False, True):
            shown = {
                "expects": expects,
                "typing_hint": hint,
                "last": last,
                "total": None,
                "kept": "x",
                "pages": (1, 2),
            }
            yield render(Ask(prompt=question(shown)), ID)
    for reason in ("", *ABOVE):
        for offered in (
            {"choices": (Choice(code="x", label="x"),)},
            {"agencies": (Choice(code="x", label="x"),)},
        ):
            for browsed in (Browsed(1), Browsed(1, agency="x"), Browsed(1, words="x")):
                offer = {"browsed": browsed, "pages": (2, 3), "facts": {"notice": reason}, **offered}
                yield render(Ask(prompt=Prompt(kind="services", turn=0, language="kk", **offer)), ID)
    yield render(Settle(language="kk", text="x", outcome="skipped"), ID)


def consent(facts):
    given = {"title": "x", "questions": "5", "at_most": "5", "minutes": "1"}
    return Prompt(kind="consent", turn=1, language="kk", actions=("go", "refuse"), facts=given | facts)


def question(shown):
    given = {
        "kind": "question",
        "turn": 1,
        "language": "kk",
        "text": "x",
        "place": 3,
        "actions": get_args(Action),
    }
    return Prompt(**(given | {"choices": (Choice(code="x", label="x", number="1"),)} | shown))


def test_no_kazakh_message_holds_a_russian_word():
    said = {
        word
        for screen in every_kazakh_message()
        for text in (screen.text, *(button.label for row in screen.rows for button in row))
        for word in cyrillic(text)
    }
    assert len(said) > 100
    assert said & russian_words() <= LOANED
