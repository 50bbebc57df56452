"""What a citizen sees: short messages, every letter as it was written, and no dead button."""

import re
from typing import get_args

import pytest
from msgspec.structs import replace

from bot.channel import Screen
from bot.telegram import callback_data
from bot.telegram.keyboards import LABELS
from bot.telegram.rendering import render
from locales.catalogs import LOCALES, words
from surveys.interview.arrival import Started
from surveys.interview.events import Browsed, Tapped
from surveys.interview.prompts import Ask, Choice, Prompt, Refresh, Settle
from surveys.notices import TypingHint

LANGUAGES = tuple(LOCALES)
ID = "AbCdEfGhI_-"
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")

SATISFACTION = {
    "kk": ["Өте риза емеспін", "Риза емеспін", "Орташа", "Ризамын", "Өте ризамын"],
    "ru": [
        "Совсем не удовлетворён",
        "Скорее не удовлетворён",
        "Нейтрально",
        "Удовлетворён",
        "Очень удовлетворён",
    ],
    "en": ["Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied"],
}
ASKED = {
    "kk": "Көрсетілген қызметке қаншалықты ризасыз?",
    "ru": "Насколько Вы удовлетворены услугой?",
    "en": "How satisfied are you with the service?",
}


def choices(labels, *, chosen=()):
    return tuple(
        Choice(code=f"c{place}", label=label, number=str(place), chosen=place in chosen)
        for place, label in enumerate(labels, start=1)
    )


def question(language="ru", **changes):
    given = {
        "turn": 7,
        "text": ASKED[language],
        "choices": choices(SATISFACTION[language]),
        "place": 2,
        "total": 7,
    }
    return Prompt(**({"kind": "question", "language": language} | given | changes))


def asked(prompt):
    return render(Ask(prompt=prompt), ID)


def labels(screen):
    return [[button.label for button in row] for row in screen.rows]


def test_a_question_has_its_place_its_bold_words_and_its_options_in_two_forms():
    screen = asked(question(hint="За последний год", actions=("skip", "back")))
    assert screen.text.splitlines() == [
        "2 / 7",
        "<b>Насколько Вы удовлетворены услугой?</b>",
        "За последний год",
        "",
        "1. Совсем не удовлетворён",
        "2. Скорее не удовлетворён",
        "3. Нейтрально",
        "4. Удовлетворён",
        "5. Очень удовлетворён",
    ]
    assert labels(screen) == [*([label] for label in SATISFACTION["ru"]), ["Пропустить", "Назад"]]


@pytest.mark.parametrize(
    ("language", "open_place", "last_place"),
    [
        ("kk", "3-сұрақ", "3-сұрақ, соңғысы"),
        ("ru", "Вопрос 3", "Вопрос 3, последний"),
        ("en", "Question 3", "Question 3, the last one"),
    ],
)
def test_where_answers_decide_the_total_is_not_promised(language, open_place, last_place):
    assert asked(question(language, place=3, total=None)).text.startswith(f"{open_place}\n")
    assert asked(question(language, place=3, total=None, last=True)).text.startswith(f"{last_place}\n")
    assert asked(question(language, place=3, total=3, last=True)).text.startswith("3 / 3\n")


def test_buttons_carry_the_interview_the_turn_and_the_code():
    screen = asked(question(choices=choices(["a", "b"]), actions=("skip", "back")))
    sent = [callback_data.read(button.data) for row in screen.rows for button in row]
    assert sent == [(ID, Tapped(7, code)) for code in ("c1", "c2", ".skip", ".back")]


def test_a_scale_of_digits_stands_side_by_side_and_is_not_listed():
    digits = tuple(Choice(code=str(point), label=str(point), number=str(point)) for point in range(11))
    unsure = Choice(code="98", label="Затрудняюсь ответить")
    screen = asked(
        question(choices=(*digits, unsure), hint="0 – точно нет\n10 – точно да", actions=("back",))
    )
    assert labels(screen) == [list("012345"), ["6", "7", "8", "9", "10"], ["Затрудняюсь ответить"], ["Назад"]]
    assert screen.text.endswith("0 – точно нет\n10 – точно да")


def test_seven_digits_are_shared_evenly_between_two_rows():
    digits = tuple(Choice(code=str(point), label=str(point), number=str(point)) for point in range(1, 8))
    assert labels(asked(question(choices=digits))) == [["1", "2", "3", "4"], ["5", "6", "7"]]


def test_ticks_are_shown_before_the_labels_and_done_is_explained():
    prompt = question(
        expects="ticks", choices=choices(["Очередь", "Цена"], chosen={2}), actions=("done", "skip")
    )
    for show in (Ask(prompt=prompt), Refresh(prompt=prompt)):
        screen = render(show, ID)
        assert labels(screen) == [["Очередь"], ["✓ Цена"], ["Готово"], ["Пропустить"]]
        assert "1. Очередь\n2. Цена\n\n" in screen.text
        assert "«Готово»" in screen.text


def test_an_answer_given_before_is_repeated_and_can_be_kept():
    prompt = question(choices=choices(["Да", "Нет"], chosen={1}), kept="Да", actions=("keep", "back"))
    screen = asked(prompt)
    assert screen.text.endswith("Ваш ответ сейчас: Да")
    assert labels(screen) == [["✓ Да"], ["Нет"], ["Назад"], ["Оставить мой ответ"]]


def test_pages_of_options_say_which_page_this_is():
    screen = asked(question(pages=(1, 3), actions=("more", "skip", "back")))
    assert labels(screen)[-1] == ["Другие варианты (1/3)"]


@pytest.mark.parametrize("hint", get_args(TypingHint))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_typed_answer_is_asked_for_in_words_and_its_options_have_no_numbers(language, hint):
    screen = asked(
        question(language, expects="typed", typing_hint=hint, choices=choices(["98"]), total=None, place=1)
    )
    *_, blank, last = screen.text.splitlines()
    assert blank == ""
    assert re.search(r"\w", last)
    assert "1. 98" not in screen.text


def test_a_notice_has_one_button_to_go_on():
    prompt = Prompt(
        kind="notice", turn=2, language="kk", text="Бұл бөлім дәрігерлер туралы.", actions=("go",)
    )
    assert asked(prompt).text == "Бұл бөлім дәрігерлер туралы."
    assert labels(asked(prompt)) == [["Жалғастыру"]]


def test_the_question_for_the_language_is_asked_in_each_kazakh_first():
    offered = (
        Choice(code="ru", label="Русский"),
        Choice(code="en", label="English"),
        Choice(code="kk", label="Қазақша"),
    )
    screen = render(Ask(prompt=Prompt(kind="language", turn=0, language=None, choices=offered)), "-")
    assert screen.text.splitlines() == ["Тілді таңдаңыз", "Выберите язык", "Choose a language"]
    assert labels(screen) == [["Қазақша"], ["Русский"], ["English"]]
    assert callback_data.read(screen.rows[0][0].data) == (None, Tapped(0, "kk"))


def test_services_are_offered_with_their_full_names_where_a_button_would_cut_them():
    long = "Жәрдемақы тағайындау және төлеу жөніндегі мемлекеттік қызмет"
    offered = (Choice(code="r1", label=long), Choice(code="r2", label="Паспорт беру"))
    prompt = Prompt(kind="services", turn=0, language="kk", choices=offered)
    screen = render(Ask(prompt=prompt), "-")
    assert f"– {long}" in screen.text
    assert "Паспорт беру" not in screen.text
    assert len(screen.rows[0][0].label) <= 36
    assert callback_data.read(screen.rows[1][0].data) == (None, Started("r2", picked=True))
    closed = render(Ask(prompt=replace(prompt, facts={"notice": "closed_link"})), "-")
    assert closed.text.endswith(screen.text)
    assert closed.text != screen.text


def test_an_offer_that_an_earlier_release_has_left_in_the_outbox_is_still_shown():
    offered = (Choice(code="r2", label="Паспорт беру"),)
    for reason in ("nothing_open", "closed"):
        kept = Prompt(kind="services", turn=0, language="kk", choices=offered, facts={"notice": reason})
        assert labels(render(Ask(prompt=kept), "-")) == [["Паспорт беру"]]


def test_services_whose_names_begin_alike_can_be_told_apart_on_their_buttons():
    name = "Мемлекеттік қызмет көрсету сапасын бағалау"
    offered = tuple(Choice(code=f"r{wave}", label=f"{name} ({wave}-кезең)") for wave in (1, 2))
    screen = render(Ask(prompt=Prompt(kind="services", turn=0, language="kk", choices=offered)), "-")
    first, second = (row[0].label for row in screen.rows)
    assert first != second
    assert first.endswith("(1-кезең)")
    assert max(len(first), len(second)) <= 36


@pytest.mark.parametrize(("shown", "wanted"), [((1, 3), [2]), ((2, 3), [1, 3]), ((3, 3), [2])])
def test_a_page_of_services_leads_to_its_neighbours(shown, wanted):
    prompt = Prompt(
        kind="services", turn=0, language="ru", pages=shown, browsed=Browsed(shown[0] - 1, agency="mia")
    )
    *turns, whole = [button.data for row in render(Ask(prompt=prompt), "-").rows for button in row]
    assert [callback_data.read(data)[1] for data in turns] == [
        Browsed(page - 1, agency="mia") for page in wanted
    ]
    assert callback_data.read(whole) == (None, Browsed())


def test_what_was_found_by_words_too_long_for_a_button_has_no_more_pages():
    words = "обслуживание в центре обслуживания населения"
    prompt = Prompt(kind="services", turn=0, language="ru", pages=(1, 2), browsed=Browsed(words=words))
    screen = render(Ask(prompt=prompt), "-")
    assert labels(screen) == [["Весь список"]]
    assert "ещё одно слово" in screen.text


def test_a_settled_question_keeps_its_words_and_its_answer():
    assert render(Settle(language="ru", text="Да <или> нет?", answer="Да"), ID) == Screen(
        "Да &lt;или&gt; нет?\n✓ Да"
    )
    assert render(Settle(language="kk", text="Неге?", outcome="skipped"), ID) == Screen("Неге?\nӨткізілді")
    assert render(Settle(language="ru", text="Почему?", outcome="skipped"), ID) == Screen(
        "Почему?\nПропущено"
    )
    assert render(Settle(language="ru", text="Почему?", outcome="left"), ID) == Screen("Почему?")
    assert render(Settle(language="ru", text="Прочтите.", answer=""), ID) == Screen("Прочтите.")


def test_a_settled_language_and_a_settled_consent_are_ticked_once():
    assert render(Settle(language="kk", text="", answer="Қазақша"), ID) == Screen("✓ Қазақша")
    assert render(Settle(language="ru", text="Оценка", answer="✓"), ID) == Screen("Оценка\n✓")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "Нәтижелері: 2027 ж. 1 наурыз, qala.example\nСауалнама туралы сұрақтар: 1414"),
        ("ru", "Итоги: 1 марта 2027 г., qala.example\nВопросы об опросе: 1414"),
        ("en", "Results: 1 March 2027, qala.example\nQuestions about the survey: 1414"),
    ],
)
def test_a_consent_says_when_and_where_results_stand_and_whom_to_ask(language, words):
    facts = {"title": "x", "questions": "5", "at_most": "5", "minutes": "1"}
    promised = {"results_on": "2027-03-01", "results_where": "qala.example", "contact": "1414"}
    for said, kept in ((promised, True), ({}, False)):
        prompt = Prompt(kind="consent", turn=1, language=language, facts={**facts, **said})
        shown = render(Ask(prompt=prompt), ID).text.replace("\u202f", " ").replace("\xa0", " ")
        assert (words in shown) is kept


def test_a_question_for_the_language_that_is_left_is_not_an_empty_message():
    assert render(Settle(language=None, text="", outcome="left"), ID).text == "Тілді таңдаңыз\nВыберите язык"
    assert render(Settle(language="ru", text="", outcome="left"), ID).text == "Выберите язык"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_typical_question_is_short(language):
    assert (
        len(asked(question(language, kept="Удовлетворён", hint="12 ай ішінде", expects="ticks")).text) < 500
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_button_of_ours_is_longer_than_a_phone_is_wide(language):
    spoken = words(language)
    assert all(len(spoken.button(label, page=10, pages=10, service="")) <= 36 for label in LABELS.values())
