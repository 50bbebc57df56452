"""Which number is stored of what people write, and what is asked back instead of being guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answers import Answer
from surveys.items._typed_numbers import read_number
from surveys.items._units import is_unit
from surveys.items.number import Number
from tests.surveys.items.item_examples import TODAY

MINUTES = {"kk": "минут", "ru": "минут", "en": "minutes"}
TENGE = {"kk": "теңге", "ru": "тенге"}


@pytest.mark.parametrize(
    ("typed", "number"),
    {
        "15000": 15000,
        "15 000": 15000,
        "15\u00a0000": 15000,
        "15\u202f000": 15000,
        "15.000": 15000,
        "15,000": 15000,
        "15'000": 15000,
        "150.000": 150000,
        "1.500.000": 1500000,
        "1 500 000": 1500000,
        "15,00": 15,
        "15.": 15,
        "15 тг": 15,
        "15000тг": 15000,
        "15 000 тенге": 15000,
        "15 000 ₸": 15000,
        "15000 теңге.": 15000,
        "１５": 15,
        "١٥": 15,
        "+15": 15,
        "\u22123": -3,
    }.items(),
)
def test_a_whole_number_of_tenge(typed, number):
    assert read_number(typed, 0, TENGE) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    {
        "1,5": "1.5",
        "1.5": "1.5",
        "1 500,50": "1500.50",
        "1.500,5": "1500.5",
        "1,500.5": "1500.5",
        "1.500.000": "1500000",
        "0,125": None,
        "15,5 тг": "15.5",
    }.items(),
)
def test_a_number_with_two_decimals(typed, number):
    found = read_number(typed, 2, TENGE)
    assert found == Decimal(number) if number else found.reason == "too_many_decimals"


@pytest.mark.parametrize(
    ("typed", "one", "other"),
    [
        ("15.000", "15000", "15"),
        ("15,000", "15000", "15"),
        ("-1.500", "-1500", "-1,5"),
        ("15.500", "15500", "15,5"),
    ],
)
def test_three_digits_after_the_comma_are_asked_back_with_both_readings(typed, one, other):
    found = read_number(typed, 2, None)
    assert (found.reason, found.values) == ("two_ways", {"one": one, "other": other})
    assert read_number(one, 2, None) == Decimal(one)
    assert read_number(other, 2, None) == Decimal(other.replace(",", "."))


@pytest.mark.parametrize("decimals", [0, 2])
@pytest.mark.parametrize(
    "typed",
    [
        *("2 3", "30 40", "1 2 3", "15 00", "0 500", "1,5 2", "2, 3", "15 0000", "1.2.3", "1 500 00"),
        *(
            "10-15",
            "10 – 15",
            "10/15",
            "от 10 до 15",
            "2 или 3",
            "15 мин 30 сек",
            "1️⃣5️⃣",
            "15.0000",
            "1 500.000",
        ),
    ],
)
def test_what_may_be_two_numbers_is_asked_back(typed, decimals):
    assert read_number(typed, decimals, MINUTES).reason == "number_unclear"


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "пять",
            "15 тысяч",
            "15 тыс",
            "15 млн",
            "15к",
            "15 мың",
            "15 часов",
            "2 ч",
            "15 $",
            "15 €",
            "15 тг",
        ),
        *("1e3", "0x15", "½", "5²", "около 15", "15 👍", "9" * 13, "-", ",", "15%", "15 м"),
    ],
)
def test_other_units_and_words_are_not_taken_for_a_number_of_minutes(typed):
    assert read_number(typed, 0, MINUTES).reason == "not_a_number"


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        (MINUTES, ["мин", "мин.", "минут", "минуты", "минута", "МИНУТ", "min", "minutes", "мину", "", " !"]),
        (TENGE, ["тг", "тг.", "₸", "тенге", "тенг", "теңге", "KZT"]),
        ({"kk": "сағат", "ru": "часов"}, ["ч", "ч.", "час", "сағ", "сагат", "часа", "hours"]),
        ({"kk": "рет", "ru": "раз"}, ["раза", "рет", "раз"]),
        ({"kk": "₸", "ru": "₸"}, ["тг", "₸", "тенге"]),
        ({"kk": "мың теңге", "ru": "тысяч тенге"}, ["тыс", "тыс.", "мың", "тысяч тенге"]),
        ({"kk": "құжат", "ru": "документов"}, ["док", "документ", "құжат", "кужат"]),
        ({"kk": "%", "ru": "%"}, ["%", "процентов", "пайыз"]),
    ],
)
def test_the_unit_in_any_language_and_its_short_forms_are_stripped(unit, said):
    for each in said:
        assert is_unit(each, unit), each


def test_without_a_unit_of_its_own_no_word_is_stripped():
    assert read_number("15 мин", 0, None).reason == "not_a_number"


def asked(**keys):
    return Number(id="n", type="number", text={"kk": "?", "ru": "?"}, **keys)


@given(number=st.integers(-(10**11), 10**11), cents=st.integers(0, 99))
def test_what_is_read_back_is_what_was_meant(number, cents):
    item = asked(decimals=2, unit=TENGE)
    value = Decimal(number) + (1 if number >= 0 else -1) * Decimal(cents) / 100
    answer = Answer(number=value)
    assert item.understand(item.reads(answer, "ru"), "ru", TODAY) == answer


def test_thousands_stand_apart_where_there_are_many():
    item = asked(unit=TENGE)
    assert item.reads(Answer(number=Decimal(150000)), "kk") == "150\u00a0000 теңге"
    assert item.reads(Answer(number=Decimal(1500)), "kk") == "1500 теңге"


def test_other_words_beside_a_number_may_be_one_of_its_options():
    missing = [{"code": "98", "label": {"kk": "Білмеймін", "ru": "Затрудняюсь ответить"}}]
    assert asked(options=missing).understand("не знаю", "ru", TODAY) == Answer(codes=("98",))
    assert asked(options=missing).understand("1", "ru", TODAY) == Answer(number=Decimal(1))


@given(typed=st.text(alphabet="0123456789 .,-'мин", min_size=1, max_size=20), decimals=st.integers(0, 3))
def test_no_digit_is_lost_or_added(typed, decimals):
    found = read_number(typed, decimals, MINUTES)
    if isinstance(found, Decimal):
        digits = "".join(sign for sign in typed if sign.isdecimal())
        assert f"{abs(found):f}".replace(".", "").lstrip("0") == digits.lstrip("0")
