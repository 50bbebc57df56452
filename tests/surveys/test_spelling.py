"""Names are compared as people read and type them, in Kazakh and in Russian."""

import pytest

from console import shipped
from surveys.spelling import ALPHABET, alphabetical, folded_words

KAZAKH = "А Ә Б В Г Ғ Д Е Ж З И Й К Қ Л М Н Ң О Ө П Р С Т У Ұ Ү Ф Х Һ Ц Ч Ш Щ Ъ Ы І Ь Э Ю Я"
RUSSIAN = "А Б В Г Д Е Ж З И Й К Л М Н О П Р С Т У Ф Х Ц Ч Ш Щ Ъ Ы Ь Э Ю Я"


@pytest.mark.parametrize("alphabet", [KAZAKH, RUSSIAN])
def test_letters_stand_as_in_the_alphabet_of_either_language(alphabet):
    assert sorted(alphabet.split(), key=alphabetical) == alphabet.split()


def test_names_are_sorted_as_in_a_dictionary():
    names = ["Ёлка", "Ель", "Елка", "«Әлем» АҚ", "Ауыл", "әкімдік", "Ел басы", "Eurasia", "1-бөлім", "Елбасы"]
    assert sorted(names, key=alphabetical) == [
        "1-бөлім",
        "Eurasia",
        "Ауыл",
        "әкімдік",
        "«Әлем» АҚ",
        "Ел басы",
        "Елбасы",
        "Елка",
        "Ёлка",
        "Ель",
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ЖЕКЕ КУАЛИК", "Жеке куәлік"),
        ("Улттык экономика", "Ұлттық экономика"),
        ("Кызмет корсету", "қызмет көрсету"),
        ("ребенок", "Ребёнок"),
        ("жеке куәлiк", "жеке куәлік"),  # a Latin i
        ("пacпopт", "паспорт"),  # four Latin letters
        ("оку, агарту!", "Оқу-ағарту"),
    ],
)
def test_a_word_is_the_same_whatever_keyboard_types_it(typed, meant):
    assert folded_words(typed) == folded_words(meant)


def test_a_word_in_latin_letters_stays_one():
    assert folded_words("Visa of Kazakhstan") == ["visa", "of", "kazakhstan"]


def test_no_kazakh_letter_is_left_of_the_names_of_the_registry():
    own = set(ALPHABET) - set(RUSSIAN.lower())
    folded = {
        letter
        for table in ("services", "agencies")
        for row in shipped.rows(table)
        for word in folded_words(row["kk"])
        for letter in word
    }
    assert not folded & own
