"""What somebody reads before agreeing to answer: short, counted rightly, and with a way out."""

import pytest
from msgspec.structs import replace

from bot.telegram.rendering import render
from locales.catalogs import LOCALES
from surveys.interview.prompts import Ask, Prompt


def consent(language="ru", **facts):
    given = {"title": "Оценка", "questions": "5", "at_most": "5", "minutes": "1"}
    return Prompt(kind="consent", turn=1, language=language, actions=("go", "refuse"), facts=given | facts)


def asked(prompt):
    return render(Ask(prompt=prompt), "AbCdEfGhI_-")


def labels(screen):
    return [[button.label for button in row] for row in screen.rows]


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("kk", 1, "1 сұрақ, шамамен 1 минут."),
        ("kk", 5, "5 сұрақ, шамамен 5 минут."),
        ("ru", 1, "1 вопрос, около 1 минуты."),
        ("ru", 2, "2 вопроса, около 2 минут."),
        ("ru", 5, "5 вопросов, около 5 минут."),
        ("ru", 21, "21 вопрос, около 21 минуты."),
        ("en", 1, "1 question, about 1 minute."),
        ("en", 21, "21 questions, about 21 minutes."),
    ],
)
def test_consent_counts_questions_and_minutes(language, number, said):
    counted = {"questions": str(number), "at_most": str(number), "minutes": str(number)}
    assert said in asked(consent(language, **counted)).text.splitlines()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("kk", "9 сұраққа дейін, 1 минуттан бастап."),
        ("ru", "До 9 вопросов, от 1 минуты."),
        ("en", "Up to 9 questions, from 1 minute."),
    ],
)
def test_where_answers_decide_consent_names_the_most_questions_and_the_least_time(language, said):
    assert said in asked(consent(language, at_most="9")).text.splitlines()


def test_consent_says_who_asks_about_what_and_how_to_stop():
    text = asked(consent("ru", agency="Минтруда & соцзащиты", service="Пособие")).text
    assert text.startswith("<b>Оценка</b>\nОпрос проводит: Минтруда &amp; соцзащиты\nУслуга: Пособие\n")
    assert "Telegram" in text
    assert "/stop" in text
    assert "/til" in asked(consent("kk")).text
    assert "Опрос проводит" not in asked(consent("ru")).text


@pytest.mark.parametrize(
    ("language", "buttons"),
    [
        ("kk", [["Бастау"], ["Жоқ, рахмет"]]),
        ("ru", [["Начать"], ["Нет, спасибо"]]),
        ("en", [["Start"], ["No, thanks"]]),
    ],
)
def test_consent_is_given_or_refused_with_one_tap(language, buttons):
    assert labels(asked(consent(language))) == buttons


@pytest.mark.parametrize(
    ("language", "title", "introduction"),
    [
        ("kk", "Қызметке қаншалықты ризасыз?", "Мемлекеттік қызметті жақсарту үшін Сіздің пікіріңіз керек."),
        (
            "ru",
            "Насколько Вы удовлетворены услугой?",
            "Ваше мнение нужно, чтобы государственная услуга стала лучше.",
        ),
        ("en", "How satisfied are you?", "Your opinion is needed to make this public service better."),
    ],
)
def test_a_typical_consent_is_short(language, title, introduction):
    facts = {"title": title, "agency": "Еңбек министрлігі", "service": "Жәрдемақы тағайындау", "at_most": "9"}
    prompt = replace(consent(language, **facts), text=introduction)
    assert set(LOCALES) == {"kk", "ru", "en"}
    assert len(asked(prompt).text) < 500
