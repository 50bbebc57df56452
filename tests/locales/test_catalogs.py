"""What a language says: its words, its plurals, its numbers and dates, and never another language's."""

import datetime
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from locales.catalogs import LOCALES, words

ROOT = Path(__file__).parents[2]
QUESTIONS = ("{n} question", "{n} questions")
UP_TO = ("Up to {n} question", "Up to {n} questions")


@pytest.mark.parametrize(
    ("language", "one", "two", "five", "twenty_one"),
    [
        ("kk", "1 сұрақ", "2 сұрақ", "5 сұрақ", "21 сұрақ"),
        ("ru", "1 вопрос", "2 вопроса", "5 вопросов", "21 вопрос"),
        ("en", "1 question", "2 questions", "5 questions", "21 questions"),
    ],
)
def test_counted_questions_take_the_form_of_their_number(language, one, two, five, twenty_one):
    said = [words(language).plural(*QUESTIONS, n) for n in (1, 2, 5, 21)]
    assert said == [one, two, five, twenty_one]


def test_russian_declines_after_a_preposition_too():
    said = [words("ru").plural(*UP_TO, n) for n in (1, 2, 5, 11, 21)]
    assert said == ["До 1 вопроса", "До 2 вопросов", "До 5 вопросов", "До 11 вопросов", "До 21 вопроса"]


def test_a_language_without_a_catalogue_is_refused():
    with pytest.raises(KeyError):
        words("uz")


def test_a_text_without_a_translation_is_never_said_in_english():
    for language in LOCALES:
        with pytest.raises(KeyError):
            words(language).text("Nobody has translated this")
        with pytest.raises(KeyError):
            words(language).plural("{n} untold", "{n} untolds", 2)
        with pytest.raises(KeyError):
            words(language).button("Untold")


def test_a_button_has_a_translation_of_its_own():
    assert words("ru").button("Back") == "Назад"
    with pytest.raises(KeyError):
        words("ru").text("Back")


def test_what_people_wrote_is_not_read_as_a_placeholder():
    assert words("ru").text("Service: {service}", service="{agency} {0}") == "Услуга: {agency} {0}"


def test_a_placeholder_without_a_value_is_a_mistake_and_a_value_too_many_is_none():
    with pytest.raises(KeyError):
        words("kk").text("Question {place}")
    assert words("kk").text("Question {place}", place=3, total=9) == "3-сұрақ"


@pytest.mark.parametrize(
    ("language", "number", "digits", "written"),
    [
        ("kk", 1234567.5, None, "1\u00a0234\u00a0567,5"),
        ("ru", Decimal("0.1"), 2, "0,10"),
        ("ru", 1234, 0, "1\u00a0234"),
        ("en", 1234567.891, 1, "1,234,567.9"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(language, number, digits, written):
    assert words(language).format_number(number, digits=digits) == written


def test_shares_become_percentages():
    assert [words(language).format_percent(0.457) for language in ("kk", "ru", "en")] == [
        "46%",
        "46\u00a0%",
        "46%",
    ]
    assert [words(language).format_percent(0.457, digits=1) for language in ("kk", "ru", "en")] == [
        "45,7%",
        "45,7\u00a0%",
        "45.7%",
    ]


def test_days_are_written_as_the_language_writes_them():
    day = datetime.date(2026, 11, 3)
    long = [words(language).format_date(day).replace("\u202f", " ") for language in ("kk", "ru", "en")]
    assert long == ["2026 ж. 3 қараша", "3 ноября 2026 г.", "3 November 2026"]
    assert words("en").format_date(day, length="short") == "03/11/2026"


def test_nothing_is_read_before_words_are_asked_for():
    program = (
        "from locales.catalogs import words; print(words.cache_info().currsize); words('kk'); words('kk')"
    )
    program += "; print(words.cache_info().misses)"
    shown = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.stdout.split() == ["0", "1"]


def test_only_the_catalogues_and_their_files_know_babel():
    folders = ("bot", "surveys", "locales", "storage", "analytics", "console")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    users = [
        path.relative_to(ROOT).as_posix()
        for path in files
        if any(
            line.startswith(("import babel", "from babel"))
            for line in map(str.strip, path.open(encoding="utf-8"))
        )
    ]
    assert sorted(users) == ["locales/catalogs.py", "locales/po_files.py"]
