"""Whatever a button says can be typed, and means what the button does."""

import pytest

from bot.telegram.keyboards import BEGIN, LABELS
from locales.catalogs import words
from surveys.interview.presenting import LANGUAGE_NAMES, language_named
from surveys.interview.spoken import spoken
from surveys.items._choice_words import YES
from tests.short_surveys import survey

LANGUAGES = ("kk", "ru", "en")
NAMING = {"stay", "switch"}  # their labels name a service: tests of the choice between two know their words
BUTTONS = [("go", BEGIN), *((name, label) for name, label in LABELS.items() if name not in NAMING)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("action", "label"), BUTTONS, ids=[label for _, label in BUTTONS])
def test_a_button_typed_is_its_own_action(action, label, language):
    shown = words(language).button(label, page=2, pages=7)
    for typed in (
        shown,
        shown.upper(),
        f"«{shown}»",
        f"{shown}.",
        shown.translate(str.maketrans("қәі", "каи")),
    ):
        assert spoken(typed) == action, typed


@pytest.mark.parametrize(
    ("typed", "action"),
    {
        "назад": "back",
        "Артқа": "back",
        "артка": "back",
        "кері": "back",
        "пропустить": "skip",
        "өткізіп жіберу": "skip",
        "откизу": "skip",
        "СТОП": "stop",
        "тоқта": "stop",
        "Тоқтату!": "stop",
        "готово": "done",
        "Да": "go",
        "иә": "go",
        "ия": "go",
        "ок": "go",
        "OK": "go",
        "согласна": "go",
        "келісемін": "go",
        "нет": "refuse",
        "Нет, спасибо": "refuse",
        "жоқ, рахмет": "refuse",
        "no thanks": "refuse",
        "ещё": "more",
        "тагы": "more",
        "оставить": "keep",
        "сменить язык": "language",
        "да?": None,
        "не назад": None,
        "стоп очереди": None,
        "давайте": None,
        "👍": None,
        "": None,
        "да " * 100: None,
    }.items(),
)
def test_this_typed_does_that(typed, action):
    assert spoken(typed) == action


def test_every_yes_of_a_question_is_a_yes_here():
    assert {spoken(word) for word in YES} == {"go"}


THREE = survey("visited: yes_no", languages=["kk", "ru"])


@pytest.mark.parametrize(
    ("typed", "language"),
    {
        "қаз": "kk",
        "казакша": "kk",
        "Қазақша.": "kk",
        "казахский": "kk",
        "kk": "kk",
        "1": "kk",
        "1️⃣": "kk",
        "рус": "ru",
        "на русском": "ru",
        "орысша": "ru",
        "ru": "ru",
        "2)": "ru",
        "3": None,
        "0": None,
        "english": None,  # this questionnaire has none
        "қандай тіл": None,
    }.items(),
)
def test_a_language_is_named_by_any_of_its_names_or_its_number(typed, language):
    assert language_named(THREE, typed) == language


def test_every_language_is_known_by_its_own_name():
    for code, name in LANGUAGE_NAMES.items():
        found = language_named(THREE, name)
        assert found == (code if code in THREE.languages else None)
