"""Notices say what happened and what to do, in every language, with numbers in their right form."""

import re
from typing import get_args

import pytest

from bot.telegram.keyboards import LABELS
from bot.telegram.notices import NOTICES, VARIED
from bot.telegram.rendering import render
from locales.catalogs import LOCALES
from surveys.interview.prompts import Action, Say
from surveys.notices import NoticeKey

LANGUAGES = tuple(LOCALES)
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
    "one": "15000",
    "other": "15",
}


def test_the_table_of_notices_holds_every_key_once():
    assert set(NOTICES) | set(VARIED) == set(get_args(NoticeKey))
    assert not set(NOTICES) & set(VARIED)
    assert set(LABELS) == set(get_args(Action))


def test_an_answer_that_does_not_fit_is_refused_in_the_words_of_the_questionnaire():
    said = Say(language="kk", notice="invalid", facts={"message": "Күн саны 31-ден <аспайды>."})
    assert render(said, ID).text == "Күн саны 31-ден &lt;аспайды&gt;."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", [key for key in get_args(NoticeKey) if key != "invalid"])
def test_every_notice_has_words_in_every_language(notice, language):
    screen = render(Say(language=language, notice=notice, facts=FACTS), ID)
    assert screen.rows == ()
    assert 15 < len(screen.text) < 300
    assert not re.search(r"[{}]", screen.text)
    others = [render(Say(language=other, notice=notice, facts=FACTS), ID).text for other in LANGUAGES]
    assert others.count(screen.text) == 1


def test_notices_decline_the_number_they_name():
    def said(notice, **facts):
        return render(Say(language="ru", notice=notice, facts=facts), ID).text

    assert "не больше 1 варианта" in said("choose_fewer", max="1")
    assert "не больше 3 вариантов" in said("choose_fewer", max="3")
    assert "не меньше 21 варианта, затем нажмите «Готово»" in said("choose_more", min="21")
    assert "целое число" in said("too_many_decimals", decimals="0")
    assert "не больше 1 цифры" in said("too_many_decimals", decimals="1")


def test_a_bound_that_is_not_there_is_not_named():
    def said(notice, low, high):
        return render(Say(language="ru", notice=notice, facts={"low": low, "high": high}), ID).text

    assert said("out_of_range", "1", "10").startswith("Число должно быть от 1 до 10.")
    assert said("out_of_range", "0", "1e+06").startswith("Число должно быть от 0 до 1\u00a0000\u00a0000.")
    assert said("out_of_range", "0.5", "…").startswith("Число должно быть 0,5 или больше.")
    assert said("out_of_range", "…", "7").startswith("Число должно быть 7 или меньше.")
    assert said("date_out_of_range", "01.01.2026", "…").startswith("Дата не может быть раньше 01.01.2026.")
    assert said("date_out_of_range", "…", "01.01.2026").startswith("Дата не может быть позже 01.01.2026.")


def test_before_a_language_is_chosen_a_notice_is_in_kazakh_alone():
    assert render(Say(language=None, notice="stale"), ID) == render(Say(language="kk", notice="stale"), ID)
